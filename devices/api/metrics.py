"""Metrics over HTTP."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.api import Deleted, Listing, PageQuery, cut, organization_id
from core.errors import Refused
from devices import services
from devices.api.lookups import device_for, metric_for
from devices.models import Metric
from organizations import rights

router = Router()


class MetricOut(Schema):
    id: int
    device_id: int
    device: str = Field(alias="device.name")
    path: str
    unit: str
    data_type: str
    expected_interval_s: float | None
    low: float | None
    high: float | None
    is_writable: bool
    retention_days: int | None


class MetricIn(Schema):
    path: str
    unit: str = Field("", max_length=30)
    data_type: str = "double"
    expected_interval_s: float | None = Field(None, gt=0, le=366 * 86400)
    low: float | None = Field(None, allow_inf_nan=False)
    high: float | None = Field(None, allow_inf_nan=False)
    is_writable: bool = False
    retention_days: int | None = Field(None, ge=1, le=36500)


class MetricPatch(Schema):
    path: str | None = None
    unit: str | None = Field(None, max_length=30)
    data_type: str | None = None
    expected_interval_s: float | None = Field(None, gt=0, le=366 * 86400)
    low: float | None = Field(None, allow_inf_nan=False)
    high: float | None = Field(None, allow_inf_nan=False)
    is_writable: bool | None = None
    retention_days: int | None = Field(None, ge=1, le=36500)


@router.get("/devices/{int:device_id}/metrics", response=list[MetricOut])
def metrics_of_device(request: HttpRequest, device_id: int) -> list[Metric]:
    return list(
        rights.visible(request.user, device_for(request, device_id, "read", archived=None).metrics.select_related("device"))
    )


@router.post("/devices/{int:device_id}/metrics", response=MetricOut)
def create_metric(request: HttpRequest, device_id: int, payload: MetricIn) -> Metric:
    return services.create_metric(device_for(request, device_id, "manage_metric"), **payload.dict())


@router.get("/metrics", response=Listing[MetricOut])
def metrics(
    request: HttpRequest, page: PageQuery, device: int | None = None, ids: str = "", writable: bool | None = None
) -> dict[str, Any]:
    """Metrics of the current organization; every word of `search` must stand in the device's name or the path."""
    rows = rights.visible(
        request.user, Metric.objects.filter(device__organization_id=organization_id(request), device__archived_at=None)
    )
    rows = rows.select_related("device")
    for word in page.search.split():
        rows = rows.filter(Q(path__icontains=word) | Q(device__name__icontains=word))
    if device is not None:
        rows = rows.filter(device_id=device)
    if writable is not None:
        rows = rows.filter(is_writable=writable)
    if ids:
        rows = rows.filter(id__in=[int(part) for part in ids.split(",")[:500] if part.isdecimal() and len(part) < 19])
    return cut(rows.order_by("device__name", "path"), page)


@router.patch("/metrics/{int:metric_id}", response=MetricOut)
def change_metric(request: HttpRequest, metric_id: int, payload: MetricPatch) -> Metric:
    fields = payload.dict(exclude_unset=True)
    if none := next((f for f in ("path", "unit", "data_type", "is_writable") if f in fields and fields[f] is None), None):
        raise Refused(f"{none} cannot be empty.", field=none)
    return services.change_metric(metric_for(request, metric_id, "manage_metric"), **fields)


@router.delete("/metrics/{int:metric_id}", response=Deleted)
def delete_metric(request: HttpRequest, metric_id: int) -> dict[str, bool]:
    services.delete_metric(metric_for(request, metric_id, "manage_metric"))
    return {"deleted": True}
