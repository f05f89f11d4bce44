"""Samples as dashboards draw them, from telemetry's queries."""

from collections.abc import Collection
from typing import Any, Final, TypedDict

import msgspec

from core import live


class Series(TypedDict):
    ts: list[float]
    value: list[Any]
    reduced: bool


NO_SERIES: Final[Series] = {"ts": [], "value": [], "reduced": False}


def latest(metric_ids: Collection[int]) -> dict[int, live.Newest]:
    """The newest sample of each metric that has one."""
    return {}


def series(metric_ids: Collection[int], *, from_us: int, to_us: int, points: int) -> dict[int, Series]:
    """Each metric's samples of the period, reduced to about `points` where there are more."""
    return {}


def period(start: str, end: str) -> tuple[int, int]:
    """Two moments in µs from milliseconds, ISO 8601 or relative words like `now-1h`."""
    return 0, 0


def encoded(answer: Any) -> bytes:
    return msgspec.json.encode(answer)
