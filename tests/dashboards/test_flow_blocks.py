"""Every widget is a block in the dashboard's data flow, and a wire to it binds it."""

import re

import pytest
from django.conf import settings

from dashboards import documents, drafts, flow_blocks, services, topics
from dashboards.models import Dashboard, DashboardDraft, DashboardVersion
from dashboards.widgets import KINDS
from flows import services as flows
from flows.lane import state
from flows.models import Flow, FlowDraft
from organizations import profiles
from organizations.models import Profile, Site
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
    assert set(found) == {shows, sends, f"D{board.id}_w3"}
    assert (found[shows]["type"], found[shows]["label"]) == ("output.widget", "Load")
    assert found[shows]["params"] == {"label": "Load", "inputs": ["value", "title", "color", "visible", "unit"]}
    assert found[sends]["params"] == {"label": "Speed", "kind": "number", "low": 5, "high": 50}
    # A list of alarms is about no value, and can be shown, hidden and called otherwise all the same.
    assert found[f"D{board.id}_w3"]["params"]["inputs"] == ["title", "color", "visible"]
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


def test_blocks_of_widgets_from_before_get_the_inputs_of_their_type(board, flow, engineer):
    shows = f"D{board.id}_w1"
    document = FlowDraft.objects.get(flow=flow).document
    document["blocks"][shows]["params"] = {"label": "Load", "unit": "kW"}
    flows.change_draft(flow, document)
    flow_blocks.ensure_flow(board, by=engineer)
    assert blocks(flow)[shows]["params"] == {
        "label": "Load",
        "unit": "kW",
        "inputs": ["value", "title", "color", "visible", "unit"],
    }


def test_wires_to_the_looks_are_written_down_apart_from_the_value_and_go_with_the_wires(board, flow, engineer):
    shows = f"D{board.id}_w1"
    text = {"type": "source.constant", "version": 1, "params": {"kind": "text", "text": "Mill 2"}, "position": {"x": 0, "y": 0}}
    deploy(flow, ("t.value", f"{shows}.title"), ("t.value", f"{shows}.unit"), by=engineer, t=text)
    document = DashboardVersion.objects.filter(dashboard=board)[0].document
    assert document["widgets"]["w1"]["bindings"] == []
    assert document["widgets"]["w1"]["look"] == {
        "kind": "output",
        "flow": flow.id,
        "block": f"{shows}.look",
        "key": None,
        "inputs": ["title", "unit"],
    }
    deploy(flow, by=engineer)
    assert "look" not in DashboardVersion.objects.filter(dashboard=board)[0].document["widgets"]["w1"]


class TestLooks:
    """How the flow has a widget look, at the doors."""

    @pytest.fixture
    def looks(self, board, flow, engineer):
        shows = f"D{board.id}_w1"
        text = {"type": "source.constant", "version": 1, "params": {"kind": "text", "text": "x"}, "position": {"x": 0, "y": 0}}
        deploy(flow, ("t.value", f"{shows}.title"), by=engineer, t=text)
        state.show(flow.id, f"{shows}.look", 0, {"title": "Mill 2"})
        return f"o:{flow.id}:{shows}.look:"

    def test_what_the_flow_set_last_comes_with_the_data(self, board, looks, engineer):
        answer = factories.client(engineer).get(f"/api/dashboards/{board.id}/data").json()
        assert answer["widgets"]["w1"]["look"]["topic"] == looks
        assert answer["widgets"]["w1"]["look"]["latest"]["value"] == {"title": "Mill 2"}
        assert "look" not in answer["widgets"]["w2"]

    def test_who_sees_the_dashboard_hears_of_it_and_who_sees_another_one_does_not(self, organization, board, looks, engineer):
        other = services.create_dashboard(organization, name="Other", by=engineer, document=whole(w1=widget("gauge")))
        here, there = (self.seen_at_a_site(organization, one) for one in (board, other))
        # Neither may look into the flow itself.
        assert topics.allowed(here, organization.id, {looks, "b:1"}) == {looks}
        assert topics.allowed(there, organization.id, {looks, "b:1"}) == frozenset()

    def seen_at_a_site(self, organization, dashboard):
        """Somebody who sees nothing but this dashboard and the site that it stands at."""
        site = Site.objects.create(organization=organization, name=f"Site of {dashboard.name}")
        Dashboard.objects.filter(id=dashboard.id).update(site=site)
        profile = factories.profile(organization, access_management=False)
        factories.allow(profile, site, "read", role="viewer")
        services.share_dashboard(Dashboard.objects.get(id=dashboard.id), [profile.id])
        person = factories.user()
        profiles.add_member(profile, person)
        return person

    def test_strangers_hear_nothing(self, looks):
        elsewhere = factories.organization("Other")
        assert topics.allowed(factories.user(elsewhere), elsewhere.id, {looks}) == frozenset()

    def test_it_follows_the_device_above_the_dashboard(self, organization, board, flow, engineer):
        device = factories.device(organization, "mill")
        document = DashboardVersion.objects.get(dashboard=board).document
        document["variables"] = [{"name": "machine", "kind": "device"}]
        services.save_document(board, document=document, base_version=1, by=engineer)
        wires = {"blocks": {f"D{board.id}_w1": {}}, "wires": [{"from": "c.value", "to": f"D{board.id}_w1.title"}]}
        flow_blocks.bind_wired(flow, wires, is_each_device=True, by=engineer)
        answer = factories.client(engineer).get(f"/api/dashboards/{board.id}/data").json()
        assert answer["widgets"]["w1"]["look"]["topic"] == f"o:{flow.id}:D{board.id}_w1.look:{device.id}"


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


def wired(board):
    name = f"D{board.id}_w1"
    return {"blocks": {name: {"label": "Load"}}, "wires": [{"from": "c.value", "to": f"{name}.value"}]}


def test_who_may_not_edit_the_dashboard_does_not_bind_its_widgets_and_is_told(board, flow, viewer):
    [problem] = flow_blocks.bind_wired(flow, wired(board), is_each_device=False, by=viewer)
    assert bindings(board) == []
    assert (problem.block, problem.level) == (f"D{board.id}_w1", "warning")
    assert problem.message == (
        "“Load” is not bound: you may not edit the dashboard “Mill” that it stands on. "
        "Ask somebody who may edit it to deploy this flow."
    )


def test_who_may_not_even_see_the_dashboard_is_not_told_its_name(organization, board, flow):
    blind = factories.user(organization, "viewer")
    factories.deny(Profile.objects.get(name="Viewers"), board)
    [problem] = flow_blocks.bind_wired(flow, wired(board), is_each_device=False, by=blind)
    assert "Mill" not in problem.message
    assert problem.message.startswith("“Load” is not bound: you may not see the dashboard that it stands on.")


def test_what_is_bound_already_is_no_news_to_anybody(board, flow, engineer, viewer):
    assert flow_blocks.bind_wired(flow, wired(board), is_each_device=False, by=engineer) == []
    assert flow_blocks.bind_wired(flow, wired(board), is_each_device=False, by=viewer) == []


def test_a_flow_for_each_device_says_when_no_variable_chooses_one(board, flow, engineer):
    [problem] = flow_blocks.bind_wired(flow, wired(board), is_each_device=True, by=engineer)
    assert problem.message == (
        "“Load” shows nothing: this flow runs once for each device, and the dashboard “Mill” has no variable that chooses a "
        "device. Add one to the dashboard."
    )


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
    def test_the_draft_and_the_deploy_say_what_is_not_bound(self, organization, board, flow, engineer):
        by, profile = factories.user(), factories.profile(organization)
        factories.allow(profile, organization, "read", role="engineer")
        services.share_dashboard(board, [profile.id])
        factories.deny(profile, board, "edit_dashboards")
        profiles.add_member(profile, by)
        document = FlowDraft.objects.get(flow=flow).document
        document["blocks"]["c"] = constant()
        document["wires"] = [{"from": "c.value", "to": f"D{board.id}_w1.value"}]
        client = factories.client(by)
        asked = client.post(f"/api/flows/{flow.id}/validate", {"document": document}, content_type="application/json").json()
        flows.change_draft(flow, document)
        read = client.get(f"/api/flows/{flow.id}/draft").json()
        done = client.post(f"/api/flows/{flow.id}/deploy", {}, content_type="application/json").json()
        [told] = done["unbound"]
        assert told["message"].startswith("“Load” is not bound: you may not edit the dashboard “Mill”")
        assert asked["problems"] == read["problems"] == [told]
        assert bindings(board) == []

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


def test_a_block_has_inputs_for_a_unit_and_a_text_where_its_widget_has_them():
    fields = {
        "unit": re.compile(r"\.\.\.(shown|chart|value)Fields|^  unit: field\.", re.MULTILINE),
        "text": re.compile(r"^  text: field\.text", re.MULTILINE),
    }
    for name, kind in KINDS.items():
        source = (settings.BASE_DIR / f"frontend/src/features/dashboards/widgets/{name}/index.tsx").read_text()
        if not kind.is_control:
            has = {field for field, pattern in fields.items() if pattern.search(source)}
            assert (name, set(kind.looks) & set(fields)) == (name, has)
