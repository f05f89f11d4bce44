"""Times as other programs write them."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Final, Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from telemetry.store.buckets import DAY_US, SECOND_US

TimeFormat = Literal["iso", "dmy", "mdy", "unix_s", "unix_ms", "unix_us", "spreadsheet"]
FORMATS: Final[tuple[TimeFormat, ...]] = get_args(TimeFormat)
_US: Final = dt.timedelta(microseconds=1)
_EPOCH: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001  wall clocks are compared with it
_SPREADSHEET_EPOCH_DAYS: Final = 25_569
_HOURS_US: Final = 3 * 3600 * SECOND_US
_PARTS = re.compile(
    r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})"
    r"(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?\s*([AaPp][Mm])?)?"
).fullmatch


MOSTLY: Final = 0.8
_WRITTEN: Final[tuple[TimeFormat, ...]] = ("iso", "dmy", "mdy")
_COUNT = re.compile(r"\d{9,17}(\.\d+)?").fullmatch


class NoTime(Exception):
    """A text that cannot be read as a time; says why."""


class Clock:
    """Reads the time column of one file, row after row."""

    def __init__(self, form: TimeFormat, zone: ZoneInfo) -> None:
        self.zone = zone
        self.twice = 0  # rows in the hour that the clock shows twice
        self._last_us: int | None = None
        self._offsets: dict[dt.datetime, tuple[int, int] | None] = {}
        self._read: Callable[[str], int] = {
            "iso": self._iso,
            "dmy": lambda text: self._local(_written(text, day_first=True)),
            "mdy": lambda text: self._local(_written(text, day_first=False)),
            "unix_s": lambda text: round(_number(text) * SECOND_US),
            "unix_ms": lambda text: round(_number(text) * 1000),
            "unix_us": lambda text: round(_number(text)),
            "spreadsheet": self._spreadsheet,
        }[form]

    def us(self, text: str) -> int:
        """µs since 1970 UTC. Raises NoTime."""
        try:
            time_us = self._read(text.strip())
        except (ValueError, OverflowError) as error:
            raise NoTime(f"“{text[:40]}” is no time of the chosen form") from error
        self._last_us = time_us
        return time_us

    def _iso(self, text: str) -> int:
        if len(text) > 4 and text[4] == "/":
            text = text.replace("/", "-")
        moment = dt.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return self._local(moment)
        return (moment.astimezone(dt.UTC).replace(tzinfo=None) - _EPOCH) // _US

    def _spreadsheet(self, text: str) -> int:
        days = _number(text.replace(",", "."))
        # Spreadsheets keep about a hundredth of a millisecond; beyond that are only errors of rounding.
        us = round((days - _SPREADSHEET_EPOCH_DAYS) * DAY_US / 1000) * 1000
        return self._local(_EPOCH + dt.timedelta(microseconds=us))

    def _local(self, wall: dt.datetime) -> int:
        us = (wall - _EPOCH) // _US
        half_hour = wall.replace(minute=wall.minute // 30 * 30, second=0, microsecond=0)
        if half_hour not in self._offsets:
            if len(self._offsets) > 100_000:
                self._offsets.clear()
            self._offsets[half_hour] = self._offsets_of(half_hour)
        offsets = self._offsets[half_hour]
        if offsets is None:
            raise NoTime(f"{wall:%Y-%m-%d %H:%M} does not exist in {self.zone.key}: the clock was put forward")
        first, second = offsets
        if first == second:
            return us - first
        self.twice += 1
        # In a file in order of time, the second round begins where the time seems to go back.
        early = us - first
        went_back = self._last_us is not None and early < self._last_us < early + _HOURS_US
        return us - second if went_back else early

    def _offsets_of(self, wall: dt.datetime) -> tuple[int, int] | None:
        """The zone's offsets at this wall clock: two different ones where it is shown twice; None where never."""
        found = []
        for fold in (0, 1):
            moment = wall.replace(tzinfo=self.zone, fold=fold)
            if moment.astimezone(dt.UTC).astimezone(self.zone).replace(tzinfo=None) != wall:
                return None
            offset = moment.utcoffset()
            assert offset is not None
            found.append(offset // _US)
        return found[0], found[1]


def _number(text: str) -> float:
    value = float(text)
    if not -1e18 < value < 1e18:
        raise ValueError(text)
    return value


def _written(text: str, *, day_first: bool) -> dt.datetime:
    parts = _PARTS(text)
    if parts is None:
        raise ValueError(text)
    first, second, year, hour, minute, seconds, fraction, half = parts.groups()
    day, month = (int(first), int(second)) if day_first else (int(second), int(first))
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError(text)
        hours = hours % 12 + (12 if half in ("PM", "pm", "Pm", "pM") else 0)
    years = int(year) + (2000 if len(year) == 2 else 0)
    return dt.datetime(years, month, day, hours, int(minute or 0), int(seconds or 0), int((fraction or "").ljust(6, "0")))  # noqa: DTZ001


class Guess(NamedTuple):
    form: TimeFormat
    is_sure: bool


def guess(texts: Sequence[str]) -> Guess | None:
    """The form in which most of these texts are times; None: there is none. A few bad rows are for the check to name."""
    texts = [text.strip() for text in texts if text.strip()]
    if not texts:
        return None
    needed = len(texts) * MOSTLY
    counts = [text for text in texts if _COUNT(text)]
    if len(counts) >= needed:
        length = len(counts[0].partition(".")[0])
        return Guess("unix_s" if length <= 11 else "unix_ms" if length <= 14 else "unix_us", is_sure=True)
    fits: dict[TimeFormat, int] = {form: _fitting(form, texts) for form in _WRITTEN}
    best = max(fits.values())
    forms = [form for form, count in fits.items() if count == best]
    return Guess(forms[0], is_sure=len(forms) == 1) if best >= needed else None


def _fitting(form: TimeFormat, texts: Sequence[str]) -> int:
    clock = Clock(form, ZoneInfo("UTC"))
    count = 0
    for text in texts:
        # A bare number can be a compact ISO date, which hardly anybody means.
        if form == "iso" and text.replace(".", "").isdecimal():
            continue
        try:
            clock.us(text)
        except NoTime:
            continue
        count += 1
    return count
