"""Sources that hear something else than samples: status, attributes, messages, controls, hooks, several metrics."""

from typing import Any

import pytest
from django.test import Client

from core.redis import client
from devices import services as device_services
from devices.models import Device
from flows import services
from flows.lane import news, state
from flows.models import Flow
from organizations.models import Organization, User
from telemetry import log
from telemetry.decode import decode, directory
from telemetry.lane import Entry
from tests import factories
from tests.flows.drawing import draw
from tests.flows.lane import Lane, send, us

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organization(transactional_db: None) -> Organization:
    directory.forget()
    return factories.organization()


@pytest.fixture
def anonymous() -> Client:
    return Client()


@pytest.fixture
def device(organization: Organization) -> Device:
    return factories.device(organization, "boiler")


def running(organization: Organization, document: dict[str, Any]) -> Flow:
    flow = services.create_flow(organization, name="Flow", document=document)
    services.deploy(flow)
    return flow


def heard(flow: Flow) -> list[tuple[int | None, Any]]:
    """What reached the debug block, oldest first, with its device."""
    return [(message["device_id"], message["value"]) for message in reversed(state.debug_messages(flow.id))]


def listening(source: str, params: dict[str, Any], port: str = "value") -> dict[str, Any]:
    return draw({"b1": (source, params), "b2": ("output.debug", {})}, f"b1.{port} > b2.value")


def tell(device: Device, *events: list[Any]) -> None:
    pipe = client().pipeline(transaction=True)
    log.append_events(pipe, log.partition_of(device.id), us(1), list(events))
    pipe.execute()


def publish(device: Device, tail: str, payload: bytes) -> None:
    pipe = client().pipeline(transaction=True)
    log.append_raw(pipe, log.partition_of(device.id), us(1), "messages", [device.id], [tail], [payload])
    pipe.execute()


# --- status


def test_a_flow_hears_a_device_come_and_go(organization: Organization, device: Device):
    flow = running(organization, listening("source.status", {"device": device.id}, "online"))
    lane = Lane()
    lane.turn()
    tell(device, ["presence", device.id, True, "client"])
    tell(device, ["presence", device.id, False, "client"])
    lane.turn()

    assert heard(flow) == [(None, False), (None, True), (None, False)]


def test_a_pattern_hears_every_device_of_the_site_for_itself(organization: Organization, device: Device):
    site = organization.sites.create(name="Hall")
    there = factories.device(organization, site=site)
    flow = running(organization, listening("source.status", {"mode": "pattern", "site": site.id}, "online"))
    lane = Lane()
    lane.turn()
    tell(device, ["presence", device.id, True, "a"])
    tell(there, ["presence", there.id, True, "b"])
    lane.turn()

    assert heard(flow) == [(there.id, False), (there.id, True)]


def test_a_strangers_device_is_not_heard(organization: Organization):
    stranger = factories.device(factories.organization())
    flow = running(organization, listening("source.status", {"mode": "pattern"}, "online"))
    lane = Lane()
    tell(stranger, ["presence", stranger.id, True, "a"])
    lane.turn()

    assert heard(flow) == []


# --- attributes


def test_an_attribute_is_told_at_the_deploy_and_when_it_changes(organization: Organization, device: Device):
    device_services.set_attributes(device, {"limit": 80, "owner": "Ann"})
    flow = running(organization, listening("source.attribute", {"name": "limit", "device": device.id}))
    lane = Lane()
    lane.turn()
    device_services.set_attributes(device, {"limit": 70, "owner": "Bob"})
    device_services.set_attributes(device, {"limit": 70})
    device_services.set_attributes(device, {"limit": "high"})
    device_services.set_attributes(device, {"limit": None})
    lane.turn()

    assert heard(flow) == [(None, 80.0), (None, 70.0)]


def test_each_device_has_a_limit_of_its_own(organization: Organization, device: Device):
    other = factories.device(organization, "other")
    device_services.set_attributes(device, {"limit": 50})
    device_services.set_attributes(other, {"limit": 90})
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": ("source.attribute", {"name": "limit", "mode": "pattern"}),
            "b3": ("math.formula", {"expression": "t > limit"}),
            "b4": ("output.debug", {}),
        },
        "b1.value > b3.t",
        "b2.value > b3.limit",
        "b3.value > b4.value",
    )
    flow = running(organization, document)
    lane = Lane()
    lane.turn()
    send((device.id, "temp", 2, 70.0), (other.id, "temp", 2, 70.0))
    lane.turn()

    assert sorted(heard(flow), key=str) == sorted([(device.id, True), (other.id, False)], key=str)


# --- messages


@pytest.mark.parametrize(
    ("payload", "values", "expected"),
    [
        (b'{"code": 5}', "any", [{"code": 5}]),
        (b"4006381333931", "number", [4006381333931.0]),
        (b"ABC-1", "text", ["ABC-1"]),
        (b"ABC-1", "number", []),
        (b"\xff\xfe", "any", [None]),
        (b"x" * (news.TEXT_BYTES + 1), "any", [None]),
    ],
)
def test_a_message_arrives_as_what_it_says(
    organization: Organization, device: Device, payload: bytes, values: str, expected: list[Any]
):
    flow = running(organization, listening("source.topic", {"topic": "scans/+", "device": device.id, "values": values}))
    publish(device, "messages/scans/door", payload)
    publish(device, "messages/other", b"1")
    publish(device, "messages/scans/door/deep", b"1")
    Lane().turn()

    assert [value for _, value in heard(flow)] == expected


def test_messages_are_no_samples(organization: Organization, device: Device):
    body = log.encode_raw(us(1), "messages", [device.id], ["messages/a"], [b"1"])

    batch = decode([Entry(b"1-0", log.RAW, body)])

    assert len(batch) == 0
    assert batch.problems == []


def test_messages_and_samples_keep_their_order(organization: Organization, device: Device):
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": ("source.topic", {"mode": "pattern", "values": "number"}),
            "b3": ("output.debug", {}),
            "b4": ("output.debug", {}),
        },
        "b1.value > b3.value",
        "b2.value > b4.value",
    )
    flow = running(organization, document)
    send((device.id, "temp", 1, 1.0))
    publish(device, "messages/a", b"2")
    send((device.id, "temp", 2, 3.0))
    publish(device, "messages/a", b"4")
    Lane().turn()

    assert [value for _, value in heard(flow)] == [1.0, 2.0, 3.0, 4.0]


# --- several metrics


def test_several_metrics_have_an_output_each(organization: Organization, device: Device):
    voltage, current = factories.metric(device, path="u"), factories.metric(device, path="i")
    document = draw(
        {
            "b1": ("source.metrics", {"metrics": [{"metric": voltage.id, "name": "u"}, {"metric": current.id, "name": "i"}]}),
            "b2": ("math.formula", {"expression": "u * i"}),
            "b3": ("output.debug", {}),
        },
        "b1.u > b2.u",
        "b1.i > b2.i",
        "b2.value > b3.value",
    )
    flow = running(organization, document)
    send((device.id, "u", 1, 230.0), (device.id, "i", 2, 2.0), (device.id, "u", 3, 231.0))
    Lane().turn()

    assert [value for _, value in heard(flow)] == [460.0, 462.0]


# --- controls


def test_a_control_sends_into_the_flow_and_stays_seen(organization: Organization, engineer: User):
    flow = running(organization, listening("source.control", {"kind": "number", "low": 10, "high": 30}))
    api = factories.client(engineer)

    answer = api.post(f"/api/flows/{flow.id}/controls/b1", {"value": 21}, content_type="application/json")
    refused = api.post(f"/api/flows/{flow.id}/controls/b1", {"value": 31}, content_type="application/json")
    Lane().turn()

    assert answer.status_code == 202
    assert (refused.status_code, refused.json()["error"]["message"]) == (400, "31 is outside of 10 to 30.")
    assert heard(flow) == [(None, 21.0)]
    latest = state.latest_output(flow.id, "b1", "")
    assert latest is not None
    assert latest[1] == 21.0


def test_a_control_of_a_flow_for_each_device_names_one(organization: Organization, device: Device, engineer: User):
    document = draw(
        {
            "b1": ("source.control", {"kind": "toggle"}),
            "b2": ("output.debug", {}),
            "b3": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b4": ("output.widget", {}),
        },
        "b1.value > b2.value",
        "b3.value > b4.value",
    )
    flow = running(organization, document)
    api = factories.client(engineer)
    stranger = factories.device(factories.organization())

    without = api.post(f"/api/flows/{flow.id}/controls/b1", {"value": True}, content_type="application/json")
    foreign = api.post(
        f"/api/flows/{flow.id}/controls/b1", {"value": True, "device_id": stranger.id}, content_type="application/json"
    )
    named = api.post(
        f"/api/flows/{flow.id}/controls/b1", {"value": True, "device_id": device.id}, content_type="application/json"
    )
    Lane().turn()

    assert without.json()["error"]["message"] == "This flow runs once for each device: say for which."
    assert (foreign.status_code, named.status_code) == (404, 202)
    assert heard(flow) == [(device.id, True)]


def test_a_flow_that_is_switched_off_takes_nothing(organization: Organization, engineer: User):
    flow = running(organization, listening("source.control", {}))
    services.change_flow(flow, is_enabled=False)

    answer = factories.client(engineer).post(f"/api/flows/{flow.id}/controls/b1", {}, content_type="application/json")

    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "This flow does not run: deploy it or switch it on."


# --- hooks


def address_of(flow: Flow, engineer: User) -> str:
    (item,) = factories.client(engineer).get(f"/api/flows/{flow.id}/hooks").json()["items"]
    path: str = item["path"]
    return path


def test_a_hook_takes_json_and_queries_from_anybody_who_knows_it(organization: Organization, engineer: User, anonymous: Client):
    flow = running(organization, listening("source.hook", {}))
    path = address_of(flow, engineer)

    posted = anonymous.post(path, {"level": 3}, content_type="application/json")
    asked = anonymous.get(path + "?level=4")
    form = anonymous.post(path, {"level": "5"})
    wrong = anonymous.post(path, b"[1", content_type="application/json")
    Lane().turn()

    assert [posted.status_code, asked.status_code, form.status_code] == [202, 202, 202]
    assert wrong.json()["error"]["message"] == "The body is not what this hook takes: send a JSON object or list."
    assert [value for _, value in heard(flow)] == [{"level": 3}, {"level": "4"}, {"level": "5"}]


def test_a_renewed_hook_closes_its_old_address(organization: Organization, engineer: User, anonymous: Client):
    flow = running(organization, listening("source.hook", {}))
    old = address_of(flow, engineer)
    draft = flow.draft
    services.save_draft(flow, document=listening("source.hook", {"renewed": 1}), base_version=draft.version)
    services.deploy(flow)
    flow.refresh_from_db()

    assert anonymous.post(old, {"a": 1}, content_type="application/json").status_code == 404
    assert anonymous.post(address_of(flow, engineer), {"a": 1}, content_type="application/json").status_code == 202


@pytest.mark.parametrize("token", ["", "1", "1.b1.00000000000000000000000000000000", "x" * 500, "1.b1." + "0" * 31 + "g"])
def test_a_made_up_hook_is_not_there(organization: Organization, anonymous: Client, token: str):
    running(organization, listening("source.hook", {}))

    assert anonymous.post(f"/api/hooks/{token}", {"a": 1}, content_type="application/json").status_code == 404


def test_a_hook_tells_the_whole_request_without_secrets(organization: Organization, engineer: User, anonymous: Client):
    flow = running(organization, listening("source.hook", {"gives": "request"}))

    anonymous.post(
        address_of(flow, engineer) + "?a=1", "hello", content_type="text/plain", headers={"X-Kind": "test", "Authorization": "x"}
    )
    Lane().turn()

    ((_, value),) = heard(flow)
    assert (value["method"], value["query"], value["body"]) == ("POST", {"a": "1"}, "hello")
    assert value["headers"]["X-Kind"] == "test"
    assert "Authorization" not in value["headers"]


def test_strangers_see_no_hooks(organization: Organization, engineer: User):
    flow = running(organization, listening("source.hook", {}))
    stranger = factories.user(factories.organization(), role="engineer")

    assert factories.client(stranger).get(f"/api/flows/{flow.id}/hooks").status_code == 404
