"""Analyses that take longer than the hot lane allows: seasonal forecasts, changes of level in long series."""

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from core.errors import Refused
from flows.cold.kinds import CallKind, Context, Retry
from flows.toolbox import analytics

MAX_VALUES = 10_000


def perform(request: dict[str, Any], context: Context) -> Any:
    """The request names the function and has `values`, evenly spaced, beside its options."""
    function = _FUNCTIONS.get(request.get("function", ""))
    if function is None:
        raise Refused(f"“{request.get('function')}” is no analysis. There are: {', '.join(_FUNCTIONS)}.")
    values = np.asarray(request.get("values", ()), dtype=np.float64)
    if values.ndim != 1 or not 2 <= len(values) <= MAX_VALUES or not np.isfinite(values).all():
        raise Refused(f"An analysis takes 2 to {MAX_VALUES:,} numbers.")
    try:
        return function(values, request)
    except (ValueError, ArithmeticError, LookupError, np.linalg.LinAlgError) as error:
        raise Refused(str(error) or type(error).__name__) from None


def _seasonal_forecast(values: analytics.Floats, request: Mapping[str, Any]) -> Any:
    found = analytics.holt_winters(
        values,
        season=int(request["season"]),
        steps=int(request["steps"]),
        confidence=float(request["confidence"]),
        has_trend=bool(request["has_trend"]),
        is_multiplicative=bool(request["is_multiplicative"]),
    )
    return found._asdict()


def _change_points(values: analytics.Floats, request: Mapping[str, Any]) -> Any:
    cuts = analytics.change_points(values, penalty=float(request["penalty"]), shortest=int(request["shortest"]))
    bounds = [0, *cuts, len(values)]
    levels = [float(values[begin:end].mean()) for begin, end in itertools.pairwise(bounds)]
    return {"cuts": cuts, "levels": levels}


_FUNCTIONS: dict[str, Callable[[analytics.Floats, Mapping[str, Any]], Any]] = {
    "seasonal_forecast": _seasonal_forecast,
    "change_points": _change_points,
}

# It fails in the same way each time, or not at all.
kind = CallKind(title="Analysis", perform=perform, timeout_s=60.0, retry=Retry(tries=2), reads_only=True)
