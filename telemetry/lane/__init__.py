"""The hot lane: resident processes of a worker that read the telemetry log the moment something is in it.

Each consumer (`telemetry`, `flows`) has processes of its own, so that none waits for another's Python lock. The
processes of one consumer share the partitions of the log among all workers, each partition with one owner at a time.
Read on in `consumer.py` (what a consumer implements), `reader.py` (the loop), `membership.py` (who owns what) and
`processes.py` (forked children of a worker).
"""

from collections.abc import Callable
from typing import Any

import msgspec

from core.redis import as_text, client
from telemetry import log
from telemetry.lane.consumer import Commit, Consumer, Entry, Part
from telemetry.lane.membership import poison_key

__all__ = ["Commit", "Consumer", "Entry", "Part", "factories", "names", "register", "set_aside", "status"]

factories: dict[str, Callable[[], Consumer]] = {}


def register(name: str, factory: Callable[[], Consumer]) -> None:
    """Add a consumer of the log; call it in `ready()` of the app. The factory runs in the consumer's own process."""
    factories[name] = factory
    log.consumers.add(name)


def names() -> list[str]:
    return sorted(factories)


def status() -> list[dict[str, Any]]:
    """Every living lane process: consumer, pid, partitions, state, reason, counts."""
    redis = client()
    members = []
    for name in names():
        for member in sorted(as_text(member) for member in redis.smembers(f"lane:{name}:members")):
            info = redis.get(f"lane:{name}:member:{member}")
            if info is not None:
                members.append(msgspec.json.decode(info) | {"consumer": name, "member": member})
    return members


def set_aside() -> int:
    """How many entries were set aside and kept for whoever looks for the fault."""
    pipe = client().pipeline(transaction=False)
    for name in names():
        pipe.llen(poison_key(name))
    return sum(pipe.execute())
