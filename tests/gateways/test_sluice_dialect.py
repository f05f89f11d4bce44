"""The platform's own topics, without any network."""

import pytest

from gateways.dialect import EVERYBODY, Delivery, Filter, Identity, Route, dialects
from gateways.sluice.dialect import SluiceScope, dialect


class Names:
    def device_id(self, organization_id: str, name: str) -> int | None:
        return {("abc123", "pump"): 8}.get((organization_id, name))


DEVICE = SluiceScope(Identity(1, "abc123", 7, "press 1", False), Names())
GATEWAY = SluiceScope(Identity(2, "abc123", 9, "gate", True), Names())


def test_our_dialect_is_found_and_asked_last() -> None:
    assert dialects()[-1] is dialect


@pytest.mark.parametrize(
    ("topic", "use", "tail"),
    [
        ("sluice/press 1/samples", "samples", "samples"),
        ("sluice/press 1/samples/oil/temperature", "samples", "samples/oil/temperature"),
        ("sluice/press 1/results", "results", ""),
    ],
)
def test_a_device_publishes_under_its_own_name(topic: str, use: str, tail: str) -> None:
    route = DEVICE.publish(topic)
    assert isinstance(route, Route)
    assert (route.topic, route.use, route.device_id, route.tail) == (f"o/abc123/{topic}", use, 7, tail)


def test_a_gateway_publishes_for_the_devices_that_exist() -> None:
    route = GATEWAY.publish("sluice/pump/samples")
    assert isinstance(route, Route)
    assert (route.device_id, route.device_name, route.decoder) == (8, "pump", "sluice")
    assert isinstance(GATEWAY.publish("sluice/press 1/samples"), str)
    assert isinstance(DEVICE.publish("sluice/pump/samples"), str)


@pytest.mark.parametrize(
    ("topic_filter", "expected"),
    [
        ("sluice/press 1/commands", Filter("o/abc123/sluice/press 1/commands", "")),
        ("sluice/press 1/alarms", Filter("o/abc123/sluice/press 1/alarms", "")),
        ("sluice/press 1/samples/#", Filter("o/abc123/sluice/press 1/samples/#", "press 1")),
        ("sluice/press 1/+", Filter("o/abc123/sluice/press 1/+", "press 1")),
        ("$share/g/sluice/press 1/commands", Filter("$share/abc123-g/o/abc123/sluice/press 1/commands", "")),
        ("$share//sluice/press 1/commands", None),
        ("$share/g", None),
        ("sluice/+/alarms", None),
        ("#", None),
        ("", None),
    ],
)
def test_what_a_device_may_hear(topic_filter: str, expected: Filter | None) -> None:
    assert DEVICE.subscribe(topic_filter) == expected


@pytest.mark.parametrize(
    ("topic_filter", "expected"),
    [
        ("#", Filter("o/abc123/sluice/#", EVERYBODY)),
        ("sluice/#", Filter("o/abc123/sluice/#", EVERYBODY)),
        ("sluice/+/alarms", Filter("o/abc123/sluice/+/alarms", "")),
        ("sluice/pump/#", Filter("o/abc123/sluice/pump/#", "pump")),
        ("+/+/samples", Filter("o/abc123/sluice/+/samples", EVERYBODY)),
        ("$SYS/#", None),
        ("iot-2/#", None),
        ("sluice", None),
    ],
)
def test_what_a_gateway_may_hear(topic_filter: str, expected: Filter | None) -> None:
    assert GATEWAY.subscribe(topic_filter) == expected


def test_messages_come_back_under_the_clients_names() -> None:
    assert DEVICE.deliver("o/abc123/sluice/press 1/commands") == Delivery("sluice/press 1/commands", is_command=True)
    assert GATEWAY.deliver("o/abc123/sluice/pump/samples") == Delivery("sluice/pump/samples", is_command=False)
    assert DEVICE.deliver("o/abc123/sluice/pump/commands") is None
    assert GATEWAY.deliver("o/zzz999/sluice/pump/samples") is None


@pytest.mark.parametrize("payload", [b"", b"[]", b'{"id": "x", "status": "done"}', b'{"id": 1}', b'{"id": 1, "status": "ok"}'])
def test_a_result_that_cannot_be_read_says_why(payload: bytes) -> None:
    with pytest.raises(ValueError, match="result"):
        dialect.results(payload)
