"""Traces of each type of chart, from a widget's options and the same sources that the browser draws from."""

import bisect
import datetime as dt
import html
import itertools
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from dashboards.figures import look

Trace = dict[str, Any]
Source = Mapping[str, Any]


class Chart(NamedTuple):
    """A widget as it is drawn: its options, its sources that can be seen, and how each is called."""

    options: Mapping[str, Any]
    sources: list[Source]
    names: list[str]
    zone: ZoneInfo

    def times(self, times_ms: list[float]) -> list[str]:
        """By the wall clock of the zone, with its offset, which plotly leaves out and notebooks read."""
        return [dt.datetime.fromtimestamp(at / 1000, self.zone).isoformat(timespec="milliseconds") for at in times_ms]

    @property
    def statistic(self) -> str:
        asked = self.options.get("statistic")
        return asked if isinstance(asked, str) else "avg"


class Drawn(NamedTuple):
    traces: list[Trace]
    layout: dict[str, Any] = {}


def _unit_axes(chart: Chart) -> tuple[list[str], dict[str, Any]]:
    """Each unit has an axis: which axis each source belongs to, and the axes."""
    units = list(dict.fromkeys(str(source["unit"]) for source in chart.sources)) or [""]
    names = ["y" if (place := units.index(str(source["unit"]))) == 0 else f"y{place + 1}" for source in chart.sources]
    axes: dict[str, Any] = {"yaxis": {"title": {"text": html.escape(units[0])}, **_ends(chart)}}
    for place, unit in enumerate(units[1:], start=2):
        axes[f"yaxis{place}"] = {
            "title": {"text": html.escape(unit)},
            "overlaying": "y",
            "side": "right",
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
            # Further axes stand beside each other; plotly finds the room.
            **({"anchor": "free", "autoshift": True} if place > 2 else {}),
        }
    return names, axes


def _ends(chart: Chart) -> dict[str, Any]:
    low, high = (one if isinstance(one, int | float) else None for one in (chart.options.get("min"), chart.options.get("max")))
    return {"range": [low, high]} if low is not None or high is not None else {}


def gap_limit_ms(times_ms: list[float], *, expected_s: float | None, is_reduced: bool) -> float:
    """How far apart samples may lie before the line breaks: as in the browser (`shared/charts/gaps.ts`)."""
    reduced = (times_ms[-1] - times_ms[0]) / (len(times_ms) / 2) * 3 if is_reduced and len(times_ms) > 1 else 0.0
    if expected_s:
        return max(expected_s * 3000, reduced)
    if len(times_ms) < 3:
        return float("inf")
    return max(median(after - before for before, after in itertools.pairwise(times_ms)) * 10, reduced)


def with_gaps(times_ms: list[float], values: list[Any], limit_ms: float) -> tuple[list[float], list[Any]]:
    """With a hole between samples that lie further apart: a line over it would be a measurement nobody made."""
    times: list[float] = []
    held: list[Any] = []
    for at, value in zip(times_ms, values, strict=True):
        if times and at - times[-1] > limit_ms:
            times.append((times[-1] + at) / 2)
            held.append(None)
        times.append(at)
        held.append(value)
    return times, held


def _number(value: Any) -> float | int | None:
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, int | float) else None


def _line(chart: Chart, place: int, series: Mapping[str, Any], axis: str) -> Trace:
    source, style = chart.sources[place], chart.options.get("style", "line")
    limit = gap_limit_ms(series["ts"], expected_s=source["expected_interval_s"], is_reduced=bool(series.get("reduced")))
    times, values = with_gaps(series["ts"], [_number(value) for value in series["value"]], limit)
    is_step = style == "step" or source["data_type"] == "boolean"
    color = look.color(place)
    trace: Trace = {
        "type": "scatter",
        "mode": "markers" if style == "points" else "lines",
        "name": chart.names[place],
        "x": chart.times(times),
        "y": values,
        "yaxis": axis,
        "connectgaps": False,
        "line": {"color": color, "width": 1.75, "dash": look.dash(place), "shape": "hv" if is_step else "linear"},
        "marker": {"color": color, "size": 4},
    }
    return trace | ({"fill": "tozeroy", "fillcolor": f"{color}22"} if style == "area" else {})


def timeseries(chart: Chart) -> Drawn:
    axes, layout = _unit_axes(chart)
    traces: list[Trace] = []
    for place, source in enumerate(chart.sources):
        before = source.get("before")
        if before and before.get("series"):
            moved = before["series"] | {"ts": [at + before["shift_ms"] for at in before["series"]["ts"]]}
            earlier = _line(chart, place, moved, axes[place])
            earlier["line"] |= {"dash": "dash", "width": 1.25}
            traces.append(earlier | {"name": f"{chart.names[place]} (before)", "opacity": 0.55, "fill": "none"})
        traces.append(_line(chart, place, source["series"] or {"ts": [], "value": []}, axes[place]))
    return Drawn(traces, layout)


def bar(chart: Chart) -> Drawn:
    if chart.options.get("by") == "sources":
        across = chart.options.get("isHorizontal") is True
        values = [_of_all(source, chart.statistic) for source in chart.sources]
        sides = {"x": values, "y": chart.names} if across else {"x": chart.names, "y": values}
        colors = [look.color(place) for place in range(len(values))]
        trace = {"type": "bar", "orientation": "h" if across else "v", "marker": {"color": colors}, **sides}
        other = {"xaxis": {"type": "linear"}, "yaxis": {"type": "category"}} if across else {"xaxis": {"type": "category"}}
        return Drawn([trace], {"showlegend": False, "hovermode": "closest", **other})
    axes, layout = _unit_axes(chart)
    traces: list[Trace] = []
    for place, source in enumerate(chart.sources):
        bins = _level(source, "bins")
        if bins:
            width_ms = [end - start for start, end in zip(bins["ts"], bins["end"], strict=True)]
            traces.append(
                {
                    "type": "bar",
                    "name": chart.names[place],
                    "x": chart.times(bins["ts"]),
                    "y": bins[chart.statistic],
                    "yaxis": axes[place],
                    "marker": {"color": look.color(place)},
                    # Grouped bars share the width of a bin.
                    **({"width": width_ms, "offset": 0} if len(chart.sources) == 1 else {}),
                }
            )
    return Drawn(traces, layout | {"barmode": "stack" if chart.options.get("mode") == "stacked" else "group"})


def _of_all(source: Source, statistic: str) -> Any:
    if statistic == "latest":
        return _number(source["latest"]["value"]) if source["latest"] else None
    total = _level(source, "total")
    return total.get(statistic) if total else None


def _level(source: Source, name: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = (source.get("levels") or {}).get(name)
    return found


def pie(chart: Chart) -> Drawn:
    hole = 0.0 if chart.options.get("isRing") is False else 0.6
    if chart.options.get("by") == "states":
        spent: dict[str, float] = {}
        for source in chart.sources[:1]:
            for run in (_level(source, "runs") or {}).get("runs", ()):
                said = str(run["value"])
                spent[said] = spent.get(said, 0.0) + (run["to_ms"] - run["from_ms"]) / 1000
        labels, values = [html.escape(one) for one in spent], list(spent.values())
    else:
        asked = chart.options.get("statistic", "latest")
        labels, values = chart.names, [_of_all(source, asked if isinstance(asked, str) else "latest") for source in chart.sources]
    colors = {"colors": [look.color(place) for place in range(len(labels))]}
    trace = {"type": "pie", "labels": labels, "values": values, "hole": hole, "marker": colors, "sort": False}
    return Drawn([trace], {"hovermode": "closest"})


def histogram(chart: Chart) -> Drawn:
    """Counted by the server, over every sample: bars of the bins, not a histogram of what was sent."""
    traces: list[Trace] = []
    for place, source in enumerate(chart.sources):
        if found := _level(source, "distribution"):
            edges, counts = found["edges"], found["counts"]
            share = 100 / max(1, found["count"]) if chart.options.get("asPercent") is True else 1
            traces.append(
                {
                    "type": "bar",
                    "name": chart.names[place],
                    "x": edges[:-1],
                    "y": [count * share for count in counts],
                    "width": [high - low for low, high in itertools.pairwise(edges)],
                    "offset": 0,
                    "opacity": 0.7 if len(chart.sources) > 1 else 1,
                    "marker": {"color": look.color(place)},
                }
            )
    unit = str(chart.sources[0]["unit"]) if chart.sources else ""
    return Drawn(
        traces, {"xaxis": {"type": "linear", "hoverformat": "", "title": {"text": html.escape(unit)}}, "barmode": "overlay"}
    )


def box(chart: Chart) -> Drawn:
    traces: list[Trace] = []
    for place, source in enumerate(chart.sources):
        if found := _level(source, "distribution"):
            outliers = found["outliers"] if chart.options.get("showOutliers") is not False else []
            traces.append(
                {
                    "type": "box",
                    "name": chart.names[place],
                    "x": [chart.names[place]],
                    "q1": [found["q1"]],
                    "median": [found["median"]],
                    "q3": [found["q3"]],
                    "lowerfence": [found["low"]],
                    "upperfence": [found["high"]],
                    "mean": [found["mean"]],
                    "marker": {"color": look.color(place)},
                }
            )
            if outliers:
                traces.append(
                    {
                        "type": "scatter",
                        "mode": "markers",
                        "name": f"{chart.names[place]}: outliers",
                        "x": [chart.names[place]] * len(outliers),
                        "y": outliers,
                        "marker": {"color": look.color(place), "size": 4},
                        "showlegend": False,
                    }
                )
    _, layout = _unit_axes(chart)
    return Drawn(traces, layout | {"xaxis": {"type": "category", "hoverformat": ""}, "hovermode": "closest"})


WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def heatmap(chart: Chart) -> Drawn:
    low, high = (_number(chart.options.get(name)) for name in ("min", "max"))
    trace: Trace = {"type": "heatmap", "colorscale": "Cividis", "zmin": low, "zmax": high, "hoverongaps": False}
    if chart.options.get("by") == "sources":
        rows = [
            (name, found) for name, source in zip(chart.names, chart.sources, strict=True) if (found := _level(source, "bins"))
        ]
        if rows:
            trace |= {
                "x": chart.times(rows[0][1]["ts"]),
                "y": [name for name, _ in rows],
                "z": [bins[chart.statistic] for _, bins in rows],
            }
        return Drawn([trace], {"yaxis": {"type": "category"}, "hovermode": "closest"})
    found = _level(chart.sources[0], "hours") if chart.sources else None
    if found:
        names = [WEEKDAYS[row] if isinstance(row, int) else row for row in found["rows"]]
        trace |= {"x": [f"{hour:02}:00" for hour in range(24)], "y": names, "z": found["value"]}
    category = {"type": "category", "hoverformat": ""}
    return Drawn([trace], {"xaxis": category, "yaxis": {"type": "category", "autorange": "reversed"}, "hovermode": "closest"})


def scatter(chart: Chart) -> Drawn:
    """The first source across, each other one against it: every value is met by the last one that was true then."""
    if len(chart.sources) < 2:
        return Drawn([])
    first = chart.sources[0]
    across = first["series"] or {"ts": [], "value": []}
    limit = gap_limit_ms(across["ts"], expected_s=first["expected_interval_s"], is_reduced=bool(across.get("reduced")))
    traces: list[Trace] = []
    for place, source in enumerate(chart.sources[1:], start=1):
        xs, ys, times = [], [], []
        series = source["series"] or {"ts": [], "value": []}
        for at, value in zip(series["ts"], series["value"], strict=True):
            before = bisect.bisect_right(across["ts"], at) - 1
            if before < 0 or at - across["ts"][before] > limit:
                continue
            x, y = _number(across["value"][before]), _number(value)
            if x is not None and y is not None:
                xs.append(x)
                ys.append(y)
                times.append(at)
        marker = {"color": look.color(place - 1), "size": 6, "opacity": 0.7}
        trace = {"type": "scatter", "mode": "markers", "name": chart.names[place], "x": xs, "y": ys, "marker": marker}
        traces.append(trace | {"text": chart.times(times)})
    titles = [f"{chart.names[0]} {html.escape(str(first['unit']))}".strip(), html.escape(str(chart.sources[1]["unit"]))]
    xaxis = {"type": "linear", "hoverformat": "", "title": {"text": titles[0]}}
    return Drawn(traces, {"xaxis": xaxis, "yaxis": {"title": {"text": titles[1]}, **_ends(chart)}, "hovermode": "closest"})


DRAWERS: Final[dict[str, Callable[[Chart], Drawn]]] = {
    "timeseries": timeseries,
    "sparkline": timeseries,
    "bar": bar,
    "pie": pie,
    "histogram": histogram,
    "box": box,
    "heatmap": heatmap,
    "scatter": scatter,
}
