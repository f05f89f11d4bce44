"""The first source across, each other one against it: every value is met by the last one that was true then."""

import bisect
import html
from typing import NamedTuple

from core.sentences import said
from dashboards.figures import axes, look
from dashboards.figures.chart import Chart, Drawn, Source, Trace, number, write
from dashboards.figures.gaps import gap_limit_ms
from dashboards.figures.kinds.timeseries import NO_SERIES


class Pairs(NamedTuple):
    times_ms: list[float]
    x: list[float]
    y: list[float]


class Fit(NamedTuple):
    slope: float
    offset: float
    # Share of the spread that the line explains.
    r2: float


def draw(chart: Chart) -> Drawn:
    if len(chart.sources) < 2:
        return Drawn([], {"xaxis": {"type": "linear"}}, [said("Bind a second metric: the first lies along the bottom")])
    first = chart.sources[0]
    all_pairs = [pairs_of(first, source) for source in chart.sources[1:]]
    across = axes.scale_around([x for pairs in all_pairs for x in pairs.x])
    up = axes.scale_around(
        [y for pairs in all_pairs for y in pairs.y],
        fixed_low=chart.end("min"),
        fixed_high=chart.end("max"),
        rules=chart.rules if chart.is_on("showLimits", usually=True) else [],
    )
    traces = [_points(chart, place, pairs) for place, pairs in enumerate(all_pairs, start=1)]
    notes: list[str] = []
    if chart.is_on("showFit", usually=False):
        for place, pairs in enumerate(all_pairs, start=1):
            if fit := fit_of(pairs):
                traces.append(_fit_line(fit, pairs, place))
                notes.append(f"{chart.names[place]}: {_formula(fit)}" if len(all_pairs) > 1 else _formula(fit))
    unit = f" ({html.escape(str(first['unit']))})" if first["unit"] else ""
    layout = {
        "hovermode": "closest",
        "xaxis": axes.value_axis(across, f"{chart.names[0]}{unit}", chart.decimals)
        | {"showgrid": True, "gridcolor": look.token("line")},
        "yaxis": axes.value_axis(up, html.escape(str(chart.sources[1]["unit"])), chart.decimals),
        "shapes": axes.limit_shapes(chart, up, zones=False),
        "showlegend": len(all_pairs) > 1,
    }
    return Drawn(traces, layout, notes)


def pairs_of(first: Source, other: Source) -> Pairs:
    across, series = first["series"] or NO_SERIES, other["series"] or NO_SERIES
    limit = gap_limit_ms(across["ts"], expected_s=first["expected_interval_s"], is_reduced=bool(across.get("reduced")))
    pairs = Pairs([], [], [])
    for at, value in zip(series["ts"], series["value"], strict=True):
        before = bisect.bisect_right(across["ts"], at) - 1
        if before < 0 or at - across["ts"][before] > limit:
            continue
        x, y = number(across["value"][before]), number(value)
        if x is not None and y is not None:
            pairs.times_ms.append(at)
            pairs.x.append(x)
            pairs.y.append(y)
    return pairs


def fit_of(pairs: Pairs) -> Fit | None:
    """The straight line with the least squares; none where there is none."""
    count = len(pairs.x)
    if count < 3:
        return None
    mean_x, mean_y = sum(pairs.x) / count, sum(pairs.y) / count
    sxx = sum((x - mean_x) ** 2 for x in pairs.x)
    sxy = sum((x - mean_x) * (y - mean_y) for x, y in zip(pairs.x, pairs.y, strict=True))
    syy = sum((y - mean_y) ** 2 for y in pairs.y)
    if sxx == 0 or syy == 0:
        return None
    return Fit(sxy / sxx, mean_y - sxy / sxx * mean_x, sxy * sxy / (sxx * syy))


def _formula(fit: Fit) -> str:
    sign = "−" if fit.offset < 0 else "+"
    return f"y = {write(fit.slope, None)} x {sign} {write(abs(fit.offset), None)}, R² {write(fit.r2, 2)}"


def _points(chart: Chart, place: int, pairs: Pairs) -> Trace:
    color = look.color(place - 1)
    by_age = chart.choice("color", ("metric", "age")) == "age"
    aged = {"color": pairs.times_ms, "colorscale": [[0, look.token("line")], [1, color]], "showscale": False}
    first, other = (html.escape(str(chart.sources[one]["unit"])) for one in (0, place))
    return {
        "type": "scatter",
        "mode": "markers",
        "name": chart.names[place],
        "x": pairs.x,
        "y": pairs.y,
        "marker": {"size": 5, "opacity": 0.65, **(aged if by_age else {"color": color})},
        "hovertext": [
            f"{chart.time(at)[:19].replace('T', ' ')}<br>{chart.write(x)} {first}<br>{chart.write(y)} {other}"
            for at, x, y in zip(*pairs, strict=True)
        ],
        "hovertemplate": f"%{{hovertext}}<extra>{chart.names[place]}</extra>",
    }


def _fit_line(fit: Fit, pairs: Pairs, place: int) -> Trace:
    ends = [min(pairs.x), max(pairs.x)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": ends,
        "y": [fit.slope * at + fit.offset for at in ends],
        "line": {"color": look.color(place - 1), "width": 1.5, "dash": "dash"},
        "hoverinfo": "skip",
        "showlegend": False,
    }
