"""Local time: zones by name, ranges people name by the calendar, and the wall clock of many moments at once."""

import bisect
import datetime as dt
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from core.errors import Refused
from telemetry.store.buckets import DAY_US, SECOND_US
from telemetry.store.columns import Ints
from telemetry.times import read_moment

Period = Literal["today", "yesterday", "this_week", "last_week", "this_month", "last_month", "this_year", "last_year"]
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# Far from both ends of the calendar, so that no sum of days and offsets leaves it.
EARLIEST_US: Final = -2_208_988_800 * SECOND_US
LATEST_US: Final = 7_258_118_400 * SECOND_US


def zone_of(name: str, *, field: str = "time_zone") -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"“{name[:60]}” is no time zone: give a name such as Europe/Helsinki.", field=field) from None


def us_of(moment: dt.datetime) -> int:
    return (moment - _EPOCH) // dt.timedelta(microseconds=1)


def moment_of(time_us: int) -> dt.datetime:
    return _EPOCH + dt.timedelta(microseconds=time_us)


def midnight_us(day: dt.date, zone: ZoneInfo) -> int:
    return us_of(dt.datetime(day.year, day.month, day.day, tzinfo=zone))


def named_period(period: Period, *, zone: ZoneInfo, now_us: int) -> tuple[int, int]:
    """Whole days, weeks (from Monday), months or years of the zone's calendar; “this …” ends now."""
    today = moment_of(now_us).astimezone(zone).date()
    monday, first = today - dt.timedelta(days=today.weekday()), today.replace(day=1)
    january = today.replace(month=1, day=1)
    month_before = (first - dt.timedelta(days=1)).replace(day=1)
    starts: dict[str, tuple[dt.date, dt.date | None]] = {
        "today": (today, None),
        "yesterday": (today - dt.timedelta(days=1), today),
        "this_week": (monday, None),
        "last_week": (monday - dt.timedelta(days=7), monday),
        "this_month": (first, None),
        "last_month": (month_before, first),
        "this_year": (january, None),
        "last_year": (january.replace(year=january.year - 1), january),
    }
    start, end = starts[period]
    return midnight_us(start, zone), now_us if end is None else midnight_us(end, zone)


def moment_in(text: str, *, zone: ZoneInfo, now_us: int, field: str) -> int:
    """As `read_moment`, but a date or time without a zone of its own is the wall clock of this one."""
    moment_us = _moment_in(text, zone=zone, now_us=now_us, field=field)
    if not EARLIEST_US <= moment_us <= LATEST_US:
        raise Refused(f"“{text[:40]}” is not between the years 1900 and 2200.", field=field)
    return moment_us


def _moment_in(text: str, *, zone: ZoneInfo, now_us: int, field: str) -> int:
    try:
        naive = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        return read_moment(text, now_us=now_us, field=field)
    if naive.tzinfo is not None or text.strip().isdecimal():
        return read_moment(text, now_us=now_us, field=field)
    try:
        return us_of(naive.replace(tzinfo=zone).astimezone(dt.UTC))
    except OverflowError:
        raise Refused(f"“{text[:40]}” lies outside of the calendar.", field=field) from None


def shifted_days(time_us: int, days: int, zone: ZoneInfo) -> int:
    """The same wall clock some days earlier or later."""
    local = moment_of(time_us).astimezone(zone).replace(tzinfo=None)
    return us_of((local + dt.timedelta(days=days)).replace(tzinfo=zone))


class Offsets:
    """How far a zone's wall clock is ahead of UTC at each moment of a range, for whole columns of times."""

    def __init__(self, zone: ZoneInfo, start_us: int, end_us: int) -> None:
        self.zone = zone
        changes, offsets = [-(2**62)], [self._at(start_us)]
        step, at = DAY_US, start_us
        while at < end_us:
            following = min(at + step, end_us)
            offset = self._at(following)
            if offset != offsets[-1]:
                changes.append(self._change(at, following))
                offsets.append(offset)
            at = following
        self._changes, self._offsets = np.array(changes, np.int64), np.array(offsets, np.int64)

    def _at(self, time_us: int) -> int:
        offset = moment_of(time_us).astimezone(self.zone).utcoffset()
        assert offset is not None
        return offset // dt.timedelta(microseconds=1)

    def _change(self, before_us: int, after_us: int) -> int:
        """The second in which the offset becomes that of `after_us`."""
        first, last = before_us // SECOND_US, after_us // SECOND_US
        target = self._at(after_us)
        found = bisect.bisect_left(range(first, last + 1), True, key=lambda second: self._at(second * SECOND_US) == target)
        return (first + found) * SECOND_US

    def of(self, times_us: Ints) -> Ints:
        if len(self._offsets) == 1:
            return np.full(len(times_us), self._offsets[0], np.int64)
        found: Ints = self._offsets[np.searchsorted(self._changes, times_us, "right") - 1]
        return found


def offset_text(offset_us: int) -> str:
    """+03:00"""
    minutes = abs(offset_us) // (60 * SECOND_US)
    return f"{'-' if offset_us < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
