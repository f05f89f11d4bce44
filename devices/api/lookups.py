"""What the person may see and do, looked up the same way at every door."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest

from core.api import found
from core.errors import Refused
from devices.models import Device, DeviceType, Metric
from organizations import rights
from organizations.models import Organization, Site
from organizations.rights import person
from organizations.tree import Visitor


def devices_of(request: HttpRequest, *, archived: bool | None = False) -> "QuerySet[Device]":
    """All devices that the asking user may see, with what a row shows. `archived` None: those too."""
    rows = Device.objects.all() if archived is False else Device.all_objects.all()
    if archived:
        rows = rows.filter(archived_at__isnull=False)
    return rights.visible(request.user, rows).select_related("site", "type")


def device_for(request: HttpRequest, device_id: int, permission: rights.Permission, *, archived: bool | None = False) -> Device:
    device = found(devices_of(request, archived=archived), id=device_id)
    rights.require(request.user, permission, device)
    return device


def metric_for(request: HttpRequest, metric_id: int, permission: rights.Permission) -> Metric:
    metrics = rights.visible(request.user, Metric.objects.select_related("device"))
    metric = found(metrics, id=metric_id)
    rights.require(request.user, permission, metric)
    return metric


def in_utc(at: dt.datetime) -> dt.datetime:
    """Without a zone it is UTC; at the ends of the calendar some zones would leave it."""
    try:
        return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)
    except OverflowError:
        raise Refused(f"{at.isoformat()} lies outside of the calendar.") from None


def with_metric_counts(request: HttpRequest, devices: Iterable[Device]) -> list[Device]:
    """Rows of one page: counted for these alone, as counting for all to show a few takes long."""
    rows = list(devices)
    metrics = rights.visible(request.user, Metric.objects.filter(device_id__in=[device.id for device in rows])).order_by()
    counts = dict(metrics.values_list("device_id").annotate(Count("id")))
    for device in rows:
        device.metric_count = counts.get(device.id, 0)  # type: ignore[attr-defined]  # read by DeviceOut
    return rows


def links(request: HttpRequest, organization: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Replace site_id and type_id by rows of the same organization; a site must be one that the person knows of."""
    sites = Visitor(person(request.user)).reachable(Site.objects.all(), "s") if fields.get("site_id") is not None else None
    for field, rows, word in (("site_id", sites, "site"), ("type_id", DeviceType.objects.all(), "device type")):
        if field not in fields:
            continue
        wanted = fields.pop(field)
        row = rows.filter(organization_id=organization, id=wanted).first() if wanted is not None and rows is not None else None
        if wanted is not None and row is None:
            raise Refused(f"There is no {word} {wanted}.", field=field)
        fields[field.removesuffix("_id")] = row
    return fields


def require_place(request: HttpRequest, organization_id: str, site: Site | None) -> None:
    """Whoever may manage the devices of one site only, makes new ones there and moves them nowhere else."""
    place = site or Organization.objects.get(id=organization_id)
    rights.require(request.user, "manage_devices", place)
