"""Where lines break: as in the browser (`shared/charts/gaps.ts`)."""

import itertools
from statistics import median
from typing import Any


def gap_limit_ms(times_ms: list[float], *, expected_s: float | None, is_reduced: bool) -> float:
    """How far apart samples may lie before it is a gap. Reduced data holds about two points a bucket."""
    reduced = (times_ms[-1] - times_ms[0]) / (len(times_ms) / 2) * 3 if is_reduced and len(times_ms) > 1 else 0.0
    if expected_s:
        return max(expected_s * 3000, reduced)
    if len(times_ms) < 3:
        return float("inf")
    return max(median(after - before for before, after in itertools.pairwise(times_ms)) * 10, reduced)


def with_gaps(times_ms: list[float], values: list[Any], limit_ms: float) -> tuple[list[float], list[Any]]:
    """With a hole between samples that lie further apart: a line over it would be a measurement nobody made."""
    times: list[float] = []
    held: list[Any] = []
    for at, value in zip(times_ms, values, strict=True):
        if times and at - times[-1] > limit_ms:
            times.append((times[-1] + at) / 2)
            held.append(None)
        times.append(at)
        held.append(value)
    return times, held
