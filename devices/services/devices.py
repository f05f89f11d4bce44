"""Verbs that make, change and end devices."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import now

from core.changes import bump
from core.errors import Refused
from devices import credentials, signals
from devices.errors import BadName, NameTaken
from devices.models import NAME_PATTERN, OPEN_STATUSES, Command, CommandStatus, Credential, Device, DeviceType
from devices.services.attributes import checked_attributes, set_attributes
from devices.services.types import add_template_metrics
from organizations import rights
from organizations.models import Organization, ProfileAccess, Site
from organizations.places import checked_description


def checked_name(name: str) -> str:
    """It stands in topics, so it is taken as it is or not at all."""
    if not re.fullmatch(NAME_PATTERN, name) or name != name.strip():
        raise BadName(name)
    return name


@transaction.atomic
def create_device(
    organization: Organization,
    *,
    name: str,
    description: str = "",
    site: Site | None = None,
    type: DeviceType | None = None,  # noqa: A002  the column is called type
    is_gateway: bool = False,
    may_create_metrics: bool = True,
    attributes: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Device:
    """A device with the metrics of its type."""
    checked_name(name)
    checked_description(description)
    if site is not None and site.organization_id != organization.id:
        raise Refused("There is no such site.", field="site_id")
    if type is not None and type.organization_id != organization.id:
        raise Refused("There is no such device type.", field="type_id")
    wanted = checked_attributes(attributes or {})
    try:
        with transaction.atomic():
            device = Device.objects.create(
                organization=organization,
                name=name,
                description=description,
                site=site,
                type=type,
                is_gateway=is_gateway,
                may_create_metrics=may_create_metrics,
                **fields,
            )
    except IntegrityError:
        raise NameTaken(name) from None
    if type is not None:
        add_template_metrics([device.id], type)
    if wanted:
        set_attributes(device, wanted)
    bump("devices")
    return device


@transaction.atomic
def change_device(device: Device, **fields: Any) -> Device:
    """Set the named fields: name, description, site, type, is_gateway, may_create_metrics. A new type brings its metrics."""
    before = (device.site_id, device.type_id)
    name = checked_name(fields.get("name", device.name))
    checked_description(fields.get("description", ""))
    for field, value in fields.items():
        setattr(device, field, value)
    try:
        with transaction.atomic():
            device.save(update_fields=list(fields))
    except IntegrityError:
        raise NameTaken(name) from None
    if device.type is not None and device.type_id != before[1]:
        add_template_metrics([device.id], device.type)
    if device.site_id != before[0]:
        rights.changed()
    bump("devices")
    bump("credentials")  # the edge keeps name and gateway flag beside the token
    return device


@transaction.atomic
def archive_device(device: Device) -> Device:
    """Delete it, but keep its history: samples stay and can be exported; nothing comes in any more, its name is free."""
    device = Device.all_objects.select_for_update().get(id=device.id)
    if device.archived_at is not None:
        return device
    for credential in device.credentials.filter(revoked_at=None):
        credentials.revoke_credential(credential)
    _end_commands([device.id])
    device.archived_at, device.online = now(), False
    device.save(update_fields=["archived_at", "online"])
    bump("devices")
    bump("credentials")
    rights.changed()
    signals.devices_left.send(sender=Device, organization_id=device.organization_id, device_ids=[device.id])
    return device


def _end_commands(device_ids: Sequence[int]) -> None:
    rows = list(Command.objects.filter(device_id__in=device_ids, status__in=OPEN_STATUSES))
    for command in rows:
        command.status, command.finished_at = CommandStatus.FAILED, now()
        command.detail = "The device was archived before it answered."
    Command.objects.bulk_update(rows, ["status", "finished_at", "detail"])
    if rows:
        transaction.on_commit(lambda: signals.command_changed.send(sender=Command, commands=rows))


@transaction.atomic
def delete_device(device: Device) -> None:
    """Remove the device with its metrics; the store forgets their samples afterwards."""
    organization_id, device_id = device.organization_id, device.id
    metric_ids = list(device.metrics.values_list("id", flat=True))
    for credential in Credential.objects.filter(device_id=device_id, revoked_at=None):
        signals.credential_revoked.send(sender=Credential, credential=credential)
    ProfileAccess.objects.filter(node__in=[f"d:{device_id}", *(f"m:{metric_id}" for metric_id in metric_ids)]).delete()
    ProfileAccess.objects.filter(node__startswith=f"f:{device_id}:").delete()
    device.delete()
    bump("devices")
    bump("credentials")
    rights.changed()
    signals.device_deleted.send(sender=Device, organization_id=organization_id, device_id=device_id, metric_ids=metric_ids)


def names_taken(organization_id: str, names: Iterable[str]) -> set[str]:
    """Those of the names that devices of the organization have."""
    return set(Device.objects.filter(organization_id=organization_id, name__in=list(names)).values_list("name", flat=True))
