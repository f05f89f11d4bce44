"""What new dashboards begin with."""

import pytest

from core import languages
from dashboards import documents, services, templates
from dashboards.errors import BadDocument, BadTemplate, TemplateNameTaken
from dashboards.models import DashboardTemplate, DashboardVersion
from dashboards.starters import HERE, starters
from dashboards.variables import resolving, roles
from dashboards.widgets import KINDS
from devices.models import DeviceType, MetricTemplate
from tests import factories
from tests.ready import read_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("starter", starters(), ids=lambda one: one.key)
class TestReadyOnes:
    def test_it_holds_together(self, starter):
        parsed = documents.parsed(starter.document)
        assert {widget.type for widget in parsed.widgets.values()} <= KINDS.keys()
        assert parsed.metric_ids == parsed.device_ids == set()
        wanted = {binding.role for binding in parsed.bindings if isinstance(binding, documents.PathBinding)}
        assert len(list(parsed.bindings)) == sum(isinstance(binding, documents.PathBinding) for binding in parsed.bindings)
        assert wanted <= roles.ROLES.keys()
        for layout in parsed.layouts.values():
            assert {box.i for boxes in layout.values() for box in boxes} == parsed.widgets.keys()

    def test_nothing_lies_on_anything_else(self, starter):
        for layout in starter.document["layouts"].values():
            for boxes in layout.values():
                cells = [
                    (x, y)
                    for box in boxes
                    for x in range(box["x"], box["x"] + box["w"])
                    for y in range(box["y"], box["y"] + box["h"])
                ]
                assert len(cells) == len(set(cells))

    def test_a_phone_has_no_half_empty_row(self, starter):
        for boxes in starter.document["layouts"]["mobile"].values():
            for box in boxes:
                rows = [one for one in boxes if one["y"] < box["y"] + box["h"] and box["y"] < one["y"] + one["h"]]
                assert {x for one in rows for x in range(one["x"], one["x"] + one["w"])} == set(range(6))

    def test_without_any_device_it_says_what_is_missing(self, starter, engineer, organization):
        board = factories.share(services.create_dashboard(organization, name="A", by=engineer, template=starter.key))
        answer = factories.client(engineer).get(f"/api/dashboards/{board.id}/data").json()
        reasons = {
            source["reason"]["code"]
            for widget in answer["widgets"].values()
            for source in widget["sources"]
            if source["state"] != "ok"
        }
        assert reasons <= {"no_device", "no_device_at"}


def test_a_ready_one_is_made_in_the_language_of_who_makes_it(engineer):
    assert set(languages.messages(HERE, "de")) == read_in(starters())
    asked = {"name": "Halle", "template": "tanks"}
    german = {"Accept-Language": "de"}
    made = factories.client(engineer).post("/api/dashboards", asked, "application/json", headers=german).json()

    document = DashboardVersion.objects.get(dashboard=made["id"]).document

    assert [variable["label"] for variable in document["variables"]] == ["Standort", "Tank"]
    assert "Füllstände in {{site}}" in {widget["title"] for widget in document["widgets"].values()}


def test_a_ready_one_finds_the_metrics_of_a_machine(engineer, organization):
    kind = DeviceType.objects.create(organization=organization, name="Pump")
    device = factories.device(organization, name="pump-1", type=kind)
    heat = factories.metric(device, path="motor/temp", unit="°C")
    board = services.create_dashboard(organization, name="P", by=engineer, template="machine_overview", device_type=kind)
    document = DashboardVersion.objects.get(dashboard=board).document
    assert document["variables"][0]["deviceType"] == kind.id
    found = resolving.resolved(documents.read(document), organization_id=organization.id, user=engineer, given={})
    assert heat.id in found.document.metric_ids


def test_the_map_of_a_fleet_knows_where_its_machines_say_they_are(engineer, organization):
    device = factories.device(organization, name="truck-1")
    paths = ("gps/latitude", "gps/longitude")
    axes = {factories.metric(device, path=path, unit="°").id for path in paths}
    board = services.create_dashboard(organization, name="F", by=engineer, template="fleet_map")
    document = documents.read(DashboardVersion.objects.get(dashboard=board).document)
    found = resolving.resolved(document, organization_id=organization.id, user=engineer, given={}).document
    (places,) = [widget for widget in found.widgets.values() if widget.type == "map"]
    assert axes <= {getattr(binding, "metric", None) for binding in places.bindings}


@pytest.mark.parametrize(
    ("data_type", "high", "options"),
    [("double", 10, {"step": 0.1}), ("double", 1, {"step": 0.01}), ("double", 100, {}), ("long", 10, {}), ("double", 0, {})],
)
def test_a_setpoint_is_set_in_steps_that_fit_its_range(organization, data_type, high, options):
    device = factories.device(organization, name="pump-1")
    factories.metric(device, path="setpoint", data_type=data_type, low=0, high=high, is_writable=True)
    assert templates.device_document(device)["widgets"]["w1"]["options"] == options


def test_a_device_type_gets_a_dashboard_before_it_has_a_device(engineer, organization):
    kind = DeviceType.objects.create(organization=organization, name="Pump")
    MetricTemplate.objects.create(type=kind, path="flow", unit="l/min")
    document = templates.type_document(kind)
    documents.parsed(document)
    assert document["variables"][0]["deviceType"] == kind.id
    assert {"kind": "path", "device": "$device", "path": "flow"} in document["widgets"]["w1"]["bindings"]


def test_an_own_template_is_kept_listed_used_and_deleted(engineer, organization):
    board = factories.share(services.create_dashboard(organization, name="A", by=engineer, template="energy"))
    client = factories.client(engineer)
    document = DashboardVersion.objects.get(dashboard=board).document
    body = {"name": "Unser Muster 🙂", "description": "For meters", "document": document}
    made = client.post(f"/api/dashboards/{board.id}/templates", body, content_type="application/json").json()
    assert made["key"] == f"own:{DashboardTemplate.objects.get().id}"
    listed = client.get("/api/dashboard-templates").json()
    assert [one["name"] for one in listed if one["kind"] == "own"] == ["Unser Muster 🙂"]
    copied = services.create_dashboard(organization, name="B", by=engineer, template=made["key"])
    assert DashboardVersion.objects.get(dashboard=copied).document == document
    with pytest.raises(TemplateNameTaken):
        services.save_template(board, name="Unser Muster 🙂", description="", document=document, by=engineer)
    assert client.delete(f"/api/dashboard-templates/{DashboardTemplate.objects.get().id}").status_code == 200
    assert DashboardVersion.objects.filter(dashboard=copied).exists()


def test_a_template_outlives_what_it_shows_and_takes_in_nothing_that_is_not_its_makers(engineer, organization):
    metric = factories.metric(factories.device(organization, "pump-1"), "flow")
    widget = {"type": "value", "version": 1, "bindings": [{"kind": "metric", "metric": metric.id}]}
    box = {"i": "w1", "x": 0, "y": 0, "w": 6, "h": 4}
    document = documents.empty() | {"widgets": {"w1": widget}, "layouts": {"desktop": {"p1": [box]}, "mobile": {"p1": []}}}
    board = factories.share(services.create_dashboard(organization, name="A", by=engineer, document=document))
    own = services.save_template(board, name="Ours", description="", document=document, by=engineer)
    foreign = factories.metric(factories.device(factories.organization("Other"), "their pump"), "flow")
    of_others = document | {"widgets": {"w1": widget | {"bindings": [{"kind": "metric", "metric": foreign.id}]}}}
    with pytest.raises(BadDocument, match=f"There is no metric {foreign.id}, or it is not yours."):
        services.save_template(board, name="Theirs", description="", document=of_others, by=engineer)

    metric.device.delete()

    made = services.create_dashboard(organization, name="B", by=engineer, template=f"own:{own.id}")
    answer = factories.client(engineer).get(f"/api/dashboards/{made.id}/data?from=now-1h&to=now").json()
    assert [source["state"] for source in answer["widgets"]["w1"]["sources"]] == ["missing"]
    services.save_template(board, name="Still ours", description="", document=document, by=engineer)


def test_strangers_neither_see_nor_use_nor_delete_it(engineer, organization):
    board = factories.share(services.create_dashboard(organization, name="A", by=engineer))
    own = services.save_template(board, name="Ours", description="", document=documents.empty(), by=engineer)
    other = factories.organization("Other")
    stranger = factories.client(factories.user(other))
    assert all(one["kind"] == "ready" for one in stranger.get("/api/dashboard-templates").json())
    assert stranger.delete(f"/api/dashboard-templates/{own.id}").status_code == 404
    with pytest.raises(BadTemplate):
        services.create_dashboard(other, name="X", by=None, template=f"own:{own.id}")


def test_viewers_keep_and_delete_none(engineer, viewer, organization):
    board = factories.share(services.create_dashboard(organization, name="A", by=engineer))
    own = services.save_template(board, name="Ours", description="", document=documents.empty(), by=engineer)
    client = factories.client(viewer)
    body = {"name": "X", "document": documents.empty()}
    assert client.post(f"/api/dashboards/{board.id}/templates", body, content_type="application/json").status_code == 403
    assert client.delete(f"/api/dashboard-templates/{own.id}").status_code == 403


@pytest.mark.parametrize("name", ["nothing", "own:", "own:x", "own:999", "device", "type"])
def test_a_template_that_is_not_there_is_refused(engineer, organization, name):
    with pytest.raises(BadTemplate, match="There is no template"):
        services.create_dashboard(organization, name="A", by=engineer, template=name)
