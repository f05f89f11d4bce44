"""What the edge does not let anybody do to the others."""

import time
from collections.abc import Callable

import pytest

from gateways.edge import limits, packets
from telemetry import log
from tests.gateways.conftest import Account, Log, RunningEdge, eventually
from tests.gateways.wire import Wire

Connect = Callable[..., Wire]
TOPIC = "sluice/press/samples"


def payload_for(remaining_length: int) -> bytes:
    """As long as makes the whole packet's remaining length this."""
    return b"x" * (remaining_length - 2 - len(TOPIC) - 2)


def test_a_packet_of_256_kib_is_taken(press: Account, wire: Connect, written: Log) -> None:
    wire(press).acked(TOPIC, payload_for(256 * 1024))
    assert len(written.payloads()[0]) == 256 * 1024 - 24


@pytest.mark.parametrize("level", [4, 5])
def test_a_larger_packet_ends_the_connection_before_it_is_read(press: Account, wire: Connect, written: Log, level: int) -> None:
    device = wire(press, level=level)
    device.send(packets.publish(TOPIC.encode(), payload_for(256 * 1024 + 1), qos=1, packet_id=1)[:64])
    if level == 5:
        goodbye = device.packet()
        assert (goodbye.kind, goodbye.body[0]) == (packets.DISCONNECT, 0x95)
    assert device.is_closed()
    (entry,) = eventually(lambda: written.connections("disconnected"))
    assert entry["reason"] == "A message of 262145 bytes is too large: at most 262144 are taken."
    assert eventually(lambda: written.events("problem"))[0][2] == "size"


def test_a_slow_reader_keeps_the_newest_5000_of_each_subscription(
    gateway: Account, press: Account, wire: Connect, edge: RunningEdge, written: Log
) -> None:
    """It does not read while 9,000 messages of 1,500 bytes come for it; the publisher is not held up."""
    reader = wire(gateway, receive_buffer=65_536)
    reader.subscribe("sluice/press/samples/#", "sluice/press/results")
    device = wire(press)
    for start in range(0, 9_000, 500):
        chunk = [
            packets.publish(b"sluice/press/samples/n", b"%06d" % number + b"." * 1_500, qos=1, packet_id=number % 500 + 1)
            for number in range(start, start + 500)
        ]
        device.send(b"".join(chunk))
        for _ in chunk:
            assert device.packet().kind == packets.PUBACK
    device.acked("sluice/press/results", '{"id": 1, "status": "done"}')  # waits in a queue of its own
    eventually(lambda: edge.edge.counters.dropped)
    time.sleep(0.3)
    dropped = edge.edge.counters.dropped
    heard = [reader.message() for _ in range(9_000 - dropped + 1)]
    assert reader.is_silent()
    numbers = [int(payload[:6]) for topic, payload in heard if topic.endswith("/n")]
    assert numbers == sorted(numbers)
    assert numbers[-5_000:] == list(range(4_000, 9_000))  # the newest are all there
    assert ("sluice/press/results", b'{"id": 1, "status": "done"}') in heard
    assert dropped > 0
    reader.disconnect()
    (entry,) = [e for e in eventually(lambda: written.connections("disconnected")) if e["device_id"] == gateway.device.id]
    assert entry["reason"].endswith(f"It read too slowly and lost {dropped} messages.")


def test_a_full_log_stops_the_sockets_and_loses_nothing(
    press: Account, wire: Connect, edge: RunningEdge, written: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    import redis as redis_library

    monkeypatch.setattr(edge.edge, "_gate", log.Gate(bound_bytes=20_000))
    client = redis_library.Redis(unix_socket_path=str(_redis_path()))
    partition = log.partition_of(press.device.id)
    assert log.consumers
    for consumer in log.consumers:
        client.set(log.done_key(consumer, partition), int(client.get(log.in_key(partition)) or 0))
    device = wire(press)
    device.acked(TOPIC, b"x" * 20_000)
    eventually(lambda: edge.edge.full_partitions == {partition})
    device.acked(TOPIC, b"the last one that was read")
    device.publish(TOPIC, b"waits")
    assert device.is_silent(for_s=0.5)
    for consumer in log.consumers:
        client.set(log.done_key(consumer, partition), int(client.get(log.in_key(partition)) or 0))
    assert device.packet().kind == packets.PUBACK
    assert written.payloads()[-1] == b"waits"
    client.close()


def _redis_path() -> str:
    from django.conf import settings

    return str(settings.RUN / "redis.sock")


def test_more_than_a_thousand_open_handshakes_end_the_connection(press: Account, wire: Connect) -> None:
    device = wire(press)
    for number in range(limits.OPEN_HANDSHAKES + 1):
        device.publish(TOPIC, "1", qos=2, packet_id=number + 1)
    assert device.is_closed()
