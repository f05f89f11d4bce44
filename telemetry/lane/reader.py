"""The loop of one lane process: wait, read what is there, hand it over, commit, again.

Everything goes over one connection in as few round trips as possible. The commit of one partition and the fence of the
next travel together: `MULTI … EXEC WATCH owner GET owner`. A changed owner key makes the EXEC answer nil.
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
from telemetry.lane.consumer import Commit, Consumer, Entry
from telemetry.lane.membership import Membership, owner_key, owner_value, wake_key

logger = logging.getLogger(__name__)

READ_BYTES: Final = 2 * 1024 * 1024  # about as much is read at once, over all partitions
READ_ENTRIES: Final = 1_000
BLOCK_MS: Final = 5_000
TRIM_S: Final = 1.0
PAUSES_S: Final = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0)
POISON_TRIES: Final = 3
POISON_KEPT: Final = 100

# What passes by itself: try the same entries again, for as long as it takes.
PASSING = (Unavailable, OperationalError, InterfaceError, RedisConnectionError, RedisTimeoutError, OSError)


class Fenced(Exception):
    """Another process owns the partition: nothing of this batch was committed."""


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


class Reader:
    """Runs one consumer in this process until told to stop."""

    def __init__(self, consumer: Consumer, member: str) -> None:
        self.consumer = consumer
        self.stopping = threading.Event()
        self.membership = Membership(consumer.name, member, self.info, self.stopping)
        self._owned: dict[int, Partition] = {}
        self._wake_key = wake_key(consumer.name, member)
        self._wake_offset: bytes = b"0-0"
        self._entry_bytes = 4096.0  # running mean, to read about READ_BYTES at once
        self._connection: Any = None
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
            "waiting_since_us": self._waiting_since_us if self._waiting_for else None,
            "entries": self._entries,
            "batches": self._batches,
        }

    # --- the loop

    def run(self) -> None:
        """Until SIGTERM or the end of the parent; gives its partitions up on the way out."""
        for number in (signal.SIGTERM, signal.SIGQUIT):
            signal.signal(number, lambda *_: self.stopping.set())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too, but our parent decides
        self.membership.start()
        pauses = _pauses()
        while not self.stopping.is_set():
            try:
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
        for partition, entries in self._read():
            if self.stopping.is_set():
                return
            try:
                self._work(partition, entries)
            except Fenced:
                logger.warning("lane %s: partition %d is another's now", self.consumer.name, partition.number)
                self._drop(partition.number)
        for number in list(self._owned):
            due_us = self.consumer.next_due_us(number)
            if due_us is not None and due_us <= (moment := now_us()):
                self._fire(number, moment)
        self._trim()
        close_old_connections()

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

    def _is_ours(self, partition: Partition, owner: Any) -> bool:
        return bool(owner == owner_value(self.membership.member, partition.generation))

    def _read(self) -> list[tuple[Partition, list[Entry]]]:
        """Sleep until something is in a partition of ours, or a timer is due, or somebody wakes us."""
        owned = list(self._owned.values())
        streams = [log.stream(partition.number) for partition in owned] + [self._wake_key]
        offsets = [partition.offset for partition in owned] + [self._wake_offset]
        count = max(1, min(READ_ENTRIES, int(READ_BYTES / self._entry_bytes / max(1, len(owned)))))
        read = ("XREAD", "COUNT", count, "BLOCK", self._block_ms(), "STREAMS", *streams, *offsets)
        answers = self._ask([*self._fence(self._owned), read])
        for answer in answers:
            if isinstance(answer, Exception):
                raise Unavailable(str(answer))
        if owned:
            for partition, owner in zip(owned, answers[1], strict=True):
                if not self._is_ours(partition, owner):
                    self._drop(partition.number)
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

    def _work(self, partition: Partition, entries: list[Entry]) -> None:
        """Process and commit all entries, however often that takes; an entry that fails alone is set aside."""
        pauses = _pauses()
        queue = [entries]
        tries = 0
        while queue:
            batch = queue[0]
            try:
                self._process(partition, batch)
                queue.pop(0)
                tries = 0
                self._waiting_for = ""
                continue
            except (Fenced, RedisConnectionError, RedisTimeoutError):
                raise
            except Exception as error:
                if isinstance(error, DatabaseError):
                    connections.close_all()
                if _is_passing(error):
                    self._pause(str(error) or type(error).__name__, next(pauses))
                    if self.stopping.is_set():
                        return
                    self.consumer.take(partition.number, partition.generation)
                    continue
                logger.exception("lane %s failed at %s in partition %d", self.consumer.name, batch[0].id, partition.number)
                if len(batch) > 1:
                    # One of them spoils the others: find out which.
                    queue[0:1] = [[entry] for entry in batch]
                elif (tries := tries + 1) >= POISON_TRIES:
                    self._set_aside(partition, batch[0], error)
                    queue.pop(0)
                    tries = 0
                else:
                    self._pause(f"{type(error).__name__}: {error}", next(pauses))
            if self.stopping.is_set():
                return
            self.consumer.take(partition.number, partition.generation)

    def _process(self, partition: Partition, entries: list[Entry]) -> None:
        commit = Commit(client().pipeline(transaction=True))
        self.consumer.process(partition.number, partition.generation, entries, commit)
        self._commit(partition, entries, commit)
        self._entries += len(entries)
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
        key = f"lane:{self.consumer.name}:poison"
        commit.pipe.lpush(
            key, b"%d %s %s %s: " % (partition.number, entry.id, entry.kind, str(error).encode()) + entry.body[:4096]
        )
        commit.pipe.ltrim(key, 0, POISON_KEPT - 1)
        self.consumer.take(partition.number, partition.generation)
        self._commit(partition, [entry], commit)

    def _commit(self, partition: Partition, entries: list[Entry], commit: Commit) -> None:
        name, number = self.consumer.name, partition.number
        commit.pipe.set(log.offset_key(name, number), entries[-1].id)
        commit.pipe.incrby(log.done_key(name, number), sum(log.size_of(entry.body) for entry in entries))
        stack = [command.args if hasattr(command, "args") else command[0] for command in commit.pipe.command_stack]
        transaction: list[tuple[Any, ...]] = [("MULTI",), *stack, ("EXEC",)]
        for _ in range(10):
            answers = self._ask([*transaction, *self._fence(self._owned)])
            result = answers[len(transaction) - 1]
            owners = dict(zip(self._owned, answers[-1], strict=True))
            if isinstance(result, Exception):
                # Redis is out of memory or cannot write its file: nothing of it was done.
                first = next((a for a in answers[: len(transaction)] if isinstance(a, Exception)), result)
                raise Unavailable(f"Redis refused the commit: {first}")
            if result is not None:
                for answer, command in zip(result, stack, strict=True):
                    if isinstance(answer, Exception):
                        logger.error("lane %s: %s failed inside a commit: %s", name, command[:2], answer)
                partition.offset = entries[-1].id
                partition.is_untrimmed = True
                return
            # Some owner key changed since the fence was set; perhaps another partition's.
            if not self._is_ours(partition, owners[number]):
                raise Fenced
        raise Unavailable("owners change too often")

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
        for partition in self._owned.values():
            if not partition.is_untrimmed or moment - partition.trimmed_at < TRIM_S:
                continue
            partition.trimmed_at = moment
            offsets = client().mget([log.offset_key(name, partition.number) for name in sorted(log.consumers)])
            reached = [offset for offset in offsets if offset is not None]
            if len(reached) == len(offsets):
                oldest = min(reached, key=log.position_of)
                client().xtrim(log.stream(partition.number), minid=oldest, approximate=False)
                # When a slower consumer is behind, it trims the rest itself.
                partition.is_untrimmed = False

    def _pause(self, reason: str, seconds: float) -> None:
        if self._waiting_for != reason:
            logger.warning("lane %s waits: %s", self.consumer.name, reason)
            if not self._waiting_for:
                self._waiting_since_us = now_us()
        self._waiting_for = reason
        self.stopping.wait(seconds)


def _is_passing(error: Exception) -> bool:
    """Does the fault lie outside and pass, so that the same entries can be tried again?"""
    if isinstance(error, ResponseError):
        return str(error).startswith(("OOM", "MISCONF", "READONLY", "BUSY", "LOADING", "EXECABORT"))
    return isinstance(error, PASSING)


def _pauses() -> "itertools.chain[float]":
    return itertools.chain(PAUSES_S, itertools.repeat(PAUSES_S[-1]))
