"""What clients may hear: their own names, their own organization, and nothing of anybody else."""

from collections.abc import Callable

import pytest

from gateways.edge import packets
from tests.gateways.conftest import Account, Log, RunningEdge, eventually, run
from tests.gateways.wire import Wire

Connect = Callable[..., Wire]


@pytest.mark.parametrize(("level", "refused"), [(4, 0x80), (5, 0x87)])
@pytest.mark.parametrize(
    "topic_filter",
    [
        "#",
        "+/#",
        "sluice/#",
        "sluice/+/commands",
        "sluice/gateway/commands",
        "sluice/press",
        "$SYS/#",
        "$share/group/sluice/+/commands",
        "o/#",
        "/sluice/press/commands",
        "sluice/press/#/commands",
        "sluice/press/com+",
    ],
)
def test_a_device_may_not_listen_beyond_its_name(
    press: Account, wire: Connect, written: Log, level: int, refused: int, topic_filter: str
) -> None:
    assert wire(press, level=level).subscribe(topic_filter) == [refused]
    assert eventually(lambda: written.events("problem"))[0][2] == "subscription"


@pytest.mark.parametrize("topic_filter", ["sluice/press/commands", "sluice/press/+", "sluice/press/#", "+/press/commands"])
def test_a_device_listens_below_its_own_name(press: Account, wire: Connect, topic_filter: str) -> None:
    assert wire(press).subscribe(topic_filter, qos=2) == [2]


@pytest.mark.parametrize("level", [4, 5])
def test_refused_filters_keep_their_places_in_the_answer(press: Account, wire: Connect, level: int) -> None:
    refused = 0x80 if level == 4 else 0x87
    codes = wire(press, level=level).subscribe("#", "sluice/press/commands", "sluice/other/alarms", "sluice/press/alarms")
    assert codes == [refused, 1, refused, 1]


@pytest.mark.parametrize("topic_filter", ["#", "sluice/#", "+/+/samples", "sluice/press/samples"])
def test_a_gateway_hears_its_organization_and_no_other(
    gateway: Account, press: Account, strange_press: Account, wire: Connect, topic_filter: str
) -> None:
    listener = wire(gateway)
    assert listener.subscribe(topic_filter) == [1]
    wire(strange_press).acked("sluice/press/samples", "theirs", is_retained=True)
    wire(press).acked("sluice/press/samples", "ours")
    assert listener.message() == ("sluice/press/samples", b"ours")
    assert listener.is_silent()


def test_a_stranger_hears_nothing_of_us(press: Account, strange_gateway: Account, wire: Connect) -> None:
    listener = wire(strange_gateway, level=5)
    codes = listener.subscribe("#", "sluice/press/samples", f"o/{press.organization_id}/#", "$share/g/sluice/+/samples")
    assert codes == [1, 1, 0x87, 1]
    wire(press).acked("sluice/press/samples", "ours", is_retained=True)
    assert listener.is_silent(for_s=0.3)


def test_a_shared_subscription_is_shared_within_its_organization_only(
    gateway: Account, strange_gateway: Account, press: Account, wire: Connect
) -> None:
    first, second = wire(gateway, client_id="1", level=5), wire(gateway, client_id="2", level=5)
    stranger = wire(strange_gateway, level=5)
    for listener in (first, second, stranger):
        assert listener.subscribe("$share/group/sluice/+/samples") == [1]
    device = wire(press)
    for number in range(10):
        device.acked("sluice/press/samples", str(number))
    heard = []
    for listener in (first, second):
        while (packet := _next(listener)) is not None:
            heard.append(packet)
    assert sorted(heard) == [b"%d" % number for number in range(10)]
    assert stranger.is_silent()


def _next(listener: Wire) -> bytes | None:
    try:
        return listener.message(within_s=0.2)[1]
    except TimeoutError:
        return None


@pytest.mark.parametrize("level", [4, 5])
def test_after_unsubscribing_nothing_comes(press: Account, gateway: Account, wire: Connect, level: int) -> None:
    listener = wire(gateway, level=level)
    listener.subscribe("sluice/+/samples")
    body = b"\x00\x09" + (b"\x00" if level == 5 else b"") + packets.text(b"sluice/+/samples") + packets.text(b"$SYS/#")
    listener.send(packets.packet(0xA2, body))
    answer = listener.packet()
    assert answer.kind == packets.UNSUBACK
    if level == 5:
        assert list(answer.body[3:]) == [0x00, 0x11]
    wire(press).acked("sluice/press/samples", "1", is_retained=True)
    assert listener.is_silent()


def test_mosquitto_sub_and_pub_work_as_the_manual_says(press: Account, gateway: Account, edge: RunningEdge) -> None:
    port = str(edge.port)
    login = ("-p", port, "-u", "any")
    sent = run("mosquitto_pub", *login, "-P", press.token, "-q", "1", "-r", "-t", "sluice/press/samples", "-m", '{"a": 1}')
    assert sent.returncode == 0, sent.stderr
    heard = run("mosquitto_sub", *login, "-P", gateway.token, "-C", "1", "-v", "-t", "sluice/+/samples")
    assert heard.stdout == 'sluice/press/samples {"a": 1}\n'
    refused = run("mosquitto_pub", *login, "-P", "wrong", "-t", "sluice/press/samples", "-m", "1")
    assert refused.returncode == 5
    assert "not authorised" in refused.stderr
    denied = run("mosquitto_sub", *login, "-P", press.token, "-C", "1", "-t", "sluice/other/samples")
    assert "denied" in denied.stderr
