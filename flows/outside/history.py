"""Stored samples of metrics, and what they come to."""

from typing import Any

import numpy as np

from core.errors import Refused
from devices.models import Metric
from flows.cold.kinds import CallKind, Context
from telemetry import selectors
from telemetry.store import current
from telemetry.store.buckets import MINUTE_US

GOOD = 2  # samples of this quality and worse are bad
READ_AT_ONCE = 20_000


def perform(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """`{"metrics": [id or path of the device of the run, ...], "start_us", "end_us", "limit", "keep", "takes_bad"}`."""
    start_us, end_us = request["start_us"], request["end_us"]
    answers = []
    for named in request["metrics"]:
        metric_id = _metric_id(named, context)
        answer = {} if not request["limit"] else _samples(metric_id, request)
        answers.append(answer | _figures(metric_id, start_us, end_us))
    return {"metrics": answers}


def _metric_id(named: int | str, context: Context) -> int:
    rows = Metric.objects.filter(device__organization_id=context.organization_id)
    rows = rows.filter(id=named) if isinstance(named, int) else rows.filter(device_id=context.device_id or 0, path=named)
    found = rows.values_list("id", flat=True).first()
    if found is None:
        raise Refused(f"Metric {named} does not exist any more." if isinstance(named, int) else f"The device has no “{named}”.")
    return found


def _samples(metric_id: int, request: dict[str, Any]) -> dict[str, Any]:
    """At most `limit` samples, the newest or the oldest of the range, oldest first."""
    is_descending = request["keep"] == "newest"
    times: list[int] = []
    values: list[Any] = []
    cursor = None
    while len(times) < request["limit"]:
        block = current().scan(
            [metric_id],
            request["start_us"],
            request["end_us"],
            is_descending=is_descending,
            limit=min(READ_AT_ONCE, request["limit"] - len(times)),
            cursor=cursor,
        )
        found = block.samples
        good = np.ones(len(found), bool) if request["takes_bad"] else found.quality < GOOD
        times += found.time[good].tolist()
        values += [value for value, is_kept in zip(selectors.json_values(found), good.tolist(), strict=True) if is_kept]
        cursor = block.cursor
        if cursor is None:
            break
    return {"series": [times[::-1], values[::-1]] if is_descending else [times, values]}


def _figures(metric_id: int, start_us: int, end_us: int) -> dict[str, Any]:
    """Of all numbers in the range, however many there are: from rollups where they fit."""
    width_us = max(MINUTE_US, -(-(end_us - start_us) // MINUTE_US) * MINUTE_US)
    found = current().aggregate([metric_id], start_us, end_us, width_us)
    there = found.count[0] > 0 if len(found.count) else np.zeros(0, bool)
    if not there.any():
        return {"count": 0}
    count, total = int(found.count[0][there].sum()), float(found.total[0][there].sum())
    return {
        "count": count,
        "average": total / count,
        "minimum": float(found.lo[0][there].min()),
        "maximum": float(found.hi[0][there].max()),
        "sum": total,
    }


kind = CallKind(title="History of a metric", perform=perform, reads_only=True)
