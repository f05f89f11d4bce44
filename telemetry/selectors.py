"""Reads of samples: the newest, raw ones, buckets, and what a chart needs."""

import base64
from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple, NotRequired, TypedDict

import numpy as np

from core.clock import now_us
from core.errors import Refused, Unavailable
from telemetry.store import Samples, buckets, current
from telemetry.store.buckets import SECOND_US, Aggregates, Fill
from telemetry.store.columns import BINARY, BOOLEAN, Bytes, Floats
from telemetry.store.interface import Cursor
from telemetry.times import ms, read_moment

MAX_METRICS: Final = 50  # of one query
MAX_POINTS: Final = 5_000  # of one series of one answer
MAX_CELLS: Final = 200_000  # buckets times metrics
MAX_RAW: Final = 20_000  # samples that are read to be thinned out; beyond, rollups do
MAX_ROWS: Final = 100_000  # samples of one read for charts, all metrics together
FEW_MINUTES: Final = 30  # so many buckets still make a line
MAX_RAW_SPAN_US: Final = 4 * buckets.DAY_US  # of all metrics together, where buckets have to be counted sample by sample
MAX_YEARS: Final = 30


class Newest(NamedTuple):
    """A metric's newest sample."""

    time_us: int
    value: Any
    quality: int


class Series(TypedDict):
    """Points of a chart; `reduced`: not every sample, but every extreme.

    `not_finite` samples were NaN or infinite, which no chart can draw: they are None.
    """

    ts: list[float]
    value: list[Any]
    reduced: bool
    not_finite: NotRequired[int]


class Raw(NamedTuple):
    ts: list[float]
    value: list[Any]
    quality: list[int]
    next_cursor: str | None


def latest(metric_ids: Collection[int]) -> dict[int, Newest]:
    """The newest sample of each metric that has one."""
    if not metric_ids:
        return {}
    found = current().last(list(metric_ids))
    rows = zip(found.series.tolist(), found.time.tolist(), json_values(found), found.quality.tolist(), strict=True)
    return {metric_id: Newest(time_us, value, quality) for metric_id, time_us, value, quality in rows}


def period(start: str, end: str) -> tuple[int, int]:
    """Two moments in µs, each as `read_moment` takes them."""
    moment = now_us()
    start_us, end_us = read_moment(start, now_us=moment, field="from"), read_moment(end, now_us=moment, field="to")
    if start_us >= end_us:
        raise Refused(f"“{start}” is not before “{end}”: exchange them, or widen the range.", field="from")
    if end_us - start_us > MAX_YEARS * 366 * buckets.DAY_US:
        raise Refused(f"From “{start}” to “{end}” is more than {MAX_YEARS} years: narrow the range.", field="from")
    return start_us, end_us


def raw(metric_id: int, *, from_us: int, to_us: int, limit: int, is_descending: bool, cursor: str | None) -> Raw:
    """Samples as they came in, page by page."""
    after = None
    if cursor:
        if not cursor.removeprefix("-").isdecimal() or len(cursor) > 20:
            raise Refused(f"“{cursor[:40]}” is no cursor: use next_cursor of the page before, or none.", field="cursor")
        after = Cursor(metric_id, int(cursor))
    block = current().scan([metric_id], from_us, to_us, is_descending=is_descending, limit=limit, cursor=after)
    found = block.samples
    return Raw(
        list(map(ms, found.time.tolist())),
        json_values(found),
        found.quality.tolist(),
        str(block.cursor.time_us) if block.cursor else None,
    )


class Rows(NamedTuple):
    """Samples of several metrics side by side, newest first: a value for each metric, null where it has none at that time."""

    ts: list[float]
    values: list[list[Any]]
    next_cursor: str | None


def rows(metric_ids: Sequence[int], *, from_us: int, to_us: int, limit: int, cursor: str | None) -> Rows:
    """One page of rows. Of each metric at most `limit` samples are read, so that a page costs the same however long the range is.

    Where two samples of a metric have the same time, there is one: a later value wins in the store.
    """
    if cursor:
        if not cursor.removeprefix("-").isdecimal() or len(cursor) > 20:
            raise Refused(f"“{cursor[:40]}” is no cursor: use next_cursor of the page before, or none.", field="cursor")
        to_us = min(to_us, int(cursor))
    found: dict[float, list[Any]] = {}
    is_more = False
    for column, metric_id in enumerate(metric_ids):
        page = raw(metric_id, from_us=from_us, to_us=max(from_us, to_us), limit=limit, is_descending=True, cursor=None)
        is_more = is_more or page.next_cursor is not None
        for at, value in zip(page.ts, page.value, strict=True):
            found.setdefault(at, [None] * len(metric_ids))[column] = value
    # Each metric brought its newest `limit` samples, so the newest `limit` times of all are among them.
    times = sorted(found, reverse=True)
    shown = times[:limit]
    is_more = is_more or len(times) > limit
    return Rows(shown, [found[at] for at in shown], str(round(shown[-1] * 1000)) if is_more and shown else None)


def bucketed(metric_ids: Collection[int], *, from_us: int, to_us: int, width_us: int, zone: str = "UTC") -> Aggregates:
    """Figures per bucket, as the store computes them; refuses what would be too many."""
    count = (to_us - from_us) // width_us + 2
    if count * len(metric_ids) > MAX_CELLS or count > 2 * MAX_POINTS:
        needed_s = buckets.nice_width_us(to_us - from_us, min(MAX_POINTS, MAX_CELLS // max(1, len(metric_ids)))) // SECOND_US
        raise Refused(
            f"{count} buckets of {width_us / SECOND_US:g} s for {len(metric_ids)} metrics are too many:"
            f" take a width of {needed_s} s or more, or a shorter range.",
            field="width_s",
        )
    if width_us % buckets.MINUTE_US and (to_us - from_us) * len(metric_ids) > MAX_RAW_SPAN_US:
        raise Refused(
            f"Buckets of {width_us / SECOND_US:g} s over so long a range would have to be counted sample by sample:"
            " take a width that is a multiple of 60 s.",
            field="width_s",
        )
    return current().aggregate(list(metric_ids), from_us, to_us, width_us, zone=zone)


def series(metric_ids: Collection[int], *, from_us: int, to_us: int, points: int) -> dict[int, Series]:
    """Each metric's samples of the period, reduced to about `points` where there are more, without losing an extreme.

    However many metrics there are, they come in the same few reads.
    """
    ids = sorted(set(metric_ids))
    if not ids:
        return {}
    store = current()
    span_us = to_us - from_us
    width_us = buckets.nice_width_us(span_us, max(1, points // 2))
    # Where rollups are fine enough, they say in a few rows what many samples would be read and thrown away for.
    most = MAX_ROWS if width_us % buckets.MINUTE_US else MAX_ROWS // 3
    limit = max(points, min(MAX_RAW, 25 * points, most // len(ids)))
    too_many = store.longer(ids, from_us, to_us, than=limit)
    found = _raw_series(sorted(set(ids).difference(too_many)), from_us, to_us, points)
    if too_many:
        is_long = bool(width_us % buckets.MINUTE_US) and span_us >= FEW_MINUTES * buckets.MINUTE_US
        # Narrower buckets than rollups have are counted sample by sample: only while these are not too many.
        if is_long and store.count(too_many, from_us, to_us, at_most=MAX_ROWS) >= MAX_ROWS:
            width_us = buckets.MINUTE_US
        figures = store.aggregate(too_many, from_us, to_us, width_us)
        for row, metric_id in enumerate(figures.series.tolist()):
            found[metric_id] = (
                _swings(figures, row) if figures.count[row].any() else _newest_texts(metric_id, from_us, to_us, points)
            )
    return {metric_id: found[metric_id] for metric_id in metric_ids}


def _raw_series(ids: Sequence[int], from_us: int, to_us: int, points: int) -> dict[int, Series]:
    """Samples in one read; of too many the extremes of each slice."""
    if not ids:
        return {}
    found: dict[int, Series] = {}
    numbers = current().numbers(ids, from_us, to_us)
    borders = np.searchsorted(numbers.series, [*ids, ids[-1] + 1])
    places = buckets.extremes_of(numbers.time, numbers.number, borders, points)
    kept = np.searchsorted(places, borders).tolist()
    times = (numbers.time[places] / 1000).tolist()
    values = _values(numbers.number[places], numbers.kind[places])
    holes = np.isnan(numbers.number)
    counts = np.diff(borders).tolist()
    silent = []
    for row, one in enumerate(ids):
        begin, end = kept[row], kept[row + 1]
        if begin == end:
            silent.append(one)
            continue
        found[one] = {"ts": times[begin:end], "value": values[begin:end], "reduced": counts[row] > points}
        if not_finite := int(holes[borders[row] : borders[row + 1]].sum()):
            found[one]["not_finite"] = not_finite
    return found | (_text_series(silent, from_us, to_us, points) if silent else {})


def _values(number: Floats, kind: Bytes) -> list[Any]:
    """Numbers as JSON carries them: None where there is none, whole ones and booleans as what they are."""
    values: list[Any] = number.tolist()
    for place in np.flatnonzero(np.isnan(number)).tolist():
        values[place] = None
    for place in np.flatnonzero(kind).tolist():
        if values[place] is not None:
            values[place] = bool(values[place]) if kind[place] == BOOLEAN else int(values[place])
    return values


def _text_series(ids: Sequence[int], from_us: int, to_us: int, points: int) -> dict[int, Series]:
    """Of texts the newest."""
    found: dict[int, Series] = {one: {"ts": [], "value": [], "reduced": False} for one in ids}
    # Whose newest value is a number has none in the period; the others are looked for.
    there = [one for one, newest in latest(ids).items() if not isinstance(newest.value, int | float)]
    # More may have come meanwhile; a chart can do without those.
    samples = current().scan(there, from_us, to_us, limit=MAX_RAW * max(1, len(there))).samples if there else None
    for one in there:
        assert samples is not None
        mine = samples.take(samples.series == one)
        is_reduced = len(mine) > points
        mine = mine.take(slice(-points, None)) if is_reduced else mine
        found[one] = {"ts": list(map(ms, mine.time.tolist())), "value": json_values(mine), "reduced": is_reduced}
    return found


def _swings(figures: Aggregates, row: int) -> Series:
    """Two points a bucket, its lowest and its highest value, in the order in which the bucket went through them."""
    there = np.flatnonzero(figures.count[row])
    start, width = figures.edges[:-1][there], np.diff(figures.edges)[there]
    lo, hi = figures.lo[row][there], figures.hi[row][there]
    # A bucket that ends higher than it begins most likely had its low first.
    is_rising = figures.last[row][there] >= figures.first[row][there]
    times = np.stack([start + width // 4, start + 3 * width // 4], axis=1)
    values = np.stack([np.where(is_rising, lo, hi), np.where(is_rising, hi, lo)], axis=1)
    return {"ts": [time_us / 1000 for time_us in times.ravel().tolist()], "value": values.ravel().tolist(), "reduced": True}


def _newest_texts(metric_id: int, from_us: int, to_us: int, points: int) -> Series:
    """Of texts there are no figures: show the newest."""
    newest = current().scan([metric_id], from_us, to_us, is_descending=True, limit=points).samples.take(slice(None, None, -1))
    return {"ts": list(map(ms, newest.time.tolist())), "value": json_values(newest), "reduced": True}


def columns(figures: Aggregates, row: int, functions: Sequence[str], fill: Fill) -> dict[str, list[Any]]:
    """One metric's buckets as lists: `ts` of each bucket's start, and one list per function. Empty buckets only when filled."""
    there = np.flatnonzero(figures.count[row]) if fill == "none" else np.arange(len(figures.edges) - 1)
    answer: dict[str, list[Any]] = {"ts": (figures.edges[:-1][there] / 1000).tolist()}
    of = {"min": figures.lo, "max": figures.hi, "sum": figures.total, "first": figures.first, "last": figures.last}
    for function in functions:
        if function == "count":
            answer[function] = figures.count[row][there].tolist()
            continue
        values = (figures.avg if function == "avg" else of[function])[row : row + 1]
        answer[function] = [None if value != value else value for value in buckets.filled(values, fill)[0][there].tolist()]
    return answer


def store_status() -> dict[str, Any] | None:
    """Size, rollups that wait and for how long; None when the store cannot be reached."""
    try:
        return current().status()
    except Unavailable:
        return None


def json_values(samples: Samples) -> list[Any]:
    """Values as JSON can carry them: binaries as base64."""
    values = samples.values()
    if samples.other is not None and (samples.kind == BINARY).any():
        values = [base64.b64encode(value).decode() if isinstance(value, bytes) else value for value in values]
    return values
