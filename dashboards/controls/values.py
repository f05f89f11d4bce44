"""Checks that several controls share."""

import math
from collections.abc import Iterable
from typing import Any

from dashboards.errors import BadControlValue


def one_of(value: Any, offered: Iterable[Any]) -> Any:
    """One of the values offered: true is not 1, though Python thinks so."""
    offered = list(offered)
    if not any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in offered):
        names = " or ".join(map(shown, offered)) or "nothing yet"
        raise BadControlValue(f"{shown(value)} is not what this control sends: {names}.")
    return value


def number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadControlValue(f"{shown(value)} is no number.")
    return value


def in_range(value: float, low: float | None, high: float | None) -> None:
    if (low is None or value >= low) and (high is None or value <= high):
        return
    if low is None or high is None:
        raise BadControlValue(f"{value:g} is above {high:g}." if low is None else f"{value:g} is below {low:g}.")
    raise BadControlValue(f"{value:g} lies outside {low:g} to {high:g}.")


def on_step(value: float, step: float, start: float) -> None:
    steps = (value - start) / step if step > 0 else 0.0
    # A browser's arithmetic is as inexact as ours: a millionth of a step is no step.
    if abs(steps - round(steps)) > 1e-6:
        raise BadControlValue(f"{value:g} is no multiple of {step:g} from {start:g}.")


def text(value: Any, *, longest: int, shortest: int = 0, lines: bool = True) -> str:
    if not isinstance(value, str):
        raise BadControlValue(f"{shown(value)} is no text.")
    if not shortest <= len(value) <= longest:
        raise BadControlValue(f"{shown(value)} has {len(value)} characters: give {shortest} to {longest}.")
    if not lines and ("\n" in value or "\r" in value):
        raise BadControlValue("This control sends one line: take the line breaks out.")
    return value


def first_number(*candidates: Any) -> float | None:
    """The first that is a number."""
    return next((float(one) for one in candidates if isinstance(one, int | float) and not isinstance(one, bool)), None)


def whole(candidate: Any, otherwise: int) -> int:
    return candidate if isinstance(candidate, int) and not isinstance(candidate, bool) else otherwise


def shown(value: Any) -> str:
    return repr(value)[:60]
