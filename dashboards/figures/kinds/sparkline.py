"""One line between its lowest and its highest value, filled below."""

from typing import Any

from dashboards.figures import axes
from dashboards.figures.chart import Chart, Drawn
from dashboards.figures.kinds import timeseries


def draw(chart: Chart) -> Drawn:
    # Its rules colour the number that stands above it in the browser; there are no limits in the picture.
    line = timeseries.draw(chart._replace(options={**chart.options, "style": "line", "min": None, "max": None}, rules=[]))
    known = [value for trace in line.traces for value in trace["y"] if value is not None]
    low, high = (min(known), max(known)) if known else (0, 1)
    if low == high:
        low, high = low - 1, high + 1
    ends: dict[str, Any] = axes.value_axis(axes.Scale(low, high), chart.unit, chart.decimals)
    is_number = "ticktext" not in line.layout["yaxis"]
    ground = (ends if is_number else line.layout["yaxis"])["range"][0]
    below = [timeseries.area(line.traces[-1], ground=ground)] if line.traces and chart.is_on("area", usually=True) else []
    return line._replace(traces=[*below, *line.traces], layout=line.layout | ({"yaxis": ends} if is_number else {}))
