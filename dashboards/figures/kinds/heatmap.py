"""A matrix: hours of weekdays or of dates, or a row over time for each source."""

import datetime as dt
from typing import Any

from core import dates
from core.sentences import said
from dashboards.figures import axes, look
from dashboards.figures.chart import Chart, Drawn, level_of, number_format
from dashboards.figures.kinds.bar import unit_of


def draw(chart: Chart) -> Drawn:
    by_sources = chart.options.get("by") == "sources"
    rows, columns, values = _over_time(chart) if by_sources else _by_hour(chart)
    known = [value for row in values for value in row if value is not None]
    low, high = (min(known), max(known)) if known else (0, 1)
    fixed_low, fixed_high = chart.end("min"), chart.end("max")
    low, high = low if fixed_low is None else fixed_low, high if fixed_high is None else fixed_high
    scale = axes.nice_scale(low, max(low, high), fixed_low=fixed_low, fixed_high=fixed_high)
    unit = unit_of(chart)
    told = f"%{{z:{number_format(chart.decimals)}}} {unit}".strip()
    trace: dict[str, Any] = {
        "type": "heatmap",
        "x": columns,
        "y": list(range(len(rows))),
        "z": values,
        "zmin": scale.low,
        "zmax": scale.high,
        "colorscale": look.heat(),
        "hoverongaps": False,
        "xgap": 1 if not by_sources else 0,
        "ygap": 1,
        "text": [[row] * len(line) for row, line in zip(rows, values, strict=True)],
        "hovertemplate": f"%{{text}}, %{{x}}<br>{told}<extra></extra>",
        "colorbar": {"thickness": 8, "outlinewidth": 0, "title": {"text": unit}, "tickfont": {"size": 11}},
    }
    names = {
        "type": "linear",
        "tickvals": list(range(len(rows))),
        "ticktext": rows,
        "range": [len(rows) - 0.5, -0.5],
        "showgrid": False,
    }
    hours = {
        "type": "linear",
        "range": [0, 24],
        "tickvals": [0, 6, 12, 18, 24],
        "ticktext": [_clock(hour) for hour in (0, 6, 12, 18, 24)],
        "hoverformat": "",
    }
    layout = {"hovermode": "closest", "xaxis": chart.time_axis() if by_sources else hours, "yaxis": names}
    only = not by_sources and len(chart.sources) > 1
    notes = [said(f"Hours are those of {chart.names[0]}")] if only else []
    return Drawn([trace], layout, notes, has_time=by_sources)


Matrix = tuple[list[str], list[Any], list[list[float | None]]]


def _over_time(chart: Chart) -> Matrix:
    found = [level_of(source, "bins") for source in chart.sources]
    bins = next((one for one in found if one), None)
    # Borders of the columns, one more than there are columns.
    borders = chart.times([*bins["ts"], bins["end"][-1]]) if bins and bins["ts"] else []
    width = len(borders) - 1
    return chart.names, borders, [one[chart.statistic] if one else [None] * width for one in found]


def _by_hour(chart: Chart) -> Matrix:
    hours = level_of(chart.sources[0], "hours") if chart.sources else None
    rows = [_row_name(row) for row in hours["rows"]] if hours else []
    return rows, list(range(25)), hours["value"] if hours else []


def _row_name(row: int | str) -> str:
    """0 is Monday; anything else is a date."""
    if isinstance(row, int):
        return dates.weekday(row)
    date = dt.date.fromisoformat(row)
    return f"{dates.weekday(date.weekday())}, {dates.short(date)}"


def _clock(hour: int) -> str:
    return f"{hour:02}:00"
