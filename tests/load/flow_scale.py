"""How the cost of flows grows: with the flows that hear a metric, with the devices of one flow, with the blocks of a graph.

    SLUICE_VAR=./var python -m tests.load.flow_scale [flows|devices|deploy ...]

Needs a running Redis and a migrated database in SLUICE_VAR; makes an organization of its own and removes it again.

flows    1, 10, 100, 1,000 deployed flows that hear the same metric pattern, and as many again that hear another one:
         µs a sample, and µs a sample and flow, which must not grow
devices  10,000 devices in one flow with state: bytes a key in Redis, and in the memory of the lane's process
deploy   a flow of 500 blocks from the request to the worker that runs it: checking, compiling, loading
"""

import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import django

SAMPLES = 20_000
BATCH = 500


def consume(consumer: Any, batches: list[Any]) -> float:
    """Seconds of CPU for these batches, committed like in the lane."""
    from core.redis import client
    from telemetry.lane import Commit, Part

    began = time.process_time()
    for entries in batches:
        commit = Commit(client().pipeline(transaction=True))
        consumer.process([Part(0, entries)], commit)
        commit.answers = commit.pipe.execute()
        for callback in commit.callbacks:
            callback()
    return time.process_time() - began


def batches_of(devices: list[int], samples: int) -> list[Any]:
    """Samples of the devices in turn, in entries of BATCH."""
    from telemetry import log
    from telemetry.lane import Entry

    made = []
    for start in range(0, samples, BATCH):
        arrival_us = time.time_ns() // 1_000
        ids = [devices[(start + n) % len(devices)] for n in range(BATCH)]
        payloads = [b'{"temp":%.3f}' % (20 + (start + n) % 800 / 100) for n in range(BATCH)]
        body = log.encode_raw(arrival_us, "sluice", ids, ["samples"] * BATCH, payloads)
        made.append([Entry(b"%d-%d" % (arrival_us, start), log.RAW, body)])
    return made


def made_devices(organization: Any, count: int) -> list[int]:
    from devices.models import Device, Metric

    devices = Device.objects.bulk_create([Device(organization=organization, name=f"d{n:05d}") for n in range(count)])
    Metric.objects.bulk_create([Metric(device=device, path="temp", data_type="double") for device in devices])
    return [device.id for device in devices]


def measure_flows(organization: Any) -> None:
    from flows import services
    from flows.lane.engine import FlowsConsumer
    from flows.models import Flow
    from tests.flows.drawing import reference_flow

    devices = made_devices(organization, 100)
    print("flows that hear / that do not | µs a sample | µs a sample and flow")
    made = 0
    for count in (1, 10, 100, 1_000):
        for number in range(made, count):
            for path in ("temp", "other"):
                flow = services.create_flow(organization, name=f"{path} {number}", document=reference_flow(path))
                services.deploy(flow)
        made = count
        consumer = FlowsConsumer()
        consumer.take(0, 1)
        samples = max(BATCH, SAMPLES // count // BATCH * BATCH)
        batches = batches_of(devices, 2 * samples)
        half = len(batches) // 2
        consume(consumer, batches[:half])
        spent_us = consume(consumer, batches[half:]) / ((len(batches) - half) * BATCH) * 1e6
        print(f"{count:>5} / {count:<5} | {spent_us:>10.1f} | {spent_us / count:.2f}")
    for flow in Flow.objects.filter(organization=organization):
        services.delete_flow(flow)


def measure_devices(organization: Any) -> None:
    from core.redis import client
    from flows import services
    from flows.lane import state
    from flows.lane.engine import FlowsConsumer
    from tests.flows.drawing import reference_flow

    devices = made_devices(organization, 10_000)
    flow = services.create_flow(organization, name="Each", document=reference_flow())
    services.deploy(flow)
    consumer = FlowsConsumer()
    consumer.take(0, 1)
    consume(consumer, batches_of(devices[:1], BATCH))
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    redis: Any = client()
    consume(consumer, batches_of(devices, 12 * len(devices)))  # so that every window is full
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    in_redis = redis.memory_usage(state.key_of("state", flow.id), samples=0)
    keys = state.count_keys(flow.id)
    in_process = grown_kb * 1024 / keys
    print(f"{keys:,} keys: {in_redis / keys:.0f} bytes a key in Redis, {in_process:.0f} in the process (limit 1,000)")
    services.delete_flow(flow)


def measure_deploy(organization: Any) -> None:
    from flows import selectors, services
    from flows.graphs import program
    from tests.flows.drawing import draw

    blocks: dict[str, tuple[str, dict[str, Any]]] = {"b0": ("source.metric", {"mode": "pattern", "path": "temp"})}
    kinds = (
        ("math.scale", {"factor": 1.0001}),
        ("math.moving_average", {"window": 10}),
        ("math.formula", {"expression": "a + 1"}),
    )
    wires = []
    for n in range(1, 500):
        kind, params = kinds[n % 3]
        blocks[f"b{n}"] = (kind, dict(params))
        wires.append(f"b{n - 1}.value > b{n}.{'a' if kind == 'math.formula' else 'value'}")
    flow = services.create_flow(organization, name="Long", document=draw(blocks, *wires))

    def timed(what: str, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        answer = work()
        print(f"{what}: {(time.perf_counter() - began) * 1e3:.0f} ms")
        return answer

    timed("deploy of 500 blocks, first", lambda: services.deploy(flow))
    timed("deploy of 500 blocks, again", lambda: services.deploy(flow))
    (deployed,) = [one for one in selectors.deployed() if one.flow_id == flow.id]
    timed("loaded by a worker", lambda: program.load(deployed))
    services.delete_flow(flow)


def main(wanted: list[str]) -> None:
    from organizations.models import Organization

    measures = {"flows": measure_flows, "devices": measure_devices, "deploy": measure_deploy}
    for name in wanted or list(measures):
        organization = Organization.objects.create(name=f"load test of {name}")
        try:
            measures[name](organization)
        finally:
            organization.delete()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iotsite.settings")
    django.setup()
    main(sys.argv[1:])
