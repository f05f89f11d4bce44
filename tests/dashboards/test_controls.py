"""What each control may send, however its page was forged."""

import datetime as dt

import pytest

from dashboards import controls
from dashboards.controls import Asked
from dashboards.errors import BadControlValue
from dashboards.widgets import KINDS

AT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
CHOICES = {"choices": [{"value": "auto", "label": "Automatic"}, {"value": 2, "label": "Two"}, {"value": True, "label": "Yes"}]}


def send(kind, value, options=None, bounds=(None, None)):
    return controls.checked(kind, value, Asked(options or {}, bounds, AT))


def test_each_control_has_its_check():
    for name, kind in KINDS.items():
        if kind.is_control:
            assert callable(controls._MODULES[name].checked)


@pytest.mark.parametrize(
    ("kind", "options", "value"),
    [
        ("button", {"value": {"pid": 7}}, {"pid": 7}),
        ("checkbox", {"onValue": 1, "offValue": 0}, 0),
        ("knob", {"min": -10, "max": 10, "step": 0.5}, -9.5),
        ("number_input", {}, 123456.789),
        ("number_input", {"min": 0}, 5),
        ("text_input", {"maxLength": 5}, "héllo"),
        ("text_input", {"isLong": True}, "two\nlines"),
        ("select", CHOICES, "auto"),
        ("select", CHOICES, True),
        ("date_input", {"kind": "date"}, "2026-03-01"),
        ("date_input", {"kind": "time"}, "07:30"),
        ("date_input", {}, "2026-03-01T07:30:00+01:00"),
        ("date_input", {"sends": "seconds"}, 1_772_366_400),
        ("date_input", {"sends": "milliseconds", "onlyFuture": True}, 1_972_366_400_000),
        ("color_input", {}, "#ff8000"),
        ("color_input", {"sends": "rgb"}, [255, 128, 0]),
        ("color_input", {"sends": "number"}, 16_744_448),
    ],
)
def test_what_it_offers_passes_as_it_is(kind, options, value):
    assert send(kind, value, options) == value


@pytest.mark.parametrize(
    ("kind", "options", "value", "message"),
    [
        ("button", {"value": {"pid": 7}}, {"pid": 8}, "{'pid': 8} is not what this control sends: {'pid': 7}."),
        ("checkbox", {"onValue": 1, "offValue": 0}, True, "True is not what this control sends: 1 or 0."),
        ("knob", {"min": 0, "max": 10}, 11, "11 lies outside 0 to 10."),
        ("number_input", {"min": 3}, 2, "2 is below 3."),
        ("number_input", {"max": 3}, 4, "4 is above 3."),
        ("number_input", {"min": 3, "max": 5}, 6, "6 lies outside 3 to 5."),
        ("number_input", {"min": 1, "step": 2, "keepToStep": True}, 4, "4 is no multiple of 2 from 1."),
        ("number_input", {}, float("nan"), "nan is no number."),
        ("text_input", {"maxLength": 3}, "four", "'four' has 4 characters: give 0 to 3."),
        ("text_input", {}, "a\nb", "This control sends one line: take the line breaks out."),
        ("text_input", {}, 4, "4 is no text."),
        ("select", CHOICES, 1, "1 is not what this control sends: 'auto' or 2 or True."),
        ("select", {}, 1, "1 is not what this control sends: nothing yet."),
        ("date_input", {"kind": "date"}, "2026-02-30", "'2026-02-30' is not what this control sends: a date like 2026-03-01."),
        (
            "date_input",
            {},
            "2026-03-01T07:30:00",
            "'2026-03-01T07:30:00' is not what this control sends: a time with its zone like 2026-03-01T07:30:00Z.",
        ),
        ("date_input", {"sends": "seconds"}, 1e300, "1e+300 is no time that a calendar knows."),
        (
            "date_input",
            {"onlyFuture": True},
            "2026-03-01T11:59:00Z",
            "'2026-03-01T11:59:00Z' is over: this control takes times to come.",
        ),
        ("color_input", {}, "red", "'red' is no colour as this control sends it: a text like #ff8000."),
        (
            "color_input",
            {"sends": "rgb"},
            [256, 0, 0],
            "[256, 0, 0] is no colour as this control sends it: a list like [255, 128, 0].",
        ),
    ],
)
def test_what_it_does_not_offer_is_refused_in_words(kind, options, value, message):
    with pytest.raises(BadControlValue) as refusal:
        send(kind, value, options)
    assert refusal.value.message == message


def test_a_number_keeps_to_the_metrics_limits_where_the_designer_set_none():
    with pytest.raises(BadControlValue, match="200 lies outside 10 to 100"):
        send("number_input", 200, bounds=(10, 100))
    assert send("number_input", 200, {"max": 300}, bounds=(10, 100)) == 200


def slot(day=0, start="06:00", end="22:00", value=21):
    return {"day": day, "from": start, "to": end, "value": value}


def week(*slots, **more):
    return {"default": 17, "zone": "Europe/Berlin", "slots": list(slots)} | more


def test_a_schedule_leaves_in_order():
    late, early, sunday = slot(1, "12:00", "24:00"), slot(1, "06:00", "12:00", 19.5), slot(6)
    assert send("schedule", week(sunday, late, early)) == week(early, late, sunday)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "A schedule is an object with default, slots and zone."),
        (week(slot(7)), "7 is no day: give 0 (Monday) to 6 (Sunday)."),
        (week(slot(0, "6:00")), "'6:00' is no time of day: give one like 06:30."),
        (week(slot(0, "22:00", "06:00")), "A slot of Monday begins at 22:00 and ends at 06:00: it must end later."),
        (week(slot(2), slot(2, "21:59", "23:00")), "Two slots of Wednesday overlap at 21:59."),
        (week(slot(value=101)), "101 lies outside 0 to 100."),
        (week(zone="Mars/North"), "'Mars/North' is no time zone: give one like Europe/Berlin."),
        (week(*[slot()] * 501), "501 slots are too many: 500 at most."),
        (week(default="x"), "'x' is no number."),
        (week({"day": 0}), "{'day': 0} is no slot: it has day, from, to and value."),
    ],
)
def test_a_schedule_that_no_calendar_could_hold_is_refused(value, message):
    with pytest.raises(BadControlValue) as refusal:
        send("schedule", value)
    assert refusal.value.message == message
