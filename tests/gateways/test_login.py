"""Who gets in, who does not, and what the connection log says about it."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from gmqtt import Client as GmqttClient
from gmqtt.mqtt.constants import MQTTv50, MQTTv311
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from devices import services
from gateways.edge import limits, packets
from organizations.models import Organization
from tests.gateways.conftest import Account, Log, RunningEdge, eventually
from tests.gateways.wire import Wire

Connect = Callable[..., Wire]


def paho_client(account: Account, edge: RunningEdge, *, version: MQTTProtocolVersion, client_id: str) -> paho.Client:
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=version)
    client.username_pw_set("any name", account.token)
    client.connect("127.0.0.1", edge.port, keepalive=30)
    client.loop_start()
    eventually(client.is_connected)
    return client


@pytest.mark.parametrize("version", [MQTTProtocolVersion.MQTTv311, MQTTProtocolVersion.MQTTv5])
def test_paho_logs_in_and_publishes_with_every_qos(
    press: Account, edge: RunningEdge, written: Log, version: MQTTProtocolVersion
) -> None:
    client = paho_client(press, edge, version=version, client_id="paho")
    for qos in (0, 1, 2):
        client.publish("sluice/press/samples", f'{{"qos": {qos}}}', qos=qos).wait_for_publish(5)
    eventually(lambda: len(written.payloads()) == 3)
    client.disconnect()
    client.loop_stop()
    assert sorted(written.payloads()) == [b'{"qos": 0}', b'{"qos": 1}', b'{"qos": 2}']


@pytest.mark.parametrize("version", [MQTTv311, MQTTv50])
async def test_gmqtt_logs_in_and_hears_its_own_topics(press: Account, edge: RunningEdge, version: int) -> None:
    import asyncio

    heard: asyncio.Future[tuple[str, bytes]] = asyncio.get_running_loop().create_future()
    subscribed = asyncio.Event()
    client = GmqttClient("gmqtt")
    client.set_auth_credentials("", press.token)
    client.on_message = lambda _, topic, payload, *__: heard.set_result((topic, payload))
    client.on_subscribe = lambda *_: subscribed.set()
    await client.connect("127.0.0.1", edge.port, version=version)
    client.subscribe("sluice/press/samples", qos=1)
    await asyncio.wait_for(subscribed.wait(), 5)
    client.publish("sluice/press/samples", {"a": 1}, qos=1)
    assert await asyncio.wait_for(heard, 5) == ("sluice/press/samples", b'{"a": 1}')
    await client.disconnect()


def test_a_login_is_written_down_with_address_and_protocol(press: Account, wire: Connect, written: Log) -> None:
    wire(press, client_id="c1", level=5)
    (entry,) = eventually(lambda: written.connections("connected"))
    assert entry.pop("time_us") > 1_700_000_000_000_000
    assert entry == {
        "event": "connected",
        "organization_id": press.organization_id,
        "device_id": press.device.id,
        "credential_id": press.credential.id,
        "client_id": "c1",
        "address": "127.0.0.1",
        "protocol": "MQTT 5",
        "tls_version": "",
        "cipher": "",
        "reason": "",
    }


@pytest.mark.parametrize(("level", "code"), [(4, 5), (5, 0x87)])
@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("sluice_made-up", "The token is not known: issue a new one on the device's page."),
        (None, "No token was given: put the device's token into the password, or show a client certificate at the TLS port."),
        ("", "No token was given: put the device's token into the password, or show a client certificate at the TLS port."),
        (b"\xff\xfe", "The token is not known: issue a new one on the device's page."),
    ],
)
def test_a_wrong_token_is_refused_and_the_reason_written_down(
    edge: RunningEdge, wire: Connect, written: Log, level: int, code: int, password: Any, reason: str
) -> None:
    stranger = wire(None, password=password, level=level, client_id="who", expect=code)
    assert stranger.is_closed()
    (entry,) = eventually(lambda: written.connections("refused"))
    assert (entry["reason"], entry["client_id"], entry["device_id"]) == (reason, "who", None)


def test_a_refusal_is_filed_at_the_device_that_the_user_name_claims(press: Account, wire: Connect, written: Log) -> None:
    wire(None, password="wrong", user=f"{press.organization_id}/press", expect=5)
    (entry,) = eventually(lambda: written.connections("refused"))
    assert (entry["device_id"], entry["organization_id"]) == (press.device.id, press.organization_id)


def test_a_revoked_token_is_refused_with_its_date(press: Account, wire: Connect, written: Log, edge: RunningEdge) -> None:
    eventually(lambda: len(edge.edge.credentials) == 1)
    services.revoke_credential(press.credential)
    eventually(lambda: len(edge.edge.credentials) == 0)
    wire(press, expect=5)
    (entry,) = eventually(lambda: written.connections("refused"))
    assert entry["reason"].startswith(f"The token …{press.token[-4:]} was revoked at 20")
    assert entry["device_id"] == press.device.id


def test_a_token_issued_a_moment_ago_works(press: Account, wire: Connect) -> None:
    _, token = services.issue_token(press.device)
    wire(None, password=token).ping()


@pytest.mark.parametrize(
    ("options", "code", "reason"),
    [
        ({"is_clean": False}, 2, "A session that shall be kept needs a client id."),
        ({"client_id": "x" * 201}, 2, "The client id has 201 characters; give 1 to 200 printable ones."),
        ({"client_id": "x\ny"}, 2, "The client id has 3 characters; give 1 to 200 printable ones."),
        ({"client_id": "x" * 201, "level": 5}, 0x85, "The client id has 201 characters; give 1 to 200 printable ones."),
        (
            {"level": 5, "properties": b"\x05\x15\x00\x02aa"},
            0x8C,
            "It asks for an extended log-in: give the token as password instead.",
        ),
        ({"level": 7}, 0x84, "It speaks MQTT level 7: use MQTT 3.1.1 or 5."),
        (
            {"will": ("sluice/other/samples", b"gone", 0, False)},
            5,
            "Its will is refused: “sluice/other/samples” belongs to another name: this device publishes to sluice/press/samples.",
        ),
    ],
)
def test_what_cannot_be_served_is_refused_with_the_right_code(
    press: Account, wire: Connect, written: Log, options: dict[str, Any], code: int, reason: str
) -> None:
    wire(press, **options, expect=code)
    (entry,) = eventually(lambda: written.connections("refused"))
    assert entry["reason"] == reason


@pytest.mark.parametrize("junk", [b"GET / HTTP/1.1\r\n\r\n", b"\x10\xff\xff\xff\xff\xff", b"\x10\x04\x00\x04MQ", b"\xc0\x00"])
def test_junk_is_cut_off_and_written_down(wire: Connect, edge: RunningEdge, written: Log, junk: bytes) -> None:
    connection = wire(is_silent=True)
    connection.send(junk)
    assert connection.is_closed()
    (entry,) = eventually(lambda: written.connections("refused"))
    assert entry["address"] == "127.0.0.1"


def test_whoever_says_nothing_is_cut_off(wire: Connect, edge: RunningEdge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LOGIN_S", 0.5)
    assert wire(is_silent=True).is_closed(within_s=4)


def test_a_flood_of_refusals_is_written_down_ten_times_a_minute(edge: RunningEdge, wire: Connect, written: Log) -> None:
    for _ in range(15):
        wire(None, password="wrong", expect=5)
    assert edge.edge.counters.refused_logins == 15
    eventually(lambda: len(written.connections("refused")) == 10)


def test_a_client_without_id_gets_one(press: Account, wire: Connect, written: Log) -> None:
    connection = wire(is_silent=True)
    properties = dict(packets.split_properties(connection.connect(password=press.token, level=5).body, 2)[0])
    given = properties[packets.ASSIGNED_CLIENT_ID][2:].decode()
    assert given.startswith("auto-")
    assert eventually(lambda: written.connections("connected"))[0]["client_id"] == given


def test_mqtt_5_is_told_the_limits(press: Account, wire: Connect) -> None:
    connection = wire(is_silent=True)
    properties = dict(packets.split_properties(connection.connect(password=press.token, level=5).body, 2)[0])
    assert int.from_bytes(properties[packets.MAXIMUM_PACKET_SIZE], "big") == 262_144
    assert packets.TOPIC_ALIAS_MAXIMUM not in properties


def test_a_storm_of_devices_gets_in(press: Account, wire: Connect, edge: RunningEdge) -> None:
    """The broker's queue of new connections holds a hundred."""
    eventually(lambda: len(edge.edge.credentials) == 1)
    connections = [wire(is_silent=True) for _ in range(250)]
    for number, connection in enumerate(connections):
        connection.send_connect(client_id=f"c{number}", password=press.token)
    for connection in connections:
        assert connection.packet(within_s=20).body == b"\x00\x00"
    for connection in connections:
        connection.close()
    eventually(lambda: not edge.edge._clients)


# --- one connection for each client id


@pytest.mark.parametrize("level", [4, 5])
def test_the_newer_connection_takes_over(press: Account, wire: Connect, written: Log, level: int) -> None:
    older = wire(press, client_id="same", level=level)
    newer = wire(press, client_id="same", level=level)
    if level == 5:
        goodbye = older.packet()
        assert (goodbye.kind, goodbye.body[0]) == (packets.DISCONNECT, 0x8E)
    assert older.is_closed()
    newer.acked("sluice/press/samples", "1")
    (entry,) = eventually(lambda: written.connections("disconnected"))
    assert entry["reason"] == "Another connection came with the same client id."


def test_a_refused_login_does_not_disturb_the_owner(press: Account, wire: Connect) -> None:
    owner = wire(press, client_id="same")
    wire(None, password="wrong", client_id="same", expect=5)
    owner.ping()


def test_another_organization_may_use_the_same_client_id(press: Account, strange_press: Account, wire: Connect) -> None:
    ours = wire(press, client_id="same")
    theirs = wire(strange_press, client_id="same")
    ours.ping()
    theirs.ping()


def test_another_device_with_the_same_client_id_inherits_nothing(press: Account, gateway: Account, wire: Connect) -> None:
    kept = wire(gateway, client_id="same", is_clean=False)
    kept.subscribe("sluice/+/samples")
    other = wire(press, client_id="same", is_clean=False)
    assert kept.is_closed()
    other.acked("sluice/press/samples", "1")
    assert other.is_silent()


# --- revocation


@pytest.mark.parametrize("level", [4, 5])
def test_a_revoked_token_cuts_its_connections_at_once(
    press: Account, gateway: Account, wire: Connect, written: Log, level: int
) -> None:
    device, bystander = wire(press, level=level), wire(gateway)
    services.revoke_credential(press.credential)
    if level == 5:
        goodbye = device.packet(within_s=2)
        assert (goodbye.kind, goodbye.body[0]) == (packets.DISCONNECT, 0x98)
    assert device.is_closed(within_s=2)
    bystander.ping()
    (entry,) = eventually(lambda: written.connections("disconnected"))
    assert entry["reason"] == "Its token was revoked, or its device was renamed or deleted."


def test_a_renamed_device_has_to_come_again(press: Account, wire: Connect, written: Log) -> None:
    device = wire(press)
    services.change_device(press.device, name="punch")
    assert device.is_closed(within_s=2)
    wire(press).acked("sluice/punch/samples", "1")
    assert written.messages() == [(press.device.id, "samples", b"1")]


def test_a_deleted_device_is_cut_off(press: Account, wire: Connect) -> None:
    device = wire(press)
    services.delete_device(press.device)
    assert device.is_closed(within_s=2)
    wire(press, expect=5)


def test_a_token_that_is_issued_while_all_are_loaded_stays_connected(
    edge: RunningEdge, organization: Organization, wire: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gateways.edge import credentials

    read, has_read, may_end = credentials._loaded, threading.Event(), threading.Event()

    def slow() -> Any:
        known = read()
        has_read.set()
        assert may_end.wait(20)
        return known

    eventually(lambda: _is_calm(edge))
    with monkeypatch.context() as busy:
        busy.setattr(credentials, "_loaded", slow)
        loading = edge.call(lambda: edge.edge.loop.create_task(edge.edge.news._load({"credentials"})))
        assert has_read.wait(20)
    device = wire(Account(organization, "press"))
    may_end.set()
    eventually(loading.done)
    device.acked("sluice/press/samples", "1")


# --- the database is away


def _is_calm(edge: RunningEdge) -> bool:
    """No tokens are being loaded: what the fixtures changed has been heard."""
    loads = edge.edge.credentials._loads
    time.sleep(0.3)
    return edge.edge.credentials._loads == loads


def test_connections_stay_while_the_database_is_away(
    press: Account, wire: Connect, edge: RunningEdge, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = wire(press)
    from gateways.edge import credentials

    def fail() -> None:
        raise OperationalError("no database")

    eventually(lambda: _is_calm(edge))
    with monkeypatch.context() as away:
        away.setattr(credentials, "credential_owners", fail)
        services.revoke_credential(press.credential)
        device.acked("sluice/press/samples", "1")
        wire(press, client_id="known").ping()
    assert device.is_closed()  # it is asked again until it answers


def test_a_token_that_cannot_be_looked_up_is_told_to_come_later(
    edge: RunningEdge, wire: Connect, written: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(_: Any) -> None:
        raise OperationalError("no database")

    monkeypatch.setattr(edge.edge.credentials, "_ask", fail)
    wire(None, password="sluice_new", expect=3)
    (entry,) = eventually(lambda: written.connections("refused"))
    assert entry["reason"] == "The database is not reachable, and the token is not in memory."
