"""Analytics: the arithmetic against what is known, the blocks with what plants send them."""

import math
import random
from typing import Any

import msgspec
import numpy as np
import pytest

from core.errors import Refused
from flows.block import Answer
from flows.blocks.analytics import (
    anomaly_score,
    change_point,
    change_points,
    clusters,
    correlation,
    histogram,
    linear_regression,
    seasonal_anomaly,
    seasonal_forecast,
    spectrum,
    trend_forecast,
)
from flows.cold.kinds import Context, kinds
from flows.toolbox import analytics
from tests.flows.running import Bench

HOUR = 3_600_000_000
CONTEXT = Context(effect_id="e", organization_id="o", flow_id=1, block_id="b", device_id=None, time_us=0)


def series_of(values: Any, step_s: float = 1.0) -> list[list[Any]]:
    return [[round(place * step_s * 1e6) for place in range(len(values))], [float(value) for value in values]]


def sent(block: Any, params: dict[str, Any], **inputs: Any) -> dict[str, Any]:
    return Bench(block, **params).send(0, **inputs)


@pytest.mark.parametrize(("freedom", "known"), [(4, 2.776), (5, 2.571), (10, 2.228), (30, 2.042)])
def test_the_quantiles_of_students_distribution_are_those_of_the_tables(freedom: int, known: float):
    assert analytics.t_quantile(0.975, freedom) == pytest.approx(known, rel=0.001)


def test_a_band_holds_as_many_values_as_it_says():
    chance, inside = random.Random(2), 0
    for _ in range(400):
        values = [0.5 * place + chance.gauss(0, 1) for place in range(20)]
        outcome = sent(trend_forecast.block, {"horizon_s": 5, "steps": 1, "confidence": 90}, series=series_of(values))
        inside += outcome["low"] <= 0.5 * 24 + chance.gauss(0, 1) <= outcome["high"]

    assert 345 <= inside <= 375


def test_a_line_through_one_time_is_refused():
    with pytest.raises(ValueError, match="same time"):
        sent(linear_regression.block, {}, series=[[5, 5], [1, 2]])


def test_times_of_today_cost_no_digits():
    today = 1_790_000_000_000_000
    times = [today + place * 1_000_000 for place in range(100)]
    outcome = sent(linear_regression.block, {"per": "second", "limit": 200}, series=[times, list(range(100))])

    assert outcome["slope"] == pytest.approx(1.0, abs=1e-12)
    assert outcome["time_left"] == pytest.approx(101.0)


def test_a_limit_that_is_behind_has_no_time_left():
    assert "time_left" not in sent(linear_regression.block, {"limit": 0}, series=series_of([1, 2, 3]))


@pytest.mark.parametrize(("frequency", "count"), [(0.1234, 500), (0.05, 200), (0.31, 97)])
def test_the_dominant_frequency_is_found_between_the_lines(frequency: float, count: int):
    values = [7 + 0.01 * place + 2 * math.sin(2 * math.pi * frequency * place + 1) for place in range(count)]
    outcome = sent(spectrum.block, {}, series=series_of(values))

    assert outcome["frequency"] == pytest.approx(frequency, rel=0.01)
    assert outcome["amplitude"] == pytest.approx(2, rel=0.05)
    assert outcome["share"] > 0.9
    assert len(outcome["spectrum"]["frequencies"]) <= 200


def test_noise_has_no_dominant_frequency():
    chance = random.Random(5)

    assert sent(spectrum.block, {}, series=series_of([chance.gauss(0, 1) for _ in range(512)]))["share"] < 0.2


def test_the_second_follows_the_first_by_the_lag():
    first = [math.sin(place / 7) for place in range(300)]
    second = [math.sin((place - 5) / 7) for place in range(300)]
    outcome = sent(correlation.block, {"max_lag_s": 20}, first=series_of(first), second=series_of(second))

    assert outcome["lag"] == 5.0
    assert outcome["at_lag"] == pytest.approx(1.0)
    assert outcome["coefficient"] < 0.8


def test_series_of_different_times_are_not_compared():
    with pytest.raises(ValueError, match="fewer than 3 steps in common"):
        sent(correlation.block, {}, first=series_of([1, 2, 3]), second=[[90_000_000, 91_000_000], [1, 2]])


def test_a_value_that_never_moved_makes_any_move_an_anomaly():
    bench = Bench(anomaly_score.block, window=5, least=5)
    for second in range(5):
        bench.send(second, value=7)

    assert bench.send(6, value=7)["score"] == 0.0
    assert bench.send(7, value=7.1)["is_anomaly"] is True


def test_an_outlier_does_not_make_the_next_one_normal():
    bench = Bench(anomaly_score.block, window=20, least=10)
    chance = random.Random(1)
    for second in range(20):
        bench.send(second, value=chance.gauss(50, 1))

    assert [bench.send(30 + n, value=90)["is_anomaly"] for n in range(3)] == [True, True, True]


def test_what_is_normal_by_day_is_an_anomaly_at_night():
    bench = Bench(seasonal_anomaly.block, profile="day", least=5, least_spread=0.5)
    for hour in range(24 * 10):
        bench.send(hour * 3600, value=20 if 8 <= hour % 24 < 18 else 2)

    assert bench.send(250 * 3600, value=20)["is_anomaly"] is False  # 10 o'clock
    assert bench.send(267 * 3600, value=20)["is_anomaly"] is True  # 3 o'clock
    assert len(msgspec.msgpack.encode(bench.state)) < 1000


def test_a_small_shift_is_noticed_and_noise_is_not():
    chance, bench = random.Random(4), Bench(change_point.block, learn=100)
    for second in range(500):
        bench.send(second, value=chance.gauss(100, 5))
    assert not any("changed" in outputs for _, outputs in bench.sent)
    for second in range(500, 530):
        bench.send(second, value=chance.gauss(107, 5))

    changes = [outputs for _, outputs in bench.sent if "changed" in outputs]
    assert [change["direction"] for change in changes] == ["up"]
    assert changes[0]["level"] == pytest.approx(100, abs=3)


def test_one_wild_value_is_no_new_level():
    bench = Bench(change_point.block, learn=5, least_spread=1)
    for second, value in enumerate([10, 10, 10, 10, 10, 1e9, 10, 10, 10, 10, 10, 10, 10, 10]):
        bench.send(second, value=value)

    assert not any("changed" in outputs for _, outputs in bench.sent)


def test_the_cuts_of_a_long_row_are_found():
    chance = np.random.default_rng(0)
    values = np.concatenate([chance.normal(0, 1, 300), chance.normal(3, 1, 200), chance.normal(1, 1, 500)])

    cuts = analytics.change_points(values, penalty=3, shortest=5)

    assert [round(cut, -1) for cut in cuts] == [300, 500]
    assert analytics.change_points(chance.normal(0, 1, 1000), penalty=3, shortest=5) == []
    assert analytics.change_points(np.ones(100), penalty=3, shortest=5) == []


def test_groups_are_found_and_what_is_new_is_far_from_them():
    chance, bench = random.Random(3), Bench(clusters.block, names=["current", "speed"], groups=3, learn_from=90)
    states = [(1, 0), (9, 1400), (15, 900)]
    for second in range(120):
        current, speed = states[second % 3]
        bench.send(second, current=chance.gauss(current, 0.3), speed=chance.gauss(speed, 20))

    groups = [outputs["group"] for _, outputs in bench.sent]
    assert groups == [float(second % 3 + 1) for second in range(89, 120)]
    assert bench.send(200, current=30, speed=0)["distance"] > 3
    assert bench.send(201, learn=True) == {}
    assert bench.state.centers == []


def test_a_histogram_of_equal_values_has_them_all():
    outcome = sent(histogram.block, {"ranges": 4}, series=series_of([5, 5, 5]))

    assert sum(outcome["histogram"]["counts"]) == 3


def test_a_histogram_below_its_only_end_counts_outside():
    assert sent(histogram.block, {"low": 10}, series=series_of([5, 5]))["below"] == 2.0
    assert sent(histogram.block, {"high": 1}, series=series_of([5, 5]))["above"] == 2.0


# --- what is done beside the flow


def daily(days: int) -> list[float]:
    chance = random.Random(6)
    return [20 + 5 * math.sin(2 * math.pi * hour / 24) + 0.02 * hour + chance.gauss(0, 0.3) for hour in range(days * 24)]


def test_a_seasonal_forecast_follows_the_rhythm_within_its_band():
    bench, values = Bench(seasonal_forecast.block), daily(14)
    bench.send(0, series=series_of(values, 3600))
    _, kind, request = bench.world.calls[-1]

    answer = kinds()[kind].perform(msgspec.json.decode(msgspec.json.encode(request)), CONTEXT)
    outcome = bench.answer(10, Answer(True, answer))

    times, forecast = outcome["forecast"]
    expected = [20 + 5 * math.sin(2 * math.pi * hour / 24) + 0.02 * hour for hour in range(14 * 24, 15 * 24)]
    assert times[0] == 14 * 24 * HOUR
    assert max(abs(one - other) for one, other in zip(forecast, expected, strict=True)) < 1
    assert all(low < value < high for low, value, high in zip(outcome["lower"][1], expected, outcome["upper"][1], strict=True))
    assert outcome["highest"] == max(forecast)


def test_a_question_waits_for_the_answer_to_the_last_one():
    bench = Bench(change_points.block, every_s=60)
    series = series_of([1, 1, 1, 1, 1, 5, 5, 5, 5, 5])
    bench.send(0, series=series)
    bench.send(100, series=series)
    assert len(bench.world.calls) == 1
    bench.answer(101, Answer(True, {"cuts": [5], "levels": [1.0, 5.0]}))
    bench.send(102, series=series)

    assert len(bench.world.calls) == 2
    with pytest.raises(ValueError, match="no room"):
        bench.answer(103, Answer(False, error="no room"))
    bench.send(200, series=series)
    assert len(bench.world.calls) == 3


def test_a_series_that_is_too_short_for_its_season_is_named():
    with pytest.raises(ValueError, match="has 30 steps of 3600 s; two seasons are 48"):
        sent(seasonal_forecast.block, {}, series=series_of(range(30), 3600))


@pytest.mark.parametrize(
    "request_",
    [
        {},
        {"function": "os.system", "values": [1, 2]},
        {"function": "change_points", "values": []},
        {"function": "change_points", "values": [1.0, 2.0]},
    ],
)
def test_an_analysis_that_cannot_be_is_refused(request_: dict[str, Any]):
    with pytest.raises(Refused):
        kinds()["analysis"].perform(request_, CONTEXT)
