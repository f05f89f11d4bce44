"""What flows want done outside Redis: alarms and commands.

A batch's effects are written in the transaction that commits the batch, and removed when they have been done. Between
the two a crash does no harm: they are done again, and each carries an id by which its receiver knows that it has seen
it.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from django.db import DatabaseError

import alarms.services as alarm_events
from core.errors import SluiceError, Unavailable
from core.redis import client
from devices import services as devices
from devices.models import Device, Metric
from flows import texts

logger = logging.getLogger(__name__)

MAX_BATCHES = 1_000  # that may wait in a partition before its flows wait too
DRAINED_AT_ONCE = 20
TRIES = 5
DEAD_KEPT = 1_000
DEAD_KEY = "flows:dead"

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


Effect = AlarmEffect | CommandEffect
_unpack = msgspec.msgpack.Decoder(list[Effect]).decode

# (flow id, block id, time, message): told when an effect cannot be done at all.
Complain = Callable[[int, str, int, str], None]


def outbox_key(partition: int) -> str:
    return f"flows:outbox:{partition}"


def put(pipe: Any, partition: int, effects: Sequence[Effect]) -> None:
    """Into the transaction that commits the batch."""
    pipe.xadd(outbox_key(partition), {b"e": _pack(effects)})


class Outbox:
    """Does what stands in the outbox of one partition, in order, and remembers whether something is left."""

    def __init__(self, partition: int, complain: Complain) -> None:
        self._key = outbox_key(partition)
        self._complain = complain
        self._tries: dict[bytes, int] = {}
        self.has_more = True

    def check_room(self) -> None:
        """Refuse another batch while too many wait: the samples then wait in the log."""
        if self.has_more and client().xlen(self._key) >= MAX_BATCHES:
            self.drain()
            if client().xlen(self._key) >= MAX_BATCHES:
                raise Unavailable("Alarms and commands of flows cannot be passed on; their samples wait.")

    def drain(self) -> None:
        """Do what waits. Raises when the database is away; what was not done stays."""
        self.has_more = True
        redis: Any = client()
        while batches := redis.xrange(self._key, count=DRAINED_AT_ONCE):
            self._do([(batch_id, effect) for batch_id, fields in batches for effect in _unpack(fields[b"e"])])
            redis.xdel(self._key, *(batch_id for batch_id, _ in batches))
        self._tries.clear()
        self.has_more = False

    def _do(self, effects: list[tuple[bytes, Effect]]) -> None:
        """All at once; when that fails for a reason of our own, one by one, setting aside what never succeeds."""
        try:
            perform([effect for _, effect in effects], self._complain)
        except (DatabaseError, Unavailable, OSError):
            raise
        except Exception:
            logger.exception("Effects of flows failed together; trying them one by one")
        else:
            return
        for batch_id, effect in effects:
            try:
                perform([effect], self._complain)
            except (DatabaseError, Unavailable, OSError):
                raise
            except Exception as error:
                self._tries[batch_id] = self._tries.get(batch_id, 0) + 1
                if self._tries[batch_id] < TRIES:
                    raise
                logger.exception("The effect %s failed %d times and is set aside", effect.effect_id, TRIES)
                self._set_aside(effect, error)

    def _set_aside(self, effect: Effect, error: Exception) -> None:
        self._complain(effect.flow_id, effect.block_id, effect.time_us, f"Could not be done: {error}")
        pipe = client().pipeline(transaction=True)
        pipe.lpush(DEAD_KEY, _pack([effect]))
        pipe.ltrim(DEAD_KEY, 0, DEAD_KEPT - 1)
        pipe.execute()


def perform(effects: Sequence[Effect], complain: Complain) -> None:
    """Raise and clear alarms in one go, send commands one by one; neither does anything twice for the same id."""
    waiting = deque(effects)
    while waiting:
        if isinstance(waiting[0], CommandEffect):
            _send(waiting.popleft(), complain)
            continue
        events = []
        while waiting and isinstance(waiting[0], AlarmEffect):
            events.append(waiting.popleft())
        _apply(events)


def _apply(effects: Sequence[Any]) -> None:
    names = _names_of({effect.device_id for effect in effects if effect.device_id is not None})
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


def _names_of(device_ids: set[int]) -> dict[int | None, str]:
    return dict(Device.objects.filter(id__in=device_ids).values_list("id", "name"))


def _send(effect: Any, complain: Complain) -> None:
    """Send a command; a refusal (not writable, wrong type) is shown on the block and not tried again."""
    metrics = Metric.objects.select_related("device").filter(device__organization_id=effect.organization_id)
    wanted = {"id": effect.metric_id} if effect.metric_id is not None else {"device_id": effect.device_id, "path": effect.path}
    metric = metrics.filter(**wanted).first()
    if metric is None:
        complain(
            effect.flow_id, effect.block_id, effect.time_us, f"There is no metric {effect.path or effect.metric_id} to send to."
        )
        return
    try:
        devices.send_command(
            device=metric.device, metric=metric, value=effect.value, source=effect.effect_id, expires_in_s=effect.expires_in_s
        )
    except Unavailable:
        raise
    except SluiceError as error:
        complain(effect.flow_id, effect.block_id, effect.time_us, error.message)
