"""What of flows waits in Redis, for /metrics and the status page."""

from typing import NamedTuple

from core.redis import client
from flows.outbox import DEAD_KEY, outbox_key
from flows.timers import timers_key
from telemetry import log


class Waiting(NamedTuple):
    outbox_batches: int
    timers: int
    effects_set_aside: int


def waiting() -> Waiting:
    """Batches of alarms and commands on their way, timers that run, effects that could not be done."""
    pipe = client().pipeline(transaction=False)
    for partition in log.partitions():
        pipe.xlen(outbox_key(partition))
        pipe.zcard(timers_key(partition))
    pipe.llen(DEAD_KEY)
    *counts, dead = pipe.execute()
    return Waiting(sum(counts[0::2]), sum(counts[1::2]), dead)
