"""What every store must do, run on each."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from telemetry.store import open_store
from telemetry.store.buckets import DAY_US, HOUR_US, MINUTE_US, SECOND_US
from telemetry.store.columns import Samples
from telemetry.store.interface import BatchId, Retention, Store
from telemetry.store.sql import Held

T0 = 1_700_000_000_000_000 // DAY_US * DAY_US  # a midnight, long over
ALL = (-(2**62), 2**62)


def samples(series: int, *points: tuple[int, Any], data_type: str = "double") -> Samples:
    return Samples.of([series] * len(points), [T0 + at for at, _ in points], [value for _, value in points], data_types=data_type)


def scanned(store: Store, series: int, start: int = ALL[0], end: int = ALL[1]) -> list[tuple[int, Any]]:
    block = store.scan([series], start, end)
    return list(zip((block.samples.time - T0).tolist(), block.samples.values(), strict=True))


def hourly(
    store: Store, series: int, width_us: int = HOUR_US, hours: int = 3
) -> list[tuple[int, float, float, float, float, float]]:
    found = store.aggregate([series], T0, T0 + hours * HOUR_US, width_us)
    columns = (found.count[0], found.lo[0], found.hi[0], found.total[0], found.first[0], found.last[0])
    return [row for row in zip(*(column.tolist() for column in columns), strict=True) if row[0]]


def test_samples_come_back_in_order_of_time_with_their_values(store):
    store.append(samples(1, (20, 2.5), (10, 1.5)))
    store.append(samples(2, (15, 9.0)))
    assert scanned(store, 1) == [(10, 1.5), (20, 2.5)]
    assert scanned(store, 1, T0 + 10, T0 + 20) == [(10, 1.5)]
    assert scanned(store, 3) == []


def test_every_type_keeps_its_value_exactly(store):
    values = {
        "double": -1.25e300,
        "long": 2**63 - 1,
        "boolean": True,
        "string": "Grüße 🌡",
        "json": {"a": [1, None, {"b": "\u0000"}]},
        "binary": b"\x00\xff",
    }
    batch = Samples.of(list(range(6)), [T0] * 6, list(values.values()), [0, 1, 2, 0, 1, 2], list(values))
    store.append(batch)
    for found in (store.last(range(6)), store.scan(range(6), *ALL).samples):
        assert found.values() == list(values.values())
        assert [type(value) for value in found.values()] == [float, int, bool, str, dict, bytes]
        assert found.quality.tolist() == [0, 1, 2, 0, 1, 2]


def test_of_two_values_for_one_moment_the_later_wins(store):
    store.append(samples(1, (10, 1.0), (10, 2.0)))
    assert scanned(store, 1) == [(10, 2.0)]
    store.append(samples(1, (10, 3.0)))
    assert scanned(store, 1) == [(10, 3.0)]
    assert store.last([1]).values() == [3.0]


def test_a_series_may_change_its_type(store):
    store.append(samples(1, (10, 1.5), (20, 2.5)))
    store.append(samples(1, (20, "off"), (30, "on"), data_type="string"))
    assert scanned(store, 1) == [(10, 1.5), (20, "off"), (30, "on")]
    store.append(samples(1, (30, 4), data_type="long"))
    assert scanned(store, 1) == [(10, 1.5), (20, "off"), (30, 4)]
    assert hourly(store, 1) == [(2, 1.5, 4.0, 5.5, 1.5, 4.0)]


def test_the_newest_value_never_goes_back_in_time(store):
    store.append(samples(1, (50, 5.0)))
    store.append(samples(1, (20, 2.0)))
    assert store.last([1, 2]).values() == [5.0]
    assert scanned(store, 1) == [(20, 2.0), (50, 5.0)]


def test_a_batch_repeated_after_a_lost_answer_does_not_undo_a_correction(store):
    first, second = BatchId("log:1", (100, 0)), BatchId("log:1", (100, 1))
    assert store.append(samples(1, (10, 1.0)), first)
    assert store.append(samples(1, (10, 2.0)), second)
    assert not store.append(samples(1, (10, 1.0)), first)
    assert not store.append(samples(1, (10, 7.0)), second)
    assert scanned(store, 1) == [(10, 2.0)]
    assert store.append(samples(1, (10, 3.0)), BatchId("another log:1", (1, 0)))
    assert scanned(store, 1) == [(10, 3.0)]


def test_of_several_batches_stored_together_only_the_repeated_ones_are_left_out(store):
    store.append(samples(1, (10, 1.0)), BatchId("log:1", (5, 0)))
    together = Samples.of([1, 2, 2, 3], [T0 + 10, T0 + 10, T0 + 20, T0 + 10], [7.0, 2.0, 3.0, 4.0])
    ids = (BatchId("log:1", (5, 0), 1), BatchId("log:2", (9, 0), 2), BatchId("log:3", (9, 1), 1))
    assert store.append(together, *ids) == 3
    assert [scanned(store, series) for series in (1, 2, 3)] == [[(10, 1.0)], [(10, 2.0), (20, 3.0)], [(10, 4.0)]]
    assert store.append(together, *ids) == 0


def test_a_scan_goes_on_at_its_cursor_in_both_directions(store):
    for series in (1, 2, 3):
        store.append(samples(series, *((at, float(at)) for at in range(5))))
    for is_descending in (False, True):
        found, cursor, rounds = [], None, 0
        while True:
            block = store.scan([2, 1, 3], *ALL, is_descending=is_descending, limit=4, cursor=cursor)
            found += list(zip(block.samples.series.tolist(), block.samples.values(), strict=True))
            rounds += 1
            cursor = block.cursor
            if cursor is None:
                break
        expected = [(series, float(at)) for series in (1, 2, 3) for at in range(5)]
        assert found == (expected[::-1] if is_descending else expected)
        assert rounds == 4


def test_a_long_scan_gives_the_same_samples_as_many_short_ones(store):
    count = 3_000
    plain = samples(1, *((at * 7, at / 3) for at in range(count)))
    with_a_gap = samples(2, *((at, float("nan") if at == 2_500 else float(at)) for at in range(count)))
    with_a_bad_one = samples(3, *((at, float(at)) for at in range(count)))
    with_a_bad_one.quality[1_234] = 2
    far = Samples.of([4] * count, [2**55 + at for at in range(count)], [float(at) for at in range(count)])
    mixed = [samples(5, *((at, float(at)) for at in range(count))), samples(5, (count, "off"), data_type="string")]
    for part in (plain, with_a_gap, with_a_bad_one, far, *mixed):
        store.append(part)

    def read(series: int, limit: int, is_descending: bool) -> list[tuple[int, int, str]]:
        rows: list[tuple[int, int, str]] = []
        cursor = None
        while True:
            found, cursor = store.scan([series], *ALL, limit=limit, is_descending=is_descending, cursor=cursor)
            # As text, because NaN equals nothing.
            rows += zip(found.time.tolist(), found.quality.tolist(), map(repr, found.values()), strict=True)
            if cursor is None:
                return rows

    for series in range(1, 6):
        for is_descending in (False, True):
            assert read(series, 10_000, is_descending) == read(series, 500, is_descending)
    together = store.scan([1, 2, 5], *ALL, limit=10_000).samples
    assert len(together) == 3 * count + 1
    assert together.values()[-1] == "off"


def test_figures_are_exact_before_and_after_the_rollup_and_follow_late_and_corrected_samples(store):
    store.append(samples(1, *((n * 10 * SECOND_US, float(n)) for n in range(720))))  # two hours
    expected = [(360, 0.0, 359.0, 64620.0, 0.0, 359.0), (360, 360.0, 719.0, 194220.0, 360.0, 719.0)]
    assert hourly(store, 1) == expected
    assert store.maintain(10).rolled_up == 120 + 2 + 1
    assert store.status()["dirty"] == 0
    assert hourly(store, 1) == expected

    store.append(samples(1, (5 * SECOND_US, -7.0), (0, 100.0)))  # one late, one corrected
    expected[0] = (361, -7.0, 359.0, 64713.0, 100.0, 359.0)
    assert hourly(store, 1) == expected
    assert store.maintain(10).rolled_up == 1 + 1 + 1
    assert hourly(store, 1) == expected
    assert hourly(store, 1, MINUTE_US)[0] == (7, -7.0, 100.0, 108.0, 100.0, 5.0)
    assert hourly(store, 1, DAY_US, 24) == [(721, -7.0, 719.0, 258933.0, 100.0, 719.0)]


def test_aggregates_count_only_what_lies_in_the_range_and_read_raw_samples_at_its_edges(store):
    store.append(samples(1, *((n * SECOND_US, 1.0) for n in range(7200))))
    store.maintain(10)
    found = store.aggregate([1, 2], T0 + 10 * SECOND_US, T0 + 2 * HOUR_US - 30 * SECOND_US, HOUR_US)
    assert found.count.tolist() == [[3590, 3570], [0, 0]]
    assert (found.edges - T0).tolist() == [0, HOUR_US, 2 * HOUR_US]
    assert np.isnan(found.avg[1]).all()


def test_random_changes_never_leave_a_wrong_figure(store):
    """Late, repeated and corrected samples of three series, with maintenance in between, against a model in memory."""
    dice = random.Random(7)
    model: dict[tuple[int, int], float] = {}
    for _ in range(30):
        batch = [(dice.randrange(3), dice.randrange(3 * 3600) * SECOND_US, float(dice.randrange(100))) for _ in range(100)]
        model.update({(series, at): value for series, at, value in batch})
        store.append(Samples.of([s for s, _, _ in batch], [T0 + at for _, at, _ in batch], [v for _, _, v in batch]))
        if dice.random() < 0.4:
            store.maintain(5)
        if dice.random() < 0.2:
            series, start = dice.randrange(3), dice.randrange(3 * 3600) * SECOND_US
            store.delete([series], T0 + start, T0 + start + 900 * SECOND_US)
            model = {
                (one, at): value
                for (one, at), value in model.items()
                if one != series or not start <= at < start + 900 * SECOND_US
            }
        width = dice.choice([MINUTE_US, 7 * MINUTE_US, HOUR_US, 45 * SECOND_US])
        found = store.aggregate([0, 1, 2], T0, T0 + 3 * HOUR_US, width)
        for series in range(3):
            for bucket in range(len(found.edges) - 1):
                inside = {
                    at: value
                    for (one, at), value in model.items()
                    if one == series and found.edges[bucket] <= T0 + at < found.edges[bucket + 1]
                }
                assert found.count[series, bucket] == len(inside)
                if inside:
                    figures = [column[series, bucket] for column in (found.lo, found.hi, found.total, found.first, found.last)]
                    values = list(inside.values())
                    assert figures == [min(values), max(values), sum(values), inside[min(inside)], inside[max(inside)]]


def test_the_running_minute_is_left_for_later_but_counted(store):
    now_us = time.time_ns() // 1000
    store.append(Samples.of([1], [now_us], [4.0]))
    assert store.maintain(5).rolled_up == 0
    assert store.status()["dirty"] == 0
    found = store.aggregate([1], now_us - HOUR_US, now_us + 1, HOUR_US)
    assert found.count.sum() == 1


def test_deleted_samples_are_gone_from_scans_figures_and_newest_values(store):
    store.append(samples(1, (0, 1.0), (MINUTE_US, 2.0), (HOUR_US, 3.0)))
    store.append(samples(2, (0, 9.0)))
    store.maintain(5)
    store.delete([1], T0 + MINUTE_US, T0 + 2 * HOUR_US)
    assert scanned(store, 1) == [(0, 1.0)]
    assert store.last([1]).values() == [1.0]
    assert hourly(store, 1) == [(1, 1.0, 1.0, 1.0, 1.0, 1.0)]
    store.maintain(5)
    assert hourly(store, 1) == [(1, 1.0, 1.0, 1.0, 1.0, 1.0)]
    store.delete([1], *ALL)
    assert scanned(store, 1) == []
    assert len(store.last([1])) == 0
    assert scanned(store, 2) == [(0, 9.0)]


def test_samples_older_than_their_retention_go_whole_days_at_a_time(store):
    today = time.time_ns() // 1000 // DAY_US * DAY_US
    ages = (0, 5, 9, 40, 1000)
    for series in (1, 2, 3):
        store.append(Samples.of([series] * 5, [today - days * DAY_US for days in ages], [float(days) for days in ages]))
    store.maintain(5)
    store.set_retention(Retention(default_days=30, days_of={1: 7, 3: 365}))
    store._keep_state({"next": 0, "round": 0})
    assert store.maintain(5).is_done

    def kept(series: int) -> list[float]:
        return store.scan([series], *ALL).samples.values()

    assert [kept(series) for series in (1, 2, 3)] == [[5.0, 0.0], [9.0, 5.0, 0.0], [40.0, 9.0, 5.0, 0.0]]
    assert store.aggregate([1, 2, 3], today - 2000 * DAY_US, today + 1, DAY_US).count.sum(axis=1).tolist() == [2, 3, 4]
    assert store.last([1, 2, 3]).values() == [0.0, 0.0, 0.0]


def test_a_short_budget_stops_maintenance_and_the_next_round_goes_on(store):
    store.append(samples(1, *((n * MINUTE_US, 1.0) for n in range(1400))))
    rounds, buckets = 0, 0
    while True:
        progress = store.maintain(0)
        rounds, buckets = rounds + 1, buckets + progress.rolled_up
        if progress.is_done:
            break
    assert rounds > 2
    assert buckets == 1400 + 24 + 1
    assert hourly(store, 1, HOUR_US, 24)[0][0] == 60


def test_only_one_process_maintains_at_a_time(store, store_url):
    other = open_store(store_url)
    assert store._hold_lease(60)
    assert other.maintain(1).is_leader is False
    assert store._hold_lease(0)
    assert other.maintain(1).is_leader is True
    other.close()


def test_values_near_the_end_of_the_scale_do_not_stop_the_rollups(store):
    store.append(samples(1, (0, 1.7e308), (1, 1.7e308), (2, -1.7e308)))
    store.append(samples(2, (0, 2**63 - 1), (1, 2**63 - 1), data_type="long"))
    assert store.maintain(5).rolled_up == 2 + 2 + 2
    assert hourly(store, 1)[0][:3] == (3, -1.7e308, 1.7e308)
    assert hourly(store, 2)[0][:3] == (2, float(2**63), float(2**63))


def test_buckets_of_a_zone_are_its_calendar_days(store):
    # In Helsinki the clock went back on 2023-10-29: that day has 25 hours.
    start = 1_698_440_400_000_000  # 2023-10-28 00:00 there
    store.append(Samples.of([1] * 73, [start + hour * HOUR_US for hour in range(73)], [1.0] * 73))
    found = store.aggregate([1], start, start + 73 * HOUR_US, DAY_US, zone="Europe/Helsinki")
    assert found.count.tolist() == [[24, 25, 24]]
    assert ((found.edges - start) // HOUR_US).tolist() == [0, 24, 49, 73]


def test_readers_and_writers_at_the_same_time_see_whole_batches(store, store_url):
    """Each batch writes the same value to two series at one moment; whoever reads finds both or neither."""
    problems: list[str] = []
    done = threading.Event()

    def write(first: int) -> None:
        mine = open_store(store_url)
        for n in range(40):
            mine.append(Samples.of([first, first + 1], [T0 + n, T0 + n], [float(n), float(n)]))
        mine.close()

    def read() -> None:
        mine = open_store(store_url)
        while not done.is_set():
            for first in (10, 20):
                newest = mine.last([first, first + 1]).values()
                if len(newest) == 1 or len(set(newest)) > 1:
                    problems.append(f"torn: {newest}")
            mine.maintain(0.05)
        mine.close()

    readers = [threading.Thread(target=read) for _ in range(2)]
    writers = [threading.Thread(target=write, args=(first,)) for first in (10, 20)]
    for thread in [*readers, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert problems == []
    assert [len(scanned(store, series)) for series in (10, 11, 20, 21)] == [40, 40, 40, 40]
    store.maintain(5)
    assert hourly(store, 10) == [(40, 0.0, 39.0, 780.0, 0.0, 39.0)]


WRITER = f"""
import sys
from telemetry.store import open_store
from telemetry.store.columns import Samples
from telemetry.store.interface import BatchId
store = open_store(sys.argv[1])
for n in range(10_000):
    store.append(Samples.of(list(range(100)), [{T0} + n * 1000] * 100, [float(n)] * 100), BatchId("log", (n + 1, 0)))
    print(n, flush=True)
"""


@pytest.mark.parametrize("after", [3, 20])
def test_a_writer_killed_in_mid_work_loses_nothing_acknowledged_and_leaves_no_half_batch(store, store_url, after):
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root), "DJANGO_SETTINGS_MODULE": "iotsite.settings"}
    writer = subprocess.Popen([sys.executable, "-c", WRITER, store_url], stdout=subprocess.PIPE, env=environment, cwd=root)
    assert writer.stdout is not None
    acknowledged = [int(writer.stdout.readline()) for _ in range(after)][-1]
    writer.send_signal(signal.SIGKILL)
    acknowledged = max([acknowledged, *(int(line) for line in writer.stdout.read().split(b"\n")[:-1])])
    writer.stdout.close()
    writer.wait(5)
    newest = int(store.last([0]).number[0])
    assert newest in (acknowledged, acknowledged + 1)
    counts = {len(scanned(store, series)) for series in (0, 50, 99)}
    assert counts == {newest + 1}
    # The successor cannot know whether its last batch went through, repeats it, and goes on.
    repeated = Samples.of([0], [T0], [-1.0])
    assert store.append(repeated, BatchId("log", (newest + 1, 0))) == 0
    assert store.append(Samples.of([0], [T0 + 10**9], [1.0]), BatchId("log", (newest + 2, 0))) == 1
    assert scanned(store, 0)[0] == (0, 0.0)


def test_counting_and_looking_whether_there_are_more_end_at_their_bound(store):
    store.append(Samples.of([1] * 10 + [2] * 3, [*range(10), *range(3)], [0.0] * 13))
    assert store.count([1, 2, 3], 0, 100, at_most=1_000) == 13
    assert store.count([1, 2], 0, 100, at_most=11) == 11
    assert store.count([1], 2, 5, at_most=1_000) == 3
    assert store.longer([3, 2, 1], 0, 100, than=3) == [1]
    assert store.longer([1, 2], 0, 100, than=2) == [1, 2]
    assert store.longer([1, 2], 0, 100, than=10) == []


def test_a_connection_ends_with_the_thread_that_held_it():
    ended: list[str] = []

    class Connection:
        def close(self) -> None:
            ended.append("closed")

    place = threading.local()
    thread = threading.Thread(target=lambda: setattr(place, "held", Held(Connection())))
    thread.start()
    thread.join()
    assert ended == ["closed"]
