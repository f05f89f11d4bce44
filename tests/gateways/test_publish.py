"""What devices send: into the log before it is acknowledged, to listeners of the organization, and nowhere else."""

import itertools
from collections.abc import Callable

import pytest

from gateways.edge import packets
from tests.gateways.conftest import Account, Log, RunningEdge, eventually
from tests.gateways.wire import Wire

Connect = Callable[..., Wire]


@pytest.mark.parametrize("level", [4, 5])
def test_an_acknowledged_sample_is_in_the_log(press: Account, wire: Connect, written: Log, level: int) -> None:
    wire(press, level=level).acked("sluice/press/samples", '{"temperature": 21.5}')
    assert written.messages() == [(press.device.id, "samples", b'{"temperature": 21.5}')]


@pytest.mark.parametrize("level", [4, 5])
def test_the_topic_of_a_metric_goes_into_the_log_with_it(press: Account, wire: Connect, written: Log, level: int) -> None:
    wire(press, level=level).acked("sluice/press/samples/oil/temperature", "21.5")
    assert written.messages() == [(press.device.id, "samples/oil/temperature", b"21.5")]


@pytest.mark.parametrize("level", [4, 5])
def test_a_message_to_flows_is_in_the_log(press: Account, wire: Connect, written: Log, level: int) -> None:
    wire(press, level=level).acked("sluice/press/messages/scans/door", "ABC-1")
    assert written.messages() == [(press.device.id, "messages/scans/door", b"ABC-1")]


def test_a_sample_of_qos_0_is_in_the_log_soon(press: Account, wire: Connect, written: Log) -> None:
    wire(press).publish("sluice/press/samples", "{}", qos=0)
    assert eventually(written.payloads) == [b"{}"]


@pytest.mark.parametrize("level", [4, 5])
def test_qos_2_goes_through_its_four_steps_and_is_logged_once(press: Account, wire: Connect, written: Log, level: int) -> None:
    device = wire(press, level=level)
    number = device.publish("sluice/press/samples", '{"a": 1}', qos=2).to_bytes(2, "big")
    received = device.packet()
    assert (received.kind, received.body[:2]) == (packets.PUBREC, number)
    device.publish("sluice/press/samples", '{"a": 1}', qos=2, packet_id=1)  # as after a lost PUBREC
    assert device.packet().kind == packets.PUBREC
    device.send(packets.packet(0x62, number))
    completed = device.packet()
    assert (completed.kind, completed.body[:2]) == (packets.PUBCOMP, number)
    assert written.payloads() == [b'{"a": 1}']
    device.publish("sluice/press/samples", '{"a": 2}', qos=2, packet_id=1)  # the number is free again
    assert device.packet().kind == packets.PUBREC
    assert written.payloads() == [b'{"a": 1}', b'{"a": 2}']


def test_a_handshake_of_qos_2_outlives_the_connection(press: Account, wire: Connect, written: Log) -> None:
    device = wire(press, client_id="kept", is_clean=False)
    device.publish("sluice/press/samples", "1", qos=2, packet_id=9)
    assert device.packet().kind == packets.PUBREC
    device.close()
    again = wire(press, client_id="kept", is_clean=False)
    again.publish("sluice/press/samples", "1", qos=2, packet_id=9)
    assert again.packet().kind == packets.PUBREC
    assert written.payloads() == [b"1"]


def test_many_messages_in_one_write_keep_their_order(press: Account, wire: Connect, written: Log) -> None:
    device = wire(press)
    body = b"".join(
        packets.publish(b"sluice/press/samples", b"%d" % number, qos=1, packet_id=number + 1) for number in range(3_000)
    )
    device.send(body)
    acknowledged = [int.from_bytes(device.packet().body[:2], "big") for _ in range(3_000)]
    assert acknowledged == list(range(1, 3_001))
    assert written.payloads() == [b"%d" % number for number in range(3_000)]


def test_a_packet_that_comes_in_pieces_is_put_together(press: Account, wire: Connect, written: Log) -> None:
    device = wire(press)
    data = packets.publish(b"sluice/press/samples", b'{"a": "%s"}' % (b"x" * 300), qos=1, packet_id=1)
    for at in range(0, len(data), 50):
        device.send(data[at : at + 50])
    assert device.packet().kind == packets.PUBACK
    assert len(written.payloads()[0]) == 309


def test_arrival_times_never_run_into_each_other(press: Account, wire: Connect, written: Log) -> None:
    """A sample without a time gets the entry's time plus its place."""
    device = wire(press)
    for _ in range(20):
        device.send(b"".join(packets.publish(b"sluice/press/samples/a", b"1", qos=1, packet_id=n + 1) for n in range(100)))
    for _ in range(2_000):
        device.packet()
    entries = sorted((arrival_us, len(ids)) for arrival_us, _, ids, _, _ in written.entries(b"r"))
    assert sum(count for _, count in entries) == 2_000
    assert all(at + count <= later for (at, count), (later, _) in itertools.pairwise(entries))


@pytest.mark.parametrize(
    "topic",
    [
        "sluice/other/samples",
        "sluice/press",
        "sluice/press/samples/",
        "sluice/press/commands",
        "sluice/press/samplesx",
        "samples",
        "$SYS/broker/load",
        "sluice/+/samples",
        "o/xxxxxx/sluice/press/samples",
        "",
    ],
)
def test_a_foreign_topic_is_refused_with_a_reason(press: Account, wire: Connect, written: Log, topic: str) -> None:
    older = wire(press, client_id="older")
    older.publish(topic, "1")
    assert older.is_closed()
    newer = wire(press, client_id="newer", level=5)
    newer.publish(topic, "1")
    answer = newer.packet()
    assert (answer.kind, answer.body[2]) == (packets.PUBACK, 0x87)
    newer.ping()  # MQTT 5 can be told, so the connection stays
    assert written.payloads() == []
    device_id, level, kind, message, payload = eventually(lambda: written.events("problem"))[0]
    assert (device_id, level, kind, payload) == (press.device.id, "warning", "topic", "1")
    assert "sluice/press/samples" in message


def test_a_gateway_speaks_for_every_device_of_its_organization(
    gateway: Account, press: Account, strange_press: Account, wire: Connect, written: Log
) -> None:
    wire(gateway).acked("sluice/press/samples", "{}")
    assert written.messages() == [(press.device.id, "samples", b"{}")]


def test_a_gateway_learns_of_new_devices_and_hears_of_unknown_ones(
    gateway: Account, wire: Connect, written: Log, edge: RunningEdge
) -> None:
    connection = wire(gateway, level=5)
    connection.publish("sluice/pump/samples", "1")
    assert connection.packet().body[2] == 0x87
    message = eventually(lambda: written.events("problem"))[0][3]
    assert message == "There is no device named “pump” in this organization: create it before “sluice/pump/samples” is used."
    pump = Account(gateway.device.organization, "pump")
    eventually(lambda: edge.edge.credentials.device_id(gateway.organization_id, "pump"))
    connection.acked("sluice/pump/samples", "2")
    assert written.messages() == [(pump.device.id, "samples", b"2")]


def test_nothing_is_forwarded_where_nobody_listens(press: Account, gateway: Account, wire: Connect, edge: RunningEdge) -> None:
    device = wire(press)
    device.acked("sluice/press/samples", "1")
    assert edge.edge.counters.forwarded == 0
    listener = wire(gateway, client_id="listener")
    assert listener.subscribe("sluice/+/samples") == [1]
    device.acked("sluice/press/samples", "2")
    assert edge.edge.counters.forwarded == 1
    assert listener.message() == ("sluice/press/samples", b"2")
    listener.disconnect()
    eventually(lambda: not edge.edge.audience.hears(press.organization_id, "press"))
    device.acked("sluice/press/samples", "3")
    assert edge.edge.counters.forwarded == 1


def test_a_retained_message_waits_for_its_listeners(press: Account, gateway: Account, wire: Connect) -> None:
    wire(press).acked("sluice/press/samples", "last words", is_retained=True)
    listener = wire(gateway)
    listener.subscribe("sluice/press/samples")
    assert listener.message() == ("sluice/press/samples", b"last words")


def test_a_result_becomes_a_step_of_its_command(press: Account, wire: Connect, written: Log) -> None:
    wire(press).acked("sluice/press/results", '{"id": 7, "status": "failed", "detail": "too hot"}')
    assert written.events("result") == [[press.device.id, 7, "failed", "too hot"]]
    assert written.payloads() == []


def test_a_result_that_cannot_be_read_is_named_in_the_device_log(press: Account, wire: Connect, written: Log) -> None:
    wire(press).acked("sluice/press/results", '{"id": 7, "status": "perhaps"}')
    assert written.events("result") == []
    _, _, kind, message, _ = eventually(lambda: written.events("problem"))[0]
    assert (kind, message) == ("result", "The status of a result is “done” or “failed”, not “perhaps”.")


def test_a_topic_alias_that_was_not_offered_ends_the_connection(press: Account, wire: Connect, written: Log) -> None:
    device = wire(press, level=5)
    properties = packets.join_properties([(packets.TOPIC_ALIAS, b"\x00\x01")])
    device.send(packets.publish(b"sluice/press/samples", b"1", qos=1, packet_id=1, properties=properties))
    goodbye = device.packet()
    assert (goodbye.kind, goodbye.body[0]) == (packets.DISCONNECT, 0x81)
    assert device.is_closed()
    (entry,) = eventually(lambda: written.connections("disconnected"))
    assert entry["reason"] == "It sent a malformed packet: a topic alias, though none was offered."
