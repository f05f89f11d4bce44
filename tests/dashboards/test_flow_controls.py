"""Controls of dashboards that send into a flow instead of to a device."""

from typing import Any

import pytest

from dashboards import documents, services
from dashboards.models import Dashboard
from flows import services as flow_services
from flows.lane import state
from flows.models import Flow
from organizations.models import Organization, User
from tests import factories
from tests.flows.drawing import draw
from tests.flows.lane import Lane

pytestmark = pytest.mark.django_db(transaction=True)


def flow_with(organization: Organization, params: dict[str, Any], **blocks: Any) -> Flow:
    document = draw(
        {"b1": ("source.control", params), "b2": ("output.debug", {}), **blocks},
        "b1.value > b2.value",
        *(["b3.value > b4.value"] if blocks else []),
    )
    flow = flow_services.create_flow(organization, name="Setpoints", document=document)
    flow_services.deploy(flow)
    return flow


def dashboard_with(organization: Organization, engineer: User, widget: str, flow: Flow, key: str | None = None) -> Dashboard:
    document = documents.empty()
    binding = {"kind": "output", "flow": flow.id, "block": "b1", "key": key}
    document["widgets"] = {"w1": {"type": widget, "version": 1, "bindings": [binding]}}
    document["layouts"]["desktop"]["p1"] = [{"i": "w1", "x": 0, "y": 0, "w": 4, "h": 4}]
    return services.create_dashboard(organization, name="Desk", document=document, by=engineer)


def press(dashboard: Dashboard, person: User, value: Any) -> Any:
    url = f"/api/dashboards/{dashboard.id}/widgets/w1/command"
    return factories.client(person).post(url, {"value": value}, content_type="application/json")


def heard(flow: Flow) -> list[Any]:
    return [(message["device_id"], message["value"]) for message in reversed(state.debug_messages(flow.id))]


def test_a_slider_sends_into_its_flow_and_shows_what_was_sent(organization: Organization, engineer: User):
    flow = flow_with(organization, {"kind": "number", "low": 10, "high": 30})
    dashboard = dashboard_with(organization, engineer, "slider", flow)
    before = factories.client(engineer).get(f"/api/dashboards/{dashboard.id}/data").json()["widgets"]["w1"]["sources"][0]

    sent = press(dashboard, engineer, 21)
    outside = press(dashboard, engineer, 31)
    Lane().turn()
    after = factories.client(engineer).get(f"/api/dashboards/{dashboard.id}/data").json()["widgets"]["w1"]["sources"][0]

    assert (before["is_writable"], before["low"], before["high"], before["latest"]) == (True, 10.0, 30.0, None)
    assert (sent.status_code, outside.status_code) == (202, 400)
    assert outside.json()["error"]["message"] == "31 lies outside 10 to 30."
    assert heard(flow) == [(None, 21.0)]
    assert after["latest"]["value"] == 21.0


def test_a_control_of_one_device_sends_for_that_device(organization: Organization, engineer: User):
    device = factories.device(organization)
    sources = {"b3": ("source.metric", {"mode": "pattern", "path": "temp"}), "b4": ("output.widget", {})}
    flow = flow_with(organization, {"kind": "toggle"}, **sources)

    named = press(dashboard_with(organization, engineer, "toggle", flow, str(device.id)), engineer, True)
    Lane().turn()

    assert named.status_code == 202
    assert heard(flow) == [(device.id, True)]


def test_a_control_whose_device_is_anothers_sends_nothing(
    organization: Organization, other_organization: Organization, engineer: User
):
    strange = factories.device(other_organization)
    sources = {"b3": ("source.metric", {"mode": "pattern", "path": "temp"}), "b4": ("output.widget", {})}
    flow = flow_with(organization, {"kind": "toggle"}, **sources)

    answer = press(dashboard_with(organization, engineer, "toggle", flow, str(strange.id)), engineer, True)
    Lane().turn()

    assert (answer.status_code, answer.json()["error"]["message"]) == (404, "The widget's device is gone.")
    assert heard(flow) == []


def test_a_flow_that_is_switched_off_refuses(organization: Organization, engineer: User):
    flow = flow_with(organization, {"kind": "button"})
    dashboard = dashboard_with(organization, engineer, "button", flow)
    flow_services.change_flow(flow, is_enabled=False)

    answer = press(dashboard, engineer, True)
    data = factories.client(engineer).get(f"/api/dashboards/{dashboard.id}/data").json()

    assert answer.status_code == 404
    assert data["widgets"]["w1"]["sources"][0]["is_writable"] is False


def test_a_viewer_may_not_press(organization: Organization, engineer: User, viewer: User):
    flow = flow_with(organization, {"kind": "button"})
    dashboard = dashboard_with(organization, engineer, "button", flow)
    factories.share(dashboard)

    assert press(dashboard, viewer, True).status_code in (403, 404)
    Lane().turn()
    assert heard(flow) == []
