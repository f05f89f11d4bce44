"""The loop of one lane process: wait, read what is there, hand it over, commit, again.

Everything goes over one connection, in two round trips a turn: `XREAD` and `MULTI … EXEC, WATCH owners, MGET owners`. An owner
key that changes between the WATCH of one turn and the EXEC of the next makes that EXEC answer nil; then what is still ours is
committed anew.
"""

import itertools
import logging
import os
import signal
import threading
import time
from collections.abc import Iterable
from typing import Any, Final

from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError, close_old_connections, connections
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from core.clock import now_us
from core.errors import Unavailable
from core.redis import client
from telemetry import log
from telemetry.lane.consumer import Commit, Consumer, Entry, Part
from telemetry.lane.membership import Membership, owner_key, owner_value, poison_key, wake_key

logger = logging.getLogger(__name__)

# About as much is read at once, over all partitions: some thousand samples. More would make the first wait for the last.
READ_BYTES: Final = 384 * 1024
READ_ENTRIES: Final = 1_000
BLOCK_MS: Final = 5_000
TRIM_S: Final = 1.0
PAUSES_S: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
POISON_TRIES: Final = 3
POISON_KEPT: Final = 100
COMMIT_TRIES: Final = 20

# What passes by itself: try the same entries again, for as long as it takes.
PASSING = (Unavailable, OperationalError, InterfaceError, RedisConnectionError, RedisTimeoutError, OSError)


# A new consumer starts with the oldest entry that still stands, and owes as many bytes as stand there.
_FIRST_TAKE = """
local offset = redis.call('GET', KEYS[1])
if offset then return offset end
local waiting = 0
for _, entry in ipairs(redis.call('XRANGE', KEYS[3], '-', '+')) do
  waiting = waiting + #entry[2][2] + tonumber(ARGV[1])
end
redis.call('SET', KEYS[2], (tonumber(redis.call('GET', KEYS[4]) or '0')) - waiting)
redis.call('SET', KEYS[1], '0-0')
return '0-0'
"""


class Partition:
    """One partition that we own."""

    def __init__(self, number: int, generation: int, offset: bytes) -> None:
        self.number, self.generation, self.offset = number, generation, offset
        self.is_untrimmed = True
        self.trimmed_at = 0.0


Job = tuple[Partition, list[Entry]]


class Reader:
    """Runs one consumer in this process until told to stop."""

    def __init__(self, consumer: Consumer, member: str) -> None:
        self.consumer = consumer
        self.stopping = threading.Event()
        self.membership = Membership(consumer.name, member, self.info, self.stopping, self.step_s)
        self._step_at = time.monotonic()
        self._owned: dict[int, Partition] = {}
        self._wake_key = wake_key(consumer.name, member)
        self._wake_offset: bytes = b"0-0"
        self._entry_bytes = 4096.0  # running mean, to read about READ_BYTES at once
        self._connection: Any = None
        # The partitions whose owner keys are watched since they were last seen to name us.
        self._watched: frozenset[tuple[int, int]] = frozenset()
        self._tidied_at = 0.0
        self._waiting_for = ""
        self._waiting_since_us = 0
        self._entries = 0
        self._batches = 0
        self._pid_started_us = now_us()

    # --- what others see of us

    def info(self) -> dict[str, Any]:
        return {
            "pid": os.getpid(),
            "since_us": self._pid_started_us,
            "partitions": sorted(self._owned),
            "state": "waiting" if self._waiting_for else "working",
            "reason": self._waiting_for,
            "step_s": round(self.step_s(), 1),
            "waiting_since_us": self._waiting_since_us if self._waiting_for else None,
            "entries": self._entries,
            "batches": self._batches,
        }

    def step_s(self) -> float:
        """For how long the loop has been at what it does now."""
        return time.monotonic() - self._step_at

    def _begin_step(self) -> None:
        self._step_at = time.monotonic()

    # --- the loop

    def run(self) -> None:
        """Until SIGTERM or the end of the parent; gives its partitions up on the way out."""
        for number in (signal.SIGTERM, signal.SIGQUIT):
            signal.signal(number, lambda *_: self.membership.order_to_stop())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too, but our parent decides
        self.membership.start()
        pauses = _pauses()
        while not self.stopping.is_set():
            try:
                self._begin_step()
                self._connect()
                while not self.stopping.is_set():
                    self._follow_membership()
                    self._turn()
                    self._waiting_for = ""
                    pauses = _pauses()
            except PASSING as error:
                # Redis may have come back with a second less than it had: memory counts for nothing now.
                logger.warning("lane %s lost Redis: %s", self.consumer.name, error)
                self._drop_all()
                self._pause(f"Redis: {error}", next(pauses))
        self._leave()

    def _turn(self) -> None:
        """One reading, and the work on what it brought."""
        self._begin_step()
        found = self._read()
        self._begin_step()
        started = time.monotonic()
        if found:
            self._work(found)
            if self.stopping.is_set():
                return
        for number in list(self._owned):
            due_us = self.consumer.next_due_us(number)
            if due_us is not None and due_us <= (moment := now_us()):
                self._fire(number, moment)
        self._trim()
        if started >= self._tidied_at + TRIM_S:
            self._tidied_at = started
            close_old_connections()
        if found and self.consumer.pace_s:
            self.stopping.wait(max(0.0, started + self.consumer.pace_s - time.monotonic()))

    def _fire(self, number: int, moment_us: int) -> None:
        try:
            self.consumer.due(number, moment_us)
        except PASSING:
            raise
        except Exception:
            logger.exception("lane %s could not fire a timer of partition %d", self.consumer.name, number)
            self._pause("a timer failed", 0.25)

    # --- Redis

    def _connect(self) -> None:
        """A connection of our own: others must not wait behind our blocking read."""
        if self._connection is not None:
            self._connection.disconnect()
        pool = client().connection_pool
        options = pool.connection_kwargs | {"socket_timeout": BLOCK_MS / 1000 + 10, "protocol": 2, "health_check_interval": 0}
        self._connection = pool.connection_class(**options)
        self._connection.connect()
        self._watched = frozenset()

    def _ask(self, commands: list[tuple[Any, ...]]) -> list[Any]:
        """Send all, then take all answers; an error answer is returned in its place."""
        connection = self._connection
        connection.send_packed_command(connection.pack_commands(commands))
        answers: list[Any] = []
        for _ in commands:
            try:
                answers.append(connection.read_response())
            except ResponseError as error:
                answers.append(error)
        return answers

    def _fence(self, numbers: Iterable[int]) -> list[tuple[Any, ...]]:
        keys = [owner_key(self.consumer.name, number) for number in numbers]
        return [("WATCH", *keys), ("MGET", *keys)] if keys else []

    def _fenced(self) -> frozenset[tuple[int, int]]:
        """What is watched when all that we own is."""
        return frozenset((partition.number, partition.generation) for partition in self._owned.values())

    def _owners(self) -> list[bytes]:
        """What the owner keys say while all that we own is ours."""
        return [owner_value(self.membership.member, partition.generation) for partition in self._owned.values()]

    def _watch_owners(self) -> None:
        """Watch the owner keys and drop what is another's: from here on a change undoes the next commit."""
        fence = self._fence(self._owned)
        if fence:
            _, owners = self._ask(fence)
            if isinstance(owners, Exception):
                raise Unavailable(str(owners))
            for partition, owner in zip(list(self._owned.values()), owners, strict=True):
                if not self._is_ours(partition, owner):
                    logger.warning("lane %s: partition %d is another's now", self.consumer.name, partition.number)
                    self._drop(partition.number)
        self._watched = self._fenced()

    def _is_ours(self, partition: Partition, owner: Any) -> bool:
        return bool(owner == owner_value(self.membership.member, partition.generation))

    def _read(self) -> list[tuple[Partition, list[Entry]]]:
        """Sleep until something is in a partition of ours, or a timer is due, or somebody wakes us."""
        owned = list(self._owned.values())
        streams = [log.stream(partition.number) for partition in owned] + [self._wake_key]
        offsets = [partition.offset for partition in owned] + [self._wake_offset]
        count = max(1, min(READ_ENTRIES, int(READ_BYTES / self._entry_bytes / max(1, len(owned)))))
        read = ("XREAD", "COUNT", count, "BLOCK", self._block_ms(), "STREAMS", *streams, *offsets)
        fence = [] if self._watched == self._fenced() else self._fence(self._owned)
        answers = self._ask([*fence, read])
        for answer in answers:
            if isinstance(answer, Exception):
                raise Unavailable(str(answer))
        if fence:
            for partition, owner in zip(owned, answers[1], strict=True):
                if not self._is_ours(partition, owner):
                    self._drop(partition.number)
            self._watched = self._fenced()
        found = []
        total = number_of_entries = 0
        for name, rows in answers[-1] or ():
            if name == self._wake_key.encode():
                self._wake_offset = rows[-1][0]
                continue
            # A deleted entry stands in the stream without fields.
            entries = [Entry(entry_id, fields[0], fields[1]) for entry_id, fields in rows if fields]
            total += sum(len(entry.body) for entry in entries)
            number_of_entries += len(entries)
            partition_of_stream = self._owned.get(int(name.rpartition(b":")[2]))
            if partition_of_stream is not None and entries:
                found.append((partition_of_stream, entries))
        if number_of_entries:
            self._entry_bytes += 0.2 * (total / number_of_entries - self._entry_bytes)
        return found

    def _block_ms(self) -> int:
        block_ms = BLOCK_MS
        if any(partition.is_untrimmed for partition in self._owned.values()):
            block_ms = int(TRIM_S * 1000)
        dues = [due for due in map(self.consumer.next_due_us, self._owned) if due is not None]
        if dues:
            block_ms = min(block_ms, -((now_us() - min(dues)) // 1000))
        # BLOCK 0 would be for ever.
        return max(1, block_ms)

    # --- work

    def _work(self, found: list[Job]) -> None:
        """Process and commit what was read, all partitions together; when that fails, each for itself until it is done."""
        try:
            self._process(found)
            return
        except (RedisConnectionError, RedisTimeoutError):
            raise
        except Exception as error:
            self._say(error, found[0])
        for partition, _ in found:
            self.consumer.take(partition.number, partition.generation)
        for partition, entries in found:
            if partition.number in self._owned and not self.stopping.is_set():
                self._persist(partition, entries)

    def _persist(self, partition: Partition, entries: list[Entry]) -> None:
        """Process and commit the entries of one partition, however often that takes; one that fails alone is set aside."""
        pauses = _pauses()
        queue = [entries]
        tries = 0
        while queue and partition.number in self._owned and not self.stopping.is_set():
            batch = queue[0]
            try:
                self._process([(partition, batch)])
                queue.pop(0)
                tries = 0
                self._waiting_for = ""
                continue
            except (RedisConnectionError, RedisTimeoutError):
                raise
            except Exception as error:
                self._say(error, (partition, batch))
                if _is_passing(error):
                    self._pause(str(error) or type(error).__name__, next(pauses))
                elif len(batch) > 1:
                    # One of them spoils the others: find out which.
                    queue[0:1] = [[entry] for entry in batch]
                elif (tries := tries + 1) >= POISON_TRIES:
                    self._set_aside(partition, batch[0], error)
                    queue.pop(0)
                    tries = 0
                else:
                    self._pause(f"{type(error).__name__}: {error}", next(pauses))
            self.consumer.take(partition.number, partition.generation)

    def _say(self, error: Exception, job: Job) -> None:
        if isinstance(error, DatabaseError):
            connections.close_all()
        if not _is_passing(error):
            partition, entries = job
            logger.error(
                "lane %s failed at %s in partition %d", self.consumer.name, entries[0].id, partition.number, exc_info=error
            )

    def _process(self, jobs: list[Job]) -> None:
        self._begin_step()
        commit = Commit(client().pipeline(transaction=True))
        self.consumer.process([Part(partition.number, entries) for partition, entries in jobs], commit)
        if not self._commit(jobs, commit):
            return
        self._entries += sum(len(entries) for _, entries in jobs)
        self._batches += 1
        for callback in commit.callbacks:
            try:
                callback()
            except Exception:
                # It stands in an outbox and will be done with the next batch or by the next owner.
                logger.exception("lane %s: what follows a commit failed", self.consumer.name)

    def _set_aside(self, partition: Partition, entry: Entry, error: Exception) -> None:
        """Step over an entry that cannot be processed; keep it for whoever looks for the fault."""
        logger.error("lane %s sets %s of partition %d aside: %s", self.consumer.name, entry.id, partition.number, error)
        commit = Commit(client().pipeline(transaction=True))
        key = poison_key(self.consumer.name)
        commit.pipe.lpush(
            key, b"%d %s %s %s: " % (partition.number, entry.id, entry.kind, str(error).encode()) + entry.body[:4096]
        )
        commit.pipe.ltrim(key, 0, POISON_KEPT - 1)
        self.consumer.take(partition.number, partition.generation)
        self._commit([(partition, [entry])], commit)

    def _commit(self, jobs: list[Job], commit: Commit) -> bool:
        """One transaction for all partitions. False: one of them is another's by now, and nothing was committed; the others
        are read and worked on anew."""
        name = self.consumer.name
        commit.pipe.mset({log.offset_key(name, partition.number): entries[-1].id for partition, entries in jobs})
        for partition, entries in jobs:
            commit.pipe.incrby(log.done_key(name, partition.number), sum(log.size_of(entry.body) for entry in entries))
        stack = [tuple(command[0]) for command in commit.pipe.command_stack]
        if self._watched != self._fenced():
            # An earlier commit of this turn failed, or was one of several.
            self._watch_owners()
        for _ in range(COMMIT_TRIES):
            if not self._all_ours(jobs):
                return False
            transaction: list[tuple[Any, ...]] = [("MULTI",), *stack, ("EXEC",)]
            self._watched = frozenset()  # EXEC ends it
            answers = self._ask([*transaction, *self._fence(self._owned)])
            result = answers[len(transaction) - 1]
            if isinstance(result, Exception):
                # Redis is out of memory or cannot write its file: nothing of it was done.
                first = next((a for a in answers[: len(transaction)] if isinstance(a, Exception)), result)
                raise Unavailable(f"Redis refused the commit: {first}")
            if result is not None:
                for answer, command in zip(result, stack, strict=True):
                    if isinstance(answer, Exception):
                        logger.error("lane %s: %s failed inside a commit: %s", name, command[:2], answer)
                commit.answers = result
                for partition, entries in jobs:
                    partition.offset = entries[-1].id
                    partition.is_untrimmed = True
                # Who is not the owner any more learns it when the next turn looks anew.
                if answers[-1] == self._owners():
                    self._watched = self._fenced()
                return True
            # An owner changed since the fence was set.
            for partition, owner in zip(list(self._owned.values()), answers[-1], strict=True):
                if not self._is_ours(partition, owner):
                    logger.warning("lane %s: partition %d is another's now", name, partition.number)
                    self._drop(partition.number)
        raise Unavailable("The owners of partitions change too often.")

    def _all_ours(self, jobs: list[Job]) -> bool:
        """When a partition has gone to another, what the consumer did in memory for the others counts for nothing."""
        kept = [partition for partition, _ in jobs if partition.number in self._owned]
        if len(kept) == len(jobs):
            return True
        for partition in kept:
            self.consumer.take(partition.number, partition.generation)
        return False

    # --- owning

    def _follow_membership(self) -> None:
        wanted, surplus = self.membership.wanted, self.membership.surplus
        for number in [n for n, partition in self._owned.items() if wanted.get(n) != partition.generation]:
            self._drop(number)
        for number, generation in surplus.items():
            self.membership.release(number, generation)
        self.membership.surplus = {}
        for number, generation in wanted.items():
            if number not in self._owned:
                self._begin_step()
                self.consumer.take(number, generation)
                self._owned[number] = Partition(number, generation, self._first_offset(number))

    def _first_offset(self, number: int) -> bytes:
        name = self.consumer.name
        keys = [log.offset_key(name, number), log.done_key(name, number), log.stream(number), log.in_key(number)]
        offset: bytes = client().eval(_FIRST_TAKE, len(keys), *keys, log.ENTRY_OVERHEAD_BYTES)
        return offset

    def _drop(self, number: int) -> None:
        if self._owned.pop(number, None) is not None:
            self.consumer.lose(number)

    def _drop_all(self) -> None:
        for number in list(self._owned):
            self._drop(number)

    def _leave(self) -> None:
        owned = {number: partition.generation for number, partition in self._owned.items()}
        self._drop_all()
        try:
            for number, generation in (self.membership.wanted | owned).items():
                self.membership.release(number, generation)
        except RedisError as error:
            logger.warning("lane %s leaves its partitions to their leases: %s", self.consumer.name, error)
        self.membership.leave()

    # --- upkeep

    def _trim(self) -> None:
        """Cut off what all consumers have done."""
        moment = time.monotonic()
        due = [one for one in self._owned.values() if one.is_untrimmed and moment - one.trimmed_at >= TRIM_S]
        if not due:
            return
        names = sorted(log.consumers)
        answers = self._ask([("MGET", *(log.offset_key(name, one.number) for name in names)) for one in due])
        trims = []
        for partition, offsets in zip(due, answers, strict=True):
            partition.trimmed_at = moment
            if isinstance(offsets, Exception) or None in offsets:
                continue
            oldest = min(offsets, key=log.position_of)
            trims.append(("XTRIM", log.stream(partition.number), "MINID", "=", oldest))
            # When a slower consumer is behind, it trims the rest itself.
            partition.is_untrimmed = False
        if trims:
            self._ask(trims)

    def _pause(self, reason: str, seconds: float) -> None:
        if self._waiting_for != reason:
            logger.warning("lane %s waits: %s", self.consumer.name, reason)
            if not self._waiting_for:
                self._waiting_since_us = now_us()
        self._waiting_for = reason
        self.stopping.wait(seconds)
        self._begin_step()


def _is_passing(error: Exception) -> bool:
    """Does the fault lie outside and pass, so that the same entries can be tried again?"""
    if isinstance(error, ResponseError):
        return str(error).startswith(("OOM", "MISCONF", "READONLY", "BUSY", "LOADING", "EXECABORT"))
    return isinstance(error, PASSING)


def _pauses() -> "itertools.chain[float]":
    return itertools.chain(PAUSES_S, itertools.repeat(PAUSES_S[-1]))
