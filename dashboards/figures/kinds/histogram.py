"""How often which values occur: counted by the server, over every sample, so these are bars of its bins."""

import html
import itertools
from typing import Any

from core.sentences import said
from dashboards.figures import axes, look
from dashboards.figures.chart import Chart, Drawn, Trace, level_of, write


def draw(chart: Chart) -> Drawn:
    known = [(place, made) for place, source in enumerate(chart.sources) if (made := level_of(source, "distribution"))]
    as_percent = chart.is_on("asPercent", usually=False)
    heights = [[count / made["count"] * 100 if as_percent else count for count in made["counts"]] for _, made in known]
    up = axes.scale_around([height for one in heights for height in one], from_zero=True)
    across = axes.scale_around(
        [end for _, made in known for end in (made["edges"][0], made["edges"][-1])],
        rules=chart.rules if chart.is_on("showLimits", usually=True) else [],
    )
    traces = [
        _bars(chart, place, made, height, is_alone=len(known) == 1) for (place, made), height in zip(known, heights, strict=True)
    ]
    layout = {
        "barmode": "overlay",
        "bargap": 0,
        "hovermode": "closest",
        "xaxis": axes.value_axis(across, chart.unit, chart.decimals),
        "yaxis": axes.value_axis(up, "%" if as_percent else said("Samples"), 0),
        "shapes": axes.upright(chart, across),
    }
    return Drawn(traces, layout, averaged([made for _, made in known]))


def averaged(known: list[dict[str, Any]]) -> list[str]:
    """When the samples were too many to be counted one by one."""
    width_s = next((made["of_averages_s"] for made in known if made["of_averages_s"]), None)
    return [said(f"Of averages of {round(width_s / 60)} min: the samples are too many")] if width_s else []


def _bars(chart: Chart, place: int, made: dict[str, Any], heights: list[float], *, is_alone: bool) -> Trace:
    bins = list(itertools.pairwise(made["edges"]))
    unit, name = html.escape(str(chart.sources[place]["unit"])), chart.names[place]
    return {
        "type": "bar",
        "name": name,
        "x": [(low + high) / 2 for low, high in bins],
        "y": heights,
        "width": [high - low for low, high in bins],
        "marker": {"color": look.color(place), "line": {"color": look.token("ground"), "width": 1}},
        "opacity": 1 if is_alone else 0.6,
        "hovertext": [
            "<br>".join([name, f"{chart.write(low)} – {chart.write(high)} {unit}".rstrip(), _share(count, of=made["count"])])
            for (low, high), count in zip(bins, made["counts"], strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _share(count: int, *, of: int) -> str:
    return f"{count} ({write(count / of * 100, 1)} %)"
