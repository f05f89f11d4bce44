"""Device types with their templates over HTTP."""

from typing import Annotated, Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from devices.models import CommandTemplate, Device, DeviceType, MetricTemplate
from devices.services import types as services
from organizations import rights
from organizations.models import Organization
from organizations.places import refuse_empty

router = Router()


class MetricTemplateOut(Schema):
    id: int
    path: str
    unit: str
    data_type: str
    expected_interval_s: float | None
    low: float | None
    high: float | None
    is_writable: bool


class MetricTemplateIn(Schema):
    path: str = Field(max_length=1_000)
    unit: str = Field("", max_length=30)
    data_type: str = Field("double", max_length=20)
    expected_interval_s: float | None = Field(None, gt=0, le=366 * 86400)
    low: float | None = Field(None, allow_inf_nan=False)
    high: float | None = Field(None, allow_inf_nan=False)
    is_writable: bool = False


class ParameterOut(Schema):
    name: str
    title: str = ""
    type: str
    unit: str = ""
    required: bool = False
    default: Any = None
    low: float | None = None
    high: float | None = None
    choices: list[Any] = []


class ParameterIn(Schema):
    """One typed parameter of a command. `type`: long, double, boolean, string, binary or json."""

    name: str = Field(max_length=1_000)
    title: str = Field("", max_length=100)
    type: str = Field("double", max_length=20)
    unit: str = Field("", max_length=30)
    required: bool = False
    default: Any = None
    low: float | None = None
    high: float | None = None
    choices: list[Any] = Field([], max_length=1_000)


class CommandTemplateOut(Schema):
    id: int
    name: str
    title: str
    description: str
    parameters: list[ParameterOut]
    timeout_s: float
    max_attempts: int
    # Asked before it goes out; empty: it goes at once.
    confirmation: str


class CommandTemplateIn(Schema):
    name: str = Field(max_length=1_000)
    title: str = Field("", max_length=1_000)
    description: str = Field("", max_length=10_000)
    parameters: list[ParameterIn] = Field([], max_length=1_000)
    timeout_s: float = 60
    max_attempts: int = 1
    confirmation: str = Field("", max_length=1_000)


class DeviceTypeRowOut(Schema):
    id: int
    name: str
    description: str
    manufacturer: str
    model: str
    device_count: int
    metric_count: int
    command_count: int


class DeviceTypeOut(DeviceTypeRowOut):
    organization_id: str
    metrics: list[MetricTemplateOut]
    commands: list[CommandTemplateOut]
    permissions: list[str]


class DeviceTypeIn(Schema):
    name: str = Field(max_length=1_000)
    description: str = Field("", max_length=10_000)
    manufacturer: str = Field("", max_length=1_000)
    model: str = Field("", max_length=1_000)
    metrics: list[MetricTemplateIn] = Field([], max_length=1_000)
    commands: list[CommandTemplateIn] = Field([], max_length=1_000)


class DeviceTypePatch(Schema):
    """Lists that are given replace those there were."""

    name: str | None = Field(None, max_length=1_000)
    description: str | None = Field(None, max_length=10_000)
    manufacturer: str | None = Field(None, max_length=1_000)
    model: str | None = Field(None, max_length=1_000)
    metrics: list[MetricTemplateIn] | None = Field(None, max_length=1_000)
    commands: list[CommandTemplateIn] | None = Field(None, max_length=1_000)


class DeviceTypeCopyIn(Schema):
    name: str = Field(max_length=1_000)
    # Another organization that takes the copy; empty: the same.
    organization_id: str = Field("", max_length=6)


class ApplyTypeIn(Schema):
    # Only say what would be done.
    dry_run: bool = False
    # These devices of the type only.
    device_ids: list[int] | None = Field(None, max_length=10_000)
    # Go on after this device: `next_after` of the last answer.
    after: int = 0


class DifferenceOut(Schema):
    device_id: int
    device: str
    path: str
    field: str
    device_has: Any
    type_says: Any


class ApplyTypeOut(Schema):
    devices: int
    added: int
    # The first 200. Metrics that differ are left as they are.
    differences: list[DifferenceOut]
    # Not null: more devices are left; ask again with `after`.
    next_after: int | None


def types_of(request: HttpRequest) -> "QuerySet[DeviceType]":
    """Types are known to everybody who sees something of their organization: devices show them by name."""
    return DeviceType.objects.filter(organization__in=rights.organizations_of(request.user).values("id"))


def type_for(request: HttpRequest, type_id: int, permission: rights.Permission) -> DeviceType:
    row = found(types_of(request).select_related("organization"), id=type_id)
    rights.require_in(request.user, permission, row.organization_id)
    return row


def type_out(request: HttpRequest, row: DeviceType) -> dict[str, Any]:
    fields = ("id", "organization_id", "name", "description", "manufacturer", "model")
    metrics: list[MetricTemplate] = list(row.metrics.all())
    commands: list[CommandTemplate] = list(row.commands.all())
    return {
        **{field: getattr(row, field) for field in fields},
        "metrics": metrics,
        "commands": commands,
        "metric_count": len(metrics),
        "command_count": len(commands),
        "device_count": rights.visible(request.user, Device.objects.filter(type=row)).count(),
        "permissions": sorted(rights.permissions(request.user, row)),
    }


@router.get("/device-types", response=Listing[DeviceTypeRowOut])
def device_types(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """The current organization's device types by name."""
    rows = types_of(request).filter(organization_id=organization_id(request))
    if page.search:
        words = Q(name__icontains=page.search) | Q(manufacturer__icontains=page.search) | Q(model__icontains=page.search)
        rows = rows.filter(words)
    answer = cut(rows, page)
    ids = [row.id for row in answer["items"]]

    def counts(queryset: "QuerySet[Any]") -> dict[int, int]:
        return dict(queryset.filter(type_id__in=ids).order_by().values_list("type_id").annotate(Count("id")))

    devices = counts(rights.visible(request.user, Device.objects.all()))
    metrics, commands = counts(MetricTemplate.objects.all()), counts(CommandTemplate.objects.all())
    for row in answer["items"]:
        row.device_count = devices.get(row.id, 0)
        row.metric_count, row.command_count = metrics.get(row.id, 0), commands.get(row.id, 0)
    return answer


@router.post("/device-types", response=DeviceTypeOut)
def create_device_type(request: HttpRequest, payload: DeviceTypeIn) -> dict[str, Any]:
    organization = Organization.objects.get(id=organization_id(request))
    rights.require_in(request.user, "manage_templates_files", organization.id)
    return type_out(request, services.create_type(organization, **payload.dict()))


@router.get("/device-types/{int:type_id}", response=DeviceTypeOut)
def device_type(request: HttpRequest, type_id: int) -> dict[str, Any]:
    return type_out(request, type_for(request, type_id, "read"))


@router.patch("/device-types/{int:type_id}", response=DeviceTypeOut)
def change_device_type(request: HttpRequest, type_id: int, payload: DeviceTypePatch) -> dict[str, Any]:
    """Change the template; devices that exist are brought up to it by `apply`."""
    row = type_for(request, type_id, "manage_templates_files")
    fields = payload.dict(exclude_unset=True)
    refuse_empty(fields, *fields)
    return type_out(request, services.change_type(row, **fields))


@router.delete("/device-types/{int:type_id}", response=Deleted)
def delete_device_type(
    request: HttpRequest,
    type_id: int,
    unset: Annotated[bool, Query(description="Leave its devices without a type instead of refusing")] = False,
) -> dict[str, bool]:
    services.delete_type(type_for(request, type_id, "manage_templates_files"), unset=unset)
    return {"deleted": True}


@router.post("/device-types/{int:type_id}/copy", response=DeviceTypeOut)
def copy_device_type(request: HttpRequest, type_id: int, payload: DeviceTypeCopyIn) -> dict[str, Any]:
    row = type_for(request, type_id, "read")
    wanted = payload.organization_id or row.organization_id
    organization = found(rights.organizations_of(request.user), id=wanted)
    rights.require_in(request.user, "manage_templates_files", organization.id)
    return type_out(request, services.copy_type(row, name=payload.name, organization=organization))


@router.post("/device-types/{int:type_id}/apply", response=ApplyTypeOut)
def apply_device_type(request: HttpRequest, type_id: int, payload: ApplyTypeIn) -> dict[str, Any]:
    """Give devices of the type the metrics they lack, 500 devices at a call; say where theirs differ from the template."""
    row = type_for(request, type_id, "manage_templates_files")
    devices = rights.visible(request.user, Device.objects.filter(type=row, id__gt=payload.after), "manage_devices")
    if payload.device_ids is not None:
        devices = devices.filter(id__in=payload.device_ids)
    applied = services.apply_type(row, devices.order_by("id")[: services.APPLY_AT_ONCE], dry_run=payload.dry_run)
    return {**applied._asdict(), "differences": [difference._asdict() for difference in applied.differences]}
