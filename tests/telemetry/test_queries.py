"""Queries: what they compute, and who sees what of them."""

import datetime as dt
import statistics

import numpy as np
import pytest

from telemetry.queries import functions, run
from telemetry.store.buckets import Aggregates
from telemetry.zones import us_of
from tests import factories
from tests.telemetry.exporting import HOUR, MS, SECOND, T0, put_samples, send

VALUES = [4.0, 1.0, 3.0, 10.0, 20.0, 0.0, 6.0, 5.0]  # two a minute


@pytest.fixture
def device(organization):
    return factories.device(organization, "Pump 1")


@pytest.fixture
def flow(device, readings):
    metric = factories.metric(device, "flow", unit="l/s")
    put_samples(readings, metric.id, VALUES, start_us=T0 + 40 * SECOND, step_us=30 * SECOND)
    return metric


def ask(person, *metrics, **fields):
    body = {"metrics": [metric.id for metric in metrics], "from": str(MS + 40_000), "to": str(MS + 280_000), "width_s": 60}
    return send(factories.client(person), "post", "queries/run", body | fields)


def values_of(answer, function, *, is_before=False):
    return next(one["value"] for one in answer["series"] if one["function"] == function and one["is_before"] == is_before)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("avg", [2.5, 6.5, 10.0, 5.5]),
        ("min", [1.0, 3.0, 0.0, 5.0]),
        ("max", [4.0, 10.0, 20.0, 6.0]),
        ("sum", [5.0, 13.0, 20.0, 11.0]),
        ("count", [2.0, 2.0, 2.0, 2.0]),
        ("first", [4.0, 3.0, 20.0, 6.0]),
        ("last", [1.0, 10.0, 0.0, 5.0]),
        ("delta", [-3.0, 9.0, -10.0, 5.0]),
        ("rate", [-0.05, 0.15, -10 / 60, 5 / 60]),
        ("cumulative", [5.0, 18.0, 38.0, 49.0]),
        ("moving_average", [2.5, 4.5, 8.25, 7.75]),
        ("median", [2.5, 6.5, 10.0, 5.5]),
        ("stddev", [statistics.stdev(VALUES[n : n + 2]) for n in (0, 2, 4, 6)]),
        ("percentile", [1.75, 4.75, 5.0, 5.25]),
    ],
)
def test_each_function_gives_exactly_what_it_says(flow, viewer, function, expected):
    status, answer = ask(viewer, flow, functions=[function], window=2, percent=25)
    assert status == 200, answer
    assert values_of(answer, function) == pytest.approx(expected, abs=1e-12)
    assert answer["series"][0]["ts"] == [MS + 40_000 + n * 60_000 for n in range(4)]
    assert answer["width_s"] == 60


def test_statistics_are_of_the_samples_not_of_the_points(flow, viewer):
    _, answer = ask(viewer, flow, width_s=120)
    assert answer["metrics"][0]["statistics"] == {
        "count": 8, "min": 0.0, "max": 20.0, "avg": 49 / 8, "sum": 49.0, "first": 4.0, "last": 5.0, "change": 1.0,
    }  # fmt: skip
    assert answer["metrics"][0]["unit"] == "l/s"


@pytest.mark.parametrize("percent", [0, 5, 50, 95, 99.9, 100])
def test_percentiles_and_deviations_agree_with_numpy(percent):
    random = np.random.default_rng(7)
    times = np.sort(random.choice(np.arange(10_000), 900, replace=False)).astype(np.int64)
    values = random.normal(size=900)
    edges = np.arange(0, 10_001, 250, dtype=np.int64)
    found = functions.percentile(times, values, edges, percent)
    deviations = functions.stddev(times, values, edges)
    for n in range(40):
        inside = values[(times >= edges[n]) & (times < edges[n + 1])]
        assert found[n] == pytest.approx(np.percentile(inside, percent))
        assert deviations[n] == pytest.approx(inside.std(ddof=1))


def test_empty_buckets_say_nothing_and_gaps_do_not_steepen_a_rate():
    count = np.array([[2, 0, 0, 1]])
    column = np.array([[1.0, np.nan, np.nan, 31.0]])
    edges = np.arange(5, dtype=np.int64) * 10 * SECOND
    figures = Aggregates(np.array([1]), edges, count, column, column, column * 2, column, column)
    np.testing.assert_array_equal(functions.delta(figures, 0), [0.0, np.nan, np.nan, 30.0])
    np.testing.assert_array_equal(functions.rate(figures, 0), [0.0, np.nan, np.nan, 1.0])
    np.testing.assert_array_equal(functions.cumulative(figures, 0), [2.0, np.nan, np.nan, 64.0])
    np.testing.assert_array_equal(functions.stddev(np.zeros(0, np.int64), np.zeros(0), edges), [np.nan] * 4)
    np.testing.assert_array_equal(functions.percentile(np.zeros(0, np.int64), np.zeros(0), edges, 5), [np.nan] * 4)


def test_the_period_before_is_compared_bucket_by_bucket(flow, viewer):
    status, answer = ask(viewer, flow, **{"from": str(MS + 160_000)}, compare="previous")
    assert status == 200
    assert values_of(answer, "avg") == [10.0, 5.5]
    assert values_of(answer, "avg", is_before=True) == [2.5, 6.5]
    assert answer["shift_ms"] == 120_000
    assert answer["metrics"][0]["statistics_before"]["count"] == 4


def test_the_day_before_is_that_of_the_wall_clock(device, readings, viewer):
    metric = factories.metric(device, "hourly")
    # Helsinki puts its clock back on the 25th: the same hour of the day before is 25 hours ago.
    start = us_of(dt.datetime(2026, 10, 23, 21, tzinfo=dt.UTC))
    put_samples(readings, metric.id, [float(n) for n in range(80)], start_us=start, step_us=HOUR)
    span = {"from": "2026-10-26T10:00", "to": "2026-10-26T11:00"}
    _, answer = ask(viewer, metric, **span, time_zone="Europe/Helsinki", compare="day", width_s=3600)
    assert (values_of(answer, "avg"), values_of(answer, "avg", is_before=True)) == ([59.0], [35.0])
    _, answer = ask(
        viewer, metric, **{"from": "2026-10-25T10:00", "to": "2026-10-25T11:00"}, time_zone="Europe/Helsinki", compare="day",
        width_s=3600,
    )  # fmt: skip
    assert (values_of(answer, "avg"), values_of(answer, "avg", is_before=True)) == ([35.0], [10.0])
    assert answer["shift_ms"] == 25 * 3600 * 1000


def test_raw_gives_the_samples_themselves_also_texts(flow, device, readings, viewer):
    state = factories.metric(device, "state", data_type="string")
    put_samples(readings, state.id, ["idle", "run"], start_us=T0 + 41 * SECOND, data_types="string")
    _, answer = ask(viewer, flow, state, is_raw=True)
    assert [(one["function"], one["value"]) for one in answer["series"]] == [("raw", VALUES), ("raw", ["idle", "run"])]
    assert answer["width_s"] is None


def test_what_one_may_not_read_is_left_out_and_counted(flow, other_organization, viewer, stranger):
    foreign = factories.metric(factories.device(other_organization), "secret")
    status, answer = ask(viewer, flow, foreign)
    assert (status, [one["id"] for one in answer["metrics"]], answer["hidden"]) == (200, [flow.id], 1)
    status, answer = ask(stranger, flow)
    assert (status, answer["error"]["message"]) == (404, f"There is no metric {flow.id}, or it is not yours.")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"metrics": list(range(1, 52))}, "metrics"),
        ({"functions": ["mode"]}, "functions"),
        ({"width_s": 1, "from": "now-30d", "to": "now"}, "are too many: take a width of"),
        ({"points": 5_001}, "points"),
        ({"time_zone": "Mars"}, "is no time zone"),
        ({"from": "now", "to": "now-1d"}, "is not before"),
        ({"window": 1}, "window"),
        ({"percent": 101}, "percent"),
    ],
)
def test_what_asks_too_much_is_refused_in_words(flow, viewer, fields, said):
    status, answer = ask(viewer, flow, **fields)
    assert status == 400
    assert said in answer["error"]["message"]


def test_a_median_of_too_many_samples_is_refused_not_guessed(flow, viewer, monkeypatch):
    monkeypatch.setattr(run, "MAX_SAMPLES", 7)
    status, answer = ask(viewer, flow, functions=["median"])
    assert (status, answer["error"]["field"]) == (400, "functions")
    assert "computed from every sample" in answer["error"]["message"]
    assert ask(viewer, flow, functions=["avg"])[0] == 200


def test_a_width_that_nobody_chose_keeps_to_all_bounds(device, readings, viewer):
    metrics = [factories.metric(device, f"m{n}") for n in range(50)]
    status, answer = ask(viewer, *metrics, **{"from": "now-365d", "to": "now"}, width_s=None, points=5_000)
    assert (status, answer["width_s"]) == (200, 10_800)


# --- kept queries


def document(*metrics):
    return {"metrics": [metric.id for metric in metrics], "from": "now-7d", "to": "now", "functions": ["avg", "max"]}


def kept(person, *metrics, **fields):
    return send(factories.client(person), "post", "queries", {"name": "Flow", "document": document(*metrics)} | fields)


def test_a_query_is_kept_changed_and_removed_by_its_owner(flow, viewer):
    browser = factories.client(viewer)
    status, row = kept(viewer, flow)
    assert (status, row["document"]["from"], row["document"]["functions"], row["is_mine"]) == (
        201,
        "now-7d",
        ["avg", "max"],
        True,
    )
    status, row = send(browser, "patch", f"queries/{row['id']}", {"name": "Flow of a week"})
    assert (status, row["name"], row["document"]["metrics"]) == (200, "Flow of a week", [flow.id])
    assert send(browser, "get", f"queries/{row['id']}")[1]["name"] == "Flow of a week"
    assert send(browser, "delete", f"queries/{row['id']}")[0] == 200
    assert send(browser, "get", "queries")[1] == {"items": [], "total": 0}


def test_a_private_query_is_nobody_elses(flow, viewer, operator, stranger):
    row = kept(viewer, flow)[1]
    for other in (operator, stranger):
        browser = factories.client(other)
        assert send(browser, "get", "queries")[1]["total"] == 0
        assert send(browser, "get", f"queries/{row['id']}")[0] == 404
        assert send(browser, "patch", f"queries/{row['id']}", {"name": "Mine"})[0] == 404
        assert send(browser, "delete", f"queries/{row['id']}")[0] == 404


def test_a_shared_query_is_for_all_who_may_read_of_it_and_shows_only_that(organization, device, flow, viewer, operator, stranger):
    other = factories.metric(device, "other")
    row = kept(viewer, flow, other, is_shared=True)[1]
    assert send(factories.client(operator), "get", f"queries/{row['id']}")[1]["document"]["metrics"] == [flow.id, other.id]
    assert send(factories.client(operator), "patch", f"queries/{row['id']}", {"name": "Mine"})[0] == 403
    assert send(factories.client(operator), "delete", f"queries/{row['id']}")[0] == 403
    assert send(factories.client(stranger), "get", f"queries/{row['id']}")[0] == 404
    narrow = factories.user()
    profile = factories.profile(organization, None, narrow)
    factories.allow(profile, flow, "read")
    assert send(factories.client(narrow), "get", f"queries/{row['id']}")[1]["document"]["metrics"] == [flow.id]
    factories.deny(profile, device)
    assert send(factories.client(narrow), "get", "queries")[0] in (200, 404)
    assert send(factories.client(narrow), "get", f"queries/{row['id']}")[0] == 404


def test_one_name_stands_for_one_query_of_a_person(flow, viewer, operator):
    assert kept(viewer, flow)[0] == 201
    status, body = kept(viewer, flow)
    assert (status, body["error"]["field"]) == (400, "name")
    assert kept(operator, flow)[0] == 201


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\x00b"])
def test_names_that_are_none_are_refused(flow, viewer, name):
    status, body = kept(viewer, flow, name=name)
    assert (status, "name" in body["error"]["field"]) == (400, True)


def test_nobody_keeps_a_query_of_what_is_not_theirs(flow, stranger):
    assert kept(stranger, flow)[0] == 404


def test_listing_queries_costs_the_same_for_one_and_for_ten(flow, viewer, operator):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = factories.client(operator)
    counts = []
    for n in range(10):
        kept(viewer, flow, name=f"q{n}", is_shared=True)
        if n in (0, 9):
            send(browser, "get", "queries")
            with CaptureQueriesContext(connection) as queries:
                assert send(browser, "get", "queries")[1]["total"] == n + 1
            counts.append(len(queries))
    assert counts[0] == counts[1]
