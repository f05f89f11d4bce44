"""What an export costs: rows a second and peak memory, for 100,000 and for 1,000,000 rows side by side.

    .venv/bin/python -m tests.load.export [rows]

Four metrics of one device at one sample a second each. Every figure is of a process of its own, so that its peak memory
(RSS) is that of this export alone; an empty export tells what the program needs by itself. Uses SLUICE_READINGS_URL
(PostgreSQL) when it is set, else a SQLite file; database and files are in a temporary folder.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

METRICS = 4
T0 = 1_790_000_000_000_000
FORMS: dict[str, dict[str, Any]] = {
    "CSV long raw": {"shape": "long"},
    "CSV wide raw (merge)": {"shape": "wide"},
    "CSV wide buckets of 60 s": {"shape": "wide", "bucket_s": 60, "functions": ["avg", "min", "max"]},
    "XLSX long raw": {"shape": "long", "format": "xlsx"},
    "XLSX wide raw (merge)": {"shape": "wide", "format": "xlsx"},
}


def _setup() -> None:
    import django

    django.setup()


def fill(rows: int) -> None:
    """As many samples for each metric as make `rows` rows in the wide form."""
    import numpy as np

    from telemetry.store import Samples, current

    random = np.random.default_rng(1)
    store = current()
    for begin in range(0, rows, 20_000):
        count = min(20_000, rows - begin)
        for metric in range(1, METRICS + 1):
            times = T0 + (begin + np.arange(count)) * 1_000_000
            values = np.round(random.normal(20, 5, count), 3)
            store.append(Samples.of([metric] * count, times.tolist(), values.tolist()))
    # As a running Sluice would have done within minutes: buckets come from rollups.
    while not store.maintain(60).is_done:
        pass


def measure(form: str, rows: int) -> None:
    """One export in this process; prints seconds, rows, bytes and peak memory."""
    from telemetry.exports import services
    from telemetry.exports.definition import ExportDefinition, Span
    from telemetry.selection import Chosen

    options = FORMS.get(form, {})
    definition = ExportDefinition.model_validate({"nodes": ["d:1"], "time_zone": "Europe/Helsinki", **options})
    chosen = [Chosen(one, 1, "Pump 1", f"metric {one}", "l/s", "double") for one in range(1, METRICS + 1)]
    # A row of the long form is one sample, a row of the wide form one of each metric.
    samples = rows // METRICS if definition.shape == "long" else rows
    span = Span(T0, T0 + samples * 1_000_000)
    path = services.folder() / f"{os.getpid()}.{definition.format}"
    count = 0

    def told(now: int, progress: float) -> None:
        nonlocal count
        count = now

    began, cpu = time.monotonic(), time.process_time()
    services.make(path, definition, chosen, span, told)
    print(
        json.dumps(
            {
                "seconds": time.monotonic() - began,
                "cpu_s": time.process_time() - cpu,
                "rows": count,
                "bytes": path.stat().st_size,
                "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )
    path.unlink()


def child(*arguments: object) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.load.export", *map(str, arguments)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout or "{}")
    return found


def main(rows: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="sluice-load-"))
    os.environ |= {"DJANGO_SETTINGS_MODULE": "iotsite.settings", "SLUICE_VAR": str(folder), "OPENBLAS_NUM_THREADS": "1"}
    try:
        child("fill", rows)
        empty = child("measure", "CSV long raw", 0)
        print(f"an empty export: {empty['rss_mb']:.0f} MB RSS")
        print(f"{'':28}{'rows':>11}{'s':>8}{'rows/s':>11}{'rows/s CPU':>12}{'MB':>8}{'peak RSS':>10}")
        for form in FORMS:
            for count in (rows // 10, rows):
                found = child("measure", form, count)
                print(
                    f"{form:28}{found['rows']:>11,.0f}{found['seconds']:>8.1f}{found['rows'] / found['seconds']:>11,.0f}"
                    f"{found['rows'] / found['cpu_s']:>12,.0f}{found['bytes'] / 2**20:>8.1f}{found['rss_mb']:>7.0f} MB"
                )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["fill", rows]:
            _setup()
            fill(int(rows))
        case ["measure", form, rows]:
            _setup()
            measure(form, int(rows))
        case [rows]:
            main(int(rows))
        case _:
            main(1_000_000)
