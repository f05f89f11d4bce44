"""Lines over time, with an axis for each unit, limits on the first, and the period before in dashes below them."""

import html
import itertools
from collections.abc import Mapping
from typing import Any, Final

from dashboards.figures import axes, look
from dashboards.figures.chart import Chart, Drawn, Source, Trace, number, on_off
from dashboards.figures.gaps import gap_limit_ms, with_gaps

STYLES: Final = ("line", "area", "step", "points")
MOST_AXES: Final = 4
NO_SERIES: Final[Mapping[str, Any]] = {"ts": [], "value": []}


def draw(chart: Chart) -> Drawn:
    units = list(dict.fromkeys(str(source["unit"]) for source in chart.sources))[:MOST_AXES] or [""]
    layout: dict[str, Any] = {"xaxis": chart.time_axis()}
    for place, unit in enumerate(units):
        scale, axis = _axis(chart, unit, place, is_alone=len(units) == 1)
        layout["yaxis" if place == 0 else f"yaxis{place + 1}"] = axis
        if place == 0:
            layout["shapes"] = axes.limit_shapes(chart, scale)
    traces: list[Trace] = []
    for place, source in enumerate(chart.sources):
        axis_name = _axis_name(units, str(source["unit"]))
        before = source.get("before")
        if before and before.get("series"):
            moved = before["series"] | {"ts": [at + before["shift_ms"] for at in before["series"]["ts"]]}
            traces.append(_line(chart, place, moved, axis_name, is_before=True))
        line = _line(chart, place, source["series"] or NO_SERIES, axis_name)
        if chart.choice("style", STYLES) == "area":
            traces.append(area(line, ground=0))
        traces.append(line)
    return Drawn(traces, layout, has_time=True)


def _axis_name(units: list[str], unit: str) -> str:
    """More units than axes share the last."""
    place = units.index(unit) if unit in units else MOST_AXES - 1
    return "y" if place == 0 else f"y{place + 1}"


def _is_switch(source: Source) -> bool:
    return bool(source["data_type"] == "boolean")


def _axis(chart: Chart, unit: str, place: int, *, is_alone: bool) -> tuple[axes.Scale, dict[str, Any]]:
    own = [(nth, source) for nth, source in enumerate(chart.sources) if source["unit"] == unit]
    # An axis of one line among several axes has that line's colour, so that nobody reads the wrong one.
    color = look.color(own[0][0]) if len(own) == 1 and not is_alone else look.token("dimmed")
    further = {
        "overlaying": "y",
        "side": "right",
        "showgrid": False,
        "zeroline": False,
        # Further axes stand beside each other; plotly finds the room.
        **({"anchor": "free", "autoshift": True} if place > 1 else {}),
    }
    tinted = look.filled({**(look.axis() | further if place else {}), "tickfont": {"color": color, "size": 11}})
    if own and all(_is_switch(source) for _, source in own):
        return axes.Scale(-0.1, 1.1), tinted | axes.on_off_axis()
    scale = axes.scale_around(
        _values(chart, [source for _, source in own]),
        # The ends that were set are those of the first axis; the same numbers mean nothing in another unit.
        fixed_low=None if place else chart.end("min"),
        fixed_high=None if place else chart.end("max"),
        rules=[] if place else axes.rules_shown(chart),
        from_zero=chart.choice("style", STYLES) == "area",
    )
    return scale, tinted | axes.value_axis(scale, html.escape(unit), chart.decimals)


def _values(chart: Chart, sources: list[Source]) -> list[float | None]:
    found: list[float | None] = []
    for source in sources:
        series = source["series"] or NO_SERIES
        inside = zip(series["ts"], series["value"], strict=True)
        found += [number(value) for at, value in inside if chart.from_ms <= at <= chart.to_ms]
        found += [number(value) for value in ((source.get("before") or {}).get("series") or NO_SERIES)["value"]]
    return found


def _line(chart: Chart, place: int, series: Mapping[str, Any], axis: str, *, is_before: bool = False) -> Trace:
    source, style = chart.sources[place], chart.choice("style", STYLES)
    limit = gap_limit_ms(series["ts"], expected_s=source["expected_interval_s"], is_reduced=bool(series.get("reduced")))
    times, values = with_gaps(series["ts"], [number(value) for value in series["value"]], limit)
    name, color = chart.before(place) if is_before else chart.names[place], look.color(place)
    is_step = style == "step" or _is_switch(source)
    trace: Trace = {
        "type": "scatter",
        "mode": "markers" if style == "points" else "lines",
        "name": name,
        "x": chart.times(times),
        "y": values,
        "yaxis": axis,
        "connectgaps": False,
        "line": {
            "color": color,
            "width": 1.25 if is_before else 1.75,
            "dash": "dash" if is_before else look.dash(place),
            "shape": "hv" if is_step else "linear",
        },
        "marker": {"color": color, "size": 4},
        "hovertemplate": chart.hover(html.escape(str(source["unit"])), name, decimals=_decimals(source)),
    }
    if _is_switch(source):
        words = [None if value is None else on_off(is_on=value >= 0.5) for value in values]
        trace |= {"text": words, "hovertemplate": f"%{{text}}<extra>{name}</extra>"}
    return trace | ({"opacity": 0.55} if is_before else {"legendgroup": str(place)})


def area(line: Trace, *, ground: float) -> Trace:
    """What lies below a line, stretch by stretch: plotly's own filling would go on through the gaps."""
    x: list[str | None] = []
    y: list[float | None] = []
    samples = zip(line["x"], line["y"], strict=True)
    for is_hole, part in itertools.groupby(samples, key=lambda sample: sample[1] is None):
        times, values = zip(*part, strict=True)
        if not is_hole:
            x += [times[0], *times, times[-1], None]
            y += [ground, *values, ground, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": line["name"],
        "legendgroup": line["legendgroup"],
        "showlegend": False,
        "x": x,
        "y": y,
        "yaxis": line["yaxis"],
        "connectgaps": False,
        "fill": "toself",
        "fillcolor": f"{line['line']['color']}22",
        "line": {"width": 0, "shape": line["line"]["shape"]},
        "hoverinfo": "skip",
    }


def _decimals(source: Source) -> int | None:
    return 0 if source["data_type"] == "long" else None
