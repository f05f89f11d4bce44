"""What the person may see and do, looked up the same way at every door."""

from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest

from core.api import found
from core.errors import Refused
from devices.models import Device, DeviceType, Metric
from organizations import rights
from organizations.models import Site


def devices_of(request: HttpRequest) -> "QuerySet[Device]":
    """All devices that the asking user may see, with what a row shows."""
    return (
        rights.visible(request.user, Device.objects.all()).select_related("site", "type").annotate(metric_count=Count("metrics"))
    )


def device_for(request: HttpRequest, device_id: int, permission: rights.Permission) -> Device:
    device = found(devices_of(request), id=device_id)
    rights.require(request.user, permission, device)
    return device


def metric_for(request: HttpRequest, metric_id: int, permission: rights.Permission) -> Metric:
    metrics = rights.visible(request.user, Metric.objects.select_related("device"))
    metric = found(metrics, id=metric_id)
    rights.require(request.user, permission, metric)
    return metric


def links(organization: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Replace site_id and type_id by rows of the same organization."""
    for field, model, word in (("site_id", Site, "site"), ("type_id", DeviceType, "device type")):
        if field in fields:
            wanted = fields.pop(field)
            row = model.objects.filter(organization_id=organization, id=wanted).first() if wanted is not None else None
            if wanted is not None and row is None:
                raise Refused(f"There is no {word} {wanted}.", field=field)
            fields[field.removesuffix("_id")] = row
    return fields
