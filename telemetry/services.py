"""Verbs that bring samples in, and that look after those which are there."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from redis.exceptions import RedisError

from core.clock import now_us
from core.errors import Refused, Unavailable
from core.redis import client
from devices.models import Device
from telemetry import log, payloads
from telemetry.decode import Batch, Part, Problem, resolve
from telemetry.payloads import Columns, Unusable
from telemetry.retention import retention
from telemetry.store import current
from telemetry.store.interface import Progress

MAX_BODY_BYTES = 1024 * 1024
_arrivals = log.Arrivals()


class Refusal(NamedTuple):
    """One value that was not taken; `path` is empty when the whole message is meant."""

    path: str
    reason: str


class Accepted(NamedTuple):
    """What became of some samples: how many are in the log, and why the others are not."""

    accepted: int
    refused: list[Refusal]


def accept_samples(samples: Sequence[log.Sample], *, origin: str, hops: int = 0) -> Accepted:
    """Check samples and append them to the log. In the log means: they will be stored, and flows will see them.

    Raises Unavailable when the log is full or cannot be reached; then none of them is in it.
    """
    columns = payloads.empty()
    for row, sample in enumerate(samples):
        try:
            payloads.check_value(sample.value)
        except Unusable as unusable:
            columns.problem(row, f"{sample.path}: {unusable}")
        else:
            columns.add(row, sample.path, sample.value, sample.time_us, sample.quality)
    return _accept([sample.device_id for sample in samples], columns, [b""] * len(samples), origin=origin, hops=hops)


def accept_payload(device: Device, payload: bytes, *, tail: str = payloads.WHOLE, origin: str = "http") -> Accepted:
    """The same for a message in our own JSON forms, as a device sends it."""
    if len(payload) > MAX_BODY_BYTES:
        raise Refused(f"The message has {len(payload)} bytes; at most {MAX_BODY_BYTES} are taken. Send several.", status=413)
    log.check_crowded(device.organization_id)
    columns = payloads.decode_sluice([tail], [payload])
    return _accept([device.id], columns, [payload], origin=origin, hops=0)


def _accept(device_ids: Sequence[int], columns: Columns, messages: Sequence[bytes], *, origin: str, hops: int) -> Accepted:
    for partition in {log.partition_of(device_id) for device_id in device_ids}:
        log.check_room(partition)
    arrival_us = _arrivals.take(max(1, len(columns.rows)))
    batch = Batch()
    batch.problems += [
        Problem(b"", device_ids[row], "payload", words, payloads.excerpt(messages[row])) for row, words in columns.problems
    ]
    part = Part(
        b"",
        arrival_us,
        [device_ids[row] for row in columns.rows],
        columns.paths,
        columns.times_us,
        columns.values,
        columns.qualities,
        origin,
        hops,
        columns.rows,
        columns.places,
    )
    resolve([part], batch)
    try:
        pipe = client().pipeline(transaction=True)
        log.append_samples(pipe, _samples(part, batch), arrival_us=arrival_us, origin=origin, hops=hops)
        _append_problems(pipe, batch.problems, arrival_us)
        if pipe.command_stack:
            pipe.execute()
    except RedisError as error:
        raise Unavailable("The telemetry log cannot be written: try again in a second.") from error
    return Accepted(len(batch), [Refusal(problem.path, problem.message) for problem in batch.problems])


def _samples(part: Part, batch: Batch) -> Iterable[log.Sample]:
    for (_, place), device_id, time_us, value, quality in zip(
        batch.positions, batch.device_ids, batch.times_us, batch.values, batch.qualities, strict=True
    ):
        yield log.Sample(device_id, part.paths[place], time_us, value, quality)


def _append_problems(pipe: Any, problems: Iterable[Problem], arrival_us: int) -> None:
    by_partition: dict[int, list[list[Any]]] = {}
    for p in problems:
        by_partition.setdefault(log.partition_of(p.device_id), []).append(
            ["problem", p.device_id, p.level, p.kind, p.message[:500], p.payload[:300]]
        )
    for partition, events in by_partition.items():
        log.append_events(pipe, partition, arrival_us, events)


# --- upkeep


def maintain(budget_s: float) -> Progress:
    """Rollups and retention, for about that long."""
    store = current()
    store.set_retention(retention())
    return store.maintain(budget_s)


def forget_metrics(metric_ids: Sequence[int]) -> None:
    """Delete all samples of metrics that are gone."""
    end_us = now_us() + 366 * 86_400_000_000
    current().delete(metric_ids, -(2**62), end_us)
