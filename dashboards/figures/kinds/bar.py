"""Bars: a figure for each stretch of time, or one for each source; of the period before beside them, paler."""

import html
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from dashboards.figures import axes, look
from dashboards.figures.chart import Chart, Drawn, Trace, level_of, number
from telemetry.summaries import STATISTICS

FIGURES: Final = (*STATISTICS, "latest")


def draw(chart: Chart) -> Drawn:
    return _by_sources(chart) if chart.options.get("by") == "sources" else _by_time(chart)


def unit_of(chart: Chart) -> str:
    """A count has no unit, whatever was counted."""
    return "" if chart.options.get("statistic") == "count" else chart.unit


def _decimals(chart: Chart) -> int | None:
    return 0 if chart.options.get("statistic") == "count" else chart.decimals


class Columns(NamedTuple):
    place: int
    is_before: bool
    ts: list[float]
    end: list[float]
    value: list[float | None]


def _columns(place: int, levels: Mapping[str, Any] | None, statistic: str, shift_ms: float = 0) -> Columns:
    bins = (levels or {}).get("bins") or {"ts": [], "end": [], statistic: []}
    ts, end = ([at + shift_ms for at in bins[side]] for side in ("ts", "end"))
    return Columns(place, shift_ms != 0, ts, end, bins[statistic])


def _by_time(chart: Chart) -> Drawn:
    asked = chart.choice("statistic", FIGURES)
    statistic = "last" if asked == "latest" else asked
    bars: list[Columns] = []
    for place, source in enumerate(chart.sources):
        if before := source.get("before"):
            bars.append(_columns(place, before.get("levels"), statistic, before["shift_ms"]))
        bars.append(_columns(place, source.get("levels"), statistic))
    is_stacked = chart.choice("mode", ("grouped", "stacked")) == "stacked"
    scale = axes.scale_around(
        _sums(bars) if is_stacked else [value for one in bars for value in one.value],
        fixed_low=chart.end("min"),
        fixed_high=chart.end("max"),
        from_zero=chart.end("min") is None,
        rules=axes.rules_shown(chart),
    )
    layout = {
        "barmode": "relative" if is_stacked else "group",
        "bargap": 0.18,
        "xaxis": chart.time_axis(),
        "yaxis": axes.value_axis(scale, unit_of(chart), _decimals(chart)),
        "shapes": axes.limit_shapes(chart, scale),
    }
    return Drawn([_bars(chart, one, is_stacked=is_stacked) for one in bars], layout, has_time=True)


def _bars(chart: Chart, one: Columns, *, is_stacked: bool) -> Trace:
    name = chart.before(one.place) if one.is_before else chart.names[one.place]
    return {
        "type": "bar",
        "name": name,
        "x": chart.times([(start + end) / 2 for start, end in zip(one.ts, one.end, strict=True)]),
        "y": one.value,
        "marker": {"color": look.color(one.place)},
        "opacity": 0.4 if one.is_before else 1,
        # Before and now stand side by side, not on each other.
        **({"offsetgroup": "before" if one.is_before else "now"} if is_stacked else {}),
        "hovertemplate": chart.hover(unit_of(chart), name, decimals=_decimals(chart)),
    }


def _sums(bars: list[Columns]) -> list[float | None]:
    """What stacked bars reach up and down to."""
    reached: defaultdict[tuple[bool, bool, float], float] = defaultdict(float)
    for one in bars:
        for at, value in zip(one.ts, one.value, strict=True):
            reached[one.is_before, (value or 0) < 0, at] += value or 0
    return list(reached.values())


def figure_of(source: Mapping[str, Any], statistic: str) -> float | None:
    """The figure of the whole range, or the newest value."""
    if statistic == "latest":
        return number(source["latest"]["value"]) if source.get("latest") else None
    return number((level_of(source, "total") or {}).get(statistic))


def _by_sources(chart: Chart) -> Drawn:
    statistic, across = chart.choice("statistic", FIGURES), chart.is_on("isHorizontal", usually=False)
    now = [figure_of(source, statistic) for source in chart.sources]
    before = [
        figure_of(source["before"], statistic) if source.get("before") and statistic != "latest" else None
        for source in chart.sources
    ]
    scale = axes.scale_around(
        [*now, *before],
        fixed_low=chart.end("min"),
        fixed_high=chart.end("max"),
        from_zero=chart.end("min") is None,
        rules=chart.rules if chart.is_on("showLimits", usually=True) else [],
    )
    values = axes.value_axis(scale, unit_of(chart), _decimals(chart))
    places = list(range(len(chart.sources)))
    names = {"type": "linear", "tickvals": places, "ticktext": chart.names, "showgrid": False, "hoverformat": ""}
    layout: dict[str, Any] = {"barmode": "group", "bargap": 0.3, "hovermode": "closest", "showlegend": False}
    if across:
        # The first stands at the top.
        layout |= {"xaxis": values, "yaxis": names | {"range": [len(places) - 0.5, -0.5]}}
    else:
        layout |= {"xaxis": names | {"range": [-0.5, len(places) - 0.5]}, "yaxis": values}
        layout["shapes"] = axes.limit_shapes(chart, scale)
    has_before = any(value is not None for value in before)
    traces = [_source_bars(chart, before, across=across, is_before=True)] if has_before else []
    return Drawn([*traces, _source_bars(chart, now, across=across, is_alone=not has_before)], layout)


def _source_bars(
    chart: Chart, values: list[float | None], *, across: bool, is_before: bool = False, is_alone: bool = False
) -> Trace:
    places = list(range(len(values)))
    names = [chart.before(place) if is_before else chart.names[place] for place in places]
    units = ["" if unit_of(chart) == "" else html.escape(str(source["unit"])) for source in chart.sources]
    said = ["–" if value is None else chart.write(value) for value in values]
    return {
        "type": "bar",
        "orientation": "h" if across else "v",
        "x": values if across else places,
        "y": places if across else values,
        "marker": {"color": [look.color(place) for place in places]},
        "opacity": 0.4 if is_before else 1,
        "text": ["" if value is None or is_before else text for value, text in zip(values, said, strict=True)],
        "textposition": "auto",
        "cliponaxis": False,
        "hovertext": [f"{name}: {text} {unit}".strip() for name, text, unit in zip(names, said, units, strict=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
        **({"width": 0.62} if is_alone else {}),
    }
