"""What flows want done outside Redis: alarms and commands, which are done here, and calls, which the cold lane does.

A batch's effects are written in the transaction that commits the batch, and removed when they have been done. Between
the two a crash does no harm: they are done again, and each carries an id by which its receiver knows that it has seen
it.
"""

import itertools
import logging
import time
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from django.db import DatabaseError

import alarms.services as alarm_events
from core.clock import now_us
from core.errors import SluiceError, Unavailable
from core.redis import client
from devices import services as device_services
from devices.models import Metric
from flows.cold import calls
from flows.cold.calls import CallEffect
from flows.lane import command_answers
from flows.models import Flow
from flows.toolbox import texts
from telemetry.decode import directory

logger = logging.getLogger(__name__)

MAX_BATCHES = 1_000  # that may wait in a partition before its flows wait too
DRAINED_AT_ONCE = 20  # batches of each partition
TRIES = 5
RETRY_S = 1.0

_pack = msgspec.msgpack.Encoder().encode


class AlarmEffect(msgspec.Struct, tag="alarm", array_like=True):
    effect_id: str
    flow_id: int
    block_id: str
    device_id: int | None
    metric_id: int | None
    change: str
    time_us: int
    value: Any
    text: str


class CommandEffect(msgspec.Struct, tag="command", array_like=True):
    effect_id: str
    flow_id: int
    organization_id: str
    block_id: str
    device_id: int | None
    metric_id: int | None
    path: str
    time_us: int
    value: Any
    expires_in_s: float
    # Whom to tell what becomes of it: no fingerprint, nobody. Effects from before this was known have none.
    key: int = 0
    partition: int = 0
    fingerprint: str = ""


Effect = AlarmEffect | CommandEffect | CallEffect
_unpack = msgspec.msgpack.Decoder(list[Effect]).decode
StoredBatch = tuple[bytes, list[Effect]]  # its id in the stream

# (flow id, block id, time, message): told when an effect cannot be done at all.
Complain = Callable[[int, str, int, str], None]


def outbox_key(partition: int) -> str:
    return f"flows:outbox:{partition}"


def put(pipe: Any, partition: int, effects: Sequence[Effect]) -> None:
    """Into the transaction that commits the batch."""
    pipe.xadd(outbox_key(partition), {b"e": _pack(effects)})


class Outbox:
    """Does what stands in the outboxes of the partitions that this process owns, all in one go after each turn of the lane:
    a transaction of the database costs as much as thirty alarms in it."""

    def __init__(self, complain: Complain) -> None:
        self._complain = complain
        # How many batches wait in each partition, and those of them that are in memory: all, unless the partition is unread.
        self._waiting: dict[int, int] = {}
        self._known: dict[int, list[StoredBatch]] = {}
        self._unread: set[int] = set()
        self._tries: dict[tuple[int, bytes], int] = {}
        self._not_before_s = 0.0

    def added(self, partition: int, batch_id: bytes, effects: list[Effect]) -> None:
        """A batch stands in the partition's outbox now."""
        self._waiting[partition] = self._waiting.get(partition, 0) + 1
        if partition not in self._unread:
            self._known.setdefault(partition, []).append((batch_id, effects))

    def take(self, partition: int) -> None:
        """What another process left is done before anything new."""
        left = client().xlen(outbox_key(partition))
        self.lose(partition)
        self._waiting[partition] = left
        if left:
            self._unread.add(partition)
            self.drain()

    def lose(self, partition: int) -> None:
        self._waiting.pop(partition, None)
        self._known.pop(partition, None)
        self._unread.discard(partition)

    def is_due(self) -> bool:
        return any(self._waiting.values()) and time.monotonic() >= self._not_before_s

    def next_due_us(self) -> int | None:
        if not any(self._waiting.values()):
            return None
        wait_s = self._not_before_s - time.monotonic()
        return now_us() + round(wait_s * 1_000_000) if wait_s > 0 else 0

    def check_room(self, partition: int) -> None:
        """Refuse another batch while too many wait: the samples then wait in the log."""
        if self._waiting.get(partition, 0) >= MAX_BATCHES:
            self.drain()
            if self._waiting.get(partition, 0) >= MAX_BATCHES:
                raise Unavailable("Alarms and commands of flows cannot be passed on; their samples wait.")

    def drain(self) -> None:
        """Do what waits. What cannot be done now, because the database is away, stays and is tried again in a second."""
        try:
            while partitions := [partition for partition, count in self._waiting.items() if count]:
                self._drain_some(partitions)
            self._not_before_s = 0.0
        except Exception:
            logger.exception("Alarms and commands of flows wait")
            # What stands there is read again: some of it may be done.
            self._known = {}
            self._unread = {partition for partition, count in self._waiting.items() if count}
            self._not_before_s = time.monotonic() + RETRY_S

    def _drain_some(self, partitions: list[int]) -> None:
        found = self._next_batches(partitions)
        effects = [
            ((partition, batch_id), effect)
            for partition, batches in found.items()
            for batch_id, wanted in batches
            for effect in wanted
        ]
        self._pass_on_calls(effects)
        self._do([(batch, effect) for batch, effect in effects if not isinstance(effect, CallEffect)])
        pipe: Any = client().pipeline(transaction=False)
        for partition, batches in found.items():
            if batches:
                pipe.xdel(outbox_key(partition), *(batch_id for batch_id, _ in batches))
        pipe.execute()
        for partition, batches in found.items():
            for batch_id, _ in batches:
                self._tries.pop((partition, batch_id), None)
            self._waiting[partition] -= len(batches)
            del self._known.get(partition, [])[: len(batches)]
            if partition in self._unread and len(batches) < DRAINED_AT_ONCE:
                # Fewer than asked for: that was all.
                self._waiting[partition] = 0
                self._unread.discard(partition)

    def _next_batches(self, partitions: list[int]) -> dict[int, list[StoredBatch]]:
        """Of each partition the oldest, from memory where it knows them."""
        found = {partition: self._known[partition][:DRAINED_AT_ONCE] for partition in partitions if partition in self._known}
        unread = [partition for partition in partitions if partition not in found]
        if unread:
            pipe: Any = client().pipeline(transaction=False)
            for partition in unread:
                pipe.xrange(outbox_key(partition), count=DRAINED_AT_ONCE)
            for partition, rows in zip(unread, pipe.execute(), strict=True):
                found[partition] = [(batch_id, _unpack(fields[b"e"])) for batch_id, fields in rows]
        return found

    def _pass_on_calls(self, effects: list[tuple[tuple[int, bytes], Effect]]) -> None:
        """Calls begin to wait for the cold lane; those of a batch that is drained again wait already."""
        by_batch: dict[tuple[int, bytes], list[CallEffect]] = {}
        for batch, effect in effects:
            if isinstance(effect, CallEffect):
                by_batch.setdefault(batch, []).append(effect)
        for (partition, batch_id), asked in by_batch.items():
            for call in calls.put(asked, partition=partition, batch=batch_id.decode()):
                self._complain(call.flow_id, call.block_id, call.time_us, calls.no_room(call))
        calls.summon(sum(len(asked) for asked in by_batch.values()))

    def _do(self, effects: list[tuple[tuple[int, bytes], AlarmEffect | CommandEffect]]) -> None:
        """All at once; when that fails for a reason of our own, one by one, setting aside what never succeeds."""
        try:
            perform([effect for _, effect in effects], self._complain)
        except (DatabaseError, Unavailable, OSError):
            raise
        except Exception:
            logger.exception("Effects of flows failed together; trying them one by one")
        else:
            return
        for batch, effect in effects:
            try:
                perform([effect], self._complain)
            except (DatabaseError, Unavailable, OSError):
                raise
            except Exception as error:
                self._tries[batch] = self._tries.get(batch, 0) + 1
                if self._tries[batch] < TRIES:
                    raise
                logger.exception("The effect %s failed %d times and is set aside", effect.effect_id, TRIES)
                self._set_aside(effect, error)

    def _set_aside(self, effect: AlarmEffect | CommandEffect, error: Exception) -> None:
        message = f"Could not be done: {error}"
        call = as_call(effect)
        if call is not None:
            calls.keep_failed(call, error=message, tries=TRIES)
        self._complain(effect.flow_id, effect.block_id, effect.time_us, message)


def as_call(effect: AlarmEffect | CommandEffect) -> CallEffect | None:
    """The effect in the form in which people can send it again; None when its flow is gone."""
    organization_id = Flow.objects.filter(id=effect.flow_id).values_list("organization_id", flat=True).first()
    if organization_id is None:
        return None
    return CallEffect(
        effect_id=effect.effect_id,
        flow_id=effect.flow_id,
        organization_id=organization_id,
        block_id=effect.block_id,
        key=effect.device_id or 0,
        device_id=effect.device_id,
        time_us=effect.time_us,
        kind="alarm" if isinstance(effect, AlarmEffect) else "command",
        request=msgspec.structs.asdict(effect),
        wants_answer=False,
        partition=0,
        fingerprint="",
    )


def perform(effects: Sequence[AlarmEffect | CommandEffect], complain: Complain) -> None:
    """Raise and clear alarms in one go, send commands one by one; neither does anything twice for the same id."""
    for is_command, group in itertools.groupby(effects, lambda effect: isinstance(effect, CommandEffect)):
        if not is_command:
            apply(list(group))
            continue
        for effect in group:
            assert isinstance(effect, CommandEffect)
            _send(effect, complain)


def apply(effects: Sequence[Any]) -> None:
    devices = directory.load({effect.device_id for effect in effects if effect.device_id is not None})
    names = {device_id: device.name for device_id, device in devices.items() if device is not None}
    alarm_events.apply(
        [
            alarm_events.AlarmEvent(
                effect_id=effect.effect_id,
                source=f"flow:{effect.flow_id}",
                key=effect.block_id,
                change=effect.change,
                time_us=effect.time_us,
                device_id=effect.device_id,
                metric_id=effect.metric_id,
                value=effect.value,
                text=texts.fill_in(effect.text, value=effect.value, device=names.get(effect.device_id, "")),
            )
            for effect in effects
        ]
    )


def _send(effect: CommandEffect, complain: Complain) -> None:
    """Send a command; a refusal (not writable, wrong type) is shown on the block and not tried again."""
    metrics = Metric.objects.select_related("device").filter(device__organization_id=effect.organization_id)
    wanted = {"id": effect.metric_id} if effect.metric_id is not None else {"device_id": effect.device_id, "path": effect.path}
    metric = metrics.filter(**wanted).first()
    if metric is None:
        _refuse(effect, f"There is no metric {effect.path or effect.metric_id} to send to.", complain)
        return
    command_answers.await_answer(effect)
    try:
        device_services.send_command(
            device=metric.device, metric=metric, value=effect.value, source=effect.effect_id, expires_in_s=effect.expires_in_s
        )
    except Unavailable:
        raise
    except SluiceError as error:
        _refuse(effect, error.message, complain)


def _refuse(effect: CommandEffect, message: str, complain: Complain) -> None:
    complain(effect.flow_id, effect.block_id, effect.time_us, message)
    command_answers.await_answer(effect)
    command_answers.tell({effect.effect_id: ("failed", message)})
