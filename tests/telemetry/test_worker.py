"""The hot lane inside a real Celery worker."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from telemetry import lane
from tests.telemetry.test_lane import until

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(transactional_db: None) -> Iterator[Start]:
    """Starts a worker; `SLUICE_LANE="off"` and the like are added to its environment."""
    started: list[subprocess.Popen[bytes]] = []
    database = settings.DATABASES["default"]
    url = (
        f"sqlite:///{database['NAME']}"
        if "sqlite" in database["ENGINE"]
        else f"postgresql://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    )

    def begin(**more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "celery", "-A", "iotsite.celery", "worker", "--pool", "threads", "--concurrency", "2"]
        process = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle"], cwd=ROOT, env=os.environ | {"DATABASE_URL": url} | more
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait(5)
    until(lambda: not lane.status(), within_s=5)


def members() -> dict[str, int]:
    return {member["consumer"]: member["pid"] for member in lane.status() if len(member["partitions"]) == settings.LOG_PARTITIONS}


def test_a_worker_runs_one_process_for_each_consumer_and_starts_it_again_when_it_dies(start):
    worker = start()
    until(lambda: set(members()) == {"telemetry", "flows"}, within_s=20)
    before = members()
    assert {child.pid for child in psutil.Process(worker.pid).children()} == set(before.values())
    os.kill(before["telemetry"], signal.SIGKILL)
    until(lambda: members().get("telemetry", before["telemetry"]) != before["telemetry"], within_s=15)
    assert members()["flows"] == before["flows"]


def test_the_processes_go_when_their_worker_is_killed(start):
    worker = start()
    until(lambda: set(members()) == {"telemetry", "flows"}, within_s=20)
    children = psutil.Process(worker.pid).children()
    worker.kill()
    worker.wait(5)
    gone, alive = psutil.wait_procs(children, timeout=3)
    assert alive == []
    assert len(gone) == 2


def test_a_worker_that_is_told_to_stop_takes_its_processes_along(start):
    worker = start()
    until(lambda: set(members()) == {"telemetry", "flows"}, within_s=20)
    children = psutil.Process(worker.pid).children()
    worker.terminate()
    assert worker.wait(15) == 0
    assert not any(child.is_running() for child in children)
    assert lane.status() == []


def test_a_worker_may_leave_the_lane_to_others(start):
    worker = start(SLUICE_LANE="off")
    time.sleep(3)
    assert worker.poll() is None
    assert lane.status() == []
