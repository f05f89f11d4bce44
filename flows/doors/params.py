"""What the forms of blocks ask the server while somebody types: what a schedule means, which units there are."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Router, Schema

from core.api import Listing
from core.clock import now_us
from core.errors import Refused
from flows.graphs import validation
from flows.graphs.facts import NoFacts
from flows.toolbox import schedules, units

router = Router()

TIMES_SHOWN = 5


class ScheduleIn(Schema):
    params: dict[str, Any]


class ScheduleOut(Schema):
    text: str
    # By the clock of the schedule's time zone.
    times: list[dt.datetime]
    zone: str


class UnitOut(Schema):
    name: str
    quantity: str


@router.post("/blocks/schedule/preview", response=ScheduleOut)
def schedule_preview(request: HttpRequest, payload: ScheduleIn) -> dict[str, Any]:
    """What the params of a scheduler mean in words, and its next times; 400 with the reason when they are wrong."""
    placed, problems = validation.place("b1", "source.scheduler", 1, payload.params, NoFacts())
    if placed is None:
        raise Refused(problems[0].message, field=problems[0].field)
    assert isinstance(placed.params, schedules.ScheduleParams)
    schedule, zone = schedules.schedule_of(placed.params), ZoneInfo(placed.params.zone)
    times = schedules.coming(schedule, now_us(), TIMES_SHOWN)
    return {
        "text": schedule.words(),
        "times": [dt.datetime.fromtimestamp(at_us / schedules.SECOND, zone) for at_us in times],
        "zone": placed.params.zone,
    }


@router.get("/blocks/units", response=Listing[UnitOut])
def known_units(request: HttpRequest) -> dict[str, Any]:
    """The units to choose from. Others that are made of known ones are taken too."""
    items = [{"name": name, "quantity": quantity} for quantity, names in units.QUANTITIES.items() for name in names]
    return {"items": items, "total": len(items)}
