"""Windows: what they come to, where they begin, and how blocks open and close them."""

import random
import statistics
from datetime import UTC, datetime

import msgspec
import pytest

from flows.blocks.statistics import fill_gaps, group_by_time, join_by_time, resample, series, ungroup_by_time, window
from flows.toolbox.windows import SECOND, Needs, Summary, add, calendar_window, merged, result, summary_of, zone_of
from tests.flows.running import Bench

ALL = Needs.of(["minimum", "first", "variance", "median"])


def us(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND


def test_a_summary_knows_what_the_values_come_to():
    values = [3.0, 1.0, 4.0, 1.0, 5.0]
    summary = summary_of(values, range(5), ALL)

    assert result(summary, "average") == pytest.approx(2.8)
    assert result(summary, "range") == 4.0
    assert result(summary, "variance") == pytest.approx(statistics.variance(values))
    assert result(summary, "standard_deviation") == pytest.approx(statistics.stdev(values))
    assert result(summary, "median") == 3.0
    assert result(summary, "percentile", 25) == 1.0
    assert (result(summary, "first"), result(summary, "last")) == (3.0, 5.0)


def test_a_variance_keeps_its_digits_far_from_zero():
    values = [1e9 + value for value in (4.0, 7.0, 13.0, 16.0)]

    assert result(summary_of(values, range(4), ALL), "variance") == pytest.approx(30.0)


def test_summaries_of_parts_are_merged_to_that_of_the_whole():
    values = [random.Random(1).gauss(50, 10) for _ in range(60)]
    whole = summary_of(values, range(60), ALL)
    parts = merged([summary_of(values[begin : begin + 20], range(begin, begin + 20), ALL) for begin in (0, 20, 40)] + [Summary()])

    for name in ("average", "minimum", "maximum", "sum", "count", "median", "variance", "first", "last"):
        assert result(parts, name) == pytest.approx(result(whole, name)), name


@pytest.mark.parametrize("draw", ["uniform", "normal", "skewed"])
def test_a_percentile_of_many_values_is_off_by_little(draw: str):
    chance = random.Random(7)
    makes = {"uniform": chance.random, "normal": lambda: chance.gauss(0, 1), "skewed": lambda: chance.expovariate(1)}
    values = [makes[draw]() for _ in range(20_000)]
    summary = summary_of(values, range(20_000), ALL)
    ordered = sorted(values)

    for percent in (1, 5, 25, 50, 75, 95, 99):
        found = result(summary, "percentile", percent)
        assert found is not None
        rank = sum(value <= found for value in ordered) / len(ordered) * 100
        assert abs(rank - percent) < 1.5, (percent, rank)


def test_a_summary_of_a_week_takes_less_than_a_kilobyte():
    summary = Summary()
    chance = random.Random(3)
    for second in range(10_000):
        add(summary, chance.gauss(20, 5), us("2026-01-01") + second * SECOND, ALL)

    assert len(msgspec.msgpack.encode(summary)) < 1000


@pytest.mark.parametrize(
    ("at", "unit", "begin", "end"),
    [
        ("2026-03-29T12:00", "day", "2026-03-28T23:00", "2026-03-29T22:00"),  # 23 hours: the clock goes forward
        ("2026-10-25T12:00", "day", "2026-10-24T22:00", "2026-10-25T23:00"),  # 25 hours: it goes back
        ("2026-10-25T00:30", "hour", "2026-10-25T00:00", "2026-10-25T01:00"),  # 02:30 for the first time
        ("2026-10-25T01:30", "hour", "2026-10-25T01:00", "2026-10-25T02:00"),  # and for the second
        ("2026-10-29T12:00", "week", "2026-10-25T23:00", "2026-11-01T23:00"),
        ("2026-12-31T23:30", "month", "2026-12-31T23:00", "2027-01-31T23:00"),
    ],
)
def test_windows_of_a_calendar_follow_the_clock_of_their_zone(at: str, unit, begin: str, end: str):
    assert calendar_window(us(at), unit, zone_of("Europe/Berlin")) == (us(begin), us(end))


def test_hours_of_a_zone_with_half_an_hour_begin_there():
    assert calendar_window(us("2026-01-01T00:10"), "hour", zone_of("Asia/Kolkata")) == (
        us("2025-12-31T23:30"),
        us("2026-01-01T00:30"),
    )


# --- blocks


def test_windows_are_closed_one_after_the_other_by_the_timer():
    bench = Bench(window.block, kind="time", length_s=60, functions=["count"], send_empty=True)
    bench.send(10, value=1)
    bench.send(250, value=2)

    assert [(sent["start"], sent["count"]) for _, sent in bench.sent] == [(0, 1), (60, 0), (120, 0), (180, 0)]
    assert bench.due_s == 300


def test_a_sample_from_far_ahead_does_not_send_a_million_empty_windows():
    bench = Bench(window.block, kind="time", length_s=1, functions=["count"], send_empty=True)
    bench.send(0, value=1)
    bench.send(10_000_000, value=1)

    assert len(bench.sent) < 10


def test_a_window_waits_for_late_values_as_long_as_it_is_told():
    bench = Bench(window.block, kind="time", length_s=60, lateness_s=30, functions=["sum"])
    bench.send(10, value=1)
    bench.send(70, value=10)
    bench.send(50, value=2)  # on time
    bench.send(91, value=20)
    bench.send(55, value=4)  # the minute was sent at 90 s
    bench.wait(200)

    assert [(at, sent.get("sum"), sent.get("late")) for at, sent in bench.sent] == [(90, 3, None), (55, None, 1), (150, 30, None)]


def test_old_values_before_any_window_was_sent_do_not_open_windows_for_ever():
    bench = Bench(window.block, kind="time", length_s=60, functions=["sum"])
    bench.send(100_000, value=1)
    for second in range(0, 90_000, 600):
        bench.send(second, value=1)

    assert len(bench.state.panes) == 1
    assert bench.state.late == 150


def test_a_sliding_window_with_step_is_made_of_parts():
    bench = Bench(window.block, kind="sliding_time", length_s=30, step_s=10, functions=["sum", "count"])
    for second in (1, 11, 21, 31):
        bench.send(second, value=second)
    bench.wait(200)

    assert [(sent["end"], sent["sum"]) for _, sent in bench.sent] == [(10, 1), (20, 12), (30, 33), (40, 63), (50, 52), (60, 31)]
    assert bench.due_s is None


def test_a_sliding_window_takes_a_value_that_was_overtaken():
    bench = Bench(window.block, kind="sliding_time", length_s=10, functions=["first", "last", "median"])
    bench.send(5, value=5)
    bench.send(3, value=3)

    assert bench.sent[-1][1] == {"first": 3, "last": 5, "median": 4.0, "start": 3.0, "end": 5.0}


def test_the_state_of_an_hour_stays_under_a_kilobyte():
    bench = Bench(window.block, kind="calendar", unit="hour", functions=["average", "median", "standard_deviation", "last"])
    for second in range(3000):
        bench.send(second, value=second % 97)

    assert len(msgspec.msgpack.encode(bench.state)) < 1000


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"kind": "sliding_time", "length_s": 60, "step_s": 7}, "must be 1 to 120 times the step"),
        ({"kind": "calendar", "zone": "Mars/Olympus"}, "“Mars/Olympus” is no time zone"),
        ({"functions": ["sum", "sum"]}, "chosen twice"),
        ({"kind": "time", "length_s": 1, "lateness_s": 60}, "more than ten windows"),
    ],
)
def test_windows_that_cannot_be_are_refused(params, sentence: str):
    with pytest.raises(ValueError, match=sentence):
        window.WindowParams(**params)


def test_resampling_the_last_value_ends_after_the_longest_gap():
    bench = Bench(resample.block, every_s=10, max_gap_s=25)
    bench.send(3, value=5)
    bench.wait(100)
    bench.send(101, value=6)
    bench.wait(110)

    assert bench.sent == [(10, {"value": 5}), (20, {"value": 5}), (110, {"value": 6})]


def test_a_line_is_drawn_before_the_next_sample_is_taken():
    bench = Bench(resample.block, every_s=10, method="linear")
    for second in (0, 30, 40):
        bench.send(second, value=second)
    bench.wait(50)

    assert bench.sent == [(second, {"value": second}) for second in (10, 20, 30, 40)]


def test_filling_goes_on_from_the_last_sample_with_one_timer():
    bench = Bench(fill_gaps.block, every_s=10, max_gap_s=20)
    for second in (0, 5, 12):
        bench.send(second, value=second)
    bench.wait(60)

    assert [(at, sent["value"]) for at, sent in bench.sent if sent["filled"]] == [(22, 12), (32, 12)]


def test_joined_values_are_sent_once_and_nearest_first():
    bench = Bench(join_by_time.block, names=["a", "b"], tolerance_s=1)
    bench.send(0, a=1)
    bench.send(2, a=2)
    bench.send(2.5, b=20)
    bench.send(2.6, b=21)

    assert bench.sent == [(2.5, {"a": 2, "b": 20, "time": 2.5})]


def test_grouped_and_ungrouped_samples_are_the_same():
    group, ungroup = Bench(group_by_time.block, length_s=60), Bench(ungroup_by_time.block)
    for second in (1, 3, 2):
        group.send(second, value=second)
    group.wait(60)
    ungroup.send(61, series=group.sent[0][1]["series"])
    ungroup.wait(62)

    assert [(at, sent["value"]) for at, sent in ungroup.sent] == [(1, 1), (2, 2), (3, 3)]


def test_what_is_no_series_is_named():
    with pytest.raises(ValueError, match="2 times and 1 values"):
        Bench(ungroup_by_time.block).send(0, series=[[1, 2], [3]])


def test_a_reset_forgets_all_samples():
    bench = Bench(series.block, values=5)
    bench.send(0, value=1)
    bench.send(1, reset=True)
    bench.send(2, value=3)

    assert bench.sent[-1][1]["series"] == [[2_000_000], [3]]
