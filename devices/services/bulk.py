"""The same change to many devices. Whoever calls has looked which of them the person may manage."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db import transaction

from core.changes import bump
from core.errors import Refused, SluiceError
from devices.models import Device, DeviceType
from devices.services import moves
from devices.services.attributes import checked_attributes, set_attributes
from devices.services.devices import archive_device, delete_device
from devices.services.types import add_template_metrics
from organizations.audit import Record, record_all
from organizations.models import Site
from organizations.places import checked_description

BULK_BOUND: Final = 1_000
# What may be set on many at once; a name is one device's own.
FIELDS: Final = ("site", "type", "description", "is_gateway", "may_create_metrics")


def change_devices(devices: Sequence[Device], *, attributes: Mapping[str, Any] | None = None, **fields: Any) -> dict[int, str]:
    """Set the fields on all, then the attributes on each; answers why attributes could not be set, by device id."""
    wanted = checked_attributes(attributes or {})
    with transaction.atomic():
        _set_fields(devices, fields)
    if not wanted:
        return {}
    return _each(devices, lambda device: set_attributes(device, wanted))


def _set_fields(devices: Sequence[Device], fields: dict[str, Any]) -> None:
    checked_description(fields.get("description", ""))
    if "site" in fields:
        site: Site | None = fields.pop("site")
        moves.place_at(site, [device for device in devices if device.site_id != (site.id if site else None)])
    if not fields:
        return
    ids = [device.id for device in devices]
    records = []
    for device in devices:
        changes = {field: (getattr(device, field), value) for field, value in fields.items() if getattr(device, field) != value}
        if changes:
            records.append(
                Record(
                    action="changed",
                    kind="device",
                    target_id=str(device.id),
                    target=device.name,
                    organization_id=device.organization_id,
                    changes=changes,
                )
            )
    Device.objects.filter(id__in=ids).update(**fields)
    record_all(records)
    made: DeviceType | None = fields.get("type")
    if made is not None:
        add_template_metrics(ids, made)
    bump("devices")
    bump("credentials")


def archive_devices(devices: Sequence[Device]) -> dict[int, str]:
    return _each(devices, archive_device)


def delete_devices(devices: Sequence[Device]) -> dict[int, str]:
    return _each(devices, delete_device)


def _each(devices: Sequence[Device], verb: Callable[[Device], object]) -> dict[int, str]:
    """Each in a transaction of its own: one that is refused does not hold up the others."""
    refused: dict[int, str] = {}
    for device in devices:
        try:
            verb(device)
        except Refused as refusal:
            refused[device.id] = refusal.message
        except Device.DoesNotExist:
            refused[device.id] = "Somebody else has deleted it meanwhile."
        except SluiceError as error:
            refused[device.id] = error.message
    return refused
