"""How values are spread, one box or violin for each source, from the quartiles that the server counted."""

import html
from typing import Any, Final

from core.sentences import said
from dashboards.figures import axes, look
from dashboards.figures.chart import Chart, Drawn, Trace, level_of
from dashboards.figures.kinds.histogram import averaged

# Half of the width that a violin may take, in places of the axis.
HALF_WIDTH: Final = 0.38


def draw(chart: Chart) -> Drawn:
    made = [level_of(source, "distribution") for source in chart.sources]
    is_violin = chart.choice("style", ("box", "violin")) == "violin"
    has_outliers = chart.is_on("showOutliers", usually=True)
    scale = axes.scale_around(
        [end for one in made if one for end in _reach(one, is_violin=is_violin, has_outliers=has_outliers)],
        fixed_low=chart.end("min"),
        fixed_high=chart.end("max"),
        rules=axes.rules_shown(chart),
    )
    traces: list[Trace] = []
    for place, one in enumerate(made):
        if one:
            traces += _violin(chart, one, place) if is_violin else [_box(chart, one, place)]
            if has_outliers and one["outliers"]:
                traces.append(_outliers(chart, one, place))
    places = list(range(len(made)))
    layout = {
        "hovermode": "closest",
        "showlegend": False,
        "xaxis": {
            "type": "linear",
            "tickvals": places,
            "ticktext": chart.names,
            "range": [-0.5, len(places) - 0.5],
            "hoverformat": "",
        },
        "yaxis": axes.value_axis(scale, chart.unit, chart.decimals),
        "shapes": axes.limit_shapes(chart, scale),
    }
    return Drawn(traces, layout, averaged([one for one in made if one]))


def _reach(one: dict[str, Any], *, is_violin: bool, has_outliers: bool) -> list[float]:
    ends = [one["low"], one["high"], *(one["outliers"] if has_outliers else [])]
    return [*ends, *(value for value, _ in one["curve"])] if is_violin else ends


def _box(chart: Chart, one: dict[str, Any], place: int) -> Trace:
    color = look.color(place)
    return {
        "type": "box",
        "name": chart.names[place],
        "x": [place],
        "q1": [one["q1"]],
        "median": [one["median"]],
        "q3": [one["q3"]],
        "lowerfence": [one["low"]],
        "upperfence": [one["high"]],
        "mean": [one["mean"]],
        "boxmean": True,
        "width": 0.5,
        "line": {"color": color, "width": 1.5},
        "fillcolor": f"{color}33",
        "hoveron": "boxes",
        "hoverinfo": "text",
        "hovertext": _told(chart, one, place),
    }


def _violin(chart: Chart, one: dict[str, Any], place: int) -> list[Trace]:
    """The outline of the density to both sides, with the box's quartiles inside."""
    color, told = look.color(place), _told(chart, one, place)
    right = [(place + share * HALF_WIDTH, value) for value, share in one["curve"]]
    left = [(place - share * HALF_WIDTH, value) for value, share in reversed(one["curve"])]
    outline = [*right, *left]
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": chart.names[place],
            "x": [x for x, _ in outline],
            "y": [y for _, y in outline],
            "fill": "toself",
            "fillcolor": f"{color}33",
            "line": {"color": color, "width": 1.25, "shape": "linear"},
            "hoveron": "fills",
            "hoverinfo": "text",
            "text": told,
        },
        {
            "type": "scatter",
            "mode": "lines",
            "x": [place, place],
            "y": [one["q1"], one["q3"]],
            "line": {"color": color, "width": 6},
            "hoverinfo": "skip",
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": [place],
            "y": [one["median"]],
            "marker": {"color": "#fff", "size": 7, "line": {"color": color, "width": 1.5}},
            "hovertext": [told],
            "hoverinfo": "text",
        },
    ]


def _outliers(chart: Chart, one: dict[str, Any], place: int) -> Trace:
    unit = html.escape(str(chart.sources[place]["unit"]))
    return {
        "type": "scatter",
        "mode": "markers",
        "name": said(f"{chart.names[place]}: outliers"),
        "x": [place] * len(one["outliers"]),
        "y": one["outliers"],
        "marker": {"color": look.color(place), "size": 4, "symbol": "circle-open"},
        "hovertext": [f"{chart.write(value)} {unit}".strip() for value in one["outliers"]],
        "hoverinfo": "text",
    }


def _told(chart: Chart, one: dict[str, Any], place: int) -> str:
    unit = html.escape(str(chart.sources[place]["unit"]))
    low, q1, median, mean, q3, high = (
        f"{chart.write(one[name])} {unit}".strip() for name in ("low", "q1", "median", "mean", "q3", "high")
    )
    rows = [f"<b>{chart.names[place]}</b>", f"{low} – {high}", f"50 %: {q1} – {q3}", f"x̃ {median}, x̄ {mean}"]
    return "<br>".join([*rows, f"n = {one['count']}"])
