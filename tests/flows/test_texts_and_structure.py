"""Blocks for texts and structure: bad input gets a sentence, and nothing a user writes runs long or grows large."""

from typing import Any

import pytest

from flows.blocks.text import (
    build_csv,
    build_json,
    build_xml,
    decode,
    format_time,
    match,
    merge_objects,
    parse_csv,
    parse_json,
    parse_number,
    parse_xml,
    pick,
    pick_xml,
    replace,
    set_fields,
    split,
    template,
)
from flows.graphs.facts import NoFacts
from flows.graphs.validation import check
from flows.toolbox.structure import json_as_xml, parsed_xml, xml_as_json
from flows.toolbox.templates import Template
from tests.flows.drawing import draw
from tests.flows.running import Bench
from tests.flows.test_compiler import run


def sent(block: Any, params: dict[str, Any], **inputs: Any) -> dict[str, Any]:
    return Bench(block, **params).send(0, **inputs)


# --- templates


def test_names_of_a_template_become_inputs():
    bench = Bench(template.block, template="{% for pump in pumps %}{{ pump.name ~ suffix }} {% endfor %}{% set x = 1 %}{{ x }}")

    assert bench.send(0, pumps=[{"name": "P1"}], suffix="!") == {"text": "P1! 1"}


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("{{ a", "wrong in line 1"),
        ("{% macro m() %}{% endmacro %}", "{% macro %} is not available"),
        ("{% include 'x' %}", "{% include %} is not available"),
        ("{{ ''.join(a) }}", "Only range"),
        ("{{ a ** 9 }}", r"\*\* is not available"),
        ("{{ a | map('upper') }}", "No filter named 'map'"),
        ("{{ _rounds_left }}", "cannot be a name"),
        ("{% for x in a recursive %}{% endfor %}", "recursive loop"),
        ("{{ class }}", "reserved word"),
    ],
)
def test_a_template_that_cannot_be_is_refused(source: str, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        template.TemplateParams(template=source)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("{{ a.speed }}", "has no attribute 'speed'"),
        ("{{ a.__class__ }}", "unsafe"),
        ("{{ 'x' * 1000000000 }}", "only numbers can be multiplied"),
        ("{{ '%1000000000d' % 1 }}", "a text has no rest"),
        ("{{ range(1000000000) | sum }}", "more than 10,000 numbers"),
        ("{% for x in range(9999) %}{% for y in range(9999) %}{% endfor %}{% endfor %}", "more than 2,000 times"),
        ("{% for x in range(1999) %}{{ range(9999) | sort | length }}{% endfor %}", "more than 200,000 items"),
        ("{% set x = 'ab' %}" + "{% set x = x ~ x %}" * 40, "longer than 20,000"),
        ("{% set x = [1] %}" + "{% set x = x + x %}" * 40, "longer than 10,000 items"),
        ("{% set x = 9e99 %}" + "{% set x = x * x %}" * 40, "inf is no number"),
        ("{% for x in range(1999) %}" + "0123456789" * 9 + "{% endfor %}", "longer than 20,000"),
        ("{{ 1 // 0 }}", "cannot be filled in"),
    ],
)
def test_a_template_that_goes_too_far_is_stopped(source: str, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        Template(source).fill_in({"a": {}})


# --- patterns


def test_a_pattern_that_would_run_for_ever_elsewhere_takes_no_time_here():
    assert sent(match.block, {"pattern": "(a+)+$"}, text="a" * 50_000 + "b")["matched"] is False


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("(a", r"cannot be read: missing \)"),
        ("(?=a)", "Look-ahead"),
        ("(?P<error>a)", "port “error” of its own"),
        ("(?P<if>a)", "reserved"),
    ],
)
def test_a_pattern_that_cannot_be_is_refused(pattern: str, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        match.MatchParams(pattern=pattern)


def test_a_group_that_took_no_part_is_not_sent():
    assert sent(match.block, {"pattern": "a(b)?(c)"}, text="ac") == {"matched": True, "text": "ac", "group2": "c"}


def test_a_text_does_not_grow_without_bound_by_replacing():
    with pytest.raises(ValueError, match="longer than 100,000"):
        sent(replace.block, {"find": "a", "replacement": "b" * 1000}, text="a" * 1000)
    with pytest.raises(ValueError, match="asks for group 7; the pattern has 1"):
        replace.ReplaceParams(mode="pattern", find="(a)", replacement=r"\7")


# --- JSON and its paths


def test_a_mistake_in_json_is_named_with_its_place():
    with pytest.raises(ValueError, match=r"line 2, column 7 \(“}”\)"):
        sent(parse_json.block, {}, text='{"a": 1,\n "b": }')


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a": NaN}', "", "9" * 2_000_000])
def test_what_is_no_json_is_refused(text: str):
    with pytest.raises(ValueError, match=r"no JSON|too deep|can be worked on"):
        sent(parse_json.block, {}, text=text)


def test_what_is_not_at_a_path_is_an_error_or_nothing():
    row = {"outputs": [{"name": "level", "path": "$.level", "type": "number"}]}
    with pytest.raises(ValueError, match=r"nothing at “\$.level” for “level”"):
        sent(pick.block, row, data={})
    assert sent(pick.block, row | {"missing": "nothing"}, data={}) == {}
    with pytest.raises(ValueError, match="“level” should be a number, and what was found is “high”"):
        sent(pick.block, row, data={"level": "high"})


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("$.a[", "is no JSONPath"), ("$[?@.a =~ /(a+)+$/]", "=~ is not available"), ("", "is no JSONPath|at least 1")],
)
def test_a_path_that_cannot_be_is_refused(path: str, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        pick.PickParams(outputs=[{"name": "a", "path": path}])


def test_patterns_in_paths_are_bounded_too():
    data = [{"n": "a" * 5_000 + "b"}, {"n": "aa"}]

    assert sent(pick.block, {"outputs": [{"name": "x", "path": "$[?match(@.n, '(a+)+')].n"}]}, data=data) == {"x": ["aa"]}


def test_a_path_that_walks_through_all_again_and_again_is_refused():
    with pytest.raises(ValueError, match="again and again"):
        sent(pick.block, {"outputs": [{"name": "x", "path": "$..*..*"}]}, data=[[n] for n in range(1000)])


def test_two_outputs_of_one_name_are_refused():
    with pytest.raises(ValueError, match="Two ports are called “a”"):
        pick.PickParams(outputs=[{"name": "a", "path": "$.a"}, {"name": "a", "path": "$.b"}])


def test_an_output_that_is_not_given_starts_nothing_behind_it():
    document = draw(
        {
            "s": ("source.metric", {"mode": "pattern", "path": "m", "values": "json"}),
            "p": (
                "text.pick",
                {
                    "outputs": [{"name": "a", "path": "$.a", "type": "number"}, {"name": "b", "path": "$.b", "type": "number"}],
                    "missing": "nothing",
                },
            ),
            "x": ("output.debug", {}),
        },
        "s.value > p.data",
        "p.b > x.value",
    )
    gathered, _ = run(document, [(0, 1, 0, {"a": 1}, 0, 0), (0, 1, 1, {"a": 1, "b": 2}, 0, 0)])

    assert [note[3] for note in gathered.notes] == [2.0]


def test_names_that_are_no_names_never_reach_the_compiled_flow():
    document = draw({"p": ("text.pick", {"outputs": [{"name": "a = 1; import os", "path": "$"}]})})

    assert "cannot be the name of a port" in check(document, NoFacts()).problems[0].message


# --- objects


def test_the_object_that_came_in_stays_as_it_is():
    given = {"data": {"level": 1}}
    changed = sent(set_fields.block, {"changes": [{"action": "set", "path": "data.level", "to": "2"}]}, object=given)

    assert changed == {"object": {"data": {"level": 2}}}
    assert given == {"data": {"level": 1}}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"action": "set", "path": "a.b", "to": "1"}, "“a” is 5, so it can have no “b”"),
        ({"action": "rename", "path": "x", "to": "y"}, "There is no “x”"),
        ({"action": "set", "path": "list.9", "to": "1"}, "There is no place “9”"),
    ],
)
def test_a_change_that_cannot_be_done_is_named(change: dict[str, Any], sentence: str):
    with pytest.raises(ValueError, match=sentence):
        sent(set_fields.block, {"changes": [change]}, object={"a": 5, "list": []})


def test_lists_are_appended_when_asked_for():
    merged = sent(merge_objects.block, {"lists": "append"}, object1={"a": [1]}, object2={"a": [2]})

    assert merged == {"value": {"a": [1, 2]}}


def test_a_built_object_cannot_hold_what_json_cannot():
    with pytest.raises(ValueError, match="cannot be written as JSON"):
        sent(build_json.block, {}, value=float("nan"))


# --- XML


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("<a>", "line 1"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "document type"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "document type"),
        ("<a>" * 400 + "</a>" * 400, "no XML|nested"),
        ("", "no XML"),
    ],
)
def test_xml_that_is_broken_or_asks_for_more_is_refused(text: str, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        sent(parse_xml.block, {}, text=text)


def test_xml_becomes_json_and_xml_again():
    text = '<plant name="a&amp;b"><pump id="7">on</pump><pump id="8"/><empty/></plant>'
    value = xml_as_json(parsed_xml(text))

    assert value == {"plant": {"@name": "a&b", "pump": [{"@id": "7", "#text": "on"}, {"@id": "8"}], "empty": ""}}
    assert xml_as_json(parsed_xml(json_as_xml(value))) == value


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"a": 1, "b": 2}, "one root"),
        ({"a b": 1}, "name of an XML element"),
        ({"a": "\x00"}, "XML cannot hold"),
        ({"a": {"@": 1}}, "attribute"),
    ],
)
def test_what_is_no_xml_is_named(value: Any, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        sent(build_xml.block, {}, value=value)


def test_xpath_knows_namespaces_and_stays_in_bounds():
    params = {"outputs": [{"name": "v", "path": "//n:v", "type": "number"}], "namespaces": [{"prefix": "n", "address": "urn:x"}]}

    assert sent(pick_xml.block, params, text='<a xmlns="urn:x"><v>5</v></a>') == {"v": 5.0}
    with pytest.raises(ValueError, match="is no XPath"):
        pick_xml.PickXmlParams(outputs=[{"name": "v", "path": "//["}])
    with pytest.raises(ValueError, match="again and again"):
        sent(
            pick_xml.block,
            {"outputs": [{"name": "v", "path": "//*[count(//*) > count(//*)]"}]},
            text=f"<a>{'<b/>' * 1000}</a>",
        )


# --- the rest


def test_the_line_of_a_table_with_too_many_values_is_named():
    with pytest.raises(ValueError, match="Line 3 has 3 values, the first line has 2 names"):
        sent(parse_csv.block, {}, text="a,b\n1,2\n1,2,3\n")


def test_a_cell_that_a_spreadsheet_would_run_is_written_as_a_text():
    assert sent(build_csv.block, {}, rows=[{"a": "=1+1", "b": -5.5}])["text"] == "a,b\n'=1+1,-5.5\n"


def test_a_part_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="has 2 parts, so there is no part 3 for “x”"):
        sent(split.block, {"outputs": [{"name": "x", "place": 3}]}, text="a,b")


@pytest.mark.parametrize(
    ("text", "params", "value"),
    [
        ("T = -7.5 °C", {}, -7.5),
        ("1 234,5", {"mark": "comma", "separator": "space"}, 1234.5),
        ("1e3", {}, 1000.0),
        ("12:30", {}, 12.0),
    ],
)
def test_numbers_are_read_from_texts(text: str, params: dict[str, Any], value: float):
    assert sent(parse_number.block, params, text=text) == {"value": value}


@pytest.mark.parametrize("text", ["none", "1.2.3", "", "--"])
def test_a_text_without_a_number_is_named(text: str):
    with pytest.raises(ValueError, match="is no number"):
        sent(parse_number.block, {}, text=text)


def test_a_time_out_of_the_calendar_is_named():
    with pytest.raises(ValueError, match="no time between the years 1 and 9999"):
        sent(format_time.block, {}, time=1e15)
    with pytest.raises(ValueError, match="“foo” is not known in a time pattern"):
        format_time.FormatTimeParams(pattern="yyyy foo")


def test_what_is_not_encoded_so_is_named():
    with pytest.raises(ValueError, match="is not Base64"):
        sent(decode.block, {}, text="***")
    with pytest.raises(ValueError, match="Choose only the bytes"):
        sent(decode.block, {"source": "hex"}, text="ff")
