"""Verbs that change organizations and sites: making, naming, moving and removing them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.db.models import SET_NULL, Model

from core.errors import Missing, Refused, SluiceError
from organizations import rights, signals
from organizations.errors import CyclicMove, NameTooLong, OrganizationNameTaken, SiteNameTaken, StillHolds, TooDeep
from organizations.models import Organization, ProfileAccess, Site, User
from organizations.nodes import Node
from organizations.tree import register_mover

DEPTH_BOUND: Final = 10
DESCRIPTION_BOUND: Final = 500
RETENTION_BOUND_DAYS: Final = 36_500
# What goes along without being asked about: journals, and what is of no use without devices, some of which nobody could
# delete first. By name, because most of it belongs to apps above.
GOES_ALONG: Final = frozenset(
    {
        "Alarm",
        "AlarmRule",
        "ClaimCode",
        "ConnectionLog",
        "DeviceImport",
        "ExportSchedule",
        "Invitation",
        "OutgoingMail",
        "SavedQuery",
    }
)


def checked_name(name: str, *, what: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refused(f"Give the {what} a name.", field="name")
    if len(name) > 100:
        raise NameTooLong(name)
    if not name.isprintable():
        raise Refused(f"{name[:60]!r} has characters that cannot be shown: take them out of the name.", field="name")
    return name


def checked_description(description: str) -> str:
    if len(description) > DESCRIPTION_BOUND:
        raise Refused(
            f"The description has {len(description)} characters: give {DESCRIPTION_BOUND} at most.", field="description"
        )
    if "\x00" in description:
        raise Refused("The description has a character that cannot be kept: take it out.", field="description")
    return description


# --- organizations


@transaction.atomic
def create_organization(
    *, name: str, parent: Organization | None = None, description: str = "", retention_days: int | None = None
) -> Organization:
    name = checked_name(name, what="organization")
    parents = locked_tree()
    if parent is not None:
        if parent.id not in parents:
            raise Missing(rights.NOT_YOURS)
        _refuse_depth(parents, below=parent.id, levels=1)
    _refuse_taken(name, parent_id=parent.id if parent else None)
    organization = Organization.objects.create(
        name=name,
        parent=parent,
        description=checked_description(description),
        retention_days=checked_retention(retention_days),
    )
    rights.changed()
    return organization


@transaction.atomic
def change_organization(organization: Organization, **fields: Any) -> Organization:
    """Set the named fields: name, description, retention_days."""
    organization = Organization.objects.select_for_update().get(id=organization.id)
    if "name" in fields:
        fields["name"] = checked_name(fields["name"], what="organization")
        _refuse_taken(fields["name"], parent_id=organization.parent_id, but=organization.id)
    if "description" in fields:
        fields["description"] = checked_description(fields["description"])
    if "retention_days" in fields:
        fields["retention_days"] = checked_retention(fields["retention_days"])
    for field, value in fields.items():
        setattr(organization, field, value)
    organization.save(update_fields=list(fields))
    rights.changed()
    return organization


def edit_organization(organization: Organization, fields: dict[str, Any], *, by: User) -> Organization:
    """Whatever of it a person may change in one go, all or nothing: its own fields, and its parent."""
    with transaction.atomic():
        if "parent_id" in fields:
            parent_id = fields.pop("parent_id")
            if parent_id != organization.parent_id:
                organization = move_own_organization(organization, to=found_parent(parent_id, by=by), by=by)
        return change_organization(organization, **fields) if fields else organization


def found_parent(organization_id: str | None, *, by: User) -> Organization | None:
    """None is the top. Raises Missing."""
    if not organization_id:
        return None
    # What is no ASCII is nobody's id, and some of it no database takes.
    rows = rights.organizations_of(by).filter(id=organization_id) if organization_id.isascii() else Organization.objects.none()
    parent = rows.first()
    if parent is None:
        raise Missing(rights.NOT_YOURS, field="parent_id")
    return parent


def refuse_at_the_top(user: User) -> None:
    if not user.is_superuser:
        raise Refused(
            "Only an administrator of the whole installation makes, moves or deletes organizations at the top: name a parent.",
            code="forbidden",
            field="parent_id",
            status=403,
        )


def refuse_empty(fields: Mapping[str, Any], *names: str) -> None:
    if none := next((name for name in names if name in fields and fields[name] is None), None):
        raise Refused(f"{none} cannot be empty.", field=none)


def checked_retention(days: int | None) -> int | None:
    if days is not None and not 1 <= days <= RETENTION_BOUND_DAYS:
        raise Refused(f"Samples cannot be kept for {days} days: give 1 to {RETENTION_BOUND_DAYS}.", field="retention_days")
    return days


@transaction.atomic
def move_organization(organization: Organization, *, to: Organization | None) -> Organization:
    """Put it under another parent, with all below it. Profiles from above that no longer lie above lose their entries."""
    parents = locked_tree()
    if organization.id not in parents or (to is not None and to.id not in parents):
        raise Missing(rights.NOT_YOURS)
    organization = Organization.objects.get(id=organization.id)
    if to is not None:
        if to.id == organization.id or organization.id in ancestors(parents, to.id):
            raise CyclicMove(organization.name, to.name)
        _refuse_depth(parents, below=to.id, levels=_height(parents, organization.id))
    if organization.parent_id == (to.id if to else None):
        return organization
    _refuse_taken(organization.name, parent_id=to.id if to else None, but=organization.id)
    organization.parent = to
    organization.save(update_fields=["parent"])
    parents[organization.id] = to.id if to else None
    forget_foreign_entries(parents, subtree(parents, organization.id))
    rights.changed()
    return organization


@transaction.atomic
def delete_organization(organization: Organization) -> None:
    """Only when it is empty: what is in it must be moved or deleted by whoever knows what it is."""
    locked_tree()
    organization = Organization.objects.select_for_update().get(id=organization.id)
    if held := holdings(organization):
        raise StillHolds(organization.name, held)
    ProfileAccess.objects.filter(node=f"o:{organization.id}").delete()
    organization.delete()
    rights.changed()


def delete_own_organization(organization: Organization, *, by: User) -> None:
    """The same with the right that it needs at the parent."""
    if organization.parent is None:
        refuse_at_the_top(by)
    else:
        rights.require(by, "create_organization", organization.parent)
    delete_organization(organization)


def holdings(organization: Organization) -> dict[str, int]:
    """What stands in the organization, by name; a kind that other apps bring is counted like our own."""
    held: dict[str, int] = {}
    for relation in Organization._meta.related_objects:
        model: type[Model] = relation.related_model
        if model.__name__ in GOES_ALONG or relation.on_delete is SET_NULL:
            continue
        number = model._base_manager.filter(**{relation.field.name: organization}).count()
        if number:
            word = "sub-organization" if model is Organization else str(model._meta.verbose_name)
            plural = "sub-organizations" if model is Organization else str(model._meta.verbose_name_plural)
            held[word if number == 1 else plural] = number
    return held


def locked_tree() -> dict[str, str | None]:
    """Every organization's parent. Until the transaction ends nobody else changes the tree: two moves that are
    harmless one by one could make a circle together."""
    return dict(Organization.objects.select_for_update().order_by("id").values_list("id", "parent_id"))


def ancestors(parents: Mapping[str, str | None], organization_id: str) -> list[str]:
    """All above, nearest first."""
    above: list[str] = []
    one = parents.get(organization_id)
    while one is not None and len(above) <= len(parents):
        above.append(one)
        one = parents.get(one)
    return above


def subtree(parents: Mapping[str, str | None], organization_id: str) -> set[str]:
    """It and all below."""
    children: dict[str | None, list[str]] = {}
    for one, parent in parents.items():
        children.setdefault(parent, []).append(one)
    found, waiting = {organization_id}, [organization_id]
    while waiting:
        for one in children.get(waiting.pop(), ()):
            if one not in found:
                found.add(one)
                waiting.append(one)
    return found


def _height(parents: Mapping[str, str | None], organization_id: str) -> int:
    below = subtree(parents, organization_id)
    return max(1 + len([one for one in ancestors(parents, each) if one in below]) for each in below)


def _refuse_depth(parents: Mapping[str, str | None], *, below: str, levels: int) -> None:
    depth = len(ancestors(parents, below)) + 1 + levels
    if depth > DEPTH_BOUND:
        raise TooDeep(depth, DEPTH_BOUND)


def _refuse_taken(name: str, *, parent_id: str | None, but: str = "") -> None:
    """Names are told apart within one parent. At the top nobody sees all, so there a name may come twice."""
    if parent_id is not None and Organization.objects.filter(parent_id=parent_id, name__iexact=name).exclude(id=but).exists():
        raise OrganizationNameTaken(name)


def forget_foreign_entries(parents: Mapping[str, str | None], organization_ids: Iterable[str], nodes: Iterable[str] = ()) -> None:
    """After a move: profiles of organizations that stand no longer above what moved lose their entries there.

    `nodes`: only these; else all that stand in the organizations.
    """
    keys = list(nodes)
    for organization_id in organization_ids:
        entries = ProfileAccess.objects.filter(organization_id=organization_id)
        if keys:
            entries = entries.filter(node__in=keys)
        above = [organization_id, *ancestors(parents, organization_id)]
        entries.exclude(profile__organization_id__in=above).delete()


# --- sites


def checked_zone(name: str) -> str:
    if name and name not in available_timezones():
        raise Refused(f"“{name[:60]}” is no time zone: give a name such as Europe/Helsinki.", field="time_zone")
    return name


def checked_site_fields(fields: dict[str, Any], *, before: Site | None = None) -> dict[str, Any]:
    if "name" in fields:
        fields["name"] = checked_name(fields["name"], what="site")
    if "description" in fields:
        fields["description"] = checked_description(fields["description"])
    if "time_zone" in fields:
        fields["time_zone"] = checked_zone(fields["time_zone"])
    place = {axis: fields.get(axis, getattr(before, axis, None)) for axis in ("latitude", "longitude")}
    for axis, bound in (("latitude", 90), ("longitude", 180)):
        value = place[axis]
        if value is not None and not -bound <= value <= bound:
            raise Refused(f"{value:g} is no {axis}: give −{bound} to {bound} degrees.", field=axis)
    if (place["latitude"] is None) != (place["longitude"] is None):
        raise Refused("Give both latitude and longitude, or neither.", field="latitude")
    return fields


def create_site(organization: Organization, **fields: Any) -> Site:
    fields = checked_site_fields(fields)
    try:
        with transaction.atomic():
            site = Site.objects.create(organization=organization, **fields)
    except IntegrityError:
        raise SiteNameTaken(fields["name"]) from None
    return site


def change_site(site: Site, **fields: Any) -> Site:
    """Set the named fields: name, description, latitude, longitude, time_zone."""
    for field, value in checked_site_fields(fields, before=site).items():
        setattr(site, field, value)
    try:
        with transaction.atomic():
            site.save(update_fields=list(fields))
    except IntegrityError:
        raise SiteNameTaken(site.name) from None
    return site


@transaction.atomic
def delete_site(site: Site) -> None:
    """Only when nothing stands there: without the site, what somebody is denied there would be open to them."""
    site = Site.objects.select_for_update().get(id=site.id)
    held: dict[str, int] = {}
    for relation in Site._meta.related_objects:
        model: type[Model] = relation.related_model
        if model.__name__ in GOES_ALONG:
            continue
        number = model._base_manager.filter(**{relation.field.name: site}).count()
        if number:
            held[str(model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural)] = number
    if held:
        raise StillHolds(site.name, held)
    ProfileAccess.objects.filter(node=f"s:{site.id}").delete()
    site.delete()
    rights.changed()


# --- moving in the tree


def move_organizations(user: User, keys: Sequence[str], target: Node) -> dict[str, str]:
    if target.kind != "organization":
        return dict.fromkeys(keys, f"An organization stands under an organization, not under a {target.kind}.")
    refused: dict[str, str] = {}
    to = Organization.objects.get(id=target.key[2:])
    for key in keys:
        try:
            move_own_organization(Organization.objects.select_related("parent").get(id=key[2:]), to=to, by=user)
        except SluiceError as error:
            refused[key] = error.message
    return refused


def move_own_organization(organization: Organization, *, to: Organization | None, by: User) -> Organization:
    """The same with the rights that it needs: at the organization, at the parent that gives it, at the one that takes it."""
    rights.require(by, "edit_organization", organization)
    for parent in (organization.parent, to):
        if parent is not None:
            if not rights.can(by, "create_organization", parent):
                # Who is let into the organization alone may not even know the name of what it stands in.
                where = f"“{parent.name}”" if rights.can(by, "read", parent) else "the organization above it"
                words = f"Moving “{organization.name}” also needs “create organization” in {where}: ask somebody there."
                raise Refused(words, code="forbidden", status=403)
        else:
            refuse_at_the_top(by)
    return move_organization(organization, to=to)


def move_sites(user: User, keys: Sequence[str], target: Node) -> dict[str, str]:
    if target.kind != "organization":
        return dict.fromkeys(keys, f"A site stands in an organization, not in a {target.kind}.")
    refused: dict[str, str] = {}
    to = Organization.objects.get(id=target.key[2:])
    for key in keys:
        try:
            site = Site.objects.get(id=int(key[2:]))
            for place in (site, to):
                rights.require(user, "manage_sites", place)
            move_site(site, to=to, by=user)
        except SluiceError as error:
            refused[key] = error.message
    return refused


@transaction.atomic
def move_site(site: Site, *, to: Organization, by: User) -> Site:
    """Into another organization, with all that stands there; the apps above move theirs, or refuse."""
    parents = locked_tree()
    site = Site.objects.select_for_update().get(id=site.id)
    if site.organization_id == to.id:
        return site
    if Site.objects.filter(organization=to, name=site.name).exists():
        raise SiteNameTaken(site.name)
    before = site.organization_id
    site.organization = to
    site.save(update_fields=["organization"])
    ProfileAccess.objects.filter(node=f"s:{site.id}").update(organization=to)
    forget_foreign_entries(parents, [to.id], [f"s:{site.id}"])
    signals.site_moving.send(sender=Site, site=site, organization_id=before, by=by)
    rights.changed()
    return site


register_mover("o", move_organizations)
register_mover("s", move_sites)
