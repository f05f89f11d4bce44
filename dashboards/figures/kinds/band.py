"""What values lie between: a band from the lowest to the highest of each stretch of time, and the average upon it."""

import html
from typing import NamedTuple

from dashboards.figures import axes, look
from dashboards.figures.chart import Chart, Drawn, Source, Trace, level_of
from dashboards.figures.gaps import gap_limit_ms


class Point(NamedTuple):
    at_ms: float
    low: float
    high: float
    avg: float


def draw(chart: Chart) -> Drawn:
    bands = [stretches(source) for source in chart.sources]
    points = [point for parts in bands for part in parts for point in part]
    scale = axes.scale_around(
        [end for point in points for end in (point.low, point.high)],
        fixed_low=chart.end("min"),
        fixed_high=chart.end("max"),
        rules=axes.rules_shown(chart),
    )
    traces: list[Trace] = []
    for place, parts in enumerate(bands):
        traces.append(_area(chart, place, parts))
        if chart.is_on("showAverage", usually=True):
            traces.append(_average(chart, place, parts))
    layout = {
        "xaxis": chart.time_axis(),
        "yaxis": axes.value_axis(scale, chart.unit, chart.decimals),
        "shapes": axes.limit_shapes(chart, scale),
        "showlegend": len(chart.sources) > 1,
    }
    return Drawn(traces, layout, has_time=True)


def stretches(source: Source) -> list[list[Point]]:
    """Bins with data, in stretches without a gap."""
    bins = level_of(source, "bins")
    if not bins:
        return []
    rows = zip(bins["ts"], bins["end"], bins["min"], bins["max"], bins["avg"], strict=True)
    points = [
        Point((start + end) / 2, low, high, avg)
        for start, end, low, high, avg in rows
        if low is not None and high is not None and avg is not None
    ]
    usual = gap_limit_ms([point.at_ms for point in points], expected_s=source["expected_interval_s"], is_reduced=False)
    limit = max(usual, bins["width_s"] * 1500)
    parts: list[list[Point]] = []
    for point in points:
        if parts and point.at_ms - parts[-1][-1].at_ms <= limit:
            parts[-1].append(point)
        else:
            parts.append([point])
    return parts


def _area(chart: Chart, place: int, parts: list[list[Point]]) -> Trace:
    """Around each stretch and back; a hole between two of them."""
    x: list[str | None] = []
    y: list[float | None] = []
    for part in parts:
        there, back = part, part[::-1]
        x += [*chart.times([point.at_ms for point in (*there, *back)]), None]
        y += [*(point.high for point in there), *(point.low for point in back), None]
    color = look.color(place)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": chart.names[place],
        "legendgroup": str(place),
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": f"{color}33",
        "line": {"color": color, "width": 0.5},
        "hoverinfo": "skip",
    }


def _average(chart: Chart, place: int, parts: list[list[Point]]) -> Trace:
    unit = html.escape(str(chart.sources[place]["unit"]))
    points = [point for part in parts for point in (*part, None)]
    said = [point and f"{_written(chart, point)} {unit}".strip() for point in points]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": chart.names[place],
        "legendgroup": str(place),
        "showlegend": False,
        "x": [point and chart.time(point.at_ms) for point in points],
        "y": [point and point.avg for point in points],
        "connectgaps": False,
        "line": {"color": look.color(place), "width": 1.75},
        "text": said,
        "hovertemplate": f"%{{text}}<extra>{chart.names[place]}</extra>",
    }


def _written(chart: Chart, point: Point) -> str:
    """“42.1 (38.0 – 45.3)”: the average and what it lies between."""
    return f"{chart.write(point.avg)} ({chart.write(point.low)} – {chart.write(point.high)})"
