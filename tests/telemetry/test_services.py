"""Samples through the door that HTTP, flows and controls share."""

import pytest

from core.clock import now_us
from core.errors import Refused, Unavailable
from core.redis import client
from telemetry import log, services
from telemetry.decode import decode
from telemetry.store import Samples
from tests import factories

ALL = (-(2**62), 2**62)
pytestmark = pytest.mark.django_db


def test_accepted_samples_are_in_the_log_with_time_value_and_origin(organization, log_entries):
    device = factories.device(organization)
    metric = factories.metric(device, "a")
    at_us = now_us()
    result = services.accept_samples([log.Sample(device.id, "a", at_us, 3, 1)], origin="flow:7", hops=2)
    assert result == services.Accepted(1, [])
    (entry,) = log_entries(device.id)
    batch = decode([entry])
    assert (batch.metric_ids, batch.values, batch.times_us, batch.qualities) == ([metric.id], [3.0], [at_us], [1])
    assert (batch.origins, batch.hops) == (["flow:7"], [2])


def test_refused_values_are_named_and_the_others_kept(organization, log_entries):
    device = factories.device(organization)
    factories.metric(device, "a")
    result = services.accept_payload(device, b'{"a": "x", "b": 2, "c": null}')
    assert result.accepted == 1
    assert sorted(result.refused) == [
        ("", "c: null is no value: leave the metric out."),
        ("a", "a: “x” is no double, as this metric wants it."),
    ]
    samples, problems = log_entries(device.id)
    assert decode([samples]).values == [2.0]
    _, rows = log.decode_body(problems.body)
    assert [row[:4] for row in rows] == [["problem", device.id, "warning", "payload"], ["problem", device.id, "warning", "type"]]


def test_values_that_no_metric_can_hold_are_refused_also_from_inside(organization):
    device = factories.device(organization)
    result = services.accept_samples([log.Sample(device.id, "a", now_us(), float("nan"))], origin="flow:1")
    assert result == services.Accepted(0, [services.Refusal("", "a: nan is no finite number.")])


def test_a_full_log_takes_nothing(organization, log_entries, settings, monkeypatch):
    monkeypatch.setattr(log, "_gate", log.Gate())
    monkeypatch.setattr(log, "_gate_read_at", 0.0)
    device = factories.device(organization)
    settings.LOG_BOUND_BYTES = 1
    client().set(log.in_key(log.partition_of(device.id)), 100)
    with pytest.raises(Unavailable, match="telemetry log"):
        services.accept_payload(device, b'{"a": 1}')
    assert log_entries(device.id) == []


def test_a_message_of_more_than_a_megabyte_is_refused(organization):
    with pytest.raises(Refused, match="at most 1048576 are taken"):
        services.accept_payload(factories.device(organization), b" " * 1048577)


def test_maintenance_follows_the_retention_of_each_metric(organization, readings, settings):
    settings.RETENTION_DAYS = 30
    device = factories.device(organization)
    short, usual = factories.metric(device, "short", retention_days=2), factories.metric(device, "usual")
    day = 86_400_000_000
    for metric in (short, usual):
        readings.append(Samples.of([metric.id] * 3, [now_us() - days * day for days in (1, 10, 50)], [1.0, 10.0, 50.0]))
    assert services.maintain(5).expired == 3
    assert readings.scan([short.id], *ALL).samples.values() == [1.0]
    assert readings.scan([usual.id], *ALL).samples.values() == [10.0, 1.0]


def test_samples_of_a_deleted_device_are_forgotten(organization, readings, django_capture_on_commit_callbacks, monkeypatch):
    from devices.services import delete_device

    device, other = factories.device(organization), factories.device(organization)
    gone, kept = factories.metric(device, "a"), factories.metric(other, "a")
    readings.append(Samples.of([gone.id, kept.id], [now_us()] * 2, [1.0, 2.0]))
    sent: list[tuple[str, tuple[object, ...]]] = []
    monkeypatch.setattr("telemetry.receivers.later", lambda name, *args, **_: sent.append((name, args)))
    delete_device(device)
    assert sent == [("telemetry.forget_metrics", ([gone.id],))]
    services.forget_metrics([gone.id])
    assert readings.scan([gone.id, kept.id], *ALL).samples.values() == [2.0]
    assert readings.last([gone.id, kept.id]).values() == [2.0]
