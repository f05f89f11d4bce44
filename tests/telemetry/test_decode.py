"""From entries of the log to samples of known metrics."""

from typing import Any

import pytest

from devices.models import Device, Metric
from telemetry import log
from telemetry.checks import LATEST_AFTER_US
from telemetry.decode import Batch, decode, directory, register_decoder
from tests import factories

AT_US = 1_700_000_000_000_000
pytestmark = pytest.mark.django_db


def raw(device_ids: list[int], *messages: bytes, tail: str = "samples", entry: bytes = b"1-0") -> tuple[bytes, bytes, bytes]:
    return entry, log.RAW, log.encode_raw(AT_US, "sluice", device_ids, [tail] * len(messages), list(messages))


def rows(batch: Batch) -> list[tuple[Any, ...]]:
    return list(zip(batch.metric_ids, batch.values, batch.times_us, batch.qualities, strict=True))


def problems(batch: Batch) -> list[tuple[str, str]]:
    return [(problem.kind, problem.message) for problem in batch.problems]


def test_samples_get_the_ids_of_their_metrics_and_a_time_by_their_place(organization):
    device, other = factories.device(organization), factories.device(organization)
    a, b = factories.metric(device, "a"), factories.metric(other, "b")
    batch = decode(
        [raw([device.id, other.id], b'{"a": 1.5}', b'{"b": 2.5}'), raw([device.id], b"3.5", tail="samples/a", entry=b"2-0")]
    )
    assert rows(batch) == [(a.id, 1.5, AT_US, 0), (b.id, 2.5, AT_US + 1, 0), (a.id, 3.5, AT_US, 0)]
    assert batch.device_ids == [device.id, other.id, device.id]
    assert batch.organization_ids == [organization.id] * 3
    assert batch.positions == [(b"1-0", 0), (b"1-0", 1), (b"2-0", 0)]
    assert batch.data_types == ["double"] * 3
    assert batch.problems == []


def test_unknown_metrics_are_made_with_the_type_of_their_first_value(organization):
    device = factories.device(organization)
    batch = decode([raw([device.id], b'{"n": 1, "f": 1.5, "b": true, "s": "x", "j": [1]}')])
    assert dict(device.metrics.values_list("path", "data_type")) == {
        "n": "double",
        "f": "double",
        "b": "boolean",
        "s": "string",
        "j": "json",
    }
    assert batch.values == [1.0, 1.5, True, "x", [1]]
    assert batch.metric_ids == [device.metrics.get(path=path).id for path in "nfbsj"]


def test_two_consumers_that_decode_the_same_entry_use_the_same_metric(organization):
    device = factories.device(organization)
    entry = raw([device.id], b'{"new": 1}')
    first = decode([entry]).metric_ids
    directory.forget()
    assert decode([entry]).metric_ids == first
    assert Metric.objects.count() == 1


def test_a_device_that_may_not_make_metrics_is_told_and_its_known_ones_are_kept(organization):
    device = factories.device(organization, may_create_metrics=False)
    known = factories.metric(device, "known")
    batch = decode([raw([device.id], b'{"new": 1, "known": 2}')])
    assert rows(batch) == [(known.id, 2.0, AT_US, 0)]
    assert problems(batch) == [
        ("metric", "“new” is no metric of this device, and it may not make new ones. Add the metric first.")
    ]
    assert device.metrics.count() == 1


@pytest.mark.parametrize("path", ["a//b", "/a", "a/", "a+b", "#", "", "x" * 201, "a\nb"])
def test_a_path_that_no_topic_could_carry_makes_no_metric(organization, path):
    import json

    device = factories.device(organization)
    batch = decode([raw([device.id], json.dumps({path: 1}).encode())])
    assert len(batch) == 0
    assert "cannot be a metric's path" in batch.problems[0].message
    assert device.metrics.count() == 0


@pytest.mark.parametrize(
    ("data_type", "message", "value"),
    [
        ("double", b"3", 3.0),
        ("long", b"3", 3),
        ("long", b"3.0", 3),
        ("boolean", b"false", False),
        ("string", b'"x"', "x"),
        ("json", b"3", 3),
        ("json", b'"x"', "x"),
        ("binary", b'"AP8="', b"\x00\xff"),
    ],
)
def test_a_value_becomes_what_its_metric_holds(organization, data_type, message, value):
    device = factories.device(organization)
    factories.metric(device, "m", data_type=data_type)
    batch = decode([raw([device.id], message, tail="samples/m")])
    assert batch.values == [value]
    assert type(batch.values[0]) is type(value)


@pytest.mark.parametrize(
    ("data_type", "message", "said"),
    [
        ("double", b'"warm"', "m: “warm” is no double, as this metric wants it."),
        ("double", b"true", "m: “true” is no double, as this metric wants it."),
        ("long", b"2.5", "m: “2.5” is no long, as this metric wants it."),
        ("boolean", b"1", "m: “1” is no boolean, as this metric wants it."),
        ("string", b"1", "m: “1” is no string, as this metric wants it."),
        ("binary", b'"?"', "m: “?” is no base64, as a binary metric wants it."),
    ],
)
def test_a_wrong_type_is_named_with_metric_and_value_and_the_rest_is_kept(organization, data_type, message, said):
    device = factories.device(organization)
    factories.metric(device, "m", data_type=data_type)
    batch = decode([raw([device.id], b'{"m": %s, "other": 1}' % message)])
    assert problems(batch) == [("type", said)]
    assert batch.values == [1.0]


def test_times_outside_sane_limits_are_named(organization):
    device = factories.device(organization)
    factories.metric(device, "m")
    latest_ms = (AT_US + LATEST_AFTER_US) // 1000
    batch = decode([raw([device.id], b'[{"m": 1, "time": 946684799999}, {"m": 2, "time": 946684800000}]')])
    assert rows(batch)[0][1:3] == (2.0, 946_684_800_000_000)
    assert problems(batch) == [("time", "m: the time 1999-12-31T23:59:59.999+00:00 cannot be right: the earliest is 2000-01-01.")]
    batch = decode([raw([device.id], b'[{"m": 1, "time": %d}, {"m": 2, "time": %d}]' % (latest_ms + 1, latest_ms))])
    assert batch.values == [2.0]
    assert problems(batch) == [
        ("time", "m: the time 2023-11-14T23:13:20.001+00:00 cannot be right: more than an hour ahead of now.")
    ]


def test_samples_of_a_device_that_is_gone_are_passed_over(organization):
    device = factories.device(organization)
    factories.metric(device, "a")
    batch = decode([raw([999_999, device.id], b'{"a": 1}', b'{"a": 2}')])
    assert batch.values == [2.0]
    assert batch.problems == []


@pytest.mark.django_db(transaction=True)
def test_a_device_deleted_while_it_is_remembered_does_not_spoil_the_others(organization):
    gone, device = factories.device(organization), factories.device(organization)
    decode([raw([gone.id, device.id], b'{"a": 1}', b'{"a": 1}')])
    Device.objects.filter(id=gone.id).delete()
    batch = decode([raw([gone.id, device.id], b'{"new": 2}', b'{"new": 3}')])
    assert (batch.values, batch.device_ids) == ([3.0], [device.id])
    assert batch.problems == []


def test_entries_with_decoded_samples_keep_their_origin_and_hops(organization):
    from core.redis import client

    device = factories.device(organization)
    metric = factories.metric(device, "a")
    pipe = client().pipeline()
    log.append_samples(pipe, [log.Sample(device.id, "a", AT_US + 5, 7.5, 1)], arrival_us=AT_US, origin="flow:3", hops=2)
    pipe.execute()
    stream: Any = client().xrange(log.stream(log.partition_of(device.id)))
    entry_id, fields = stream[0]
    batch = decode([(entry_id, log.SAMPLES, fields[log.SAMPLES])])
    assert rows(batch) == [(metric.id, 7.5, AT_US + 5, 1)]
    assert (batch.origins, batch.hops) == (["flow:3"], [2])


def test_an_entry_that_cannot_be_read_at_all_is_passed_over(organization, caplog):
    device = factories.device(organization)
    batch = decode(
        [
            (b"1-0", log.RAW, b"\xc1 no msgpack"),
            (b"2-0", log.RAW, log.encode_raw(1, "no such decoder", [1], ["x"], [b""])),
            raw([device.id], b'{"a": 1}'),
        ]
    )
    assert batch.values == [1.0]
    assert caplog.text.count("cannot be read") == 2


def test_a_decoder_that_fails_at_one_message_keeps_the_others(organization):
    from telemetry.payloads import Columns, decode_sluice

    def picky(tails: Any, payloads: Any) -> Columns:
        if b"boom" in payloads:
            raise RuntimeError("boom")
        return decode_sluice(tails, payloads)

    register_decoder("picky", picky)
    device = factories.device(organization)
    body = log.encode_raw(AT_US, "picky", [device.id] * 3, ["samples"] * 3, [b'{"a": 1}', b"boom", b'{"a": 2}'])
    batch = decode([(b"1-0", log.RAW, body)])
    assert batch.values == [1.0, 2.0]
    assert [p.message for p in batch.problems] == ["The message could not be read: boom"]


def test_changes_of_devices_are_seen_within_a_moment(organization, django_capture_on_commit_callbacks):
    from devices import services

    device = factories.device(organization)
    metric = factories.metric(device, "a")
    entry = raw([device.id], b'{"a": 1}')
    assert decode([entry]).data_types == ["double"]
    with django_capture_on_commit_callbacks(execute=True):
        services.change_metric(metric, data_type="string")
    directory._looked_at = 0.0
    assert problems(decode([entry])) == [("type", "a: “1” is no string, as this metric wants it.")]


def test_known_metrics_cost_no_query(organization, django_assert_num_queries):
    device = factories.device(organization)
    factories.metric(device, "a")
    with django_assert_num_queries(2):
        decode([raw([device.id], b'{"a": 1}')])
    with django_assert_num_queries(0):
        decode([raw([device.id], b'{"a": 2}')])
