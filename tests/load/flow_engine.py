"""The flows consumer alone, in one process: samples of 100 devices through the reference flow, batch by batch.

    DJANGO_SETTINGS_MODULE=iotsite.settings python -m tests.load.flow_engine [samples a batch ...]

Needs a running Redis and a migrated database in SLUICE_VAR; makes an organization of its own and removes it again.
"""

import cProfile
import os
import pstats
import random
import sys
import time

import django


def main(sizes: list[int], *, is_profiled: bool) -> None:
    from core.redis import client
    from devices import services as devices
    from flows import services
    from flows.lane.engine import FlowsConsumer
    from organizations.models import Organization
    from telemetry import log
    from telemetry.lane import Commit, Entry, Part
    from tests.flows.drawing import reference_flow

    organization = Organization.objects.create(name="load test")
    machines = [devices.create_device(organization, name=f"d{index:03d}") for index in range(100)]
    for machine in machines:
        devices.create_metric(machine, path="temp")
    flow = services.create_flow(organization, name="F1", document=reference_flow())
    services.deploy(flow)
    try:
        consumer = FlowsConsumer()
        consumer.take(0, 1)
        for size in sizes:
            chance = random.Random(1)
            batches = []
            for number in range(max(5, 200_000 // size)):
                arrival_us = time.time_ns() // 1000
                body = log.encode_raw(
                    arrival_us,
                    "sluice",
                    [chance.choice(machines).id for _ in range(size)],
                    ["samples"] * size,
                    [b'{"temp":%.3f}' % (20 + 8 * chance.random()) for _ in range(size)],
                )
                batches.append([Entry(b"%d-%d" % (arrival_us, number), log.RAW, body)])
            profile = cProfile.Profile()
            if is_profiled:
                profile.enable()
            started_at, cpu_at = time.perf_counter(), time.process_time()
            for entries in batches:
                commit = Commit(client().pipeline(transaction=True))
                consumer.process([Part(0, entries)], commit)
                commit.answers = commit.pipe.execute()
                for callback in commit.callbacks:
                    callback()
            wall_s, cpu_s = time.perf_counter() - started_at, time.process_time() - cpu_at
            profile.disable()
            count = size * len(batches)
            print(
                f"batches of {size:>5}: {count / wall_s:>9,.0f} samples/s, "
                f"{cpu_s / count * 1e6:.2f} µs of CPU a sample, {wall_s / len(batches) * 1e3:.2f} ms a batch"
            )
            if is_profiled:
                pstats.Stats(profile).sort_stats("tottime").print_stats(18)
    finally:
        services.delete_flow(flow)
        organization.delete()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iotsite.settings")
    django.setup()
    arguments = [argument for argument in sys.argv[1:] if argument != "--profile"]
    main([int(argument) for argument in arguments] or [1, 10, 100, 1000, 5000], is_profiled="--profile" in sys.argv)
