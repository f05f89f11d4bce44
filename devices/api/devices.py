"""Devices over HTTP."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from core.api import Deleted, Listing, Page, cut, organization_id
from core.errors import Refused
from core.sentences import Said
from devices import services
from devices.api.lookups import device_for, devices_of, links, require_place, with_metric_counts
from devices.models import Attribute, Device
from devices.services import bulk
from organizations import rights, tree
from organizations.models import Organization
from organizations.places import refuse_empty

router = Router()


class DeviceOut(Schema):
    id: int
    organization_id: str
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
    # Deleted, but its history is kept.
    archived_at: dt.datetime | None
    permissions: list[str]

    @staticmethod
    def resolve_site(device: Device) -> str | None:
        return device.site.name if device.site else None

    @staticmethod
    def resolve_type(device: Device) -> str | None:
        return device.type.name if device.type else None

    @staticmethod
    def resolve_permissions(device: Device, context: dict[str, Any]) -> list[str]:
        return sorted(rights.permissions(context["request"].user, device))


class DeviceIn(Schema):
    name: str = Field(max_length=1_000)
    description: str = Field("", max_length=500)
    site_id: int | None = None
    type_id: int | None = None
    is_gateway: bool = False
    may_create_metrics: bool = True
    # Text, number, true or false by name.
    attributes: dict[str, Any] = {}


class DevicePatch(Schema):
    name: str | None = Field(None, max_length=1_000)
    description: str | None = Field(None, max_length=500)
    site_id: int | None = None
    type_id: int | None = None
    is_gateway: bool | None = None
    may_create_metrics: bool | None = None


class AttributeOut(Schema):
    name: str
    value: Any
    changed_at: dt.datetime


class AttributesIn(Schema):
    """Sets those that are given; null takes one away; the others stay."""

    attributes: dict[str, Any]


class BulkChangeIn(Schema):
    """Only what is given is set; null takes site or type away."""

    site_id: int | None = None
    type_id: int | None = None
    description: str | None = Field(None, max_length=500)
    is_gateway: bool | None = None
    may_create_metrics: bool | None = None
    attributes: dict[str, Any] | None = None


class BulkIn(Schema):
    ids: list[int] = Field(min_length=1, max_length=bulk.BULK_BOUND)
    action: Literal["change", "archive", "delete"] = "change"
    change: BulkChangeIn | None = None


class BulkRefusalOut(Schema):
    id: int
    name: str
    reason: Said


class BulkOut(Schema):
    done: int
    refused: list[BulkRefusalOut]


class DeviceFilter(Page):
    type_id: int | None = None
    site_id: int | None = None
    online: bool | None = None
    archived: bool = Field(False, description="Those that were deleted but keep their history, instead of the others")


DeviceQuery = Annotated[DeviceFilter, Query()]


@router.get("/devices", response=Listing[DeviceOut])
def devices(request: HttpRequest, filters: DeviceQuery) -> dict[str, Any]:
    """The current organization's devices by name."""
    rows = devices_of(request, archived=filters.archived).filter(organization_id=organization_id(request))
    rows = tree.matching(rows, filters.search.split(), "name", "description")
    for field in ("type_id", "site_id", "online"):
        if (wanted := getattr(filters, field)) is not None:
            rows = rows.filter(**{field: wanted})
    answer = cut(rows, filters)
    return {**answer, "items": with_metric_counts(request, answer["items"])}


@router.post("/devices", response=DeviceOut)
def create_device(request: HttpRequest, payload: DeviceIn) -> Device:
    """A device with the metrics of its type."""
    organization = Organization.objects.get(id=organization_id(request))
    fields = links(request, organization.id, payload.dict())
    require_place(request, organization.id, fields["site"])
    device = services.create_device(organization, **fields)
    return with_metric_counts(request, [device])[0]


@router.get("/devices/{int:device_id}", response=DeviceOut)
def device(request: HttpRequest, device_id: int) -> Device:
    return with_metric_counts(request, [device_for(request, device_id, "read", archived=None)])[0]


@router.patch("/devices/{int:device_id}", response=DeviceOut)
def change_device(request: HttpRequest, device_id: int, payload: DevicePatch) -> Device:
    device = device_for(request, device_id, "manage_devices")
    fields = payload.dict(exclude_unset=True)
    refuse_empty(fields, "name", "description", "is_gateway", "may_create_metrics")
    wanted = links(request, device.organization_id, fields)
    if "site" in wanted and wanted["site"] != device.site:
        require_place(request, device.organization_id, wanted["site"])
    return with_metric_counts(request, [services.change_device(device, **wanted)])[0]


@router.delete("/devices/{int:device_id}", response=Deleted)
def delete_device(
    request: HttpRequest,
    device_id: int,
    keep_history: Annotated[
        bool, Query(description="Archive it: samples stay, nothing comes in any more, the name is free")
    ] = False,
) -> dict[str, bool]:
    """Delete the device, its metrics and their samples; or keep its history."""
    device = device_for(request, device_id, "manage_devices", archived=None)
    if keep_history:
        services.archive_device(device)
    else:
        services.delete_device(device)
    return {"deleted": True}


@router.post("/devices/bulk", response=BulkOut)
def change_devices(request: HttpRequest, payload: BulkIn) -> dict[str, Any]:
    """Change, archive or delete up to 1,000 devices of the current organization; says which could not be, and why."""
    here = organization_id(request)
    seen = {row.id: row for row in devices_of(request, archived=None).filter(organization_id=here, id__in=payload.ids)}
    rows = devices_of(request, archived=None if payload.action == "delete" else False)
    managed = list(rights.visible(request.user, rows.filter(organization_id=here, id__in=payload.ids), "manage_devices"))
    may = {device.id for device in managed}
    refused = {
        one: "You may not manage this device." if one in seen else rights.NOT_YOURS
        for one in dict.fromkeys(payload.ids)
        if one not in may
    }
    if payload.action == "change":
        fields = payload.change.dict(exclude_unset=True) if payload.change else {}
        if not fields:
            raise Refused("Say what to change: site_id, type_id, description or attributes.", field="change")
        refuse_empty(fields, "description", "is_gateway", "may_create_metrics")
        wanted = links(request, here, fields)
        if "site" in wanted:
            require_place(request, here, wanted["site"])
        refused |= bulk.change_devices(managed, **wanted)
    elif payload.action == "archive":
        refused |= bulk.archive_devices(managed)
    else:
        refused |= bulk.delete_devices(managed)
    return {
        "done": len(managed) - len(refused.keys() & may),
        "refused": [
            {"id": one, "name": seen[one].name if one in seen else "", "reason": reason} for one, reason in refused.items()
        ],
    }


@router.get("/devices/{int:device_id}/attributes", response=list[AttributeOut])
def attributes(request: HttpRequest, device_id: int) -> list[Attribute]:
    return list(device_for(request, device_id, "read", archived=None).attributes.all())


@router.patch("/devices/{int:device_id}/attributes", response=list[AttributeOut])
def set_attributes(request: HttpRequest, device_id: int, payload: AttributesIn) -> list[Attribute]:
    device = device_for(request, device_id, "manage_devices")
    services.set_attributes(device, payload.attributes)
    return list(device.attributes.all())
