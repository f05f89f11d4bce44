"""Moving devices: to another site, or with all they have into another organization."""

from collections.abc import Iterable, Sequence
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from core.changes import bump
from core.errors import Refused
from devices import signals
from devices.models import ClaimCode, Device, DeviceFile, DeviceType, Metric
from organizations import rights
from organizations.audit import Record, record_all
from organizations.models import Organization, ProfileAccess, Site, User
from organizations.nodes import Node
from organizations.places import forget_foreign_entries, locked_tree

NOT_MANAGED: Final = "You may not manage this device."
AT_ONCE: Final = 500


def move_devices(device_ids: Sequence[int], *, to: Node, by: User) -> dict[int, str]:
    """Move those that the person may manage where they may manage devices; answers why the others stay, by id."""
    site = Site.objects.select_related("organization").get(id=int(to.key[2:])) if to.kind == "site" else None
    organization = site.organization if site else Organization.objects.get(id=to.key[2:])
    rights.require(by, "manage_devices", site or organization)
    rows = rights.visible(by, Device.objects.filter(id__in=list(device_ids)), "manage_devices").select_related("site", "type")
    found = {device.id: device for device in rows}
    refused = {device_id: NOT_MANAGED for device_id in device_ids if device_id not in found}
    here = [device for device in found.values() if device.organization_id == organization.id]
    place_at(site, [device for device in here if device.site_id != (site.id if site else None)])
    free, taken = _free_names([device for device in found.values() if device.organization_id != organization.id], organization)
    refused |= {device.id: _words_of_taken(device.name, organization) for device in taken}
    for devices in free.values():
        move_to_organization(devices, organization, site=site)
    return refused


def _free_names(devices: Sequence[Device], there: Organization) -> tuple[dict[str, list[Device]], list[Device]]:
    """Those that may have their name there, by the organization they come from, and the others."""
    used: set[str] = set()
    for start in range(0, len(devices), AT_ONCE):
        names = [device.name for device in devices[start : start + AT_ONCE]]
        used |= set(Device.objects.filter(organization=there, name__in=names).values_list("name", flat=True))
    free: dict[str, list[Device]] = {}
    taken: list[Device] = []
    for device in devices:
        if device.name in used:
            taken.append(device)
        else:
            used.add(device.name)
            free.setdefault(device.organization_id, []).append(device)
    return free, taken


def _words_of_taken(name: str, organization: Organization) -> str:
    return f"“{organization.name}” already has a device named “{name}”: rename it first."


@transaction.atomic
def place_at(site: Site | None, devices: Sequence[Device]) -> None:
    """Within their organization. `devices` come with their sites."""
    if not devices:
        return
    Device.objects.filter(id__in=[device.id for device in devices]).update(site=site)
    record_all(
        Record(
            action="moved",
            kind="device",
            target_id=str(device.id),
            target=device.name,
            organization_id=device.organization_id,
            changes={"site": (device.site, site)},
        )
        for device in devices
    )
    bump("devices")
    rights.changed()


@transaction.atomic
def move_to_organization(devices: Sequence[Device], organization: Organization, *, site: Site | None) -> None:
    """All or none. They keep metrics, samples, credentials and their own files; what their old organization built on
    them (alarms, flows, places of dashboards) ends. A type goes along when there is one of its name."""
    if not devices:
        return
    before = devices[0].organization_id
    assert all(device.organization_id == before for device in devices)
    ids = [device.id for device in devices]
    _refuse_taken([device.name for device in devices if device.archived_at is None], organization)
    types = _types_there(devices, organization)
    for start in range(0, len(ids), AT_ONCE):
        part = ids[start : start + AT_ONCE]
        try:
            Device.all_objects.filter(id__in=part).update(organization=organization, site=site)
        except IntegrityError:
            words = f"Somebody made a device of the same name in “{organization.name}” just now: try again."
            raise Refused(words, code="name_taken", field="name") from None
        DeviceFile.objects.filter(device_id__in=part).update(organization=organization)
        _take_entries_along(part, organization)
    for old, new in types.items():
        Device.all_objects.filter(id__in=ids, type_id=old).update(type_id=new)
    moment = now()
    record_all(
        Record(
            action="moved",
            kind="device",
            target_id=str(device.id),
            target=device.name,
            organization_id=place,
            changes={"organization": (before, organization.id), "at": (None, moment)},
        )
        for device in devices
        for place in (before, organization.id)
    )
    bump("devices")
    bump("credentials")
    rights.changed()
    signals.devices_left.send(sender=Device, organization_id=before, device_ids=ids)


def _refuse_taken(names: Sequence[str], organization: Organization) -> None:
    for start in range(0, len(names), AT_ONCE):
        there = Device.objects.filter(organization=organization, name__in=names[start : start + AT_ONCE])
        taken = list(there.values_list("name", flat=True)[:5])
        if taken:
            raise Refused(_words_of_taken("”, “".join(taken), organization), code="name_taken", field="name")


def move_claim_codes(site: Site) -> None:
    """Codes go with the site that they give; else what registers with them would stand in two organizations."""
    codes = ClaimCode.objects.filter(site=site)
    types = _types_there(codes, site.organization)
    codes.update(organization=site.organization)
    for old, new in types.items():
        codes.filter(type_id=old).update(type_id=new)


def _types_there(rows: Iterable[Device | ClaimCode], organization: Organization) -> dict[int, int | None]:
    """The type of the same name in the other organization, by the id of the type here."""
    names = dict(DeviceType.objects.filter(id__in={row.type_id for row in rows}).values_list("id", "name"))
    there = dict(DeviceType.objects.filter(organization=organization, name__in=names.values()).values_list("name", "id"))
    return {old: there.get(name) for old, name in names.items()}


def _take_entries_along(device_ids: Sequence[int], organization: Organization) -> None:
    """Entries of profiles above the new place stay with the devices; those of the old place's profiles end."""
    keys = [f"d:{device_id}" for device_id in device_ids]
    keys += [f"m:{metric_id}" for metric_id in Metric.objects.filter(device_id__in=device_ids).values_list("id", flat=True)]
    own = {str(device_id) for device_id in device_ids}
    folders = ProfileAccess.objects.filter(node__startswith="f:").values_list("node", flat=True)
    keys += [key for key in folders if key.split(":", 2)[1] in own]
    parents = locked_tree()
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        if ProfileAccess.objects.filter(node__in=part).update(organization=organization):
            forget_foreign_entries(parents, [organization.id], part)
