"""Which state lasted from when to when, a row for each source: bars in the colours of their rules and names."""

import datetime as dt
import html
from typing import Any, Final, NamedTuple

from core.sentences import said
from dashboards.figures import look
from dashboards.figures.chart import Chart, Drawn, Source, Trace, duration, level_of
from dashboards.figures.states import Colors, State, state_of

MOST_IN_LEGEND: Final = 12


class Stretch(NamedTuple):
    from_ms: float
    to_ms: float
    state: State
    is_bad: bool


def draw(chart: Chart) -> Drawn:
    rows = [_stretches(chart, source) for source in chart.sources]
    colors, states = Colors(), dict[str, tuple[State, str]]()
    for stretch in (one for row in rows for one in row):
        if stretch.state.key not in states:
            states[stretch.state.key] = (stretch.state, colors.of(stretch.state))
    bars = [_bars(chart, rows, state, color) for state, color in states.values()]
    traces = [{**trace, "showlegend": place < MOST_IN_LEGEND} for place, trace in enumerate(bars)]
    has_names = len(rows) > 1
    layout = {
        "barmode": "overlay",
        "hovermode": "closest",
        "xaxis": chart.time_axis(),
        "yaxis": {
            "type": "linear",
            "tickvals": list(range(len(rows))) if has_names else [],
            "ticktext": chart.names if has_names else [],
            "range": [len(rows) - 0.5, -0.5],
            "showgrid": False,
        },
        "showlegend": True,
    }
    is_cut = any((level_of(source, "runs") or {}).get("is_cut") for source in chart.sources)
    notes = [said("Older states are too many to show: choose a shorter time range")] if is_cut else []
    return Drawn(traces, layout, notes, has_time=True)


def _runs(source: Source) -> list[dict[str, Any]]:
    """Measured numbers come in short stretches with their last value."""
    runs: list[dict[str, Any]] = (level_of(source, "runs") or {}).get("runs", [])
    bins = level_of(source, "bins")
    if runs or not bins:
        return runs
    rows = zip(bins["ts"], bins["end"], bins["last"], strict=True)
    return [{"from_ms": a, "to_ms": b, "value": value, "quality": 0} for a, b, value in rows if value is not None]


def _stretches(chart: Chart, source: Source) -> list[Stretch]:
    """Neighbours that are called alike are one."""
    found: list[Stretch] = []
    for run in _runs(source):
        state, is_bad = state_of(run["value"], chart, chart.rules), run["quality"] >= 2
        last = found[-1] if found else None
        if last and last.to_ms == run["from_ms"] and (last.state.key, last.is_bad) == (state.key, is_bad):
            found[-1] = last._replace(to_ms=run["to_ms"])
        else:
            found.append(Stretch(run["from_ms"], run["to_ms"], state, is_bad))
    return found


def _bars(chart: Chart, rows: list[list[Stretch]], state: State, color: str) -> Trace:
    own = [(row, one) for row, stretches in enumerate(rows) for one in stretches if one.state.key == state.key]
    seen = [(row, one, max(one.from_ms, chart.from_ms), min(one.to_ms, chart.to_ms)) for row, one in own]
    seen = [(row, one, start, end) for row, one, start, end in seen if end > start]
    name = html.escape(state.text) or said("Normal")
    has_texts = chart.is_on("showTexts", usually=True)
    return {
        "type": "bar",
        "orientation": "h",
        "name": name,
        "y": [row for row, *_ in seen],
        "base": [chart.time(start) for *_, start, _ in seen],
        "x": [_on_the_wall_ms(chart, start, end) for *_, start, end in seen],
        "width": 0.72,
        "marker": {
            "color": color,
            "line": {"width": 0},
            "pattern": {
                "shape": ["/" if one.is_bad else "" for _, one, *_ in seen],
                "solidity": 0.3,
                "fgcolor": look.token("ground"),
            },
        },
        "text": [html.escape(state.text) if has_texts else "" for _ in seen],
        "textposition": "inside",
        "insidetextanchor": "start",
        "textangle": 0,
        "textfont": {"size": 11, "color": look.token("text") if _is_pale(color) else "#ffffff"},
        "hovertext": [_told(chart, row, one, name) for row, one, *_ in seen],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _told(chart: Chart, row: int, stretch: Stretch, name: str) -> str:
    start, end = (chart.time(at)[:19].replace("T", " ") for at in (stretch.from_ms, stretch.to_ms))
    bad = f", {said('bad quality')}" if stretch.is_bad else ""
    return f"{chart.names[row]}<br>{name}{bad}<br>{start} – {end} ({duration(stretch.to_ms - stretch.from_ms)})"


def _on_the_wall_ms(chart: Chart, start_ms: float, end_ms: float) -> float:
    """Plotly's axis is the wall clock: on the day that clocks change a bar is as long as the clock says."""
    start, end = (dt.datetime.fromtimestamp(at / 1000, chart.zone).replace(tzinfo=None) for at in (start_ms, end_ms))
    return max(0.0, (end - start).total_seconds() * 1000)


def _is_pale(color: str) -> bool:
    """Whether dark letters read better on it."""
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue > 150
