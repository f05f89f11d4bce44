"""What reads the log implements."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from redis.client import Pipeline


class Entry(NamedTuple):
    """One entry of the log: its id (`<ms>-<number>`), its kind (see telemetry.log) and its body."""

    id: bytes
    kind: bytes
    body: bytes


class Part(NamedTuple):
    """What one turn of the lane brought from one partition, oldest first."""

    partition: int
    entries: list[Entry]


class Commit:
    """Collects what must happen together with the step forward in the log.

    `pipe` takes Redis commands that run in one MULTI with the new offset, or not at all. It cannot answer: whatever has
    to be read is read before. `after` takes functions that run once the transaction is through, in order; `answers` is then
    what Redis answered to each command of `pipe`.
    """

    def __init__(self, pipe: "Pipeline") -> None:
        self.pipe: Any = pipe
        self.answers: list[Any] = []
        self.callbacks: list[Callable[[], object]] = []

    def after(self, callback: Callable[[], object]) -> None:
        self.callbacks.append(callback)


class Consumer(Protocol):
    """One per process. All methods are called from one thread."""

    name: str
    pace_s: float  # turns follow each other no faster than that; the first after a silence comes at once
    niceness: int  # how far its process steps back for others while all cores are busy, as `nice` counts

    def take(self, partition: int, generation: int) -> None:
        """The partition is ours from now on: drop warm state and finish the outbox.

        Also called again while we own it, after a batch that failed: then memory may be ahead of what was committed.
        """
        ...

    def lose(self, partition: int) -> None:
        """The partition is another's from now on."""
        ...

    def process(self, parts: Sequence[Part], commit: Commit) -> None:
        """Do the work of a turn, all partitions that have something together, because each step and each write costs.

        May be called twice with the same entries, never out of order, and with other partitions beside them. Raise
        Unavailable (or let a database or Redis error rise) to be called again after a pause, for each partition alone.
        """
        ...

    def next_due_us(self, partition: int) -> int | None:
        """When the partition's next timer is due; the lane sleeps no longer than that."""
        ...

    def due(self, partition: int, now_us: int) -> None:
        """Fire due timers: move them into the log as `f` entries."""
        ...
