"""What the first data of a dashboard costs: 100 widgets in one request, and 20 sparklines over an hour of raw samples.

    SLUICE_VAR=<an empty folder> DJANGO_SETTINGS_MODULE=iotsite.settings python -m tests.load.dashboard_data

Needs Redis, as `./up` does. Fills a database of its own in SLUICE_VAR with 100 metrics at one sample a second for two
hours (720,000 samples) and rolls them up. Prints the median and the worst of each request in milliseconds, answered
through the whole of Django by its test client, and how many statements the store took. The goal is 200 ms.
`--fill` only fills; a database that is filled is measured as it is.
"""

import json
import os
import statistics
import sys
import time
from typing import Any

import django
import numpy as np

NAME = "dashboard load"
METRICS, SECONDS, ROUNDS = 100, 2 * 3600, 9
MIXED: tuple[tuple[str, dict[str, Any], int], ...] = (
    ("value", {}, 30),
    ("sparkline", {}, 20),
    ("gauge", {}, 8),
    ("lamp", {}, 7),
    ("timeseries", {}, 15),
    ("bar", {"statistic": "avg"}, 4),
    ("band", {}, 3),
    ("pie", {"statistic": "avg"}, 3),
    ("histogram", {}, 3),
    ("box", {}, 3),
    ("heatmap", {"by": "weekday"}, 2),
    ("state_timeline", {}, 2),
)


def main() -> None:
    from django.core.management import call_command
    from django.test import Client

    from dashboards import documents, services
    from dashboards.models import Dashboard
    from devices.models import Metric
    from organizations.models import Organization, User
    from telemetry.store import current

    call_command("migrate", verbosity=0)
    organization = Organization.objects.filter(name=NAME).first() or fill()
    metrics = list(Metric.objects.filter(device__organization=organization).order_by("id").values_list("id", flat=True))
    user = User.objects.get(organization=organization)
    if "--fill" in sys.argv:
        return
    store: Any = current()

    browser = Client()
    browser.force_login(user)
    boards: dict[str, tuple[tuple[str, dict[str, Any], int], ...]] = {
        "100 mixed widgets": MIXED,
        "20 sparklines": (("sparkline", {}, 20),),
        "20 time series": (("timeseries", {}, 20),),
        "100 time series": (("timeseries", {}, 100),),
        "100 values": (("value", {}, 100),),
    }
    statements: list[str] = []
    execute = store._execute

    def counting(connection: Any, statement: str, *values: Any) -> Any:
        statements.append(statement)
        return execute(connection, statement, *values)

    store._execute = counting
    end_ms = int(store.last(metrics).time.max()) // 1000
    results: dict[str, Any] = {}
    for name, kinds in boards.items():
        document = documents.empty()
        place = 0
        for kind, options, count in kinds:
            for _ in range(count):
                document["widgets"][f"w{place}"] = {
                    "type": kind,
                    "version": 1,
                    "title": "",
                    "options": options,
                    "bindings": [{"kind": "metric", "metric": metrics[place % METRICS]}],
                    "rules": [],
                }
                place += 1
        Dashboard.objects.filter(organization=organization, name=name).delete()
        board = services.create_dashboard(organization, name=name, document=document, by=user)
        results[name] = {}
        for span, span_s in (("1h", 3600), ("15m", 900)):
            took = []
            size = 0
            for _ in range(ROUNDS):
                statements.clear()
                began = time.perf_counter()
                answer = browser.get(f"/api/dashboards/{board.id}/data?from={end_ms - span_s * 1000}&to={end_ms}&points=1200")
                took.append((time.perf_counter() - began) * 1000)
                assert answer.status_code == 200, answer.content
                size = len(answer.content)
            results[name][span] = {
                "median_ms": round(statistics.median(took), 1),
                "worst_ms": round(max(took), 1),
                "statements": len(statements),
                "kB": size // 1000,
            }
    print(json.dumps(results, indent=2))


def fill() -> Any:
    from devices.models import Device, Metric
    from organizations import profiles
    from organizations.models import Organization, User
    from telemetry.store import Samples, current

    organization = Organization.objects.create(name=NAME)
    device = Device.objects.create(organization=organization, name="plant")
    Metric.objects.bulk_create(Metric(device=device, path=f"line/{n:03d}", unit="°C") for n in range(METRICS))
    user = User.objects.create(email="load@example.com", organization=organization)
    profiles.add_member(profiles.preset(organization, "administrator"), user)
    now_us = time.time_ns() // 1000
    times = [now_us - (SECONDS - second) * 1_000_000 for second in range(SECONDS)]
    generator = np.random.default_rng(1)
    for metric in Metric.objects.filter(device=device).order_by("id").values_list("id", flat=True):
        values = (20 + generator.standard_normal(SECONDS).cumsum() / 10).tolist()
        current().append(Samples.of([metric] * SECONDS, times, values))
    while not current().maintain(5).is_done:
        pass
    return organization


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iotsite.settings")
    django.setup()
    main()
