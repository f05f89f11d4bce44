"""The telemetry log: what came in, in order, until every consumer has done its part.

One Redis stream per partition; a device always writes to the same one, so its samples stay in order. An entry has one
field: its name says the kind, its value is MessagePack. Entries carry whole columns, because Redis and Python cost
far more per entry than per sample.

The bound of a partition is counted in bytes: `log:in:<p>` grows with every append, `log:done:<consumer>:<p>` with
every commit of a consumer, both inside the transaction that they describe.
"""

import time
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import msgspec
from django.conf import settings
from redis.exceptions import RedisError

from core.errors import Unavailable
from core.redis import as_text, client

RAW: Final = b"r"  # [arrival_us, decoder, device_ids, tails, payloads]
SAMPLES: Final = b"s"  # [arrival_us, device_ids, paths, times_us, values, qualities, origin, hops]
INPUTS: Final = b"f"  # [arrival_us, [[flow_id, key, block_id, port, value, time_us], ...]]
EVENTS: Final = b"e"  # [arrival_us, [[kind, ...], ...]]

ENTRY_SAMPLES: Final = 1_000  # an entry with more would hold up everything behind it
ENTRY_OVERHEAD_BYTES: Final = 32  # what an entry costs beside its body, about
REOPEN_SHARE: Final = 0.8  # a full partition takes entries again when this much of the bound is left

# Names of the consumers that read the log in this installation; `telemetry.lane.register` fills it.
consumers: set[str] = set()

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder().decode


class LogFull(Unavailable):
    code = "log_full"

    def __init__(self, partition: int, backlog: int) -> None:
        super().__init__(f"{backlog / 2**20:.0f} MB wait in partition {partition} of the telemetry log: try again in a second.")


class Sample(NamedTuple):
    """A decoded sample on its way into the log."""

    device_id: int
    path: str
    time_us: int
    value: Any
    quality: int = 0


def partition_of(device_id: int) -> int:
    return device_id % settings.LOG_PARTITIONS


def partitions() -> range:
    return range(settings.LOG_PARTITIONS)


def stream(partition: int) -> str:
    return f"log:{partition}"


def in_key(partition: int) -> str:
    return f"log:in:{partition}"


def done_key(consumer: str, partition: int) -> str:
    return f"log:done:{consumer}:{partition}"


def offset_key(consumer: str, partition: int) -> str:
    return f"lane:{consumer}:offset:{partition}"


# --- writing


class Arrivals:
    """Arrival times for entries, one of these per writing process.

    Samples without a time of their own get `arrival + position`. So the times of two entries must lie further apart
    than the first has samples, or the second would overwrite values of the first.
    """

    def __init__(self) -> None:
        self._next_us = 0

    def take(self, count: int) -> int:
        arrival_us = max(time.time_ns() // 1_000, self._next_us)
        self._next_us = arrival_us + count
        return arrival_us


def encode_raw(
    arrival_us: int, decoder: str, device_ids: Sequence[int], tails: Sequence[str], payloads: Sequence[bytes]
) -> bytes:
    """The body of an `r` entry: messages as the devices sent them, at most ENTRY_SAMPLES of them."""
    return _pack((arrival_us, decoder, device_ids, tails, payloads))


def encode_events(arrival_us: int, events: Sequence[Sequence[Any]]) -> bytes:
    """The body of an `e` entry: presence, connections, command results, problems."""
    return _pack((arrival_us, events))


def encode_inputs(arrival_us: int, inputs: Sequence[Sequence[Any]]) -> bytes:
    """The body of an `f` entry: what flows are to be run for besides samples."""
    return _pack((arrival_us, inputs))


def position_of(entry_id: bytes | str) -> tuple[int, int]:
    """An entry's id as numbers that can be compared."""
    milliseconds, _, number = as_text(entry_id).partition("-")
    return int(milliseconds), int(number)


def decode_body(body: bytes) -> Any:
    return _unpack(body)


def size_of(body: bytes) -> int:
    """What an entry counts against the bound."""
    return len(body) + ENTRY_OVERHEAD_BYTES


def commands(partition: int, kind: bytes, body: bytes) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The two Redis commands of an append, for writers with a pipeline of their own. They belong into one MULTI."""
    return ("XADD", stream(partition), "*", kind, body), ("INCRBY", in_key(partition), size_of(body))


def append(pipe: Any, partition: int, kind: bytes, body: bytes) -> None:
    """Put an entry into a transaction pipeline, synchronous or asyncio."""
    for command in commands(partition, kind, body):
        pipe.execute_command(*command)


def append_raw(
    pipe: Any,
    partition: int,
    arrival_us: int,
    decoder: str,
    device_ids: Sequence[int],
    tails: Sequence[str],
    payloads: Sequence[bytes],
) -> None:
    append(pipe, partition, RAW, encode_raw(arrival_us, decoder, device_ids, tails, payloads))


def append_events(pipe: Any, partition: int, arrival_us: int, events: Sequence[Sequence[Any]]) -> None:
    append(pipe, partition, EVENTS, encode_events(arrival_us, events))


def append_inputs(pipe: Any, partition: int, arrival_us: int, inputs: Sequence[Sequence[Any]]) -> None:
    append(pipe, partition, INPUTS, encode_inputs(arrival_us, inputs))


def append_samples(pipe: Any, samples: Iterable[Sample], *, arrival_us: int, origin: str = "", hops: int = 0) -> None:
    """Put samples into a transaction pipeline, each into its device's partition.

    `origin` and `hops` tell flows where a sample comes from, so that two flows which feed each other stop some time.
    """
    by_partition: dict[int, list[Sample]] = {}
    for sample in samples:
        by_partition.setdefault(partition_of(sample.device_id), []).append(sample)
    for partition, waiting in by_partition.items():
        for start in range(0, len(waiting), ENTRY_SAMPLES):
            columns = list(zip(*waiting[start : start + ENTRY_SAMPLES], strict=True))
            append(pipe, partition, SAMPLES, _pack((arrival_us, *columns, origin, hops)))


# --- the bound


def backlog_keys() -> list[str]:
    """The keys whose values, in this order, `backlog_of` understands: for writers with a pipeline of their own."""
    return [key for p in partitions() for key in (in_key(p), *(done_key(name, p) for name in sorted(consumers)))]


def backlog_of(values: Sequence[Any]) -> dict[int, int]:
    """Bytes that wait in each partition for the slowest consumer."""
    width = 1 + len(consumers)
    waiting = {}
    for p in partitions():
        came_in, *done = (int(value or 0) for value in values[p * width : (p + 1) * width])
        waiting[p] = max(0, came_in - min(done, default=came_in))
    return waiting


def backlog() -> dict[int, int]:
    """Bytes that wait in each partition for the slowest consumer."""
    return backlog_of(client().mget(backlog_keys()))


async def async_backlog(redis: Any) -> dict[int, int]:
    return backlog_of(await redis.mget(backlog_keys()))


class Gate:
    """Remembers which partitions are full: shut at the bound, open again below a share of it."""

    def __init__(self, bound_bytes: int | None = None) -> None:
        self._bound = bound_bytes
        self.shut: set[int] = set()

    def update(self, waiting: dict[int, int]) -> set[int]:
        bound = settings.LOG_BOUND_BYTES if self._bound is None else self._bound
        for partition, size in waiting.items():
            if size >= bound:
                self.shut.add(partition)
            elif size < bound * REOPEN_SHARE:
                self.shut.discard(partition)
        return self.shut


_gate = Gate()
_gate_read_at = 0.0
_GATE_AGE_S = 0.1


def check_room(partition: int) -> None:
    """Refuse when the partition is full; the figures are at most a tenth of a second old."""
    global _gate_read_at
    waiting = None
    try:
        if time.monotonic() - _gate_read_at > _GATE_AGE_S or partition in _gate.shut:
            waiting = backlog()
            _gate.update(waiting)
            _gate_read_at = time.monotonic()
    except RedisError as error:
        raise Unavailable("The telemetry log cannot be reached: try again in a second.") from error
    if partition in _gate.shut:
        raise LogFull(partition, (waiting or {}).get(partition, 0))


# --- organizations that take more than their share

CROWDED_KEY: Final = "log:crowded"
CROWDED_S: Final = 5.0  # a mark that is not renewed opens by itself, should its writer have died


def set_crowded(redis: Any, crowded: Iterable[str], free: Iterable[str] = ()) -> None:
    """Shut the doors of some organizations for the next seconds; open those of others."""
    pipe = redis.pipeline(transaction=False)
    for organization_id in crowded:
        pipe.zadd(CROWDED_KEY, {organization_id: time.time() + CROWDED_S})
    for organization_id in free:
        pipe.zrem(CROWDED_KEY, organization_id)
    pipe.zremrangebyscore(CROWDED_KEY, "-inf", time.time() - CROWDED_S)
    pipe.execute()


def crowded_of(rows: Iterable[Any]) -> set[str]:
    return {as_text(row) for row in rows}


def crowded() -> set[str]:
    """Organizations whose flows have as much waiting as they may."""
    rows: Any = client().zrangebyscore(CROWDED_KEY, time.time(), "+inf")
    return crowded_of(rows)


class Crowded(Unavailable):
    code = "crowded"

    def __init__(self) -> None:
        super().__init__("This organization's flows have too much waiting: try again in a second.")


_crowded: set[str] = set()
_crowded_read_at = 0.0


def check_crowded(organization_id: str) -> None:
    """Refuse while an organization's flows have too much waiting; at most a tenth of a second old."""
    global _crowded, _crowded_read_at
    if time.monotonic() - _crowded_read_at > _GATE_AGE_S or organization_id in _crowded:
        try:
            _crowded, _crowded_read_at = crowded(), time.monotonic()
        except RedisError as error:
            raise Unavailable("The telemetry log cannot be reached: try again in a second.") from error
    if organization_id in _crowded:
        raise Crowded


async def async_crowded(redis: Any) -> set[str]:
    return crowded_of(await redis.zrangebyscore(CROWDED_KEY, time.time(), "+inf"))


def lag_entries() -> dict[int, int]:
    """Entries that still stand in each partition, for the status page."""
    pipe = client().pipeline(transaction=False)
    for p in partitions():
        pipe.xlen(stream(p))
    return dict(zip(partitions(), pipe.execute(), strict=True))
