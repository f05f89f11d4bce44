"""Real lane processes, killed without warning."""

import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from core.clock import now_us
from core.redis import client
from telemetry import lane, log
from telemetry.lane import processes
from telemetry.lane.membership import Membership

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PARTITIONS = settings.LOG_PARTITIONS


@pytest.fixture(autouse=True)
def only_the_probe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "consumers", {"probe"})
    monkeypatch.setattr(lane, "factories", {"probe": None})


@pytest.fixture
def start() -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Starts a worker's lane; all are gone after the test."""
    started: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "-m", "tests.telemetry.probe"], cwd=ROOT)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait(5)
    until(lambda: not lane.status(), within_s=5)


def until(condition: Callable[[], Any], within_s: float = 20) -> None:
    """Wait for it."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < within_s, "waited in vain"
        time.sleep(0.005)


def put(partition: int, *bodies: bytes) -> None:
    pipe = client().pipeline(transaction=True)
    for body in bodies:
        log.append(pipe, partition, b"x", body)
    pipe.execute()


def seen(partition: int) -> list[Any]:
    return client().lrange(f"probe:{partition}", 0, -1)


def number(key: str) -> int:
    return int(client().get(key) or 0)


def all_owned() -> bool:
    return sum(len(member["partitions"]) for member in lane.status()) == PARTITIONS


def numbers(start: int, end: int) -> list[bytes]:
    return [b"%d" % n for n in range(start, end)]


def test_entries_are_processed_in_order_and_the_log_is_cut_behind_them(start):
    start()
    until(all_owned)
    put(3, *numbers(0, 500))
    until(lambda: len(seen(3)) == 500)
    assert seen(3) == numbers(0, 500)
    assert log.backlog()[3] == 0
    until(lambda: client().xlen("log:3") <= 1, within_s=4)


def test_what_was_in_the_log_before_any_worker_is_not_lost_and_counts_as_backlog(start):
    put(1, b"early", b"bird")
    assert log.backlog()[1] == 2 * log.ENTRY_OVERHEAD_BYTES + 9
    start()
    until(lambda: seen(1) == [b"early", b"bird"])
    assert log.backlog()[1] == 0


def test_an_idle_lane_takes_each_entry_as_it_comes(start):
    start()
    until(all_owned)
    for n in range(20):
        put(0, b"%d" % n)
        until(lambda: len(seen(0)) == n + 1)  # noqa: B023  it is called before n changes
    assert seen(0) == [b"%d" % n for n in range(20)]


def test_a_killed_lane_process_is_replaced_at_once_and_nothing_is_lost_or_doubled(start):
    start()
    until(all_owned)
    put(2, *[b"slow%d" % n for n in range(40)])
    until(lambda: client().exists("probe:pid"))
    first = number("probe:pid")
    os.kill(first, signal.SIGKILL)
    put(2, b"last")
    until(lambda: seen(2)[-1:] == [b"last"], within_s=6)
    assert seen(2) == [*(b"slow%d" % n for n in range(40)), b"last"]
    assert number("probe:pid") != first


def test_a_step_that_never_ends_shows_and_is_begun_again_by_another_process(start, monkeypatch):
    monkeypatch.setenv("PROBE_STUCK_S", "1.5")
    start()
    until(all_owned)
    put(2, b"first", b"hang", b"last")
    until(lambda: [member for member in lane.status() if member["step_s"] > 1])
    first = number("probe:pid")
    until(lambda: seen(2) == [b"first", b"hang", b"last"])
    assert number("probe:pid") != first


def test_no_process_is_forked_while_a_thread_loads_a_module(tmp_path, monkeypatch):
    (tmp_path / "slow_to_load.py").write_text("wait()\n")
    began, may_end = threading.Event(), threading.Event()
    monkeypatch.syspath_prepend(tmp_path)

    def wait() -> None:
        began.set()
        may_end.wait(20)

    monkeypatch.setattr("builtins.wait", wait, raising=False)
    keeper = processes.Keeper("probe")
    forked = []

    def fork() -> int:
        forked.append(may_end.is_set())
        return os.posix_spawnp("true", ["true"], os.environ)

    monkeypatch.setattr(os, "fork", fork)
    loading = threading.Thread(target=importlib.import_module, args=["slow_to_load"])
    loading.start()
    assert began.wait(20)
    keeping = threading.Thread(target=keeper._run_once, args=["me"])
    keeping.start()
    assert not keeper.has_forked.wait(0.2)
    may_end.set()
    assert keeper.has_forked.wait(20)
    loading.join(20)
    keeping.join(20)
    assert forked == [True]


def test_partitions_of_a_killed_worker_are_taken_over(start):
    worker, other = start(), start()
    until(lambda: sorted(len(member["partitions"]) for member in lane.status()) == [PARTITIONS // 2, PARTITIONS // 2])
    worker.kill()
    for partition in range(PARTITIONS):
        put(partition, b"one", b"two")
    until(lambda: all(seen(p) == [b"one", b"two"] for p in range(PARTITIONS)))
    assert other.poll() is None


def test_a_frozen_process_that_wakes_up_after_its_lease_commits_nothing(start):
    start()
    until(all_owned)
    pid = lane.status()[0]["pid"]
    put(4, *[b"slow%d" % n for n in range(20)])
    until(lambda: client().exists("probe:pid"))
    os.kill(pid, signal.SIGSTOP)
    start()
    until(lambda: len(seen(4)) == 20, within_s=8)
    os.kill(pid, signal.SIGCONT)
    time.sleep(1.5)
    put(4, b"end")
    until(lambda: b"end" in seen(4))
    assert seen(4) == [*(b"slow%d" % n for n in range(20)), b"end"]


def test_a_worker_told_to_stop_gives_its_partitions_up_at_once(start):
    worker = start()
    until(all_owned)
    worker.terminate()
    assert worker.wait(5) == 0
    assert [client().get(f"lane:probe:owner:{p}") for p in range(PARTITIONS)] == [None] * PARTITIONS
    assert lane.status() == []
    start()
    put(5, b"next")
    until(lambda: seen(5) == [b"next"])


def test_an_order_to_stop_is_heard_wherever_it_interrupts_the_loop():
    stopping = threading.Event()
    membership = Membership("probe", "me", dict, stopping)
    interrupted = stopping._cond  # type: ignore[attr-defined]
    with interrupted:  # as in the middle of a wait, or of another order
        told = threading.Thread(target=membership.order_to_stop, daemon=True)
        told.start()
        told.join(5)
        assert not told.is_alive()
    membership.start()
    assert stopping.wait(5)
    membership.leave()


def test_an_entry_that_cannot_be_processed_is_set_aside_and_does_not_block_the_others(start):
    start()
    put(6, b"one", b"bad apple", b"two")
    until(lambda: seen(6) == [b"one", b"two"])
    kept: list[Any] = client().lrange("lane:probe:poison", 0, -1)
    assert len(kept) == 1
    assert kept[0].endswith(b"x bad apple: bad apple")
    assert log.backlog()[6] == 0


def test_when_the_outside_is_down_the_lane_waits_says_so_and_goes_on(start):
    client().set("probe:down", 1)
    start()
    put(7, b"one", b"down", b"two")
    until(lambda: [m["state"] for m in lane.status()] == ["waiting"])
    assert lane.status()[0]["reason"] == "the probe's store is down"
    assert seen(7) == []
    assert log.backlog()[7] == 3 * log.ENTRY_OVERHEAD_BYTES + 10
    client().delete("probe:down")
    until(lambda: seen(7) == [b"one", b"down", b"two"])
    until(lambda: [m["state"] for m in lane.status()] == ["working"], within_s=3)


def test_a_timer_fires_when_it_is_due_though_nothing_comes_in(start):
    start()
    until(all_owned)
    due_us = now_us() + 700_000
    client().set("probe:due:0", due_us)
    put(0, b"wake")
    until(lambda: client().llen("probe:fired") == 1)
    late_us = int(client().lindex("probe:fired", 0) or 0) - due_us
    assert 0 <= late_us < 50_000


def test_the_lane_survives_that_redis_drops_its_connections(start):
    start()
    until(all_owned)
    client().client_kill_filter(_type="normal", skipme=True)
    put(0, b"after")
    until(lambda: seen(0) == [b"after"])
