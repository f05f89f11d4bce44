"""How many alarms a second can be raised and cleared, in batches as the flows' outbox sends them.

    .venv/bin/python -m tests.load.alarms_bulk [seconds] [batch] [devices]

Makes a database (or uses DATABASE_URL) and a Redis of its own in a temporary folder. Announcing them is included.
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

from django.core.management import call_command  # noqa: E402

from alarms import services  # noqa: E402
from alarms.models import Alarm  # noqa: E402
from alarms.services import AlarmEvent, RuleSpec  # noqa: E402
from core import live  # noqa: E402
from devices.models import Device  # noqa: E402
from organizations.models import Organization  # noqa: E402


def measure(seconds: float, batch: int, devices: int) -> None:
    organization = Organization.objects.create(name="Load")
    rows = Device.objects.bulk_create(Device(organization=organization, name=f"d{place}") for place in range(devices))
    services.set_rules(organization, source="flow:load", rules=[RuleSpec(key="hot", title="Too hot", severity="major")])
    took_ms: list[float] = []
    started, cpu_s, sent = time.perf_counter(), time.process_time(), 0
    while time.perf_counter() - started < seconds:
        events = [
            AlarmEvent(
                effect_id=f"{organization.id}.{place}",
                source="flow:load",
                key="hot",
                change="raise" if place // devices % 2 == 0 else "clear",
                time_us=time.time_ns() // 1000,
                device_id=rows[place % devices].id,
                value=81.5,
            )
            for place in range(sent, sent + batch)
        ]
        before = time.perf_counter()
        services.apply(events)
        took_ms.append((time.perf_counter() - before) * 1000)
        sent += batch
    cpu_us = (time.process_time() - cpu_s) / sent * 1e6
    took_ms.sort()
    p50, p99 = took_ms[len(took_ms) // 2], took_ms[int(len(took_ms) * 0.99)]
    print(
        f"{sent / (time.perf_counter() - started):,.0f} events/s in batches of {batch}; "
        f"{cpu_us:,.0f} µs of CPU an event; a batch p50 {p50:.1f} ms, p99 {p99:.1f} ms; {Alarm.objects.count():,} alarms"
    )


def main(seconds: int = 10, batch: int = 60, devices: int = 1_000) -> None:
    redis = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", f"{FOLDER}/redis.sock", "--save", "", "--dir", str(FOLDER)],
        stdout=subprocess.DEVNULL,
    )
    try:
        while not (FOLDER / "redis.sock").exists():
            time.sleep(0.05)
        call_command("migrate", verbosity=0)
        measure(seconds, batch, devices)
    finally:
        live.publisher().stop()
        redis.kill()
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
