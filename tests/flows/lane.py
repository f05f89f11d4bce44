"""The hot lane in one thread, so that a test can stop it at any point: reads, lets the consumer work, commits."""

from typing import Any

from core.redis import client
from flows.lane import engine
from flows.lane.engine import FlowsConsumer
from telemetry import log
from telemetry.lane import Commit, Entry, Part


class Crash(Exception):
    """The process ends here."""


class Lane:
    """Owns all partitions; what it knows of the log's offset is kept in Redis like the real one's."""

    def __init__(self) -> None:
        engine.LOOK_FOR_CHANGES_EVERY_S = 0.0
        self.consumer = FlowsConsumer()
        for partition in log.partitions():
            self.consumer.take(partition, 1)

    def turn(self, *, at_most: int = 10_000, crash: str = "") -> int:
        """Work on everything that waits; `crash` is "before commit" or "after commit"."""
        count = 0
        while jobs := [(partition, entries) for partition in log.partitions() if (entries := self._read(partition, at_most))]:
            pipe = client().pipeline(transaction=True)
            commit = Commit(pipe)
            self.consumer.process([Part(partition, entries) for partition, entries in jobs], commit)
            pipe.mset({f"test:offset:{partition}": entries[-1].id for partition, entries in jobs})
            if crash == "before commit":
                raise Crash
            commit.answers = pipe.execute()
            if crash == "after commit":
                raise Crash
            for callback in commit.callbacks:
                callback()
            count += sum(len(entries) for _, entries in jobs)
            self._end_turn()
        return count

    def turn_once(self, partition: int, *, at_most: int = 10_000) -> None:
        """One reading of one partition."""
        entries = self._read(partition, at_most)
        pipe = client().pipeline(transaction=True)
        commit = Commit(pipe)
        self.consumer.process([Part(partition, entries)], commit)
        pipe.set(f"test:offset:{partition}", entries[-1].id)
        commit.answers = pipe.execute()
        for callback in commit.callbacks:
            callback()

    def nudge(self) -> None:
        """What is due at once, such as the next slice for what waits."""
        self._end_turn()

    def _read(self, partition: int, at_most: int) -> list[Entry]:
        offset: Any = client().get(f"test:offset:{partition}") or b"0"
        rows: Any = client().xrange(log.stream(partition), min=b"(" + offset, count=at_most)
        return [Entry(entry_id, *next(iter(fields.items()))) for entry_id, fields in rows]

    def _end_turn(self) -> None:
        """What is due before anything else: the outbox."""
        for partition in log.partitions():
            due = self.consumer.next_due_us(partition)
            if due is not None and due <= 0:
                self.consumer.due(partition, 0)

    def clock(self, now_us: int) -> None:
        """Let timers that are due by `now_us` fire."""
        for partition in log.partitions():
            due = self.consumer.next_due_us(partition)
            if due is not None and due <= now_us:
                self.consumer.due(partition, now_us)
        self.turn()


def send(*samples: tuple[int, str, float, Any], hops: int = 0, quality: int = 0) -> None:
    """Put samples `(device id, path, seconds, value)` into the log, each call as one entry."""
    pipe = client().pipeline(transaction=True)
    log.append_samples(
        pipe,
        [log.Sample(device_id, path, us(at_s), value, quality) for device_id, path, at_s, value in samples],
        arrival_us=us(0),
        hops=hops,
    )
    pipe.execute()


START_S = 1_770_000_000


def us(seconds: float) -> int:
    """A moment of the tests' time."""
    return (START_S * 1_000_000) + round(seconds * 1_000_000)
