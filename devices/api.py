"""Devices, metrics, credentials, journals and commands over HTTP."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from core.errors import Refused
from devices import services
from devices.models import Command, ConnectionLog, Credential, Device, DeviceLog, DeviceType, Metric
from organizations import rights
from organizations.models import Organization, Site, User

router = Router()


class DeviceOut(Schema):
    id: int
    name: str
    description: str
    site_id: int | None
    site: str | None
    type_id: int | None
    type: str | None
    is_gateway: bool
    may_create_metrics: bool
    online: bool
    last_seen_at: dt.datetime | None
    metric_count: int
    created_at: dt.datetime

    @staticmethod
    def resolve_site(device: Device) -> str | None:
        return device.site.name if device.site else None

    @staticmethod
    def resolve_type(device: Device) -> str | None:
        return device.type.name if device.type else None


class DeviceIn(Schema):
    name: str
    description: str = Field("", max_length=500)
    site_id: int | None = None
    type_id: int | None = None
    is_gateway: bool = False
    may_create_metrics: bool = True


class DevicePatch(Schema):
    name: str | None = None
    description: str | None = Field(None, max_length=500)
    site_id: int | None = None
    type_id: int | None = None
    is_gateway: bool | None = None
    may_create_metrics: bool | None = None


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
    low: float | None = None
    high: float | None = None
    is_writable: bool = False
    retention_days: int | None = Field(None, ge=1, le=36500)


class MetricPatch(Schema):
    path: str | None = None
    unit: str | None = Field(None, max_length=30)
    data_type: str | None = None
    expected_interval_s: float | None = Field(None, gt=0, le=366 * 86400)
    low: float | None = None
    high: float | None = None
    is_writable: bool | None = None
    retention_days: int | None = Field(None, ge=1, le=36500)


class CredentialOut(Schema):
    id: int
    kind: str
    hint: str
    created_at: dt.datetime
    revoked_at: dt.datetime | None
    last_used_at: dt.datetime | None


class TokenOut(CredentialOut):
    token: str


class ConnectionLogOut(Schema):
    at: dt.datetime
    event: str
    client_id: str
    address: str
    protocol: str
    tls_version: str
    cipher: str
    reason: str


class DeviceLogOut(Schema):
    at: dt.datetime
    level: str
    kind: str
    message: str
    payload: str
    count: int


class CommandOut(Schema):
    id: int
    device_id: int
    metric_id: int | None
    name: str
    value: Any
    status: str
    detail: str
    requested_by: str | None
    created_at: dt.datetime
    sent_at: dt.datetime | None
    delivered_at: dt.datetime | None
    finished_at: dt.datetime | None
    expires_at: dt.datetime

    @staticmethod
    def resolve_requested_by(command: Command) -> str | None:
        return str(command.requested_by) if command.requested_by else None


class CommandIn(Schema):
    metric_id: int | None = None
    name: str = ""
    value: Any
    expires_in_s: float = 60


class DeviceTypeOut(Schema):
    id: int
    name: str


class DeviceTypeIn(Schema):
    name: str = Field(min_length=1, max_length=100)


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


def _links(organization: str, fields: dict[str, Any]) -> dict[str, Any]:
    """Replace site_id and type_id by rows of the same organization."""
    for field, model, word in (("site_id", Site, "site"), ("type_id", DeviceType, "device type")):
        if field in fields:
            wanted = fields.pop(field)
            row = model.objects.filter(organization_id=organization, id=wanted).first() if wanted is not None else None
            if wanted is not None and row is None:
                raise Refused(f"There is no {word} {wanted}.", field=field)
            fields[field.removesuffix("_id")] = row
    return fields


@router.get("/devices", response=Listing[DeviceOut])
def devices(request: HttpRequest, page: PageQuery, type_id: int | None = None, site_id: int | None = None) -> dict[str, Any]:
    """The current organization's devices by name."""
    rows = devices_of(request).filter(organization_id=organization_id(request), name__icontains=page.search)
    if type_id is not None:
        rows = rows.filter(type_id=type_id)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    return cut(rows, page)


@router.post("/devices", response=DeviceOut)
def create_device(request: HttpRequest, payload: DeviceIn) -> Device:
    organization = Organization.objects.get(id=organization_id(request))
    fields = _links(organization.id, payload.dict())
    # Who may manage the devices of one site only, makes new ones there.
    rights.require(request.user, "manage_devices", fields["site"] or organization)
    device = services.create_device(organization, **fields)
    return found(devices_of(request), id=device.id)


@router.get("/devices/{int:device_id}", response=DeviceOut)
def device(request: HttpRequest, device_id: int) -> Device:
    return device_for(request, device_id, "read")


@router.patch("/devices/{int:device_id}", response=DeviceOut)
def change_device(request: HttpRequest, device_id: int, payload: DevicePatch) -> Device:
    device = device_for(request, device_id, "manage_devices")
    fields = payload.dict(exclude_unset=True)
    if none := next(
        (f for f in ("name", "description", "is_gateway", "may_create_metrics") if f in fields and fields[f] is None), None
    ):
        raise Refused(f"{none} cannot be empty.", field=none)
    services.change_device(device, **_links(device.organization_id, fields))
    return found(devices_of(request), id=device_id)


@router.delete("/devices/{int:device_id}", response=Deleted)
def delete_device(request: HttpRequest, device_id: int) -> dict[str, bool]:
    """Delete the device, its metrics and their samples."""
    services.delete_device(device_for(request, device_id, "manage_devices"))
    return {"deleted": True}


@router.get("/devices/{int:device_id}/metrics", response=list[MetricOut])
def metrics_of_device(request: HttpRequest, device_id: int) -> list[Metric]:
    return list(rights.visible(request.user, device_for(request, device_id, "read").metrics.select_related("device")))


@router.post("/devices/{int:device_id}/metrics", response=MetricOut)
def create_metric(request: HttpRequest, device_id: int, payload: MetricIn) -> Metric:
    return services.create_metric(device_for(request, device_id, "manage_metric"), **payload.dict())


@router.get("/metrics", response=Listing[MetricOut])
def metrics(
    request: HttpRequest, page: PageQuery, device: int | None = None, ids: str = "", writable: bool | None = None
) -> dict[str, Any]:
    """Metrics of the current organization; every word of `search` must stand in the device's name or the path."""
    rows = rights.visible(request.user, Metric.objects.filter(device__organization_id=organization_id(request)))
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


@router.get("/devices/{int:device_id}/credentials", response=list[CredentialOut])
def credentials(request: HttpRequest, device_id: int) -> list[Credential]:
    return list(device_for(request, device_id, "manage_devices").credentials.all())


@router.post("/devices/{int:device_id}/credentials", response=TokenOut)
def issue_token(request: HttpRequest, device_id: int) -> dict[str, Any]:
    """A new token, shown this once."""
    credential, token = services.issue_token(device_for(request, device_id, "manage_devices"))
    return {**CredentialOut.from_orm(credential).dict(), "token": token}


@router.delete("/credentials/{int:credential_id}", response=CredentialOut)
def revoke_credential(request: HttpRequest, credential_id: int) -> Credential:
    rows = rights.visible(request.user, Credential.objects.select_related("device"), by="device")
    credential = found(rows, id=credential_id)
    rights.require(request.user, "manage_devices", credential.device)
    return services.revoke_credential(credential)


@router.get("/devices/{int:device_id}/connection-log", response=Listing[ConnectionLogOut])
def connection_log(request: HttpRequest, device_id: int, page: PageQuery) -> dict[str, Any]:
    rows: QuerySet[ConnectionLog] = device_for(request, device_id, "read").connection_log.all()
    return cut(rows, page)


@router.get("/devices/{int:device_id}/log", response=Listing[DeviceLogOut])
def device_log(request: HttpRequest, device_id: int, page: PageQuery) -> dict[str, Any]:
    rows: QuerySet[DeviceLog] = device_for(request, device_id, "read").log.all()
    return cut(rows, page)


@router.get("/devices/{int:device_id}/commands", response=Listing[CommandOut])
def commands(request: HttpRequest, device_id: int, page: PageQuery) -> dict[str, Any]:
    rows = device_for(request, device_id, "read").commands.select_related("requested_by")
    return cut(rights.visible(request.user, rows), page)


@router.post("/devices/{int:device_id}/commands", response=CommandOut)
def send_command(request: HttpRequest, device_id: int, payload: CommandIn) -> Command:
    """Queue a value for the device; its status is pushed on the live topic `commands`."""
    device = device_for(request, device_id, "read")
    metric = found(rights.visible(request.user, device.metrics.all()), id=payload.metric_id) if payload.metric_id else None
    rights.require(request.user, "write_metric", metric or device)
    assert isinstance(request.user, User)
    return services.send_command(
        device=device, metric=metric, name=payload.name, value=payload.value, by=request.user, expires_in_s=payload.expires_in_s
    )


@router.get("/commands/{int:command_id}", response=CommandOut)
def command(request: HttpRequest, command_id: int) -> Command:
    rows = rights.visible(request.user, Command.objects.select_related("requested_by"))
    return found(rows, id=command_id)


@router.get("/device-types", response=list[DeviceTypeOut])
def device_types(request: HttpRequest) -> list[DeviceType]:
    return list(DeviceType.objects.filter(organization_id=organization_id(request)))


@router.post("/device-types", response=DeviceTypeOut)
def create_device_type(request: HttpRequest, payload: DeviceTypeIn) -> DeviceType:
    """The device type of that name, made when there is none."""
    rights.require_in(request.user, "manage_devices", organization_id(request))
    return DeviceType.objects.get_or_create(organization_id=organization_id(request), name=payload.name.strip())[0]
