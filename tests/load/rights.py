"""What a question about rights costs: one evaluation, and a listing over 40,000 nodes with 200 denied devices.

    SLUICE_VAR=<an empty folder> DJANGO_SETTINGS_MODULE=iotsite.settings python -m tests.load.rights

Fills a database of its own in SLUICE_VAR: 2,000 devices of 20 metrics in 20 sites. Beside the listing by columns it
measures the same listing by a materialised path (`path LIKE`), the way that was weighed against it.
"""

import os
import statistics
import time
from collections.abc import Callable

import django

DEVICES, METRICS, SITES, DENIED, PAGE = 2_000, 20, 20, 200, 50


def timed(work: Callable[[], object], *, rounds: int) -> float:
    """The median of one call in seconds."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def main() -> None:
    from django.core.management import call_command
    from django.db import connection

    from devices.models import Device, Metric
    from organizations import profiles, rights
    from organizations.models import Effect, Organization, Profile, ProfileAccess, Site, User

    call_command("migrate", verbosity=0)
    organization = Organization.objects.create(name="rights load")
    sites = Site.objects.bulk_create(Site(organization=organization, name=f"site {n}") for n in range(SITES))
    Device.objects.bulk_create(
        Device(organization=organization, site=sites[n % SITES], name=f"device {n:05d}") for n in range(DEVICES)
    )
    devices = list(Device.objects.filter(organization=organization).order_by("id"))
    Metric.objects.bulk_create(
        (Metric(device=device, path=f"group/metric {m}") for device in devices for m in range(METRICS)), batch_size=2_000
    )
    user = User.objects.create(email=f"{organization.id}@load.example", organization=organization)
    profile = Profile.objects.create(organization=organization, name="load", access_management=True)
    profiles.add_member(profile, user)
    ProfileAccess.objects.create(
        profile=profile, organization=organization, node=f"o:{organization.id}", effect=Effect.ALLOW, permissions=rights.SETTABLE
    )
    ProfileAccess.objects.bulk_create(
        ProfileAccess(profile=profile, organization=organization, node=f"d:{device.id}", effect=Effect.DENY)
        for device in devices[::10][:DENIED]
    )
    rights.changed()

    print(f"load a user's rights          {timed(lambda: rights.load_access(user, door='browser'), rounds=50) * 1e3:8.2f} ms")
    access = rights.access_of(user)
    metrics = list(Metric.objects.select_related("device").filter(device__organization=organization)[:5_000])
    lines = [metric.node_line() for metric in metrics]
    began = time.perf_counter()
    for line in lines:
        access.bits(line)
    print(f"one evaluation of a line      {(time.perf_counter() - began) / len(lines) * 1e6:8.2f} µs")
    began = time.perf_counter()
    for metric in metrics:
        access.can("write_metric", metric)
    print(f"one question about a metric   {(time.perf_counter() - began) / len(metrics) * 1e6:8.2f} µs")
    began = time.perf_counter()
    for metric in metrics[:1_000]:
        rights.can(user, "write_metric", metric)
    print(f"the same, cache looked at     {(time.perf_counter() - began) / 1_000 * 1e6:8.2f} µs")

    rows = rights.visible(user, Metric.objects.filter(device__organization=organization)).order_by("id")
    assert rows.count() == (DEVICES - DENIED) * METRICS
    print(f"listing: count of {DEVICES * METRICS:,}       {timed(rows.count, rounds=20) * 1e3:8.2f} ms")
    print(f"listing: all ids              {timed(lambda: list(rows.values_list('id', flat=True)), rounds=10) * 1e3:8.2f} ms")
    print(f"listing: a page of {PAGE}         {timed(lambda: list(rows[:PAGE]), rounds=20) * 1e3:8.2f} ms")
    skipped = rows.count() - PAGE
    print(f"listing: the last page        {timed(lambda: list(rows[skipped:]), rounds=20) * 1e3:8.2f} ms")

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE node_path (id bigint PRIMARY KEY, path text)")
        cursor.executemany(
            "INSERT INTO node_path VALUES (%s, %s)",
            [
                (metric_id, f"/{organization.id}/{site}/{device}/{metric_id}/")
                for metric_id, device, site in Metric.objects.filter(device__organization=organization).values_list(
                    "id", "device_id", "device__site_id"
                )
            ],
        )
        cursor.execute("CREATE INDEX node_path_path ON node_path (path)")
        denied = [f"/{organization.id}/{device.site_id}/{device.id}/%" for device in devices[::10][:DENIED]]
        query = "SELECT count(*) FROM node_path WHERE path LIKE %s" + " AND NOT path LIKE %s" * len(denied)
        print(
            "by path LIKE: count           "
            f"{timed(lambda: cursor.execute(query, [f'/{organization.id}/%', *denied]), rounds=5) * 1e3:8.2f} ms"
        )
    user.delete()
    Metric.objects.filter(device__organization=organization).delete()
    organization.delete()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iotsite.settings")
    django.setup()
    main()
