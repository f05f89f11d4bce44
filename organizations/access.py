"""What one user may do, in memory: the permissions, what opens them, and the tables that decide.

A deny of any of the user's profiles on the node or anything above it wins; else one profile must have the permission's
switch on and an allow there; else the answer is no.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple, get_args

from organizations.models import DashboardRole, Effect, Profile, ProfileAccess
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

    __slots__ = (
        "_filters",
        "allows",
        "denies",
        "door",
        "is_superuser",
        "organizations",
        "profiles",
        "somewhere",
        "switches",
        "user_id",
    )

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
        reached: dict[str, int] = {}
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
            reached[entry.organization_id] = reached.get(entry.organization_id, 0) | bits
        self._pour_down(parents)
        # What may be done in each organization or in some part of it; who may nothing there does not see it.
        self.somewhere: dict[str, int] = {}
        for organization in parents:
            node = f"o:{organization}"
            bits = ALL if is_superuser else (reached.get(organization, 0) | self.allows.get(node, 0)) & ~self.denies.get(node, 0)
            if bits & READ:
                self.somewhere[organization] = bits
        self.organizations = frozenset(self.somewhere)

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
