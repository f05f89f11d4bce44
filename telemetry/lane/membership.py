"""Who owns which partition: a lease per process, an owner per partition, a fair share each.

A process is alive while its member key exists; a thread renews it twice in its life time. The same script that renews
also claims partitions whose owner is gone. Each claim raises the partition's generation, and a commit only goes
through while `owner` still names this member and generation: a process that slept through its lease commits nothing.
"""

import contextlib
import faulthandler
import logging
import os
import queue
import threading
from collections.abc import Callable
from typing import Any, Final

import msgspec
from django.conf import settings
from redis.exceptions import RedisError

from core.redis import client

logger = logging.getLogger(__name__)

LEASE_MS: Final = 1_800
BEAT_S: Final = 0.5
# A step of the loop takes milliseconds; one that waits for a locked database, or loads a module, seconds. What takes longer
# than this will never end: the process is ended, and the next one begins where the last commit was.
STUCK_S = 60.0

# KEYS are made from the consumer's prefix: one Redis, so undeclared keys are fine.
_BEAT: Final = """
local prefix, me, total, info, lease = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
redis.call('SET', prefix .. 'member:' .. me, info, 'PX', lease)
redis.call('SADD', prefix .. 'members', me)
local alive, count = {}, 0
for _, member in ipairs(redis.call('SMEMBERS', prefix .. 'members')) do
  if redis.call('EXISTS', prefix .. 'member:' .. member) == 1 then
    alive[member] = true
    count = count + 1
  else
    redis.call('SREM', prefix .. 'members', member)
  end
end
local share = math.ceil(total / count)
local mine, free = {}, {}
for p = 0, total - 1 do
  local owner = redis.call('GET', prefix .. 'owner:' .. p)
  local member, generation = nil, nil
  if owner then member, generation = string.match(owner, '^(.*):(%d+)$') end
  if member == me then
    mine[#mine + 1] = {p, tonumber(generation)}
  elseif not (member and alive[member]) then
    free[#free + 1] = p
  end
end
for _, p in ipairs(free) do
  if #mine >= share then break end
  local generation = redis.call('INCR', prefix .. 'generation:' .. p)
  redis.call('SET', prefix .. 'owner:' .. p, me .. ':' .. generation)
  mine[#mine + 1] = {p, generation}
end
return {share, mine}
"""

_RELEASE: Final = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""


def prefix(consumer: str) -> str:
    return f"lane:{consumer}:"


def owner_key(consumer: str, partition: int) -> str:
    return f"lane:{consumer}:owner:{partition}"


def owner_value(member: str, generation: int) -> bytes:
    return f"{member}:{generation}".encode()


def wake_key(consumer: str, member: str) -> str:
    return f"lane:{consumer}:wake:{member}"


def poison_key(consumer: str) -> str:
    """The list of entries that this consumer could not process, newest first."""
    return f"lane:{consumer}:poison"


def forget(consumer: str, member: str) -> None:
    """A member is known to be dead: do not wait for its lease to run out."""
    client().delete(f"lane:{consumer}:member:{member}", wake_key(consumer, member))


class Membership:
    """This process as a member.

    The last beat said that we own `wanted`, and `surplus`, which is more than our share: the reading loop follows.
    """

    def __init__(
        self,
        consumer: str,
        member: str,
        info: Callable[[], dict[str, Any]],
        stopping: threading.Event,
        step_s: Callable[[], float] = lambda: 0.0,
    ) -> None:
        """`step_s` says for how long the loop has been at what it does now."""
        self.consumer, self.member = consumer, member
        self._step_s = step_s
        self.wanted: dict[int, int] = {}
        self.surplus: dict[int, int] = {}
        self._info, self._stopping = info, stopping
        self._orders: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._beat = client().register_script(_BEAT)
        self._release = client().register_script(_RELEASE)
        self._parent = os.getppid()
        self._thread = threading.Thread(target=self._run, name=f"lane {consumer} lease", daemon=True)
        self._ended = threading.Event()

    def start(self) -> None:
        self._thread.start()

    def order_to_stop(self) -> None:
        """For signal handlers. They interrupt the loop anywhere, also where it holds the lock of an event, and each other."""
        self._orders.put(None)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.beat()
            except RedisError as error:
                logger.warning("lane %s cannot renew its lease: %s", self.consumer, error)
            except Exception:
                # Without this thread the process would be alive and own nothing.
                logger.exception("lane %s cannot renew its lease", self.consumer)
            if self._step_s() > STUCK_S:
                logger.error("lane %s has been at one step for %.0f s, and is ended", self.consumer, self._step_s())
                faulthandler.dump_traceback(all_threads=True)
                os._exit(1)
            if os.getppid() != self._parent:
                logger.warning("lane %s stops because its worker is gone", self.consumer)
                self._stopping.set()
            with contextlib.suppress(queue.Empty):
                self._orders.get(timeout=BEAT_S)
                self._stopping.set()
        self._wake()  # the loop may be asleep in Redis
        # A loop that hangs in somebody's code must not outlive the order to stop for good.
        if not self._ended.wait(20):
            os._exit(1)

    def beat(self) -> None:
        """Renew the lease, claim what is free, and see what we own."""
        info = msgspec.json.encode(self._info())
        share, mine = self._beat(
            args=[prefix(self.consumer), self.member, settings.LOG_PARTITIONS, info, LEASE_MS], client=client()
        )
        wanted = {int(p): int(generation) for p, generation in mine[:share]}
        self.surplus = {int(p): int(generation) for p, generation in mine[share:]}
        if wanted != self.wanted or self.surplus:
            self.wanted = wanted
            self._wake()

    def release(self, partition: int, generation: int) -> None:
        """Give the partition up for others to claim at once."""
        self._release(keys=[owner_key(self.consumer, partition)], args=[owner_value(self.member, generation)], client=client())

    def leave(self) -> None:
        """Be gone at once."""
        self._ended.set()
        try:
            client().srem(f"{prefix(self.consumer)}members", self.member)
            forget(self.consumer, self.member)
        except RedisError as error:
            logger.warning("lane %s leaves without saying so: %s", self.consumer, error)

    def _wake(self) -> None:
        key = wake_key(self.consumer, self.member)
        try:
            pipe = client().pipeline(transaction=False)
            pipe.xadd(key, {"w": ""}, maxlen=1, approximate=False)
            pipe.expire(key, 60)
            pipe.execute()
        except RedisError as error:
            logger.warning("lane %s could not be woken: %s", self.consumer, error)
