"""The telemetry consumer in real lane processes, from the log to the store, killed in the middle of its work."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from core.redis import client
from devices.models import DeviceLog
from telemetry import lane, log, services
from telemetry.store.interface import Store
from tests import factories
from tests.telemetry.test_lane import until

ROOT = Path(__file__).parents[2]
ALL = (-(2**62), 2**62)
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def workers(readings: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Starts a worker's lane with the telemetry consumer on this test's database and store."""
    monkeypatch.setattr(log, "consumers", {"telemetry"})
    monkeypatch.setattr(lane, "factories", {"telemetry": None})
    if connection.vendor == "sqlite":
        database = f"sqlite:///{settings.DATABASES['default']['NAME']}"
    else:
        options = settings.DATABASES["default"]
        database = f"postgresql://{options['USER']}:{options['PASSWORD']}@{options['HOST']}:{options['PORT']}/{options['NAME']}"
    environment = os.environ | {"DATABASE_URL": database, "SLUICE_READINGS_URL": settings.READINGS_URL}
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, "manage.py", "lane", "telemetry"], cwd=ROOT, env=environment)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait(5)
    until(lambda: not lane.status(), within_s=5)


def put(devices: list[Any], start: int, count: int) -> None:
    """One message per device and number, in small entries as from an edge at work."""
    pipe = client().pipeline(transaction=True)
    for n in range(start, start + count):
        for device in devices:
            body = log.encode_raw(
                1_700_000_000_000_000, "sluice", [device.id], ["samples"], [b'{"n": %d, "time": %d}' % (n, 1_700_000_000_000 + n)]
            )
            log.append(pipe, log.partition_of(device.id), log.RAW, body)
    pipe.execute()


def test_what_is_accepted_over_http_is_stored(organization, readings, workers):
    device = factories.device(organization)
    metric = factories.metric(device, "a")
    workers()
    until(lambda: sum(len(member["partitions"]) for member in lane.status()) == settings.LOG_PARTITIONS)
    services.accept_payload(device, b'{"a": 0}')
    until(lambda: len(readings.last([metric.id])) == 1)
    for n in range(1, 20):
        services.accept_payload(device, b'{"a": %d}' % n)
        until(lambda: readings.last([metric.id]).values() == [float(n)])  # noqa: B023  called before n changes
    until(lambda: sum(log.backlog().values()) == 0)


@pytest.mark.parametrize("whom", ["lane", "worker"])
def test_killed_again_and_again_it_stores_every_sample_once_and_every_problem_once(organization, readings, workers, whom):
    devices = [factories.device(organization) for _ in range(8)]
    metrics = [factories.metric(device, "n").id for device in devices]
    worker = workers()
    put(devices, 0, 50)
    for round_ in range(1, 5):
        until(lambda: bool(lane.status()))
        put(devices, round_ * 50, 50)
        services.accept_payload(devices[0], b'{"wrong %d": null}' % round_)
        time.sleep(0.05)
        if whom == "worker":
            worker.kill()
            worker.wait(5)
            worker = workers()
        else:
            for member in lane.status():
                # One that was killed before is listed until its worker has noticed.
                with contextlib.suppress(ProcessLookupError):
                    os.kill(member["pid"], signal.SIGKILL)
    until(lambda: sum(log.backlog().values()) == 0, within_s=20)
    for metric in metrics:
        block = readings.scan([metric], *ALL)
        assert block.samples.values() == [float(n) for n in range(250)]
    assert list(DeviceLog.objects.order_by("id").values_list("message", "count")) == [
        (f"wrong {n}: null is no value: leave the metric out.", 1) for n in range(1, 5)
    ]


def test_while_the_store_cannot_be_written_samples_wait_in_the_log_and_the_reason_shows(organization, readings, workers):
    import sqlite3

    device = factories.device(organization)
    metric = factories.metric(device, "n")
    readings.last([1])  # makes the file
    blocker = sqlite3.connect(settings.READINGS_URL.removeprefix("sqlite:///"), isolation_level=None)
    blocker.execute("ALTER TABLE sample RENAME COLUMN f TO away")
    workers()
    put([device], 0, 10)
    until(lambda: [member["state"] for member in lane.status()] == ["waiting"])
    assert "has no column named f" in lane.status()[0]["reason"]
    assert log.backlog()[log.partition_of(device.id)] > 0
    blocker.execute("ALTER TABLE sample RENAME COLUMN away TO f")
    blocker.close()
    until(lambda: len(readings.scan([metric.id], *ALL).samples) == 10)
    until(lambda: sum(log.backlog().values()) == 0)
