"""What of flows waits in Redis, for /metrics and the status page."""

from typing import NamedTuple

from core.redis import client
from flows.cold import calls
from flows.lane.outbox import outbox_key
from flows.lane.timers import timers_key
from flows.models import FailedCall
from telemetry import log


class Waiting(NamedTuple):
    outbox_batches: int
    timers: int
    calls: int
    calls_running: int
    failed_calls: int


def waiting() -> Waiting:
    """Batches of effects on their way, timers that run, calls that wait and run, and those that could not be done."""
    pipe = client().pipeline(transaction=False)
    for partition in log.partitions():
        pipe.xlen(outbox_key(partition))
        pipe.zcard(timers_key(partition))
    counts = pipe.execute()
    cold = calls.figures()
    return Waiting(sum(counts[0::2]), sum(counts[1::2]), cold.waiting, cold.running, FailedCall.objects.count())
