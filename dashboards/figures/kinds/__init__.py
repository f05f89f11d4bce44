"""How each kind of chart is drawn: one file a kind, called as the widget's type is."""

from collections.abc import Callable
from typing import Final

from dashboards.figures.chart import Chart, Drawn
from dashboards.figures.kinds import band, bar, box, heatmap, histogram, pie, scatter, sparkline, state_timeline, timeseries

DRAWERS: Final[dict[str, Callable[[Chart], Drawn]]] = {
    "timeseries": timeseries.draw,
    "sparkline": sparkline.draw,
    "band": band.draw,
    "state_timeline": state_timeline.draw,
    "bar": bar.draw,
    "scatter": scatter.draw,
    "pie": pie.draw,
    "histogram": histogram.draw,
    "box": box.draw,
    "heatmap": heatmap.draw,
}
