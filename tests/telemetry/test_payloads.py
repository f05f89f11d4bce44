"""What the platform's own payloads say."""

import json
import random

import pytest

from telemetry import payloads
from telemetry.payloads import Columns, decode_sluice


def read(payload: bytes | str, tail: str = "samples") -> Columns:
    return decode_sluice([tail], [payload.encode() if isinstance(payload, str) else payload])


def samples(columns: Columns) -> list[tuple[object, ...]]:
    return list(zip(columns.paths, columns.values, columns.times_us, columns.qualities, strict=True))


def words(payload: bytes | str, tail: str = "samples") -> str:
    """The one problem of a payload of which nothing can be used."""
    columns = read(payload, tail)
    assert columns.paths == []
    assert len(columns.problems) == 1
    return columns.problems[0][1]


def test_an_object_gives_a_sample_per_metric():
    columns = read('{"temperature": 21.5, "door/open": true, "state": "idle", "count": 3}')
    assert samples(columns) == [
        ("temperature", 21.5, None, 0),
        ("door/open", True, None, 0),
        ("state", "idle", None, 0),
        ("count", 3, None, 0),
    ]
    assert columns.problems == []


@pytest.mark.parametrize(
    ("time", "time_us"),
    [
        ("1700000000000", 1_700_000_000_000_000),
        ("1700000000000.123", 1_700_000_000_000_123),
        ('"2023-11-14T22:13:20Z"', 1_700_000_000_000_000),
        ('"2023-11-15T00:13:20.5+02:00"', 1_700_000_000_500_000),
        ('"2023-11-14 22:13:20"', 1_700_000_000_000_000),
    ],
)
def test_the_time_of_an_object_holds_for_all_its_metrics(time, time_us):
    assert samples(read(f'{{"a": 1.5, "time": {time}, "b": 2}}')) == [("a", 1.5, time_us, 0), ("b", 2, time_us, 0)]


def test_a_value_may_bring_its_own_time_and_quality():
    columns = read('{"time": 5000, "a": {"value": 1, "time": 7000, "quality": "bad"}, "b": {"value": 2, "quality": "uncertain"}}')
    assert samples(columns) == [("a", 1, 7_000_000, 2), ("b", 2, 5_000_000, 1)]


def test_an_array_of_objects_is_taken_in_order_and_elements_without_time_stay_apart():
    columns = read('[{"a": 1, "time": 1000}, {"a": 2}, {"a": 3}]')
    assert samples(columns) == [("a", 1, 1_000_000, 0), ("a", 2, None, 0), ("a", 3, None, 0)]
    assert columns.places == {1: 1, 2: 2}


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        ("21.5", 21.5),
        ("-3", -3),
        ("true", True),
        ('"on"', "on"),
        ("on", "on"),
        (" 7 ", 7),
        ("two words", "two words"),
        ("[1, 2]", [1, 2]),
    ],
)
def test_a_metrics_own_topic_takes_a_plain_value(payload, value):
    assert samples(read(payload, "samples/a/b")) == [("a/b", value, None, 0)]


def test_a_metrics_own_topic_takes_a_value_with_time():
    assert samples(read('{"value": 4.5, "time": 1000}', "samples/a")) == [("a", 4.5, 1_000_000, 0)]


def test_an_object_without_value_is_a_json_value():
    assert samples(read('{"place": {"lat": 60.2, "lon": 24.9}}')) == [("place", {"lat": 60.2, "lon": 24.9}, None, 0)]


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ('{"a": 1', '“{"a": 1” is no JSON'),
        ("hello", "“hello” is no JSON"),
        ("", "“” is no JSON"),
        ("21.5", "“21.5” is no object of metric and value"),
        ("null", "“null” is no object of metric and value"),
        ('{"a": null}', "a: null is no value"),
        ('{"a": NaN}', "is no JSON"),
        ('{"a": 9223372036854775808}', "a: “9223372036854775808” does not fit into 64 bits"),
        ('{"a": {"value": 1, "time": "yesterday"}}', "a: “yesterday” is no time"),
        ('{"a": {"value": 1, "quality": "fine"}}', "a: “fine” is no quality"),
        ('{"a": 1, "time": true}', "“true” is no time"),
        ('{"a": 1, "time": 1e300}', "is no time"),
        ('{"a": [[[[[[[[[1]]]]]]]]]}', "nested deeper than 8 levels"),
        ('{"a": "\\u0000"}', "contains a zero character"),
        ('{"a": "' + "x" * 10_001 + '"}', "is a text of 10001 characters; at most 10000"),
        ('{"a": ' + json.dumps(["x" * 100] * 100) + "}", "is a JSON value of 10301 bytes; at most 10000"),
        (b'{"a": "\xff"}', "is no JSON"),
        ("[" * 100_000, "is nested too deeply"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_reason(payload, said):
    assert said in words(payload)


@pytest.mark.parametrize("text", ["NaN", "nan", "Infinity", "-inf"])
def test_numbers_that_are_none_are_refused_also_as_plain_text(text):
    assert words(text, "samples/a").endswith(f"“{text}” is no finite number.")


def test_good_values_beside_a_bad_one_are_kept():
    columns = read('{"a": 1, "b": null, "c": 2}')
    assert samples(columns) == [("a", 1, None, 0), ("c", 2, None, 0)]
    assert [row for row, _ in columns.problems] == [0]
    columns = read('[{"a": 1}, 5, {"b": 2}]')
    assert columns.paths == ["a", "b"]
    assert columns.problems[0][1] == "“5” (at place 2 of the array) is no object of metric and value."


def test_a_message_of_too_many_values_keeps_the_first_thousand():
    columns = read(json.dumps({f"m{n}": n for n in range(1200)}))
    assert len(columns.paths) == 1000
    assert columns.problems == [(0, "The message has more than 1000 values: the rest is left out. Send several.")]
    columns = read(json.dumps([{f"m{n}": n for n in range(600)}] * 2))
    assert len(columns.paths) == 1000
    assert len(columns.problems) == 1


def test_messages_of_one_entry_keep_their_owners():
    columns = decode_sluice(["samples", "samples/x", "samples"], [b'{"a": 1}', b"2", b'{"b": 3, "c": 4}'])
    assert list(zip(columns.rows, columns.paths, columns.values, strict=True)) == [
        (0, "a", 1),
        (1, "x", 2),
        (2, "b", 3),
        (2, "c", 4),
    ]


def test_one_bad_message_does_not_spoil_its_neighbours():
    columns = decode_sluice(["samples"] * 3, [b'{"a": 1}', b'{"a": ', b'{"a": 3}'])
    assert list(zip(columns.rows, columns.values, strict=True)) == [(0, 1), (2, 3)]
    assert [row for row, _ in columns.problems] == [1]


@pytest.mark.parametrize(
    "messages",
    [
        [b'{"a":1},{"a":2}', b'{"a":3}', b"[4", b"5]"],
        [b"1,2", b'{"a":3}', b'"x', b'y"'],
        [b'{"a":1', b'"b":2}', b'{"c":3},{"d":4}'],
        [b"", b"1,2,3", b"4"],
    ],
)
def test_nobody_can_shift_values_to_another_device_by_cutting_json_into_pieces(messages):
    """Joined by commas alone, each of these gives as many items as there are messages, to the wrong owners."""
    together = decode_sluice(["samples"] * len(messages), messages)
    for row, message in enumerate(messages):
        alone = decode_sluice(["samples"], [message])
        assert [together.values[place] for place, owner in enumerate(together.rows) if owner == row] == alone.values
        assert [said for owner, said in together.problems if owner == row] == [said for _, said in alone.problems]


def test_random_bytes_never_break_the_decoder():
    dice = random.Random(3)
    pieces = [
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b":",
        b",",
        b"1",
        b"-",
        b"e9",
        b"time",
        b"value",
        b"null",
        b"\xff",
        b"\\u",
        b"a",
        b" ",
    ]
    for _ in range(3000):
        messages = [b"".join(dice.choices(pieces, k=dice.randrange(8))) for _ in range(dice.randrange(1, 4))]
        tails = dice.choices(["samples", "samples/a"], k=len(messages))
        columns = decode_sluice(tails, messages)
        assert len({len(column) for column in columns[:5]}) == 1
        assert all(0 <= row < len(messages) for row in columns.rows)


def test_excerpts_fit_on_one_line():
    assert payloads.excerpt(b"a\x00\n\xff" + b"b" * 500) == "a··\ufffd" + "b" * 196
