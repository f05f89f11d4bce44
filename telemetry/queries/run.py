"""Answering a query."""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from core.clock import now_us
from core.errors import Missing, Refused
from devices.models import Metric
from organizations import rights
from organizations.models import User
from telemetry import selectors
from telemetry.exports.definition import Span
from telemetry.queries import functions
from telemetry.queries.definition import Answer, QueryDefinition
from telemetry.queries.functions import SAMPLED
from telemetry.store import current
from telemetry.store.buckets import Aggregates
from telemetry.store.columns import BINARY, Floats, Ints
from telemetry.store.interface import Cursor

MAX_SAMPLES: Final = 2_000_000  # that a median, a percentile or a deviation is made of, all metrics together
PIECE: Final = 20_000


def answer(user: User, query: QueryDefinition) -> Answer:
    """What the query comes to for this user. What they may not read is left out, and counted."""
    wanted = list(dict.fromkeys(query.metrics))
    rows = rights.visible(user, Metric.objects.filter(id__in=wanted)).select_related("device")
    found = {row.pk: row for row in rows}
    ids = [one for one in wanted if one in found]
    if not ids:
        raise Missing(f"There is no metric {wanted[0]}, or it is not yours.")
    span = query.span(now_us())
    spans = [span] if (before := query.before(span)) is None else [span, before]
    described = {one: _described(found[one]) for one in ids}
    series: list[dict[str, Any]] = []
    width_us = None if query.is_raw else query.width_us(span, len(ids))
    for place, one_span in enumerate(spans):
        is_before = place == 1
        if width_us is None:
            series += _raw(ids, one_span, query.points, is_before=is_before)
            continue
        figures = selectors.bucketed(
            ids, from_us=one_span.start_us, to_us=one_span.end_us, width_us=width_us, zone=query.time_zone
        )
        series += _computed(ids, figures, one_span, query, is_before=is_before)
        key = "statistics_before" if is_before else "statistics"
        for row, one in enumerate(figures.series.tolist()):
            described[one][key] = statistics(figures, row)
    return Answer(
        from_ms=span.start_us / 1000,
        to_ms=span.end_us / 1000,
        width_s=None if width_us is None else width_us / 1_000_000,
        shift_ms=None if before is None else (span.start_us - before.start_us) / 1000,
        metrics=[described[one] for one in ids],
        series=series,
        hidden=len(wanted) - len(ids),
    )


def _described(metric: Metric) -> dict[str, Any]:
    return {
        "id": metric.pk,
        "path": metric.path,
        "device_id": metric.device_id,
        "device": metric.device.name,
        "unit": metric.unit,
        "data_type": metric.data_type,
        "expected_interval_s": metric.expected_interval_s,
        "statistics": None,
        "statistics_before": None,
    }


def _raw(ids: Sequence[int], span: Span, points: int, *, is_before: bool) -> list[dict[str, Any]]:
    found = selectors.series(ids, from_us=span.start_us, to_us=span.end_us, points=points)
    return [
        {"metric": one, "function": "raw", "is_before": is_before, "ts": found[one]["ts"], "value": found[one]["value"]}
        | {"reduced": found[one]["reduced"]}
        for one in ids
    ]


def _computed(
    ids: Sequence[int], figures: Aggregates, span: Span, query: QueryDefinition, *, is_before: bool
) -> list[dict[str, Any]]:
    chosen = list(dict.fromkeys(query.functions))
    row_of = {one: row for row, one in enumerate(figures.series.tolist())}
    starts = figures.edges[:-1]
    series = []
    if any(function in SAMPLED for function in chosen):
        _check_samples(ids, span)
    for one in ids:
        row = row_of[one]
        samples = _samples(one, span) if any(function in SAMPLED for function in chosen) else None
        for function in chosen:
            values = _values(function, figures, row, samples, query)
            there = np.flatnonzero(~np.isnan(values))
            series.append(
                {
                    "metric": one,
                    "function": function,
                    "is_before": is_before,
                    "ts": (starts[there] / 1000).tolist(),
                    "value": values[there].tolist(),
                    "reduced": False,
                }
            )
    return series


def _values(function: str, figures: Aggregates, row: int, samples: tuple[Ints, Floats] | None, query: QueryDefinition) -> Floats:
    if samples is not None:
        if function == "median":
            return functions.percentile(*samples, figures.edges, 50)
        if function == "percentile":
            return functions.percentile(*samples, figures.edges, query.percent)
        if function == "stddev":
            return functions.stddev(*samples, figures.edges)
    if function == "delta":
        return functions.delta(figures, row)
    if function == "rate":
        return functions.rate(figures, row)
    if function == "cumulative":
        return functions.cumulative(figures, row)
    if function == "moving_average":
        return functions.moving_average(figures, row, window=query.window)
    return functions.figured(figures, row, function)


def _check_samples(ids: Sequence[int], span: Span) -> None:
    """Medians and their like need every sample. Refuse what would take too long, instead of guessing from averages."""
    count = current().count(ids, *span, at_most=MAX_SAMPLES + 1)
    if count > MAX_SAMPLES:
        raise Refused(
            f"Median, percentile and standard deviation are computed from every sample, and these are more than"
            f" {MAX_SAMPLES:,}: take a shorter range or fewer metrics, or ask for average, minimum and maximum.",
            field="functions",
        )


def _samples(metric_id: int, span: Span) -> tuple[Ints, Floats]:
    """Times and values of a metric's numbers."""
    store = current()
    times: list[Ints] = []
    values: list[Floats] = []
    cursor: Cursor | None = None
    while True:
        block = store.scan([metric_id], *span, limit=PIECE, cursor=cursor)
        is_number = ~np.isnan(block.samples.number) & (block.samples.kind < BINARY)
        times.append(block.samples.time[is_number])
        values.append(block.samples.number[is_number])
        cursor = block.cursor
        if cursor is None:
            return np.concatenate(times), np.concatenate(values)


def statistics(figures: Aggregates, row: int) -> dict[str, Any] | None:
    """Of all samples in the range, not of the points that are shown; None: there is no number."""
    there = np.flatnonzero(figures.count[row])
    if not len(there):
        return None
    count = int(figures.count[row].sum())
    total = float(figures.total[row][there].sum())
    first, last = float(figures.first[row][there[0]]), float(figures.last[row][there[-1]])
    return {
        "count": count,
        "min": float(figures.lo[row][there].min()),
        "max": float(figures.hi[row][there].max()),
        "avg": total / count,
        "sum": total,
        "first": first,
        "last": last,
        "change": last - first,
    }
