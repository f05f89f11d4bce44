"""What flows keep in Redis: the state of each key, newest outputs, debug messages, errors of blocks.

| key | is |
|---|---|
| `flows:state:<flow>` | hash: key -> 8 bytes that name the layout, then the slots as MessagePack |
| `flows:layouts:<flow>` | hash: those 8 bytes -> when it came up, and the slots' names and fingerprints |
| `flows:outputs:<flow>` | hash: `block:key` -> `[time_us, value, quality]`, newest widget outputs; no key when it runs once |
| `flows:debug:<flow>` | list: the last messages of debug blocks, newest first |
| `flows:errors:<flow>`, `flows:errorcounts:<flow>` | hashes: block -> its last error and its inputs, and how many |
| `flows:traces:<flow>` | list: the last traces as JSON, newest first |
| `flows:tracewishes:<flow>` | hash: id -> who waits for the trace of a next sample |
"""

import hashlib
import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from core.redis import client
from flows.block import State
from flows.graphs.compiler import NOTHING, RESEND, STARTED, TIMERS, Compiled

MESSAGES_KEPT = 100
LAYOUTS_KEPT = 50

_pack = msgspec.msgpack.Encoder().encode
_KEYS = ("state", "layouts", "outputs", "debug", "errors", "errorcounts", "traces", "tracewishes")


def key_of(kind: str, flow_id: int) -> str:
    return f"flows:{kind}:{flow_id}"


def _extension(code: int, data: memoryview) -> Any:
    return NOTHING


_unpack = msgspec.msgpack.Decoder(ext_hook=_extension).decode


class Plan(NamedTuple):
    """How a state with an earlier layout becomes one with the present layout."""

    moves: list[tuple[int, int]]
    kept_timers: frozenset[str]
    resend: list[int]


class Codec:
    """Turns the states of one program into bytes and back, also those that an earlier revision left."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self.layout = compiled.layout()
        self.layout_id = hashlib.blake2b(_pack(self.layout), digest_size=8).digest()
        self._types = [_field_type(slot.type) for slot in compiled.slots]
        self._decode = msgspec.msgpack.Decoder(tuple[tuple(self._types)], ext_hook=_extension).decode  # type: ignore[misc]  # from data

    def pack(self, slots: Sequence[Any]) -> bytes:
        return self.layout_id + _pack(slots)

    def is_current(self, packed: bytes) -> bool:
        return packed[:8] == self.layout_id

    def unpack(self, packed: bytes) -> list[Any]:
        """The slots of a state with the present layout. One that a newer Sluice cannot read any more begins anew."""
        try:
            return list(self._decode(memoryview(packed)[8:]))
        except msgspec.ValidationError:
            return self.carry_over(self.plan(self.layout), packed)

    def plan(self, layout: Sequence[Sequence[str]]) -> Plan:
        """Slots whose name and fingerprint are the same keep their value; what has new blocks behind it is sent again."""
        old = {(name, fingerprint): index for index, (name, fingerprint) in enumerate(layout)}
        # Constants are run anew, in case something new hears them.
        moves = [
            (index, old[slot.name, slot.fingerprint])
            for index, slot in enumerate(self._compiled.slots)
            if (slot.name, slot.fingerprint) in old and index != STARTED
        ]
        # A timer belongs to the state of its block and does not outlive it.
        kept = frozenset(self._compiled.slots[index].name.removeprefix("state:") for index, _ in moves)
        fresh = {name for name, wiring in self._compiled.wirings.items() if (f"block:{name}", wiring) not in old}
        return Plan(moves, kept, [slot for slot, behind in self._compiled.behind.items() if behind & fresh])

    def carry_over(self, plan: Plan, packed: bytes) -> list[Any]:
        """An earlier revision's state brought to this one."""
        slots = _unpack(memoryview(packed)[8:])
        state = self._compiled.fresh()
        for index, old_index in plan.moves:
            value = slots[old_index]
            if value is NOTHING:
                continue
            try:
                state[index] = msgspec.convert(value, self._types[index])
            except msgspec.ValidationError:
                continue
        state[TIMERS] = {block_id: due for block_id, due in state[TIMERS].items() if block_id in plan.kept_timers}
        state[RESEND] = list(plan.resend)
        return state


def _field_type(slot_type: Any) -> Any:
    if slot_type is int:
        return int
    if slot_type is dict:
        return dict[str, int]
    if slot_type is list:
        return list[int]
    return slot_type if isinstance(slot_type, type) and issubclass(slot_type, State) else Any


def save_layout(flow_id: int, codec: Codec) -> None:
    """Write down what the slots mean before the first state of this layout is stored. The oldest layouts are forgotten."""
    redis: Any = client()
    key = key_of("layouts", flow_id)
    redis.hset(key, codec.layout_id, _pack((time.time(), codec.layout)))
    if redis.hlen(key) > LAYOUTS_KEPT:
        known = redis.hgetall(key)
        oldest = sorted(known, key=lambda layout_id: _unpack(known[layout_id])[0])[: len(known) - LAYOUTS_KEPT]
        redis.hdel(key, *oldest)


def load_layouts(flow_id: int) -> dict[bytes, list[list[str]]]:
    redis: Any = client()
    return {layout_id: _unpack(packed)[1] for layout_id, packed in redis.hgetall(key_of("layouts", flow_id)).items()}


# --- for people


def keys_of(flow_id: int) -> list[int]:
    """For which devices a flow has state."""
    redis: Any = client()
    return [int(key) for key in redis.hkeys(key_of("state", flow_id))]


def count_keys(flow_id: int) -> int:
    return int(client().hlen(key_of("state", flow_id)))


def debug_messages(flow_id: int) -> list[dict[str, Any]]:
    redis: Any = client()
    messages = redis.lrange(key_of("debug", flow_id), 0, MESSAGES_KEPT - 1)
    return [message_json(*_unpack(packed)) for packed in messages]


def message_json(time_us: int, block_id: str, key: int, value: Any) -> dict[str, Any]:
    return {"ts": time_us / 1000, "block": block_id, "device_id": key or None, "value": value}


def block_errors(flow_id: int) -> dict[str, dict[str, Any]]:
    """The last error of each block that had one since the last deploy."""
    redis: Any = client()
    counts = redis.hgetall(key_of("errorcounts", flow_id))
    return {
        block_id.decode(): error_json(int(counts.get(block_id, 0)), *_unpack(packed))
        for block_id, packed in redis.hgetall(key_of("errors", flow_id)).items()
    }


def error_json(count: int, time_us: int, key: int, message: str, inputs: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """`inputs` is what the block was given in the run that failed, as people see it."""
    return {"count": count, "at": time_us / 1000, "device_id": key or None, "message": message, "inputs": dict(inputs or {})}


def latest_output(flow_id: int, block_id: str, key: str) -> tuple[int, Any, int] | None:
    """Time, value and quality of a widget output; `key` is a device id, or empty when the flow runs once."""
    redis: Any = client()
    packed = redis.hget(key_of("outputs", flow_id), f"{block_id}:{key}")
    if packed is None:
        return None
    time_us, value, quality = _unpack(packed)
    return time_us, value, quality


def show(flow_id: int, block_id: str, key: int, value: Any) -> None:
    """Keep what a control sent, so that pages opened later show it."""
    client().hset(key_of("outputs", flow_id), f"{block_id}:{key or ''}", _pack((time.time_ns() // 1_000, value, 0)))


def write_errors(
    pipe: Any,
    flow_id: int,
    errors: Mapping[str, tuple[int, int, int, str]],
    inputs: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> None:
    """Count errors of blocks, each `(count, time, key, message)`, and keep the last with what its block was given."""
    for block_id, (count, time_us, key, message) in errors.items():
        pipe.hset(key_of("errors", flow_id), block_id, _pack((time_us, key, message, inputs.get(block_id, {}))))
        pipe.hincrby(key_of("errorcounts", flow_id), block_id, count)


def forget_errors(flow_id: int) -> None:
    client().delete(key_of("errors", flow_id), key_of("errorcounts", flow_id))


def forget(flow_id: int) -> None:
    """Remove all that is kept for a flow that is gone."""
    client().delete(*(key_of(kind, flow_id) for kind in _KEYS))


def forget_key(flow_ids: Sequence[int], key: int) -> None:
    """Remove the state of a device that is gone."""
    pipe = client().pipeline(transaction=False)
    for flow_id in flow_ids:
        pipe.hdel(key_of("state", flow_id), str(key))
    pipe.execute()
