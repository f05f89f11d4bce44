"""What widgets of each kind are drawn from, in one answer of few reads."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from alarms import services as alarm_services
from core import live
from core.clock import now_us
from dashboards import annotations, services
from dashboards.models import Dashboard
from telemetry.store import Samples, current
from telemetry.store.buckets import HOUR_US, MINUTE_US, SECOND_US
from tests import factories
from tests.dashboards.test_api import document, post, save
from tests.reads import counted_reads

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(organization):
    return factories.device(organization, name="boiler")


@pytest.fixture
def metric(device):
    return factories.metric(device, path="temperature", unit="°C", expected_interval_s=1)


@pytest.fixture
def board(organization, engineer):
    return factories.share(services.create_dashboard(organization, name="Boiler room", by=engineer))


@pytest.fixture
def start_us():
    """A whole hour, two hours ago: its samples are all in the past."""
    return (now_us() - 2 * HOUR_US) // HOUR_US * HOUR_US


def store(metric, values, start_us, every_us=MINUTE_US):
    times = [start_us + n * every_us for n in range(len(values))]
    current().append(Samples.of([metric.id] * len(values), times, values, data_types=metric.data_type))


def data(user, board, start_us, end_us, **query):
    words = "&".join(f"{name}={value}" for name, value in ({"from": start_us // 1000, "to": end_us // 1000} | query).items())
    answer = factories.client(user).get(f"/api/dashboards/{board.id}/data?{words}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def levels(body, widget="w1", source=0):
    return body["widgets"][widget]["sources"][source]["levels"]


class TestLevels:
    def test_a_bar_chart_gets_one_statistic_per_bin(self, board, metric, viewer, start_us):
        store(metric, [float(n) for n in range(60)], start_us)
        save(board, document(("bar", {"statistic": "max", "bins": "15m"}, [metric])))
        found = levels(data(viewer, board, start_us, start_us + HOUR_US))["bins"]
        assert (found["max"], found["width_s"]) == ([14.0, 29.0, 44.0, 59.0], 900.0)
        assert set(found) == {"ts", "end", "width_s", "max"}

    def test_a_band_gets_lowest_highest_and_average(self, board, metric, viewer, start_us):
        store(metric, [1.0, 3.0], start_us, SECOND_US)
        save(board, document(("band", {"bins": "1m"}, [metric])))
        found = levels(data(viewer, board, start_us, start_us + MINUTE_US))["bins"]
        assert (found["min"], found["max"], found["avg"]) == ([1.0], [3.0], [2.0])

    def test_categories_get_totals_and_a_distribution_its_figures(self, board, metric, viewer, start_us):
        store(metric, [1.0, 2.0, 6.0], start_us)
        whole = document(
            ("pie", {"statistic": "sum"}, [metric]),
            ("histogram", {"count": 5}, [metric]),
            ("box", {}, [metric]),
            ("bar", {"by": "sources", "statistic": "range"}, [metric]),
        )
        save(board, whole)
        body = data(viewer, board, start_us, start_us + HOUR_US)
        assert levels(body, "w1")["total"]["sum"] == 9.0
        assert levels(body, "w2")["distribution"]["counts"] == [1, 1, 0, 0, 0, 1]
        assert levels(body, "w3")["distribution"]["median"] == 2.0
        assert levels(body, "w4")["total"]["range"] == 5.0

    def test_a_heat_map_gets_the_hours_of_the_week_in_the_dashboards_zone(self, board, metric, viewer):
        monday_us = 1_772_409_600 * SECOND_US  # 2026-03-02T00:00Z
        store(metric, [5.0], monday_us)
        save(board, document(("heatmap", {"by": "weekday"}, [metric])) | {"settings": {"zone": "Asia/Tokyo"}})
        body = data(viewer, board, monday_us, monday_us + HOUR_US, zone="Europe/Helsinki")
        assert body["zone"] == "Asia/Tokyo"
        assert levels(body)["hours"]["value"][0][9] == 5.0

    def test_a_zone_that_nobody_knows_is_refused(self, board, viewer):
        answer = factories.client(viewer).get(f"/api/dashboards/{board.id}/data?zone=Mars/Olympus")
        assert (answer.status_code, answer.json()["error"]["message"]) == (
            400,
            "“Mars/Olympus” is no time zone: give a name such as Europe/Helsinki.",
        )

    def test_states_come_as_stretches_and_numbers_in_bins(self, board, device, metric, viewer, start_us):
        pump = factories.metric(device, path="pump", data_type="boolean")
        store(pump, [True, True, False], start_us)
        store(metric, [20.0], start_us)
        save(board, document(("state_timeline", {}, [pump, metric])))
        body = data(viewer, board, start_us, start_us + HOUR_US)
        runs = levels(body)["runs"]["runs"]
        assert [(run["value"], (run["to_ms"] - run["from_ms"]) / 1000) for run in runs] == [(True, 120.0), (False, 3480.0)]
        assert levels(body, source=1)["bins"]["last"][0] == 20.0

    def test_nan_and_infinity_never_break_the_answer(self, board, metric, viewer, start_us):
        store(metric, [float("nan"), float("inf"), 1.0, float("-inf")], start_us)
        kinds = ("timeseries", "bar", "band", "histogram", "box", "heatmap", "state_timeline", "scatter", "value", "pie")
        save(board, document(*((kind, {}, [metric]) for kind in kinds)))
        body = data(viewer, board, start_us, start_us + HOUR_US, compare="previous")
        line = body["widgets"]["w1"]["sources"][0]["series"]
        assert (line["value"], line["not_finite"]) == ([None, None, 1.0, None], 3)
        assert levels(body, "w4")["distribution"]["count"] == 1


class TestComparing:
    def test_the_period_before_comes_along_where_it_can_be_drawn(self, board, metric, viewer, start_us):
        store(metric, [1.0, 2.0], start_us - HOUR_US)
        store(metric, [3.0], start_us)
        save(board, document(("timeseries", {}, [metric]), ("box", {}, [metric]), ("timeseries", {"compare": "none"}, [metric])))
        body = data(viewer, board, start_us, start_us + HOUR_US, compare="previous")
        source = body["widgets"]["w1"]["sources"][0]
        assert (source["series"]["value"], source["before"]["series"]["value"]) == ([3.0], [1.0, 2.0])
        assert source["before"]["shift_ms"] == 3_600_000
        assert "before" not in body["widgets"]["w2"]["sources"][0]
        assert "before" not in body["widgets"]["w3"]["sources"][0]

    def test_a_widget_compares_by_itself_with_the_week_before(self, board, metric, viewer, start_us):
        save(board, document(("timeseries", {"compare": "week"}, [metric])))
        source = data(viewer, board, start_us, start_us + HOUR_US)["widgets"]["w1"]["sources"][0]
        assert source["before"]["shift_ms"] == 7 * 24 * 3_600_000

    def test_a_day_before_is_the_same_wall_clock(self, board, metric, viewer):
        noon_us = 1_774_774_800 * SECOND_US  # 2026-03-29 12:00 in Helsinki, the day its clocks changed
        save(board, document(("timeseries", {"compare": "day"}, [metric])))
        source = data(viewer, board, noon_us, noon_us + HOUR_US, zone="Europe/Helsinki")["widgets"]["w1"]["sources"][0]
        assert source["before"]["shift_ms"] == 23 * 3_600_000


class TestRanges:
    def test_a_detached_widget_has_a_range_of_its_own(self, board, metric, viewer, start_us):
        store(metric, [1.0], start_us - 5 * HOUR_US)
        store(metric, [2.0], start_us)
        whole = document(("timeseries", {}, [metric]), ("timeseries", {}, [metric]))
        whole["widgets"]["w2"]["timeRange"] = {"from": "now-12h", "to": "now"}
        save(board, whole)
        body = data(viewer, board, start_us, start_us + HOUR_US)
        assert body["widgets"]["w1"]["sources"][0]["series"]["value"] == [2.0]
        assert body["widgets"]["w2"]["sources"][0]["series"]["value"] == [1.0, 2.0]

    def test_only_some_widgets_can_be_asked_for(self, board, metric, viewer, start_us):
        save(board, document(("value", {}, [metric]), ("bar", {}, [metric])))
        assert list(data(viewer, board, start_us, start_us + HOUR_US, widgets="w2,nothing")["widgets"]) == ["w2"]

    def test_widgets_that_are_not_saved_yet_are_read_from_their_draft(self, board, metric, viewer, start_us):
        store(metric, [1.0, 5.0], start_us)
        draft = {
            "widgets": {
                "new": {
                    "type": "pie",
                    "version": 1,
                    "options": {"statistic": "max"},
                    "bindings": [{"kind": "metric", "metric": metric.id}],
                }
            }
        }
        answer = post(viewer, f"/api/dashboards/{board.id}/data?from={start_us // 1000}&to={start_us // 1000 + 3_600_000}", draft)
        assert answer.json()["widgets"]["new"]["sources"][0]["levels"]["total"]["max"] == 5.0

    def test_a_draft_shows_nothing_that_its_editor_may_not_see(self, board, viewer, stranger):
        theirs = factories.metric(factories.device(stranger.organization, "their pump"), path="secret")
        store(theirs, [1.0], now_us() - MINUTE_US)
        draft = {
            "widgets": {
                "new": {
                    "type": "pie",
                    "version": 1,
                    "options": {"statistic": "max"},
                    "bindings": [{"kind": "metric", "metric": theirs.id}],
                }
            }
        }
        source = post(viewer, f"/api/dashboards/{board.id}/data", draft).json()["widgets"]["new"]["sources"][0]
        assert (source["state"], source["latest"], "levels" in source) == ("missing", None, False)

    def test_a_broken_draft_is_refused_with_its_place(self, board, viewer):
        answer = post(viewer, f"/api/dashboards/{board.id}/data", {"widgets": {"new": {"type": "bar", "version": 0}}})
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, "widgets.new.version")


def test_the_number_of_reads_does_not_grow_with_widgets(board, device, viewer, start_us, monkeypatch):
    kinds = ("timeseries", "bar", "band", "scatter", "pie", "histogram", "box", "heatmap", "state_timeline", "sparkline")
    metrics = [factories.metric(device, path=f"m{n}") for n in range(20)]
    for metric in metrics:
        store(metric, [float(n) for n in range(60)], start_us)
    reads = counted_reads(monkeypatch)

    def counted(number):
        save(board, document(*((kind, {"statistic": "avg"}, [metric]) for metric in metrics[:number] for kind in kinds)))
        reads.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            data(viewer, Dashboard.objects.get(id=board.id), start_us, start_us + HOUR_US, compare="previous")
        return len(reads), len(queries)

    counted(1)
    assert counted(1) == counted(20)


class TestMarks:
    def test_alarms_of_shown_metrics_are_marked_and_others_are_not(self, organization, board, device, metric, viewer, start_us):
        other = factories.metric(factories.device(organization, "elsewhere"), path="x")
        for key, place in (("hot", metric), ("far", other)):
            rule = alarm_services.RuleSpec(key=key, title=f"Too {key}", severity="major")
            alarm_services.set_rules(organization, source=f"flow:{place.id}", rules=[rule])
            raised = alarm_services.AlarmEvent(
                effect_id=key,
                source=f"flow:{place.id}",
                key=key,
                change="raise",
                time_us=start_us,
                device_id=place.device_id,
                value=1,
            )
            alarm_services.apply([raised])
        save(board, document(("timeseries", {}, [metric])))
        body = data(viewer, board, start_us, start_us + HOUR_US)
        assert [(mark["title"], mark["severity"]) for mark in body["marks"]["alarms"]] == [("Too hot", "major")]
        before = data(viewer, board, start_us - HOUR_US, start_us - MINUTE_US)
        assert before["marks"]["alarms"] == []

    def test_a_note_stands_in_the_data_of_its_time(self, board, engineer, viewer, start_us):
        url = f"/api/dashboards/{board.id}/annotations"
        at = "2026-03-01T12:00:00Z"
        made = post(engineer, url, {"text": " Filter changed ", "at": at})
        assert (made.status_code, made.json()["text"], made.json()["author"]) == (201, "Filter changed", str(engineer))
        marks = (
            factories.client(viewer)
            .get(f"/api/dashboards/{board.id}/marks?from=2026-03-01T11:00:00Z&to=2026-03-01T13:00:00Z")
            .json()
        )
        assert [(note["text"], note["is_mine"]) for note in marks["annotations"]] == [("Filter changed", False)]
        later = (
            factories.client(viewer)
            .get(f"/api/dashboards/{board.id}/marks?from=2026-03-02T11:00:00Z&to=2026-03-02T13:00:00Z")
            .json()
        )
        assert later["annotations"] == []


class TestAnnotations:
    AT = "2026-03-01T12:00:00Z"

    def url(self, board, note=None):
        return f"/api/dashboards/{board.id}/annotations" + (f"/{note}" if note else "")

    def patch(self, user, path, body):
        return factories.client(user).patch(path, body, content_type="application/json")

    def test_viewers_may_not_write(self, board, viewer):
        assert post(viewer, self.url(board), {"text": "x", "at": self.AT}).status_code == 403
        assert board.annotations.count() == 0

    def test_operators_change_their_own_and_engineers_all(self, board, operator, engineer):
        mine = post(operator, self.url(board), {"text": "mine", "at": self.AT}).json()["id"]
        theirs = post(engineer, self.url(board), {"text": "theirs", "at": self.AT}).json()["id"]
        assert self.patch(operator, self.url(board, mine), {"text": "mine too"}).json()["text"] == "mine too"
        assert self.patch(operator, self.url(board, theirs), {"text": "stolen"}).status_code == 403
        answer = self.patch(engineer, self.url(board, mine), {"text": "checked"}).json()
        assert (answer["text"], answer["author"], answer["changed_by"]) == ("checked", str(operator), str(engineer))
        assert factories.client(engineer).delete(self.url(board, mine)).status_code in (200, 204)
        assert list(board.annotations.values_list("text", flat=True)) == ["theirs"]

    @pytest.mark.parametrize(
        ("body", "field", "words"),
        [
            ({"text": "  "}, "text", "Write what happened in 1 to 500 characters; these are 0."),
            ({"text": "x" * 501}, "text", "Write what happened in 1 to 500 characters; these are 501."),
            ({"text": "x", "until": "2026-03-01T11:00:00Z"}, "until", "exchange them"),
            ({"text": "x", "at": "2026-03-01T12:00:00"}, "at", "Give times with their zone"),
        ],
    )
    def test_bad_ones_are_refused_with_a_reason(self, board, engineer, body, field, words):
        answer = post(engineer, self.url(board), {"at": self.AT} | body)
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
        assert words in answer.json()["error"]["message"]
        assert board.annotations.count() == 0

    def test_open_pages_are_told(self, board, engineer, monkeypatch, django_capture_on_commit_callbacks):
        told = []
        monkeypatch.setattr(live.publisher(), "event", lambda *event: told.append(event))
        with django_capture_on_commit_callbacks(execute=True):
            annotations.add_annotation(board, at=now(), text="x", by=engineer)
        assert told == [(board.organization_id, f"n:{board.id}", {"changed": "annotations"})]


def test_a_figure_and_change_compares_with_the_period_before_unless_told_otherwise(board, metric, viewer, start_us):
    store(metric, [10.0] * 60 + [15.0] * 60, start_us - HOUR_US)
    save(board, document(("delta", {}, [metric]), ("delta", {"compare": "week"}, [metric])))
    body = data(viewer, board, start_us, start_us + HOUR_US)
    first, week = (body["widgets"][name]["sources"][0] for name in ("w1", "w2"))
    assert (first["levels"]["total"]["avg"], first["before"]["levels"]["total"]["avg"]) == (15.0, 10.0)
    assert (first["before"]["shift_ms"], week["before"]["shift_ms"]) == (3_600_000, 7 * 86_400_000)
