"""Which documents can be saved."""

import copy

import pytest

from dashboards import documents
from dashboards.errors import BadDocument


def document(**changes):
    whole = documents.empty()
    whole["widgets"]["w1"] = {
        "type": "value",
        "version": 1,
        "title": "Load",
        "options": {"decimals": 1},
        "bindings": [{"kind": "metric", "metric": 12}, {"kind": "output", "flow": 3, "block": "b7", "key": None}],
        "rules": [{"when": "above", "value": 80, "level": "major", "text": ""}],
    }
    whole["layouts"]["desktop"]["p1"] = [{"i": "w1", "x": 0, "y": 0, "w": 6, "h": 4}]
    return whole | changes


def refused(raw):
    with pytest.raises(BadDocument) as refusal:
        documents.parsed(raw)
    return refusal.value.field, refusal.value.message


def test_a_good_one_names_its_topics_and_what_it_refers_to():
    parsed = documents.parsed(document(flowId=4))
    assert [binding.topic for binding in parsed.bindings] == ["m:12", "o:3:b7:"]
    assert (parsed.metric_ids, parsed.flow_ids) == ({12}, {3, 4})


def test_the_empty_one_is_good():
    assert documents.parsed(documents.empty()).widgets == {}


def test_what_a_newer_program_adds_is_let_through():
    raw = document(theme="night")
    raw["widgets"]["w1"]["colour"] = "red"
    documents.parsed(raw)


def test_a_widget_type_nobody_knows_is_let_through():
    raw = document()
    raw["widgets"]["w1"] |= {"type": "hologram", "options": {"depth": 3}}
    assert documents.parsed(raw).widgets["w1"].type == "hologram"


@pytest.mark.parametrize(
    ("box", "message"),
    [
        ({"i": "w9", "x": 0, "y": 0, "w": 6, "h": 4}, "There is no widget “w9”."),
        ({"i": "w1", "x": 0, "y": 9, "w": 6, "h": 4}, "The widget “w1” stands there twice."),
        ({"i": "w1", "x": 20, "y": 0, "w": 6, "h": 4}, "The widget “w1” reaches beyond column 24."),
    ],
)
def test_a_layout_places_each_widget_once_and_inside(box, message):
    raw = document()
    raw["layouts"]["desktop"]["p1"] = [*raw["layouts"]["desktop"]["p1"], box] if "twice" in message else [box]
    assert refused(raw)[1] == message


def test_the_phone_has_six_columns():
    raw = document()
    raw["layouts"]["mobile"]["p1"] = [{"i": "w1", "x": 3, "y": 0, "w": 4, "h": 4}]
    assert refused(raw) == ("layouts.mobile.p1.0", "The widget “w1” reaches beyond column 6.")


def test_a_layout_of_no_page_is_refused():
    raw = document()
    raw["layouts"]["mobile"]["p9"] = []
    assert refused(raw) == ("layouts.mobile.p9", "There is no page “p9”.")


def test_two_pages_of_one_name_are_refused():
    raw = document(pages=[{"id": "p1", "title": "A"}, {"id": "p1", "title": "B"}])
    assert refused(raw) == ("pages", "Two pages are called “p1”.")


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("pages",), [], "pages"),
        (("widgets", "w1", "bindings", 0, "metric"), "12", "widgets.w1.bindings.0.metric.metric"),
        (("layouts", "desktop", "p1", 0, "w"), 0, "layouts.desktop.p1.0.w"),
        (("timeRange",), None, "timeRange"),
        (("widgets", "w1", "title"), "x" * 201, "widgets.w1.title"),
    ],
)
def test_a_wrong_part_is_named_by_its_place(path, value, field):
    raw = copy.deepcopy(document())
    part = raw
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert refused(raw)[0] == field


def test_five_hundred_widgets_fit_and_one_more_does_not():
    raw = document()
    widget = raw["widgets"]["w1"] | {"bindings": []}
    raw["widgets"] = {f"w{number}": widget for number in range(1, 501)}
    documents.parsed(raw)
    raw["widgets"]["w501"] = widget
    assert refused(raw)[0] == "widgets"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "a\0b", "half \ud800"])
def test_what_no_database_can_hold_is_refused(value):
    assert refused(document(note=value)) == ("document", "Infinite numbers, NUL and broken characters cannot be saved.")


def test_a_number_beyond_64_bits_is_no_metric():
    raw = document()
    raw["widgets"]["w1"]["bindings"] = [{"kind": "metric", "metric": 2**70}]
    assert refused(raw)[0] == "widgets.w1.bindings.0.metric.metric"


def test_more_than_a_megabyte_is_refused():
    raw = document(note="x" * 1024 * 1024)
    assert refused(raw)[1].endswith("1 MB is the most. Divide the dashboard.")


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "http://example.com",
        "//example.com",
    ],
)
def test_a_link_leaves_by_https_alone(url):
    raw = document()
    raw["widgets"]["w1"]["link"] = {"to": "url", "url": url}
    field, message = refused(raw)
    assert field == "widgets.w1.link.url"
    assert message == f"widgets.w1.link.url: “{url}” is not opened: begin with https://."


def test_a_link_that_is_still_being_typed_can_be_saved():
    for url in ("", "https:/", "https://example.com/a?b=1"):
        raw = document()
        raw["widgets"]["w1"]["link"] = {"to": "url", "url": url, "keepsRange": True}
        documents.parsed(raw)


def test_what_decides_whether_a_widget_is_shown_is_read_with_it():
    raw = document()
    raw["widgets"]["w1"]["visibleWhen"] = {
        "match": "any",
        "conditions": [
            {"kind": "source", "binding": {"kind": "metric", "metric": 77}, "is": "above", "value": "5"},
            {"kind": "source", "of": "output", "binding": None},
            {"kind": "permission", "permission": "operate"},
            {"kind": "moonPhase", "phase": "full"},
        ],
    }
    assert documents.parsed(raw).metric_ids == {12, 77}


def test_a_condition_on_a_binding_that_is_none_is_refused():
    raw = document()
    raw["widgets"]["w1"]["visibleWhen"] = {"conditions": [{"kind": "source", "binding": {"kind": "metric", "metric": "x"}}]}
    assert refused(raw)[0].startswith("widgets.w1.visibleWhen.conditions.0")


def free_document(box):
    raw = document()
    raw["pages"][0] |= {"kind": "free", "size": {"w": 800, "h": 600}}
    raw["layouts"]["desktop"]["p1"] = [box]
    return raw


def test_on_a_free_page_widgets_stand_by_pixels_of_its_sheet():
    documents.parsed(free_document({"i": "w1", "x": 700, "y": 560, "w": 100, "h": 40, "r": 45}))
    field, message = refused(free_document({"i": "w1", "x": 701, "y": 0, "w": 100, "h": 40}))
    assert field == "layouts.desktop.p1.0"
    assert message == "The widget “w1” reaches beyond its page of 800 by 600 pixels."


def test_the_phone_of_a_free_page_is_a_grid():
    raw = free_document({"i": "w1", "x": 0, "y": 0, "w": 100, "h": 40})
    raw["layouts"]["mobile"] = {"p1": [{"i": "w1", "x": 0, "y": 0, "w": 7, "h": 4}]}
    assert refused(raw) == ("layouts.mobile.p1.0", "The widget “w1” reaches beyond column 6.")


def test_settings_of_the_whole_dashboard_are_held_to_what_can_be_shown():
    documents.parsed(document(settings={"background": "sunken", "zone": "Europe/Berlin", "refresh_s": 60, "hasTitles": False}))
    assert refused(document(settings={"refresh_s": 1}))[0] == "settings.refresh_s"
    field, message = refused(document(settings={"zone": "Mars/Base"}))
    assert field == "settings.zone"
    assert "“Mars/Base” is no time zone" in message


@pytest.mark.parametrize(
    "picture", ["https://example.org/a.png", "data:image/svg+xml;base64,PHN2Zz4=", "data:image/png;base64,a)b"]
)
def test_a_picture_is_pixels_inside_the_document(picture):
    assert refused(document(settings={"picture": picture}))[0] == "settings.picture"
