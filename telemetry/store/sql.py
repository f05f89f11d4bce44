"""What the stores on SQL databases share: the tables, the queries, the upkeep.

    sample   the samples, one typed column filled per row
    latest   the newest sample of each series; also the list of all series
    rollup   figures per minute, hour and day
    dirty    buckets whose rollup is missing or out of date
    applied  the last position of each source of batches
    lease    who maintains

A bucket is marked dirty in the transaction that changes a sample in it and unmarked in the one that writes its rollup.
So "not dirty" means "the rollup is right", and a query can trust it at any moment. Minutes are made from samples,
hours from minutes, days from hours; making one marks its parent.

Statements are written with `?`; the dialect translates.
"""

import contextlib
import os
import threading
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

import numpy as np

from telemetry.store import buckets
from telemetry.store.buckets import DAY_US, LEVELS_US, MINUTE_US, SECOND_US, Aggregates, Figures
from telemetry.store.columns import Floats, Ints, Samples
from telemetry.store.interface import BatchId, Block, Changes, Cursor, Numbers, Progress, Retention

COLUMNS: Final = "series, time, kind, quality, f, i, t, b"
FIGURES: Final = "series, bucket, n, lo, hi, total, first, last"
SETTLE_US: Final = 5 * SECOND_US  # a minute is rolled up when it has been over for this long
MOST_BUCKETS: Final = 500  # rolled up in one transaction
FEWEST_BUCKETS: Final = 5
CHUNK_S: Final = 0.1  # longer transactions would hold up those who write
CHUNK_SAMPLES: Final = 5_000
CHUNK_SERIES: Final = 200
CHUNK_ROWS: Final = 20_000
MAX_GAPS: Final = 20  # dirty stretches of one series that are worth a query each
MANY: Final = 1_000  # samples from which it pays to look first whether all of them are good doubles
EXACT_IN_A_DOUBLE: Final = 2**53
EXPIRE_EVERY_US: Final = 600 * SECOND_US
LEASE_S: Final = 30.0
EARLIEST_US: Final = -(2**62)

_NUMBER: Final = "coalesce(s.f, s.i)"


def _bounded(expression: str) -> str:
    """A number that can be added up a hundred million times without overflow, which PostgreSQL refuses."""
    return (
        f"CAST(CASE WHEN {expression} > 1e300 THEN 1e300 WHEN {expression} < -1e300 THEN -1e300"
        f" ELSE {expression} END AS double precision)"
    )


class Held:
    """A thread's connection. It ends with the thread: the web process has threads that come and go."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self._process = os.getpid()

    @property
    def is_ours(self) -> bool:
        """False in a child of the process that made it."""
        return self._process == os.getpid()

    def __del__(self, process: Callable[[], int] = os.getpid) -> None:
        # At the end of the program modules are gone already, hence the argument; and whatever goes wrong, nobody can mend it.
        try:
            if self._process == process():
                self.connection.close()
        except Exception:
            pass


class SqlStore(ABC):
    # The pairs (series, bucket) of `_pairs()` as a table, and the test for "is one of these series".
    pairs_table: str
    is_one_of: str
    lock_rows: str  # what a SELECT adds to lock what it finds and to pass over what others hold
    no_number: str  # an infinite double, where a driver would give None
    mark_again: str  # what an INSERT into dirty does when the mark is there
    kind: str

    def __init__(self) -> None:
        self._local = threading.local()
        self._retention = Retention()
        self._me = uuid.uuid4().hex
        self._is_prepared = False
        self._preparing = threading.Lock()
        self._chunk = 50

    # --- the dialect

    @abstractmethod
    def _connect(self) -> Any: ...

    @abstractmethod
    def _prepare(self, connection: Any) -> None:
        """Make the tables."""

    @abstractmethod
    def _insert_samples(self, connection: Any, samples: Samples) -> None:
        """Samples in order of series and time, each key once."""

    @abstractmethod
    def _execute(self, connection: Any, statement: str, values: Sequence[Any] = ()) -> Any: ...

    @abstractmethod
    @contextlib.contextmanager
    def _transaction(self) -> Iterator[Any]:
        """A writing transaction on this thread's connection. Turns the driver's errors into Unavailable."""

    @abstractmethod
    @contextlib.contextmanager
    def _reading(self) -> Iterator[Any]: ...

    @abstractmethod
    def _ids(self, series: Sequence[int]) -> Any:
        """The parameter for `is_one_of`."""

    @abstractmethod
    def _pairs(self, series: Sequence[int], bucket: Sequence[int]) -> tuple[Any, ...]:
        """The parameters for `pairs_table`."""

    @abstractmethod
    def _bytes(self, connection: Any) -> int: ...

    def _drop_expired_parts(self, before_us: int) -> int:
        """Remove whole partitions that only hold samples older than this; answers how many samples that were."""
        return 0

    # --- connections: one per thread, none is carried across a fork

    def _connection(self) -> Any:
        held: Held | None = getattr(self._local, "held", None)
        if held is not None and held.is_ours:
            return held.connection
        if held is not None:
            # A connection made by our parent: keep it unused, closing it would end it for the parent too.
            self._local.inherited = held
        connection = self._connect()
        with self._preparing:
            if not self._is_prepared:
                self._prepare(connection)
                self._is_prepared = True
        self._local.held = Held(connection)
        return connection

    def close(self) -> None:
        held: Held | None = getattr(self._local, "held", None)
        self._local.held = None
        if held is not None and held.is_ours:
            held.connection.close()

    def _rows(self, connection: Any, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._execute(connection, statement, values).fetchall()
        return rows

    # --- writing

    def append(self, samples: Samples, *batch_ids: BatchId) -> int:
        ordered = samples.ordered()
        with self._transaction() as connection:
            if batch_ids:
                new = [self._is_new(connection, batch_id) for batch_id in batch_ids]
                if not all(new):
                    counts = [len(samples) if batch_id.size < 0 else batch_id.size for batch_id in batch_ids]
                    ordered = samples.take(np.repeat(new, counts)).ordered()
            if len(ordered):
                self._insert_samples(connection, ordered)
                self._insert_latest(connection, ordered.newest())
                self._mark_dirty(connection, MINUTE_US, ordered.series, ordered.time)
        return len(ordered)

    def _is_new(self, connection: Any, batch_id: BatchId) -> bool:
        return bool(
            self._execute(
                connection,
                "INSERT INTO applied (source, major, minor) VALUES (?, ?, ?) ON CONFLICT (source) DO UPDATE"
                " SET major = excluded.major, minor = excluded.minor"
                " WHERE (applied.major, applied.minor) < (excluded.major, excluded.minor)",
                (batch_id.source, *batch_id.position),
            ).rowcount
        )

    def _insert_latest(self, connection: Any, newest: Samples) -> None:
        statement = (
            f"INSERT INTO latest ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (series) DO UPDATE SET"
            " time = excluded.time, kind = excluded.kind, quality = excluded.quality,"
            " f = excluded.f, i = excluded.i, t = excluded.t, b = excluded.b WHERE excluded.time >= latest.time"
        )
        self._execute_many(connection, statement, newest.rows())

    @abstractmethod
    def _execute_many(self, connection: Any, statement: str, rows: Sequence[Sequence[Any]]) -> None: ...

    def _mark_dirty(self, connection: Any, width_us: int, series: Any, time_us: Any) -> None:
        bucket = time_us // width_us * width_us
        order = np.lexsort((bucket, series))
        series, bucket = series[order], bucket[order]
        is_first = np.append(True, (series[1:] != series[:-1]) | (bucket[1:] != bucket[:-1]))
        self._execute(
            connection,
            f"INSERT INTO dirty (width, series, bucket) SELECT {width_us}, p.series, p.bucket FROM {self.pairs_table}"
            f" WHERE true ON CONFLICT (series, width, bucket) {self.mark_again}",
            self._pairs(series[is_first].tolist(), bucket[is_first].tolist()),
        )

    # --- reading

    def last(self, series: Sequence[int]) -> Samples:
        with self._reading() as connection:
            return Samples.of_rows(
                self._rows(
                    connection,
                    f"SELECT {COLUMNS} FROM latest WHERE series {self.is_one_of} ORDER BY series",
                    (self._ids(series),),
                )
            )

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
        parts: list[Samples] = []
        room = limit
        with self._reading() as connection:
            for one in sorted(set(series), reverse=is_descending):
                start, end = start_us, end_us
                if cursor is not None:
                    if one != cursor.series and (one < cursor.series) != is_descending:
                        continue
                    if one == cursor.series:
                        start, end = (start, min(end, cursor.time_us)) if is_descending else (max(start, cursor.time_us + 1), end)
                part = self._read(connection, one, start, end, "DESC" if is_descending else "ASC", room + 1)
                if len(part) > room:
                    parts.append(part.take(slice(room)))
                    samples = Samples.joined(parts)
                    return Block(samples, Cursor(int(samples.series[-1]), int(samples.time[-1])))
                parts.append(part)
                room -= len(part)
        return Block(Samples.joined(parts), None)

    def _read(self, connection: Any, one: int, start_us: int, end_us: int, order: str, limit: int) -> Samples:
        """The first samples of one series; many that are good doubles, as most are, without an object for each fact."""
        some = f"FROM sample WHERE series = ? AND time >= ? AND time < ? ORDER BY time {order} LIMIT ?"
        values = (one, start_us, end_us, limit)
        other = f"kind <> 0 OR quality <> 0 OR f IS NULL OR abs(time) > {EXACT_IN_A_DOUBLE}"
        if limit >= MANY and not self._rows(connection, f"SELECT 1 FROM (SELECT * {some}) AS s WHERE {other} LIMIT 1", values):
            times, numbers = self._doubles(connection, some, values)
            none = np.zeros(len(times), np.uint8)
            return Samples(np.full(len(times), one, np.int64), times, none, none, numbers, None, None)
        return Samples.of_rows(self._rows(connection, f"SELECT {COLUMNS} {some}", values))

    @abstractmethod
    def _doubles(self, connection: Any, some: str, values: tuple[int, int, int, int]) -> tuple[Ints, Floats]:
        """Times and numbers of the samples that this end of a SELECT finds; no number is NULL."""

    def count(self, series: Sequence[int], start_us: int, end_us: int, *, at_most: int) -> int:
        with self._reading() as connection:
            return int(
                self._rows(
                    connection,
                    f"SELECT count(*) FROM (SELECT 1 FROM sample WHERE series {self.is_one_of}"
                    " AND time >= ? AND time < ? LIMIT ?) AS counted",
                    (self._ids(sorted(set(series))), start_us, end_us, max(0, at_most)),
                )[0][0]
            )

    def longer(self, series: Sequence[int], start_us: int, end_us: int, *, than: int) -> list[int]:
        ids = sorted(set(series))
        with self._reading() as connection:
            rows = self._rows(
                connection,
                f"SELECT p.series FROM {self.pairs_table} WHERE (SELECT 1 FROM sample WHERE series = p.series"
                " AND time >= ? AND time < ? LIMIT 1 OFFSET ?) IS NOT NULL",
                (*self._pairs(ids, ids), start_us, end_us, than),
            )
        return sorted(row[0] for row in rows)

    def numbers(self, series: Sequence[int], start_us: int, end_us: int) -> Numbers:
        with self._reading() as connection:
            # One array for all columns, without an object for each row: times and ids are exact in a double.
            found = self._execute(
                connection,
                f"SELECT s.series, s.time, s.kind, coalesce(s.f, s.i, {self.no_number}) FROM sample s"
                f" WHERE s.series {self.is_one_of} AND s.time >= ? AND s.time < ? AND s.kind <= 2 ORDER BY s.series, s.time",
                (self._ids(sorted(set(series))), start_us, end_us),
            )
            cells = np.fromiter(chain.from_iterable(found), np.float64).reshape(-1, 4)
        number = cells[:, 3].copy()
        number[~np.isfinite(number)] = np.nan
        return Numbers(cells[:, 0].astype(np.int64), cells[:, 1].astype(np.int64), cells[:, 2].astype(np.uint8), number)

    def before(self, series: Sequence[int], moment_us: int) -> Samples:
        ids = sorted(set(series))
        names = ", ".join(f"s.{name}" for name in COLUMNS.split(", "))
        with self._reading() as connection:
            return Samples.of_rows(
                self._rows(
                    connection,
                    f"SELECT {names} FROM {self.pairs_table} JOIN sample s ON s.series = p.series AND s.time ="
                    " (SELECT max(x.time) FROM sample x WHERE x.series = p.series AND x.time < ?) ORDER BY s.series",
                    (*self._pairs(ids, ids), moment_us),
                )
            )

    def changes(self, series: Sequence[int], start_us: int, end_us: int, *, gap_us: Mapping[int, int], limit: int) -> Changes:
        ids = sorted(set(series))
        same = " AND ".join(f"lag({name}) OVER w IS NOT DISTINCT FROM {name}" for name in ("f", "i", "t"))
        with self._reading() as connection:
            rows = self._rows(
                connection,
                f"SELECT {COLUMNS}, time_before FROM (SELECT {COLUMNS}, lag(time) OVER w AS time_before,"
                f" lead(time) OVER w AS time_after, CASE WHEN {same} THEN 1 ELSE 0 END AS same, gap FROM"
                f" (SELECT s.*, p.bucket AS gap FROM {self.pairs_table} JOIN sample s ON s.series = p.series"
                "   AND s.time >= ? AND s.time < ?) AS wanted"
                " WINDOW w AS (PARTITION BY series ORDER BY time)) AS compared"
                " WHERE time_before IS NULL OR time_after IS NULL OR same = 0"
                " OR time - time_before > gap OR time_after - time > gap"
                " ORDER BY series, time LIMIT ?",
                (*self._pairs(ids, [gap_us.get(one, 2**62) for one in ids]), start_us, end_us, limit + 1),
            )
        is_cut = len(rows) > limit
        rows = rows[:limit]
        return Changes(Samples.of_rows([row[:8] for row in rows]), [row[8] for row in rows], is_cut)

    def aggregate(self, series: Sequence[int], start_us: int, end_us: int, width_us: int, *, zone: str = "UTC") -> Aggregates:
        borders = buckets.edges(start_us, end_us, width_us, zone)
        ids = sorted(set(series))
        with self._reading() as connection:
            parts = list(self._figures(connection, ids, start_us, end_us, buckets.level_for(borders)))
        return buckets.reduce(buckets.joined(parts), np.array(ids, np.int64), borders)

    def _figures(self, connection: Any, series: Sequence[int], start: int, end: int, level: int) -> Iterator[Figures]:
        """Pieces that cover [start, end) exactly: rollups of this level inside, finer ones at the edges and where dirty."""
        if start >= end or not series:
            return
        if level < 0:
            yield self._raw_figures(connection, series, start, end)
            return
        width = LEVELS_US[level]
        inner_start, inner_end = -(-start // width) * width, end // width * width
        if inner_start >= inner_end:
            yield from self._figures(connection, series, start, end, level - 1)
            return
        yield from self._figures(connection, series, start, inner_start, level - 1)
        gaps = self._gaps(connection, series, inner_start, inner_end, width)
        rollups = self._rollup_figures(connection, series, inner_start, inner_end, width)
        keep = np.ones(len(rollups.series), bool)
        # The newest minutes are dirty for all series alike: one query for all that miss the same stretch.
        alike: dict[tuple[int, int], list[int]] = {}
        for one, stretches in gaps.items():
            for stretch in stretches:
                alike.setdefault(stretch, []).append(one)
        for (gap_start, gap_end), ones in alike.items():
            keep &= ~np.isin(rollups.series, ones) | (rollups.time < gap_start) | (rollups.time >= gap_end)
            yield from self._figures(connection, ones, gap_start, gap_end, level - 1)
        yield buckets.figures_of(column[keep] for column in rollups)
        yield from self._figures(connection, series, inner_end, end, level - 1)

    def _gaps(self, connection: Any, series: Sequence[int], start: int, end: int, width: int) -> dict[int, list[tuple[int, int]]]:
        """Stretches of [start, end) in which rollups of this width cannot be trusted, per series."""
        rows = self._rows(
            connection,
            f"SELECT DISTINCT series, bucket - bucket % {width} FROM dirty"
            f" WHERE series {self.is_one_of} AND width <= ? AND bucket >= ? AND bucket < ? ORDER BY 1, 2",
            (self._ids(series), width, start, end),
        )
        gaps: dict[int, list[tuple[int, int]]] = {}
        for one, bucket in rows:
            stretches = gaps.setdefault(one, [])
            if stretches and stretches[-1][1] == bucket:
                stretches[-1] = stretches[-1][0], bucket + width
            else:
                stretches.append((bucket, bucket + width))
        return {
            one: stretches if len(stretches) <= MAX_GAPS else [(stretches[0][0], stretches[-1][1])]
            for one, stretches in gaps.items()
        }

    def _raw_figures(self, connection: Any, series: Sequence[int], start: int, end: int) -> Figures:
        found = self._execute(
            connection,
            f"SELECT s.series, s.time, {_NUMBER} FROM sample s"
            f" WHERE s.series {self.is_one_of} AND s.time >= ? AND s.time < ? AND s.kind <= 2",
            (self._ids(series), start, end),
        )
        parts: list[tuple[Any, Any, Any]] = []
        # Rows as Python objects take ten times the memory of arrays: never hold many of them.
        while rows := found.fetchmany(CHUNK_ROWS):
            ids, time_us, values = zip(*rows, strict=True)
            parts.append((np.array(ids, np.int64), np.array(time_us, np.int64), np.array(values, np.float64)))
        if not parts:
            return buckets.no_figures()
        series_ids, times, value = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        if not (finite := np.isfinite(value)).all():
            series_ids, times, value = series_ids[finite], times[finite], value[finite]
        return Figures(series_ids, times, np.ones(len(times), np.int64), value, value, value, value, value)

    def _rollup_figures(self, connection: Any, series: Sequence[int], start: int, end: int, width: int) -> Figures:
        rows = self._rows(
            connection,
            f"SELECT {FIGURES} FROM rollup WHERE series {self.is_one_of} AND width = ? AND bucket >= ? AND bucket < ?",
            (self._ids(series), width, start, end),
        )
        if not rows:
            return buckets.no_figures()
        ids, time_us, count, *floats = zip(*rows, strict=True)
        ints = [np.array(column, np.int64) for column in (ids, time_us, count)]
        return buckets.figures_of([*ints, *(np.array(column, np.float64) for column in floats)])

    # --- forgetting

    def delete(self, series: Sequence[int], start_us: int, end_us: int) -> None:
        for one in sorted(set(series)):
            start: int | None = start_us
            while start is not None:
                start, _ = self._delete_some(one, start, end_us, with_latest=True)

    def _delete_some(self, series: int, start: int, end: int, *, with_latest: bool) -> tuple[int | None, int]:
        """Delete one bounded stretch; answers where the next one begins and how many samples went."""
        with self._transaction() as connection:
            border = self._rows(
                connection,
                "SELECT time FROM sample WHERE series = ? AND time >= ? AND time < ? ORDER BY time LIMIT 1 OFFSET ?",
                (series, start, end, CHUNK_SAMPLES),
            )
            stop = border[0][0] if border else end
            stretch = (series, start, stop)
            gone = self._execute(connection, "DELETE FROM sample WHERE series = ? AND time >= ? AND time < ?", stretch).rowcount
            for width in LEVELS_US:
                self._execute(
                    connection,
                    f"DELETE FROM rollup WHERE series = ? AND width = {width} AND bucket >= ? AND bucket < ?",
                    (series, -(-start // width) * width, stop // width * width),
                )
                cut = np.array([time_us for time_us in (start, stop) if time_us % width and abs(time_us) < 2**61], np.int64)
                if gone and len(cut):
                    self._mark_dirty(connection, width, np.full(len(cut), series), cut)
            if with_latest:
                self._restore_latest(connection, stretch)
        return (stop if border else None), gone

    def _restore_latest(self, connection: Any, stretch: tuple[int, int, int]) -> None:
        """When the newest sample is among the deleted, the newest of what is left takes its place."""
        if self._execute(connection, "DELETE FROM latest WHERE series = ? AND time >= ? AND time < ?", stretch).rowcount:
            self._execute(
                connection,
                f"INSERT INTO latest ({COLUMNS}) SELECT {COLUMNS} FROM sample WHERE series = ? ORDER BY time DESC LIMIT 1",
                stretch[:1],
            )

    # --- upkeep

    def set_retention(self, retention: Retention) -> None:
        self._retention = retention

    def maintain(self, budget_s: float) -> Progress:
        progress = Progress()
        deadline = time.monotonic() + budget_s
        if not self._hold_lease(budget_s + LEASE_S):
            progress.is_leader = False
            return progress
        try:
            for level in range(len(LEVELS_US)):
                while (count := self._roll_up(level)) > 0:
                    progress.rolled_up += count
                    if time.monotonic() > deadline:
                        progress.is_done = False
                        return progress
            self._expire(deadline, progress)
        finally:
            self._hold_lease(0)
        return progress

    def _hold_lease(self, for_s: float) -> bool:
        now_us = time.time_ns() // 1000
        with self._transaction() as connection:
            return bool(
                self._execute(
                    connection,
                    "INSERT INTO lease (name, owner, until) VALUES ('maintain', ?, ?) ON CONFLICT (name) DO UPDATE"
                    " SET owner = excluded.owner, until = excluded.until WHERE lease.until < ? OR lease.owner = excluded.owner",
                    (self._me, now_us + int(for_s * SECOND_US), now_us),
                ).rowcount
            )

    def _roll_up(self, level: int) -> int:
        """Make the rollups of some dirty buckets that are over; answers how many. As many as take a short moment."""
        started = time.monotonic()
        count = self._roll_up_some(level)
        took_s = time.monotonic() - started
        if took_s > CHUNK_S:
            self._chunk = max(FEWEST_BUCKETS, self._chunk // 2)
        elif count == self._chunk and took_s < CHUNK_S / 3:
            self._chunk = min(MOST_BUCKETS, self._chunk * 2)
        return count

    def _roll_up_some(self, level: int) -> int:
        width = LEVELS_US[level]
        newest = time.time_ns() // 1000 - SETTLE_US - width
        with self._transaction() as connection:
            marked = self._rows(
                connection,
                "SELECT series, bucket FROM dirty WHERE width = ? AND bucket <= ?"
                f" ORDER BY bucket, series LIMIT {self._chunk} {self.lock_rows}",
                (width, newest),
            )
            if not marked:
                return 0
            series, bucket = [row[0] for row in marked], [row[1] for row in marked]
            pairs = self._pairs(series, bucket)
            for table in ("dirty", "rollup"):
                self._execute(
                    connection,
                    f"DELETE FROM {table} WHERE width = {width} AND (series, bucket) IN"
                    f" (SELECT p.series, p.bucket FROM {self.pairs_table})",
                    pairs,
                )
            self._execute(connection, self._figures_of(level), pairs)
            if level + 1 < len(LEVELS_US):
                self._mark_dirty(connection, LEVELS_US[level + 1], np.array(series, np.int64), np.array(bucket, np.int64))
        return len(marked)

    def _figures_of(self, level: int) -> str:
        """The statement that makes rollups for pairs of series and bucket."""
        width = LEVELS_US[level]
        into = f"INSERT INTO rollup (width, {FIGURES}) SELECT {width}, p.series, p.bucket,"
        if level == 0:
            inside = f"s.series = p.series AND s.time >= p.bucket AND s.time < p.bucket + {width} AND s.kind <= 2"
            return (
                f"{into} count(*), min({_NUMBER}), max({_NUMBER}), sum({_bounded(_NUMBER)}),"
                f" (SELECT {_NUMBER} FROM sample s WHERE {inside} ORDER BY s.time LIMIT 1),"
                f" (SELECT {_NUMBER} FROM sample s WHERE {inside} ORDER BY s.time DESC LIMIT 1)"
                f" FROM {self.pairs_table} JOIN sample s ON {inside} GROUP BY p.series, p.bucket"
            )
        finer = LEVELS_US[level - 1]
        inside = f"r.series = p.series AND r.width = {finer} AND r.bucket >= p.bucket AND r.bucket < p.bucket + {width}"
        return (
            f"{into} sum(r.n), min(r.lo), max(r.hi), sum({_bounded('r.total')}),"
            f" (SELECT r.first FROM rollup r WHERE {inside} ORDER BY r.bucket LIMIT 1),"
            f" (SELECT r.last FROM rollup r WHERE {inside} ORDER BY r.bucket DESC LIMIT 1)"
            f" FROM {self.pairs_table} JOIN rollup r ON {inside} GROUP BY p.series, p.bucket"
        )

    def _expire(self, deadline: float, progress: Progress) -> None:
        """Delete what is older than its retention, whole days at a time; goes on where the last round stopped."""
        now_us = time.time_ns() // 1000
        state = self._state()
        if state["next"] == 0 and now_us - state["round"] < EXPIRE_EVERY_US:
            return
        if state["next"] == 0:
            state["round"] = now_us
            longest = self._retention.longest()
            if longest is not None:
                progress.expired += self._drop_expired_parts((now_us - longest * DAY_US) // DAY_US * DAY_US)
        while True:
            with self._reading() as connection:
                ids = [
                    row[0]
                    for row in self._rows(
                        connection,
                        f"SELECT series FROM latest WHERE series >= ? ORDER BY series LIMIT {CHUNK_SERIES}",
                        (state["next"],),
                    )
                ]
            for one in ids:
                days = self._retention.days(one)
                if days is not None:
                    end = (now_us - days * DAY_US) // DAY_US * DAY_US
                    start: int | None = EARLIEST_US
                    while start is not None:
                        start, gone = self._delete_some(one, start, end, with_latest=False)
                        progress.expired += gone
                        if time.monotonic() > deadline:
                            progress.is_done = False
                            self._keep_state({**state, "next": one})
                            return
            state["next"] = ids[-1] + 1 if len(ids) == CHUNK_SERIES else 0
            self._keep_state(state)
            if state["next"] == 0:
                return

    def _state(self) -> dict[str, int]:
        """Where the expiry stands: `next` series (0: begin) and when the `round` began."""
        with self._reading() as connection:
            return {"next": 0, "round": 0} | dict(self._rows(connection, "SELECT name, value FROM state"))

    def _keep_state(self, state: dict[str, int]) -> None:
        with self._transaction() as connection:
            self._execute_many(
                connection,
                "INSERT INTO state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                list(state.items()),
            )

    def status(self) -> dict[str, Any]:
        newest = time.time_ns() // 1000 - SETTLE_US - MINUTE_US
        with self._reading() as connection:
            count, oldest = self._rows(
                connection, "SELECT count(*), min(bucket) FROM dirty WHERE width = ? AND bucket <= ?", (MINUTE_US, newest)
            )[0]
            return {
                "kind": self.kind,
                "bytes": self._bytes(connection),
                "dirty": count,
                "lag_s": max(0.0, (newest - oldest) / SECOND_US) if oldest is not None else 0.0,
            }
