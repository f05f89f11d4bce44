"""A worker's lane with one small consumer, run as a program by test_lane.py.

It writes each entry's body to the Redis list `probe:<partition>` in the commit. Bodies that start with `bad` make it
fail, with `down` make it wait as long as the key `probe:down` exists, with `slow` make it take 50 ms; `hang` never comes back
the first time. What `PROBE_STUCK_S` says counts as never.
"""

import os
import signal
import threading
import time
from collections.abc import Sequence

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iotsite.settings")

import django

django.setup()  # before our models are imported

from core.errors import Unavailable  # noqa: E402
from core.redis import client  # noqa: E402
from telemetry import lane, log  # noqa: E402
from telemetry.lane import membership  # noqa: E402
from telemetry.lane.processes import Processes  # noqa: E402


class Probe:
    name = "probe"
    pace_s = 0.0
    niceness = 0

    def take(self, partition: int, generation: int) -> None:
        client().rpush("probe:taken", f"{partition}:{generation}")

    def lose(self, partition: int) -> None:
        client().rpush("probe:lost", str(partition))

    def process(self, parts: Sequence[lane.Part], commit: lane.Commit) -> None:
        client().set("probe:pid", os.getpid())
        for partition, entry in ((part.partition, entry) for part in parts for entry in part.entries):
            if entry.body.startswith(b"bad"):
                raise ValueError(entry.body.decode())
            if entry.body.startswith(b"down") and client().exists("probe:down"):
                raise Unavailable("the probe's store is down")
            if entry.body.startswith(b"hang") and client().incr("probe:hung") == 1:
                threading.Event().wait()
            if entry.body.startswith(b"slow"):
                time.sleep(0.05)
            commit.pipe.rpush(f"probe:{partition}", entry.body)
        commit.after(lambda: client().incrby("probe:after", len(parts)))

    def next_due_us(self, partition: int) -> int | None:
        due = client().get(f"probe:due:{partition}")
        return int(due) if due else None

    def due(self, partition: int, now_us: int) -> None:
        client().delete(f"probe:due:{partition}")
        client().rpush("probe:fired", now_us)


if __name__ == "__main__":
    membership.STUCK_S = float(os.environ.get("PROBE_STUCK_S", membership.STUCK_S))
    lane.factories.clear()
    log.consumers.clear()
    lane.register("probe", Probe)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    processes = Processes(["probe"])
    processes.start()
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    processes.stop()
