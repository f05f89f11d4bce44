"""Verbs that change profiles: who may do what where."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction

from core.errors import Missing, Refused
from organizations import nodes, rights
from organizations.errors import LockedOut, NameTooLong, ProfileInUse, ProfileNameTaken
from organizations.models import DashboardRole, Effect, Organization, Profile, ProfileAccess, ProfileMember, User

ENTRIES_BOUND: Final = 1_000
PROFILES_BOUND: Final = 500


class Entry(NamedTuple):
    """One line of a profile as people write it."""

    node: str
    effect: str
    permissions: frozenset[str] = frozenset()
    dashboard_role: str = DashboardRole.NONE


class Preset(NamedTuple):
    """A profile that most organizations begin with."""

    name: str
    description: str
    access_management: bool
    access_rest: bool
    permissions: int
    dashboard_role: str


PRESETS: Final[dict[str, Preset]] = {
    "administrator": Preset("Administrators", "May do everything", True, True, rights.SETTABLE, DashboardRole.MANAGER),
    "engineer": Preset(
        "Engineers",
        "Devices, flows and dashboards, but neither people nor organizations",
        True,
        True,
        rights.METRICS | rights.mask("manage_sites", "manage_templates_files", "manage_devices", "manage_assets_terminals"),
        DashboardRole.MANAGER,
    ),
    "operator": Preset(
        "Operators",
        "Watch, use controls and acknowledge alarms",
        False,
        False,
        rights.mask("read", "write_metric"),
        DashboardRole.OPERATOR,
    ),
    "viewer": Preset("Viewers", "Watch", False, False, rights.READ, DashboardRole.VIEWER),
}


@transaction.atomic
def preset(organization: Organization, kind: str) -> Profile:
    """The organization's profile of that kind, made when there is none of its name."""
    wanted = PRESETS[kind]
    profile, is_new = Profile.objects.get_or_create(
        organization=organization,
        name=wanted.name,
        defaults={
            "description": wanted.description,
            "access_management": wanted.access_management,
            "access_dashboard": True,
            "access_rest": wanted.access_rest,
        },
    )
    if is_new:
        ProfileAccess.objects.create(
            profile=profile,
            organization=organization,
            node=f"o:{organization.id}",
            effect=Effect.ALLOW,
            permissions=wanted.permissions,
            dashboard_role=wanted.dashboard_role,
        )
        rights.changed()
    return profile


def add_member(profile: Profile, user: User) -> None:
    ProfileMember.objects.get_or_create(profile=profile, user=user)
    rights.changed()


class Fields(NamedTuple):
    """What is asked of a profile."""

    name: str
    description: str = ""
    access_management: bool = False
    access_dashboard: bool = True
    access_rest: bool = False
    start_page: str = ""


def checked_fields(fields: Fields) -> Fields:
    name = fields.name.strip()
    if not name:
        raise Refused("Give the profile a name.", field="name")
    if len(name) > 100:
        raise NameTooLong(name)
    if len(fields.description) > 500:
        raise Refused(f"The description has {len(fields.description)} characters: 500 at most.", field="description")
    if fields.start_page and (not fields.start_page.startswith("/") or fields.start_page.startswith("//")):
        raise Refused(f"“{fields.start_page[:60]}” is no page of Sluice: give a path such as /dashboards/3.", field="start_page")
    if len(fields.start_page) > 200:
        raise Refused("The start page's path has more than 200 characters.", field="start_page")
    return fields._replace(name=name)


@transaction.atomic
def create_profile(organization: Organization, *, fields: Fields, entries: Iterable[Entry], by: User) -> Profile:
    fields = checked_fields(fields)
    if Profile.objects.filter(organization=organization).count() >= PROFILES_BOUND:
        raise Refused(f"An organization can have {PROFILES_BOUND} profiles.")
    try:
        with transaction.atomic():
            profile = Profile.objects.create(organization=organization, **fields._asdict())
    except IntegrityError:
        raise ProfileNameTaken(fields.name) from None
    _write_entries(profile, entries, by=by)
    rights.changed()
    return profile


@transaction.atomic
def change_profile(profile: Profile, *, fields: Fields, entries: Iterable[Entry] | None, by: User) -> Profile:
    """Entries that are given replace all there were."""
    profile = Profile.objects.select_for_update().get(id=profile.id)
    fields = checked_fields(fields)
    for field, value in fields._asdict().items():
        setattr(profile, field, value)
    try:
        with transaction.atomic():
            profile.save()
    except IntegrityError:
        raise ProfileNameTaken(fields.name) from None
    if entries is not None:
        _write_entries(profile, entries, by=by)
    refuse_lock_out(profile.organization, by=by)
    rights.changed()
    return profile


@transaction.atomic
def delete_profile(profile: Profile, *, by: User) -> None:
    """Only when nobody is left with no profile at all: everybody keeps at least one."""
    last = [
        member.user
        for member in profile.members.select_related("user")
        if not ProfileMember.objects.filter(user=member.user).exclude(profile=profile).exists()
    ]
    if last:
        raise ProfileInUse(profile.name, [str(user) for user in last])
    organization = profile.organization
    profile.delete()
    refuse_lock_out(organization, by=by)
    rights.changed()


def refuse_lock_out(organization: Organization, *, by: User) -> None:
    """Nobody takes from themselves the right to undo what they just did. Call it before the transaction ends."""
    if by.is_superuser:
        return
    if not rights.load_access(by, door="browser").can("manage_users_profiles", organization):
        raise LockedOut(organization.name)


def _write_entries(profile: Profile, entries: Iterable[Entry], *, by: User) -> None:
    """Replace the profile's entries.

    Somebody can give away only what is theirs: on nodes where they manage people, and permissions that they have there.
    What they did not touch stays as it was, also where somebody above them wrote it.
    """
    wanted = list(entries)
    if len(wanted) > ENTRIES_BOUND:
        raise Refused(f"A profile can have {ENTRIES_BOUND} access entries, not {len(wanted)}.", field="entries")
    seen: set[tuple[str, str]] = set()
    for entry in wanted:
        if (entry.node, entry.effect) in seen:
            raise Refused(f"“{entry.node[:60]}” has two entries of the kind {entry.effect}: put them together.", field="entries")
        seen.add((entry.node, entry.effect))
    before = {(entry.node, entry.effect): entry for entry in profile.entries.all()}
    found = nodes.describe(entry.node for entry in wanted)
    access = rights.access_of(by)
    kept: list[int] = []
    for entry in wanted:
        old = before.get((entry.node, entry.effect))
        bits, role = _checked(entry, profile)
        if old is not None and (old.permissions, old.dashboard_role) == (bits, role):
            kept.append(old.id)
            continue
        node = found.get(entry.node)
        if node is None:
            raise Missing(f"There is no “{entry.node[:60]}”, or it is not yours.")
        mine = access.bits(node.line)
        if not mine & rights.READ:
            raise Missing(f"There is no “{entry.node[:60]}”, or it is not yours.")
        if not mine & rights.BITS["manage_users_profiles"]:
            raise Refused(f"You do not manage people's rights on “{node.label}”.", code="forbidden", field="entries", status=403)
        if entry.effect == Effect.ALLOW and (excess := (bits | rights.ROLES[role]) & ~mine):
            lacking = ", ".join(sorted(name.replace("_", " ") for name in rights.names(excess)))
            raise Refused(
                f"You cannot give on “{node.label}” what you do not have there yourself: {lacking}.",
                code="forbidden",
                field="entries",
                status=403,
            )
        row, _ = ProfileAccess.objects.update_or_create(
            profile=profile,
            node=entry.node,
            effect=entry.effect,
            defaults={"organization_id": node.organization_id, "permissions": bits, "dashboard_role": role},
        )
        kept.append(row.id)
    profile.entries.exclude(id__in=kept).delete()


def _checked(entry: Entry, profile: Profile) -> tuple[int, str]:
    """The bits and the role of an entry. Refused, when a switch that it needs is off."""
    if entry.effect not in Effect.values:
        raise Refused(f"“{entry.effect[:20]}” is no effect: choose allow or deny.", field="entries")
    if entry.dashboard_role not in rights.ROLES:
        raise Refused(
            f"“{entry.dashboard_role[:20]}” is no dashboard role: choose viewer, operator, engineer or manager.", field="entries"
        )
    bits = 0
    for name in entry.permissions:
        if name not in rights.BITS or not rights.BITS[name] & rights.SETTABLE:
            raise Refused(f"“{name[:40]}” is no permission of an access entry.", field="entries")
        bits |= rights.BITS[name]
    if entry.effect == Effect.DENY:
        if entry.dashboard_role:
            raise Refused("A deny has no dashboard role: it takes permissions away.", field="entries")
        return bits, ""
    settable = rights.settable(profile)
    if excess := bits & ~settable:
        lacking = ", ".join(sorted(name.replace("_", " ") for name in rights.names(excess)))
        raise Refused(f"Switch on “Access management” before you allow: {lacking}.", field="entries")
    if entry.dashboard_role and not profile.access_dashboard:
        raise Refused("Switch on “Access dashboards” before you give a dashboard role.", field="entries")
    if not bits and not entry.dashboard_role:
        raise Refused("An allow without permission and role allows nothing: choose some, or remove the entry.", field="entries")
    return bits | rights.READ, entry.dashboard_role
