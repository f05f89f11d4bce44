"""Schedules on the days that go wrong elsewhere: changes of the clock, leap days, polar nights, ends of years."""

import datetime as dt
import itertools
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from core import languages
from flows.toolbox.schedules import Schedule, ScheduleParams, coming, moment, schedule_of

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def us(text: str, zone: str = "UTC", fold: int = 0) -> int:
    """`2026-03-29 01:30` by the clocks of a place."""
    shown = dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return round(shown.timestamp() * 1_000_000)


def shown(at_us: int | None, zone: str) -> str:
    """As the clocks of a place show it, with what they are ahead of UTC."""
    return "never" if at_us is None else f"{dt.datetime.fromtimestamp(at_us // 1_000_000, ZoneInfo(zone)):%m-%d %H:%M%z}"


def made(zone: str, **params: Any) -> Schedule:
    return schedule_of(ScheduleParams(zone=zone, **params))


def runs(zone: str, after: str, count: int, **params: Any) -> list[str]:
    return [shown(at, zone) for at in coming(made(zone, **params), us(after, zone), count)]


def daily(time: str) -> dict[str, Any]:
    return {"mode": "every", "every": 1, "unit": "days", "time": time}


# --- clocks are put forward


def test_a_time_that_is_jumped_over_happens_at_the_end_of_the_jump():
    # In Berlin from 2:00 to 3:00 on 29 March 2026, in New York on 8 March.
    assert runs(BERLIN, "2026-03-28 12:00", 3, **daily("02:30")) == ["03-29 03:00+0200", "03-30 02:30+0200", "03-31 02:30+0200"]
    assert runs(NEW_YORK, "2026-03-07 12:00", 2, **daily("02:00")) == ["03-08 03:00-0400", "03-09 02:00-0400"]


def test_cron_does_the_same():
    for zone, after in ((BERLIN, "2026-03-28 12:00"), (NEW_YORK, "2026-03-07 12:00")):
        first, second = coming(made(zone, mode="cron", cron="30 2 * * *"), us(after, zone), 2)
        assert shown(first, zone)[6:11] == "03:00"
        assert shown(second, zone)[6:11] == "02:30"


def test_a_span_that_lies_in_the_jump_is_left_out_and_one_across_it_is_an_hour_shorter():
    inside = made(BERLIN, mode="weekly", week=[{"days": ["sunday"], "start": "02:10", "end": "02:50"}])
    across = made(BERLIN, mode="weekly", week=[{"days": ["sunday"], "start": "01:00", "end": "04:00"}])

    assert shown(inside.next_after(us("2026-03-28 12:00", BERLIN)), BERLIN) == "04-05 02:10+0200"
    start = across.next_after(us("2026-03-28 12:00", BERLIN))
    assert start is not None
    assert across.next_end_after(start) == start + 2 * 3600 * 1_000_000


def test_each_quarter_of_an_hour_keeps_its_distance_in_spring():
    found = coming(made(BERLIN, every=15), us("2026-03-29 01:20", BERLIN), 6)

    assert {later - earlier for earlier, later in itertools.pairwise(found)} == {900_000_000}
    assert shown(found[2], BERLIN) == "03-29 03:00+0200"


# --- clocks are put back


def test_a_time_that_comes_twice_happens_once():
    assert runs(BERLIN, "2026-10-24 12:00", 2, **daily("02:30")) == ["10-25 02:30+0200", "10-26 02:30+0100"]
    assert runs(NEW_YORK, "2026-10-31 12:00", 2, **daily("01:30")) == ["11-01 01:30-0400", "11-02 01:30-0500"]
    assert runs(BERLIN, "2026-10-24 12:00", 2, mode="cron", cron="30 2 * * *") == ["10-25 02:30+0200", "10-26 02:30+0100"]


def test_asked_in_the_second_of_the_two_hours_cron_looks_ahead_not_back():
    schedule = made(BERLIN, mode="cron", cron="45 2 * * *")
    second = us("2026-10-25 02:15", BERLIN, fold=1)

    following = schedule.next_after(second)

    assert following is not None
    assert following > second
    assert shown(following, BERLIN) == "10-26 02:45+0100"


def test_each_quarter_of_an_hour_keeps_its_distance_in_autumn():
    found = coming(made(BERLIN, every=15), us("2026-10-25 01:50", BERLIN), 10)

    assert {later - earlier for earlier, later in itertools.pairwise(found)} == {900_000_000}
    assert [shown(at, BERLIN) for at in found[3:6]] == ["10-25 02:45+0200", "10-25 02:00+0100", "10-25 02:15+0100"]


def test_every_few_hours_begins_anew_at_midnight():
    assert runs(BERLIN, "2026-10-25 20:00", 3, every=2, unit="hours") == [
        "10-25 21:00+0100", "10-25 23:00+0100", "10-26 00:00+0100",
    ]  # fmt: skip
    assert runs("UTC", "2026-01-01 20:00", 3, every=7, unit="hours") == [
        "01-01 21:00+0000", "01-02 00:00+0000", "01-02 07:00+0000",
    ]  # fmt: skip


def test_a_midnight_that_does_not_exist_is_no_obstacle():
    # In Beirut the clocks go from 0:00 to 1:00 on 29 March 2026.
    assert shown(moment(dt.date(2026, 3, 29), dt.time(), ZoneInfo("Asia/Beirut")), "Asia/Beirut") == "03-29 01:00+0300"
    assert runs("Asia/Beirut", "2026-03-28 23:30", 2, every=30) == ["03-29 01:00+0300", "03-29 01:30+0300"]


# --- the calendar


def test_a_leap_day():
    assert runs("UTC", "2026-03-01 00:00", 2, mode="cron", cron="0 12 29 2 *") == ["02-29 12:00+0000"] * 2
    yearly = made("UTC", mode="dates", dates=[{"date": "2024-02-29", "time": "12:00"}], yearly=True)
    assert coming(yearly, us("2026-03-01 00:00"), 2) == [us("2028-02-29 12:00"), us("2032-02-29 12:00")]


def test_the_end_of_a_year():
    assert runs(BERLIN, "2026-12-31 23:50", 2, every=15) == ["01-01 00:00+0100", "01-01 00:15+0100"]
    assert runs(BERLIN, "2026-12-31 12:00", 1, **daily("00:00")) == ["01-01 00:00+0100"]
    dates = made("UTC", mode="dates", dates=[{"date": "2025-12-31"}, {"date": "2025-01-01"}], yearly=True)
    assert coming(dates, us("2026-12-31 00:00"), 2) == [us("2026-12-31 08:00"), us("2027-01-01 08:00")]


def test_every_few_days_is_counted_from_a_date():
    params = {"every": 3, "unit": "days", "time": "06:00", "first_day": "2026-01-01"}

    assert runs("UTC", "2026-01-01 06:00", 2, **params) == ["01-04 06:00+0000", "01-07 06:00+0000"]
    assert runs("UTC", "2026-01-01 05:59", 1, **params) == ["01-01 06:00+0000"]


def test_dates_end():
    schedule = made("UTC", mode="dates", dates=[{"date": "2026-05-01", "time": "10:00"}])

    assert schedule.next_after(us("2026-05-01 09:59")) == us("2026-05-01 10:00")
    assert schedule.next_after(us("2026-05-01 10:00")) is None


def test_a_week_with_spans_over_midnight():
    schedule = made(BERLIN, mode="weekly", week=[
        {"days": ["friday"], "start": "22:00", "end": "06:00"},
        {"days": ["saturday"], "start": "12:00"},
        {"days": ["monday"], "start": "20:00", "end": "24:00"},
    ])  # fmt: skip
    friday = us("2026-01-02 22:00", BERLIN)

    assert not schedule.is_active(friday - 1)
    assert schedule.is_active(friday)
    assert schedule.is_active(us("2026-01-03 05:59:59", BERLIN))
    assert not schedule.is_active(us("2026-01-03 06:00", BERLIN))
    assert schedule.next_end_after(friday) == us("2026-01-03 06:00", BERLIN)
    assert schedule.next_after(friday) == us("2026-01-03 12:00", BERLIN)
    assert schedule.next_end_after(us("2026-01-03 12:00", BERLIN)) == us("2026-01-06 00:00", BERLIN)


def test_cron_with_seconds():
    assert coming(made("UTC", mode="cron", cron="*/20 * * * * *"), us("2026-01-01 00:00"), 2) == [
        us("2026-01-01 00:00:20"), us("2026-01-01 00:00:40"),
    ]  # fmt: skip


# --- the sun


def test_sunset_in_berlin_at_midsummer_an_hour_earlier():
    place = {"mode": "sun", "latitude": 52.52, "longitude": 13.405}

    assert runs(BERLIN, "2026-06-21 12:00", 1, event="sunset", **place) == ["06-21 21:32+0200"]
    assert runs(BERLIN, "2026-06-21 12:00", 1, event="sunset", offset_min=-60, **place) == ["06-21 20:32+0200"]


def test_the_day_of_the_sun_is_that_of_the_place():
    # By UTC the sun of Fiji rises on the evening before.
    fiji = {"mode": "sun", "latitude": -17.7, "longitude": 178.0, "event": "sunrise"}

    assert runs("Pacific/Fiji", "2026-06-21 00:00", 2, **fiji) == ["06-21 06:37+1200", "06-22 06:38+1200"]


def test_in_a_polar_night_the_next_sunrise_is_weeks_away():
    longyearbyen = {"mode": "sun", "latitude": 78.22, "longitude": 15.65}
    sunrise = made("Arctic/Longyearbyen", event="sunrise", **longyearbyen).next_after(us("2026-12-21 12:00"))
    daylight = made("Arctic/Longyearbyen", event="daylight", **longyearbyen)

    assert shown(sunrise, "Arctic/Longyearbyen").startswith("02-1")
    assert not daylight.is_active(us("2026-12-21 12:00"))
    assert daylight.is_active(us("2026-06-21 00:00")), "the sun does not set in June"


def test_daylight_lasts_from_sunrise_to_sunset():
    daylight = made(BERLIN, mode="sun", event="daylight", latitude=52.52, longitude=13.405)
    rise = daylight.next_after(us("2026-06-21 00:00", BERLIN))

    assert shown(rise, BERLIN) == "06-21 04:43+0200"
    assert rise is not None
    assert daylight.is_active(rise)
    assert not daylight.is_active(rise - 1)
    assert shown(daylight.next_end_after(rise), BERLIN) == "06-21 21:32+0200"


# --- in words, and refused


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"every": 15}, "Every 15 minutes, counted from midnight"),
        ({"every": 1, "unit": "hours"}, "Every hour, counted from midnight"),
        ({"every": 2, "unit": "days", "time": "06:30"}, "Every 2 days at 06:30"),
        ({"mode": "cron", "cron": "0 6 * * 1-5"}, "At 06:00 on Monday through Friday"),
        ({"mode": "weekly", "week": [{"start": "8:00", "end": "17:00"}, {"days": ["saturday"], "start": "9:00"}]},
         "Mon–Fri 08:00–17:00; Sat 09:00"),
        ({"mode": "dates", "dates": [{"date": "2026-12-24", "time": "18:00"}]}, "On 2026-12-24 18:00"),
        ({"mode": "dates", "dates": [{"date": "2026-12-24", "time": "18:00"}], "yearly": True}, "Each year on 12-24 18:00"),
        ({"mode": "sun", "event": "sunrise", "offset_min": -30, "latitude": 52.5, "longitude": -13},
         "30 min before sunrise (52.5° N, 13° W)"),
    ],
)  # fmt: skip
def test_a_schedule_in_words(params: dict[str, Any], words: str):
    assert made("UTC", **params).words() == words


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"every": 1}, "Jede Minute, gezählt ab Mitternacht"),
        ({"every": 2, "unit": "days", "time": "06:30"}, "Alle 2 Tage um 06:30"),
        ({"mode": "cron", "cron": "0 6 * * 1-5"}, "Um 06:00 Uhr, von Montag bis Freitag"),
        ({"mode": "cron", "cron": "1-5 6 * * *"}, "Nach dem Cron-Ausdruck 1-5 6 * * *"),
        ({"mode": "weekly", "week": [{"start": "8:00", "end": "17:00"}, {"days": ["saturday"], "start": "9:00"}]},
         "Mo–Fr 08:00–17:00; Sa 09:00"),
        ({"mode": "dates", "dates": [{"date": f"2026-12-0{day}", "time": "18:00"} for day in range(1, 6)], "yearly": True},
         "Jedes Jahr am 12-01 18:00, 12-02 18:00, 12-03 18:00 und 2 weitere"),
        ({"mode": "sun", "event": "sunrise", "offset_min": -30, "latitude": 52.5, "longitude": -13},
         "30 min vor Sonnenaufgang (52.5° N, 13° W)"),
        ({"mode": "sun", "event": "dusk"}, "Abenddämmerung (52.5° N, 13.4° E)"),
    ],
)  # fmt: skip
def test_a_schedule_in_german_words(params: dict[str, Any], words: str):
    with languages.reading("de"):
        assert made("UTC", **params).words() == words


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"zone": "Europe/Atlantis"}, "“Europe/Atlantis” is no time zone"),
        ({"mode": "cron", "cron": "61 * * * *"}, "bad minute"),
        ({"mode": "cron", "cron": "* * *"}, "wrong number of fields"),
        ({"time": "25:00"}, "“25:00” is no time of day. Write for example 08:30."),
        ({"first_day": "2026-02-30"}, "“2026-02-30” is no date"),
        ({"mode": "weekly", "week": []}, "The week is empty"),
        ({"mode": "dates"}, "There is no date"),
        ({"mode": "weekly", "week": [{"start": "8 o'clock"}]}, "is no time of day"),
    ],
)
def test_what_is_no_schedule_is_refused(params: dict[str, Any], says: str):
    with pytest.raises(ValidationError) as refused:
        ScheduleParams(**params)
    assert says in str(refused.value)
