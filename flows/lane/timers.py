"""Wake-up calls of blocks: due times in a sorted set for each partition, fired through the log like samples.

The truth stands in the state of a key (its due times); the sorted set only says when to look. So a member that is
left over does no harm.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from core.clock import now_us
from core.redis import client
from flows.block import Answer
from telemetry import log

TIMER_PORT = "timer"
START_PORT = "start"
ANSWER_PORT = "answer"
FIRED_AT_ONCE = 1_000

_pack = msgspec.msgpack.Encoder().encode

# Moves due members into the log in one step: a crash between the two would lose or double them.
_FIRE = """
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, tonumber(ARGV[2]))
if #due == 0 then return 0 end
local inputs, members = {}, {}
for i = 1, #due, 2 do
  local timer = cmsgpack.unpack(due[i])
  inputs[#inputs + 1] = {timer[1], timer[2], timer[3], ARGV[3], tonumber(ARGV[1]), tonumber(due[i + 1])}
  members[#members + 1] = due[i]
end
local body = cmsgpack.pack({tonumber(ARGV[1]), inputs})
redis.call('XADD', KEYS[2], '*', ARGV[4], body)
redis.call('INCRBY', KEYS[3], #body + tonumber(ARGV[5]))
redis.call('ZREM', KEYS[1], unpack(members))
return #members
"""


def timers_key(partition: int) -> str:
    return f"flows:timers:{partition}"


def member(flow_id: int, key: int, block_id: str) -> bytes:
    return _pack((flow_id, key, block_id))


def fire(partition: int, until_us: int) -> int:
    """Move what is due by then into the log; answers how many."""
    keys = (timers_key(partition), log.stream(partition), log.in_key(partition))
    return int(client().eval(_FIRE, len(keys), *keys, until_us, FIRED_AT_ONCE, TIMER_PORT, log.INPUTS, log.ENTRY_OVERHEAD_BYTES))


def answer_body(*, flow_id: int, key: int, block_id: str, fingerprint: str, answer: Answer, moment_us: int) -> bytes:
    """What came of a call, as the body of an entry of the log. `fingerprint` is that of the asking block."""
    value = [fingerprint, answer.ok, answer.value, answer.error]
    return log.encode_inputs(moment_us, [[flow_id, key, block_id, ANSWER_PORT, value, moment_us]])


def first_due_us(partition: int) -> int | None:
    first: Any = client().zrange(timers_key(partition), 0, 0, withscores=True)
    return int(first[0][1]) if first else None


def home_of(flow_id: int, device_id: int | None) -> int:
    """The partition where a flow that runs once keeps its state: that of its device, else one of its own."""
    return log.partition_of(flow_id if device_id is None else device_id)


def request_starts(flow_id: int, device_ids: Iterable[int]) -> None:
    """Have a flow that runs for each device look at its timers: those that are due fire, late as they are."""
    moment_us = now_us()
    by_partition: dict[int, list[list[Any]]] = {}
    for device_id in device_ids:
        item = [flow_id, device_id, "", START_PORT, moment_us, moment_us]
        by_partition.setdefault(log.partition_of(device_id), []).append(item)
    pipe = client().pipeline(transaction=False)
    for partition, items in by_partition.items():
        for begin in range(0, len(items), FIRED_AT_ONCE):
            log.append_inputs(pipe, partition, moment_us, items[begin : begin + FIRED_AT_ONCE])
    pipe.execute()


def request_start(flow_id: int, device_id: int | None) -> None:
    """Ask for a first run that waits for no sample."""
    moment_us = now_us()
    pipe = client().pipeline(transaction=True)
    log.append_inputs(pipe, home_of(flow_id, device_id), moment_us, [[flow_id, 0, "", START_PORT, moment_us, moment_us]])
    pipe.execute()
