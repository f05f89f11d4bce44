"""Every widget is a block in the dashboard's data flow, and a wire to it binds it."""

import pytest

from dashboards import documents, drafts, flow_blocks, services
from dashboards.models import Dashboard, DashboardDraft, DashboardVersion
from flows import services as flows
from flows.models import Flow, FlowDraft
from tests import factories

pytestmark = pytest.mark.django_db


def widget(type_, title="", **options):
    return {"type": type_, "version": 1, "title": title, "options": options, "bindings": [], "rules": []}


def whole(**widgets):
    document = documents.empty()
    document["widgets"] = widgets
    return document


@pytest.fixture
def board(organization, engineer):
    document = whole(w1=widget("gauge", "Load"), w2=widget("slider", "Speed", min=5, max=50), w3=widget("alarm_table"))
    return factories.share(services.create_dashboard(organization, name="Mill", by=engineer, document=document))


@pytest.fixture
def flow(board, engineer):
    return flow_blocks.ensure_flow(board, by=engineer)


def blocks(flow):
    return FlowDraft.objects.get(flow=flow).document["blocks"]


def deploy(flow, *wires, by=None, **more):
    document = FlowDraft.objects.get(flow=flow).document
    document["blocks"] |= more
    document["wires"] = [{"from": start, "to": end} for start, end in wires]
    flows.change_draft(flow, document)
    return flows.deploy(flow, by=by)


def bindings(board, name="w1"):
    return DashboardVersion.objects.filter(dashboard=board)[0].document["widgets"][name]["bindings"]


def constant(value=7):
    return {"type": "source.constant", "version": 1, "params": {"number": value}, "position": {"x": 0, "y": 0}, "label": ""}


def test_each_widget_with_values_gets_a_block(board, flow):
    shows, sends = f"D{board.id}_w1", f"D{board.id}_w2"
    found = blocks(flow)
    assert set(found) == {shows, sends}
    assert (found[shows]["type"], found[shows]["label"]) == ("output.widget", "Load")
    assert found[sends]["params"] == {"label": "Speed", "kind": "number", "low": 5, "high": 50}
    assert Dashboard.objects.get(id=board.id).flow == flow


def test_a_second_time_it_is_the_same_flow(board, flow, engineer):
    version = FlowDraft.objects.get(flow=flow).version
    assert flow_blocks.ensure_flow(board, by=engineer) == flow
    assert (Flow.objects.count(), FlowDraft.objects.get(flow=flow).version) == (1, version)


def test_unwired_widgets_do_not_keep_the_flow_from_running(flow):
    assert flows.deploy(flow).number == 1


def test_a_wire_binds_and_without_it_the_widget_is_free_again(board, flow, engineer):
    shows = f"D{board.id}_w1"
    deploy(flow, ("c.value", f"{shows}.value"), by=engineer, c=constant())
    assert bindings(board) == [{"kind": "output", "flow": flow.id, "block": shows, "key": None}]
    assert Dashboard.objects.get(id=board.id).version == 2
    deploy(flow, by=engineer)
    assert bindings(board) == []
    flows.deploy(flow, by=engineer)
    assert Dashboard.objects.get(id=board.id).version == 3  # nothing changed: no version


def test_a_control_sends_into_the_flow_once_it_is_wired(board, flow, engineer):
    sends, shows = f"D{board.id}_w2", f"D{board.id}_w1"
    deploy(flow, (f"{sends}.value", f"{shows}.value"), by=engineer)
    assert bindings(board, "w2")[0]["block"] == sends


def test_renamed_and_new_widgets_come_with_the_draft_deleted_ones_leave_when_it_is_published(board, flow, engineer):
    shows = f"D{board.id}_w1"
    deploy(flow, ("c.value", f"{shows}.value"), by=engineer, c=constant())
    fresh = whole(w2=widget("slider", "Pace"), w9=widget("value", "Heat"))
    saved = drafts.save_draft(board, document=fresh, base_version=0, by=engineer)
    found = blocks(flow)
    assert found[f"D{board.id}_w2"]["label"] == "Pace"
    assert {shows, f"D{board.id}_w9"} <= set(found)
    drafts.publish(board, base_version=saved.draft_version, message="", by=engineer)
    assert shows not in blocks(flow)
    assert FlowDraft.objects.get(flow=flow).document["wires"] == []


def test_a_draft_gets_the_wire_too_and_can_still_be_published(board, flow, engineer):
    document = DashboardVersion.objects.get(dashboard=board).document
    drafts.save_draft(board, document=document, base_version=0, by=engineer)
    deploy(flow, ("c.value", f"D{board.id}_w1.value"), by=engineer, c=constant())
    draft = DashboardDraft.objects.get(dashboard=board)
    assert draft.document["widgets"]["w1"]["bindings"] == bindings(board)
    row = Dashboard.objects.get(id=board.id)
    assert drafts.publish(board, base_version=row.draft_version, message="", by=engineer).number == 3


def test_who_may_not_edit_the_dashboard_does_not_bind_its_widgets(board, flow, viewer):
    flow_blocks.bind_wired(
        flow,
        {"blocks": {f"D{board.id}_w1": {}}, "wires": [{"from": "c.value", "to": f"D{board.id}_w1.value"}]},
        is_each_device=False,
        by=viewer,
    )
    assert bindings(board) == []


def test_a_flow_for_each_device_follows_the_device_above_the_dashboard(board, flow, engineer):
    document = DashboardVersion.objects.get(dashboard=board).document
    document["variables"] = [{"name": "machine", "kind": "device"}]
    services.save_document(board, document=document, base_version=1, by=engineer)
    flow_blocks.bind_wired(
        flow,
        {"blocks": {f"D{board.id}_w1": {}}, "wires": [{"from": "c.value", "to": f"D{board.id}_w1.value"}]},
        is_each_device=True,
        by=engineer,
    )
    assert bindings(board)[0]["key"] == "$machine"


class TestDoor:
    def test_it_is_made_on_first_need_and_found_again(self, board, engineer):
        client = factories.client(engineer)
        flow_id = client.post(f"/api/dashboards/{board.id}/flow").json()["flow_id"]
        assert client.post(f"/api/dashboards/{board.id}/flow").json()["flow_id"] == flow_id
        listed = client.get(f"/api/dashboards?flow_id={flow_id}").json()["items"]
        assert [(one["id"], one["flow_id"]) for one in listed] == [(board.id, flow_id)]

    def test_viewers_and_strangers_make_none(self, board, viewer):
        stranger = factories.user(factories.organization("Other"))
        answers = [factories.client(one).post(f"/api/dashboards/{board.id}/flow").status_code for one in (viewer, stranger)]
        assert (answers, Flow.objects.count()) == ([403, 404], 0)
