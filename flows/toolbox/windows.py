"""Windows over samples: what is inside, what they come to, where they begin and end. Pure; times are microseconds UTC.

What a window comes to is kept as a summary that takes the same room for ten values as for ten million:

* count, sum, minimum, maximum, first and last value with their times
* mean and sum of squared deviations (Welford), which keep their digits where a sum of squares would lose them
* a sketch of the distribution for median and percentile: the values themselves up to `EXACT` of them, after that about
  half as many weighted points, denser at both ends (a small t-digest); its rank is off by about one percent
"""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

Function = Literal[
    "average",
    "minimum",
    "maximum",
    "sum",
    "count",
    "median",
    "percentile",
    "standard_deviation",
    "variance",
    "first",
    "last",
    "range",
]
Calendar = Literal["minute", "hour", "day", "week", "month"]

SECOND = 1_000_000
EXACT = 60


class Summary(msgspec.Struct, gc=False, array_like=True):
    """What is known about the values of a window. What nobody asks for stays None and takes one byte."""

    count: int = 0
    sum: float = 0.0
    minimum: float | None = None
    maximum: float | None = None
    first: float | None = None
    first_at: int | None = None
    last: float | None = None
    last_at: int | None = None
    mean: float | None = None
    squares: float | None = None
    points: list[float] | None = None
    weights: list[int] | None = None


class Needs(msgspec.Struct, frozen=True):
    """Which parts of a summary the wanted functions are made of."""

    extremes: bool
    ends: bool
    deviation: bool
    sketch: bool

    @classmethod
    def of(cls, functions: Iterable[str]) -> "Needs":
        wanted = set(functions)
        return cls(
            extremes=bool(wanted & {"minimum", "maximum", "range"}),
            ends=bool(wanted & {"first", "last"}),
            deviation=bool(wanted & {"standard_deviation", "variance"}),
            sketch=bool(wanted & {"median", "percentile"}),
        )


def add(summary: Summary, value: float, at: int, needs: Needs) -> None:
    """Take one value in."""
    summary.count += 1
    summary.sum += value
    if needs.extremes:
        if summary.minimum is None or value < summary.minimum:
            summary.minimum = value
        if summary.maximum is None or value > summary.maximum:
            summary.maximum = value
    if needs.ends:
        if summary.first_at is None or at < summary.first_at:
            summary.first, summary.first_at = value, at
        if summary.last_at is None or at >= summary.last_at:
            summary.last, summary.last_at = value, at
    if needs.deviation:
        before = summary.mean or 0.0
        mean = before + (value - before) / summary.count
        summary.squares = (summary.squares or 0.0) + (value - before) * (value - mean)
        summary.mean = mean
    if needs.sketch:
        if summary.points is None or summary.weights is None:
            summary.points, summary.weights = [], []
        place = _place(summary.points, value)
        summary.points.insert(place, value)
        summary.weights.insert(place, 1)
        if len(summary.points) > EXACT:
            summary.points, summary.weights = _compressed(summary.points, summary.weights)


def merged(parts: Sequence[Summary]) -> Summary:
    """One summary of several windows, oldest first, as if their values had been taken in by one."""
    whole = Summary()
    for part in parts:
        if part.count == 0:
            continue
        if part.mean is not None and part.squares is not None:
            before, count = whole.mean or 0.0, whole.count + part.count
            delta = part.mean - before
            whole.squares = (whole.squares or 0.0) + part.squares + delta * delta * whole.count * part.count / count
            whole.mean = before + delta * part.count / count
        whole.count += part.count
        whole.sum += part.sum
        whole.minimum = _least(whole.minimum, part.minimum)
        whole.maximum = _greatest(whole.maximum, part.maximum)
        if part.first_at is not None and (whole.first_at is None or part.first_at < whole.first_at):
            whole.first, whole.first_at = part.first, part.first_at
        if part.last_at is not None and (whole.last_at is None or part.last_at >= whole.last_at):
            whole.last, whole.last_at = part.last, part.last_at
        if part.points is not None and part.weights is not None:
            pairs = sorted(zip((whole.points or []) + part.points, (whole.weights or []) + part.weights, strict=True))
            whole.points, whole.weights = [point for point, _ in pairs], [weight for _, weight in pairs]
    return whole


def result(summary: Summary, function: str, percent: float = 50.0) -> float | None:
    """What a function makes of a window; None where an empty one has no answer."""
    count = summary.count
    if function == "count":
        return float(count)
    if function == "sum":
        return summary.sum
    if count == 0:
        return None
    match function:
        case "average":
            return summary.sum / count
        case "minimum":
            return summary.minimum
        case "maximum":
            return summary.maximum
        case "range":
            assert summary.maximum is not None
            assert summary.minimum is not None
            return summary.maximum - summary.minimum
        case "first":
            return summary.first
        case "last":
            return summary.last
        case "variance":
            return max(summary.squares or 0.0, 0.0) / (count - 1) if count > 1 else 0.0
        case "standard_deviation":
            return math.sqrt(max(summary.squares or 0.0, 0.0) / (count - 1)) if count > 1 else 0.0
        case "median":
            return _quantile(summary, 0.5)
        case "percentile":
            return _quantile(summary, percent / 100)
    raise ValueError(f"“{function}” is no function of a window.")


def summary_of(values: Sequence[float], times: Sequence[int], needs: Needs) -> Summary:
    summary = Summary()
    for value, at in zip(values, times, strict=True):
        add(summary, value, at, needs)
    return summary


def _least(one: float | None, other: float | None) -> float | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


def _greatest(one: float | None, other: float | None) -> float | None:
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)


def _place(points: Sequence[float], value: float) -> int:
    low, high = 0, len(points)
    while low < high:
        middle = (low + high) // 2
        if points[middle] <= value:
            low = middle + 1
        else:
            high = middle
    return low


def _compressed(points: Sequence[float], weights: Sequence[int]) -> tuple[list[float], list[int]]:
    """Neighbours put together, so that at most half of the points are left: small ones at the ends, large ones in the middle."""
    total, most = sum(weights), EXACT / 2
    kept_points, kept_weights = [points[0]], [weights[0]]
    before = 0  # the weight of all points that are finished
    for point, weight in zip(points[1:], weights[1:], strict=True):
        together = kept_weights[-1] + weight
        # The scale of a t-digest: how many points may lie below a rank.
        if _scale((before + together) / total, most) - _scale(before / total, most) <= 1:
            kept_points[-1] += (point - kept_points[-1]) * weight / together
            kept_weights[-1] = together
        else:
            before += kept_weights[-1]
            kept_points.append(point)
            kept_weights.append(weight)
    return kept_points, kept_weights


def _scale(share: float, most: float) -> float:
    return most * math.asin(2 * min(share, 1.0) - 1) / math.pi


def _quantile(summary: Summary, share: float) -> float:
    """By interpolation between the points, as spreadsheets do; exact as long as each point is one value."""
    points, weights = summary.points or [], summary.weights or []
    if len(points) == 1:
        return points[0]
    target = share * (sum(weights) - 1)
    position = (weights[0] - 1) / 2  # the rank in the middle of the point
    if target <= position:
        return points[0]
    for index in range(1, len(points)):
        following = position + (weights[index - 1] + weights[index]) / 2
        if target <= following:
            return points[index - 1] + (points[index] - points[index - 1]) * (target - position) / (following - position)
        position = following
    return points[-1]


# --- where windows begin and end


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """The time zone of an IANA name; a ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"“{name}” is no time zone. Write a name such as Europe/Helsinki, or UTC") from None


def grid_before(at: int, step_us: int) -> int:
    """The last point of the grid of `step_us` that is not after `at`; the grid stands on 1970 UTC."""
    return at - at % step_us


def calendar_window(at: int, unit: Calendar, zone: ZoneInfo) -> tuple[int, int]:
    """Begin and end of the minute, hour, day, week (from Monday) or month of `zone` in which `at` lies.

    Days begin at local midnight: on the two days on which the clock is changed they have 23 and 25 hours. Hours and
    minutes are those of elapsed time, aligned to the zone's offset, so that the hour that comes twice is two windows.
    """
    if unit in ("minute", "hour"):
        step = (60 if unit == "minute" else 3600) * SECOND
        offset = local_offset(at, zone)
        begin = grid_before(at + offset, step) - offset
        return begin, begin + step
    local = datetime.fromtimestamp(at // SECOND, zone)
    day = local.date()
    if unit == "day":
        until = day + timedelta(days=1)
    elif unit == "week":
        day -= timedelta(days=day.weekday())
        until = day + timedelta(days=7)
    else:
        day = day.replace(day=1)
        until = (day + timedelta(days=31)).replace(day=1)
    return _midnight(datetime.combine(day, time()), zone), _midnight(datetime.combine(until, time()), zone)


def local_offset(at: int, zone: ZoneInfo) -> int:
    """How far the clock of `zone` is ahead of UTC, in microseconds."""
    offset = datetime.fromtimestamp(at // SECOND, zone).utcoffset()
    assert offset is not None
    return round(offset.total_seconds() * SECOND)


def _midnight(moment: datetime, zone: ZoneInfo) -> int:
    return round(moment.replace(tzinfo=zone).astimezone(UTC).timestamp()) * SECOND


def finite(value: float, name: str) -> float:
    """`value` as a plain float; a ValueError when it is none that can be passed on."""
    value = float(value)
    if not math.isfinite(value):
        raise ValueError(f"The {name.replace('_', ' ')} is {value}, which is not a number that can be passed on.")
    return value
