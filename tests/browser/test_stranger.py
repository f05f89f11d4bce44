"""An engineer of another organization: gets nothing of ours from any page, call, socket or topic."""

import json
import re
import time
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion
from playwright.sync_api import Page, expect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from tests.browser.conftest import log_in
from tests.stack import Api, Stack, wait_for

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

EMAIL, PASSWORD = "stranger@sluice.example", "quite another place"
MAKE = f"""
import json
from devices import services
from organizations import profiles
from organizations.models import Organization, User
organization, _ = Organization.objects.get_or_create(name="Strangers")
user = User.objects.filter(email={EMAIL!r}).first() or User.objects.create_user({EMAIL!r}, {PASSWORD!r}, name="Sam Stranger")
profiles.add_member(profiles.preset(organization, "administrator"), user)
device = organization.devices.first() or services.create_device(organization, name="their pump")
print(json.dumps([organization.id, services.issue_token(device)[1]]))
"""


@pytest.fixture(scope="module")
def token(stack: Stack) -> str:
    """The token of the strangers' device."""
    made: list[str] = json.loads(stack.manage("shell", "--no-imports", "-c", MAKE).splitlines()[-1])
    return made[1]


@pytest.fixture
def stranger(stack: Stack, token: str) -> Api:
    return Api(stack, EMAIL, PASSWORD)


@pytest.fixture
def ours(stack: Stack) -> dict[str, Any]:
    """Ids that exist, and are not the stranger's."""
    api = stack.engineer()
    found = {"organization": api.get("/api/me")["organization"]["id"]}
    for name in ("devices", "metrics", "flows", "dashboards"):
        found[name] = api.get(f"/api/{name}")["items"][0]["id"]
    alarms = api.get("/api/alarms?scope=current")["items"] + api.get("/api/alarms?scope=history")["items"]
    return found | {"alarms": alarms[0]["id"] if alarms else 1}


def test_no_call_answers_with_something_of_ours(stranger: Api, ours: dict[str, Any]) -> None:
    for path in (
        f"/api/devices/{ours['devices']}",
        f"/api/devices/{ours['devices']}/metrics",
        f"/api/devices/{ours['devices']}/credentials",
        f"/api/devices/{ours['devices']}/connection-log",
        f"/api/devices/{ours['devices']}/log",
        f"/api/devices/{ours['devices']}/commands",
        f"/api/metrics/{ours['metrics']}/samples?from=now-1h&to=now",
        f"/api/flows/{ours['flows']}",
        f"/api/flows/{ours['flows']}/draft",
        f"/api/flows/{ours['flows']}/revisions",
        f"/api/flows/{ours['flows']}/source",
        f"/api/flows/{ours['flows']}/debug",
        f"/api/dashboards/{ours['dashboards']}",
        f"/api/dashboards/{ours['dashboards']}/versions",
        f"/api/dashboards/{ours['dashboards']}/data?from=now-1h&to=now&points=100",
        f"/api/alarms/{ours['alarms']}",
    ):
        answer, of_nothing = stranger.call("GET", path), stranger.call("GET", re.sub(r"/\d+", "/999999", path, count=1))
        assert answer.status_code == 404, f"{path}: {answer.status_code} {answer.text[:200]}"
        assert (of_nothing.status_code, of_nothing.json()["error"]["code"]) == (404, answer.json()["error"]["code"]), path


def test_nothing_of_ours_is_changed(stranger: Api, ours: dict[str, Any]) -> None:
    for method, path, body in (
        ("PATCH", f"/api/devices/{ours['devices']}", {"name": "taken"}),
        ("DELETE", f"/api/devices/{ours['devices']}", None),
        ("POST", f"/api/devices/{ours['devices']}/credentials", {}),
        ("POST", f"/api/devices/{ours['devices']}/commands", {"name": "burner", "value": True}),
        ("PATCH", f"/api/metrics/{ours['metrics']}", {"unit": "taken"}),
        ("DELETE", f"/api/flows/{ours['flows']}", None),
        ("POST", f"/api/flows/{ours['flows']}/deploy", {"message": ""}),
        ("DELETE", f"/api/dashboards/{ours['dashboards']}", None),
        ("POST", f"/api/alarms/{ours['alarms']}/ack", {"comment": "taken", "expected_version": None}),
    ):
        answer = stranger.call(method, path, body)
        assert answer.status_code == 404, f"{method} {path}: {answer.status_code} {answer.text[:200]}"


def test_lists_hold_nothing_of_ours(stranger: Api, ours: dict[str, Any]) -> None:
    assert [device["name"] for device in stranger.get("/api/devices")["items"]] == ["their pump"]
    for path in ("/api/metrics", "/api/flows", "/api/dashboards", "/api/alarms?scope=current", "/api/alarms?scope=history"):
        assert stranger.get(path)["items"] == [], path
    values = stranger.call("GET", f"/api/samples/latest?metric={ours['metrics']}")
    assert values.status_code == 404 or values.json() == {"values": {str(ours["metrics"]): None}}
    assert "This machine" not in stranger.call("GET", "/api/alarms/export.csv?scope=history&from=now-1d&to=now&tz=UTC").text


def test_our_organization_cannot_be_named(stranger: Api, ours: dict[str, Any]) -> None:
    answer = stranger.session.get(
        f"{stranger.stack.address}/api/devices", headers={"X-Organization": ours["organization"]}, timeout=10
    )

    assert answer.status_code == 404
    assert "This machine" not in answer.text


def test_pages_of_ours_are_not_there(page: Page, token: str, ours: dict[str, Any]) -> None:
    log_in(page, EMAIL, PASSWORD)
    for path in (
        f"/devices/{ours['devices']}",
        f"/devices/{ours['devices']}/credentials",
        f"/flows/{ours['flows']}",
        f"/dashboards/{ours['dashboards']}",
        f"/resources/d:{ours['devices']}",
        f"/resources/o:{ours['organization']}",
        "/administration/users/1",
        "/administration/profiles/1",
    ):
        page.goto(path)
        expect(page.get_by_text(re.compile(r"not yours|does not exist|There is no", re.IGNORECASE)).first).to_be_visible()
        expect(page.get_by_text("This machine"), path).to_have_count(0)


def test_the_lists_of_the_pages_hold_nothing_of_ours(page: Page, token: str) -> None:
    log_in(page, EMAIL, PASSWORD)
    for path, expected in (
        ("/resources", "their pump"),
        ("/devices", "their pump"),
        ("/device-types", "device type"),
        ("/administration/users", "Sam Stranger"),
        ("/administration/profiles", "Administrators"),
        ("/administration/audit", "Sam Stranger"),
        ("/administration/outbox", "mail"),
        ("/data/exports", "export"),
        ("/dashboards", "dashboard"),
    ):
        page.goto(path)
        expect(page.get_by_text(re.compile(expected, re.IGNORECASE)).locator("visible=true").first).to_be_visible()
        for name in ("This machine", "Vera Viewer", "demo@sluice.example"):
            expect(page.get_by_text(name), path).to_have_count(0)


def socket_of(stack: Stack, cookie: str, organization: str = "") -> Any:
    address = f"ws://127.0.0.1:{stack.place.http_port}/ws/live" + (f"?organization={organization}" if organization else "")
    return connect(address, additional_headers={"Cookie": cookie, "Origin": stack.address}, open_timeout=10)


def test_the_socket_tells_nothing_of_ours(stack: Stack, stranger: Api, ours: dict[str, Any]) -> None:
    topics = [f"m:{ours['metrics']}", f"b:{ours['flows']}", f"d:{ours['flows']}", f"o:{ours['flows']}:lamp:"]
    with socket_of(stack, stranger.cookie_header) as socket:
        socket.send(json.dumps({"op": "subscribe", "topics": topics}))
        seen, until = [], time.monotonic() + 3
        while (left := until - time.monotonic()) > 0:
            try:
                seen.append(json.loads(socket.recv(timeout=left)))
            except TimeoutError:
                break
    assert sorted(said["topic"] for said in seen if said["op"] == "error") == sorted(topics)
    assert [said for said in seen if said["op"] == "frame" and (said["values"] or said["events"])] == []


@pytest.mark.parametrize("who", ["a stranger", "nobody"])
def test_the_socket_of_our_organization_is_closed(stack: Stack, stranger: Api, ours: dict[str, Any], who: str) -> None:
    cookie = stranger.cookie_header if who == "a stranger" else "sessionid=made-up"

    def ask() -> None:
        with socket_of(stack, cookie, ours["organization"]) as socket:
            socket.send(json.dumps({"op": "subscribe", "topics": [f"m:{ours['metrics']}"]}))
            socket.recv(timeout=5)

    with pytest.raises((InvalidStatus, ConnectionClosed)):
        ask()


def test_topics_of_ours_carry_nothing_in_either_direction(stack: Stack, token: str, ours: dict[str, Any]) -> None:
    heard: list[str] = []
    answers: list[int] = []
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="stranger")
    client.username_pw_set("device", token)
    client.on_message = lambda _client, _userdata, message: heard.append(message.topic)
    client.on_subscribe = lambda _client, _userdata, _id, codes, _properties: answers.extend(code.value for code in codes)
    client.connect("127.0.0.1", stack.place.mqtt_port)
    client.loop_start()
    try:
        wait_for(client.is_connected, within_s=5, says="the stranger is connected")
        wanted = ["sluice/This machine/samples", "sluice/This machine/#", "sluice/+/alarms", "#", f"o/{ours['organization']}/#"]
        client.subscribe([(topic, 1) for topic in wanted])
        wait_for(lambda: len(answers) == len(wanted), within_s=5, says="the subscriptions are answered")
        client.publish("sluice/This machine/samples", json.dumps({"planted": 1}), qos=0)
        time.sleep(3)  # the demo agent publishes every second
    finally:
        client.disconnect()
        client.loop_stop()

    assert heard == []
    assert "planted" not in [metric["path"] for metric in stack.engineer().get(f"/api/devices/{ours['devices']}/metrics")]
