"""The one place that answers "may this user do this here?".

Pages, API, sockets, blocks and reports all ask here. A deny of any of the user's profiles on the node or anything above
it wins; else one profile must have the permission's switch on and an allow there; else the answer is no.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any, Final, Literal, NamedTuple, TypeVar, get_args

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Left
from django.db.models.lookups import Exact
from redis.exceptions import RedisError

from core.changes import bump, version
from core.errors import Missing, Refused
from organizations.models import DashboardRole, Effect, Organization, Profile, ProfileAccess, User
from organizations.nodes import Placed

Permission = Literal[
    # set on an access entry
    "read",
    "write_metric",
    "manage_metric",
    "create_organization",
    "edit_organization",
    "manage_users_profiles",
    "manage_sites",
    "manage_templates_files",
    "manage_devices",
    "manage_assets_terminals",
    # come with the dashboard role of an access entry
    "view_dashboards",
    "operate",
    "acknowledge_alarms",
    "edit_dashboards",
    "edit_flows",
    "manage_dashboards",
]
Door = Literal["browser", "rest"]
SWITCHES: Final = ("access_management", "access_dashboard", "access_rest")

BITS: Final[dict[str, int]] = {name: 1 << place for place, name in enumerate(get_args(Permission))}
ALL: Final = (1 << len(BITS)) - 1
READ: Final = BITS["read"]


def mask(*names: str) -> int:
    """The bits of these permissions together."""
    bits = 0
    for name in names:
        bits |= BITS[name]
    return bits


def names(bits: int) -> frozenset[str]:
    return frozenset(name for name, bit in BITS.items() if bits & bit)


METRICS: Final = mask("read", "write_metric", "manage_metric")
MANAGEMENT: Final = mask(
    "create_organization",
    "edit_organization",
    "manage_users_profiles",
    "manage_sites",
    "manage_templates_files",
    "manage_devices",
    "manage_assets_terminals",
)
SETTABLE: Final = METRICS | MANAGEMENT
_VIEWER: Final = mask("read", "view_dashboards")
_OPERATOR: Final = _VIEWER | mask("operate", "acknowledge_alarms")
_ENGINEER: Final = _OPERATOR | mask("edit_dashboards", "edit_flows")
ROLES: Final[dict[str, int]] = {
    DashboardRole.NONE: 0,
    DashboardRole.VIEWER: _VIEWER,
    DashboardRole.OPERATOR: _OPERATOR,
    DashboardRole.ENGINEER: _ENGINEER,
    DashboardRole.MANAGER: _ENGINEER | mask("manage_dashboards"),
}
OF_ROLES: Final = ALL & ~SETTABLE
NOT_YOURS: Final = "There is no such thing, or it is not yours."
# A change whose announcement was lost (the process died between commit and announcement) is seen after this time.
KEPT_S: Final = 30.0
KEPT_USERS: Final = 2_000
VERSION_KEPT_S: Final = 0.02

ModelT = TypeVar("ModelT", bound=Model)


def opened(profile: Profile, door: Door) -> int:
    """The permissions that the profile's switches let through this door."""
    bits = 0
    if door == "rest":
        if not profile.access_rest:
            return 0
        # Registering devices and moving data is what the REST switch is for; the rest of management needs its own as well.
        bits |= METRICS | mask("manage_devices")
    elif profile.access_management or profile.access_dashboard:
        bits |= METRICS
    if profile.access_management:
        bits |= MANAGEMENT
    if profile.access_dashboard:
        bits |= OF_ROLES
    return bits


def settable(profile: Profile) -> int:
    """The permissions that an allow entry of the profile can name. The metric permissions hang on no switch."""
    bits = METRICS
    if profile.access_management:
        bits |= MANAGEMENT
    elif profile.access_rest:
        bits |= BITS["manage_devices"]
    return bits


def granted_by(entry: ProfileAccess) -> int:
    """What an allow entry grants before the switches. Whoever may do something on a node may see it."""
    bits = (entry.permissions & SETTABLE) | ROLES[entry.dashboard_role]
    return bits | READ if bits else 0


def taken_by(entry: ProfileAccess) -> int:
    """What a deny entry takes. Nothing named means everything, and what one may not see one may not use either."""
    return ALL if entry.permissions == 0 or entry.permissions & READ else entry.permissions


class Filter(NamedTuple):
    """Which nodes a permission reaches, by kind: granted keys and taken keys without their prefix."""

    granted: dict[str, list[str]]
    taken: dict[str, list[str]]


class Access:
    """What one user may do through one door: everything that decides, in memory.

    `allows` and `denies` hold the permissions by node; an allow is already cut to what its own profile's switches let
    through, so adding up over profiles mixes nothing. For organizations they hold what comes down from all above.
    """

    __slots__ = ("_filters", "allows", "denies", "door", "is_superuser", "organizations", "profiles", "switches", "user_id")

    def __init__(
        self,
        *,
        user_id: int,
        door: Door,
        entries: Iterable[tuple[Profile, ProfileAccess]],
        parents: Mapping[str, str | None],
        profile_ids: frozenset[int] | None = None,
        is_superuser: bool = False,
        switches: frozenset[str] = frozenset(),
    ) -> None:
        """`profile_ids`: the scope of an API key, whose allows count; denies count from every profile.

        `switches` are those that any of the user's profiles has on.
        """
        self.user_id, self.door, self.is_superuser, self.switches = user_id, door, is_superuser, switches
        self.allows: dict[str, int] = {}
        self.denies: dict[str, int] = {}
        self.profiles: dict[int, dict[str, int]] = {}
        self._filters: dict[int, Filter] = {}
        reached: set[str] = set()
        for profile, entry in entries:
            if entry.effect == Effect.DENY:
                self.denies[entry.node] = self.denies.get(entry.node, 0) | taken_by(entry)
                continue
            if profile_ids is not None and profile.id not in profile_ids:
                continue
            bits = granted_by(entry) & opened(profile, door)
            if not bits:
                continue
            self.allows[entry.node] = self.allows.get(entry.node, 0) | bits
            of_profile = self.profiles.setdefault(profile.id, {})
            of_profile[entry.node] = of_profile.get(entry.node, 0) | bits
            reached.add(entry.organization_id)
        self._pour_down(parents)
        self.organizations: frozenset[str] = frozenset(
            organization
            for organization in parents
            if is_superuser
            or (
                (organization in reached or self.allows.get(f"o:{organization}"))
                and not self.denies.get(f"o:{organization}", 0) & READ
            )
        )

    def _pour_down(self, parents: Mapping[str, str | None]) -> None:
        """What stands on an organization holds for all below it: written there, an evaluation need not climb."""
        tables = [self.allows, self.denies, *self.profiles.values()]
        for table in tables:
            if not any(key.startswith("o:") for key in table):
                continue
            poured: dict[str, int] = {}
            for organization in parents:
                bits = 0
                above: str | None = organization
                for _ in parents:  # no line is longer, even if somebody made a circle
                    if above is None:
                        break
                    bits |= table.get(f"o:{above}", 0)
                    above = parents.get(above)
                if bits:
                    poured[f"o:{organization}"] = bits
            table.update(poured)

    def bits(self, line: Iterable[str]) -> int:
        """All permissions on the node that the line begins with."""
        if self.is_superuser:
            return ALL
        allowed = denied = 0
        allows, denies = self.allows, self.denies
        for key in line:
            allowed |= allows.get(key, 0)
            denied |= denies.get(key, 0)
        return allowed & ~denied

    def can(self, permission: Permission, place: "Placed | str") -> bool:
        """`place` is anything that stands in the tree, or the id of an organization."""
        line = (f"o:{place}",) if isinstance(place, str) else place.node_line()
        return bool(self.bits(line) & BITS[permission])

    def shared_bits(self, line: tuple[str, ...], shared_with: Iterable[int]) -> int:
        """Permissions on a dashboard: a manager's reach all in reach, others' only what is shared to the same profile.

        An entry on the dashboard itself is as good as a share.
        """
        if self.is_superuser:
            return ALL
        denied = 0
        for key in line:
            denied |= self.denies.get(key, 0)
        shares = frozenset(shared_with)
        allowed = 0
        for profile_id, table in self.profiles.items():
            bits = 0
            for key in line:
                bits |= table.get(key, 0)
            if bits & BITS["manage_dashboards"] or profile_id in shares or line[0] in table:
                allowed |= bits
        return allowed & ~denied

    def profiles_with(self, permission: Permission, line: Iterable[str]) -> frozenset[int]:
        """The profiles that grant the permission there."""
        keys, bit = tuple(line), BITS[permission]
        return frozenset(
            profile_id for profile_id, table in self.profiles.items() if any(table.get(key, 0) & bit for key in keys)
        )

    def filter(self, permission: Permission) -> Filter:
        """The nodes that decide about `permission` in a listing."""
        bit = BITS[permission]
        if bit not in self._filters:
            granted: dict[str, list[str]] = {}
            taken: dict[str, list[str]] = {}
            for table, by_kind in ((self.allows, granted), (self.denies, taken)):
                for key, bits in table.items():
                    if bits & bit:
                        by_kind.setdefault(key[0], []).append(key[2:])
            self._filters[bit] = Filter(granted, taken)
        return self._filters[bit]


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
