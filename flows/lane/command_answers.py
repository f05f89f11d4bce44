"""What becomes of commands that blocks have sent: from the commands' own lives back into the log of their flows."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from core.clock import now_us
from core.redis import client
from flows.block import Answer
from flows.lane import timers
from telemetry import log

if TYPE_CHECKING:
    from flows.lane.outbox import CommandEffect

KEPT_S = 3_600  # beyond the time in which the command may be done

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(tuple[int, int, str, str, int]).decode


def _key(effect_id: str) -> str:
    return f"flows:command:{effect_id}"


def await_answer(effect: "CommandEffect") -> None:
    """Remember who wants to hear of it, before anything can happen to it."""
    if effect.fingerprint:
        asked = _pack((effect.flow_id, effect.key, effect.block_id, effect.fingerprint, effect.partition))
        client().set(_key(effect.effect_id), asked, ex=round(effect.expires_in_s) + KEPT_S)


def tell(changes: Mapping[str, tuple[str, str]]) -> None:
    """`{effect id: (status, detail)}`: put each into the log of the flow that waits for it."""
    redis: Any = client()
    found = redis.mget([_key(effect_id) for effect_id in changes])
    pipe = redis.pipeline(transaction=True)
    for (status, detail), packed in zip(changes.values(), found, strict=True):
        if packed is None:
            continue
        flow_id, key, block_id, fingerprint, partition = _unpack(packed)
        moment_us = now_us()
        body = timers.answer_body(
            flow_id=flow_id,
            key=key,
            block_id=block_id,
            fingerprint=fingerprint,
            answer=Answer(True, {"status": status, "detail": detail}),
            moment_us=moment_us,
        )
        log.append(pipe, partition, log.INPUTS, body)
    if pipe.command_stack:
        pipe.execute()
