"""What a turn of the `flows` lane costs when it finds few samples, as it does at 1,000 a second: alarms included.

    .venv/bin/python -m tests.load.lane_turn [samples a turn ...]

100 devices in all partitions, the reference flow, one sample in twenty raises or clears an alarm. Redis and database are its
own, in a temporary folder. Prints the CPU of the lane's thread, which a busy machine changes less than the time.
"""

import math
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

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from redis.exceptions import RedisError  # noqa: E402

from alarms.models import AlarmTransition  # noqa: E402
from core.redis import client  # noqa: E402
from devices.models import Device, DeviceType, Metric  # noqa: E402
from flows import services  # noqa: E402
from flows.lane.engine import FlowsConsumer  # noqa: E402
from organizations.models import Organization  # noqa: E402
from telemetry import log  # noqa: E402
from telemetry.lane.reader import Reader  # noqa: E402
from tests.load import f1  # noqa: E402

DEVICES = 100
PERIOD = 40
WARM_UP = 300
TURNS = 1_500


def value(device: int, step: int) -> float:
    """A square wave with a phase for each device: up and down once in PERIOD steps."""
    place = (step + device * PERIOD // DEVICES) % PERIOD
    return (20.0 if place < PERIOD // 2 else 30.0) + math.sin(device + place)


def main(sizes: list[int]) -> None:
    call_command("migrate", verbosity=0)
    organization = Organization.objects.create(name="load test")
    kind = DeviceType.objects.create(organization=organization, name="Bench")
    devices = [Device.objects.create(organization=organization, name=f"d{n}", type=kind) for n in range(DEVICES)]
    Metric.objects.bulk_create([Metric(device=device, path="temp") for device in devices])
    services.deploy(services.create_flow(organization, name="F1", document=f1.document(kind.pk)))
    log.consumers.intersection_update({"flows"})
    for settings in connections.settings.values():
        settings["CONN_MAX_AGE"] = None
    reader = Reader(FlowsConsumer(), "load")
    reader.membership.beat()
    reader._connect()
    reader._follow_membership()
    sent = 0
    for size in sizes:
        cpu_s = 0.0
        transitions = 0
        for turn in range(-WARM_UP, TURNS):
            if turn == 0:
                cpu_s, transitions = 0.0, AlarmTransition.objects.count()
            put([(devices[n % DEVICES].id, value(n % DEVICES, n // DEVICES)) for n in range(sent, sent + size)])
            sent += size
            began = time.thread_time()
            reader._turn()
            cpu_s += time.thread_time() - began
        alarms = AlarmTransition.objects.count() - transitions
        print(f"turns of {size:>3} samples: {cpu_s / TURNS * 1e3:.2f} ms of CPU each, {alarms / TURNS:.2f} alarms in each")


def put(samples: list[tuple[int, float]]) -> None:
    """Into the log as an edge does it: one entry for each partition."""
    now_us = time.time_ns() // 1_000
    by_partition: dict[int, list[tuple[int, float]]] = {}
    for device_id, number in samples:
        by_partition.setdefault(log.partition_of(device_id), []).append((device_id, number))
    pipe = client().pipeline(transaction=True)
    for partition, found in by_partition.items():
        payloads = [b'{"temp": %.3f}' % number for _, number in found]
        body = log.encode_raw(now_us, "sluice", [device_id for device_id, _ in found], ["samples"] * len(found), payloads)
        for command in log.commands(partition, log.RAW, body):
            pipe.execute_command(*command)
    pipe.execute()


def wait_for_redis() -> None:
    for _ in range(100):
        try:
            client().ping()
            return
        except (RedisError, OSError):
            time.sleep(0.05)
    raise SystemExit("redis-server does not start")


if __name__ == "__main__":
    server = ["redis-server", "--port", "0", "--unixsocket", f"{FOLDER}/redis.sock", "--dir", str(FOLDER), "--appendonly", "yes"]
    redis = subprocess.Popen(server, stdout=subprocess.DEVNULL)
    try:
        wait_for_redis()
        main([int(argument) for argument in sys.argv[1:]] or [1, 4, 12, 100])
    finally:
        redis.terminate()
        shutil.rmtree(FOLDER, ignore_errors=True)
