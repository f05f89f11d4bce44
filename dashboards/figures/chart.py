"""A widget as it is drawn: its options, its rules, its sources that can be seen, and how they are written."""

import datetime as dt
import html
import math
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

from core import languages
from core.sentences import said
from telemetry.summaries import STATISTICS

Trace = dict[str, Any]
Source = Mapping[str, Any]
Level = Literal["warning", "minor", "major", "critical"]
LEVELS: Final[tuple[Level, ...]] = ("warning", "minor", "major", "critical")


class Rule(NamedTuple):
    """A limit, and what it means that a value passes it. It counts in the unit that is shown."""

    when: str
    value: float
    level: Level
    text: str
    to: float
    match: str


def rules_of(raw: list[dict[str, Any]]) -> list[Rule]:
    """Those that the front end would take too."""
    found = []
    for rule in raw:
        when, level, value = rule.get("when"), rule.get("level"), number(rule.get("value"))
        if when not in ("above", "below", "between", "equal", "text") or level not in LEVELS:
            continue
        if value is None and when != "text":
            continue
        low = 0.0 if value is None else value
        to = number(rule.get("to"))
        found.append(Rule(when, low, level, text_of(rule.get("text")), low if to is None else to, text_of(rule.get("match"))))
    return found


class Chart(NamedTuple):
    options: Mapping[str, Any]
    rules: list[Rule]
    sources: list[Source]
    # As plotly takes them: it reads names as HTML.
    names: list[str]
    zone: ZoneInfo
    from_ms: float
    to_ms: float

    def times(self, times_ms: list[float]) -> list[str]:
        """By the wall clock of the zone, with its offset, which plotly leaves out and notebooks read."""
        return [self.time(at) for at in times_ms]

    def time(self, at_ms: float) -> str:
        return dt.datetime.fromtimestamp(at_ms / 1000, self.zone).isoformat(timespec="milliseconds")

    def time_axis(self) -> dict[str, Any]:
        """All of the range: what nobody measured at its ends is part of the picture."""
        return {"type": "date", "range": self.times([self.from_ms, self.to_ms])}

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        """The option if it is one of these, else the first."""
        asked = self.options.get(name)
        return asked if isinstance(asked, str) and asked in choices else choices[0]

    def is_on(self, name: str, *, usually: bool) -> bool:
        asked = self.options.get(name)
        return asked if isinstance(asked, bool) else usually

    def end(self, name: Literal["min", "max"]) -> float | None:
        return number(self.options.get(name))

    @property
    def decimals(self) -> int | None:
        asked = self.options.get("decimals")
        return asked if isinstance(asked, int) and not isinstance(asked, bool) and 0 <= asked <= 10 else None

    @property
    def statistic(self) -> str:
        return self.choice("statistic", STATISTICS)

    @property
    def unit(self) -> str:
        """That of the first source, which an axis of all of them is labelled with."""
        return html.escape(str(self.sources[0]["unit"])) if self.sources else ""

    def before(self, place: int) -> str:
        return said(f"{self.names[place]}, before")

    def write(self, value: float) -> str:
        return write(value, self.decimals)

    def hover(self, unit: str, name: str, *, decimals: int | None = None, axis: str = "y") -> str:
        digits = self.decimals if decimals is None else decimals
        return f"%{{{axis}:{number_format(digits)}}} {unit}".rstrip() + f"<extra>{name}</extra>"


class Drawn(NamedTuple):
    traces: list[Trace]
    layout: dict[str, Any] = {}
    # What must be said of the picture besides.
    notes: list[str] = []
    # Its x axis is time: alarms and annotations are marked on it.
    has_time: bool = False


def number(value: Any) -> float | int | None:
    """Numbers and on/off can be drawn; anything else is a hole in a line."""
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int | float) and math.isfinite(value) else None


def text_of(value: Any) -> str:
    return value if isinstance(value, str) else ""


def level_of(source: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """One of the levels of data that a widget's kind asks for."""
    found: dict[str, Any] | None = (source.get("levels") or {}).get(name)
    return found


def number_format(decimals: int | None) -> str:
    """For plotly: with as many decimals, or as many figures as tell something."""
    return ",.5~g" if decimals is None else f",.{decimals}f"


def on_off(*, is_on: bool) -> str:
    # Too short for the message files: they may stand for anything there.
    off, on = ("aus", "ein") if languages.current() == "de" else ("off", "on")
    return on if is_on else off


def separators() -> str:
    """What stands before decimals, and between thousands."""
    return ",." if languages.current() == "de" else ".,"


def write(value: float, decimals: int | None) -> str:
    """The same size gives the same number of decimals."""
    size = abs(value)
    if decimals is None and size > 0 and (size >= 1e9 or size < 1e-3):
        written = f"{value:.2e}"
    else:
        usual = 0 if size >= 1000 else 1 if size >= 10 or size == 0 else 2 if size >= 1 else 3
        written = f"{value:,.{usual if decimals is None else decimals}f}"
    return written.translate(str.maketrans(".,", separators()))


def duration(span_ms: float) -> str:
    """“3 h 12 min”: two units say enough."""
    units = (("d", 86_400_000), ("h", 3_600_000), ("min", 60_000), ("s", 1000))
    first = next((place for place, (_, size) in enumerate(units) if span_ms >= size), None)
    if first is None:
        return "0 s"
    name, size = units[first]
    said = f"{int(span_ms // size)} {name}"
    if first + 1 < len(units):
        small, of_ms = units[first + 1]
        if rest := int(span_ms % size // of_ms):
            return f"{said} {rest} {small}"
    return said
