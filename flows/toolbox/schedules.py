"""When something is to happen: times by the clock of a place, as pure arithmetic. Nothing here reads a clock.

A time that the clocks jump over in spring happens at the end of the jump; one that comes twice in autumn happens the first
time. What is repeated each so many seconds, minutes or hours keeps its distance in true time on both days.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple, Protocol, cast
from zoneinfo import ZoneInfo

from astral import Observer
from astral import sun as astral_sun
from cronsim import CronSim, CronSimError
from pydantic import Field, field_validator, model_validator

from core import dates, languages
from core.sentences import said
from flows.block import Params
from flows.toolbox import cron_words
from flows.toolbox.named_ports import Row
from flows.toolbox.windows import zone_of

SECOND = 1_000_000
STEP_US = {"seconds": SECOND, "minutes": 60 * SECOND, "hours": 3600 * SECOND}
LOOK_AHEAD_DAYS = 400  # the longest night is half a year
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
SunEvent = Literal["sunrise", "sunset", "dawn", "dusk", "daylight"]


class Span(NamedTuple):
    """A moment, or the time from one to another."""

    start_us: int
    end_us: int | None = None


class Schedule(Protocol):
    """A row of moments, some of which last."""

    def next_after(self, at_us: int) -> int | None:
        """The first start after a moment; None when there is none any more."""

    def next_end_after(self, at_us: int) -> int | None:
        """The first end of a span after a moment; None where nothing lasts."""

    def is_active(self, at_us: int) -> bool:
        """Whether a span is open."""

    def words(self) -> str:
        """What it means, for people."""


# --- clocks


def local(at_us: int, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.fromtimestamp(at_us // SECOND, zone)


def moment(day: dt.date, time: dt.time, zone: ZoneInfo) -> int:
    """When the clocks of a place show this; the end of the jump when they never do."""
    naive = dt.datetime.combine(day, time)
    found = naive.replace(tzinfo=zone).astimezone(dt.UTC)
    if found.astimezone(zone).replace(tzinfo=None) != naive:
        found = _end_of_jump(found, naive, zone)
    return _us(found)


def _end_of_jump(found: dt.datetime, naive: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The moment at which the clocks jumped over a time: between it by the old offset and by the new one."""
    late, early = found, naive.replace(tzinfo=zone, fold=1).astimezone(dt.UTC)
    after = late.astimezone(zone).utcoffset()
    while late - early > dt.timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).utcoffset() == after:
            late = middle
        else:
            early = middle
    # Clocks change at whole minutes; within the last second of the search that is the only one.
    return dt.datetime.fromtimestamp(round(late.timestamp() / 60) * 60, dt.UTC)


def _us(moment: dt.datetime) -> int:
    return round(moment.timestamp()) * SECOND


def time_of(text: str) -> dt.time:
    """`8:30` or `08:30:15`"""
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", text.strip())
    if found:
        hour, minute, second = (int(part or 0) for part in found.groups())
        if hour < 24 and minute < 60 and second < 60:
            return dt.time(hour, minute, second)
    raise ValueError(f"“{text}” is no time of day. Write for example 08:30.")


def date_of(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"“{text}” is no date. Write for example 2026-12-24.") from None


# --- kinds of schedules


class _Moments:
    """Nothing lasts."""

    def next_end_after(self, at_us: int) -> int | None:
        return None

    def is_active(self, at_us: int) -> bool:
        return False


@dataclass(frozen=True)
class Cron(_Moments):
    """A cron expression of five fields, or six with seconds first."""

    expression: str
    zone: ZoneInfo

    def next_after(self, at_us: int) -> int | None:
        try:
            for found in CronSim(self.expression, local(at_us, self.zone)):
                # In the hour that comes twice it may name the first one when we are in the second.
                if _us(found) > at_us:
                    return _us(found)
        except (StopIteration, OverflowError):
            pass
        return None

    def words(self) -> str:
        if languages.current() == languages.ENGLISH:
            return cron_words.english(self.expression)
        return cron_words.german(self.expression) or said(f"By the cron expression {self.expression}")


@dataclass(frozen=True)
class Every(_Moments):
    """Each so many seconds, minutes or hours, counted from each midnight of the place."""

    count: int
    unit: str
    zone: ZoneInfo

    def next_after(self, at_us: int) -> int | None:
        day = local(at_us, self.zone).date()
        midnight = moment(day, dt.time(), self.zone)
        step = self.count * STEP_US[self.unit]
        following = midnight + ((at_us - midnight) // step + 1) * step
        return min(following, moment(day + dt.timedelta(days=1), dt.time(), self.zone))

    def words(self) -> str:
        each, several = {
            "seconds": ("Every second, counted from midnight", f"Every {self.count} seconds, counted from midnight"),
            "minutes": ("Every minute, counted from midnight", f"Every {self.count} minutes, counted from midnight"),
            "hours": ("Every hour, counted from midnight", f"Every {self.count} hours, counted from midnight"),
        }[self.unit]
        return said(each if self.count == 1 else several)


class _Daily:
    """Made of what happens on each day by the calendar of a place."""

    zone: ZoneInfo

    def spans_on(self, day: dt.date) -> Sequence[Span]:
        raise NotImplementedError

    def next_after(self, at_us: int) -> int | None:
        # By an offset, what belongs to one day may happen on the day before or after.
        for day in self._days(at_us, LOOK_AHEAD_DAYS):
            starts = [span.start_us for span in self.spans_on(day) if span.start_us > at_us]
            if starts:
                return min([*starts, *self._starts_tomorrow(day, at_us)])
        return None

    def _starts_tomorrow(self, day: dt.date, at_us: int) -> list[int]:
        return [span.start_us for span in self.spans_on(day + dt.timedelta(days=1)) if span.start_us > at_us]

    def next_end_after(self, at_us: int) -> int | None:
        for day in self._days(at_us, LOOK_AHEAD_DAYS if self._lasts() else 0):
            ends = [span.end_us for span in self.spans_on(day) if span.end_us is not None and span.end_us > at_us]
            if ends:
                return min(ends)
        return None

    def is_active(self, at_us: int) -> bool:
        spans = [span for day in self._days(at_us, 1) for span in self.spans_on(day)]
        return any(span.end_us is not None and span.start_us <= at_us < span.end_us for span in spans)

    def _lasts(self) -> bool:
        return True

    def _days(self, at_us: int, count: int) -> Iterator[dt.date]:
        today = local(at_us, self.zone).date()
        return (today + dt.timedelta(days=number) for number in range(-1, count + 1))


@dataclass(frozen=True)
class EveryDays(_Daily):
    """Each so many days at a time of day, counted from a date."""

    count: int
    time: dt.time
    first: dt.date
    zone: ZoneInfo

    def spans_on(self, day: dt.date) -> Sequence[Span]:
        return [Span(moment(day, self.time, self.zone))] if (day - self.first).days % self.count == 0 else []

    def _lasts(self) -> bool:
        return False

    def words(self) -> str:
        at = _clock(self.time)
        return said(f"Every day at {at}" if self.count == 1 else f"Every {self.count} days at {at}")


@dataclass(frozen=True)
class Weekly(_Daily):
    """A calendar of the week: weekdays, from when, and until when if it lasts. An end that is no later is on the next day."""

    rows: tuple[tuple[frozenset[int], dt.time, dt.time | None], ...]
    zone: ZoneInfo

    def spans_on(self, day: dt.date) -> Sequence[Span]:
        found = []
        for weekdays, start, end in self.rows:
            if day.weekday() not in weekdays:
                continue
            start_us = moment(day, start, self.zone)
            if end is None:
                found.append(Span(start_us))
                continue
            end_us = moment(day if end > start else day + dt.timedelta(days=1), end, self.zone)
            if end_us > start_us:  # else the clocks jumped over all of it
                found.append(Span(start_us, end_us))
        return found

    def _lasts(self) -> bool:
        return any(end is not None for _, _, end in self.rows)

    def words(self) -> str:
        return "; ".join(
            f"{_days_in_words(weekdays)} {_clock(start)}{f'–{_clock(end)}' if end else ''}" for weekdays, start, end in self.rows
        )


@dataclass(frozen=True)
class Dates(_Moments):
    """Single dates; with `is_yearly` the same days each year. 29 February comes in leap years only."""

    moments: tuple[tuple[dt.date, dt.time], ...]
    is_yearly: bool
    zone: ZoneInfo

    def next_after(self, at_us: int) -> int | None:
        year = local(at_us, self.zone).year
        years = range(year - 1, year + 9) if self.is_yearly else (0,)
        starts = [
            moment(real, time, self.zone) for date, time in self.moments for other in years if (real := _in_year(date, other))
        ]
        return min((start for start in starts if start > at_us), default=None)

    def words(self) -> str:
        shown = [f"{day.isoformat()[5:] if self.is_yearly else day.isoformat()} {_clock(time)}" for day, time in self.moments[:3]]
        more = " " + said(f"and {len(self.moments) - 3} more") if len(self.moments) > 3 else ""
        # “On” alone is too short for the message files, and German does without.
        on = said("Each year on") + " " if self.is_yearly else "On " if languages.current() == languages.ENGLISH else ""
        return on + ", ".join(shown) + more


@dataclass(frozen=True)
class Sun(_Daily):
    """By the sun at a place; days on which it does not rise, or set, have none of it."""

    event: SunEvent
    offset_us: int
    latitude: float
    longitude: float
    zone: ZoneInfo

    @cached_property
    def _observer(self) -> Observer:
        return Observer(self.latitude, self.longitude)

    def spans_on(self, day: dt.date) -> Sequence[Span]:
        if self.event != "daylight":
            start_us = self._at(self.event, day)
            return [] if start_us is None else [Span(start_us)]
        start_us, end_us = self._at("sunrise", day), self._at("sunset", day)
        return [Span(start_us, end_us)] if start_us is not None and end_us is not None and start_us < end_us else []

    def _at(self, event: str, day: dt.date) -> int | None:
        try:
            found = getattr(astral_sun, event)(self._observer, day, tzinfo=self.zone)
        except ValueError:
            return None  # a polar day or night
        return _us(cast(dt.datetime, found)) + self.offset_us

    def is_active(self, at_us: int) -> bool:
        if self.event == "daylight" and not self.spans_on(local(at_us, self.zone).date()):
            # On a polar day it is up, in a polar night it is not.
            return bool(astral_sun.elevation(self._observer, local(at_us, dt.UTC)) > -0.833)  # type: ignore[arg-type]
        return super().is_active(at_us)

    def _lasts(self) -> bool:
        return self.event == "daylight"

    def words(self) -> str:
        minutes = round(abs(self.offset_us) / (60 * SECOND))
        event = said("sunrise, until sunset" if self.event == "daylight" else self.event)
        north, east = "N" if self.latitude >= 0 else "S", "E" if self.longitude >= 0 else "W"
        place = f"({abs(self.latitude):g}° {north}, {abs(self.longitude):g}° {east})"
        if not minutes:
            return f"{event[:1].upper()}{event[1:]} {place}"
        shift = said(f"{minutes} min before {event}" if self.offset_us < 0 else f"{minutes} min after {event}")
        return f"{shift} {place}"


def _in_year(day: dt.date, year: int) -> dt.date | None:
    if not year:
        return day
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return None


def _clock(time: dt.time) -> str:
    return time.strftime("%H:%M:%S" if time.second else "%H:%M")


def _days_in_words(weekdays: frozenset[int]) -> str:
    if len(weekdays) == 7:
        return said("every day")
    if weekdays == frozenset(range(5)):
        return f"{dates.weekday(0)}–{dates.weekday(4)}"
    return ", ".join(dates.weekday(number) for number in sorted(weekdays))


# --- what people set


class WeekRow(Row):
    days: list[Weekday] = Field(
        ["monday", "tuesday", "wednesday", "thursday", "friday"], title="Days", min_length=1, max_length=7
    )
    start: str = Field("08:00", title="From", max_length=20, json_schema_extra={"format": "time"})
    end: str = Field("", title="Until", max_length=20, json_schema_extra={"format": "time"})

    @field_validator("start")
    @classmethod
    def _is_a_time(cls, text: str) -> str:
        time_of(text)
        return text

    @field_validator("end")
    @classmethod
    def _is_an_end(cls, text: str) -> str:
        if text and text != "24:00":
            time_of(text)
        return text


class DateRow(Row):
    date: str = Field("", title="Date", max_length=10, json_schema_extra={"format": "date"})
    time: str = Field("08:00", title="Time", max_length=20, json_schema_extra={"format": "time"})

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


def _of(mode: str, **more: Any) -> dict[str, Any]:
    return {"show_when": {"mode": [mode]}, **more}


_BY_DAYS: dict[str, Any] = {"show_when": {"mode": ["every"], "unit": ["days"]}}


class ScheduleParams(Params):
    """What makes a schedule; forms and the preview use it too."""

    mode: Literal["every", "weekly", "cron", "dates", "sun"] = Field("every", title="When")
    every: int = Field(15, title="Every", ge=1, le=100_000, json_schema_extra=_of("every"))
    unit: Literal["seconds", "minutes", "hours", "days"] = Field("minutes", title="Unit", json_schema_extra=_of("every"))
    time: str = Field("06:00", title="At", max_length=20, json_schema_extra=_BY_DAYS | {"format": "time"})
    first_day: str = Field("2026-01-01", title="Counted from", max_length=10, json_schema_extra=_BY_DAYS | {"format": "date"})
    week: list[WeekRow] = Field([WeekRow()], title="Week", max_length=100, json_schema_extra=_of("weekly", format="table"))
    cron: str = Field("0 6 * * 1-5", title="Cron", max_length=100, json_schema_extra=_of("cron", format="cron"))
    dates: list[DateRow] = Field([], title="Dates", max_length=500, json_schema_extra=_of("dates", format="table"))
    yearly: bool = Field(False, title="Each year again", json_schema_extra=_of("dates"))
    event: SunEvent = Field("sunset", title="At", json_schema_extra=_of("sun"))
    offset_min: int = Field(
        0, title="Later by", description="Negative: before", ge=-720, le=720, json_schema_extra=_of("sun", unit="min")
    )
    latitude: float = Field(52.5, title="Latitude", ge=-90, le=90, json_schema_extra=_of("sun", unit="°"))
    longitude: float = Field(13.4, title="Longitude", ge=-180, le=180, json_schema_extra=_of("sun", unit="°"))
    zone: str = Field("UTC", title="Time zone", max_length=60, json_schema_extra={"format": "time_zone"})

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, name: str) -> str:
        zone_of(name)
        return name

    @field_validator("time")
    @classmethod
    def _is_a_time(cls, text: str) -> str:
        time_of(text)
        return text

    @field_validator("first_day")
    @classmethod
    def _is_a_date(cls, text: str) -> str:
        date_of(text)
        return text

    @field_validator("cron")
    @classmethod
    def _is_a_cron_expression(cls, text: str) -> str:
        try:
            CronSim(text, dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
        except CronSimError as error:
            raise ValueError(
                f"“{text}” is no cron expression: {str(error)[:1].lower()}{str(error)[1:]}. "
                "Write minute, hour, day of the month, month and weekday, for example 0 6 * * 1-5."
            ) from None
        return text

    @model_validator(mode="after")
    def _something_is_set(self) -> "ScheduleParams":
        if self.mode == "weekly" and not self.week:
            raise ValueError("The week is empty. Add a row with days and a time.")
        if self.mode == "dates" and not self.dates:
            raise ValueError("There is no date. Add one at least.")
        return self


def schedule_of(params: ScheduleParams) -> Schedule:
    zone = zone_of(params.zone)
    match params.mode:
        case "cron":
            return Cron(params.cron, zone)
        case "weekly":
            return Weekly(tuple(_week_row(row) for row in params.week), zone)
        case "dates":
            return Dates(tuple((date_of(row.date), time_of(row.time)) for row in params.dates), params.yearly, zone)
        case "sun":
            return Sun(params.event, params.offset_min * 60 * SECOND, params.latitude, params.longitude, zone)
    if params.unit == "days":
        return EveryDays(params.every, time_of(params.time), date_of(params.first_day), zone)
    return Every(params.every, params.unit, zone)


def _week_row(row: WeekRow) -> tuple[frozenset[int], dt.time, dt.time | None]:
    end = None if not row.end else dt.time() if row.end == "24:00" else time_of(row.end)
    return frozenset(WEEKDAYS.index(day) for day in row.days), time_of(row.start), end


def coming(schedule: Schedule, after_us: int, count: int) -> list[int]:
    """The next few moments."""
    found: list[int] = []
    while len(found) < count:
        following = schedule.next_after(found[-1] if found else after_us)
        if following is None:
            break
        found.append(following)
    return found
