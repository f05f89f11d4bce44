"""What operators do, over HTTP: send from controls, look at what was sent, PINs, favourites."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from core.sentences import Said
from dashboards import operating, pins
from dashboards.api_lookups import dashboard_for
from dashboards.models import Dashboard
from dashboards.variables.declared import given_in
from devices.api import CommandOut
from devices.models import Command
from flows.api import TakenOut
from organizations import tree
from organizations.models import Favourite
from organizations.rights import person

router = Router()


class WidgetCommandIn(Schema):
    # Of a form: a list with a value for each binding, null for what stays.
    value: Any
    # Where the control asks for one.
    pin: str = Field("", max_length=100)


class FormSentOut(Schema):
    """What a form sent to devices; values that went into flows have no command."""

    commands: list[CommandOut]


class CommandsOfDashboardOut(Schema):
    items: list[CommandOut]


class SentLineOut(Schema):
    at: dt.datetime
    by: str | None
    name: str
    value: Any
    # A command's status, or `taken` by a flow.
    status: str
    detail: Said
    finished_at: dt.datetime | None


class HistoryOut(Schema):
    items: list[SentLineOut]


class PinOut(Schema):
    is_set: bool


class DashboardPinIn(Schema):
    # 4 to 12 digits; empty takes the PIN away.
    pin: str = Field(max_length=100)


class OwnPinIn(DashboardPinIn):
    # The PIN there is, or the password: an unlocked screen is not enough.
    current_pin: str = Field("", max_length=100)
    password: str = Field("", max_length=1_000)


class FavouriteOut(Schema):
    is_favourite: bool


@router.post(
    "/dashboards/{dashboard_id}/widgets/{widget_id}/command", response={200: CommandOut, 201: FormSentOut, 202: TakenOut}
)
def send_command(
    request: HttpRequest, dashboard_id: int, widget_id: str, payload: WidgetCommandIn
) -> Status[Command] | Status[TakenOut] | Status[dict[str, Any]]:
    """Send what a control says: to a device (200), as a form to several targets (201), or into a flow (202).

    `var-machine=12` chooses a variable.
    With the header `Idempotency-Key`, a call that is repeated because its answer was lost sends nothing again.
    """
    dashboard, user, given = dashboard_for(request, dashboard_id, "operate"), person(request.user), given_in(request.GET)
    commands = operating.send_from_widget(
        dashboard, widget_id=widget_id, value=payload.value, by=user, pin=payload.pin, given=given
    )
    if operating.widget_of(dashboard, widget_id, user, given).type == "form":
        return Status(201, {"commands": commands})
    return Status(200, commands[0]) if commands else Status(202, TakenOut())


@router.get("/dashboards/{dashboard_id}/widgets/{widget_id}/history", response=HistoryOut)
def history(request: HttpRequest, dashboard_id: int, widget_id: str) -> dict[str, Any]:
    """The newest 50 values that went to where this control sends: who, when, what, and what became of it."""
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    return {"items": operating.history(dashboard, widget_id=widget_id, user=person(request.user), given=given_in(request.GET))}


@router.get("/dashboards/{dashboard_id}/commands", response=CommandsOfDashboardOut)
def commands_of_dashboard(request: HttpRequest, dashboard_id: int) -> dict[str, Any]:
    """The newest command to each metric that the dashboard's controls send to, whoever sent it."""
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    return {"items": operating.newest_commands(dashboard, person(request.user), given_in(request.GET))}


@router.get("/me/control-pin", response=PinOut)
def own_pin(request: HttpRequest) -> dict[str, bool]:
    """Whether one has a PIN for controls that ask for it."""
    return {"is_set": pins.has_pin(person(request.user))}


@router.put("/me/control-pin", response=PinOut)
def set_own_pin(request: HttpRequest, payload: OwnPinIn) -> dict[str, bool]:
    user = person(request.user)
    pins.set_own_pin(user, payload.pin, current_pin=payload.current_pin, password=payload.password)
    return {"is_set": pins.has_pin(user)}


@router.get("/dashboards/{dashboard_id}/pin", response=PinOut)
def dashboard_pin(request: HttpRequest, dashboard_id: int) -> dict[str, bool]:
    """Whether the dashboard has a PIN for its controls."""
    return {"is_set": pins.has_pin(dashboard_for(request, dashboard_id, "view_dashboards"))}


@router.put("/dashboards/{dashboard_id}/pin", response=PinOut)
def set_dashboard_pin(request: HttpRequest, dashboard_id: int, payload: DashboardPinIn) -> dict[str, bool]:
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    pins.set_dashboard_pin(dashboard, payload.pin)
    return {"is_set": pins.has_pin(dashboard)}


@router.put("/dashboards/{dashboard_id}/favourite", response=FavouriteOut)
def add_favourite(request: HttpRequest, dashboard_id: int) -> dict[str, bool]:
    """Keep the dashboard at hand: it stands first in one's list and on one's start page."""
    user, dashboard = person(request.user), dashboard_for(request, dashboard_id, "view_dashboards")
    tree.check_room_for_favourite(user)
    Favourite.objects.get_or_create(user=user, node=_node(dashboard))
    return {"is_favourite": True}


@router.delete("/dashboards/{dashboard_id}/favourite", response=FavouriteOut)
def remove_favourite(request: HttpRequest, dashboard_id: int) -> dict[str, bool]:
    user, dashboard = person(request.user), dashboard_for(request, dashboard_id, "view_dashboards")
    Favourite.objects.filter(user=user, node=_node(dashboard)).delete()
    return {"is_favourite": False}


def _node(dashboard: Dashboard) -> str:
    return f"b:{dashboard.id}"
