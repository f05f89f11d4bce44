"""Commands over HTTP: to one device, to a selection, and what became of them."""

import datetime as dt
import uuid
from typing import Annotated, Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from core.api import Listing, Page, PageQuery, cut, found, organization_id
from core.errors import Missing, Refused
from core.sentences import Said
from devices import services
from devices.api.lookups import device_for, in_utc
from devices.models import Command, CommandStatus, Device, Metric
from devices.services.commands import SELECTION_BOUND, Wanted, send_to_selection
from organizations import rights, tree
from organizations.rights import person

router = Router()

REFUSALS_SHOWN = 500


class CommandOut(Schema):
    id: int
    device_id: int
    device: str = Field(alias="device.name")
    metric_id: int | None
    name: str
    value: Any
    status: str
    detail: Said
    requested_by: str | None
    # Commands that were sent together share it.
    batch: uuid.UUID | None
    attempts: int
    max_attempts: int
    timeout_s: float
    created_at: dt.datetime
    sent_at: dt.datetime | None
    delivered_at: dt.datetime | None
    finished_at: dt.datetime | None
    expires_at: dt.datetime

    @staticmethod
    def resolve_requested_by(command: Command) -> str | None:
        return str(command.requested_by) if command.requested_by else None


class CommandIn(Schema):
    """A value for a metric, or a command by its name: with `parameters` as the device's type wants them, or any `value`."""

    metric_id: int | None = None
    name: str = Field("", max_length=1_000)
    value: Any = None
    parameters: dict[str, Any] | None = None
    # How long one attempt may take, and how many are made when the device does not answer.
    expires_in_s: float | None = None
    max_attempts: int | None = None


class SelectionIn(Schema):
    """Devices: those named, or all that stand in a node of the tree, at a site or have a type; together: all must hold."""

    device_ids: list[int] | None = Field(None, max_length=SELECTION_BOUND)
    node: str | None = Field(None, max_length=250)
    site_id: int | None = None
    type_id: int | None = None


class CommandsIn(SelectionIn):
    # A command's name, or the path of a metric that each of the devices has.
    name: str = Field("", max_length=1_000)
    metric_path: str | None = Field(None, max_length=200)
    value: Any = None
    parameters: dict[str, Any] | None = None
    timeout_s: float | None = None
    max_attempts: int | None = None


class CommandRefusalOut(Schema):
    device_id: int
    device: str
    reason: Said


class SentOut(Schema):
    batch: uuid.UUID
    commands: int
    # The first 500 of `refused_total`.
    refused: list[CommandRefusalOut]
    refused_total: int


class BatchOut(Schema):
    batch: uuid.UUID
    name: str
    value: Any
    requested_by: str | None
    created_at: dt.datetime
    total: int
    # How many stand at which status.
    counts: dict[str, int]
    is_finished: bool


class CommandFilter(Page):
    batch: uuid.UUID | None = None
    device_id: int | None = None
    status: str = Field("", max_length=100, description="One or several, divided by commas")
    name: str = Field("", max_length=200)
    since: dt.datetime | None = None
    until: dt.datetime | None = None


CommandQuery = Annotated[CommandFilter, Query()]


def commands_of(request: HttpRequest) -> "QuerySet[Command]":
    """Commands to metrics that one may see, and named commands to devices that one may see."""
    return rights.visible(request.user, Command.objects.select_related("device", "requested_by"))


@router.get("/devices/{int:device_id}/commands", response=Listing[CommandOut])
def commands_of_device(request: HttpRequest, device_id: int, page: PageQuery) -> dict[str, Any]:
    rows = device_for(request, device_id, "read").commands.select_related("device", "requested_by")
    return cut(rights.visible(request.user, rows), page)


@router.post("/devices/{int:device_id}/commands", response=CommandOut)
def send_command(request: HttpRequest, device_id: int, payload: CommandIn) -> Command:
    """Queue a value for the device; its status is pushed on the live topic `commands`."""
    device = device_for(request, device_id, "read")
    metric = found(rights.visible(request.user, device.metrics.all()), id=payload.metric_id) if payload.metric_id else None
    rights.require(request.user, "write_metric", metric or device)
    return services.send_command(
        device=device,
        metric=metric,
        name=payload.name,
        value=payload.value,
        parameters=payload.parameters,
        by=person(request.user),
        expires_in_s=payload.expires_in_s,
        max_attempts=payload.max_attempts,
    )


@router.post("/commands", response=SentOut)
def send_commands(request: HttpRequest, payload: CommandsIn) -> dict[str, Any]:
    """The same command to many devices of the current organization, at most 10,000."""
    user = person(request.user)
    wanted = Wanted(
        name=payload.metric_path or payload.name,
        value=payload.value,
        parameters=payload.parameters,
        timeout_s=payload.timeout_s,
        max_attempts=payload.max_attempts,
    )
    seen = selected(request, payload)
    refused: list[dict[str, Any]] = []
    metrics: dict[int, Metric] | None = None
    if payload.metric_path is not None:
        devices = list(seen.order_by("id")[: SELECTION_BOUND + 1])
        rows = Metric.objects.filter(device_id__in=[device.id for device in devices], path=payload.metric_path)
        metrics = {metric.device_id: metric for metric in rights.visible(user, rows, "write_metric")}
    else:
        devices = list(rights.visible(user, seen, "write_metric").order_by("id")[: SELECTION_BOUND + 1])
    if payload.device_ids is not None:
        refused = _not_theirs(payload.device_ids, {device.id for device in devices}, seen)
    if not devices:
        raise Refused("No device that you may send to is in the selection.", field="device_ids")
    sent = send_to_selection(devices, wanted=wanted, metrics=metrics, by=user, organization_id=organization_id(request))
    refused += [refusal._asdict() for refusal in sent.refused]
    return {
        "batch": sent.batch,
        "commands": sent.commands,
        "refused": refused[:REFUSALS_SHOWN],
        "refused_total": len(refused),
    }


def selected(request: HttpRequest, selection: SelectionIn) -> "QuerySet[Device]":
    """The devices of the selection that one may see."""
    rows = rights.visible(request.user, Device.objects.filter(organization_id=organization_id(request)))
    given = [selection.device_ids, selection.node, selection.site_id, selection.type_id]
    if all(one is None for one in given):
        raise Refused("Say which devices: device_ids, node, site_id or type_id.", field="device_ids")
    if selection.device_ids is not None:
        rows = rows.filter(id__in=selection.device_ids)
    if selection.site_id is not None:
        rows = rows.filter(site_id=selection.site_id)
    if selection.type_id is not None:
        rows = rows.filter(type_id=selection.type_id)
    if selection.node is not None:
        node = tree.node_for(tree.Visitor(person(request.user)), selection.node)
        column = {"organization": "organization_id", "site": "site_id", "device": "id"}.get(node.kind)
        if column is None:
            raise Refused(f"“{selection.node[:60]}” holds no devices: name an organization, a site or a device.", field="node")
        rows = rows.filter(**{column: node.key[2:]})
    return rows


def _not_theirs(asked: list[int], taken: set[int], seen: "QuerySet[Device]") -> list[dict[str, Any]]:
    """Named devices that are not sent to: those one may see are named, the others are only numbers."""
    names = dict(seen.values_list("id", "name"))
    return [
        {
            "device_id": one,
            "device": names.get(one, ""),
            "reason": "You may not send commands to it." if one in names else rights.NOT_YOURS,
        }
        for one in dict.fromkeys(asked)
        if one not in taken
    ]


@router.get("/commands", response=Listing[CommandOut])
def commands(request: HttpRequest, filters: CommandQuery) -> dict[str, Any]:
    """The current organization's commands, newest first."""
    rows = commands_of(request).filter(device__organization_id=organization_id(request))
    if filters.batch is not None:
        rows = rows.filter(batch=filters.batch)
    if filters.device_id is not None:
        rows = rows.filter(device_id=filters.device_id)
    if filters.status:
        statuses = filters.status.split(",")
        if unknown := [status for status in statuses if status not in CommandStatus.values]:
            raise Refused(f"“{unknown[0][:40]}” is no status: choose of {', '.join(CommandStatus.values)}.", field="status")
        rows = rows.filter(status__in=statuses)
    if filters.name:
        rows = rows.filter(name=filters.name)
    if filters.search:
        rows = rows.filter(name__icontains=filters.search)
    if filters.since is not None:
        rows = rows.filter(created_at__gte=in_utc(filters.since))
    if filters.until is not None:
        rows = rows.filter(created_at__lt=in_utc(filters.until))
    return cut(rows, filters)


@router.get("/commands/{int:command_id}", response=CommandOut)
def command(request: HttpRequest, command_id: int) -> Command:
    return found(commands_of(request), id=command_id)


@router.get("/commands/batches/{uuid:batch}", response=BatchOut)
def batch(request: HttpRequest, batch: uuid.UUID) -> dict[str, Any]:
    """How many of the commands that were sent together stand at which status, of those one may see."""
    rows = commands_of(request).filter(batch=batch)
    first = rows.order_by("id").first()
    if first is None:
        raise Missing(rights.NOT_YOURS)
    counted = dict(rows.order_by().values_list("status").annotate(Count("id")))
    counts = {status: counted.get(status, 0) for status in CommandStatus.values}
    return {
        "batch": batch,
        "name": first.name,
        "value": first.value,
        "requested_by": str(first.requested_by) if first.requested_by else None,
        "created_at": first.created_at,
        "total": sum(counts.values()),
        "counts": counts,
        "is_finished": not any(counts[status] for status in ("queued", "sent", "delivered")),
    }
