"""What a store of samples does. Nothing above this interface writes SQL on samples."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from telemetry.store.buckets import Aggregates
from telemetry.store.columns import Bytes, Floats, Ints, Samples


class BatchId(NamedTuple):
    """Names a batch by where it came from, so that it can be told from a repeat.

    `source` is one ordered stream of batches; `position` grows along it. What is not beyond the last position of its
    source has been stored already, perhaps followed by corrections, and must not overwrite them.
    """

    source: str
    position: tuple[int, int]
    size: int = -1  # how many samples belong to it; -1: all that are given


class Cursor(NamedTuple):
    """Where a scan goes on: after this sample."""

    series: int
    time_us: int


class Block(NamedTuple):
    """A part of a scan; `cursor` is None when it was the last."""

    samples: Samples
    cursor: Cursor | None


class Numbers(NamedTuple):
    """Samples that are numbers, by series and time, without what charts do not need.

    `number` is NaN where the sample was not finite. Whole numbers beyond 2^53 lose their last digits, as they do in a
    browser.
    """

    series: Ints
    time: Ints
    kind: Bytes
    number: Floats


class Changes(NamedTuple):
    """Samples at which a value changed, or a gap began or ended, and the first and the last of each series.

    `before` is the time of the sample before, whatever it said; None for the first.
    """

    samples: Samples
    before: list[int | None]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class Retention:
    """How long samples are kept, in days; None: for ever."""

    default_days: int | None = None
    days_of: Mapping[int, int] = field(default_factory=dict)

    def days(self, series: int) -> int | None:
        return self.days_of.get(series, self.default_days)

    def longest(self) -> int | None:
        if self.default_days is None:
            return None
        return max([self.default_days, *self.days_of.values()])


@dataclass(slots=True)
class Progress:
    """What a round of maintenance did."""

    is_leader: bool = True  # False: another process is at it
    rolled_up: int = 0  # buckets
    expired: int = 0  # samples
    is_done: bool = True  # False: the budget ended first


class Store(Protocol):
    """A store of samples, used by many threads and processes at once.

    There is no `resolve`: a series id is the metric's id, which devices.services.create_metrics makes.
    Every method raises Unavailable when the database cannot do it now; then nothing has happened.
    """

    def append(self, samples: Samples, *batch_ids: BatchId) -> int:
        """Durable when it returns, all or nothing. Of two values for one series and time the later wins.

        Several batches may come together, one after the other in the columns. Repeats are left out; answers how many
        samples were not.
        """
        ...

    def last(self, series: Sequence[int]) -> Samples:
        """The newest sample of each series that has one. It never goes back in time."""
        ...

    def scan(
        self,
        series: Sequence[int],
        start_us: int,
        end_us: int,
        *,
        is_descending: bool = False,
        limit: int = 10_000,
        cursor: Cursor | None = None,
    ) -> Block:
        """Samples in [start, end), by series and time."""
        ...

    def count(self, series: Sequence[int], start_us: int, end_us: int, *, at_most: int) -> int:
        """How many samples there are in [start, end); counting ends at that many."""
        ...

    def longer(self, series: Sequence[int], start_us: int, end_us: int, *, than: int) -> list[int]:
        """Those of the series that have more samples than that in [start, end); none is read for it."""
        ...

    def numbers(self, series: Sequence[int], start_us: int, end_us: int) -> Numbers:
        """All numbers in [start, end) at once; whoever asks has made sure that they are not too many."""
        ...

    def before(self, series: Sequence[int], moment_us: int) -> Samples:
        """The newest sample of each series from before the moment."""
        ...

    def changes(self, series: Sequence[int], start_us: int, end_us: int, *, gap_us: Mapping[int, int], limit: int) -> Changes:
        """Where values change in [start, end). Samples further apart than a series' `gap_us` have a gap between them."""
        ...

    def aggregate(self, series: Sequence[int], start_us: int, end_us: int, width_us: int, *, zone: str = "UTC") -> Aggregates:
        """Figures per bucket, exact at any moment: rollups where they fit and are up to date, samples elsewhere.

        Only samples in [start, end) count, also in a bucket that reaches beyond. Texts and other non-numbers do not.
        """
        ...

    def delete(self, series: Sequence[int], start_us: int, end_us: int) -> None:
        """Forget the samples in [start, end), their rollups, and the newest value if it is among them."""
        ...

    def set_retention(self, retention: Retention) -> None:
        """What the next maintenance removes."""
        ...

    def maintain(self, budget_s: float) -> Progress:
        """Roll up and expire for about that long. Any number of processes may call it; one at a time works."""
        ...

    def status(self) -> dict[str, Any]:
        """`kind`, `bytes`, `dirty` buckets that wait for their rollup, `lag_s` of the oldest of those."""
        ...

    def close(self) -> None:
        """Close the connection of this thread."""
        ...
