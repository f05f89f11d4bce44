"""Calls: what blocks have the cold lane do outside, and how their answers come back.

A call waits in Redis under its effect id from the moment its outbox is drained until it has ended. A ticket, a Celery task,
claims the next one for a while (its lease), performs it and ends it: the call goes and its answer enters the log in one
step, so an answer comes exactly once. A killed worker's lease ends by itself and the sweep hands the call out again.

Organizations take turns, and each may have only so many calls running and begin only so many a second, so ten thousand
slow ones of one do not delay a single one of another.

| key | is |
|---|---|
| `flows:calls` | hash: effect id -> the call |
| `flows:calls:due:<organization>` | sorted set: effect id by the time from when it may begin |
| `flows:calls:organizations` | sorted set: organizations with waiting calls, by the time of their next turn |
| `flows:calls:leases`, `flows:calls:claims` | effect id -> end of its lease; -> who has it, and the organization |
| `flows:calls:tries` | hash: effect id -> how often it was begun |
| `flows:calls:running`, `flows:calls:bytes` | hashes: organization -> how many run, how many bytes wait or run |
| `flows:calls:flows` | hash: flow -> how many wait or run |
| `flows:calls:tokens:<organization>` | hash: what is left of its rate, and when that was |
| `flows:calls:tickets` | sorted set: tickets that are on their way or at work, by when they count as lost |
| `flows:calls:put:<partition>` | the last batch of the outbox whose calls are here, so a batch counts once |
"""

import logging
import math
import time
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from django.conf import settings
from django.db import DatabaseError
from django.utils.timezone import now
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from core.clock import now_us
from core.errors import Missing, Refused, Unavailable
from core.later import later
from core.redis import client
from flows.block import Answer
from flows.cold import kinds
from flows.cold.kinds import Context, Retry
from flows.lane import state, timers
from flows.models import FailedCall, Flow
from telemetry import log

logger = logging.getLogger(__name__)

TASK = "flows.run_call"
MAX_WAITING = 10_000  # of an organization
MAX_WAITING_OF_FLOW = 5_000
MAX_WAITING_BYTES = 64 * 1024 * 1024  # of an organization
MAX_REQUEST_BYTES = 256 * 1024
MAX_ANSWER_BYTES = 1_000_000
BEGIN_S = 10.0  # a claim's lease until it is known how long the call may take
LEASE_MARGIN_S = 5.0
TICKET_WAITS_S = 30.0  # in Celery's queue, then it counts as lost
TICKET_WORKS_S = 1.0  # then another ticket goes on, so that a worker which stops is soon done
SWEPT_AT_ONCE = 1_000
FAILED_KEPT = 10_000  # of an organization
FAILED_KEPT_OF_BLOCK = 1_000  # so that one block that fails all the time does not push out the others
HOLD_S = 5.0  # before the next look when our own database is away

_pack = msgspec.msgpack.Encoder().encode


class CallEffect(msgspec.Struct, tag="call", array_like=True):
    """Something that the cold lane does. With `wants_answer` what came of it goes back to the block, in `partition`."""

    effect_id: str
    flow_id: int
    organization_id: str
    block_id: str
    key: int
    device_id: int | None
    time_us: int
    kind: str
    request: dict[str, Any]
    wants_answer: bool
    partition: int
    fingerprint: str


_unpack = msgspec.msgpack.Decoder(CallEffect).decode


class Claim(NamedTuple):
    """A call that is ours to do, until its lease ends."""

    call: CallEffect
    token: str
    tries: int


# --- scripts: each step that must not be half done

# The organization's next turn: when its first call is due, but behind all who wait already.
_LIBRARY = """
local C = 'flows:calls'
local function place(organization, now)
  local first = redis.call('ZRANGE', C .. ':due:' .. organization, 0, 0, 'WITHSCORES')
  if #first == 0 then
    redis.call('ZREM', C .. ':organizations', organization)
  else
    redis.call('ZADD', C .. ':organizations', string.format('%.0f', math.max(tonumber(first[2]), now)), organization)
  end
end
local function less(hash, field, amount)
  if redis.call('HINCRBY', hash, field, -amount) <= 0 then redis.call('HDEL', hash, field) end
end
-- The organization of a call that `token` has, or nothing when it is somebody else's by now.
local function held(id, token)
  local claim = redis.call('HGET', C .. ':claims', id)
  if not claim or string.sub(claim, 1, #token + 1) ~= token .. ' ' then return nil end
  return string.sub(claim, #token + 2)
end
local function let_go(id, organization)
  redis.call('HDEL', C .. ':claims', id)
  redis.call('ZREM', C .. ':leases', id)
  less(C .. ':running', organization, 1)
end
"""

# ARGV: batch, now, bounds (calls, calls of a flow, bytes), overhead; then for each call: effect id, organization, flow, call,
# its size, partition, answer when there is no room. Answers the effect ids of those without room.
_PUT = (
    _LIBRARY
    + """
local batch, now = ARGV[1], tonumber(ARGV[2])
if batch ~= '' then
  local mark = redis.call('GET', KEYS[1])
  if mark then
    local ms, number = string.match(mark, '(%d+)-(%d+)')
    local its_ms, its_number = string.match(batch, '(%d+)-(%d+)')
    ms, number, its_ms, its_number = tonumber(ms), tonumber(number), tonumber(its_ms), tonumber(its_number)
    if its_ms < ms or (its_ms == ms and its_number <= number) then return {} end
  end
  redis.call('SET', KEYS[1], batch)
end
local refused = {}
for index = 7, #ARGV, 7 do
  local id, organization, flow = ARGV[index], ARGV[index + 1], ARGV[index + 2]
  local call, size, partition, refusal = ARGV[index + 3], tonumber(ARGV[index + 4]), ARGV[index + 5], ARGV[index + 6]
  if redis.call('HEXISTS', C, id) == 0 then
    if redis.call('ZCARD', C .. ':due:' .. organization) >= tonumber(ARGV[3])
      or tonumber(redis.call('HGET', C .. ':flows', flow) or 0) >= tonumber(ARGV[4])
      or tonumber(redis.call('HGET', C .. ':bytes', organization) or 0) + size > tonumber(ARGV[5])
    then
      refused[#refused + 1] = id
      if refusal ~= '' then
        redis.call('XADD', 'log:' .. partition, '*', 'f', refusal)
        redis.call('INCRBY', 'log:in:' .. partition, #refusal + tonumber(ARGV[6]))
      end
    else
      redis.call('HSET', C, id, call)
      redis.call('HINCRBY', C .. ':flows', flow, 1)
      redis.call('HINCRBY', C .. ':bytes', organization, #call)
      -- A microsecond each keeps the order in which they were asked for.
      redis.call('ZADD', C .. ':due:' .. organization, string.format('%.0f', now + (index - 7) / 7), id)
      redis.call('ZADD', C .. ':organizations', 'LT', string.format('%.0f', now), organization)
    end
  end
end
return refused
"""
)

# ARGV: now, how many may be at work, how many are wanted, when they count as lost. Answers the new tickets.
_SUMMON = """
redis.call('ZREMRANGEBYSCORE', 'flows:calls:tickets', '-inf', ARGV[1])
local free = math.min(tonumber(ARGV[2]) - redis.call('ZCARD', 'flows:calls:tickets'), tonumber(ARGV[3]))
local made = {}
for _ = 1, free do
  local ticket = tostring(redis.call('INCR', 'flows:calls:ticket'))
  redis.call('ZADD', 'flows:calls:tickets', ARGV[4], ticket)
  made[#made + 1] = ticket
end
return made
"""

# ARGV: now, ticket, token, end of the lease, running at once, rate, burst. A ticket that finds nothing is over.
_CLAIM = (
    _LIBRARY
    + """
local now, rate, burst = tonumber(ARGV[1]), tonumber(ARGV[6]), tonumber(ARGV[7])
for _ = 1, 1000 do
  local found = redis.call('ZRANGEBYSCORE', C .. ':organizations', '-inf', ARGV[1], 'LIMIT', 0, 1)
  if #found == 0 then break end
  local organization = found[1]
  local due = redis.call('ZRANGEBYSCORE', C .. ':due:' .. organization, '-inf', ARGV[1], 'LIMIT', 0, 1)
  if #due == 0 then
    place(organization, now + 1)
  elseif tonumber(redis.call('HGET', C .. ':running', organization) or 0) >= tonumber(ARGV[5]) then
    -- The end of one of them brings its turn sooner.
    redis.call('ZADD', C .. ':organizations', string.format('%.0f', now + 1000000), organization)
  else
    local bucket = C .. ':tokens:' .. organization
    local left = redis.call('HMGET', bucket, 'left', 'at')
    local tokens = burst
    if left[1] then tokens = math.min(burst, tonumber(left[1]) + math.max(0, now - tonumber(left[2])) * rate / 1000000) end
    if tokens < 1 then
      local turn = now + math.ceil((1 - tokens) / rate * 1000000)
      redis.call('ZADD', C .. ':organizations', string.format('%.0f', turn), organization)
    else
      redis.call('HSET', bucket, 'left', string.format('%.6f', tokens - 1), 'at', ARGV[1])
      redis.call('PEXPIRE', bucket, math.ceil(burst / rate * 1000) + 1000)
      local id = due[1]
      redis.call('ZREM', C .. ':due:' .. organization, id)
      place(organization, now)
      local call = redis.call('HGET', C, id)
      if call then
        redis.call('HINCRBY', C .. ':running', organization, 1)
        redis.call('ZADD', C .. ':leases', ARGV[4], id)
        redis.call('HSET', C .. ':claims', id, ARGV[3] .. ' ' .. organization)
        redis.call('ZADD', C .. ':tickets', ARGV[4], ARGV[2])
        return {call, redis.call('HINCRBY', C .. ':tries', id, 1)}
      end
    end
  end
end
redis.call('ZREM', C .. ':tickets', ARGV[2])
return nil
"""
)

# ARGV: effect id, token, end of the lease, ticket.
_EXTEND = (
    _LIBRARY
    + """
if not held(ARGV[1], ARGV[2]) then return 0 end
redis.call('ZADD', C .. ':leases', ARGV[3], ARGV[1])
redis.call('ZADD', C .. ':tickets', 'XX', ARGV[3], ARGV[4])
return 1
"""
)

# ARGV: effect id, token, now, flow, partition, overhead, answer or nothing.
_END = (
    _LIBRARY
    + """
local id, organization = ARGV[1], held(ARGV[1], ARGV[2])
if not organization then return 0 end
less(C .. ':bytes', organization, redis.call('HSTRLEN', C, id))
less(C .. ':flows', ARGV[4], 1)
redis.call('HDEL', C, id)
redis.call('HDEL', C .. ':tries', id)
let_go(id, organization)
place(organization, tonumber(ARGV[3]))
if ARGV[7] ~= '' then
  redis.call('XADD', 'log:' .. ARGV[5], '*', 'f', ARGV[7])
  redis.call('INCRBY', 'log:in:' .. ARGV[5], #ARGV[7] + tonumber(ARGV[6]))
end
return 1
"""
)

# ARGV: effect id, token, now, due, "1" when this try does not count.
_AGAIN = (
    _LIBRARY
    + """
local id, organization = ARGV[1], held(ARGV[1], ARGV[2])
if not organization then return 0 end
let_go(id, organization)
if ARGV[5] == '1' then redis.call('HINCRBY', C .. ':tries', id, -1) end
redis.call('ZADD', C .. ':due:' .. organization, ARGV[4], id)
place(organization, tonumber(ARGV[3]))
return 1
"""
)

# ARGV: now, how many. Answers how many leases had ended, and how many organizations have a turn now.
_SWEEP = (
    _LIBRARY
    + """
local ended = redis.call('ZRANGEBYSCORE', C .. ':leases', '-inf', ARGV[1], 'LIMIT', 0, tonumber(ARGV[2]))
for _, id in ipairs(ended) do
  local claim = redis.call('HGET', C .. ':claims', id)
  if claim then
    local organization = string.match(claim, ' (.*)')
    let_go(id, organization)
    redis.call('ZADD', C .. ':due:' .. organization, ARGV[1], id)
    place(organization, tonumber(ARGV[1]))
  else
    redis.call('ZREM', C .. ':leases', id)
  end
end
return {#ended, redis.call('ZCOUNT', C .. ':organizations', '-inf', ARGV[1])}
"""
)


# --- putting


def put(calls: Sequence[CallEffect], *, partition: int | None = None, batch: str = "") -> list[CallEffect]:
    """Let the calls wait for their turn; a batch of the outbox counts once. Answers those that found no room.

    Who asked for an answer then gets one that says so.
    """
    moment_us = now_us()
    arguments: list[Any] = [batch, moment_us, MAX_WAITING, MAX_WAITING_OF_FLOW, MAX_WAITING_BYTES, log.ENTRY_OVERHEAD_BYTES]
    for call in calls:
        packed, size = _pack(call), len(_pack(call))
        if size > MAX_REQUEST_BYTES:
            packed, size = b"", MAX_WAITING_BYTES + 1  # there is no room for it, ever
        refusal = _answer_of(call, Answer(False, None, no_room(call)), moment_us) if call.wants_answer else b""
        arguments += [call.effect_id, call.organization_id, call.flow_id, packed, size, call.partition, refusal]
    mark = "" if partition is None else f"flows:calls:put:{partition}"
    refused = {effect_id.decode() for effect_id in client().eval(_PUT, 1, mark, *arguments)}
    return [call for call in calls if call.effect_id in refused]


def no_room(call: CallEffect) -> str:
    """Why there is no room for it."""
    size = len(_pack(call))
    if size > MAX_REQUEST_BYTES:
        return f"The request takes {size:,} bytes; {MAX_REQUEST_BYTES:,} are allowed."
    return (
        f"Too many calls wait already ({MAX_WAITING:,} of the organization and {MAX_WAITING_OF_FLOW:,} of a flow may), "
        "so this one was refused. Ask less often, or find out why the others take so long."
    )


def summon(wanted: int) -> None:
    """Send as many workers as are wanted and allowed. When the queue is away the sweep does it later."""
    if wanted <= 0:
        return
    moment_us = now_us()
    lost_us = moment_us + _us(TICKET_WAITS_S)
    tickets = client().eval(_SUMMON, 0, moment_us, settings.CALLS_AT_ONCE, wanted, lost_us)
    try:
        for ticket in tickets:
            later(TASK, ticket.decode(), expires_s=TICKET_WAITS_S)
    except (KombuError, OSError, RedisError) as error:
        logger.warning("Calls of flows wait for the queue: %s", error)


def sweep() -> None:
    """Take back calls whose worker is gone, and see to it that everything that is due has a worker. Once a second."""
    moment_us = now_us()
    ended, ready = client().eval(_SWEEP, 0, moment_us, SWEPT_AT_ONCE)
    if ended:
        logger.warning("%d calls of flows are done again: their workers are gone", ended)
    summon(settings.CALLS_AT_ONCE if ready else 0)


# --- working


def work(ticket: str) -> None:
    """Do what is next, for about a second; then another ticket goes on."""
    until = time.monotonic() + TICKET_WORKS_S
    while (claim := claim_next(ticket)) is not None:
        perform(claim, ticket)
        if time.monotonic() > until:
            client().zrem("flows:calls:tickets", ticket)
            summon(1)
            return


def claim_next(ticket: str) -> Claim | None:
    moment_us, token = now_us(), uuid.uuid4().hex
    found = client().eval(
        _CLAIM,
        0,
        moment_us,
        ticket,
        token,
        moment_us + _us(BEGIN_S),
        settings.CALLS_AT_ONCE_PER_ORGANIZATION,
        settings.CALLS_PER_SECOND,
        settings.CALLS_BURST,
    )
    return None if found is None else Claim(_unpack(found[0]), token, int(found[1]))


def perform(claim: Claim, ticket: str = "") -> None:
    """Do it and end it, or let it wait for its next try."""
    call = claim.call
    try:
        if not Flow.objects.filter(id=call.flow_id, organization_id=call.organization_id).exists():
            _end(claim, b"")
            return
        _try(claim, ticket)
    except DatabaseError:
        # Ours, so the try does not count.
        logger.exception("The call %s waits for the database", call.effect_id)
        _again(claim, HOLD_S, is_counted=False)


def _try(claim: Claim, ticket: str) -> None:
    call = claim.call
    kind = kinds.kinds().get(call.kind)
    if kind is None:
        _fail(claim, f"This Sluice cannot do “{call.kind}” any more.")
        return
    retry, timeout_s = kind.retry_of(call.request), kind.timeout_of(call.request)
    if claim.tries > retry.tries:
        _fail(claim, f"The process that did it was ended {retry.tries} times before it was done.", tries=retry.tries)
        return
    lease_end_us = now_us() + _us(timeout_s + LEASE_MARGIN_S)
    if not client().eval(_EXTEND, 0, call.effect_id, claim.token, lease_end_us, ticket):
        return
    context = Context(
        effect_id=call.effect_id,
        organization_id=call.organization_id,
        flow_id=call.flow_id,
        block_id=call.block_id,
        device_id=call.device_id,
        time_us=call.time_us,
        tries=claim.tries,
        timeout_s=timeout_s,
    )
    try:
        answer = _answer_of(call, Answer(True, kind.perform(kinds.plain(call.request), context)), now_us())
        if len(answer) > MAX_ANSWER_BYTES:
            raise Refused(f"The answer takes {len(answer):,} bytes; {MAX_ANSWER_BYTES:,} are allowed. Ask for less at once.")
    except (Refused, Missing) as error:
        _fail(claim, error.message)
    except Unavailable as error:
        _again_or_fail(claim, retry, error.message, after_s=getattr(error, "retry_after_s", None))
    except DatabaseError:
        _again_or_fail(claim, retry, "The database could not be asked.")
    except Exception as error:
        logger.exception("The call %s failed by a mistake of ours", call.effect_id)
        _again_or_fail(claim, retry, f"It failed by a mistake in Sluice: {type(error).__name__}: {error}"[:500])
    else:
        _end(claim, answer if call.wants_answer else b"")


def _again_or_fail(claim: Claim, retry: Retry, message: str, *, after_s: float | None = None) -> None:
    if claim.tries >= retry.tries:
        _fail(claim, message)
        return
    wait_s = retry.wait_s(claim.tries)
    if after_s is not None and math.isfinite(after_s):
        wait_s = min(max(wait_s, after_s), kinds.MAX_BACKOFF_S)
    _again(claim, wait_s)


def _again(claim: Claim, wait_s: float, *, is_counted: bool = True) -> None:
    moment_us = now_us()
    due_us = moment_us + _us(wait_s)
    client().eval(_AGAIN, 0, claim.call.effect_id, claim.token, moment_us, due_us, "" if is_counted else "1")


def _fail(claim: Claim, message: str, *, tries: int | None = None) -> None:
    """It failed for good: it goes to the failed calls, and the block learns why."""
    call = claim.call
    keep_failed(call, error=message, tries=tries or claim.tries)
    if call.wants_answer:
        _end(claim, _answer_of(call, Answer(False, None, message), now_us()))
    elif _end(claim, b""):
        show_error(call, message)


def _end(claim: Claim, answer: bytes) -> bool:
    call = claim.call
    arguments = (call.effect_id, claim.token, now_us(), call.flow_id, call.partition, log.ENTRY_OVERHEAD_BYTES, answer)
    return bool(client().eval(_END, 0, *arguments))


def keep_failed(call: CallEffect, *, error: str, tries: int) -> None:
    """Put it on the list of failed calls, from where people send it again. The oldest of a block and of an organization go."""
    if not Flow.objects.filter(id=call.flow_id, organization_id=call.organization_id).exists():
        return
    body = msgspec.json.encode({name: value for name, value in msgspec.structs.asdict(call).items() if name != "request"})
    FailedCall.objects.update_or_create(
        effect_id=call.effect_id,
        defaults={
            "organization_id": call.organization_id,
            "flow_id": call.flow_id,
            "block_id": call.block_id,
            "kind": call.kind,
            "request": _storable(call.request),
            "effect": msgspec.json.decode(body),
            "error": error.replace("\0", "")[:1_000],
            "tries": tries,
            "failed_at": now(),
        },
    )
    rows = FailedCall.objects.order_by("-failed_at", "-id")
    for of_it, most in (
        (rows.filter(organization_id=call.organization_id), FAILED_KEPT),
        (rows.filter(flow_id=call.flow_id, block_id=call.block_id), FAILED_KEPT_OF_BLOCK),
    ):
        surplus = list(of_it.values_list("id", flat=True)[most : most + 100])
        if surplus:
            FailedCall.objects.filter(id__in=surplus).delete()


def _storable(request: dict[str, Any]) -> Any:
    """The request as a database takes it: without NaN and without the character NUL."""
    return msgspec.json.decode(msgspec.json.encode(request).replace(b"\\u0000", b""))


def show_error(call: CallEffect, message: str) -> None:
    """Show on the block that asked for it why it could not be done."""
    pipe = client().pipeline(transaction=True)
    state.write_errors(pipe, call.flow_id, {call.block_id: (1, call.time_us, call.key, message[:500])})
    pipe.execute()


def _answer_of(call: CallEffect, answer: Answer, moment_us: int) -> bytes:
    return timers.answer_body(
        flow_id=call.flow_id,
        key=call.key,
        block_id=call.block_id,
        fingerprint=call.fingerprint,
        answer=answer,
        moment_us=moment_us,
    )


def _us(seconds: float) -> int:
    return round(seconds * 1_000_000)


# --- figures


class Figures(NamedTuple):
    waiting: int
    running: int


def figures() -> Figures:
    """How many calls wait and run."""
    pipe = client().pipeline(transaction=False)
    pipe.hlen("flows:calls")
    pipe.zcard("flows:calls:leases")
    kept, running = pipe.execute()
    return Figures(kept - running, running)


def waiting_of(flow_id: int) -> int:
    """How many calls of a flow wait or run."""
    return int(client().hget("flows:calls:flows", str(flow_id)) or 0)
