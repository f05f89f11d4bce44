"""A chart of a dashboard as a figure of Python's plotly, as JSON for notebooks, and as one page that works alone."""

import html
from collections.abc import Mapping
from typing import Any, Final

from core.errors import Missing
from dashboards import selectors
from dashboards.documents import Document
from dashboards.errors import NoFigure
from dashboards.figures import look
from dashboards.figures.traces import DRAWERS, Chart
from dashboards.levels import Page
from dashboards.models import Dashboard
from dashboards.variables.declared import Given
from organizations.models import User
from telemetry.zones import zone_of

# The data of a plant is never offered to a cloud.
CONFIG: Final = {"showSendToCloud": False, "displaylogo": False, "responsive": True, "scrollZoom": True}


def figure_of(dashboard: Dashboard, widget_id: str, user: User, *, page: Page, given: Given) -> Any:
    """A `plotly.graph_objects.Figure`, checked by plotly itself."""
    import plotly.graph_objects as go  # takes a moment, and few processes ever draw

    document = Document.model_validate(selectors.newest_version(dashboard).document)
    widget = document.widgets.get(widget_id)
    if widget is None:
        raise Missing(f"There is no widget “{widget_id[:40]}” on this dashboard.")
    if widget.type not in DRAWERS:
        raise NoFigure(widget.type, sorted(DRAWERS))
    answer = selectors.dashboard_data(dashboard, user, page=page, given=given, only=[widget_id])
    sources = answer["widgets"][widget_id]["sources"]
    labels = [getattr(binding, "label", None) for binding in widget.bindings]
    if len(labels) != len(sources):
        labels = [None] * len(sources)  # a variable stands for several: they are called by themselves
    shown = [(source, label) for source, label in zip(sources, labels, strict=True) if source["state"] == "ok"]
    names = [_name(source, label) for source, label in shown]
    title = widget.title or ", ".join(names[:3])
    chart = Chart(widget.options, [source for source, _ in shown], names, zone_of(answer["zone"]))
    drawn = DRAWERS[widget.type](chart)
    layout = look.layout(html.escape(title) if widget.title else title)
    for name, part in drawn.layout.items():
        layout[name] = layout.get(name, {}) | part if isinstance(part, dict) else part
    if layout["xaxis"]["type"] == "date" and widget.time_range is None:
        # As in the browser: what nobody measured at the ends is part of the picture.
        layout["xaxis"] = layout["xaxis"] | {"range": chart.times([answer["from"], answer["to"]])}
    if len(drawn.traces) < 2 and "pie" not in {trace["type"] for trace in drawn.traces}:
        layout["showlegend"] = False
    return go.Figure(data=drawn.traces, layout=layout)


def _name(source: Mapping[str, Any], label: Any) -> str:
    """Plotly reads names as HTML."""
    return html.escape(label if isinstance(label, str) and label else str(source["path"] or source["topic"]))


def as_json(figure: Any) -> str:
    """For `plotly.io.from_json` and `plotly.graph_objects.Figure`."""
    text: str = figure.to_json()
    return text


def as_page(figure: Any) -> str:
    """One file with everything in it: it opens where there is no network."""
    text: str = figure.to_html(full_html=True, include_plotlyjs=True, config=CONFIG, default_width="100%", default_height="100vh")
    return text
