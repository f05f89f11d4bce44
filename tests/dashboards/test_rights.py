"""Who sees which dashboard, and how much of what it shows."""

import pytest

from dashboards import documents, selectors, services, topics
from dashboards.models import DashboardShare
from devices.models import Command
from flows.services import create_flow
from organizations import profiles, rights
from organizations.models import Profile, Site
from tests import factories

pytestmark = pytest.mark.django_db
JSON = "application/json"


def document(*widgets):
    whole = documents.empty()
    for place, (kind, bindings) in enumerate(widgets, start=1):
        whole["widgets"][f"w{place}"] = {
            "type": kind,
            "version": 1,
            "title": "",
            "options": {},
            "bindings": bindings,
            "rules": [],
        }
        whole["layouts"]["desktop"]["p1"].append({"i": f"w{place}", "x": 0, "y": place * 4, "w": 6, "h": 4})
    return whole


def of_metric(metric):
    return [{"kind": "metric", "metric": metric.id}]


@pytest.fixture
def site(organization):
    return Site.objects.create(organization=organization, name="North")


@pytest.fixture
def pumps(organization, site):
    """Three devices: two at the site, one elsewhere; each with a switch."""
    devices = [
        factories.device(organization, "pump 1", site=site),
        factories.device(organization, "pump 2", site=site),
        factories.device(organization, "pump 3"),
    ]
    return [factories.metric(device, "on", data_type="boolean", is_writable=True) for device in devices]


@pytest.fixture
def shift(organization, site, pumps):
    """A profile: operator at the site, but not of pump 2."""
    profile = factories.profile(organization, "Shift", access_management=False, access_rest=False)
    factories.allow(profile, site, "read", "write_metric", role="operator")
    factories.deny(profile, pumps[1].device)
    return profile


@pytest.fixture
def olli(shift):
    return factories.user(None, email="olli@example.com")


@pytest.fixture
def at_work(shift, olli):
    profiles.add_member(shift, olli)
    return factories.client(olli)


@pytest.fixture
def board(organization, engineer, site, pumps, shift):
    """At the site, shared to the shift, with a toggle for each pump."""
    whole = document(*(("toggle", of_metric(pump)) for pump in pumps))
    board = services.create_dashboard(organization, name="Pumps", by=engineer, document=whole, site=site)
    services.share_dashboard(board, [shift.id])
    return board


def names(browser):
    return [row["name"] for row in browser.get("/api/dashboards").json()["items"]]


def test_the_list_holds_what_is_shared_in_reach(organization, engineer, board, shift, at_work):
    services.create_dashboard(organization, name="Not shared", by=engineer, site=board.site)
    elsewhere = services.create_dashboard(organization, name="Not in reach", by=engineer)
    services.share_dashboard(elsewhere, [shift.id])
    assert names(at_work) == ["Pumps"]
    assert names(factories.client(engineer)) == ["Not in reach", "Not shared", "Pumps"]
    assert at_work.get(f"/api/dashboards/{elsewhere.id}").status_code == 404


def test_a_dashboard_says_what_one_may_do_with_it(board, at_work, engineer):
    assert at_work.get(f"/api/dashboards/{board.id}").json()["permissions"] == [
        "acknowledge_alarms",
        "operate",
        "read",
        "view_dashboards",
        "write_metric",
    ]
    assert "edit_dashboards" in factories.client(engineer).get(f"/api/dashboards/{board.id}").json()["permissions"]
    answer = at_work.put(f"/api/dashboards/{board.id}/document", {"document": documents.empty(), "base_version": 1}, JSON)
    assert answer.status_code == 403


def test_what_is_denied_is_as_gone_as_what_was_deleted(board, at_work):
    widgets = at_work.get(f"/api/dashboards/{board.id}/data").json()["widgets"]
    assert [(widgets[w]["sources"][0]["state"], widgets[w]["sources"][0]["device"]) for w in ("w1", "w2", "w3")] == [
        ("ok", "pump 1"),
        ("missing", ""),
        ("missing", ""),
    ]


def test_a_control_needs_the_role_and_the_right_to_write(board, at_work, shift, pumps):
    def send(widget):
        return at_work.post(f"/api/dashboards/{board.id}/widgets/{widget}/command", {"value": True}, JSON).status_code

    assert [send("w1"), send("w2"), send("w3")] == [200, 404, 404]
    factories.deny(shift, pumps[0], "write_metric")
    assert send("w1") == 403
    source = at_work.get(f"/api/dashboards/{board.id}/data").json()["widgets"]["w1"]["sources"][0]
    assert (source["state"], source["is_writable"]) == ("ok", False)
    assert Command.objects.count() == 1


def test_a_share_that_ends_ends_the_sight(board, at_work):
    services.share_dashboard(board, [])
    assert names(at_work) == []
    assert at_work.get(f"/api/dashboards/{board.id}").status_code == 404


def test_sharing_is_for_editors_and_to_profiles_of_the_organization(board, at_work, engineer, other_organization, shift):
    address = f"/api/dashboards/{board.id}/shares"
    assert at_work.get(address).status_code == 403
    page = factories.client(engineer)
    theirs = factories.profile(other_organization)
    assert page.put(address, {"profile_ids": [theirs.id]}, JSON).status_code == 404
    assert list(DashboardShare.objects.values_list("profile_id", flat=True)) == [shift.id]
    administrators = Profile.objects.get(name="Administrators")
    answer = page.put(address, {"profile_ids": [administrators.id]}, JSON).json()
    assert answer["profile_ids"] == [administrators.id]
    assert [choice["name"] for choice in answer["choices"]] == ["Administrators", "Shift"]


def test_a_new_dashboard_is_shown_to_its_makers_profiles(organization):
    engineer = factories.user(organization, "viewer")
    designers = factories.profile(organization, "Designers", engineer)
    factories.allow(designers, organization, "read", role="engineer")
    made = factories.client(engineer).post("/api/dashboards", {"name": "Mine"}, JSON).json()
    assert list(
        DashboardShare.objects.filter(dashboard_id=made["id"]).order_by("profile__name").values_list("profile__name", flat=True)
    ) == [
        "Designers",
        "Viewers",
    ]


def test_it_can_stand_where_one_may_edit_only(organization, engineer, board, at_work, pumps):
    page = factories.client(engineer)
    moved = page.patch(f"/api/dashboards/{board.id}", {"device_id": pumps[1].device_id}, JSON).json()
    assert (moved["site_id"], moved["device_id"]) == (None, pumps[1].device_id)
    # It now stands at the device that is denied to the shift.
    assert at_work.get(f"/api/dashboards/{board.id}").status_code == 404
    assert at_work.post("/api/dashboards", {"name": "Mine"}, JSON).status_code == 403


class TestTopics:
    def test_of_metrics_only_the_readable_ones_may_be_watched(self, organization, olli, at_work, pumps):
        asked = {f"m:{pump.id}" for pump in pumps}
        assert topics.allowed(olli, organization.id, asked) == {f"m:{pumps[0].id}"}

    def test_outputs_of_a_hidden_flow_show_on_shared_dashboards_only(self, organization, engineer, olli, at_work, board, pumps):
        flow = create_flow(organization, name="Sum", by=engineer)
        shown = {"kind": "output", "flow": flow.id, "block": "sum", "key": None}
        services.save_document(board, document=document(("value", [shown])), base_version=1, by=engineer)
        asked = {f"o:{flow.id}:sum:", f"o:{flow.id}:other:", f"b:{flow.id}", f"d:{flow.id}"}
        assert topics.allowed(olli, organization.id, asked) == {f"o:{flow.id}:sum:"}
        assert topics.allowed(engineer, organization.id, asked) == asked

    def test_what_a_flow_says_of_a_denied_device_is_not_heard(self, organization, engineer, viewer, pumps):
        flow = create_flow(organization, name="Sum", by=engineer)
        factories.deny(Profile.objects.get(name="Viewers"), pumps[1].device)
        asked = {f"o:{flow.id}:sum:{pump.device_id}" for pump in pumps}
        assert asked - topics.allowed(viewer, organization.id, asked) == {f"o:{flow.id}:sum:{pumps[1].device_id}"}
        wires = {f"w:{flow.id}:sum.value:{pump.device_id}" for pump in pumps}
        assert wires - topics.allowed(viewer, organization.id, wires) == {f"w:{flow.id}:sum.value:{pumps[1].device_id}"}

    def test_traces_of_a_flow_are_told_to_who_may_see_it_and_wishes_to_nobody(self, organization, engineer, olli, at_work):
        flow = create_flow(organization, name="Sum", by=engineer)
        asked = {f"t:{flow.id}", f"n:{flow.id}"}
        assert topics.allowed(engineer, organization.id, asked) == {f"t:{flow.id}"}
        assert topics.allowed(olli, organization.id, asked) == frozenset()

    def test_whoever_sees_all_hears_all_news_of_the_lists(self, organization, engineer, olli, at_work, viewer, pumps):
        assert not topics.is_partial(engineer, organization.id)
        assert topics.is_partial(olli, organization.id)
        assert not topics.is_partial(viewer, organization.id)
        factories.deny(Profile.objects.get(name="Viewers"), pumps[1].device)
        assert topics.is_partial(viewer, organization.id)


def test_managers_see_everything_but_what_is_denied(organization, engineer, board):
    assert rights.names(selectors.permission_bits(engineer, board)) >= {"edit_dashboards", "manage_dashboards"}
    factories.deny(Profile.objects.get(name="Administrators"), board, "read")
    assert selectors.permission_bits(engineer, board) == 0
    assert names(factories.client(engineer)) == []
