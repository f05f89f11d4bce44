"""Commands over HTTP."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from core.api import Listing, PageQuery, cut, found
from devices import services
from devices.api.lookups import device_for
from devices.models import Command
from organizations import rights
from organizations.models import User

router = Router()


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
