"""Buckets of time and the figures in them. Pure functions on numpy arrays."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from telemetry.store.columns import Floats, Ints

SECOND_US: Final = 1_000_000
MINUTE_US: Final = 60 * SECOND_US
HOUR_US: Final = 60 * MINUTE_US
DAY_US: Final = 24 * HOUR_US
LEVELS_US: Final = (MINUTE_US, HOUR_US, DAY_US)  # widths of the rollups, each a multiple of the one before

# Widths people like to see, so that charts of one range share their buckets and rollups fit into them.
NICE_S: Final = (1, 2, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600, 7200, 10800, 14400, 21600, 43200, 86400)

Fill = Literal["none", "previous", "linear", "zero"]


class Figures(NamedTuple):
    """Figures of pieces of time: a piece is a rollup, or a single sample."""

    series: Ints
    time: Ints  # where the piece begins
    n: Ints
    lo: Floats
    hi: Floats
    total: Floats
    first: Floats
    last: Floats


@dataclass(frozen=True, slots=True)
class Aggregates:
    """Figures per series (rows) and bucket (columns); NaN where a bucket is empty. Bucket n is [edges[n], edges[n+1])."""

    series: Ints
    edges: Ints
    count: Ints
    lo: Floats
    hi: Floats
    total: Floats
    first: Floats
    last: Floats

    @property
    def avg(self) -> Floats:
        with np.errstate(invalid="ignore", divide="ignore"):
            mean: Floats = self.total / self.count
        return mean


def no_figures() -> Figures:
    ints, floats = np.zeros(0, np.int64), np.zeros(0)
    return Figures(ints, ints, ints, floats, floats, floats, floats, floats)


def joined(parts: list[Figures]) -> Figures:
    return figures_of(np.concatenate(columns) for columns in zip(*parts, strict=True)) if parts else no_figures()


def figures_of(columns: Iterable[Any]) -> Figures:
    return Figures(*columns)


def nice_width_us(span_us: int, points: int) -> int:
    """The smallest nice width that cuts the span into at most that many buckets."""
    wanted_s = span_us / SECOND_US / max(1, points)
    for width_s in NICE_S:
        if width_s >= wanted_s:
            return width_s * SECOND_US
    return -(-int(wanted_s) // 86400) * DAY_US


def edges(start_us: int, end_us: int, width_us: int, zone: str = "UTC") -> Ints:
    """Borders of buckets that cover [start, end), in whole buckets.

    In a zone, buckets begin at local midnight and are counted from there, so a day is a calendar day also when the
    clock changes; widths of several days are counted from a Monday.
    """
    if end_us <= start_us:
        return np.zeros(1, np.int64)
    if zone == "UTC":
        anchor = 4 * DAY_US if width_us > DAY_US else 0  # 1970-01-05 was a Monday
        first = (start_us - anchor) // width_us * width_us + anchor
        return np.arange(first, end_us + width_us, width_us, dtype=np.int64)
    borders: list[int] = []
    tz = ZoneInfo(zone)
    step_days = max(1, width_us // DAY_US)
    day = dt.datetime.fromtimestamp(start_us / SECOND_US, tz).date()
    day -= dt.timedelta(days=(day - dt.date(1970, 1, 5)).days % step_days)
    while True:
        midnight_us, next_us = _midnight_us(day, tz), _midnight_us(day + dt.timedelta(days=step_days), tz)
        borders += [midnight_us] if width_us >= DAY_US else range(midnight_us, next_us, width_us)
        if next_us >= end_us:
            borders.append(next_us)
            break
        day += dt.timedelta(days=step_days)
    whole = np.array(borders, np.int64)
    begin = int(np.searchsorted(whole, start_us, "right")) - 1
    end = int(np.searchsorted(whole, end_us, "left"))
    return whole[max(0, begin) : end + 1]


def _midnight_us(day: dt.date, tz: ZoneInfo) -> int:
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=tz).timestamp()) * SECOND_US


def level_for(borders: Ints) -> int:
    """The coarsest rollup whose buckets never cross these borders, as an index into LEVELS_US; -1: none."""
    for level in range(len(LEVELS_US) - 1, -1, -1):
        if not (borders % LEVELS_US[level]).any():
            return level
    return -1


def reduce(figures: Figures, series: Ints, borders: Ints) -> Aggregates:
    """Put pieces into buckets. Pieces of one series may come in any order but must not overlap."""
    shape = len(series), max(0, len(borders) - 1)
    count = np.zeros(shape, np.int64)
    lo, hi, total, first, last = (np.full(shape, np.nan) for _ in range(5))
    result = Aggregates(series, borders, count, lo, hi, total, first, last)
    by_id = np.argsort(series)
    row = by_id[np.searchsorted(series, figures.series, sorter=by_id)] if len(figures.series) else figures.series
    column = np.searchsorted(borders, figures.time, "right") - 1
    inside = (column >= 0) & (column < shape[1]) & (figures.n > 0)
    row, column, pieces = row[inside], column[inside], figures_of(values[inside] for values in figures)
    if not len(row):
        return result
    order = np.lexsort((pieces.time, row))
    cell = (row * shape[1] + column)[order]
    starts = np.flatnonzero(np.append(True, cell[1:] != cell[:-1]))
    ends = np.append(starts[1:], len(cell)) - 1
    at = np.unravel_index(cell[starts], shape)
    count[at] = np.add.reduceat(pieces.n[order], starts)
    lo[at] = np.minimum.reduceat(pieces.lo[order], starts)
    hi[at] = np.maximum.reduceat(pieces.hi[order], starts)
    total[at] = np.add.reduceat(pieces.total[order], starts)
    first[at] = pieces.first[order][starts]
    last[at] = pieces.last[order][ends]
    return result


def filled(values: Floats, how: Fill) -> Floats:
    """Put something into empty buckets, row by row. What lies before the first value stays empty, except for zero."""
    if how == "none":
        return values
    if how == "zero":
        return np.nan_to_num(values, nan=0.0)
    out = values.copy()
    places = np.arange(values.shape[1])
    for row in out:
        there = np.flatnonzero(~np.isnan(row))
        if not len(there):
            continue
        if how == "previous":
            before = np.searchsorted(there, places, "right") - 1
            row[before >= 0] = row[there[before[before >= 0]]]
        else:
            between = (places >= there[0]) & (places <= there[-1])
            row[between] = np.interp(places[between], there, row[there])
    return out


def extremes_of(time: Ints, values: Floats, borders: Ints, points: int) -> Ints:
    """Places of what charts show of many series at once, which lie between `borders` one after the other.

    Of a series with more than `points` samples: the lowest and highest value in each of `points / 2` equal slices of
    its time, the first that is no number, and both ends. What a chart shows of ten thousand samples on four hundred
    pixels is exactly this.
    """
    counts = np.diff(borders)
    if not (counts > points).any():
        return np.arange(len(time))
    row = np.repeat(np.arange(len(counts)), counts)
    is_long = (counts > points)[row]
    slices = max(1, (points - 2) // 2)
    begin, end = np.minimum(borders[:-1], len(time) - 1), np.maximum(borders[1:] - 1, 0)
    start, span = time[begin], np.maximum(1, time[end] - time[begin])
    part = np.minimum((time - start[row]) * slices // (span[row] + 1), slices - 1)
    cell = row * slices + part
    starts = np.flatnonzero(np.append(True, cell[1:] != cell[:-1]))
    widths = np.diff(np.append(starts, len(cell)))
    usable = np.where(np.isfinite(values), values, np.nan)
    chosen = ~is_long
    with np.errstate(invalid="ignore"):
        for found in (np.fmin.reduceat(usable, starts), np.fmax.reduceat(usable, starts)):
            chosen[_firsts(usable == np.repeat(found, widths), cell)] = True
    chosen[_firsts(np.isnan(usable), cell)] = True
    there = counts > 0
    chosen[borders[:-1][there]] = chosen[borders[1:][there] - 1] = True
    return np.flatnonzero(chosen)


def _firsts(mask: npt.NDArray[np.bool_], cell: Ints) -> Ints:
    """The first marked place in each cell."""
    places = np.flatnonzero(mask)
    cells = cell[places]
    return places[np.append(True, cells[1:] != cells[:-1])] if len(places) else places
