"""What it costs to store samples: the telemetry lane in its own process, fed at a fixed rate as an edge would.

    .venv/bin/python -m tests.load.telemetry_lane [samples a second] [seconds]

100 devices, one message each with its own time, an entry every 2 ms. Uses SLUICE_READINGS_URL (PostgreSQL) when it is
set, else a SQLite file; Redis and database are its own, in a temporary folder.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="sluice-load-"))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "iotsite.settings",
    "SLUICE_VAR": str(FOLDER),
    "SLUICE_REDIS_URL": f"unix://{FOLDER}/redis.sock",
    "SLUICE_LOG_LEVEL": "ERROR",
}

import django  # noqa: E402  the settings read the environment

django.setup()

import psutil  # noqa: E402
from django.core.management import call_command  # noqa: E402

from core.redis import client  # noqa: E402
from devices.models import Device, Metric  # noqa: E402
from organizations.models import Organization  # noqa: E402
from telemetry import lane, log  # noqa: E402
from telemetry.store import current  # noqa: E402

EDGE_LINGER_S = 0.002
DEVICES = 100


def main(rate: int, seconds: float) -> None:
    call_command("migrate", verbosity=0)
    organization = Organization.objects.create(name="load test")
    devices = [Device.objects.create(organization=organization, name=f"d{n}") for n in range(DEVICES)]
    metrics = [Metric.objects.create(device=device, path="temp").id for device in devices]
    log.consumers.intersection_update({"telemetry"})
    worker = subprocess.Popen([sys.executable, "manage.py", "lane", "telemetry"])
    try:
        while not any(len(member["partitions"]) == len(log.partitions()) for member in lane.status()):
            time.sleep(0.05)
        process = psutil.Process(next(m["pid"] for m in lane.status() if m["consumer"] == "telemetry"))
        time.sleep(1)
        cpu_s = sum(process.cpu_times()[:2])
        began = time.monotonic()
        sent, most = feed([device.id for device in devices], rate, seconds)
        fed_s = time.monotonic() - began
        while sum(log.backlog().values()):
            time.sleep(0.01)
        cpu_s, whole_s = sum(process.cpu_times()[:2]) - cpu_s, time.monotonic() - began
        stored = sum(len(current().scan([metric], 0, 2**62, limit=10**7).samples) for metric in metrics)
        print(
            f"{rate}/s: {sent} sent, {stored} stored; {cpu_s / sent * 1e6:.1f} µs CPU a sample ({cpu_s / whole_s:.0%} of a core);"
            f" at most {most / 1024:.0f} kB waited, the rest took {whole_s - fed_s:.2f} s; {process.memory_info().rss >> 20} MB"
        )
    finally:
        worker.terminate()
        worker.wait(15)


def feed(device_ids: list[int], rate: int, seconds: float) -> tuple[int, int]:
    """Append at the rate; answers how many samples that were, and the largest backlog."""
    arrivals = log.Arrivals()
    began, sent, most, rounds = time.time(), 0, 0, 0
    while (passed := time.time() - began) < seconds:
        due = int(passed * rate)
        pipe = client().pipeline(transaction=True)
        columns: dict[int, tuple[list[int], list[bytes]]] = {}
        for number in range(sent, due):
            device_id = device_ids[number % DEVICES]
            ids, payloads = columns.setdefault(log.partition_of(device_id), ([], []))
            ids.append(device_id)
            payloads.append(b'{"temp": %d.25, "time": %.3f}' % (number % 90, time.time() * 1000))
        for partition, (ids, payloads) in columns.items():
            log.append_raw(pipe, partition, arrivals.take(len(ids)), "sluice", ids, ["samples"] * len(ids), payloads)
        pipe.execute()
        sent = due
        rounds += 1
        if rounds % 50 == 0:
            most = max(most, sum(log.backlog().values()))
        time.sleep(EDGE_LINGER_S)
    return sent, most


if __name__ == "__main__":
    redis = subprocess.Popen(
        [
            "redis-server",
            "--port",
            "0",
            "--unixsocket",
            f"{FOLDER}/redis.sock",
            "--dir",
            FOLDER,
            "--appendonly",
            "yes",
            "--save",
            "",
        ],
        stdout=subprocess.DEVNULL,
    )
    try:
        while not (FOLDER / "redis.sock").exists():
            time.sleep(0.05)
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, float(sys.argv[2]) if len(sys.argv) > 2 else 10)
    finally:
        redis.terminate()
        redis.wait(10)
        shutil.rmtree(FOLDER, ignore_errors=True)
