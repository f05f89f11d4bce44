"""Dashboards over HTTP: versions, conflicts, data of all widgets, commands of controls, nothing for strangers."""

import time

import pytest

from dashboards import documents, services
from dashboards.models import Dashboard, DashboardVersion
from devices.models import Command, Metric
from flows.models import Flow
from organizations import rights
from organizations.models import ProfileMember
from telemetry.store import Samples, current
from tests import factories

pytestmark = pytest.mark.django_db
NOT_YOURS = "There is no such thing, or it is not yours."


def put(user, path, body):
    return factories.client(user).put(path, body, content_type="application/json")


def post(user, path, body=None):
    return factories.client(user).post(path, body or {}, content_type="application/json")


def document(*widgets):
    """Widgets `(type, options, metrics)`, one below the other."""
    whole = documents.empty()
    for place, (kind, options, metrics) in enumerate(widgets, start=1):
        whole["widgets"][f"w{place}"] = {
            "type": kind,
            "version": 1,
            "title": "",
            "options": options,
            "bindings": [{"kind": "metric", "metric": metric.id} for metric in metrics],
            "rules": [],
        }
        whole["layouts"]["desktop"]["p1"].append({"i": f"w{place}", "x": 0, "y": place * 4, "w": 6, "h": 4})
    return whole


@pytest.fixture
def device(organization):
    return factories.device(organization, name="boiler")


@pytest.fixture
def metric(device):
    return factories.metric(device, path="temperature", unit="°C", expected_interval_s=1)


@pytest.fixture
def board(organization, engineer):
    return factories.share(services.create_dashboard(organization, name="Boiler room", by=engineer))


def save(board, whole, by=None):
    return services.save_document(board, document=whole, base_version=Dashboard.objects.get(id=board.id).version, by=by)


class TestCreating:
    def test_an_empty_one(self, engineer):
        answer = post(engineer, "/api/dashboards", {"name": " Boiler room ", "template": "empty"})
        assert answer.status_code == 201
        body = answer.json()
        assert (body["name"], body["version"], body["changed_by"]) == ("Boiler room", 1, str(engineer))
        assert body["document"] == documents.empty()

    def test_one_from_a_devices_metrics(self, engineer, device):
        factories.metric(device, path="temperature", low=0, high=100)
        factories.metric(device, path="door", data_type="boolean")
        factories.metric(device, path="pump", data_type="boolean", is_writable=True)
        factories.metric(device, path="setpoint", low=5, high=30, is_writable=True)
        factories.metric(device, path="firmware", data_type="string")
        body = post(engineer, "/api/dashboards", {"name": "Boiler", "template": "device", "device_id": device.id}).json()
        kinds = [widget["type"] for widget in body["document"]["widgets"].values()]
        # By path: door, firmware, pump, setpoint, temperature; then what shows them together.
        assert kinds == ["lamp", "value", "toggle", "slider", "sparkline", "timeseries", "latest_table", "alarm_table"]
        assert body["document"]["layouts"]["desktop"]["p1"][:5] == [
            {"i": "w1", "x": 0, "y": 0, "w": 6, "h": 4},
            {"i": "w2", "x": 6, "y": 0, "w": 6, "h": 4},
            {"i": "w3", "x": 12, "y": 0, "w": 6, "h": 4},
            {"i": "w4", "x": 18, "y": 0, "w": 6, "h": 4},
            {"i": "w5", "x": 0, "y": 4, "w": 6, "h": 4},
        ]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"name": "  "}, "name"),
            ({"name": "x" * 101}, "name"),
            ({"name": "A", "template": "fancy"}, "template"),
            ({"name": "A", "template": "device"}, "template"),
        ],
    )
    def test_what_cannot_be_made_says_why(self, engineer, body, field):
        answer = post(engineer, "/api/dashboards", body)
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
        assert Dashboard.objects.count() == 0

    def test_a_name_is_taken_once(self, engineer, board):
        answer = post(engineer, "/api/dashboards", {"name": "Boiler room"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "name_taken")

    def test_an_operator_may_not(self, operator, board):
        assert post(operator, "/api/dashboards", {"name": "Mine"}).status_code == 403
        path = f"/api/dashboards/{board.id}"
        browser = factories.client(operator)
        assert put(operator, f"{path}/document", {"document": documents.empty(), "base_version": 1}).status_code == 403
        assert browser.patch(path, {"name": "Mine"}, content_type="application/json").status_code == 403
        assert browser.delete(path).status_code == 403
        assert Dashboard.objects.get().name == "Boiler room"


class TestSaving:
    def test_each_save_is_a_version_that_can_be_read_and_restored(self, board, engineer, metric):
        path = f"/api/dashboards/{board.id}"
        whole = document(("value", {}, [metric]))
        answer = put(engineer, f"{path}/document", {"document": whole, "base_version": 1, "message": "A card"})
        assert (answer.status_code, answer.json()["version"]) == (200, 2)
        browser = factories.client(engineer)
        assert browser.get(path).json()["document"] == whole
        assert post(engineer, f"{path}/versions/1/restore").json()["version"] == 3
        assert browser.get(path).json()["document"] == documents.empty()
        listed = browser.get(f"{path}/versions").json()
        assert [(row["version"], row["message"], row["author"]) for row in listed["items"]] == [
            (3, "Version 1 restored", str(engineer)),
            (2, "A card", str(engineer)),
            (1, "Created", str(engineer)),
        ]
        assert browser.get(f"{path}/versions/2").json()["document"] == whole

    def test_an_older_base_is_a_conflict_that_brings_the_newer_document(self, board, engineer, organization, metric):
        colleague = factories.user(organization, name="Kim")
        whole = document(("value", {}, [metric]))
        services.save_document(board, document=whole, base_version=1, by=colleague, message="Kim's card")
        answer = put(engineer, f"/api/dashboards/{board.id}/document", {"document": documents.empty(), "base_version": 1})
        assert answer.status_code == 409
        details = answer.json()["error"]["details"]
        assert (details["version"], details["author"], details["message"]) == (2, "Kim", "Kim's card")
        assert details["document"] == whole
        assert DashboardVersion.objects.count() == 2

    def test_metrics_and_flows_of_others_are_refused_like_missing_ones(self, board, engineer, other_organization):
        foreign = factories.metric(factories.device(other_organization))
        flow = Flow.objects.create(organization=other_organization, name="Secret")
        path = f"/api/dashboards/{board.id}/document"
        answer = put(engineer, path, {"document": document(("value", {}, [foreign])), "base_version": 1})
        assert answer.json()["error"] == {
            "code": "bad_document",
            "message": f"There is no metric {foreign.id}, or it is not yours.",
            "field": "widgets.w1.bindings.0",
        }
        whole = documents.empty() | {"flowId": flow.id}
        assert put(engineer, path, {"document": whole, "base_version": 1}).json()["error"]["field"] == "flowId"
        assert Dashboard.objects.get().version == 1

    def test_a_metric_deleted_since_does_not_keep_the_page_from_being_saved(self, board, engineer, metric):
        whole = document(("value", {}, [metric]))
        save(board, whole)
        metric.delete()
        answer = put(engineer, f"/api/dashboards/{board.id}/document", {"document": whole, "base_version": 2})
        assert answer.status_code == 200

    def test_a_rename_does_not_undo_a_save_of_the_same_moment(self, board):
        seen_before = Dashboard.objects.get()
        save(board, documents.empty())
        services.rename_dashboard(seen_before, name="Pump room")
        assert (Dashboard.objects.get().name, Dashboard.objects.get().version) == ("Pump room", 2)

    def test_only_the_newest_versions_are_kept(self, board, monkeypatch):
        monkeypatch.setattr(services, "VERSIONS_KEPT", 3)
        for _ in range(5):
            save(board, documents.empty())
        assert list(board.versions.values_list("number", flat=True)) == [6, 5, 4]


class TestData:
    def test_every_widget_gets_what_it_is_drawn_from(self, board, viewer, metric, device):
        silent = factories.metric(device, path="silent")
        now_us = time.time_ns() // 1000
        rows = [(metric.id, now_us - age * 1_000_000, float(age), 0) for age in (30, 20, 10)]
        ids, times, values, qualities = map(list, zip(*rows, strict=True))
        current().append(Samples.of(ids, times, values, qualities))
        save(board, document(("value", {}, [metric]), ("timeseries", {}, [metric, silent]), ("alarm_table", {}, [])))
        body = factories.client(viewer).get(f"/api/dashboards/{board.id}/data?from=now-1h&to=now&points=100").json()
        newest = {"ts": (now_us - 10_000_000) / 1000, "value": 10.0, "quality": 0}
        (card,) = body["widgets"]["w1"]["sources"]
        assert card == {
            "topic": f"m:{metric.id}",
            "state": "ok",
            "metric_id": metric.id,
            "device_id": device.id,
            "device": "boiler",
            "place": None,
            "path": "temperature",
            "unit": "°C",
            "data_type": "double",
            "expected_interval_s": 1.0,
            "low": None,
            "high": None,
            "is_writable": False,
            "latest": newest,
            "series": None,
        }
        line, empty = body["widgets"]["w2"]["sources"]
        assert (line["latest"], line["series"]["value"], line["series"]["reduced"]) == (newest, [30.0, 20.0, 10.0], False)
        assert (empty["latest"], empty["series"]) == (None, {"ts": [], "value": [], "reduced": False})
        assert body["widgets"]["w3"] == {"sources": []}

    def test_what_decides_whether_a_widget_is_shown_comes_with_it(self, board, viewer, metric):
        whole = document(("value", {}, []))
        condition = {"kind": "source", "binding": {"kind": "metric", "metric": metric.id}, "is": "above", "value": "5"}
        whole["widgets"]["w1"]["visibleWhen"] = {"match": "all", "conditions": [condition]}
        save(board, whole)
        widget = factories.client(viewer).get(f"/api/dashboards/{board.id}/data").json()["widgets"]["w1"]
        (answer,) = widget["conditions"]
        assert (answer["topic"], answer["state"], answer["series"]) == (f"m:{metric.id}", "ok", None)

    def test_a_condition_on_a_metric_of_others_is_refused(self, board, engineer, other_organization):
        foreign = factories.metric(factories.device(other_organization))
        whole = document(("value", {}, []))
        condition = {"kind": "source", "binding": {"kind": "metric", "metric": foreign.id}}
        whole["widgets"]["w1"]["visibleWhen"] = {"conditions": [condition]}
        answer = put(engineer, f"/api/dashboards/{board.id}/document", {"document": whole, "base_version": 1})
        assert answer.json()["error"]["message"] == f"There is no metric {foreign.id}, or it is not yours."

    def test_what_is_gone_is_missing_and_nothing_of_it_is_shown(self, board, viewer, metric):
        current().append(Samples.of([metric.id], [time.time_ns() // 1000], [1.0], [0]))
        save(board, document(("timeseries", {}, [metric])))
        Metric.objects.filter(id=metric.id).delete()
        (source,) = factories.client(viewer).get(f"/api/dashboards/{board.id}/data").json()["widgets"]["w1"]["sources"]
        assert (source["state"], source["latest"], source["series"], source["device"]) == ("missing", None, None, "")

    def test_a_bad_range_is_refused(self, board, viewer):
        answer = factories.client(viewer).get(f"/api/dashboards/{board.id}/data?from=yesterday")
        assert (answer.status_code, answer.json()["error"]["field"]) == (400, "from")

    def test_the_number_of_queries_does_not_grow_with_the_widgets(self, board, viewer, organization, django_assert_num_queries):
        metrics = [factories.metric(factories.device(organization)) for _ in range(12)]
        browser = factories.client(viewer)
        for count in (1, 12):
            save(board, document(*(("value", {}, [metric]) for metric in metrics[:count])))
            browser.get(f"/api/dashboards/{board.id}/data")  # from here on the viewer's rights are known
            # User, organization, dashboard, shares, version, metrics, alarms, annotations.
            with django_assert_num_queries(8):
                browser.get(f"/api/dashboards/{board.id}/data")


class TestControls:
    @pytest.fixture
    def burner(self, device):
        return factories.metric(device, path="burner", data_type="boolean", is_writable=True)

    @pytest.fixture
    def level(self, device):
        return factories.metric(device, path="level", low=5, high=30, is_writable=True)

    def send(self, user, board, value, widget="w1"):
        return post(user, f"/api/dashboards/{board.id}/widgets/{widget}/command", {"value": value})

    def test_a_toggle_sends_a_command(self, board, operator, burner):
        save(board, document(("toggle", {}, [burner])))
        answer = self.send(operator, board, True)
        assert answer.status_code == 200
        body = answer.json()
        assert (body["metric_id"], body["name"], body["value"], body["status"]) == (burner.id, "burner", True, "queued")
        assert body["requested_by"] == str(operator)
        assert Command.objects.get().id == body["id"]

    @pytest.mark.parametrize(
        ("kind", "options", "value", "message"),
        [
            ("toggle", {}, "on", "'on' is not what this control sends: True or False."),
            ("toggle", {}, 1, "1 is not what this control sends: True or False."),
            ("button", {"value": False}, True, "True is not what this control sends: False."),
        ],
    )
    def test_a_forged_value_is_refused(self, board, operator, burner, kind, options, value, message):
        save(board, document((kind, options, [burner])))
        answer = self.send(operator, board, value)
        assert (answer.status_code, answer.json()["error"]["message"]) == (400, message)
        assert Command.objects.count() == 0

    @pytest.mark.parametrize(
        ("options", "value", "message"),
        [
            ({}, 4, "4 lies outside 5 to 30."),
            ({}, 5.5, "5.5 is no multiple of 1 from 5."),
            ({"min": 0, "max": 10, "step": 0.1}, 10.1, "10.1 lies outside 0 to 10."),
            ({"min": 0, "max": 10, "step": 0.1}, 0.35, "0.35 is no multiple of 0.1 from 0."),
            ({}, "20", "'20' is no number."),
            ({}, True, "True is no number."),
        ],
    )
    def test_a_slider_keeps_to_its_scale(self, board, operator, level, options, value, message):
        save(board, document(("slider", options, [level])))
        assert self.send(operator, board, value).json()["error"]["message"] == message
        assert Command.objects.count() == 0

    @pytest.mark.parametrize("value", [0.1, 0.3, 0.7000000000000001, 10])
    def test_a_slider_forgives_the_arithmetic_of_browsers(self, board, operator, level, value):
        save(board, document(("slider", {"min": 0, "max": 10, "step": 0.1}, [level])))
        assert self.send(operator, board, value).status_code == 200

    def test_a_viewer_may_not(self, board, viewer, burner):
        save(board, document(("toggle", {}, [burner])))
        assert self.send(viewer, board, True).status_code == 403
        assert Command.objects.count() == 0

    def test_what_only_shows_sends_nothing(self, board, operator, burner):
        save(board, document(("lamp", {}, [burner]), ("toggle", {}, [])))
        for widget in ("w1", "w2"):
            assert self.send(operator, board, True, widget).json()["error"]["code"] == "no_control"
        assert self.send(operator, board, True, "w9").status_code == 404

    def test_a_metric_that_takes_no_commands_refuses(self, board, operator, metric):
        save(board, document(("slider", {}, [metric])))
        assert self.send(operator, board, 20).json()["error"]["code"] == "not_writable"


class TestStrangers:
    def test_no_address_tells_them_more_than_that_there_is_nothing(self, board, stranger, metric):
        browser = factories.client(stranger)
        assert browser.get("/api/dashboards").json() == {"items": [], "total": 0}
        body = {"document": documents.empty(), "base_version": 1}
        for number in (board.id, 999_999):
            path = f"/api/dashboards/{number}"
            answers = [
                browser.get(path),
                browser.get(f"{path}/data"),
                browser.get(f"{path}/versions"),
                browser.get(f"{path}/versions/1"),
                browser.patch(path, {"name": "Mine"}, content_type="application/json"),
                browser.delete(path),
                put(stranger, f"{path}/document", body),
                post(stranger, f"{path}/versions/1/restore"),
                post(stranger, f"{path}/widgets/w1/command", {"value": True}),
            ]
            assert {(answer.status_code, answer.json()["error"]["message"]) for answer in answers} == {(404, NOT_YOURS)}
        assert Dashboard.objects.get().version == 1

    def test_a_device_of_others_is_no_template(self, board, stranger, device):
        answer = post(stranger, "/api/dashboards", {"name": "Theirs", "template": "device", "device_id": device.id})
        assert answer.status_code == 404

    def test_a_member_who_left_sees_nothing(self, board, viewer):
        browser = factories.client(viewer)
        ProfileMember.objects.filter(user=viewer).delete()
        rights.changed()
        assert browser.get(f"/api/dashboards/{board.id}").status_code == 401


def test_the_list_is_by_name_and_its_query_count_does_not_grow(organization, viewer, engineer, django_assert_num_queries):
    for name in ("Pumps", "Boilers", "Mixers"):
        factories.share(services.create_dashboard(organization, name=name, by=engineer))
    browser = factories.client(viewer)
    browser.get("/api/me")  # from here on the viewer's rights are known
    with django_assert_num_queries(6):  # user, organization, rows, shares, count, favourites
        body = browser.get("/api/dashboards").json()
    assert [row["name"] for row in body["items"]] == ["Boilers", "Mixers", "Pumps"]
    assert [row["name"] for row in browser.get("/api/dashboards?search=mix").json()["items"]] == ["Mixers"]
