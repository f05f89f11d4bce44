"""What charts mark on their time axis: alarms along the upper edge, what people noted along the lower one."""

import datetime as dt
import html
from collections.abc import Mapping
from typing import Any, Final

from core.sentences import said
from dashboards.figures import look
from dashboards.figures.chart import Chart, Trace

Mark = Mapping[str, Any]
# As everywhere: each severity has a shape of its own, so that colour is never alone.
SYMBOLS: Final = {"critical": "square", "major": "triangle-up", "minor": "circle", "warning": "diamond"}
# An axis that only marks stand on: 0 is the bottom of the plot, 1 its top.
AXIS: Final = "yaxis20"
LETTERS_SHOWN: Final = 24


def drawn(chart: Chart, marks: Mapping[str, list[Mark]]) -> tuple[list[Trace], dict[str, Any]]:
    """A trace of the alarms, and shapes and texts for the layout."""
    metrics = {source["metric_id"] for source in chart.sources}
    devices = {source["device_id"] for source in chart.sources}
    alarms = [
        one
        for one in marks["alarms"]
        if (one["device_id"] in devices if one["metric_id"] is None else one["metric_id"] in metrics)
    ]
    notes = [one for one in marks["annotations"] if one["metric_id"] is None or one["metric_id"] in metrics]
    shapes = [_span(chart, one) for one in alarms] + [_stretch(chart, one) for one in notes]
    layout: dict[str, Any] = {"shapes": shapes, "annotations": [_flag(chart, one) for one in notes]}
    seen = [one for one in alarms if chart.from_ms <= _ms(one["raised_at"]) <= chart.to_ms]
    if not seen:
        return [], layout
    layout[AXIS] = {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True}
    return [_symbols(chart, seen)], layout


def _ms(at: str) -> float:
    return dt.datetime.fromisoformat(at).timestamp() * 1000


def _symbols(chart: Chart, alarms: list[Mark]) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": said("Alarms"),
        "x": [chart.time(_ms(one["raised_at"])) for one in alarms],
        "y": [0.97] * len(alarms),
        "yaxis": AXIS.replace("axis", ""),
        "marker": {
            "symbol": [SYMBOLS[one["severity"]] for one in alarms],
            "color": [look.level(one["severity"]) for one in alarms],
            "size": 9,
        },
        "hovertext": [_told(chart, one) for one in alarms],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _told(chart: Chart, alarm: Mark) -> str:
    raised, cleared = alarm["raised_at"], alarm["cleared_at"]
    until = _moment(chart, cleared) if cleared else said("still active")
    title, device = html.escape(alarm["title"]), html.escape(alarm["device"])
    return f"{title}<br>{_severity(alarm)} · {device}<br>{_moment(chart, raised)} – {until}"


def _severity(alarm: Mark) -> str:
    words = {"critical": said("Critical"), "major": said("Major"), "minor": said("Minor"), "warning": said("Warning")}
    return words[alarm["severity"]]


def _moment(chart: Chart, at: str) -> str:
    return chart.time(_ms(at))[:19].replace("T", " ")


def _span(chart: Chart, alarm: Mark) -> dict[str, Any]:
    """For how long it was active, three pixels high."""
    return _between(chart, alarm["raised_at"], alarm["cleared_at"]) | {
        "type": "rect",
        "yref": "paper",
        "ysizemode": "pixel",
        "yanchor": 1,
        "y0": 0,
        "y1": -3,
        "fillcolor": look.level(alarm["severity"]),
        "opacity": 0.75,
        "line": {"width": 0},
    }


def _stretch(chart: Chart, note: Mark) -> dict[str, Any]:
    """A stretch of time, or a moment as a line."""
    accent = look.token("accent")
    until = note["until"] or note["at"]
    shape = _between(chart, note["at"], until) | {"yref": "paper", "y0": 0, "y1": 1}
    if note["until"]:
        return shape | {"type": "rect", "fillcolor": accent, "opacity": 0.1, "line": {"width": 0}}
    return shape | {"type": "line", "line": {"color": accent, "width": 1, "dash": "dash"}}


def _between(chart: Chart, start: str, end: str | None) -> dict[str, Any]:
    begin_ms = max(_ms(start), chart.from_ms)
    end_ms = min(_ms(end), chart.to_ms) if end else chart.to_ms
    return {"xref": "x", "x0": chart.time(begin_ms), "x1": chart.time(max(begin_ms, end_ms))}


def _flag(chart: Chart, note: Mark) -> dict[str, Any]:
    text = str(note["text"])
    shown = text if len(text) <= LETTERS_SHOWN else f"{text[: LETTERS_SHOWN - 1]}…"
    said = [html.escape(text), _moment(chart, note["at"]), html.escape(note["author"] or "")]
    return {
        "text": f"⚑ {html.escape(shown)}",
        "hovertext": "<br>".join(part for part in said if part),
        "x": chart.time(max(_ms(note["at"]), chart.from_ms)),
        "xref": "x",
        "xanchor": "left",
        "y": 0,
        "yref": "paper",
        "yanchor": "bottom",
        "showarrow": False,
        "bgcolor": look.token("ground"),
        "opacity": 0.85,
        "font": {"size": 11, "color": look.token("accent")},
    }
