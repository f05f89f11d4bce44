"""How fast pages of a long audit log come, by what they are narrowed to, and how fast entries are written.

    .venv/bin/python -m tests.load.audit [entries]

Makes a database (or uses DATABASE_URL) in a temporary folder.
"""

import datetime as dt
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="sluice-load-"))
os.environ |= {"DJANGO_SETTINGS_MODULE": "iotsite.settings", "SLUICE_VAR": str(FOLDER), "SLUICE_LOG_LEVEL": "ERROR"}

import django  # noqa: E402  the settings read the environment

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils.timezone import now  # noqa: E402

from organizations import audit  # noqa: E402
from organizations.audit.selectors import Wanted, all_entries, choices, entries  # noqa: E402
from organizations.models import AuditEntry  # noqa: E402

ACTIONS = ("created", "changed", "changed", "changed", "deleted", "logged_in", "login_failed")
KINDS = ("device", "metric", "user", "profile", "flow", "dashboard")
BATCH = 10_000


def fill(count: int) -> float:
    chance, began, newest = random.Random(7), time.perf_counter(), now()
    for start in range(0, count, BATCH):
        AuditEntry.objects.bulk_create(
            AuditEntry(
                organization_id="load00",
                at=newest - dt.timedelta(seconds=count - number),
                actor_id=chance.randrange(50),
                actor=f"person {number % 50}",
                address="192.0.2.7",
                action=chance.choice(ACTIONS),
                kind=chance.choice(KINDS),
                target_id=str(number % 20_000),
                target=f"thing {number % 20_000}",
                changes={"name": [f"old {number}", f"new {number}"]},
            )
            for number in range(start, min(start + BATCH, count))
        )
    return count / (time.perf_counter() - began)


def measure(count: int) -> None:
    print(f"filled with {count:,} entries: {fill(count):,.0f} entries/s")
    middle = now() - dt.timedelta(seconds=count / 2)
    deep = entries(Wanted(organization_id="load00", to_at=middle)).next
    pages = {
        "the newest": (Wanted(organization_id="load00"), ""),
        "in the middle, by its cursor": (Wanted(organization_id="load00"), deep),
        "of an action": (Wanted(organization_id="load00", action="deleted"), ""),
        "of a user, before the middle": (Wanted(organization_id="load00", actor_id=7, to_at=middle), ""),
        "of one thing": (Wanted(organization_id="load00", kind="device", target_id="77"), ""),
        "of an action of a kind of a user": (Wanted(organization_id="load00", action="deleted", kind="flow", actor_id=3), ""),
        "that nothing fits": (Wanted(organization_id="load00", action="deleted", kind="none"), ""),
        "with a word that is everywhere": (Wanted(organization_id="load00", search="thing"), ""),
        "with a word that is nowhere": (Wanted(organization_id="load00", search="needle"), ""),
        "with two words and an action": (Wanted(organization_id="load00", search="needle hay", action="deleted"), ""),
    }
    for says, (wanted, after) in pages.items():
        took_ms = []
        for _ in range(7):
            began = time.perf_counter()
            found = entries(wanted, after=after or "")
            took_ms.append((time.perf_counter() - began) * 1000)
        print(f"page {says}: {sorted(took_ms)[3]:.1f} ms, {len(found.items)} entries")
    began = time.perf_counter()
    choices("load00", "action"), choices("load00", "kind")
    print(f"choices: {(time.perf_counter() - began) * 1000:.1f} ms")
    began = time.perf_counter()
    for number in range(500):
        audit.record("changed", kind="device", target_id=number, target="pump", organization_id="load00", changes={"a": (1, 2)})
    print(f"one entry: {(time.perf_counter() - began) * 2:.2f} ms")
    began, rows = time.perf_counter(), 0
    for chunk in all_entries(Wanted(organization_id="load00")):
        rows += len(chunk)
    print(f"export: {rows / (time.perf_counter() - began):,.0f} entries/s")


if __name__ == "__main__":
    try:
        call_command("migrate", verbosity=0)
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
    finally:
        shutil.rmtree(FOLDER, ignore_errors=True)
