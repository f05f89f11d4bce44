"""A circle divided among sources, or among the states that lasted; in a ring the sum stands in the middle."""

import html
from typing import Any, Final

from core.sentences import said
from dashboards.figures import look
from dashboards.figures.chart import Chart, Drawn, duration, level_of
from dashboards.figures.kinds.bar import figure_of, unit_of
from dashboards.figures.states import Colors, state_of
from telemetry.summaries import STATISTICS

FIGURES: Final = ("latest", *STATISTICS)


def draw(chart: Chart) -> Drawn:
    by_states = chart.options.get("by") == "states"
    slices, negative = _states(chart) if by_states else _shares(chart)
    total = sum(value for _, value, _, _ in slices)
    is_ring = chart.is_on("isRing", usually=True)
    trace: dict[str, Any] = {
        "type": "pie",
        "labels": [name for name, *_ in slices],
        "values": [value for _, value, _, _ in slices],
        "text": [said for *_, said, _ in slices],
        "hovertemplate": "%{label}: %{text}<br>%{percent}<extra></extra>",
        "hole": 0.62 if is_ring else 0,
        "sort": False,
        "direction": "clockwise",
        "textinfo": "percent",
        "textposition": "outside" if is_ring else "inside",
        "marker": {"colors": [color for *_, color in slices], "line": {"color": look.token("ground"), "width": 1.5}},
    }
    units = {source["unit"] for source in chart.sources}
    sum_said = duration(total) if by_states else f"{chart.write(total)} {unit_of(chart) if len(units) == 1 else ''}".strip()
    middle = {"text": sum_said, "showarrow": False, "x": 0.5, "y": 0.5, "font": {"size": 16, "color": look.token("text")}}
    notes = [said(f"Less than nothing, so not in the circle: {', '.join(negative)}")] if negative else []
    has_sum = is_ring and total > 0
    layout = {"hovermode": "closest", "showlegend": True, "annotations": [middle] if has_sum else []}
    return Drawn([trace], layout, notes)


# Its name, how much it is, the same in words, and its colour.
Slice = tuple[str, float, str, str]


def _shares(chart: Chart) -> tuple[list[Slice], list[str]]:
    statistic, is_count = chart.choice("statistic", FIGURES), chart.options.get("statistic") == "count"
    slices: list[Slice] = []
    negative: list[str] = []
    for place, source in enumerate(chart.sources):
        value = figure_of(source, statistic)
        if value is not None and value < 0:
            negative.append(chart.names[place])
        elif value is not None:
            unit = "" if is_count else html.escape(str(source["unit"]))
            slices.append((chart.names[place], value, f"{chart.write(value)} {unit}".strip(), look.color(place)))
    return slices, negative


def _states(chart: Chart) -> tuple[list[Slice], list[str]]:
    """For how many milliseconds which state lasted, of all sources together."""
    colors, found = Colors(), dict[str, Slice]()
    bare = chart._replace(options={**chart.options, "decimals": None})
    for source in chart.sources:
        for run in (level_of(source, "runs") or {}).get("runs", ()):
            state = state_of(run["value"], bare, [])
            name, spent, _, color = found.get(state.key) or (html.escape(state.text), 0.0, "", colors.of(state))
            spent += run["to_ms"] - run["from_ms"]
            found[state.key] = (name, spent, duration(spent), color)
    return list(found.values()), []
