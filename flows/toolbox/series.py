"""Series on a wire, `[times in microseconds UTC, values]`, as columns that can be computed with."""

import math
from typing import Any

MAX_SAMPLES = 100_000


def columns(series: Any, *, least: int = 0) -> tuple[list[int], list[float]]:
    """Times and values of the samples that are numbers, oldest first; a ValueError when it is no series, or too short."""
    if not (isinstance(series, list | tuple) and len(series) == 2 and all(isinstance(part, list | tuple) for part in series)):
        raise ValueError("This is no series. A series is a list of times and a list of values, such as from “Last samples”.")
    times, values = series
    if len(times) != len(values):
        raise ValueError(f"The series has {len(times)} times and {len(values)} values; each sample needs both.")
    if len(times) > MAX_SAMPLES:
        raise ValueError(f"The series has {len(times):,} samples; {MAX_SAMPLES:,} can be taken. Shorten or resample it.")
    pairs = [
        (int(time), float(value))
        for time, value in zip(times, values, strict=True)
        if isinstance(value, int | float) and isinstance(time, int | float) and math.isfinite(value)
    ]
    if any(pairs[index][0] > pairs[index + 1][0] for index in range(len(pairs) - 1)):
        pairs.sort(key=lambda pair: pair[0])
    if len(pairs) < least:
        raise ValueError(f"The series has {len(pairs)} numbers; at least {least} are needed.")
    return [time for time, _ in pairs], [value for _, value in pairs]
