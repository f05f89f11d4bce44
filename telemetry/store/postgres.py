"""The store in PostgreSQL, in a schema of its own, with one partition per week.

Weeks are made when the first sample for them comes. What is older than a year at the time of the installation goes
into one partition together, so that a device with a wrong clock cannot make a thousand of them.
"""

import contextlib
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import psycopg

from core.errors import Unavailable
from telemetry.store.buckets import DAY_US
from telemetry.store.columns import Floats, Ints, Samples
from telemetry.store.interface import BatchId
from telemetry.store.sql import SqlStore

WEEK_US: Final = 7 * DAY_US
SCHEMA_LOCK: Final = 7_305_001  # an advisory lock's number, ours alone

# A row of (int8, float8) in the binary form of COPY: the number of fields, then each with its size before it.
COPIED: Final = np.dtype([("fields", ">i2"), ("size", ">i4"), ("time", ">i8"), ("size_2", ">i4"), ("f", ">f8")])
COPY_HEAD_BYTES: Final = 19

SEARCH_PATH: Final = "SET search_path TO readings, public"
SCHEMA: Final = """
CREATE SCHEMA IF NOT EXISTS readings;
CREATE TABLE IF NOT EXISTS readings.sample (
    series int8 NOT NULL, time int8 NOT NULL, kind int2 NOT NULL, quality int2 NOT NULL,
    f float8, i int8, t text, b bytea, PRIMARY KEY (series, time)) PARTITION BY RANGE (time);
CREATE TABLE IF NOT EXISTS readings.latest (
    series int8 PRIMARY KEY, time int8 NOT NULL, kind int2 NOT NULL, quality int2 NOT NULL,
    f float8, i int8, t text, b bytea) WITH (fillfactor = 50);
CREATE TABLE IF NOT EXISTS readings.rollup (
    width int8, series int8, bucket int8, n int8 NOT NULL, lo float8, hi float8, total float8, first float8, last float8,
    PRIMARY KEY (series, width, bucket));
CREATE TABLE IF NOT EXISTS readings.dirty (
    width int8, series int8, bucket int8, PRIMARY KEY (series, width, bucket)) WITH (fillfactor = 50);
CREATE INDEX IF NOT EXISTS dirty_by_age ON readings.dirty (width, bucket);
CREATE TABLE IF NOT EXISTS readings.applied (source text PRIMARY KEY, major int8, minor int8);
CREATE TABLE IF NOT EXISTS readings.lease (name text PRIMARY KEY, owner text, until int8);
CREATE TABLE IF NOT EXISTS readings.state (name text PRIMARY KEY, value int8);
"""


class PostgresStore(SqlStore):
    kind = "postgresql"
    is_one_of = "= ANY(?::int8[])"
    pairs_table = "unnest(?::int8[], ?::int8[]) AS p(series, bucket)"
    no_number = "'NaN'"
    lock_rows = "FOR UPDATE SKIP LOCKED"
    # Not DO NOTHING: writing the mark again locks it until we commit, so that a rollup which does not see our samples
    # yet cannot take it away.
    mark_again = "DO UPDATE SET bucket = excluded.bucket"

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self._weeks: set[int] = set()
        self._oldest_week_us = 0
        self._weeks_lock = threading.Lock()

    def _connect(self) -> "psycopg.Connection[Any]":
        with _translated():
            connection = psycopg.connect(self.url, autocommit=True, connect_timeout=5, application_name="sluice store")
            connection.execute(SEARCH_PATH)
            connection.execute("SET statement_timeout TO '60s'")
            # Planning for what the arrays hold costs more than it gains.
            connection.execute("SET plan_cache_mode TO force_custom_plan")
            return connection

    def _prepare(self, connection: "psycopg.Connection[Any]") -> None:
        with _translated(), connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (SCHEMA_LOCK,))
            connection.execute(SCHEMA)
            # Again: PostgreSQL may have looked the schema up while another was making it, and keeps that it is not there.
            connection.execute(SEARCH_PATH)
            border = connection.execute("SELECT value FROM readings.state WHERE name = 'oldest week'").fetchone()
            if border is None:
                self._oldest_week_us = (time.time_ns() // 1000 - 53 * WEEK_US) // WEEK_US * WEEK_US
                connection.execute(
                    "CREATE TABLE readings.sample_before PARTITION OF readings.sample"
                    f" FOR VALUES FROM (MINVALUE) TO ({self._oldest_week_us})"
                )
                connection.execute("INSERT INTO readings.state VALUES ('oldest week', %s)", (self._oldest_week_us,))
            else:
                self._oldest_week_us = border[0]

    @contextlib.contextmanager
    def _transaction(self) -> "Iterator[psycopg.Connection[Any]]":
        connection = self._alive()
        with _translated(), connection.transaction():
            yield connection

    @contextlib.contextmanager
    def _reading(self) -> "Iterator[psycopg.Connection[Any]]":
        """One moment of the store for all statements of a query."""
        connection = self._alive()
        with _translated(), connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield connection

    def _alive(self) -> "psycopg.Connection[Any]":
        connection: psycopg.Connection[Any] = self._connection()
        if connection.closed or connection.broken:
            self._local.held = None
            connection = self._connection()
        return connection

    def _execute(
        self, connection: "psycopg.Connection[Any]", statement: str, values: Sequence[Any] = ()
    ) -> "psycopg.Cursor[Any]":
        # Statements are made of constants only; values always travel apart.
        return connection.execute(statement.replace("%", "%%").replace("?", "%s"), values)

    def _execute_many(self, connection: "psycopg.Connection[Any]", statement: str, rows: Sequence[Sequence[Any]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(statement.replace("?", "%s"), rows)

    def append(self, samples: Samples, *batch_ids: BatchId) -> int:
        if len(samples):
            self._make_weeks(samples)
        return super().append(samples, *batch_ids)

    def _make_weeks(self, samples: Samples) -> None:
        """Make missing partitions before the transaction, so that nobody waits for its table lock longer than that."""
        self._connection()  # knows the oldest week
        weeks = {int(week) for week in np.unique(samples.time // WEEK_US * WEEK_US) if week >= self._oldest_week_us}
        for week in sorted(weeks - self._weeks):
            with self._transaction() as connection:
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (SCHEMA_LOCK,))
                connection.execute(
                    f"CREATE TABLE IF NOT EXISTS readings.sample_{week // WEEK_US} PARTITION OF readings.sample"
                    f" FOR VALUES FROM ({week}) TO ({week + WEEK_US})"
                )
            with self._weeks_lock:
                self._weeks.add(week)

    def _insert_samples(self, connection: "psycopg.Connection[Any]", samples: Samples) -> None:
        numbers_only = samples.integer is None
        columns = (
            [
                samples.series.tolist(),
                samples.time.tolist(),
                samples.kind.tolist(),
                samples.quality.tolist(),
                samples.number.tolist(),
            ]
            if numbers_only
            else [list(column) for column in zip(*samples.rows(), strict=True)]
        )
        names = "series, time, kind, quality, f" + ("" if numbers_only else ", i, t, b")
        types = ("int8", "int8", "int2", "int2", "float8", "int8", "text", "bytea")
        arrays = ", ".join(f"%s::{kind}[]" for kind in types[: len(columns)])
        updates = ", ".join(f"{name} = excluded.{name}" for name in ("kind", "quality", "f", "i", "t", "b"))
        connection.execute(
            f"INSERT INTO sample ({names}) SELECT * FROM unnest({arrays}) ON CONFLICT (series, time) DO UPDATE SET {updates}",
            columns,
        )

    def _doubles(
        self, connection: "psycopg.Connection[Any]", some: str, values: tuple[int, int, int, int]
    ) -> tuple[Ints, Floats]:
        for value in values:
            some = some.replace("?", str(int(value)), 1)  # COPY takes no parameters
        with connection.cursor().copy(f"COPY (SELECT time, f {some}) TO STDOUT (FORMAT BINARY)") as copy:
            data = b"".join(copy)
        rows = np.frombuffer(data, COPIED, count=(len(data) - COPY_HEAD_BYTES) // COPIED.itemsize, offset=COPY_HEAD_BYTES)
        return rows["time"].astype(np.int64), rows["f"].astype(np.float64)

    def _ids(self, series: Sequence[int]) -> list[int]:
        return [int(one) for one in series]

    def _pairs(self, series: Sequence[int], bucket: Sequence[int]) -> tuple[list[int], list[int]]:
        return list(series), list(bucket)

    def _drop_expired_parts(self, before_us: int) -> int:
        with self._transaction() as connection:
            names = [
                row[0]
                for row in self._rows(
                    connection, "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'readings.sample'::regclass"
                )
            ]
            weeks = {name: name.rpartition("_")[2] for name in names}
            gone = 0
            for name, week in weeks.items():
                if week.isdecimal() and (int(week) + 1) * WEEK_US <= before_us:
                    gone += self._rows(connection, f"SELECT count(*) FROM {name}")[0][0]
                    connection.execute(f"DROP TABLE {name}")
                    connection.execute(
                        "DELETE FROM rollup WHERE bucket >= %s AND bucket + width <= %s",
                        (int(week) * WEEK_US, (int(week) + 1) * WEEK_US),
                    )
                    self._weeks.discard(int(week) * WEEK_US)
            return gone

    def _bytes(self, connection: "psycopg.Connection[Any]") -> int:
        return int(
            self._rows(
                connection,
                "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class"
                " WHERE relnamespace = 'readings'::regnamespace AND relkind IN ('r', 'm')",
            )[0][0]
        )


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise Unavailable(f"The store of samples cannot be used: {str(error).strip()}.") from error
