"""How long each step in the tree takes over the API: 20,000 devices, 100,000 metrics, on SQLite or DATABASE_URL.

    .venv/bin/python -m tests.load.tree [devices] [rounds]

Redis and database are its own, in a temporary folder. The slowest of the rounds is what counts: under 300 ms each.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FOLDER = Path(tempfile.mkdtemp(prefix="sluice-tree-"))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "iotsite.settings",
    "SLUICE_VAR": str(FOLDER),
    "SLUICE_REDIS_URL": f"unix://{FOLDER}/redis.sock",
    "SLUICE_LOG_LEVEL": "ERROR",
}

import django  # noqa: E402  the settings read the environment

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from core.redis import client as redis_client  # noqa: E402
from devices.models import Attribute, Device, DeviceType, Metric  # noqa: E402
from organizations import places  # noqa: E402
from organizations.models import Organization, Site  # noqa: E402
from tests import factories  # noqa: E402

METRICS_PER_DEVICE = 5
SITES_PER_ORGANIZATION = 10
ORGANIZATIONS = 10
DENIED_DEVICES = 200
BOUND_MS = 300


def fill(devices: int) -> tuple[Organization, list[Organization]]:
    """A company of ten plants with ten sites each; every tenth device stands at no site."""
    company = places.create_organization(name="Company")
    plants = [places.create_organization(name=f"Plant {n}", parent=company) for n in range(ORGANIZATIONS)]
    for place, plant in enumerate(plants):
        sites = [places.create_site(plant, name=f"Hall {n}") for n in range(SITES_PER_ORGANIZATION)]
        kind = DeviceType.objects.create(organization=plant, name="Pump")
        rows = Device.objects.bulk_create(
            Device(
                organization=plant,
                name=f"pump {place}-{n}",
                site=None if n % 10 == 9 else sites[n % SITES_PER_ORGANIZATION],
                type=kind,
                online=n % 3 == 0,
                description="Cooling water",
            )
            for n in range(devices // ORGANIZATIONS)
        )
        Metric.objects.bulk_create(
            (Metric(device=row, path=f"motor/bearing {n}/temperature") for row in rows for n in range(METRICS_PER_DEVICE)),
            batch_size=2_000,
        )
        Attribute.objects.bulk_create(
            (Attribute(device=row, name="serial", value=f"SN{row.id:08d}") for row in rows), batch_size=2_000
        )
    return company, plants


def people(company: Organization, plants: list[Organization]) -> dict[str, Client]:
    """Somebody who may do everything, somebody with 200 denied devices, and somebody who may see a site and one metric."""
    hindered = factories.user(email="hindered@example.com")
    profile = factories.profile(company, "hindered", hindered)
    factories.allow(profile, company)
    for device in Device.objects.order_by("id")[:: max(1, Device.objects.count() // DENIED_DEVICES)]:
        factories.deny(profile, device)
    partial = factories.user(email="partial@example.com")
    profile = factories.profile(company, "partial", partial)
    site = Site.objects.filter(organization=plants[1]).first()
    metric = Metric.objects.filter(device__organization=plants[2]).select_related("device").first()
    assert site is not None
    assert metric is not None
    factories.allow(profile, site)
    factories.allow(profile, metric)
    administrator = factories.user(company, email="administrator@example.com")
    return {
        "everything": factories.client(administrator),
        "200 denied": factories.client(hindered),
        "a site, a metric": factories.client(partial),
    }


def steps(
    company: Organization, plant: Organization, next_door: Organization, other: Site
) -> list[tuple[str, str, dict[str, Any] | None]]:
    site = Site.objects.filter(organization=plant).order_by("id").first()
    assert site is not None
    device = Device.objects.filter(site=site).order_by("id")[1]
    devices = [f"d:{row.id}" for row in Device.objects.filter(site=site).order_by("id")[1:101]]
    return [
        ("the first organizations", "/api/tree", None),
        ("below the company", f"/api/tree?node=o:{company.id}", None),
        ("below a plant", f"/api/tree?node=o:{plant.id}", None),
        ("the last page of a plant", f"/api/tree?node=o:{plant.id}&offset=180&limit=100", None),
        ("below a site", f"/api/tree?node=s:{site.id}&limit=200", None),
        ("below a device", f"/api/tree?node=d:{device.id}", None),
        ("below a folder", f"/api/tree?node=f:{device.id}:motor", None),
        ("search: a common word", "/api/tree/search?search=pump", None),
        ("search: one device", "/api/tree/search?search=pump+3-777", None),
        ("search: a serial number", "/api/tree/search?search=SN00012345", None),
        ("search: nothing at all", "/api/tree/search?search=zzzzzz", None),
        ("search: metrics", "/api/tree/search?search=temperature&kinds=metric", None),
        ("search: metrics of a device", "/api/tree/search?search=bearing+2-99&kinds=metric", None),
        ("list of devices", "/api/devices?limit=100", None),
        ("list of devices, page 15", "/api/devices?limit=100&offset=1500&search=pump", None),
        ("move a device", "/api/tree/move", {"keys": [f"d:{device.id}"], "to": f"s:{other.id}"}),
        ("move 100 devices", "/api/tree/move", {"keys": devices, "to": f"s:{other.id}"}),
        ("100 to another organization", "/api/tree/move", {"keys": devices, "between": [f"o:{next_door.id}", f"o:{plant.id}"]}),
        ("a favourite", f"/api/favourites/d:{device.id}", {}),
    ]


def main(devices: int, rounds: int) -> int:
    call_command("migrate", verbosity=0)
    began = time.monotonic()
    company, plants = fill(devices)
    print(f"{Device.objects.count()} devices, {Metric.objects.count()} metrics, made in {time.monotonic() - began:.0f} s")
    print(f"{settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}; the slowest of {rounds} rounds in ms:")
    print("by the clock, of the processor, HTTP status\n")
    browsers = people(company, plants)
    slowest = 0.0
    print(f"{'':30}" + "".join(f"{name:>18}" for name in browsers))
    sites = list(Site.objects.filter(organization=plants[1]).order_by("id")[1:3])
    for name, path, body in steps(company, plants[1], plants[2], sites[0]):
        line = f"{name:30}"
        for browser in browsers.values():
            times, status = [], 0
            for number in range(-1, rounds):
                if body is not None and "keys" in body:
                    targets = body.get("between") or [f"s:{site.id}" for site in sites]
                    body["to"] = targets[(number + 1) % 2]
                began, cpu = time.perf_counter(), time.process_time()
                headers = {"X-Organization": plants[1].id}
                if body is None:
                    answer = browser.get(path, headers=headers)
                elif "favourites" in path:
                    answer = browser.put(path, body, "application/json", headers=headers)
                else:
                    answer = browser.post(path, body, "application/json", headers=headers)
                status = answer.status_code
                if number >= 0:  # the first loads the program
                    times.append(((time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000))
            wall, cpu = max(times)[0], max(cpu for _, cpu in times)
            slowest = max(slowest, wall)
            line += f"{wall:>9.0f} {cpu:>4.0f} {status}"
        print(line)
    print(f"\nslowest {slowest:.1f} ms; bound {BOUND_MS} ms")
    return int(slowest > BOUND_MS)


def run() -> int:
    arguments = [int(argument) for argument in sys.argv[1:]]
    server = subprocess.Popen(
        ["redis-server", "--port", "0", "--unixsocket", f"{FOLDER}/redis.sock", "--save", "", "--logfile", f"{FOLDER}/redis.log"]
    )
    try:
        while not (FOLDER / "redis.sock").exists():
            time.sleep(0.02)
        redis_client().ping()
        return main(*(arguments + [20_000, 5][len(arguments) :]))
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(FOLDER, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(run())
