"""The one place that answers "may this user do this here?".

Pages, API, sockets, blocks and reports all ask here. The rule itself stands in `access.py`.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Final, NamedTuple, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Left
from django.db.models.lookups import Exact
from redis.exceptions import RedisError

from core.changes import bump, version
from core.errors import Missing, Refused
from organizations.access import (
    ALL,
    BITS,
    MANAGEMENT,
    METRICS,
    OF_ROLES,
    READ,
    ROLES,
    SETTABLE,
    SWITCHES,
    Access,
    Door,
    Permission,
    granted_by,
    mask,
    names,
    opened,
    settable,
    taken_by,
)
from organizations.models import Organization, Profile, ProfileAccess, User
from organizations.nodes import Placed

__all__ = [
    "ALL",
    "BITS",
    "MANAGEMENT",
    "METRICS",
    "OF_ROLES",
    "READ",
    "ROLES",
    "SETTABLE",
    "SWITCHES",
    "Access",
    "Door",
    "Permission",
    "granted_by",
    "mask",
    "names",
    "opened",
    "settable",
    "taken_by",
]

NOT_YOURS: Final = "There is no such thing, or it is not yours."
# A change whose announcement was lost (the process died between commit and announcement) is seen after this time.
KEPT_S: Final = 30.0
KEPT_USERS: Final = 2_000
VERSION_KEPT_S: Final = 0.02

ModelT = TypeVar("ModelT", bound=Model)


# --- who asks


class _Kept(NamedTuple):
    version: int
    until: float
    access: Access


_kept: "OrderedDict[tuple[int, Door, frozenset[int] | None], _Kept]" = OrderedDict()
_version = 0, 0.0
_lock = Lock()


def changed() -> None:
    """Announce, after commit, that rights changed: caches load again, open pages are looked at at once.

    Whoever goes on in the same transaction sees the change already.
    """
    forget()
    bump("rights")


def forget() -> None:
    """Load every user's rights anew in this process."""
    global _version
    with _lock:
        _kept.clear()
        _version = 0, 0.0


def access_of(user: User | AnonymousUser, *, door: Door = "browser", profile_ids: frozenset[int] | None = None) -> Access:
    """What the user may do now. A user who came in with an API key brings the key's access along."""
    carried: Access | None = getattr(user, "access", None)
    if carried is not None:
        return carried
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    key = (user.pk, door, profile_ids)
    try:
        newest = _newest_version()
    except RedisError:
        return load_access(user, door=door, profile_ids=profile_ids)
    now = time.monotonic()
    with _lock:
        kept = _kept.get(key)
        if kept is not None and kept.version == newest and kept.until > now and kept.access.is_superuser == user.is_superuser:
            _kept.move_to_end(key)
            return kept.access
    access = load_access(user, door=door, profile_ids=profile_ids)
    with _lock:
        _kept[key] = _Kept(newest, now + KEPT_S, access)
        while len(_kept) > KEPT_USERS:
            _kept.popitem(last=False)
    return access


def _newest_version() -> int:
    """The number of the last change. A list asks for its rows one by one: all of them within the same moment."""
    global _version
    number, until = _version
    now = time.monotonic()
    if now > until:
        number = version("rights")
        _version = number, now + VERSION_KEPT_S
    return number


def load_access(user: User, *, door: Door, profile_ids: frozenset[int] | None = None) -> Access:
    """Three queries: the user's profiles, their entries, and the tree of organizations."""
    profiles = {profile.id: profile for profile in Profile.objects.filter(members__user_id=user.pk)}
    entries = ProfileAccess.objects.filter(profile_id__in=profiles)
    return Access(
        user_id=user.pk,
        door=door,
        entries=[(profiles[entry.profile_id], entry) for entry in entries],
        parents=dict(Organization.objects.values_list("id", "parent_id")),
        profile_ids=profile_ids,
        is_superuser=user.is_superuser,
        switches=frozenset(name for profile in profiles.values() for name in SWITCHES if getattr(profile, name)),
    )


NOBODY: Final = Access(user_id=0, door="browser", entries=(), parents={})


# --- questions


def permissions(user: User | AnonymousUser, place: Placed | str) -> frozenset[str]:
    """All that the user may do there; empty for a stranger."""
    line = (f"o:{place}",) if isinstance(place, str) else place.node_line()
    return names(access_of(user).bits(line))


def can(user: User | AnonymousUser, permission: Permission, place: Placed | str) -> bool:
    return access_of(user).can(permission, place)


def require(user: User | AnonymousUser, permission: Permission, place: Placed | str) -> None:
    """Raises Missing for whoever may not see the place, and so must not learn that it exists; else Refused."""
    line = (f"o:{place}",) if isinstance(place, str) else place.node_line()
    check(access_of(user).bits(line), permission)


def require_in(user: User | AnonymousUser, permission: Permission, organization_id: str) -> None:
    """The same about an organization of which the user may see only parts: they know that it is there."""
    access = access_of(user)
    if organization_id not in access.organizations:
        raise Missing(NOT_YOURS)
    check(access.bits((f"o:{organization_id}",)) | READ, permission)


def check(bits: int, permission: Permission) -> None:
    if not bits & READ:
        raise Missing(NOT_YOURS)
    if not bits & BITS[permission]:
        raise Refused(
            f"Your profiles do not include “{permission.replace('_', ' ')}” here. Ask an administrator of your organization.",
            code="forbidden",
            status=403,
        )


def organizations_of(user: User | AnonymousUser) -> "QuerySet[Organization]":
    """The organizations that the user may see, or see a part of."""
    access = access_of(user)
    if access.is_superuser:
        return Organization.objects.all()
    return Organization.objects.filter(id__in=access.organizations)


def current_organization(user: User | AnonymousUser, wanted: str | None) -> Organization | None:
    """The organization that the user asks for by its id, when it is theirs; without one their own, else the first."""
    mine = organizations_of(user)
    if wanted:
        return mine.filter(id=wanted).first()
    home = getattr(user, "organization_id", None)
    return (mine.filter(id=home).first() if home else None) or mine.order_by("created_at", "id").first()


def may_log_in(user: User) -> bool:
    """People without the management and the dashboard switch have nothing to do in the pages."""
    return user.is_superuser or bool(access_of(user).switches & {"access_management", "access_dashboard"})


# A model says in `node_lookups` which of its columns hold the ids of the nodes above it.
Lookups = Mapping[str, tuple[str, ...]]
ONLY_ORGANIZATION: Final[Lookups] = {"o": ("organization_id",)}


def visible(
    user: User | AnonymousUser, queryset: "QuerySet[ModelT]", permission: Permission = "read", *, by: str = ""
) -> "QuerySet[ModelT]":
    """The rows on which the user has the permission; `by` is the path from the row to what stands in the tree."""
    access = access_of(user)
    if access.is_superuser:
        return queryset
    model: Any = queryset.model
    prefix = f"{by}__" if by else ""
    for step in by.split("__") if by else ():
        model = model._meta.get_field(step).related_model
    lookups: Lookups = getattr(model, "node_lookups", ONLY_ORGANIZATION)
    found = access.filter(permission)
    granted = _any_of(lookups, found.granted, prefix)
    if granted is None:
        return queryset.none()
    taken = _any_of(lookups, found.taken, prefix)
    return queryset.filter(granted) if taken is None else queryset.filter(granted).exclude(taken)


def visible_shared(
    user: User | AnonymousUser,
    queryset: "QuerySet[ModelT]",
    permission: Permission,
    *,
    shares: "Callable[[int], QuerySet[Any]]",
    own: str,
) -> "QuerySet[ModelT]":
    """The same for what is seen by shares: `shares(profile)` are the ids of the rows shared to a profile.

    `own` is the prefix of the rows' own nodes: an entry there is as good as a share.
    """
    access = access_of(user)
    if access.is_superuser:
        return queryset
    lookups: Lookups = queryset.model.node_lookups  # type: ignore[attr-defined]
    granted: Q | None = None
    for profile_id, table in access.profiles.items():
        managed = _any_of(lookups, _by_kind(table, BITS["manage_dashboards"] | BITS[permission]), "")
        reached = _any_of(lookups, _by_kind(table, BITS[permission]), "")
        named = Q(pk__in=_by_kind(table, BITS[permission]).get(own, []))
        for part in (managed, reached & Q(pk__in=shares(profile_id)) if reached is not None else None, named):
            if part is not None:
                granted = part if granted is None else granted | part
    if granted is None:
        return queryset.none()
    taken = _any_of(lookups, access.filter(permission).taken, "")
    return queryset.filter(granted) if taken is None else queryset.filter(granted).exclude(taken)


def _by_kind(table: Mapping[str, int], bits: int) -> dict[str, list[str]]:
    """The keys, without prefix, of the nodes on which all of `bits` are granted."""
    found: dict[str, list[str]] = {}
    for key, granted in table.items():
        if granted & bits == bits:
            found.setdefault(key[0], []).append(key[2:])
    return found


def _any_of(lookups: Lookups, keys: Mapping[str, list[str]], prefix: str) -> Q | None:
    """True of rows at or below one of the nodes."""
    condition: Q | None = None
    for kind, columns in lookups.items():
        if kind not in keys:
            continue
        for column in columns:
            if kind == "f":
                # A folder: the device's column and the path's.
                device_column, path_column = column.split(" ")
                part = Q()
                for key in keys[kind]:
                    device_id, _, folder = key.partition(":")
                    # Not `startswith`, which takes “Motor” for “motor” in SQLite.
                    begins = Exact(Coalesce(Left(F(prefix + path_column), len(folder) + 1), Value("")), f"{folder}/")
                    part |= Q(**{prefix + device_column: int(device_id)}) & Q(begins)
            else:
                part = Q(**{f"{prefix}{column}__in": keys[kind]})
            condition = part if condition is None else condition | part
    return condition


def person(user: User | AnonymousUser) -> User:
    """The user behind a request that was let in: there is one, as types cannot know."""
    assert isinstance(user, User)
    return user
