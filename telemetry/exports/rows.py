"""The rows of an export, a bounded block at a time: what is in memory does not grow with the file."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from telemetry.exports.definition import ExportDefinition, Span
from telemetry.selection import Chosen
from telemetry.selectors import json_values
from telemetry.store import Samples, Store, buckets
from telemetry.store.buckets import DAY_US, SECOND_US
from telemetry.store.columns import Ints
from telemetry.store.interface import Cursor

BLOCK: Final = 5_000  # samples of one scan
MERGED: Final = 100_000  # samples that wait in all cursors of a merge together
MERGED_EACH: Final = 20  # at least, for each cursor
CELLS: Final = 50_000  # of one block of a wide table
# Where rollups are not up to date buckets are counted from samples: not of more than this at once, in metric-days.
FIGURED_US: Final = 4 * DAY_US
QUALITY_WORDS: Final = ("good", "uncertain", "bad")


class Rows(NamedTuple):
    """Some rows as columns beside their times; `progress` is how much of all is done with them, 0 to 1."""

    times_us: Ints
    columns: list[list[Any]]
    progress: float


class Table(NamedTuple):
    header: list[str]  # without the time's
    blocks: Iterator[Rows]


def table(store: Store, metrics: Sequence[Chosen], definition: ExportDefinition, span: Span) -> Table:
    """The export as columns. Empty cells are None."""
    if definition.shape == "long":
        head = ["Device", "Metric", "Unit"]
        if definition.bucket_s:
            functions = list(dict.fromkeys(definition.functions))
            return Table([*head, *functions], _long_buckets(store, metrics, definition, span, functions))
        quality = ["Quality"] if definition.with_quality else []
        return Table([*head, "Value", *quality], _long_samples(store, metrics, definition, span))
    if definition.bucket_s:
        functions = list(dict.fromkeys(definition.functions))
        header = [_title(metric, function if len(functions) > 1 else "") for metric in metrics for function in functions]
        return Table(header, _wide_buckets(store, metrics, definition, span, functions))
    kinds = ("", "quality") if definition.with_quality else ("",)
    header = [_title(metric, kind) for metric in metrics for kind in kinds]
    return Table(header, _wide_samples(store, metrics, definition, span))


def _title(metric: Chosen, of: str) -> str:
    unit = f" [{metric.unit}]" if metric.unit else ""
    return f"{metric.title}{unit}{f' {of}' if of else ''}"


def _qualities(samples: Samples) -> list[str]:
    return [QUALITY_WORDS[quality] if quality < 3 else str(quality) for quality in samples.quality.tolist()]


# --- samples as they came in


def _long_samples(store: Store, metrics: Sequence[Chosen], definition: ExportDefinition, span: Span) -> Iterator[Rows]:
    """Metric after metric, each in order of time."""
    length = max(1, span.end_us - span.start_us)
    for place, metric in enumerate(metrics):
        cursor: Cursor | None = None
        while True:
            block = store.scan([metric.id], *span, limit=BLOCK, cursor=cursor)
            samples, cursor = block.samples, block.cursor
            count = len(samples)
            if count:
                done = 1.0 if cursor is None else (int(samples.time[-1]) - span.start_us) / length
                columns: list[list[Any]] = [[metric.device] * count, [metric.path] * count, [metric.unit] * count]
                columns.append(json_values(samples))
                if definition.with_quality:
                    columns.append(_qualities(samples))
                yield Rows(samples.time, columns, (place + done) / len(metrics))
            if cursor is None:
                break


class _Source:
    """One metric's samples, fetched a bounded piece at a time."""

    def __init__(self, store: Store, metric_id: int, span: Span, limit: int) -> None:
        self.store, self.metric_id, self.span, self.limit = store, metric_id, span, limit
        self.cursor: Cursor | None = None
        self.is_over = False
        self.times = np.zeros(0, np.int64)
        self.values: list[Any] = []
        self.qualities: list[str] = []

    def fill(self) -> None:
        if self.is_over or len(self.times):
            return
        block = self.store.scan([self.metric_id], *self.span, limit=self.limit, cursor=self.cursor)
        self.cursor, self.is_over = block.cursor, block.cursor is None
        self.times, self.values = block.samples.time, json_values(block.samples)
        self.qualities = _qualities(block.samples)

    def drop(self, count: int) -> None:
        self.times, self.values, self.qualities = self.times[count:], self.values[count:], self.qualities[count:]


def _wide_samples(store: Store, metrics: Sequence[Chosen], definition: ExportDefinition, span: Span) -> Iterator[Rows]:
    """A merge by time of one cursor for each metric; samples of the same moment share a row."""
    limit = max(MERGED_EACH, MERGED // len(metrics))
    sources = [_Source(store, metric.id, span, limit) for metric in metrics]
    length = max(1, span.end_us - span.start_us)
    height = max(1, CELLS // len(metrics))
    while True:
        for source in sources:
            source.fill()
        # Up to here every source is known: those that have more end no earlier.
        horizon = min((int(source.times[-1]) for source in sources if not source.is_over), default=span.end_us)
        counts = [int(np.searchsorted(source.times, horizon, "right")) for source in sources]
        parts = [source.times[:count] for source, count in zip(sources, counts, strict=True) if count]
        moments = np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)
        for begin in range(0, len(moments), height):
            times = moments[begin : begin + height]
            columns: list[list[Any]] = []
            for source, count in zip(sources, counts, strict=True):
                columns += _placed(source, count, times, definition.with_quality)
            yield Rows(times, columns, (int(times[-1]) - span.start_us) / length)
        for source, count in zip(sources, counts, strict=True):
            source.drop(count)
        if all(source.is_over and not len(source.times) for source in sources):
            return


def _placed(source: _Source, count: int, times: Ints, with_quality: bool) -> list[list[Any]]:
    """The source's values at those times."""
    first, last = np.searchsorted(source.times[:count], [times[0], times[-1] + 1]).tolist()
    rows = np.searchsorted(times, source.times[first:last]).tolist()
    columns: list[list[Any]] = []
    for column in (source.values, source.qualities) if with_quality else (source.values,):
        if last - first == len(times):
            columns.append(column[first:last])
            continue
        cells: list[Any] = [None] * len(times)
        for row, value in zip(rows, column[first:last], strict=True):
            cells[row] = value
        columns.append(cells)
    return columns


# --- buckets


def _slices(definition: ExportDefinition, metrics: int, span: Span) -> Iterator[tuple[int, int, float]]:
    """Pieces of the span that end at borders of buckets, each small enough to be figured out at once."""
    assert definition.bucket_s is not None
    width_us = definition.bucket_s * SECOND_US
    edges = buckets.edges(*span, width_us, definition.time_zone)
    step = max(1, min(CELLS // metrics, FIGURED_US // max(1, metrics * width_us)))
    for begin in range(0, len(edges) - 1, step):
        end = min(begin + step, len(edges) - 1)
        yield max(span.start_us, int(edges[begin])), min(span.end_us, int(edges[end])), end / (len(edges) - 1)


def _wide_buckets(
    store: Store, metrics: Sequence[Chosen], definition: ExportDefinition, span: Span, functions: Sequence[str]
) -> Iterator[Rows]:
    """A row for every bucket in which at least one metric has samples."""
    assert definition.bucket_s is not None
    ids = [metric.id for metric in metrics]
    for start_us, end_us, progress in _slices(definition, len(metrics), span):
        figures = store.aggregate(ids, start_us, end_us, definition.bucket_s * SECOND_US, zone=definition.time_zone)
        there = np.flatnonzero(figures.count.any(axis=0))
        row_of = {series: row for row, series in enumerate(figures.series.tolist())}
        columns = [_figured(figures, row_of[one], function, there) for one in ids for function in functions]
        yield Rows(figures.edges[:-1][there], columns, progress)


def _long_buckets(
    store: Store, metrics: Sequence[Chosen], definition: ExportDefinition, span: Span, functions: Sequence[str]
) -> Iterator[Rows]:
    assert definition.bucket_s is not None
    for place, metric in enumerate(metrics):
        for start_us, end_us, progress in _slices(definition, 1, span):
            figures = store.aggregate([metric.id], start_us, end_us, definition.bucket_s * SECOND_US, zone=definition.time_zone)
            there = np.flatnonzero(figures.count[0])
            count = len(there)
            columns: list[list[Any]] = [[metric.device] * count, [metric.path] * count, [metric.unit] * count]
            columns += [_figured(figures, 0, function, there) for function in functions]
            yield Rows(figures.edges[:-1][there], columns, (place + progress) / len(metrics))


_OF: Final[dict[str, Callable[[buckets.Aggregates], Any]]] = {
    "avg": lambda figures: figures.avg,
    "min": lambda figures: figures.lo,
    "max": lambda figures: figures.hi,
    "sum": lambda figures: figures.total,
    "first": lambda figures: figures.first,
    "last": lambda figures: figures.last,
}


def _figured(figures: buckets.Aggregates, row: int, function: str, there: Any) -> list[Any]:
    if function == "count":
        return [count or None for count in figures.count[row][there].tolist()]
    return [None if value != value else value for value in _OF[function](figures)[row][there].tolist()]
