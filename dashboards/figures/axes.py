"""Value axes with round ends, and limits upon them: as in the browser (`shared/charts/niceScale.ts`, `charts/axes.ts`)."""

import html
import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from dashboards.figures import look
from dashboards.figures.chart import Chart, Rule, number_format, on_off

Shape = dict[str, Any]


class Scale(NamedTuple):
    low: float
    high: float


def on_off_axis() -> dict[str, Any]:
    return {"range": [-0.1, 1.1], "tickvals": [0, 1], "ticktext": [on_off(is_on=False), on_off(is_on=True)]}


def nice_scale(low: float, high: float, *, fixed_low: float | None = None, fixed_high: float | None = None) -> Scale:
    """Round ends that give at most five ticks; ends that somebody has set are kept."""
    bottom = low if fixed_low is None else fixed_low
    top = high if fixed_high is None else fixed_high
    if not bottom < top:
        room = max(abs(bottom) * 0.1, 1)
        if fixed_low is None:
            bottom -= room
        if fixed_high is None or bottom >= top:
            top = max(top, bottom) + room
    step = _nice_step((top - bottom) / (look.TICKS - 1))
    while True:
        begin = math.floor(bottom / step + 1e-9) * step if fixed_low is None else fixed_low
        end = math.ceil(top / step - 1e-9) * step if fixed_high is None else fixed_high
        if _ticks(begin, end, step) <= look.TICKS:
            return Scale(float(f"{begin:.12g}"), float(f"{end:.12g}"))
        step = _nice_step(step * 1.01)


def _ticks(low: float, high: float, step: float) -> int:
    return math.floor(high / step + 1e-9) - math.ceil(low / step - 1e-9) + 1


def _nice_step(rough: float) -> float:
    """The next larger of 1, 2, 2.5, 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(rough))
    return next((factor for factor in (1, 2, 2.5, 5, 10) if factor >= rough / power - 1e-9), 10) * power


def scale_around(
    values: Iterable[float | None],
    *,
    fixed_low: float | None = None,
    fixed_high: float | None = None,
    from_zero: bool = False,
    rules: Iterable[Rule] = (),
) -> Scale:
    """Around all values, with the limits that they come near to: a far one would flatten the line."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0, 1)
    span = max(high - low, abs(high) * 0.05)
    for rule in limits(rules):
        if rule.value > high and rule.value - high <= span:
            high = rule.value
        if rule.value < low and low - rule.value <= span:
            low = rule.value
    if from_zero:
        low, high = min(low, 0), max(high, 0)
    return nice_scale(low, high, fixed_low=fixed_low, fixed_high=fixed_high)


def value_axis(scale: Scale, unit: str, decimals: int | None) -> dict[str, Any]:
    """Plotly leaves out horizontals on the very edge, so there is a little room."""
    edge = (scale.high - scale.low) * 0.015
    return {
        "type": "linear",
        "range": [scale.low - edge, scale.high + edge],
        "title": {"text": unit},
        "hoverformat": number_format(decimals),
    }


def rules_shown(chart: Chart) -> list[Rule]:
    """The limits that have a say in where the axis ends."""
    return chart.rules if chart.is_on("showLimits", usually=True) or chart.is_on("showZones", usually=False) else []


def limits(rules: Iterable[Rule]) -> list[Rule]:
    """Only these two have a place on an axis and a side."""
    return [rule for rule in rules if rule.when in ("above", "below")]


def limit_shapes(chart: Chart, scale: Scale, *, zones: bool = True) -> list[Shape]:
    """Limits as dashed lines with their text, and what lies beyond them tinted."""
    rules = limits(chart.rules)
    shapes: list[Shape] = []
    if zones and chart.is_on("showZones", usually=False):
        shapes += [shape for rule in rules if (shape := _zone(rule, rules, scale))]
    if chart.is_on("showLimits", usually=True):
        shapes += [_line(rule, scale) for rule in rules if scale.low <= rule.value <= scale.high]
    return shapes


def _line(rule: Rule, scale: Scale) -> Shape:
    # The text stands above the line, unless the chart ends there.
    is_above = rule.when == "above" and rule.value < scale.high - (scale.high - scale.low) * 0.12
    return {
        "type": "line",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "yref": "y",
        "y0": rule.value,
        "y1": rule.value,
        "line": {"color": look.level(rule.level), "width": 1, "dash": "dash"},
        "label": _label(rule) | {"textposition": "start", "yanchor": "bottom" if is_above else "top", "padding": 4},
    }


def upright(chart: Chart, scale: Scale) -> list[Shape]:
    """Limits where values lie along the bottom."""
    if not chart.is_on("showLimits", usually=True):
        return []
    return [
        {
            "type": "line",
            "xref": "x",
            "x0": rule.value,
            "x1": rule.value,
            "yref": "paper",
            "y0": 0,
            "y1": 1,
            "line": {"color": look.level(rule.level), "width": 1, "dash": "dash"},
            "label": _label(rule) | {"textposition": "end", "textangle": 0, "padding": 3},
        }
        for rule in limits(chart.rules)
        if scale.low <= rule.value <= scale.high
    ]


def _label(rule: Rule) -> dict[str, Any]:
    return {"text": html.escape(rule.text), "font": {"size": 10, "color": look.token("dimmed")}}


def _zone(rule: Rule, rules: list[Rule], scale: Scale) -> Shape | None:
    """From a limit to the next worse one on its side, or to the end of the axis."""
    is_above = rule.when == "above"
    beyond = [
        other.value
        for other in rules
        if other.when == rule.when and (other.value > rule.value if is_above else other.value < rule.value)
    ]
    end = min([scale.high, *beyond]) if is_above else max([scale.low, *beyond])
    start = min(max(rule.value, scale.low), scale.high)
    if end <= start if is_above else end >= start:
        return None
    return {
        "type": "rect",
        "layer": "below",
        "xref": "paper",
        "x0": 0,
        "x1": 1,
        "yref": "y",
        "y0": start,
        "y1": end,
        "fillcolor": look.level(rule.level),
        "opacity": 0.1,
        "line": {"width": 0},
    }
