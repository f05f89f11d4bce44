"""Wills, kept sessions, presence and keep-alive."""

from collections.abc import Callable

import pytest

from gateways.edge import limits, packets
from tests.gateways.conftest import Account, Log, RunningEdge, eventually
from tests.gateways.wire import Wire

Connect = Callable[..., Wire]
WILL = ("sluice/press/samples", b'{"online": false}', 1, False)


@pytest.mark.parametrize("level", [4, 5])
def test_a_lost_connection_leaves_its_will_to_listeners_and_the_log(
    press: Account, gateway: Account, wire: Connect, written: Log, level: int
) -> None:
    listener = wire(gateway)
    listener.subscribe("sluice/press/samples")
    device = wire(press, will=WILL, level=level)
    device.close()
    assert listener.message() == ("sluice/press/samples", b'{"online": false}')
    assert eventually(written.messages) == [(press.device.id, "samples", b'{"online": false}')]


def test_a_proper_goodbye_leaves_no_will(press: Account, gateway: Account, wire: Connect, written: Log) -> None:
    listener = wire(gateway)
    listener.subscribe("sluice/press/samples")
    device = wire(press, will=WILL)
    device.disconnect()
    assert device.is_closed()
    assert listener.is_silent()
    assert written.messages() == []


def test_mqtt_5_may_say_goodbye_with_its_will(press: Account, wire: Connect, written: Log) -> None:
    device = wire(press, will=WILL, level=5)
    device.send(packets.packet(packets.DISCONNECT, b"\x04\x00"))
    assert eventually(written.payloads) == [b'{"online": false}']
    (entry,) = eventually(lambda: written.connections("disconnected"))
    assert entry["reason"] == "The client disconnected and left its will."


def test_a_delayed_will_is_cancelled_by_coming_back(press: Account, wire: Connect, written: Log) -> None:
    kept = packets.join_properties([(packets.SESSION_EXPIRY, (60).to_bytes(4, "big"))])
    delayed = packets.join_properties([(packets.WILL_DELAY, (1).to_bytes(4, "big"))])
    options = {"client_id": "kept", "level": 5, "properties": kept}
    wire(press, will=WILL, will_properties=delayed, **options).close()
    eventually(lambda: written.connections("disconnected"))
    wire(press, **options, is_clean=False)
    wire(press, client_id="other", level=5, properties=kept, will=WILL, will_properties=delayed).close()
    assert eventually(written.payloads, within_s=3) == [b'{"online": false}']  # of the second only


def test_a_kept_session_gets_what_came_meanwhile(press: Account, gateway: Account, wire: Connect) -> None:
    first = wire(gateway, client_id="kept", is_clean=False)
    first.subscribe("sluice/+/samples")
    first.disconnect()
    assert first.is_closed()
    device = wire(press)
    for number in range(3):
        device.acked("sluice/press/samples", str(number))
    again = wire(is_silent=True)
    answer = again.connect(client_id="kept", is_clean=False, password=gateway.token)
    assert answer.body[0] == 1  # session present
    assert [again.message()[1] for _ in range(3)] == [b"0", b"1", b"2"]


def test_a_clean_start_forgets_the_session(press: Account, gateway: Account, wire: Connect, edge: RunningEdge) -> None:
    first = wire(gateway, client_id="kept", is_clean=False)
    first.subscribe("sluice/+/samples")
    first.disconnect()
    assert first.is_closed()
    assert edge.edge.audience.hears(press.organization_id, "press")
    wire(gateway, client_id="kept", is_clean=True)
    assert not edge.edge.audience.hears(press.organization_id, "press")


# --- presence


def test_coming_is_announced_at_once_and_going_after_a_moment(
    press: Account, wire: Connect, written: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ABSENCE_S", 0.3)
    device = wire(press, client_id="c")
    assert eventually(lambda: written.events("presence")) == [[press.device.id, True, "c"]]
    device.close()
    eventually(lambda: len(written.events("presence")) == 2)
    assert written.events("presence")[1] == [press.device.id, False, "c"]


def test_coming_back_at_once_is_no_news(press: Account, wire: Connect, written: Log) -> None:
    wire(press, client_id="c")
    for _ in range(3):
        wire(press, client_id="c")
    wire(press, client_id="c").acked("sluice/press/samples", "1")
    assert written.events("presence") == [[press.device.id, True, "c"]]


# --- keep-alive


def test_silence_beyond_the_promise_ends_the_connection(press: Account, wire: Connect, written: Log) -> None:
    device = wire(press, keep_alive_s=1, level=5)
    goodbye = device.packet(within_s=5)
    assert (goodbye.kind, goodbye.body[0]) == (packets.DISCONNECT, 0x8D)
    (entry,) = eventually(lambda: written.connections("disconnected"))
    assert entry["reason"].endswith("s though it promised a word every 1 s.")


def test_a_word_in_time_keeps_the_connection(press: Account, wire: Connect) -> None:
    import time

    device = wire(press, keep_alive_s=1)
    for _ in range(4):
        time.sleep(0.7)
        device.ping()


def test_a_second_connect_ends_the_connection(press: Account, wire: Connect) -> None:
    device = wire(press)
    device.send(packets.packet(packets.CONNECT, b"\x00\x04MQTT\x04\x02\x00\x3c\x00\x01x"))
    assert device.is_closed()
