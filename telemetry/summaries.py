"""What charts say of a period besides lines: totals, distributions, the hours of a week, how long a state lasted.

Each is answered for many metrics in the same few reads.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from telemetry.queries.functions import figured
from telemetry.queries.run import statistics
from telemetry.selectors import FEW_MINUTES, MAX_ROWS, json_values
from telemetry.store import Samples, buckets, current
from telemetry.store.buckets import HOUR_US, MINUTE_US, SECOND_US, Aggregates
from telemetry.store.columns import Floats
from telemetry.times import ms

Statistic = Literal["avg", "min", "max", "sum", "count", "first", "last", "range"]
STATISTICS: Final = ("avg", "min", "max", "sum", "count", "first", "last", "range")
MAX_BINS: Final = 2_000  # of one metric
MAX_CELLS: Final = 100_000  # bins times metrics
MAX_RUNS: Final = 5_000  # changes of all metrics of one read
MAX_LOOKED_AT: Final = 200_000  # samples of one metric whose changes are looked for
OUTLIERS_SHOWN: Final = 50
CURVE_POINTS: Final = 48
SMOOTHED: Final = 1_000  # values that a curve is made of
DAYS_SHOWN: Final = 62


@dataclass(frozen=True, slots=True)
class Distribution:
    """How the values of a period are spread. Quartiles lie between two values in proportion; whiskers end at the last
    value within one and a half times the box; what lies beyond are outliers."""

    count: int
    edges: list[float]
    counts: list[int]
    low: float
    q1: float
    median: float
    q3: float
    high: float
    mean: float
    minimum: float
    maximum: float
    outliers: list[float]
    outlier_count: int
    curve: list[list[float]]  # the density as points (value, share), highest 1
    of_averages_s: float | None  # the samples were too many: this is made of averages of so many seconds


class Run(NamedTuple):
    """A stretch in which a metric had one value without a gap."""

    from_ms: float
    to_ms: float
    value: Any
    quality: int


def statistic(figures: Aggregates, row: int, name: str) -> Floats:
    """One figure of each bucket; NaN where it is empty."""
    if name == "range":
        values: Floats = figures.hi[row] - figures.lo[row]
        return values
    return figured(figures, row, name)


def bin_width_us(from_us: int, to_us: int, *, bins: int, metrics: int, width_s: int | None = None) -> int:
    """The width that was asked for, or a nice one; wider when there would be too many bins to draw."""
    most = min(MAX_BINS, max(1, MAX_CELLS // max(1, metrics)))
    wanted_us = width_s * SECOND_US if width_s else _automatic_us(to_us - from_us, min(bins, most))
    least_us = buckets.nice_width_us(to_us - from_us, most)
    return max(wanted_us, least_us)


def _automatic_us(span_us: int, bins: int) -> int:
    """Not narrower than rollups where minutes are enough to see something: those are counted already."""
    width_us = buckets.nice_width_us(span_us, bins)
    return MINUTE_US if width_us < MINUTE_US and span_us >= FEW_MINUTES * MINUTE_US else width_us


def bins(ids: Collection[int], *, from_us: int, to_us: int, width_us: int, zone: str) -> Aggregates:
    """Figures per bin. Bins narrower than a minute are widened where they would be counted from too many samples."""
    store = current()
    if width_us % MINUTE_US and store.count(list(ids), from_us, to_us, at_most=MAX_ROWS) >= MAX_ROWS:
        width_us = -(-width_us // MINUTE_US) * MINUTE_US
    return store.aggregate(list(ids), from_us, to_us, width_us, zone=zone)


def totals(ids: Collection[int], *, from_us: int, to_us: int) -> dict[int, dict[str, Any] | None]:
    """Count, sum, extremes, average, first and last of the whole period."""
    width_us = max(MINUTE_US, buckets.nice_width_us(to_us - from_us, 12))
    figures = current().aggregate(list(ids), from_us, to_us, width_us)
    found: dict[int, dict[str, Any] | None] = {}
    for row, one in enumerate(figures.series.tolist()):
        total = statistics(figures, row)
        found[one] = None if total is None else total | {"range": total["max"] - total["min"]}
    return found


# --- distributions


def distributions(ids: Collection[int], *, from_us: int, to_us: int, bins: int) -> dict[int, Distribution | None]:
    """From every sample; of too many from averages of short stretches, and it says so."""
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    store = current()
    too_many = store.longer(wanted, from_us, to_us, than=max(1_000, MAX_ROWS // len(wanted)))
    few = sorted(set(wanted).difference(too_many))
    found: dict[int, Distribution | None] = {}
    if few:
        numbers = store.numbers(few, from_us, to_us)
        borders = np.searchsorted(numbers.series, [*few, few[-1] + 1]).tolist()
        for one, begin, end in zip(few, borders, borders[1:], strict=False):
            found[one] = distribution(numbers.number[begin:end], bins)
    if too_many:
        width_us = max(MINUTE_US, buckets.nice_width_us(to_us - from_us, 2_000))
        figures = store.aggregate(too_many, from_us, to_us, width_us)
        for row, one in enumerate(figures.series.tolist()):
            made = distribution(figures.avg[row], bins)
            found[one] = made and replace(made, of_averages_s=width_us / SECOND_US)
    return found


def distribution(values: Floats, bins: int) -> Distribution | None:
    """None: there is no number among the values."""
    values = np.sort(values[np.isfinite(values)])
    if not len(values):
        return None
    edges = nice_edges(float(values[0]), float(values[-1]), bins)
    counts, _ = np.histogram(values, edges)
    q1, median, q3 = (_quantile(values, share) for share in (0.25, 0.5, 0.75))
    fence = 1.5 * (q3 - q1)
    inside = values[(values >= q1 - fence) & (values <= q3 + fence)]
    low, high = (float(inside[0]), float(inside[-1])) if len(inside) else (q1, q3)
    outside = np.concatenate([values[values < low], values[values > high]])
    # The farthest are the ones to look at.
    farthest = outside[np.argsort(-np.abs(outside - median), kind="stable")[:OUTLIERS_SHOWN]]
    return Distribution(
        count=len(values),
        edges=edges.tolist(),
        counts=counts.tolist(),
        low=low,
        q1=q1,
        median=median,
        q3=q3,
        high=high,
        mean=float(values.mean()),
        minimum=float(values[0]),
        maximum=float(values[-1]),
        outliers=sorted(farthest.tolist()),
        outlier_count=len(outside),
        curve=density(values),
        of_averages_s=None,
    )


def _quantile(ordered: Floats, share: float) -> float:
    """Between two values in proportion; of values in order there is nothing left to look for."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    # Not by their difference, which may be infinite.
    return float(ordered[below] * (1 - (place - below)) + ordered[above] * (place - below))


def nice_edges(low: float, high: float, bins: int) -> Floats:
    """Round borders around the values, about so many bins."""
    if not low < high or not np.isfinite(high - low):
        room = max(abs(low) * 0.05, 0.5)
        low, high = low - room, high + room
    rough = (high - low) / max(1, bins)
    power = 10.0 ** np.floor(np.log10(rough))
    step = float(next((factor for factor in (1, 2, 2.5, 5, 10) if factor >= rough / power - 1e-9), 10) * power)
    first, last = np.floor(low / step), np.floor(high / step) + 1
    edges: Floats = np.arange(first, last + 1) * step
    if step < 1_000:
        edges = np.round(edges, 12)
    # Where a step is less than the numbers' own distance, borders fall together.
    return edges if len(edges) > 1 and (np.diff(edges) > 0).all() else np.unique(np.linspace(low, high, max(2, bins + 1)))


def density(values: Floats) -> list[list[float]]:
    """A smooth outline of sorted values (Gaussian kernel, Silverman's width), highest 1."""
    with np.errstate(over="ignore"):
        deviation = float(values.std())
    middle = (_quantile(values, 0.75) - _quantile(values, 0.25)) / 1.34
    spread = min(deviation, middle) or deviation
    if not spread or not np.isfinite(spread):
        return [[float(values[0]), 1.0]]
    width = 0.9 * spread * len(values) ** -0.2
    places = np.linspace(values[0] - 2 * width, values[-1] + 2 * width, CURVE_POINTS)
    # A hundred thousand samples are no different from some of their quantiles.
    some = values if len(values) <= SMOOTHED else values[np.linspace(0, len(values) - 1, SMOOTHED).astype(np.int64)]
    shares = np.exp(-0.5 * ((places[:, None] - some[None, :]) / width) ** 2).sum(axis=1)
    shares /= shares.max()
    return [[float(place), round(float(share), 4)] for place, share in zip(places, shares, strict=True)]


# --- hours of days


def hours(
    figures: Aggregates, row: int, *, statistic_name: str, zone: ZoneInfo, by: Literal["weekday", "date"]
) -> dict[str, Any]:
    """A matrix of 24 columns from figures per hour: a row for each weekday from Monday, or for each date.

    Where several hours fall into one cell, they count by their samples, so an average is that of the samples.
    """
    there = np.flatnonzero(figures.count[row])
    cells: dict[tuple[Any, int], list[int]] = {}
    for place in there.tolist():
        local = dt.datetime.fromtimestamp(int(figures.edges[place]) / SECOND_US, zone)
        cells.setdefault((local.weekday() if by == "weekday" else local.date().isoformat(), local.hour), []).append(place)
    names = list(range(7)) if by == "weekday" else sorted({name for name, _ in cells})[-DAYS_SHOWN:]
    values = [[_together(figures, row, cells.get((name, hour)), statistic_name) for hour in range(24)] for name in names]
    return {"rows": names, "value": values, "statistic": statistic_name}


def _together(figures: Aggregates, row: int, places: Sequence[int] | None, name: str) -> float | None:
    if not places:
        return None
    lo, hi = float(figures.lo[row][places].min()), float(figures.hi[row][places].max())
    count, total = int(figures.count[row][places].sum()), float(figures.total[row][places].sum())
    return {
        "min": lo,
        "max": hi,
        "range": hi - lo,
        "count": count,
        "sum": total,
        "first": float(figures.first[row][places[0]]),
        "last": float(figures.last[row][places[-1]]),
    }.get(name, total / count)


def hour_figures(ids: Collection[int], *, from_us: int, to_us: int, zone: str) -> Aggregates:
    return current().aggregate(list(ids), from_us, to_us, HOUR_US, zone=zone)


# --- states


def runs(
    ids: Collection[int], *, from_us: int, to_us: int, now_us: int, expected_s: Mapping[int, float | None]
) -> dict[int, dict[str, Any]]:
    """For each metric the stretches of one value, and whether older ones had to be left out.

    A metric that says how often it reports has a gap after three missed reports. Any other keeps its value until the
    next one, also the one from before the period.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    store = current()
    gap_us = {one: int(every * 3 * SECOND_US) for one in wanted if (every := expected_s.get(one))}
    begins = dict.fromkeys(store.longer(wanted, from_us, to_us, than=MAX_LOOKED_AT), from_us)
    for one in begins:
        newest = store.scan([one], from_us, to_us, is_descending=True, limit=MAX_LOOKED_AT // 10).samples
        begins[one] = int(newest.time[-1])
    found: dict[int, dict[str, Any]] = {one: {"runs": [], "is_cut": one in begins} for one in wanted}
    whole = [one for one in wanted if one not in begins]
    for group, start_us in [(whole, from_us), *(([one], start) for one, start in begins.items())]:
        if not group:
            continue
        changes = store.changes(group, start_us, to_us, gap_us=gap_us, limit=MAX_RUNS)
        before = store.before(group, start_us)
        for one in group:
            mine = np.flatnonzero(changes.samples.series == one)
            held = before.take(before.series == one)
            found[one]["runs"] = _runs_of(
                changes.samples.take(mine),
                [changes.before[place] for place in mine.tolist()],
                held,
                (start_us, min(to_us, now_us)),
                gap_us.get(one),
            )
        if changes.is_cut and len(changes.samples):
            last = int(changes.samples.series[-1])
            for one in group:
                found[one]["is_cut"] |= one >= last
    return found


def _runs_of(
    samples: Samples, before: Sequence[int | None], held: Samples, period: tuple[int, int], gap_us: int | None
) -> list[Run]:
    times, values, qualities = samples.time.tolist(), json_values(samples), samples.quality.tolist()
    begin_us, end_us = period
    made: list[Run] = []
    at: int | None = None
    value: Any = None
    quality = 0
    if len(held) and begin_us < end_us:
        held_at = int(held.time[0])
        if gap_us is None or begin_us - held_at <= gap_us:
            at, value, quality = begin_us, json_values(held)[0], int(held.quality[0])
            if not times:
                until = end_us if gap_us is None else min(end_us, held_at + gap_us)
                return [Run(ms(at), ms(until), value, quality)] if until > at else []
            if gap_us is not None and times[0] - held_at > gap_us:
                at = None
    for place, time_us in enumerate(times):
        previous = before[place]
        is_gap = gap_us is not None and previous is not None and time_us - previous > gap_us
        if at is not None and (is_gap or values[place] != value or type(values[place]) is not type(value)):
            until = min(previous, time_us) if is_gap and previous is not None else time_us
            if until > at:
                made.append(Run(ms(at), ms(until), value, quality))
            at = None
        if at is None:
            at, value, quality = time_us, values[place], qualities[place]
    if at is not None and times:
        until = end_us if gap_us is None else min(end_us, times[-1] + gap_us)
        made.append(Run(ms(at), ms(max(until, at)), value, quality))
    return made
