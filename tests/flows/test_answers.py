"""What servers answer is read whatever it is, and what cannot be read is told with its place."""

import json

import pytest

from flows.web.answers import Content, check_path, storable, tree_of

YEPZON = json.dumps(
    {"serial": "1", "location": {"latitude": 63.1}, "sensors": [{"type": "t", "value": 21.5}, {"type": "h", "value": 40}]}
)
WEATHER = (
    '<?xml version="1.0" encoding="UTF-8"?><s:stations xmlns:s="urn:w" xmlns:x="urn:x">'
    '<s:station id="a" x:kind="k"><s:temp unit="C"> 3.5 </s:temp></s:station>'
    '<s:station id="b"><s:temp>-1</s:temp></s:station></s:stations>'
)


def content(text: str | bytes, kind: str = "") -> Content:
    return Content(text.encode() if isinstance(text, str) else text, kind)


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b"{}", "application/json", "json"),
        (b"{}", "application/vnd.api+json; charset=utf-8", "json"),
        (b'{"a": 1}', "", "json"),
        (b'{"a": 1}', "text/plain", "json"),
        (b"[1]", "application/octet-stream", "json"),
        (b"<a/>", "text/xml", "xml"),
        (b"<a/>", "application/atom+xml", "xml"),
        (b'<?xml version="1.0"?><a/>', "", "xml"),
        (b"<!DOCTYPE html><p>", "", "html"),
        (b"<p>", "text/html", "html"),
        (b"{not json", "", "text"),
        (b"hello", "", "text"),
        (b"\x00\x01", "", "binary"),
        (b"\xff\xd8\xff", "image/jpeg", "binary"),
        (b"", "", "text"),
    ],
)
def test_the_form_of_an_answer_is_recognized(body, kind, expected):
    assert content(body, kind).format == expected


@pytest.mark.parametrize(
    ("body", "kind", "path", "type_", "expected"),
    [
        (YEPZON, "", "$.location.latitude", "number", 63.1),
        (YEPZON, "", "$.sensors[?@.type == 'h'].value", "number", 40.0),
        (YEPZON, "", "$.sensors[*].value", "json", [21.5, 40]),
        (YEPZON, "", "$.sensors[*].value", "number", 21.5),
        (YEPZON, "", "$.location", "json", {"latitude": 63.1}),
        (YEPZON, "", "$.serial", "number", 1.0),
        (YEPZON, "", "$.serial", "text", "1"),
        (YEPZON, "", "", "json", json.loads(YEPZON)),
        (YEPZON, "", r'"latitude": ([\d.]+)', "number", 63.1),
        (WEATHER, "text/xml", "/stations/station[1]/temp", "number", 3.5),
        (WEATHER, "text/xml", "/stations/station[@id='b']/temp", "number", -1.0),
        (WEATHER, "text/xml", "/stations/station[1]/@kind", "text", "k"),
        (WEATHER, "text/xml", "count(//station)", "number", 2.0),
        ("<html><p id=level>71<script>x</script></html>", "text/html", "//p[@id='level']/text()", "number", 71.0),
        ("pressure=2.5 bar", "text/plain", r"pressure=([\d.]+)", "number", 2.5),
        ("pressure=2.5 bar", "text/plain", r"\d", "text", "2"),
        ("21.5\n", "text/plain", "", "number", 21.5),
        ("true", "text/plain", "", "boolean", True),
    ],
)
def test_values_are_picked(body, kind, path, type_, expected):
    assert content(body, kind).pick(path, type_, "x") == expected


@pytest.mark.parametrize(
    ("body", "kind", "path", "type_", "says"),
    [
        (YEPZON, "", "$.nothing", "number", "“x”: there is nothing at \\$.nothing"),
        (YEPZON, "", "$.location", "number", "is to be a number, and at \\$.location stands an object"),
        ('{"a": null}', "", "$.a", "number", "is null"),
        ('{"a": 1', "application/json", "$.a", "number", "no JSON: .* line 1, column 8"),
        ('{"a": NaN}', "application/json", "$.a", "number", "NaN is no value"),
        ("[" * 100_000, "application/json", "$", "json", "nested"),
        ("[" * 70 + "]" * 70, "application/json", "$", "json", "nested deeper than 60"),
        ("hello", "text/plain", "/a/b", "text", "is an XPath, and the answer is text"),
        ("<a><b></a>", "text/xml", "/a", "text", "is no XML"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "text/xml", "/a", "text", "document type"),
        (
            '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>',
            "text/xml",
            "/a",
            "text",
            "document type",
        ),
        (b"\xff\xd8\xff", "image/jpeg", "", "text", "is no text"),
    ],
)
def test_what_cannot_be_picked_is_told(body, kind, path, type_, says):
    with pytest.raises(ValueError, match=says):
        content(body, kind).pick(path, type_, "x")


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("Lämpö".encode("latin-1"), "text/plain; charset=iso-8859-1", "Lämpö"),
        ("Lämpö".encode(), "text/plain", "Lämpö"),
        ("Lämpö".encode("utf-8-sig"), "text/plain", "Lämpö"),
        ("Lämpö".encode("utf-16"), "text/plain", "Lämpö"),
        (b"L\xe4mp\xf6", "text/plain", "L�mp�"),
        (b"abc", "text/plain; charset=no-such-thing", "abc"),
    ],
)
def test_letters_of_any_charset_are_read(body, kind, text):
    assert content(body, kind).text == text


def test_what_no_log_can_hold_is_made_storable():
    assert storable({"a": "\ud800", "b": 2**70, "c": [True, None]}) == {"a": "?", "b": float(2**70), "c": [True, None]}


@pytest.mark.parametrize("path", ["$.[", "$[?", "/a[", "(", "$.a =~ /x/"])
def test_a_path_that_means_nothing_is_refused(path):
    with pytest.raises(ValueError, match=r"."):
        check_path(path)


def test_a_tree_gives_each_place_a_path_that_finds_it():
    answer = content(WEATHER, "text/xml")

    def places(node):
        yield node["path"], node["text"]
        yield from ((each["path"], each["text"]) for each in node["attributes"])
        for child in node["children"]:
            yield from places(child)

    found = list(places(tree_of(answer.root)))
    assert ("/stations/station[2]/temp", "-1") in found
    for path, text in found:
        if text:
            assert (
                str(answer.pick(path, "any", "x") if "@" in path else answer.pick(f"{path}/text()", "any", "x")).strip() == text
            )


def test_a_large_tree_is_cut():
    root = content("<a>" + "<b/>" * 20_000 + "</a>", "text/xml").root
    tree = tree_of(root)
    assert tree["is_cut"]
    assert len(tree["children"]) < 5_000
