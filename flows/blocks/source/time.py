"""Give a time: that of the run, one shifted from it such as 7 days ago, or a fixed one.

For the limits of a history, the start of the day, the age of something. The time is in seconds since 1970 UTC; it is sent
at the start and with each `update`. Shifts by months and the starts of days follow the calendar of the time zone.
"""

import calendar
import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from flows.block import Block, Example, Params, Ports, Trigger, port
from flows.toolbox.schedules import SECOND, date_of, local, moment, time_of
from flows.toolbox.windows import zone_of


class Inputs(Ports):
    update: Annotated[Trigger, port("Update")] = False


_MOVING: dict[str, Any] = {"mode": ["now", "shifted"]}
_SHIFTED: dict[str, Any] = {"mode": ["shifted"]}
_FIXED: dict[str, Any] = {"mode": ["fixed"]}


class TimeParams(Params):
    mode: Literal["now", "shifted", "fixed"] = Field("now", title="Time", description="That of the run, shifted, or fixed")
    amount: float = Field(
        -7.0, title="By", description="Negative: before", ge=-1e6, le=1e6, json_schema_extra={"show_when": _SHIFTED}
    )
    unit: Literal["seconds", "minutes", "hours", "days", "months"] = Field(
        "days", title="Unit", json_schema_extra={"show_when": _SHIFTED}
    )
    start_of: Literal["no", "minute", "hour", "day", "week", "month", "year"] = Field(
        "no", title="Back to the start of", json_schema_extra={"show_when": _MOVING}
    )
    date: str = Field("2026-01-01", title="Date", max_length=10, json_schema_extra={"show_when": _FIXED, "format": "date"})
    time: str = Field("00:00", title="Time of day", max_length=20, json_schema_extra={"show_when": _FIXED, "format": "time"})
    zone: str = Field("UTC", title="Time zone", max_length=60, json_schema_extra={"format": "time_zone"})

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        zone_of(name)
        return name

    @field_validator("date")
    @classmethod
    def _is_a_date(cls, text: str) -> str:
        date_of(text)
        return text

    @field_validator("time")
    @classmethod
    def _is_a_time(cls, text: str) -> str:
        time_of(text)
        return text


class Outputs(Ports):
    time: Annotated[float, port("Time", "seconds since 1970 UTC")]


def evaluate(inputs: Inputs, params: TimeParams, at: int) -> Outputs:
    zone = zone_of(params.zone)
    if params.mode == "fixed":
        return Outputs(moment(date_of(params.date), time_of(params.time), zone) / SECOND)
    if params.mode == "shifted":
        at = _shifted(at, params)
    if params.start_of == "no":
        return Outputs(at / SECOND)
    shown = local(at, zone)
    if params.start_of in ("minute", "hour"):
        past_s = shown.second + (60 * shown.minute if params.start_of == "hour" else 0)
        return Outputs((at // SECOND) - past_s)
    day = shown.date()
    match params.start_of:
        case "week":
            day -= dt.timedelta(days=day.weekday())
        case "month":
            day = day.replace(day=1)
        case "year":
            day = day.replace(month=1, day=1)
    return Outputs(moment(day, dt.time(), zone) / SECOND)


_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600}


def _shifted(at: int, params: TimeParams) -> int:
    if params.unit in _SECONDS:
        return at + round(params.amount * _SECONDS[params.unit] * SECOND)
    zone = zone_of(params.zone)
    shown, amount = local(at, zone), int(params.amount)
    try:
        if params.unit == "days":
            day = shown.date() + dt.timedelta(days=amount)
        else:
            months = shown.year * 12 + shown.month - 1 + amount
            year, month = divmod(months, 12)
            day = dt.date(year, month + 1, min(shown.day, calendar.monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError, calendar.IllegalMonthError):
        raise ValueError(f"{params.amount:g} {params.unit} from {shown.date()} is no date any more. Shift it by less.") from None
    return moment(day, shown.time(), zone) + at % SECOND


block = Block(
    name="source.time",
    title="Time",
    evaluate=evaluate,
    starts=True,
    keywords=["now", "timestamp", "date arithmetic", "relative time", "days ago", "start of day", "midnight", "time out"],
    examples=[
        Example(says="of the run", at_s=[1000], inputs=[{"update": True}], outputs=[{"time": 1000.0}]),
        Example(
            says="seven days ago",
            params={"mode": "shifted"},
            at_s=[700_000],
            inputs=[{"update": True}],
            outputs=[{"time": 95_200.0}],
        ),
        Example(
            says="the start of the day in Berlin",
            params={"start_of": "day", "zone": "Europe/Berlin"},
            at_s=[100_000],
            inputs=[{}],
            outputs=[{"time": 82_800.0}],
        ),
    ],
)
