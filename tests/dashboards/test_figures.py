"""Charts as figures for notebooks and as pages: their traces are what is stored."""

import datetime as dt
import json

import pytest
from django.conf import settings

from alarms import services as alarm_services
from core.clock import now_us
from dashboards import annotations, documents, services
from dashboards.figures import look
from dashboards.figures.gaps import gap_limit_ms, with_gaps
from telemetry.store import Samples, current
from telemetry.zones import moment_of
from tests import factories

pytestmark = pytest.mark.django_db
plotly_io = pytest.importorskip("plotly.io")


@pytest.fixture
def device(organization):
    return factories.device(organization, name="boiler")


@pytest.fixture
def metrics(device):
    return [factories.metric(device, path=path, unit=unit) for path, unit in (("hot <b>", "°C"), ("cold", "°C"), ("flow", "L/s"))]


@pytest.fixture
def stored(metrics):
    """Ten samples of each, a second apart, half a minute ago."""
    begin_us = now_us() // 1_000_000 * 1_000_000 - 30_000_000
    kept = {}
    for number, metric in enumerate(metrics):
        times = [begin_us + place * 1_000_000 for place in range(10)]
        values = [20.0 + number + place / 4 for place in range(10)]
        current().append(Samples.of([metric.id] * 10, times, values, [0] * 10))
        kept[metric.id] = (times, values)
    return kept


def board_with(organization, author, kind, metrics, **options):
    board = factories.share(services.create_dashboard(organization, name="Boiler room", by=author))
    whole = documents.empty()
    bindings = [{"kind": "metric", "metric": metric.id} for metric in metrics]
    whole["widgets"]["w1"] = {"type": kind, "version": 1, "title": "Heat & steam", "options": options, "bindings": bindings}
    whole["layouts"]["desktop"]["p1"].append({"i": "w1", "x": 0, "y": 0, "w": 6, "h": 4})
    services.save_document(board, document=whole, base_version=1, by=author)
    return board


def asked(user, board, **query):
    return factories.client(user).get(f"/api/dashboards/{board.id}/widgets/w1/figure", {"from": "now-5m", **query})


def figure(user, board, **query):
    """As a notebook reads it."""
    return plotly_io.from_json(asked(user, board, **query).content.decode())


def us(text):
    return round(dt.datetime.fromisoformat(text).timestamp() * 1e6)


def test_the_lines_of_a_time_series_are_the_stored_samples(organization, engineer, metrics, stored):
    made = figure(engineer, board_with(organization, engineer, "timeseries", metrics), zone="Europe/Berlin")
    assert [trace.name for trace in made.data] == ["hot &lt;b&gt;", "cold", "flow"]
    for trace, metric in zip(made.data, metrics, strict=True):
        times, values = stored[metric.id]
        assert [us(at) for at in trace.x] == times
        assert list(trace.y) == values
    assert [trace.yaxis for trace in made.data] == ["y", "y", "y2"]
    assert made.layout.yaxis2.title.text == "L/s"
    begin, end = (us(at) for at in made.layout.xaxis.range)
    assert end - begin == 300_000_000


def test_it_looks_as_the_browsers_file_says(organization, engineer, metrics, stored):
    made = figure(engineer, board_with(organization, engineer, "timeseries", metrics[:1], style="step", min=0))
    told = json.loads((settings.BASE_DIR / look.FILE).read_text())
    assert made.data[0].line.color == told["series"]["light"][0]
    assert made.layout.yaxis.gridcolor == told["tokens"]["line"]
    assert made.data[0].line.shape == "hv"
    # From nothing to the round number above 22.25, and a hair more so that lines on the edge are whole.
    assert made.layout.yaxis.range == pytest.approx((-0.45, 30.45))


def test_a_page_has_everything_in_it_and_offers_no_cloud(organization, engineer, metrics, stored):
    answer = asked(engineer, board_with(organization, engineer, "timeseries", metrics), format="html")
    page = answer.content.decode()
    assert 'filename="Heat - steam.html"' in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]
    assert len(page) > 1_000_000
    assert "<script src=" not in page.replace(' charset="utf-8"', "")
    assert '"showSendToCloud": false' in page


def test_a_page_speaks_german_to_whoever_reads_german(organization, engineer, metrics, stored):
    board = board_with(organization, engineer, "timeseries", metrics[:1])
    address = f"/api/dashboards/{board.id}/widgets/w1/figure"
    reader, german = factories.client(engineer), {"Accept-Language": "de"}
    page = reader.get(address, {"from": "now-5m", "format": "html"}, headers=german).content.decode()
    assert '"locale": "de"' in page
    assert '"Reset axes": "Achsen ' in page
    period = {"from": "2020-01-01T00:00:00Z", "to": "2020-01-02T00:00:00Z"}
    empty = reader.get(address, period, headers=german).json()
    assert [one["text"] for one in empty["layout"]["annotations"]] == ["Keine Werte in diesem Zeitraum"]
    assert empty["layout"]["separators"] == ",."
    assert '"locale"' not in asked(engineer, board, format="html").content.decode()[-20_000:]


def test_bars_are_the_figures_of_their_bins(organization, engineer, metrics, stored):
    made = figure(engineer, board_with(organization, engineer, "bar", metrics[:1], statistic="count"))
    assert sum(value or 0 for value in made.data[0].y) == 10


def test_bars_of_sources_are_their_totals(organization, engineer, metrics, stored):
    made = figure(engineer, board_with(organization, engineer, "bar", metrics, by="sources", statistic="max"))
    assert list(made.data[0].y) == [max(stored[metric.id][1]) for metric in metrics]


def test_slices_are_newest_values(organization, engineer, metrics, stored):
    made = figure(engineer, board_with(organization, engineer, "pie", metrics))
    assert list(made.data[0]["values"]) == [stored[metric.id][1][-1] for metric in metrics]


def test_a_histogram_counts_every_sample(organization, engineer, metrics, stored):
    made = figure(engineer, board_with(organization, engineer, "histogram", metrics[:1]))
    assert sum(made.data[0].y) == 10


def test_a_box_ends_at_the_extremes(organization, engineer, metrics, stored):
    made = figure(engineer, board_with(organization, engineer, "box", metrics[:1]))
    values = stored[metrics[0].id][1]
    assert (made.data[0].lowerfence[0], made.data[0].upperfence[0]) == (min(values), max(values))


@pytest.mark.parametrize("by", ["weekday", "date", "sources"])
def test_a_heat_map_holds_the_average(organization, engineer, metrics, stored, by):
    made = figure(engineer, board_with(organization, engineer, "heatmap", metrics[:1], by=by))
    cells = [cell for row in made.data[0].z for cell in row if cell is not None and cell == cell]
    assert min(stored[metrics[0].id][1]) <= cells[0] <= max(stored[metrics[0].id][1])


def test_points_are_values_of_the_same_time(organization, engineer, metrics, stored):
    made = figure(engineer, board_with(organization, engineer, "scatter", metrics[:2]))
    first, second = (stored[metric.id][1] for metric in metrics[:2])
    assert (list(made.data[0].x), list(made.data[0].y)) == (first, second)


def test_what_is_no_chart_says_so(organization, engineer, metrics):
    answer = asked(engineer, board_with(organization, engineer, "slider", metrics[:1]))
    assert answer.status_code == 400
    assert "“slider” is no chart" in answer.json()["error"]["message"]


def test_what_one_may_not_read_is_not_in_it(organization, engineer, metrics, stored):
    board = board_with(organization, engineer, "timeseries", metrics)
    factories.deny(factories.profile(organization, None, engineer), metrics[0].device)
    assert len(figure(engineer, board).data) == 0


def test_a_figure_says_what_the_page_says_of_alarms_notes_units_and_the_time_before(organization, engineer, metrics, stored):
    board = board_with(organization, engineer, "timeseries", metrics[:1], unit="°F")
    alarm_services.set_rules(
        organization, source="flow:1", rules=[alarm_services.RuleSpec(key="hot", title="Too hot", severity="major")]
    )
    raised = alarm_services.AlarmEvent(
        effect_id="1",
        source="flow:1",
        key="hot",
        change="raise",
        time_us=now_us() - 60_000_000,
        device_id=metrics[0].device_id,
        value=1,
    )
    alarm_services.apply([raised])
    note = annotations.add_annotation(board, at=moment_of(now_us() - 30_000_000), text="Filter changed", by=engineer)
    made = figure(engineer, board, compare="day")
    before, line, marks = made.data
    assert (before.name, line.name, line.y[0]) == ("hot &lt;b&gt;, before", "hot &lt;b&gt;", 68)
    assert made.layout.yaxis.title.text == "°F"
    assert (marks.name, marks.marker.symbol) == ("Alarms", ("triangle-up",))
    assert marks.hovertext[0].startswith("Too hot<br>Major · boiler<br>")
    assert [shape.type for shape in made.layout.shapes] == ["rect", "line"]
    assert made.layout.annotations[0].text == f"⚑ {note.text}"


def test_a_chart_with_a_range_of_its_own_shows_that_range(organization, engineer, metrics, stored):
    board = board_with(organization, engineer, "band", metrics[:1])
    document = board.versions.get(number=2).document
    document["widgets"]["w1"]["timeRange"] = {"from": "now-2h", "to": "now"}
    services.save_document(board, document=document, base_version=2, by=engineer)
    begin, end = (us(at) for at in figure(engineer, board).layout.xaxis.range)
    assert end - begin == 7_200_000_000


@pytest.mark.parametrize("kind", ["timeseries", "band", "bar", "pie", "box", "heatmap", "scatter", "histogram", "state_timeline"])
def test_a_figure_of_nothing_says_so(organization, engineer, metrics, kind):
    made = figure(engineer, board_with(organization, engineer, kind, metrics[:2]))
    assert made.layout.annotations[-1].text == "No values in this time range"


def test_what_cannot_be_seen_or_shown_is_said_below_the_title(organization, engineer, metrics, stored):
    board = board_with(organization, engineer, "timeseries", metrics, unit="kW")
    factories.deny(factories.profile(organization, None, engineer), metrics[0].device)
    other = factories.metric(factories.device(organization, name="pump"), path="load", unit="V")
    document = board.versions.get(number=2).document
    document["widgets"]["w1"]["bindings"].append({"kind": "metric", "metric": other.id, "label": "Load <1>"})
    services.save_document(board, document=document, base_version=2, by=engineer)
    made = figure(engineer, board)
    assert [trace.name for trace in made.data] == ["Load &lt;1&gt;"]
    assert made.layout.title.subtitle.text == (
        "Not all values can be shown in kW: these keep their own unit · 3 lines are deleted or not yours to see"
    )


def test_lines_break_where_nothing_was_measured():
    assert gap_limit_ms([0, 1000, 2000], expected_s=1, is_reduced=False) == 3000
    assert with_gaps([0, 1000, 9000], [1, 2, 3], 3000) == ([0, 1000, 5000, 9000], [1, 2, None, 3])
