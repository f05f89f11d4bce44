"""Topic templates of external brokers, and payloads with a value and a time field."""

import pytest

from gateways.mqtt_client.payloads import decode_fields, tail
from gateways.mqtt_client.template import BadTemplate, alarm_template, template


@pytest.mark.parametrize(
    ("text", "topic_filter", "topic", "expected"),
    [
        ("plant/{device}/{metric}", "plant/+/+", "plant/press/temp", ("press", "temp")),
        ("bench/{device}/temp", "bench/+/temp", "bench/d001/temp", ("d001", "")),
        ("{device}", "+", "press", ("press", "")),
        ("a/+/{metric}/dev-{device}.x", "a/+/+/+", "a/b/temp/dev-7.x", ("7", "temp")),
        ("a/{device}/b", "a/+/b", "a//b", None),
        ("dev-{device}/a", "+/a", "other/a", None),
    ],
)
def test_a_template_says_what_to_hear_and_how_to_read_it(
    text: str, topic_filter: str, topic: str, expected: tuple[str, str] | None
) -> None:
    made = template(text)
    assert made.topic_filter == topic_filter
    assert made.read(topic) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plant/temp", "does not say where the device is"),
        ("plant/{device}/{device}", "does not say where the device is: write {device} once"),
        ("plant/{device}/{metric}/{metric}", "names the metric twice"),
        ("plant/{device}/{site}", "neither {device} nor {metric}"),
        ("plant/{device/x", "neither {device} nor {metric}"),
        ("plant/{device}/#", "has a wildcard"),
        ("plant/{device}/a+", "has a wildcard"),
        ("", "is no topic"),
        ("$SYS/{device}", "is no topic"),
        ("/plant/{device}", "is no topic"),
        ("x" * 301, "is no topic"),
    ],
)
def test_a_bad_template_is_refused_by_name(text: str, words: str) -> None:
    with pytest.raises(BadTemplate) as refused:
        template(text)
    assert words in refused.value.message
    assert refused.value.field == "topic"


@pytest.mark.parametrize("text", ["alarms/{metric}", "alarms/+/{device}", "alarms/#"])
def test_an_alarm_topic_has_no_metric_and_no_wildcard(text: str) -> None:
    with pytest.raises(BadTemplate):
        alarm_template(text)


def test_value_and_time_are_read_from_their_fields() -> None:
    spec = tail("temp", "v", "ts")
    columns = decode_fields([spec, spec], [b'{"ts":1732000000000.5,"v":21.5}', b'{"v":-3,"quality":"bad"}'])
    assert columns.paths == ["temp", "temp"]
    assert columns.values == [21.5, -3]
    assert columns.times_us == [1_732_000_000_000_500, None]
    assert columns.qualities == [0, 2]
    assert columns.problems == []


def test_bad_messages_are_named_and_the_good_ones_kept() -> None:
    spec = tail("temp", "v", "ts")
    payloads = [b'{"v":1.5}', b"{", b'{"value":1}', b"[1]", b'{"v":1,"ts":"soon"}', b'{"v":2.5}']
    columns = decode_fields([spec] * 6, payloads)
    assert columns.values == [1.5, 2.5]
    assert [row for row, _ in columns.problems] == [1, 2, 3, 4]
    assert columns.problems[1][1].endswith("has no field “v”.")


def test_connections_with_other_fields_share_an_entry() -> None:
    columns = decode_fields([tail("a", "v", ""), tail("b", "w", "")], [b'{"v":1.0}', b'{"w":2.0}'])
    assert list(zip(columns.paths, columns.values, strict=True)) == [("a", 1.0), ("b", 2.0)]
