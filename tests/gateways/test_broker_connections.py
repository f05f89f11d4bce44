"""External brokers: the API, and their messages' way into the log."""

import dataclasses
import getpass
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from alarms import services as alarms
from alarms.services import AlarmEvent, RuleSpec
from devices.models import Device
from gateways import services
from gateways.models import BrokerConnection
from gateways.mqtt_client.payloads import tail
from iotsite.supervise import tethered
from organizations.models import Organization, User
from telemetry import log
from tests import factories
from tests.gateways.conftest import Log, RunningEdge, eventually, free_port, json
from tests.gateways.wire import Wire
from tests.services import _program

FIELDS: dict[str, Any] = {
    "name": "plant",
    "host": "127.0.0.1",
    "topic": "plant/{device}/temp",
    "payload": "fields",
    "metric": "temp",
    "value_field": "v",
    "time_field": "ts",
}


class ForeignBroker:
    """A mosquitto of somebody else, at a port."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._config = folder / "foreign.conf"
        self._config.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\nuser {getpass.getuser()}\n"
            f"persistence true\npersistence_location {folder}/\nmax_inflight_messages 0\nset_tcp_nodelay true\n"
        )
        self._process: subprocess.Popen[bytes]
        self.start()

    def start(self) -> None:
        command = tethered([_program("mosquitto"), "-c", str(self._config)])
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(self._answers)

    def _answers(self) -> bool:
        try:
            Wire(self.port).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(5)


@pytest.fixture
def foreign(tmp_path: Path) -> Iterator[ForeignBroker]:
    running = ForeignBroker(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def publisher(foreign: ForeignBroker) -> Iterator[Wire]:
    connection = Wire(foreign.port)
    connection.connect(client_id="publisher", password=None, user=None)
    yield connection
    connection.close()


@pytest.fixture
def connected(edge: RunningEdge, foreign: ForeignBroker, organization: Organization) -> Callable[..., BrokerConnection]:
    """Makes a connection and waits until the edge holds it."""

    def connect(**fields: Any) -> BrokerConnection:
        made = services.create_connection(organization, **{**FIELDS, "port": foreign.port, **fields})
        eventually(lambda: _feed(edge, made) is not None and _feed(edge, made).state == "connected")
        return made

    return connect


def _feed(edge: RunningEdge, connection: BrokerConnection) -> Any:
    return edge.edge.feeds._feeds.get(connection.pk)


# --- into the log


@pytest.mark.parametrize("protocol", ["3.1.1", "5"])
@pytest.mark.parametrize("qos", [0, 1, 2])
def test_messages_of_a_foreign_broker_reach_the_log(
    connected: Any, publisher: Wire, organization: Organization, written: Log, protocol: str, qos: int
) -> None:
    press = factories.device(organization, "press")
    connected(protocol=protocol, qos=qos)
    publisher.publish("plant/press/temp", '{"ts": 1732000000000, "v": 21.5}', qos=1)
    assert eventually(written.messages) == [(press.id, tail("temp", "v", "ts"), b'{"ts": 1732000000000, "v": 21.5}')]


@pytest.mark.parametrize(
    ("fields", "topic", "expected"),
    [
        ({"payload": "value", "topic": "plant/{device}/{metric}", "metric": ""}, "plant/press/oil", "samples/oil"),
        ({"payload": "value"}, "plant/press/temp", "samples/temp"),
        ({"payload": "json", "topic": "plant/{device}", "metric": ""}, "plant/press", "samples"),
    ],
)
def test_the_form_of_the_payload_decides_how_it_is_read(
    connected: Any, publisher: Wire, organization: Organization, written: Log, fields: dict[str, Any], topic: str, expected: str
) -> None:
    press = factories.device(organization, "press")
    connected(**fields)
    publisher.publish(topic, "1", qos=0)
    assert eventually(written.messages) == [(press.id, expected, b"1")]


def test_unknown_devices_are_named_or_created_as_the_connection_says(
    connected: Any, publisher: Wire, organization: Organization, other_organization: Organization, written: Log, edge: RunningEdge
) -> None:
    factories.device(other_organization, "press")
    made = connected()
    publisher.publish("plant/press/temp", '{"v": 1}', qos=1)
    eventually(lambda: list(_feed(edge, made).unknown) == ["press"])
    assert written.messages() == []
    services.change_connection(made, create_devices=True)
    eventually(lambda: (feed := _feed(edge, made)) and feed.connection.create_devices and feed.state == "connected")
    publisher.publish("plant/press/temp", '{"v": 2}', qos=1)
    ((device_id, _, payload),) = eventually(written.messages)
    assert payload == b'{"v": 2}'
    assert Device.objects.get(organization=organization, name="press").id == device_id


def test_a_device_created_later_is_found(
    connected: Any, publisher: Wire, organization: Organization, written: Log, edge: RunningEdge
) -> None:
    made = connected()
    publisher.publish("plant/press/temp", '{"v": 1}', qos=1)
    eventually(lambda: list(_feed(edge, made).unknown) == ["press"])
    press = factories.device(organization, "press")
    eventually(lambda: not _feed(edge, made).unknown, within_s=5)
    publisher.publish("plant/press/temp", '{"v": 2}', qos=1)
    assert eventually(written.messages)[0][0] == press.id


def test_a_kept_session_brings_what_came_while_the_edge_was_away(
    connected: Any, publisher: Wire, organization: Organization, written: Log, edge: RunningEdge
) -> None:
    factories.device(organization, "press")
    made = connected()
    services.change_connection(made, is_enabled=False)
    eventually(lambda: _feed(edge, made) is None)
    for number in range(5):
        publisher.acked("plant/press/temp", f'{{"v": {number}}}')
    services.change_connection(made, is_enabled=True)
    eventually(lambda: len(written.payloads()) == 5)
    assert written.payloads() == [b'{"v": %d}' % number for number in range(5)]


def test_a_message_is_the_brokers_until_it_is_in_the_log(
    connected: Any, publisher: Wire, organization: Organization, written: Log, edge: RunningEdge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The link to Redis is cut: nothing is acknowledged, and after the edge's death the broker sends it again."""
    factories.device(organization, "press")
    made = connected()
    client = _feed(edge, made)._client
    sent: list[bytes] = []
    monkeypatch.setattr(client, "acknowledge", lambda acks: sent.extend([acks] if acks else []))
    edge.call(lambda: setattr(edge.edge.link, "is_up", False))
    publisher.acked("plant/press/temp", '{"v": 1}')
    eventually(lambda: _feed(edge, made).received == 1)
    time.sleep(0.2)
    assert sent == []
    transport = edge.edge.link._transport
    assert transport is not None
    edge.call(transport.abort)  # it comes back by itself and writes what waits
    eventually(lambda: sent)
    assert sent[0] == b"\x40\x02\x00\x01"
    assert written.payloads() == [b'{"v": 1}']


def test_a_broker_that_comes_back_is_found_again(
    connected: Any, foreign: ForeignBroker, organization: Organization, written: Log, edge: RunningEdge
) -> None:
    factories.device(organization, "press")
    made = connected()
    foreign.stop()
    eventually(lambda: _feed(edge, made).state == "failed")
    assert _feed(edge, made).error == "Nobody listens there: check host and port."
    foreign.start()
    eventually(lambda: _feed(edge, made).state == "connected", within_s=10)
    publisher = Wire(foreign.port)
    publisher.connect(client_id="p", user=None)
    publisher.acked("plant/press/temp", '{"v": 1}')
    assert eventually(written.payloads) == [b'{"v": 1}']
    publisher.close()


def test_alarms_go_out_to_the_foreign_broker(
    connected: Any, foreign: ForeignBroker, organization: Organization, publisher: Wire
) -> None:
    press = factories.device(organization, "press")
    publisher.subscribe("alarms/+")
    connected(alarm_topic="alarms/{device}")
    alarms.set_rules(organization, source="flow:1", rules=[RuleSpec(key="b1", title="Heat")])
    event = AlarmEvent(effect_id="1", source="flow:1", key="b1", change="raise", time_us=1_732_000_000_123_456, value=81.5)
    alarms.apply([dataclasses.replace(event, device_id=press.id)])
    topic, payload = publisher.message()
    assert topic == "alarms/press"
    alarm = json(payload)
    assert (alarm["device"], alarm["state"], alarm["value"], alarm["ts"]) == ("press", "raise", 81.5, 1_732_000_000_123.456)


def test_a_full_log_stops_the_reading_of_a_foreign_broker(
    connected: Any, publisher: Wire, organization: Organization, written: Log, edge: RunningEdge
) -> None:
    press = factories.device(organization, "press")
    made = connected()
    publisher.acked("plant/press/temp", '{"v": 0}')
    eventually(lambda: len(written.payloads()) == 1)
    full = {log.partition_of(press.id)}
    edge.call(lambda: setattr(edge.edge, "_gate", FixedGate(full)))
    edge.call(lambda: setattr(edge.edge, "full_partitions", full))
    publisher.acked("plant/press/temp", '{"v": 1}')  # read, for the pause comes with it
    eventually(lambda: len(written.payloads()) == 2)
    publisher.acked("plant/press/temp", '{"v": 2}')
    time.sleep(0.3)
    assert _feed(edge, made).received == 2
    edge.call(lambda: setattr(edge.edge, "_gate", FixedGate(set())))
    eventually(lambda: len(written.payloads()) == 3)


class FixedGate:
    """The bound of the log, as the test wants it."""

    def __init__(self, full: set[int]) -> None:
        self._full = full

    def update(self, waiting: dict[int, int]) -> set[int]:
        return self._full


# --- the API


def test_the_state_of_a_connection_is_seen_in_the_list(connected: Any, engineer: User) -> None:
    made = connected()
    url = f"/api/broker-connections/{made.pk}"
    browser = factories.client(engineer)
    status = eventually(lambda: (found := browser.get(url).json()["status"])["state"] == "connected" and found)
    assert status["since"].startswith("20")
    assert (status["received"], status["ignored"], status["unknown"], status["error"]) == (0, 0, [], "")


def test_a_connection_is_made_listed_changed_and_deleted(engineer: User, organization: Organization) -> None:
    browser = factories.client(engineer)
    made = browser.post("/api/broker-connections", {**FIELDS, "password": "secret"}, content_type="application/json").json()
    assert (made["name"], made["has_password"], made["status"]["state"]) == ("plant", True, "waiting")
    assert "secret" not in str(made)
    stored = BrokerConnection.objects.get(id=made["id"])
    assert "secret" not in stored.password_secret
    listed = browser.get("/api/broker-connections").json()
    assert (listed["total"], listed["items"][0]["id"]) == (1, made["id"])
    url = f"/api/broker-connections/{made['id']}"
    changed = browser.patch(url, {"is_enabled": False, "port": 8883}, content_type="application/json").json()
    assert (changed["port"], changed["status"]["state"], changed["has_password"]) == (8883, "off", True)
    assert browser.delete(url).json() == {"deleted": True}
    assert browser.get(url).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("host", "", "names no host"),
        ("host", "mqtt://plant.example.com:1883/x", "has a scheme: write only the host, plant.example.com."),
        ("host", "plant.example.com:1883", "is no host"),
        ("host", "plant example", "is no host"),
        ("host", "0.0.0.0", "at which no broker can be"),
        ("host", "169.254.169.254", "at which no broker can be"),
        ("port", 0, "is no port"),
        ("port", 70000, "is no port"),
        ("topic", "plant/temp", "does not say where the device is"),
        ("metric", "", "Say once which metric it is"),
        ("metric", "a//b", "cannot be a metric's path"),
        ("value_field", "", "Name the field of the payload"),
        ("qos", 3, "is no QoS"),
        ("ca", "not a certificate", "PEM form"),
        ("alarm_topic", "alarms/#", "has a wildcard"),
        ("shared_group", "a/b", "A shared group needs MQTT 5"),
        ("name", " ", "Give the broker a name"),
    ],
)
def test_what_could_never_work_is_refused_with_its_field(engineer: User, field: str, value: Any, words: str) -> None:
    answer = factories.client(engineer).post("/api/broker-connections", {**FIELDS, field: value}, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["field"] == field
    assert words in answer.json()["error"]["message"]
    assert not BrokerConnection.objects.exists()


def test_a_name_is_used_once_in_an_organization(
    engineer: User, organization: Organization, other_organization: Organization
) -> None:
    services.create_connection(organization, **FIELDS)
    services.create_connection(other_organization, **FIELDS)
    answer = factories.client(engineer).post("/api/broker-connections", FIELDS, content_type="application/json")
    assert answer.json()["error"]["code"] == "name_taken"


def test_feeding_our_own_edge_is_noted(organization: Organization, settings: Any) -> None:
    made = services.create_connection(
        organization, **{**FIELDS, "port": settings.MQTT_PORT, "alarm_topic": "plant/{device}/temp"}
    )
    assert [note.split(":")[0] for note in services.notes(made)] == [
        "This is Sluice's own MQTT door",
        "Alarms are published where samples are read",
    ]


def test_strangers_and_operators_see_no_brokers(organization: Organization, stranger: User, operator: User) -> None:
    made = services.create_connection(organization, **FIELDS)
    url = f"/api/broker-connections/{made.pk}"
    assert factories.client(stranger).get("/api/broker-connections").json()["total"] == 0
    for call in ("get", "delete"):
        assert getattr(factories.client(stranger), call)(url).status_code == 404
        assert getattr(factories.client(operator), call)(url).status_code == 403
    assert factories.client(operator).get("/api/broker-connections").status_code == 403
    assert (
        factories.client(operator).post("/api/broker-connections/test", FIELDS, content_type="application/json").status_code
        == 403
    )
    assert BrokerConnection.objects.count() == 1


def test_the_list_costs_the_same_for_many(engineer: User, organization: Organization, django_assert_num_queries: Any) -> None:
    browser = factories.client(engineer)
    for number in range(3):
        services.create_connection(organization, **{**FIELDS, "name": f"b{number}"})
    browser.get("/api/broker-connections")  # the first call also notes the session and loads the rights
    with django_assert_num_queries(4):
        assert len(browser.get("/api/broker-connections").json()["items"]) == 3


def test_a_connection_can_be_tried_before_it_is_stored(transactional_db: None, foreign: ForeignBroker, engineer: User) -> None:
    browser = factories.client(engineer)

    def tried(**fields: Any) -> dict[str, Any]:
        body = {**FIELDS, "port": foreign.port, **fields}
        answer: dict[str, Any] = browser.post("/api/broker-connections/test", body, content_type="application/json").json()
        return answer

    assert tried() == {"is_ok": True, "message": "Connected and subscribed."}
    assert tried(port=free_port()) == {"is_ok": False, "message": "Nobody listens there: check host and port."}
    assert tried(host="no-such-host.invalid")["message"] == "The host's name is not known: check it for typing errors."
    assert not BrokerConnection.objects.exists()
