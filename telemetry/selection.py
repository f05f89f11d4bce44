"""Which metrics somebody means who points at nodes of the tree, as far as their rights reach."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from core.errors import Missing, Refused
from devices.models import Metric
from organizations import rights
from organizations.models import Organization, User
from organizations.nodes import numbers

MAX_NODES: Final = 2_000


class Chosen(NamedTuple):
    """As much of a metric as a column of a table needs."""

    id: int
    device_id: int
    device: str
    path: str
    unit: str
    data_type: str

    @property
    def title(self) -> str:
        return f"{self.device} · {self.path}"


def readable_metrics(user: User | AnonymousUser, keys: Sequence[str], *, bound: int, is_strict: bool = True) -> list[Chosen]:
    """The metrics at and below the nodes that the user may read, each once: in the given order, else by name.

    Strict: every node must hold one. What is not there and what is not the user's answer alike.
    """
    keys = list(dict.fromkeys(keys))
    if len(keys) > MAX_NODES:
        raise Refused(f"{len(keys)} nodes are too many: point at {MAX_NODES} or fewer, or at a folder above them.", field="nodes")
    by_kind: dict[str, list[str]] = {}
    for key in keys:
        kind, _, rest = key.partition(":")
        if kind not in "osdfm" or not rest or len(kind) != 1:
            raise Refused(f"“{key[:60]}” is no node with metrics: give m:, f:, d:, s: or o: and its id.", field="nodes")
        by_kind.setdefault(kind, []).append(rest)
    rows = rights.visible(user, Metric.objects.filter(_below(by_kind))).order_by("device__name", "device_id", "path")
    found = [
        Chosen(*row) for row in rows.values_list("id", "device_id", "device__name", "path", "unit", "data_type")[: bound + 1]
    ]
    if len(found) > bound:
        raise Refused(f"These are more than {bound} metrics: choose fewer, or split the question.", field="nodes")
    if is_strict:
        _check_each(keys, found)
    if set(by_kind) == {"m"}:
        place = {int(key[2:]): n for n, key in enumerate(keys) if key[2:].isdecimal()}
        found.sort(key=lambda metric: place[metric.id])
    return found


def _below(by_kind: dict[str, list[str]]) -> Q:
    condition = Q(id__in=numbers(by_kind.get("m", ()))) | Q(device_id__in=numbers(by_kind.get("d", ())))
    if organizations := by_kind.get("o"):
        condition |= Q(device__organization_id__in=_with_children(organizations), device__archived_at=None)
    if sites := by_kind.get("s"):
        condition |= Q(device__site_id__in=numbers(sites), device__archived_at=None)
    for folder in by_kind.get("f", ()):
        device_id, _, path = folder.partition(":")
        if path and numbers([device_id]):
            # Not `startswith`, which takes “Motor” for “motor” in SQLite.
            condition |= Q(device_id=int(device_id)) & Q(Exact(Left(F("path"), len(path) + 1), f"{path}/"))
    return condition


def _with_children(ids: Iterable[str]) -> set[str]:
    children: dict[str | None, list[str]] = {}
    for organization_id, parent_id in Organization.objects.values_list("id", "parent_id"):
        children.setdefault(parent_id, []).append(organization_id)
    wanted, todo = set(ids), list(ids)
    while todo:
        new = [child for child in children.get(todo.pop(), ()) if child not in wanted]
        wanted.update(new)
        todo += new
    return wanted


def _check_each(keys: Sequence[str], found: Sequence[Chosen]) -> None:
    """Every single metric and device that was named must be there; of larger nodes, at least something at all."""
    ids, devices = {str(metric.id) for metric in found}, {str(metric.device_id) for metric in found}
    for key in keys:
        kind, rest = key[0], key[2:]
        if (kind == "m" and rest not in ids) or (kind == "d" and rest not in devices):
            raise Missing(f"There is nothing to read at “{key[:60]}”, or it is not yours.")
    if not found:
        raise Missing(f"There is nothing to read at “{keys[0][:60] if keys else ''}”, or it is not yours.")


# --- with whose rights a job runs


def scope_of(user: User) -> dict[str, Any]:
    """What a job must remember of who asked: a key that opens one profile must not ask for more through a job."""
    carried: rights.Access | None = getattr(user, "access", None)
    return {} if carried is None else {"door": carried.door, "profile_ids": sorted(carried.profiles)}


def asker(user: User, scope: dict[str, Any]) -> User:
    """The user as they stood when asking, with the rights of now. Raises Refused for an account that is switched off."""
    if not user.is_active:
        raise Refused(f"The account of {user.email} is switched off.", code="owner_inactive")
    if scope:
        user.access = rights.load_access(  # type: ignore[attr-defined]  # read by rights.access_of
            user, door=scope["door"], profile_ids=frozenset(scope["profile_ids"])
        )
    return user
