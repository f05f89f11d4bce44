"""How many samples a second a replay takes through the reference flow, in columns and row by row, on one core.

    DJANGO_SETTINGS_MODULE=iotsite.settings python -m tests.load.replay [samples] [devices] [--store]

In memory nothing else is needed. With `--store` the samples are also written to a store in a temporary folder (or to that of
READINGS_URL) and read from there.
"""

import os
import sys
import time
from typing import Any

import django
import numpy as np


class Counting:
    """Counts what it is told, and keeps the alarms."""

    def __init__(self) -> None:
        self.alarms: list[Any] = []
        self.values = 0

    def alarm(self, block_id: str, key: int, at: int, change: str, value: Any, text: str) -> None:
        self.alarms.append((key, at, change, value))

    def series(self, kind: str, block_id: str, key: int, times: Any, values: Any, target: Any) -> None:
        self.values += len(times)

    def effect(self, *_: Any) -> None: ...

    def fail(self, block_id: str, key: int, at: int, error: Exception, inputs: Any = None) -> None:
        raise error


def signal(count: int, device: int) -> Any:
    """A wave with noise around the threshold, three decimals as sensors send them."""
    steps = np.arange(count)
    noise = np.random.default_rng(device).uniform(-1, 1, count)
    return np.round(25 + 6 * np.sin(steps / 40 + device) + noise, 3)


def in_memory(samples: int, devices: int) -> None:
    from flows.graphs.facts import NoFacts
    from flows.graphs.validation import check
    from flows.replay.columnar import Chunk
    from flows.replay.runner import Runner
    from tests.flows.drawing import reference_flow

    document = reference_flow()
    document["blocks"]["b6"] = {"type": "output.widget", "version": 1, "params": {"label": "Average"}}
    document["wires"].append({"from": "b4.value", "to": "b6.value"})
    graph = check(document, NoFacts()).graph
    assert graph is not None
    each = samples // devices
    times = np.arange(each) * 1_000_000
    columns = {device: signal(each, device) for device in range(1, devices + 1)}

    def run(allows_columns: bool) -> tuple[float, Counting]:
        told = Counting()
        running = Runner(graph, told, allows_columns=allows_columns)
        started = time.process_time()
        for device, values in columns.items():
            running.begin(device)
            for start in range(0, each, 65_536):
                part = slice(start, start + 65_536)
                at = times[part]
                running.feed(Chunk(at, np.zeros(len(at), np.uint8), {0: (np.arange(len(at)), values[part])}))
            running.finish(each * 1_000_000)
        return each * devices / (time.process_time() - started), told

    best: dict[bool, float] = {}
    told: dict[bool, Counting] = {}
    for allows_columns in (False, True):
        for _ in range(3):
            speed, told[allows_columns] = run(allows_columns)
            best[allows_columns] = max(best.get(allows_columns, 0), speed)
    assert told[True].alarms == told[False].alarms, "the alarms differ"
    print(f"{each * devices:,} samples of {devices} devices, {len(told[True].alarms):,} alarm changes, equal in both")
    print(f"row by row: {best[False]:>12,.0f} samples/s of CPU")
    print(f"in columns: {best[True]:>12,.0f} samples/s of CPU, {best[True] / best[False]:.1f} times as many")


def from_the_store(samples: int, devices: int) -> None:
    """The same through the history reader, from a store of its own in a temporary folder (or that of READINGS_URL)."""
    import tempfile

    from flows.graphs.facts import NoFacts
    from flows.graphs.validation import check
    from flows.replay.history import Heard, chunk_of, slices
    from flows.replay.runner import Runner
    from telemetry.store import Samples, open_store
    from tests.flows.drawing import reference_flow

    graph = check(reference_flow(), NoFacts()).graph
    assert graph is not None
    each = samples // devices
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(os.environ.get("READINGS_URL") or f"sqlite:///{folder}/readings.db")
        for device in range(1, devices + 1):
            store.append(Samples.of([device] * each, (np.arange(each) * 1_000_000).tolist(), signal(each, device).tolist()))
        told = Counting()
        running = Runner(graph, told)
        started, cpu_s = time.perf_counter(), time.process_time()
        for device in range(1, devices + 1):
            running.begin(device)
            for piece, _, _ in slices(store, [device], 0, each * 1_000_000):
                running.feed(chunk_of(piece, Heard({device: [(0, False)]})))
            running.finish(each * 1_000_000)
        wall_s, cpu_s = time.perf_counter() - started, time.process_time() - cpu_s
        store.close()
    print(f"with reading from the store: {samples / wall_s:,.0f} samples/s, {samples / cpu_s:,.0f} per second of our CPU")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iotsite.settings")
    django.setup()
    numbers = [int(argument.replace("_", "")) for argument in sys.argv[1:] if not argument.startswith("-")]
    count, machines = (*numbers, *(2_000_000, 100)[len(numbers) :])
    in_memory(count, machines)
    if "--store" in sys.argv:
        from_the_store(count, machines)
