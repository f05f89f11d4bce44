"""What queries compute from samples and buckets. Pure functions on numpy arrays; NaN means: nothing to say here."""

from collections.abc import Callable
from typing import Any, Final, Literal

import numpy as np

from telemetry.store.buckets import SECOND_US, Aggregates
from telemetry.store.columns import Floats, Ints

# From the figures of buckets, which rollups hold.
FIGURED: Final = ("avg", "min", "max", "sum", "count", "first", "last")
# From figures of several buckets.
FOLLOWED: Final = ("delta", "rate", "cumulative", "moving_average")
# From every single sample: no rollup knows them.
SAMPLED: Final = ("median", "percentile", "stddev")
Function = Literal[
    "avg", "min", "max", "sum", "count", "first", "last",
    "delta", "rate", "cumulative", "moving_average",
    "median", "percentile", "stddev",
]  # fmt: skip

_OF: Final[dict[str, Callable[[Aggregates], Any]]] = {
    "avg": lambda figures: figures.avg,
    "min": lambda figures: figures.lo,
    "max": lambda figures: figures.hi,
    "sum": lambda figures: figures.total,
    "count": lambda figures: figures.count.astype(np.float64),
    "first": lambda figures: figures.first,
    "last": lambda figures: figures.last,
}


def figured(figures: Aggregates, row: int, function: str) -> Floats:
    """One metric's figure of each bucket."""
    values: Floats = np.where(figures.count[row] > 0, _OF[function](figures)[row], np.nan)
    return values


def delta(figures: Aggregates, row: int) -> Floats:
    """How far the last value moved since the bucket before that has one; in the first, since its own first value."""
    values = np.full(figures.count.shape[1], np.nan)
    there = np.flatnonzero(figures.count[row])
    if len(there):
        last = figures.last[row][there]
        values[there] = last - np.append(figures.first[row][there[0]], last[:-1])
    return values


def rate(figures: Aggregates, row: int) -> Floats:
    """`delta` per second: over the time from the bucket before that has a value, in the first over its own width."""
    values = delta(figures, row)
    there = np.flatnonzero(figures.count[row])
    if len(there):
        starts = figures.edges[:-1][there]
        took_us = np.append(figures.edges[there[0] + 1] - starts[0], starts[1:] - starts[:-1])
        values[there] = values[there] / (took_us / SECOND_US)
    return values


def cumulative(figures: Aggregates, row: int) -> Floats:
    """The sum of all samples from the beginning of the range."""
    values: Floats = np.where(figures.count[row] > 0, np.nancumsum(figures.total[row]), np.nan)
    return values


def moving_average(figures: Aggregates, row: int, *, window: int) -> Floats:
    """The mean of all samples in this bucket and the ones before it, `window` together; not of the buckets' means."""
    total = np.append(0.0, np.nancumsum(figures.total[row]))
    count = np.append(0, np.cumsum(figures.count[row]))
    ends = np.arange(1, len(total))
    begins = np.maximum(0, ends - window)
    counted = count[ends] - count[begins]
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: Floats = np.where(figures.count[row] > 0, (total[ends] - total[begins]) / counted, np.nan)
    return mean


# --- from samples


def stddev(times_us: Ints, values: Floats, edges: Ints) -> Floats:
    """The standard deviation of each bucket's samples, as of a sample (n - 1); one sample alone has none."""
    out = np.full(max(0, len(edges) - 1), np.nan)
    column, starts = _groups(times_us, edges)
    if not len(starts):
        return out
    counts = np.diff(np.append(starts, len(column)))
    means = np.add.reduceat(values, starts) / counts
    squares = np.add.reduceat((values - np.repeat(means, counts)) ** 2, starts)
    many = counts > 1
    out[column[starts][many]] = np.sqrt(squares[many] / (counts[many] - 1))
    return out


def percentile(times_us: Ints, values: Floats, edges: Ints, percent: float) -> Floats:
    """The value below which so many percent of each bucket's samples lie, between two of them in proportion."""
    out = np.full(max(0, len(edges) - 1), np.nan)
    column, starts = _groups(times_us, edges)
    if not len(starts):
        return out
    ordered = values[np.lexsort((values, column))]
    counts = np.diff(np.append(starts, len(column)))
    place = starts + (counts - 1) * (percent / 100)
    below = np.floor(place).astype(np.int64)
    above = np.minimum(below + 1, starts + counts - 1)
    share = place - below
    out[column[starts]] = ordered[below] * (1 - share) + ordered[above] * share
    return out


def _groups(times_us: Ints, edges: Ints) -> tuple[Ints, Ints]:
    """Each sample's bucket, and where the samples of each bucket begin. Times are in order and inside the edges."""
    column = np.searchsorted(edges, times_us, "right") - 1
    if not len(column):
        return column, np.zeros(0, np.int64)
    return column, np.flatnonzero(np.append(True, column[1:] != column[:-1]))
