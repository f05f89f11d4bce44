"""What the telemetry consumer does with a batch."""

from typing import Any

import pytest

from core import live
from core.errors import Unavailable
from core.redis import client
from devices.models import Command, ConnectionLog, DeviceLog
from telemetry import log
from telemetry.consumer import TelemetryConsumer
from telemetry.lane import Commit, Entry, Part
from telemetry.store import current
from tests import factories

AT_US = 1_700_000_000_000_000
ALL = (-(2**62), 2**62)
pytestmark = pytest.mark.django_db


@pytest.fixture
def consumer(readings: Any) -> TelemetryConsumer:
    made = TelemetryConsumer()
    made.take(1, 1)
    return made


def raw(device: Any, *messages: bytes, entry: bytes = b"1-0") -> Entry:
    body = log.encode_raw(AT_US, "sluice", [device.id] * len(messages), ["samples"] * len(messages), list(messages))
    return Entry(entry, log.RAW, body)


def events(*rows: list[Any], entry: bytes = b"1-0") -> Entry:
    return Entry(entry, log.EVENTS, log.encode_events(AT_US, rows))


def run(consumer: TelemetryConsumer, *entries: Entry) -> Commit:
    commit = Commit(client().pipeline())
    by_partition: dict[int, list[Entry]] = {}
    for entry in entries:
        body: Any = log.decode_body(entry.body) if entry.body != b"\xc1" else [0, []]
        ids = body[2] if entry.kind == log.RAW else body[1]
        is_samples = entry.kind in (log.RAW, log.SAMPLES)
        by_partition.setdefault(log.partition_of(ids[0]) if is_samples else 1, []).append(entry)
    consumer.process([Part(partition, found) for partition, found in by_partition.items()], commit)
    return commit


class Screen:
    """Stands in for the publisher: what would be shown."""

    def __init__(self, *topics: str) -> None:
        self.topics = frozenset(topics)
        self.values: list[tuple[Any, ...]] = []

    def watched(self) -> frozenset[str]:
        return self.topics

    def value(self, *value: Any) -> None:
        self.values.append(value)


def test_samples_are_stored_with_their_newest_value(organization, consumer, readings):
    device = factories.device(organization)
    metric = factories.metric(device, "a")
    run(consumer, raw(device, b'{"a": 1.5, "time": 1700000000000}', b'{"a": 2.5, "time": 1700000001000}'))
    assert readings.scan([metric.id], *ALL).samples.values() == [1.5, 2.5]
    assert readings.last([metric.id]).time.tolist() == [1_700_000_001_000_000]


def test_a_batch_that_comes_again_changes_nothing(organization, consumer, readings):
    device = factories.device(organization)
    metric = factories.metric(device, "a")
    first = raw(device, b'{"a": 1, "time": 1700000000000}', b"broken", entry=b"1-0")
    run(consumer, first)
    run(consumer, raw(device, b'{"a": 2, "time": 1700000000000}', entry=b"2-0"))
    run(consumer, first, raw(device, b'{"a": 2, "time": 1700000000000}', entry=b"2-0"))
    assert readings.scan([metric.id], *ALL).samples.values() == [2.0]
    assert list(device.log.values_list("count", flat=True)) == [1]


def test_watched_metrics_are_shown_with_the_points_on_the_way(organization, consumer, monkeypatch):
    device = factories.device(organization)
    seen, other = factories.metric(device, "seen"), factories.metric(device, "other")
    screen = Screen(f"{organization.id}/m:{seen.id}", f"{organization.id}/alarms", f"{organization.id}/o:1:m:{other.id}")
    monkeypatch.setattr(live, "publisher", lambda: screen)
    run(
        consumer,
        raw(
            device,
            b'{"seen": 1, "other": 9, "time": 1000000000002}',
            b'{"seen": {"value": 3, "quality": "bad"}, "time": 1000000000003}',
            b'{"seen": 2, "time": 1000000000001}',
        ),
    )
    ms = 1_000_000_000_000_000
    assert screen.values == [
        (organization.id, f"m:{seen.id}", ms + 3000, 3.0, 2, [(ms + 1000, 2.0), (ms + 2000, 1.0), (ms + 3000, 3.0)])
    ]


def test_values_are_shown_though_the_store_is_down_and_only_once(organization, consumer, readings, monkeypatch):
    device = factories.device(organization)
    metric = factories.metric(device, "a")
    screen = Screen(f"{organization.id}/m:{metric.id}")
    monkeypatch.setattr(live, "publisher", lambda: screen)

    def down(*_: Any) -> bool:
        raise Unavailable("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(type(current()), "append", down)
        for _ in range(2):
            with pytest.raises(Unavailable, match="disk full"):
                run(consumer, raw(device, b'{"a": 1}'))
    assert len(screen.values) == 1
    run(consumer, raw(device, b'{"a": 1}'))
    assert len(screen.values) == 1
    assert readings.scan([metric.id], *ALL).samples.values() == [1.0]


def test_problems_stand_in_the_devices_log_with_the_payload(organization, consumer):
    device = factories.device(organization)
    factories.metric(device, "a")
    run(consumer, raw(device, b'{"a": "warm"}', b"{oops"))
    assert list(device.log.order_by("kind").values_list("kind", "message", "payload", "count")) == [
        ("payload", "“{oops” is no JSON: object keys must be strings (byte 1).", "{oops", 1),
        ("type", "a: “warm” is no double, as this metric wants it.", "“warm”", 1),
    ]


def test_a_flood_of_problems_is_cut_off_and_said_to_be(organization, consumer):
    device, quiet = factories.device(organization), factories.device(organization)
    run(consumer, raw(device, *[b'"bad %d"' % n for n in range(500)]), raw(quiet, b"{", entry=b"1-1"))
    run(consumer, raw(device, *[b'"worse %d"' % n for n in range(500)], entry=b"2-0"))
    assert device.log.count() == 21
    assert device.log.get(kind="more").message == "There were more than 20 problems in 10 s; the others are not listed."
    assert quiet.log.count() == 1


def test_device_events_are_written_down_exactly_once(organization, consumer):
    device = factories.device(organization)
    metric = factories.metric(device, "burner", is_writable=True, data_type="boolean")
    from devices.services import send_command

    command = send_command(device=device, metric=metric, value=True)
    entry = events(
        ["presence", device.id, True, "client 1"],
        [
            "connection",
            {"event": "connected", "device_id": device.id, "organization_id": organization.id, "client_id": "client 1"},
        ],
        ["command", command.id, "done", "lit"],
        ["problem", device.id, "warning", "topic", "wrong topic", "x"],
        ["problem", 999_999, "warning", "topic", "a device that is gone", "x"],
    )
    for _ in range(2):
        run(consumer, entry)
    device.refresh_from_db()
    assert device.online is True
    assert device.last_seen_at is not None
    assert device.last_seen_at.timestamp() == AT_US / 1e6
    assert list(ConnectionLog.objects.values_list("event", "client_id", "reason")) == [("connected", "client 1", "")]
    assert Command.objects.get().status == "done"
    assert list(DeviceLog.objects.values_list("message", "count")) == [("wrong topic", 1)]


def test_an_event_that_makes_no_sense_is_left_out_and_the_others_are_kept(organization, consumer, caplog):
    device = factories.device(organization)
    run(
        consumer,
        events(["dance", 1], ["command", 1, "flying", ""], ["presence"], ["presence", device.id, True, "c"]),
        Entry(b"2-0", log.EVENTS, b"\xc1"),
    )
    device.refresh_from_db()
    assert device.online is True
    assert caplog.text.count("is left out") == 3
    assert caplog.text.count("cannot be read") == 1


def test_devices_that_send_are_seen_but_not_those_a_flow_computes_for(organization, consumer, log_entries):
    sender, computed = factories.device(organization), factories.device(organization)
    consumer._seen_written_at = -100.0
    pipe = client().pipeline()
    log.append_samples(pipe, [log.Sample(computed.id, "a", AT_US, 1.0)], arrival_us=AT_US, origin="flow:1")
    pipe.execute()
    (entry,) = log_entries(computed.id)
    run(consumer, raw(sender, b'{"a": 1}'), entry._replace(id=b"2-0"))
    sender.refresh_from_db()
    computed.refresh_from_db()
    assert sender.last_seen_at is not None
    assert computed.last_seen_at is None


def test_upper_apps_hear_of_stored_samples_after_the_commit(organization, consumer):
    from telemetry.signals import samples_stored

    heard: list[Any] = []

    def listen(batch: Any, **_: Any) -> None:
        heard.append(batch.values)

    samples_stored.connect(listen)
    try:
        device = factories.device(organization)
        commit = run(consumer, raw(device, b'{"a": 1}'))
        assert heard == []
        for callback in commit.callbacks:
            callback()
        assert heard == [[1.0]]
    finally:
        samples_stored.disconnect(listen)
