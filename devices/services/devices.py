"""Verbs that make, change and end devices."""

import re
from typing import Any

from django.db import IntegrityError, transaction

from core.changes import bump
from core.errors import Refused
from devices import signals
from devices.errors import BadName, NameTaken
from devices.models import NAME_PATTERN, Device, DeviceType
from organizations.models import Organization, Site


def create_device(
    organization: Organization,
    *,
    name: str,
    description: str = "",
    site: Site | None = None,
    type: DeviceType | None = None,  # noqa: A002  the column is called type
    is_gateway: bool = False,
    may_create_metrics: bool = True,
) -> Device:
    if not re.fullmatch(NAME_PATTERN, name) or name != name.strip():
        raise BadName(name)
    if site is not None and site.organization_id != organization.id:
        raise Refused("There is no such site.", field="site_id")
    if type is not None and type.organization_id != organization.id:
        raise Refused("There is no such device type.", field="type_id")
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
            )
    except IntegrityError:
        raise NameTaken(name) from None
    bump("devices")
    return device


def change_device(device: Device, **fields: Any) -> Device:
    """Set the named fields: name, description, site, type, is_gateway, may_create_metrics."""
    name = fields.get("name", device.name)
    if not re.fullmatch(NAME_PATTERN, name) or name != name.strip():
        raise BadName(name)
    for field, value in fields.items():
        setattr(device, field, value)
    try:
        with transaction.atomic():
            device.save(update_fields=list(fields))
    except IntegrityError:
        raise NameTaken(name) from None
    bump("devices")
    bump("credentials")  # the edge keeps name and gateway flag beside the token
    return device


@transaction.atomic
def delete_device(device: Device) -> None:
    """Remove the device with its metrics; the store forgets their samples afterwards."""
    organization_id, device_id = device.organization_id, device.id
    metric_ids = list(device.metrics.values_list("id", flat=True))
    device.delete()
    bump("devices")
    bump("credentials")
    signals.device_deleted.send(sender=Device, organization_id=organization_id, device_id=device_id, metric_ids=metric_ids)
