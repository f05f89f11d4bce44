"""Commands and alarms on their way to devices."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis

from alarms import services as alarms
from alarms.services import AlarmEvent, RuleSpec
from devices import services as devices
from devices.models import Metric
from gateways import outgoing, publishing
from gateways.edge import packets
from tests import factories
from tests.gateways.conftest import Account, Log, RunningEdge, eventually, json
from tests.gateways.wire import Wire

Connect = Callable[..., Wire]


@pytest.fixture
def burner(press: Account) -> Metric:
    return factories.metric(press.device, "burner", data_type="boolean", is_writable=True)


@pytest.fixture
def stream(redis_server: Any) -> Iterator["redis.Redis"]:
    connection = redis.Redis(unix_socket_path=str(redis_server))
    yield connection
    connection.close()


@pytest.mark.parametrize("level", [4, 5])
def test_a_command_is_sent_delivered_and_done(
    press: Account, burner: Metric, wire: Connect, written: Log, stream: Any, level: int
) -> None:
    device = wire(press, level=level)
    device.subscribe("sluice/press/commands")
    command = devices.send_command(device=press.device, metric=burner, value=True)
    topic, payload = device.message(is_acked=False)
    assert topic == "sluice/press/commands"
    assert json(payload) == {
        "id": command.pk,
        "metric": "burner",
        "value": True,
        "expires": int(command.expires_at.timestamp() * 1000),
    }
    assert eventually(lambda: written.events("command")) == [[command.pk, "sent", ""]]
    device.send(packets.packet(packets.PUBACK, b"\x00\x01"))
    eventually(lambda: len(written.events("command")) == 3)
    device.acked("sluice/press/results", f'{{"id": {command.pk}, "status": "done", "detail": "on"}}')
    assert written.events("command")[1:] == [[command.pk, "sent", ""], [command.pk, "delivered", ""]]
    assert written.events("result") == [[press.device.id, command.pk, "done", "on"]]
    assert stream.xlen(outgoing.STREAM) == 0


def test_a_command_waits_for_its_device_until_it_listens(
    press: Account, burner: Metric, wire: Connect, written: Log, edge: RunningEdge
) -> None:
    command = devices.send_command(device=press.device, metric=burner, value=True)
    eventually(lambda: edge.edge.outgoing.waiting == 1)
    assert written.events("command") == []
    device = wire(press)
    device.subscribe("sluice/press/commands")
    assert json(device.message()[1])["id"] == command.pk
    assert device.is_silent()


def test_a_command_whose_time_is_over_is_not_sent(
    press: Account, burner: Metric, wire: Connect, edge: RunningEdge, stream: Any
) -> None:
    devices.send_command(device=press.device, metric=burner, value=True, expires_in_s=1)
    eventually(lambda: edge.edge.outgoing.waiting == 1)
    eventually(lambda: stream.xlen(outgoing.STREAM) == 0, within_s=4)
    device = wire(press)
    device.subscribe("sluice/press/commands")
    assert device.is_silent()


def test_a_command_reaches_its_own_device_only(press: Account, strange_press: Account, burner: Metric, wire: Connect) -> None:
    ours, theirs = wire(press), wire(strange_press)
    for device in (ours, theirs):
        device.subscribe("sluice/press/#")
    devices.send_command(device=press.device, metric=burner, value=True)
    assert json(ours.message()[1])["value"] is True
    assert theirs.is_silent()


def test_a_command_begun_by_an_edge_that_died_is_not_sent_again(
    press: Account, burner: Metric, wire: Connect, written: Log, stream: Any, edge: RunningEdge
) -> None:
    device = wire(press)
    device.subscribe("sluice/press/commands")
    stream.set("outgoing:sent:4711", "an-edge-that-died")
    outgoing.append(
        [
            {
                "kind": "command",
                "organization": press.organization_id,
                "device_id": press.device.id,
                "device": "press",
                "id": 4711,
                "metric": "burner",
                "value": True,
                "expires": 9_999_999_999_999,
            }
        ]
    )
    (event,) = eventually(lambda: written.events("command"))
    assert event == [4711, "failed", "The edge stopped while it sent this command: it may not have arrived."]
    assert device.is_silent()


def test_a_further_attempt_of_a_command_is_sent_too_and_each_attempt_once(
    press: Account, burner: Metric, wire: Connect, edge: RunningEdge
) -> None:
    device = wire(press)
    device.subscribe("sluice/press/commands")
    for attempt in (1, 2, 2):
        outgoing.append(
            [
                {
                    "kind": "command",
                    "organization": press.organization_id,
                    "device_id": press.device.id,
                    "device": "press",
                    "id": 4712,
                    "metric": "burner",
                    "value": attempt,
                    "expires": 9_999_999_999_999,
                    "attempt": attempt,
                }
            ]
        )
    assert [json(device.message()[1])["value"] for _ in range(2)] == [1, 2]
    assert device.is_silent()


def test_what_a_dead_edge_had_taken_is_sent_by_the_next(
    press: Account, burner: Metric, wire: Connect, stream: Any, edge: RunningEdge
) -> None:
    device = wire(press)
    device.subscribe("sluice/press/commands")
    edge.call(lambda: setattr(edge.edge.outgoing, "_adopt_at", edge.edge.loop.time() + 1))
    with stream.pipeline() as pipe:  # taken in the same moment as it is written
        pipe.xadd(
            outgoing.STREAM,
            {
                b"item": b'{"kind":"command","organization":"%s","device_id":%d,"device":"press","id":5,"metric":"burner",'
                b'"value":1,"expires":9999999999999}' % (press.organization_id.encode(), press.device.id)
            },
        )
        pipe.xreadgroup(outgoing.GROUP, "dead", {outgoing.STREAM: ">"})
        pipe.execute()
    assert json(device.message()[1])["id"] == 5
    assert stream.xlen(outgoing.STREAM) == 0 or eventually(lambda: stream.xlen(outgoing.STREAM) == 0)
    assert [c["name"] for c in stream.xinfo_consumers(outgoing.STREAM, outgoing.GROUP)] == [edge.edge.name.encode()]


# --- alarms


def raise_alarm(account: Account, *, effect_id: str, change: str = "raise", device: bool = True, value: float = 81.5) -> None:
    alarms.apply(
        [
            AlarmEvent(
                effect_id=effect_id,
                source="flow:1",
                key="b1",
                change=change,  # type: ignore[arg-type]
                time_us=1_732_000_000_123_456,
                device_id=account.device.id if device else None,
                value=value,
                text="too hot",
            )
        ]
    )


@pytest.fixture
def rule(press: Account) -> None:
    alarms.set_rules(
        press.device.organization, source="flow:1", rules=[RuleSpec(key="b1", title="Heat", severity="major", text="hot")]
    )


def test_an_alarm_reaches_its_device_and_its_gateway(press: Account, gateway: Account, rule: None, wire: Connect) -> None:
    device, listener = wire(press), wire(gateway)
    device.subscribe("sluice/press/alarms")
    listener.subscribe("sluice/+/alarms")
    raise_alarm(press, effect_id="1")
    raise_alarm(press, effect_id="2", change="clear", value=70.0)
    for client in (device, listener):
        topic, payload = client.message()
        raised = json(payload)
        assert topic == "sluice/press/alarms"
        assert (raised.pop("id"), raised.pop("rule")) > (0, 0)
        assert raised == {
            "title": "Heat",
            "device": "press",
            "state": "raise",
            "severity": "major",
            "value": 81.5,
            "text": "too hot",
            "ts": 1_732_000_000_123.456,
        }
        cleared = json(client.message()[1])
        assert (cleared["state"], cleared["value"]) == ("clear", 70.0)


def test_an_alarm_announced_twice_is_published_once(press: Account, rule: None, wire: Connect) -> None:
    device = wire(press)
    device.subscribe("sluice/press/alarms")
    raise_alarm(press, effect_id="1")
    raise_alarm(press, effect_id="1")
    assert json(device.message()[1])["state"] == "raise"
    assert device.is_silent()


def test_an_alarm_without_a_device_reaches_gateways(press: Account, gateway: Account, rule: None, wire: Connect) -> None:
    listener = wire(gateway)
    listener.subscribe("sluice/+/alarms")
    raise_alarm(press, effect_id="1", device=False)
    topic, payload = listener.message()
    assert topic == "sluice//alarms"
    assert json(payload)["device"] is None


def test_a_message_of_a_flow_reaches_who_listens_in_its_organization(
    press: Account, strange_press: Account, wire: Connect, stream: Any
) -> None:
    ours, theirs = wire(press), wire(strange_press)
    for device in (ours, theirs):
        device.subscribe("sluice/press/#")
    for _ in range(2):
        publishing.publish(
            press.organization_id, topic="sluice/press/settings", payload='{"a":1}', effect_id="1.1.b2.0.1-0.0", expires_in_s=60
        )
    topic, payload = ours.message()
    assert (topic, json(payload)) == ("sluice/press/settings", {"a": 1})
    assert ours.is_silent()
    assert theirs.is_silent()
    assert eventually(lambda: stream.xlen(outgoing.STREAM) == 0)
