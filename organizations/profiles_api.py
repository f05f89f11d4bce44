"""Profiles, what can stand in them, and why somebody may do something."""

from typing import Any, Literal

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from core.errors import Missing, Refused
from core.sentences import Said
from organizations import nodes, profiles, rights
from organizations.explain import SWITCHES, explain, whole_line
from organizations.models import Organization, Profile, ProfileAccess, User
from organizations.rights import person
from organizations.tree_api import CrumbOut

router = Router()

LABELS: dict[str, tuple[str, str]] = {
    "read": ("See", "see it, its values and its history"),
    "write_metric": ("Write metrics", "send commands and write values"),
    "manage_metric": ("Manage metrics", "create, change and delete metrics"),
    "create_organization": ("Create organizations", "make organizations inside it"),
    "edit_organization": ("Edit the organization", "change its name and settings"),
    "manage_users_profiles": ("Manage users and profiles", "invite people and decide what they may do"),
    "manage_sites": ("Manage sites", "create, change and delete sites"),
    "manage_templates_files": ("Manage templates and files", "device types, files and firmware"),
    "manage_devices": ("Manage devices", "create, change and delete devices and their credentials"),
    "manage_assets_terminals": ("Manage assets and terminals", "gateways and other hardware of a site"),
}


class PermissionOut(Schema):
    """One permission that an access entry can name."""

    name: str
    label: str
    description: str
    # The switch that makes it settable; null: always settable.
    switch: str | None
    switch_label: str | None


class EntryIn(Schema):
    node: str = Field(max_length=nodes.NODE_LENGTH_BOUND)
    effect: Literal["allow", "deny"]
    permissions: list[str] = Field([], max_length=50)
    dashboard_role: Literal["", "viewer", "operator", "engineer", "manager"] = ""


class EntryOut(EntryIn):
    # Null when the node was deleted meanwhile: the entry does nothing and can be removed.
    label: str | None
    kind: str
    breadcrumbs: list[CrumbOut]


class ProfileOut(Schema):
    id: int
    organization_id: str
    name: str
    description: str
    access_management: bool
    access_dashboard: bool
    access_rest: bool
    start_page: str
    member_count: int


class ProfileDetailOut(ProfileOut):
    entries: list[EntryOut]


class ProfileIn(Schema):
    name: str
    description: str = ""
    access_management: bool = False
    access_dashboard: bool = True
    access_rest: bool = False
    start_page: str = ""
    entries: list[EntryIn] = Field([], max_length=profiles.ENTRIES_BOUND)


class ProfilePatch(Schema):
    name: str | None = None
    description: str | None = None
    access_management: bool | None = None
    access_dashboard: bool | None = None
    access_rest: bool | None = None
    start_page: str | None = None
    entries: list[EntryIn] | None = Field(None, max_length=profiles.ENTRIES_BOUND)


class ExplainedRowOut(Schema):
    profile_id: int
    profile: str
    effect: str
    node: CrumbOut
    permissions: list[str]
    dashboard_role: str
    covers: bool
    lacks_switch: str
    decides: bool


class ExplanationOut(Schema):
    allowed: bool
    sentence: Said
    user: str
    permission: str
    breadcrumbs: list[CrumbOut]
    rows: list[ExplainedRowOut]


def profiles_of(request: HttpRequest) -> "QuerySet[Profile]":
    """The profiles of organizations whose people the asking user manages."""
    rows = rights.visible(request.user, Profile.objects.all(), "manage_users_profiles")
    return rows.annotate(member_count=Count("members", distinct=True))


def profile_for(request: HttpRequest, profile_id: int) -> Profile:
    return found(profiles_of(request).select_related("organization"), id=profile_id)


@router.get("/permissions", response=list[PermissionOut])
def permissions(request: HttpRequest) -> list[dict[str, Any]]:
    """The permissions that an access entry can name, and the switch that each of them needs."""
    answer = []
    for name, (label, description) in LABELS.items():
        switch = "access_management" if rights.BITS[name] & rights.MANAGEMENT else None
        answer.append(
            {
                "name": name,
                "label": label,
                "description": description,
                "switch": switch,
                "switch_label": SWITCHES[switch] if switch else None,
            }
        )
    return answer


@router.get("/profiles", response=Listing[ProfileOut])
def profile_list(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """The current organization's profiles by name."""
    rights.require_in(request.user, "manage_users_profiles", organization_id(request))
    rows = profiles_of(request).filter(organization_id=organization_id(request), name__icontains=page.search)
    return cut(rows, page)


@router.post("/profiles", response={201: ProfileDetailOut})
def create_profile(request: HttpRequest, payload: ProfileIn) -> Status[dict[str, Any]]:
    """A new profile with its access entries, in the current organization."""
    rights.require_in(request.user, "manage_users_profiles", organization_id(request))
    profile = profiles.create_profile(
        Organization.objects.get(id=organization_id(request)),
        fields=profiles.Fields(**payload.dict(exclude={"entries"})),
        entries=_entries(payload.entries),
        by=person(request.user),
    )
    return Status(201, _detail(request, profile.id))


@router.get("/profiles/{int:profile_id}", response=ProfileDetailOut)
def profile(request: HttpRequest, profile_id: int) -> dict[str, Any]:
    """One profile with its access entries."""
    return _detail(request, profile_id)


@router.patch("/profiles/{int:profile_id}", response=ProfileDetailOut)
def change_profile(request: HttpRequest, profile_id: int, payload: ProfilePatch) -> dict[str, Any]:
    """Change the fields given. Entries that are given replace all there were."""
    row = profile_for(request, profile_id)
    given = payload.dict(exclude_unset=True, exclude={"entries"})
    if none := next((name for name, value in given.items() if value is None), None):
        raise Refused(f"{none} cannot be null.", field=none)
    present = {name: getattr(row, name) for name in profiles.Fields._fields}
    profiles.change_profile(
        row,
        fields=profiles.Fields(**(present | given)),
        entries=None if payload.entries is None else _entries(payload.entries),
        by=person(request.user),
    )
    return _detail(request, profile_id)


@router.delete("/profiles/{int:profile_id}", response=Deleted)
def delete_profile(request: HttpRequest, profile_id: int) -> Deleted:
    """Delete the profile; 409 names the people who would be left without any."""
    profiles.delete_profile(profile_for(request, profile_id), by=person(request.user))
    return Deleted()


@router.get("/explain", response=ExplanationOut)
def explanation(
    request: HttpRequest, user: int, node: str, permission: str, door: Literal["browser", "rest"] = "browser"
) -> dict[str, Any]:
    """Why may, or may not, this user do this here?"""
    if permission not in rights.BITS:
        raise Refused(f"“{permission[:40]}” is no permission.", field="permission")
    place = nodes.node(node)
    rights.require(request.user, "read", place)
    rights.require(request.user, "manage_users_profiles", place.organization_id)
    somebody = User.objects.filter(id=user).first()
    mine = somebody is not None and (
        somebody.organization_id == organization_id(request)
        or profiles_of(request).filter(members__user=somebody).exists()
        or somebody == request.user
    )
    if somebody is None or not mine:
        raise Missing(rights.NOT_YOURS)
    found_out = explain(somebody, permission, place, door=door)  # type: ignore[arg-type]  # looked up above
    return {
        "allowed": found_out.allowed,
        "sentence": found_out.sentence,
        "user": str(somebody),
        "permission": permission,
        "breadcrumbs": _crumbs(place),
        "rows": [
            {
                "profile_id": row.profile.id,
                "profile": row.profile.name,
                "effect": row.entry.effect,
                "node": {"key": row.node.key, "kind": row.node.kind, "label": row.node.label},
                "permissions": sorted(rights.names(row.entry.permissions)),
                "dashboard_role": row.entry.dashboard_role,
                "covers": row.covers,
                "lacks_switch": row.lacks_switch,
                "decides": row.decides,
            }
            for row in found_out.rows
        ],
    }


def _entries(given: list[EntryIn]) -> list[profiles.Entry]:
    return [profiles.Entry(entry.node, entry.effect, frozenset(entry.permissions), entry.dashboard_role) for entry in given]


def _detail(request: HttpRequest, profile_id: int) -> dict[str, Any]:
    row = profile_for(request, profile_id)
    fields = {name: getattr(row, name) for name in ProfileOut.model_fields}
    entries: list[ProfileAccess] = list(row.entries.all())
    described = nodes.describe(entry.node for entry in entries)
    lines = nodes.describe(key for node in described.values() for key in node.line)
    return fields | {
        "entries": [
            {
                "node": entry.node,
                "effect": entry.effect,
                "permissions": sorted(rights.names(entry.permissions)),
                "dashboard_role": entry.dashboard_role,
                "label": described[entry.node].label if entry.node in described else None,
                "kind": nodes.KINDS[entry.node[0]],
                "breadcrumbs": [
                    {"key": key, "kind": lines[key].kind, "label": lines[key].label}
                    for key in reversed(described[entry.node].line)
                    if key in lines
                ]
                if entry.node in described
                else [],
            }
            for entry in entries
        ]
    }


def _crumbs(node: nodes.Node) -> list[dict[str, str]]:
    line = whole_line(node)
    described = nodes.describe(line)
    return [
        {"key": key, "kind": described[key].kind, "label": described[key].label} for key in reversed(line) if key in described
    ]
