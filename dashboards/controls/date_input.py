"""A date, a time of day or a moment; as text, or a moment as seconds or milliseconds since 1970."""

import datetime as dt
from typing import Any

from dashboards.controls import Asked, values
from dashboards.errors import BadControlValue

WORDS = {
    "date": "a date like 2026-03-01",
    "time": "a time like 07:30",
    "moment": "a time with its zone like 2026-03-01T07:30:00Z",
}


def checked(value: Any, asked: Asked) -> Any:
    kind = asked.options.get("kind", "moment")
    sends = asked.options.get("sends", "text") if kind == "moment" else "text"
    moment: dt.datetime | None
    if sends in ("seconds", "milliseconds"):
        moment = _of_number(values.number(value), 1 if sends == "seconds" else 1_000)
    else:
        moment = _of_text(value, kind)
    if kind == "moment" and asked.options.get("onlyFuture", False) is True and moment is not None and moment <= asked.at:
        raise BadControlValue(f"{values.shown(value)} is over: this control takes times to come.")
    return value


def _of_number(value: float, per_second: int) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(value / per_second, dt.UTC)
    except (OverflowError, ValueError, OSError):
        raise BadControlValue(f"{value:g} is no time that a calendar knows.") from None


def _of_text(value: Any, kind: str) -> dt.datetime | None:
    try:
        if kind == "date":
            dt.date.fromisoformat(value)
            return None
        if kind == "time":
            if dt.time.fromisoformat(value).tzinfo is None:
                return None
            raise ValueError
        moment = dt.datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment
    except (ValueError, TypeError):
        raise BadControlValue(
            f"{values.shown(value)} is not what this control sends: {WORDS.get(kind, WORDS['moment'])}."
        ) from None
