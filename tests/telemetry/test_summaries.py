"""What charts say besides lines. The expected figures are written by hand or counted in plain Python."""

import datetime as dt
import math
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from telemetry import selectors, summaries
from telemetry.store import Samples, current
from telemetry.store.buckets import HOUR_US, MINUTE_US, SECOND_US, extremes_of
from tests.reads import counted_reads

T = 1_760_000_400_000_000  # a whole minute
pytestmark = pytest.mark.usefixtures("_own_store")


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path):
    settings.READINGS_URL = f"sqlite:///{tmp_path / 'readings.db'}"
    yield
    current().close()


def store(metric, *values, every_us=SECOND_US, start_us=T, data_type="double"):
    current().append(
        Samples.of([metric] * len(values), [start_us + n * every_us for n in range(len(values))], values, data_types=data_type)
    )


class TestLines:
    def test_values_keep_their_types_and_come_in_the_order_of_time(self):
        store(1, 1.5, 2.5)
        store(2, True, False, data_type="boolean")
        store(3, 7, 2**52 + 1, data_type="long")
        store(4, "on", "off", data_type="string")

        found = selectors.series([4, 3, 2, 1, 9], from_us=T, to_us=T + MINUTE_US, points=100)

        assert {one: line["value"] for one, line in found.items()} == {
            1: [1.5, 2.5],
            2: [True, False],
            3: [7, 2**52 + 1],
            4: ["on", "off"],
            9: [],
        }
        assert found[1]["ts"] == [T / 1000, T / 1000 + 1000]

    def test_nan_and_infinity_are_holes_that_are_counted(self):
        store(1, 1.0, math.nan, math.inf, 2.0)
        store(2, 1.0)

        found = selectors.series([1, 2], from_us=T, to_us=T + MINUTE_US, points=100)

        assert found[1]["value"] == [1.0, None, None, 2.0]
        assert found[1]["not_finite"] == 2
        assert "not_finite" not in found[2]

    def test_reduced_lines_keep_extremes_ends_and_holes_of_each_series(self):
        values = [float(n % 7) for n in range(500)]
        values[123], values[400] = 99.0, -99.0
        values[250] = math.nan
        store(1, *values)
        store(2, 5.0, 6.0)

        found = selectors.series([1, 2], from_us=T, to_us=T + HOUR_US, points=50)

        assert found[1]["reduced"]
        assert len(found[1]["ts"]) < 80
        assert {99.0, -99.0, None} <= set(found[1]["value"])
        assert (found[1]["value"][0], found[1]["value"][-1]) == (values[0], values[-1])
        assert found[2] == {"ts": [T / 1000, T / 1000 + 1000], "value": [5.0, 6.0], "reduced": False}

    def test_many_lines_are_one_read(self, monkeypatch):
        for metric in range(1, 21):
            store(metric, *map(float, range(200)))
            reads = counted_reads(monkeypatch)

        selectors.series([1], from_us=T, to_us=T + HOUR_US, points=100)
        one = len(reads)
        reads.clear()
        selectors.series(range(1, 21), from_us=T, to_us=T + HOUR_US, points=100)

        assert len(reads) == one

    def test_extremes_of_several_series_do_not_mix(self):
        time = np.array([0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7])
        values = np.array([1.0, 9.0, 0.0, 2.0, 5.0, 4.0, 8.0, 6.0, 7.0, 3.0, 2.0, 1.0])
        # The first series is short and stays whole; of the second each half gives its lowest and highest.
        assert extremes_of(time, values, np.array([0, 4, 12]), 6).tolist() == [0, 1, 2, 3, 4, 5, 6, 8, 11]


class TestBins:
    def test_statistics_per_bin(self):
        store(1, *map(float, range(120)))
        figures = summaries.bins([1], from_us=T, to_us=T + 2 * MINUTE_US, width_us=MINUTE_US, zone="UTC")
        assert {name: summaries.statistic(figures, 0, name).tolist() for name in summaries.STATISTICS} == {
            "avg": [29.5, 89.5],
            "min": [0.0, 60.0],
            "max": [59.0, 119.0],
            "sum": [1770.0, 5370.0],
            "count": [60.0, 60.0],
            "first": [0.0, 60.0],
            "last": [59.0, 119.0],
            "range": [59.0, 59.0],
        }

    def test_an_empty_bin_is_no_zero(self):
        store(1, 1.0)
        store(1, 3.0, start_us=T + 2 * MINUTE_US)
        figures = summaries.bins([1], from_us=T, to_us=T + 3 * MINUTE_US, width_us=MINUTE_US, zone="UTC")
        assert [value == value for value in summaries.statistic(figures, 0, "sum").tolist()] == [True, False, True]

    @pytest.mark.parametrize(
        ("span_s", "bins", "width_s", "expected_s"),
        [
            (3600, 24, None, 180),
            (3600, 240, None, 60),
            (600, 240, None, 5),
            (86_400, 24, None, 3600),
            (3600, 24, 60, 60),
            (30 * 86_400, 24, 60, 1800),
        ],
    )
    def test_widths_are_round_and_never_make_too_many_bins(self, span_s, bins, width_s, expected_s):
        width_us = summaries.bin_width_us(T, T + span_s * SECOND_US, bins=bins, metrics=50, width_s=width_s)
        assert width_us == expected_s * SECOND_US

    def test_days_are_those_of_the_zone(self):
        midnight_us = int(dt.datetime(2026, 3, 29, tzinfo=ZoneInfo("Europe/Helsinki")).timestamp()) * SECOND_US
        store(1, *[1.0] * 47, start_us=midnight_us, every_us=HOUR_US)  # that Sunday has 23 hours
        figures = summaries.bins(
            [1], from_us=midnight_us, to_us=midnight_us + 47 * HOUR_US, width_us=24 * HOUR_US, zone="Europe/Helsinki"
        )
        assert summaries.statistic(figures, 0, "count").tolist() == [23.0, 24.0]


class TestTotals:
    def test_of_the_whole_range(self):
        store(1, 4.0, 1.0, 7.0)
        store(2, "text", data_type="string")
        found = summaries.totals([1, 2, 3], from_us=T, to_us=T + HOUR_US)
        assert found[1] == {
            "count": 3, "min": 1.0, "max": 7.0, "avg": 4.0, "sum": 12.0, "first": 4.0, "last": 7.0, "change": 3.0, "range": 6.0,
        }  # fmt: skip
        assert (found[2], found[3]) == (None, None)


class TestDistributions:
    def test_quartiles_whiskers_and_outliers(self):
        made = summaries.distribution(np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 100]), 10)
        assert made is not None
        assert (made.q1, made.median, made.q3, made.low, made.high) == (3.0, 5.0, 7.0, 1.0, 8.0)
        assert (made.outliers, made.outlier_count, made.count) == ([100.0], 1, 9)

    def test_every_value_is_in_some_bin_and_borders_are_round(self):
        made = summaries.distribution(np.array([0.1, 0.5, 1.0, 9.9, 10.0]), 10)
        assert made is not None
        assert made.edges[:3] == [0.0, 1.0, 2.0]
        assert sum(made.counts) == 5
        assert made.counts[:2] == [2, 1]

    @pytest.mark.parametrize("values", [[5.0], [5.0, 5.0], [1e300, -1e300], [1e15, 1e15 + 1], [math.nan, 3.0, math.inf]])
    def test_odd_values_make_a_sound_picture(self, values):
        made = summaries.distribution(np.array(values), 20)
        assert made is not None
        assert sum(made.counts) == made.count
        assert all(a < b for a, b in zip(made.edges, made.edges[1:], strict=False))
        assert max(share for _, share in made.curve) == 1.0

    def test_without_a_number_there_is_none(self):
        store(1, math.nan)
        assert summaries.distributions([1, 2], from_us=T, to_us=T + HOUR_US, bins=5) == {1: None, 2: None}

    def test_of_too_many_samples_it_is_made_of_averages_and_says_so(self, monkeypatch):
        monkeypatch.setattr(summaries, "MAX_ROWS", 1_000)
        store(1, *[float(n % 2) for n in range(1_200)])
        found = summaries.distributions([1], from_us=T, to_us=T + HOUR_US, bins=5)[1]
        assert found is not None
        assert (found.of_averages_s, found.count, found.mean) == (60.0, 20, 0.5)


class TestHours:
    MONDAY_US = int(dt.datetime(2026, 3, 2, tzinfo=dt.UTC).timestamp()) * SECOND_US

    def matrix(self, name, by, hours=24 * 14, zone="UTC"):
        store(1, *[float(n) for n in range(hours)], start_us=self.MONDAY_US, every_us=HOUR_US)
        figures = summaries.hour_figures([1], from_us=self.MONDAY_US, to_us=self.MONDAY_US + hours * HOUR_US, zone=zone)
        return summaries.hours(figures, 0, statistic_name=name, zone=ZoneInfo(zone), by=by)

    def test_the_same_hour_of_two_weeks_is_one_cell(self):
        found = self.matrix("avg", "weekday")
        assert found["rows"] == [0, 1, 2, 3, 4, 5, 6]
        assert found["value"][0][0] == (0 + 168) / 2
        assert found["value"][6][23] == (167 + 335) / 2

    def test_dates_are_rows_and_hours_without_data_are_empty(self):
        found = self.matrix("max", "date", hours=30)
        assert found["rows"] == ["2026-03-02", "2026-03-03"]
        assert found["value"][1][:7] == [24.0, 25.0, 26.0, 27.0, 28.0, 29.0, None]

    def test_hours_are_those_of_the_zone(self):
        found = self.matrix("first", "date", hours=2, zone="Europe/Helsinki")
        assert found["value"][0][2:4] == [0.0, 1.0]


class TestRuns:
    def runs(self, *, to_us=T + MINUTE_US, now_us=T + HOUR_US, expected_s=None):
        found = summaries.runs([1], from_us=T, to_us=to_us, now_us=now_us, expected_s={1: expected_s})[1]
        return [(self.seconds(run.from_ms), self.seconds(run.to_ms), run.value) for run in found["runs"]]

    def seconds(self, at_ms):
        return round((at_ms * 1000 - T) / SECOND_US)

    def test_equal_values_are_one_stretch(self):
        store(1, "off", "off", "on", "on", "off", data_type="string")
        assert self.runs() == [(0, 2, "off"), (2, 4, "on"), (4, 60, "off")]

    def test_a_value_from_before_the_range_still_holds(self):
        store(1, True, start_us=T - HOUR_US, data_type="boolean")
        store(1, False, start_us=T + 10 * SECOND_US, data_type="boolean")
        assert self.runs() == [(0, 10, True), (10, 60, False)]

    def test_a_state_does_not_reach_into_the_future(self):
        store(1, 3, data_type="long")
        assert self.runs(now_us=T + 30 * SECOND_US) == [(0, 30, 3)]

    def test_three_missed_reports_are_a_gap(self):
        store(1, "a", "a", data_type="string")
        store(1, "a", "b", start_us=T + 20 * SECOND_US, data_type="string")
        assert self.runs(expected_s=1) == [(0, 1, "a"), (20, 21, "a"), (21, 24, "b")]

    def test_of_very_many_samples_the_newest_are_shown(self, monkeypatch):
        monkeypatch.setattr(summaries, "MAX_LOOKED_AT", 30)
        store(1, *[n // 10 for n in range(60)], data_type="long")
        found = summaries.runs([1], from_us=T, to_us=T + MINUTE_US, now_us=T + HOUR_US, expected_s={})[1]
        assert found["is_cut"]
        assert [run.value for run in found["runs"]] == [5]
