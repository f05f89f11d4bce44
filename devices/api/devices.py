"""Devices over HTTP."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from core.errors import Refused
from devices import services
from devices.api.lookups import device_for, devices_of, links
from devices.models import Device
from organizations import rights
from organizations.models import Organization

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
    fields = links(organization.id, payload.dict())
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
    services.change_device(device, **links(device.organization_id, fields))
    return found(devices_of(request), id=device_id)


@router.delete("/devices/{int:device_id}", response=Deleted)
def delete_device(request: HttpRequest, device_id: int) -> dict[str, bool]:
    """Delete the device, its metrics and their samples."""
    services.delete_device(device_for(request, device_id, "manage_devices"))
    return {"deleted": True}
