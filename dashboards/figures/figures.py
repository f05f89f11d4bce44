"""A chart of a dashboard as a figure of Python's plotly, as JSON for notebooks, and as one page that works alone."""

import functools
import html
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from core import languages
from core.clock import now_us
from core.errors import Missing
from core.sentences import said
from dashboards import documents, selectors
from dashboards.documents import Widget
from dashboards.errors import NoFigure
from dashboards.figures import look, marks, units
from dashboards.figures.chart import Chart, rules_of, separators, text_of
from dashboards.figures.kinds import DRAWERS
from dashboards.levels import Levels, Page
from dashboards.models import Dashboard
from dashboards.variables.declared import Given
from organizations.models import User
from telemetry.zones import zone_of

# The data of a plant is never offered to a cloud.
CONFIG: Final = {"showSendToCloud": False, "displaylogo": False, "responsive": True, "scrollZoom": True}
STALE_AFTER_INTERVALS: Final = 3
NOTHING: Final = {
    "showarrow": False,
    "x": 0.5,
    "y": 0.5,
    "xref": "paper",
    "yref": "paper",
}


def figure_of(dashboard: Dashboard, widget_id: str, user: User, *, page: Page, given: Given) -> Any:
    """A `plotly.graph_objects.Figure`, checked by plotly itself."""
    import plotly.graph_objects as go  # takes a moment, and few processes ever draw

    document = documents.read(selectors.newest_version(dashboard).document)
    widget = document.widgets.get(widget_id)
    if widget is None:
        raise Missing(f"There is no widget “{widget_id[:40]}” on this dashboard.")
    if widget.type not in DRAWERS:
        raise NoFigure(widget.type, sorted(DRAWERS))
    # A range of its own is that of the whole figure.
    page = page._replace(period=Levels(page, {}).period_of(widget))
    answer = selectors.dashboard_data(dashboard, user, page=page, given=given, only=[widget_id])
    chart, notes = _chart(widget, answer)
    drawn = DRAWERS[widget.type](chart)
    traces, layout = drawn.traces, drawn.layout
    if drawn.has_time and widget.type != "sparkline":
        marked, around = marks.drawn(chart, answer["marks"])
        traces = [*traces, *marked]
        layout = layout | around | {"shapes": [*layout.get("shapes", []), *around["shapes"]]}
    if not any(_has_values(trace) for trace in drawn.traces):
        nothing = NOTHING | {"text": said("No values in this time range")}
        layout = layout | {"annotations": [*layout.get("annotations", []), nothing]}
    title = html.escape(widget.title) or ", ".join(chart.names[:3])
    whole = look.layout(title, " · ".join([*drawn.notes, *notes])) | {"separators": separators()}
    for name, part in layout.items():
        whole[name] = whole.get(name, {}) | part if isinstance(part, dict) else part
    if "showlegend" not in layout:
        whole["showlegend"] = len([trace for trace in traces if trace.get("showlegend", True)]) > 1
    return go.Figure(data=traces, layout=whole)


def _chart(widget: Widget, answer: Mapping[str, Any]) -> tuple[Chart, list[str]]:
    """The widget as it is drawn, and what must be said of its sources besides."""
    sources = next(iter(answer["widgets"].values()))["sources"]
    bound = list(zip(sources, _labels(widget, answer["paths"]), strict=True))
    shown = [(units.shown(source, text_of(widget.options.get("unit"))), label) for source, label in bound if _is_there(source)]
    chart = Chart(
        options=widget.options,
        rules=rules_of(widget.rules),
        sources=[one.source for one, _ in shown],
        names=[html.escape(label or str(one.source["path"] or one.source["topic"])) for one, label in shown],
        zone=zone_of(answer["zone"]),
        from_ms=answer["from"],
        to_ms=answer["to"],
    )
    refused = next((one.refused for one, _ in shown if one.refused), None)
    notes = [said(f"Not all values can be shown in {html.escape(refused)}: these keep their own unit")] if refused else []
    return chart, [*notes, *_conditions(chart, missing=len(bound) - len(shown))]


def _is_there(source: Mapping[str, Any]) -> bool:
    return bool(source["state"] == "ok")


def _has_values(trace: Mapping[str, Any]) -> bool:
    values = trace.get("values", trace.get("z", trace.get("median", trace.get("y", ()))))
    return any(any(one is not None for one in value) if isinstance(value, list) else value is not None for value in values)


def _labels(widget: Widget, paths: Mapping[str, list[Mapping[str, Any]]]) -> list[str]:
    """What each source is called by the designer; one binding of a variable stands for several."""
    led = [one for each in widget.bindings for one in paths.get(each.topic, [each.model_dump()])]
    return [text_of(one.get("label")) for one in led]


def _conditions(chart: Chart, *, missing: int) -> list[str]:
    """A line that merely ends, has holes or is not there is easily overlooked."""
    bad = [name for name, source in _named(chart) if source["latest"] and source["latest"]["quality"] >= 2]
    silent = [(name, source) for name, source in _named(chart) if name not in bad and _is_stale(source)]
    notes = []
    if silent:
        since = chart.time(min(source["latest"]["ts"] for _, source in silent))[:19].replace("T", " ")
        names = ", ".join(name for name, _ in silent)
        notes.append(said(f"No new values from {names} since {since}"))
    if bad:
        notes.append(said(f"Bad quality: {', '.join(bad)}"))
    if missing == 1:
        notes.append(said("1 line is deleted or not yours to see"))
    elif missing:
        notes.append(said(f"{missing} lines are deleted or not yours to see"))
    return notes


def _named(chart: Chart) -> list[tuple[str, Mapping[str, Any]]]:
    return list(zip(chart.names, chart.sources, strict=True))


def _is_stale(source: Mapping[str, Any]) -> bool:
    latest, expected_s = source["latest"], source["expected_interval_s"]
    return bool(latest and expected_s and now_us() / 1000 - latest["ts"] > expected_s * 1000 * STALE_AFTER_INTERVALS)


def as_json(figure: Any) -> str:
    """For `plotly.io.from_json` and `plotly.graph_objects.Figure`."""
    text: str = figure.to_json()
    return text


def as_page(figure: Any) -> str:
    """One file with everything in it: it opens where there is no network."""
    config = CONFIG | _locale(languages.current())
    text: str = figure.to_html(full_html=True, include_plotlyjs=True, config=config, default_width="100%", default_height="100vh")
    return text


@functools.cache
def _locale(language: str) -> dict[str, Any]:
    """Plotly's own words, of its buttons and its time axis; it knows the English ones itself."""
    words = languages.messages(Path(__file__).parent, f"plotly.{language}")
    return {"locale": language, "locales": {language: words}} if words else {}
