"""Why somebody may, or may not, do something somewhere: the deciding rows, in words."""

from typing import Final, NamedTuple

from organizations import nodes, rights
from organizations.models import Effect, Organization, Profile, ProfileAccess, User
from organizations.nodes import Node

SWITCHES: Final = {
    "access_management": "Access management",
    "access_dashboard": "Access dashboards",
    "access_rest": "Access REST API",
}


class Row(NamedTuple):
    """One access entry that speaks about the node or something above it."""

    profile: Profile
    entry: ProfileAccess
    node: Node
    # Whether it names the permission asked about.
    covers: bool
    # Why an allow that names it counts for nothing: the switch that is off in its profile.
    lacks_switch: str
    decides: bool


class Explanation(NamedTuple):
    allowed: bool
    sentence: str
    rows: list[Row]


def explain(user: User, permission: rights.Permission, node: Node, *, door: rights.Door = "browser") -> Explanation:
    """The answer that `rights` gives there now, and the entries it comes from."""
    line = whole_line(node)
    bit = rights.BITS[permission]
    named = nodes.describe(line)
    entries = ProfileAccess.objects.filter(profile__members__user=user, node__in=line).select_related("profile")
    rows = []
    for entry in sorted(entries, key=lambda entry: (entry.effect != Effect.DENY, line.index(entry.node), entry.profile.name)):
        is_deny = entry.effect == Effect.DENY
        covers = bool((rights.taken_by(entry) if is_deny else rights.granted_by(entry)) & bit)
        counts = is_deny or bool(rights.opened(entry.profile, door) & bit)
        rows.append(
            Row(
                entry.profile, entry, named[entry.node], covers, "" if counts or not covers else _switch(bit, door), decides=False
            )
        )
    if not user.is_active:
        return Explanation(False, f"{user} is deactivated.", rows)
    if user.is_superuser:
        return Explanation(True, f"{user} is a superuser of this installation, for whom no rule holds.", rows)
    denies = [row for row in rows if row.covers and row.entry.effect == Effect.DENY]
    allows = [row for row in rows if row.covers and row.entry.effect == Effect.ALLOW and not row.lacks_switch]
    shut = [row for row in rows if row.lacks_switch]
    words = permission.replace("_", " ")
    if denies:
        first = denies[0]
        sentence = f"The profile “{first.profile.name}” denies “{words}” on {_place(first, node)}, and a deny always wins."
        return Explanation(False, sentence, _decided(rows, denies))
    if allows:
        first = allows[0]
        sentence = f"The profile “{first.profile.name}” allows “{words}” on {_place(first, node)}."
        return Explanation(True, sentence, _decided(rows, allows[:1]))
    if shut:
        first = shut[0]
        sentence = (
            f"The profile “{first.profile.name}” names “{words}” on {_place(first, node)}, "
            f"but its switch “{first.lacks_switch}” is off."
        )
        return Explanation(False, sentence, _decided(rows, shut))
    return Explanation(False, f"No profile of {user} allows “{words}” here, and what is not allowed is denied.", rows)


def whole_line(node: Node) -> list[str]:
    """The node and all above it, up to the organization that has no parent."""
    line = list(node.line)
    above = Organization.objects.filter(id=node.organization_id).values_list("parent_id", flat=True).first()
    while above is not None and f"o:{above}" not in line:
        line.append(f"o:{above}")
        above = Organization.objects.filter(id=above).values_list("parent_id", flat=True).first()
    return line


def _switch(bit: int, door: rights.Door) -> str:
    """The switch whose absence keeps the permission shut."""
    if door == "rest" and bit & (rights.METRICS | rights.BITS["manage_devices"]):
        return SWITCHES["access_rest"]
    if bit & rights.MANAGEMENT:
        return SWITCHES["access_management"]
    if bit & rights.OF_ROLES:
        return SWITCHES["access_dashboard"]
    return f"{SWITCHES['access_management']}” or “{SWITCHES['access_dashboard']}"


def _place(row: Row, node: Node) -> str:
    return "this very node" if row.node.key == node.key else f"“{row.node.label}”, which it stands in"


def _decided(rows: list[Row], deciding: list[Row]) -> list[Row]:
    return [row._replace(decides=row in deciding) for row in rows]
