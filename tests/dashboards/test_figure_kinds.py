"""Each kind of chart as a figure, from values written down here: what it says is what the widget says."""

import re
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from core import languages
from dashboards.figures import look, marks, units
from dashboards.figures.axes import nice_scale, scale_around
from dashboards.figures.chart import Chart, duration, rules_of, write
from dashboards.figures.kinds import DRAWERS
from dashboards.figures.states import state_of
from dashboards.widgets import KINDS

go = pytest.importorskip("plotly.graph_objects")

HOUR = 3_600_000
NOON = 1_767_268_800_000  # 2026-01-01T12:00Z
FRONT = settings.BASE_DIR / "frontend/src/features/dashboards"
LIMIT = {"when": "above", "value": 25, "level": "major", "text": "Warm <b>"}
BLUE, ORANGE = look.color(0), look.color(1)

CONVERSIONS = (("degC", "°F", 100), ("m3/h", "L/s", 3.6))


def source(path="hot", unit="°C", **more):
    facts = {"path": path, "topic": f"m:{path}", "unit": unit, "data_type": "double", "metric_id": 7, "device_id": 3}
    return {**facts, "state": "ok", "expected_interval_s": 3600, "latest": None, "series": None, **more}


def series(values, begin_ms=NOON):
    return {"ts": [begin_ms + place * HOUR for place in range(len(values))], "value": values, "reduced": False}


def bins(values):
    ts = [NOON + place * HOUR for place in range(len(values))]
    low = [value and value - 1 for value in values]
    high = [value and value + 2 for value in values]
    counts = [0 if value is None else 4 for value in values]
    figures = {"avg": values, "min": low, "max": high, "last": values, "count": counts}
    return {"ts": ts, "end": [at + HOUR for at in ts], "width_s": 3600, **figures}


DISTRIBUTION = {
    "count": 8,
    "edges": [10, 20, 30],
    "counts": [6, 2],
    "low": 11,
    "q1": 14,
    "median": 16,
    "q3": 19,
    "high": 24,
    "mean": 16.5,
    "minimum": 10,
    "maximum": 30,
    "outliers": [30],
    "outlier_count": 1,
    "curve": [[10, 0.2], [16, 1.0], [30, 0.1]],
    "of_averages_s": None,
}


def chart(*sources, rules=(), **options):
    shown = [units.shown(one, options.get("unit", "")).source for one in sources]
    names = [one["path"] for one in shown]
    return Chart(options, rules_of(list(rules)), shown, names, ZoneInfo("UTC"), NOON, NOON + 4 * HOUR)


def drawn(kind, *sources, rules=(), **options):
    """As plotly takes it, which checks every name and value."""
    made = DRAWERS[kind](chart(*sources, rules=rules, **options))
    figure = go.Figure(made.traces, {name: part for name, part in made.layout.items() if name != "annotations"})
    return figure.to_dict()["data"], made.layout, made


def test_every_chart_of_the_browser_is_drawn_here_too():
    widgets = {path.parent.name: path.read_text() for path in (FRONT / "widgets").glob("*/index.tsx")}
    charts = {name for name, text in widgets.items() if 'group: "charts"' in text}
    assert {*charts, "sparkline"} == set(DRAWERS)
    assert len(charts) == 9
    assert set(DRAWERS) <= set(KINDS)
    (offered,) = re.findall(r"FIGURES: .*?\[(.*?)\]", (FRONT / "export/takeOut.ts").read_text(), re.DOTALL)
    assert set(re.findall(r'"(\w+)"', offered)) == set(DRAWERS)


def test_lines_have_an_axis_for_each_unit_limits_on_the_first_and_holes():
    hot = source(series=series([20, None, 24]))
    flow = source("flow", "L/s", series={**series([1, 2]), "ts": [NOON, NOON + 4 * HOUR]})
    data, layout, made = drawn("timeseries", hot, flow, rules=[LIMIT], showZones=True)
    assert [(trace["name"], trace["yaxis"], list(trace["y"])) for trace in data] == [
        ("hot", "y", [20, None, 24]),
        ("flow", "y2", [1, None, 2]),
    ]
    assert (layout["yaxis"]["title"]["text"], layout["yaxis2"]["title"]["text"]) == ("°C", "L/s")
    # An axis of one line among several has that line's colour.
    assert (layout["yaxis"]["tickfont"]["color"], layout["yaxis2"]["tickfont"]["color"]) == (BLUE, ORANGE)
    assert layout["xaxis"]["range"] == ["2026-01-01T12:00:00.000+00:00", "2026-01-01T16:00:00.000+00:00"]
    zone, line = layout["shapes"]
    # To the end of the axis, which is the round number above the limit.
    assert (zone["type"], zone["y0"], zone["y1"], zone["fillcolor"]) == ("rect", 25, 26, look.level("major"))
    assert (line["y0"], line["y1"], line["line"]["color"], line["line"]["dash"]) == (25, 25, look.level("major"), "dash")
    assert line["label"]["text"] == "Warm &lt;b&gt;"
    assert made.has_time


def test_the_period_before_lies_dashed_below():
    before = {"shift_ms": 24 * HOUR, "series": series([30, 31], NOON - 24 * HOUR)}
    data, _, _ = drawn("timeseries", source(series=series([20, 21]), before=before))
    assert [(trace["name"], list(trace["y"]), trace["line"]["dash"], trace.get("opacity")) for trace in data] == [
        ("hot, before", [30, 31], "dash", 0.55),
        ("hot", [20, 21], "solid", None),
    ]
    assert list(data[0]["x"]) == list(data[1]["x"])


def test_a_switch_is_on_or_off():
    data, layout, _ = drawn("timeseries", source("pump", "", data_type="boolean", series=series([True, False])))
    assert (list(data[0]["y"]), list(data[0]["text"]), data[0]["line"]["shape"]) == ([1, 0], ["on", "off"], "hv")
    assert layout["yaxis"]["ticktext"] == ["off", "on"]


def test_values_and_limits_are_in_the_unit_that_is_shown():
    limit = {**LIMIT, "value": 75}
    data, layout, _ = drawn("timeseries", source(series=series([20, 21])), rules=[limit], unit="°F", decimals=1)
    assert list(data[0]["y"]) == [68, 69.8]
    assert data[0]["hovertemplate"] == "%{y:,.1f} °F<extra>hot</extra>"
    assert layout["yaxis"]["title"]["text"] == "°F"
    # 75 lies further above than the values lie apart: it would flatten them.
    assert layout["shapes"] == []
    assert (
        drawn("timeseries", source(series=series([20, 21])), rules=[{**limit, "value": 71}], unit="°F")[1]["shapes"][0]["y0"]
        == 71
    )


def test_a_sparkline_reaches_from_its_lowest_to_its_highest():
    data, layout, _ = drawn("sparkline", source(series=series([20, 24])), rules=[LIMIT])
    area, line = data
    # Down to the lower end of its axis.
    assert (area["fill"], list(area["y"])) == ("toself", [19.94, 20, 24, 19.94, None])
    assert list(line["y"]) == [20, 24]
    assert layout["yaxis"]["range"] == pytest.approx([19.94, 24.06])
    assert layout["shapes"] == []


@pytest.mark.parametrize("kind", ["timeseries", "sparkline"])
def test_what_is_filled_below_a_line_breaks_off_where_the_line_does(kind):
    data, layout, _ = drawn(kind, source(series=series([2, 4, None, 3])), style="area")
    area, line = data
    ground = 0 if kind == "timeseries" else layout["yaxis"]["range"][0]
    times = list(line["x"])
    assert list(line["y"]) == [2, 4, None, 3]
    assert list(area["y"]) == [ground, 2, 4, ground, None, ground, 3, ground, None]
    assert list(area["x"]) == [times[0], times[0], times[1], times[1], None, times[3], times[3], times[3], None]
    # One press in the legend hides both.
    assert (area["legendgroup"], area["showlegend"]) == (line["legendgroup"], False)


def test_words_numbers_and_days_are_those_of_the_reader():
    before = {"series": series([30, 31], begin_ms=NOON - 2 * HOUR), "shift_ms": 2 * HOUR}
    with languages.reading("de"):
        lines, _, _ = drawn("timeseries", source(series=series([20, 21]), before=before))
        assert lines[0]["name"] == "hot, davor"
        _, switch, _ = drawn("timeseries", source(unit="", data_type="boolean", series=series([True, False])))
        assert switch["yaxis"]["ticktext"] == ["aus", "ein"]
        counted, _, made = drawn("histogram", source(levels={"distribution": {**DISTRIBUTION, "of_averages_s": 120}}))
        assert counted[0]["hovertext"][1] == "hot<br>20,0 – 30,0 °C<br>2 (25,0 %)"
        assert made.notes == ["Aus Mittelwerten von 2 min: Es sind zu viele Messwerte"]
        hours = {"rows": [0, "2026-03-02"], "value": [[1.0] * 24, [2.0] * 24]}
        assert drawn("heatmap", source(levels={"hours": hours}))[1]["yaxis"]["ticktext"] == ["Mo", "Mo, 2. Mär"]
        assert write(12345.678, 2) == "12.345,68"


def test_a_band_goes_around_each_stretch_with_the_average_upon_it():
    minutely = source(levels={"bins": bins([5, 6, None, None, 7])}, expected_interval_s=60)
    data, layout, _ = drawn("band", minutely, rules=[{**LIMIT, "value": 9}])
    band, average = data
    assert (band["fill"], list(band["y"])) == ("toself", [7, 8, 5, 4, None, 9, 6, None])
    assert list(average["y"]) == [5, 6, None, 7, None]
    assert average["text"][0] == "5.00 (4.00 – 7.00) °C"
    assert (layout["yaxis"]["title"]["text"], layout["showlegend"]) == ("°C", False)
    assert layout["shapes"][0]["y0"] == 9
    assert len(drawn("band", source(levels={"bins": bins([5])}), showAverage=False)[0]) == 1


def test_a_state_timeline_has_a_bar_for_each_state_in_the_colour_of_its_rule():
    lasted = ((-1, 1, "running", 0), (1, 2, "fault", 2), (2, 3, "running", 0))
    runs = [
        {"from_ms": NOON + start * HOUR, "to_ms": NOON + end * HOUR, "value": value, "quality": quality}
        for start, end, value, quality in lasted
    ]
    rule = {"when": "text", "match": "fault", "level": "critical", "text": "Fault"}
    pump = source("pump", "", data_type="string", levels={"runs": {"runs": runs, "is_cut": True}})
    data, layout, made = drawn("state_timeline", pump, source("fan", levels={}), rules=[rule])
    assert [(trace["name"], trace["marker"]["color"]) for trace in data] == [("running", BLUE), ("Fault", look.level("critical"))]
    # What began before the range begins with it.
    assert list(data[0]["base"]) == ["2026-01-01T12:00:00.000+00:00", "2026-01-01T14:00:00.000+00:00"]
    assert (list(data[0]["x"]), list(data[0]["y"])) == ([HOUR, HOUR], [0, 0])
    assert list(data[1]["marker"]["pattern"]["shape"]) == ["/"]
    assert data[1]["hovertext"][0] == "pump<br>Fault, bad quality<br>2026-01-01 13:00:00 – 2026-01-01 14:00:00 (1 h)"
    assert layout["yaxis"]["ticktext"] == ["pump", "fan"]
    assert made.notes == ["Older states are too many to show: choose a shorter time range"]


def test_bars_over_time_stand_on_zero_with_those_of_the_period_before_beside_them():
    before = {"shift_ms": HOUR, "levels": {"bins": bins([3, 4])}}
    data, layout, _ = drawn("bar", source(levels={"bins": bins([5, 6])}, before=before), statistic="max", rules=[LIMIT])
    assert [(trace["name"], list(trace["y"]), trace["opacity"]) for trace in data] == [
        ("hot, before", [5, 6], 0.4),
        ("hot", [7, 8], 1),
    ]
    assert data[1]["x"][0] == "2026-01-01T12:30:00.000+00:00"
    assert (layout["yaxis"]["title"]["text"], layout["yaxis"]["range"][0] < 0 < 8 <= layout["yaxis"]["range"][1]) == ("°C", True)
    assert layout["barmode"] == "group"


def test_stacked_bars_reach_to_their_sum_and_a_count_has_no_unit():
    both = [source(name, levels={"bins": bins([5, 6])}) for name in ("a", "b")]
    data, layout, _ = drawn("bar", *both, mode="stacked", statistic="count")
    assert layout["barmode"] == "relative"
    assert {trace["offsetgroup"] for trace in data} == {"now"}
    assert layout["yaxis"]["title"]["text"] == ""
    assert layout["yaxis"]["range"] == pytest.approx([-0.12, 8.12])


def test_bars_of_sources_lie_with_the_first_at_the_top():
    both = [source(name, latest={"value": value, "quality": 0}) for name, value in (("a", 12.0), ("b", None))]
    data, layout, _ = drawn("bar", *both, by="sources", statistic="latest", isHorizontal=True, rules=[LIMIT])
    assert (list(data[0]["x"]), list(data[0]["text"])) == ([12, None], ["12.0", ""])
    assert list(data[0]["hovertext"]) == ["a: 12.0 °C", "b: – °C"]
    assert layout["yaxis"]["ticktext"] == ["a", "b"]
    assert layout["yaxis"]["range"] == [1.5, -0.5]
    assert (layout["xaxis"]["title"]["text"], "shapes" in layout) == ("°C", False)


def test_a_circle_is_divided_and_names_what_is_less_than_nothing():
    parts = [source(name, "kW", latest={"value": value, "quality": 0}) for name, value in (("a", 30), ("b", 10), ("c", -5))]
    data, layout, made = drawn("pie", *parts)
    assert (list(data[0]["labels"]), list(data[0]["values"]), list(data[0]["text"])) == (
        ["a", "b"],
        [30, 10],
        ["30.0 kW", "10.0 kW"],
    )
    assert layout["annotations"][0]["text"] == "40.0 kW"
    assert made.notes == ["Less than nothing, so not in the circle: c"]


def test_a_circle_of_states_tells_how_long_in_the_colours_of_their_names():
    runs = [
        {"from_ms": 0, "to_ms": HOUR, "value": 2, "quality": 0},
        {"from_ms": HOUR, "to_ms": 3.5 * HOUR, "value": 0, "quality": 0},
    ]
    mappings = [{"when": "is", "value": "2", "text": "Fault", "level": "critical"}]
    data, layout, _ = drawn("pie", source(levels={"runs": {"runs": runs, "is_cut": False}}), by="states", mappings=mappings)
    assert (list(data[0]["labels"]), list(data[0]["text"])) == (["Fault", "0"], ["1 h", "2 h 30 min"])
    assert list(data[0]["marker"]["colors"]) == [look.level("critical"), look.off()]
    assert layout["annotations"][0]["text"] == "3 h 30 min"


def test_a_histogram_has_its_limits_upright_and_the_unit_below():
    data, layout, made = drawn("histogram", source(levels={"distribution": DISTRIBUTION | {"of_averages_s": 600}}), rules=[LIMIT])
    assert (list(data[0]["x"]), list(data[0]["width"]), list(data[0]["y"])) == ([15, 25], [10, 10], [6, 2])
    assert data[0]["hovertext"][1] == "hot<br>20.0 – 30.0 °C<br>2 (25.0 %)"
    assert layout["xaxis"]["title"]["text"] == "°C"
    assert [(shape["x0"], shape["yref"]) for shape in layout["shapes"]] == [(25, "paper")]
    assert made.notes == ["Of averages of 10 min: the samples are too many"]
    percent, axes, _ = drawn("histogram", source(levels={"distribution": DISTRIBUTION}), asPercent=True)
    assert (list(percent[0]["y"]), axes["yaxis"]["title"]["text"]) == ([75, 25], "%")


def test_a_box_has_the_quartiles_of_the_server_and_a_violin_its_outline():
    data, layout, _ = drawn("box", source(levels={}), source("cold", levels={"distribution": DISTRIBUTION}), rules=[LIMIT])
    box, outliers = data
    assert [list(box[name]) for name in ("x", "q1", "median", "q3", "lowerfence", "upperfence")] == [
        [1],
        [14],
        [16],
        [19],
        [11],
        [24],
    ]
    assert list(outliers["y"]) == [30]
    assert layout["xaxis"]["ticktext"] == ["hot", "cold"]
    assert (layout["yaxis"]["title"]["text"], layout["shapes"][0]["y0"]) == ("°C", 25)
    violin, *_ = drawn("box", source(levels={"distribution": DISTRIBUTION}), style="violin", showOutliers=False)
    assert len(violin) == 3
    assert max(violin[0]["x"]) == pytest.approx(0.38)


def test_a_heat_map_has_rows_of_weekdays_or_of_sources_over_time():
    hours = {"rows": [0, 1], "value": [[1.0] + [None] * 23, [9.0] + [None] * 23], "statistic": "avg"}
    data, layout, _ = drawn("heatmap", source(unit="kW", levels={"hours": hours}))
    assert layout["yaxis"]["ticktext"] == ["Mon", "Tue"]
    assert (data[0]["zmin"], data[0]["zmax"], data[0]["colorbar"]["title"]["text"]) == (0, 10, "kW")
    assert [color for _, color in data[0]["colorscale"]] == look.template()["heat"]["light"]
    over, axes, made = drawn("heatmap", source(levels={"bins": bins([1, 2])}), source("cold", levels={}), by="sources")
    assert (len(over[0]["x"]), [list(row) for row in over[0]["z"]]) == (3, [[1, 2], [None, None]])
    assert (axes["yaxis"]["ticktext"], made.has_time) == (["hot", "cold"], True)
    dated = {**hours, "rows": ["2026-03-02"], "value": [[1.0] * 24]}
    assert drawn("heatmap", source(levels={"hours": dated}), by="date")[1]["yaxis"]["ticktext"] == ["Mon, 2 Mar"]


def test_points_have_the_line_that_fits_and_its_formula():
    across, up = source("x", series=series([1, 2, 3])), source("y", "kW", series=series([1, 3, 5]))
    data, layout, made = drawn("scatter", across, up, showFit=True, rules=[{**LIMIT, "value": 6}])
    assert [trace["mode"] for trace in data] == ["markers", "lines"]
    assert (list(data[0]["x"]), list(data[0]["y"])) == ([1, 2, 3], [1, 3, 5])
    assert list(data[1]["y"]) == pytest.approx([1, 5])
    assert (layout["xaxis"]["title"]["text"], layout["yaxis"]["title"]["text"]) == ("x (°C)", "kW")
    assert layout["shapes"][0]["y0"] == 6
    assert made.notes == ["y = 2.00 x − 1.00, R² 1.00"]
    assert drawn("scatter", across)[2].notes == ["Bind a second metric: the first lies along the bottom"]


def test_alarms_stand_along_the_upper_edge_and_annotations_as_flags():
    alarm = {
        "id": 1,
        "title": "Too <hot>",
        "severity": "major",
        "device": "boiler",
        "device_id": 3,
        "metric_id": 7,
        "raised_at": "2026-01-01T13:00:00+00:00",
        "cleared_at": None,
    }
    note = {"text": "Filter changed & cleaned thoroughly", "at": "2026-01-01T14:00:00+00:00", "until": None, "author": "Ada"}
    foreign = {**alarm, "metric_id": 8}
    traces, layout = marks.drawn(
        chart(source()), {"alarms": [alarm, foreign], "annotations": [note | {"metric_id": None}, note | {"metric_id": 8}]}
    )
    assert len(traces) == 1
    assert (traces[0]["marker"]["symbol"], traces[0]["marker"]["color"]) == (["triangle-up"], [look.level("major")])
    assert traces[0]["hovertext"] == ["Too &lt;hot&gt;<br>Major · boiler<br>2026-01-01 13:00:00 – still active"]
    span, line = layout["shapes"]
    assert (span["x0"], span["x1"]) == ("2026-01-01T13:00:00.000+00:00", "2026-01-01T16:00:00.000+00:00")
    assert (line["type"], line["x0"], line["line"]["color"]) == ("line", "2026-01-01T14:00:00.000+00:00", look.token("accent"))
    assert layout["annotations"][0]["text"] == "⚑ Filter changed &amp; cleane…"
    go.Figure(traces, layout)


@pytest.mark.parametrize(
    ("low", "high", "ends"), [(0, 1, (0, 1)), (20, 24, (20, 24)), (3.2, 97, (0, 100)), (5, 5, (4, 6)), (-7, 12, (-10, 20))]
)
def test_an_axis_ends_at_round_numbers(low, high, ends):
    assert nice_scale(low, high) == ends


def test_a_near_limit_belongs_into_the_picture_and_a_far_one_does_not():
    near, far = (rules_of([{**LIMIT, "value": value}]) for value in (26, 90))
    assert scale_around([20, 24], rules=near).high == 26
    assert scale_around([20, 24], rules=far).high == 24


def test_units_become_those_of_the_same_quantity_only():
    assert [(convert := units.converter(own, wanted)) and convert(value) for own, wanted, value in CONVERSIONS] == [212, 1]
    assert units.converter("°C", "kW") is None
    assert units.shown(source(series=series([1])), "kW").refused == "kW"
    assert units.shown(source(unit=""), "pcs").source["unit"] == "pcs"
    sums = units.shown(source(levels={"total": {"sum": 30, "count": 2, "range": 10, "avg": 15}}), "°F").source["levels"]["total"]
    assert sums == {"sum": 118, "count": 2, "range": 18, "avg": 59}


def test_states_are_called_by_rules_before_names():
    named = {"mappings": [{"when": "range", "from": 0, "to": 10, "text": "Cool", "level": "normal"}]}
    asked = chart(source(), rules=[LIMIT], **named)
    said = [(one.text, one.level) for one in (state_of(value, asked, asked.rules) for value in (5, 30, 20, True, None))]
    assert said == [("Cool", "normal"), ("Warm <b>", "major"), ("", "normal"), ("Cool", "normal"), ("–", None)]


def test_numbers_and_durations_are_written_as_in_the_browser():
    assert [write(value, None) for value in (1234.5, 12.34, 1.234, 0.1234, 0)] == ["1,234", "12.3", "1.23", "0.123", "0.0"]
    assert write(1234.5, 2) == "1,234.50"
    assert [duration(ms) for ms in (0, 59_000, 90_000, HOUR, 49 * HOUR)] == ["0 s", "59 s", "1 min 30 s", "1 h", "2 d 1 h"]
