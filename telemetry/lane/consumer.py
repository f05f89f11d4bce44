"""What reads the log implements."""

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, runtime_checkable

from redis.client import Pipeline


class Entry(NamedTuple):
    """One entry of the log: its id (`<ms>-<number>`), its kind (see telemetry.log) and its body."""

    id: bytes
    kind: bytes
    body: bytes


class Commit:
    """Collects what must happen together with the step forward in the log.

    `pipe` takes Redis commands that run in one MULTI with the new offset, or not at all. It cannot answer: whatever has
    to be read is read before. `after` takes functions that run once the transaction is through, in order.
    """

    def __init__(self, pipe: "Pipeline") -> None:
        self.pipe: Any = pipe
        self.callbacks: list[Callable[[], object]] = []

    def after(self, callback: Callable[[], object]) -> None:
        self.callbacks.append(callback)


class Consumer(Protocol):
    """One per process. All methods are called from one thread."""

    name: str

    def take(self, partition: int, generation: int) -> None:
        """The partition is ours from now on: drop warm state and finish the outbox.

        Also called again while we own it, after a batch that failed: then memory may be ahead of what was committed.
        """
        ...

    def lose(self, partition: int) -> None:
        """The partition is another's from now on."""
        ...

    def process(self, partition: int, generation: int, entries: list[Entry], commit: Commit) -> None:
        """Do the work of these entries. May be called twice with the same entries, never out of order.

        Raise Unavailable (or let a database or Redis error rise) to be called again after a pause.
        """
        ...

    def next_due_us(self, partition: int) -> int | None:
        """When the partition's next timer is due; the lane sleeps no longer than that."""
        ...

    def due(self, partition: int, now_us: int) -> None:
        """Fire due timers: move them into the log as `f` entries."""
        ...


@runtime_checkable
class Gathering(Protocol):
    """A consumer that does the work of all partitions of a turn at once, because each write costs it much."""

    pace_s: float  # turns follow each other no faster than that; the first after a silence comes at once

    def flush(self) -> None:
        """All partitions of this turn were handed to `process`; do it now, before the commit."""
        ...
