"""What is filled into a call stays in the place that was meant for it."""

import json
from typing import Any

import pytest

from core.errors import Refused
from flows.web.placeholders import check_json, filled, names_in, parts_in, plain


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("https://a.example/#serial/data?n=#count", ["serial", "count"]),
        ("#a #b #a", ["a", "b"]),
        ("##a", []),
        ("###a", ["a"]),
        ("a # b", []),
        ("&#39; #1 #", []),
        ("Bearer #token.", ["token"]),
        ("#credential.username", []),
        ("#credential", ["credential"]),
        ("", []),
    ],
)
def test_names_make_inputs(text, names):
    assert names_in(text) == names


def test_parts_of_the_credential_are_no_inputs():
    assert parts_in("u=#credential.username&p=#credential.password&x=#token") == {"username", "password"}


@pytest.mark.parametrize(
    ("text", "value", "place", "expected"),
    [
        (
            "https://a.example/#x/latest",
            "8650/../admin?x=1#y z",
            "url",
            "https://a.example/8650%2F..%2Fadmin%3Fx%3D1%23y%20z/latest",
        ),
        ("https://a.example/#x", 21.0, "url", "https://a.example/21"),
        ("https://a.example/#x", "ä", "url", "https://a.example/%C3%A4"),
        ("https://#x.example/", "evil.com/", "url", "https://evil.com%2F.example/"),
        ("#x", "https://b.example/next?p=2", "url", "https://b.example/next?p=2"),
        ("https://a.example/##top", "", "url", "https://a.example/#top"),
        ('{"name": "#x"}', 'a"b\\c\nd', "json", '{"name": "a\\"b\\\\c\\nd"}'),
        ('{"name": "#x"}', '", "admin": true, "y": "', "json", '{"name": "\\", \\"admin\\": true, \\"y\\": \\""}'),
        ('{"value": #x}', 21.5, "json", '{"value": 21.5}'),
        ('{"value": #x}', 21.0, "json", '{"value": 21}'),
        ('{"value": #x}', True, "json", '{"value": true}'),
        ('{"value": #x}', None, "json", '{"value": null}'),
        ('{"value": #x}', 'a"b', "json", '{"value": "a\\"b"}'),
        ('{"value": #x}', {"a": [1]}, "json", '{"value": {"a":[1]}}'),
        ('{"a \\" b": #x}', 1, "json", '{"a \\" b": 1}'),
        ('{"unit": "#x °C"}', 21.5, "json", '{"unit": "21.5 °C"}'),
        ("<v>#x</v>", "<a>&'\"", "xml", "<v>&lt;a&gt;&amp;&apos;&quot;</v>"),
        ("Bearer #x", "abc", "header", "Bearer abc"),
        ("level=#x bar", 2.5, "text", "level=2.5 bar"),
        ("#x", False, "text", "false"),
        ("#x", {"b": 1}, "text", '{"b":1}'),
    ],
)
def test_a_value_is_spelled_for_its_place(text, value, place, expected):
    assert filled(text, {"x": value}, place=place) == expected


@pytest.mark.parametrize("value", ["Bearer", 'a", "b": "c', "\\", "\\u0022", "\n\0\x1f", "💧", "\ud800"])
def test_no_text_breaks_out_of_a_json_string(value):
    payload = filled('{"a": "x#x", "b": #x}', {"x": value}, place="json")
    assert json.loads(payload) == {"a": f"x{value}", "b": value}


@pytest.mark.parametrize("value", [".", ".."])
def test_a_step_upwards_is_refused_in_a_url(value):
    with pytest.raises(Refused, match="cannot stand in a URL"):
        filled("https://a.example/data/#x", {"x": value}, place="url")


def test_a_value_that_is_not_there_is_named():
    with pytest.raises(Refused, match="no value for “#token”"):
        filled("Bearer #token", {}, place="header")


@pytest.mark.parametrize(("value", "text"), [(1e300, "1e+300"), (0.1, "0.1"), (-3.0, "-3"), (7, "7"), (None, "")])
def test_numbers_are_written_as_people_do(value: Any, text: str):
    assert plain(value) == text


@pytest.mark.parametrize(
    ("text", "is_good"),
    [('{"a": #x, "b": "#y"}', True), ('{"a": #credential.token}', True), ('{"a": }', False), ("", False), ("{#x: 1}", False)],
)
def test_a_payload_that_can_never_be_json_is_noticed(text, is_good):
    assert (check_json(text) == "") is is_good
