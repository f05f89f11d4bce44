"""The store in one SQLite file: no server, good for a single machine.

One writer at a time is SQLite's nature, so transactions are short and begin IMMEDIATE: one that read first and wrote
later would be refused instead of waiting. WAL lets readers go on meanwhile. `synchronous=NORMAL` keeps every commit
when a process is killed; on power failure the last moments may be missing, as in the Redis log that feeds us.
"""

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np

from core.errors import Unavailable
from telemetry.store.columns import Floats, Ints, Samples
from telemetry.store.sql import COLUMNS, SqlStore

BUSY_S: Final = 10.0

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS sample (
    series INTEGER, time INTEGER, kind INTEGER, quality INTEGER, f REAL, i INTEGER, t TEXT, b BLOB,
    PRIMARY KEY (series, time)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS latest (
    series INTEGER PRIMARY KEY, time INTEGER, kind INTEGER, quality INTEGER, f REAL, i INTEGER, t TEXT, b BLOB);
CREATE TABLE IF NOT EXISTS rollup (
    width INTEGER, series INTEGER, bucket INTEGER, n INTEGER, lo REAL, hi REAL, total REAL, first REAL, last REAL,
    PRIMARY KEY (series, width, bucket)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dirty (
    width INTEGER, series INTEGER, bucket INTEGER, PRIMARY KEY (series, width, bucket)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS dirty_by_age ON dirty (width, bucket);
CREATE TABLE IF NOT EXISTS applied (source TEXT PRIMARY KEY, major INTEGER, minor INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lease (name TEXT PRIMARY KEY, owner TEXT, until INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value INTEGER) WITHOUT ROWID;
"""


class SqliteStore(SqlStore):
    kind = "sqlite"
    is_one_of = "IN (SELECT value FROM json_each(?))"
    pairs_table = "(SELECT json_extract(value, '$[0]') AS series, json_extract(value, '$[1]') AS bucket FROM json_each(?)) AS p"
    lock_rows = ""  # we hold the lock of the whole file
    mark_again = "DO NOTHING"
    no_number = "9e999"

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def _connect(self) -> sqlite3.Connection:
        with _translated():
            # Threads do not share connections; but a thread's last one may be closed by whoever collects the thread.
            connection = sqlite3.connect(self.path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
            connection.execute("PRAGMA page_size=4096")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA cache_size=-8000")
            connection.execute("PRAGMA wal_autocheckpoint=2000")
            connection.execute("PRAGMA journal_size_limit=67108864")
            return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        with _translated():
            connection.executescript(f"BEGIN IMMEDIATE; {SCHEMA} COMMIT;")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        with _translated():
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk ends the transaction by itself.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """One moment of the store for all statements of a query."""
        connection = self._connection()
        with _translated():
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    def _execute(self, connection: sqlite3.Connection, statement: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        return connection.execute(statement, values)

    def _execute_many(self, connection: sqlite3.Connection, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        connection.executemany(statement, rows)

    def _insert_samples(self, connection: sqlite3.Connection, samples: Samples) -> None:
        if samples.integer is None:
            # Most batches are numbers only; five columns bind faster than eight.
            connection.executemany(
                "INSERT OR REPLACE INTO sample (series, time, kind, quality, f) VALUES (?, ?, 0, ?, ?)",
                zip(
                    samples.series.tolist(), samples.time.tolist(), samples.quality.tolist(), samples.number.tolist(), strict=True
                ),
            )
        else:
            connection.executemany(f"INSERT OR REPLACE INTO sample ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", samples.rows())

    def _doubles(self, connection: sqlite3.Connection, some: str, values: tuple[int, int, int, int]) -> tuple[Ints, Floats]:
        found = chain.from_iterable(connection.execute(f"SELECT time, f {some}", values))
        pairs = np.fromiter(found, np.float64).reshape(-1, 2)
        return pairs[:, 0].astype(np.int64), pairs[:, 1].copy()

    def _ids(self, series: Sequence[int]) -> str:
        return json.dumps([int(one) for one in series])

    def _pairs(self, series: Sequence[int], bucket: Sequence[int]) -> tuple[str]:
        return (json.dumps(list(zip(series, bucket, strict=True))),)

    def _bytes(self, connection: sqlite3.Connection) -> int:
        return sum(file.stat().st_size for file in self.path.parent.glob(f"{self.path.name}*"))


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.DatabaseError) as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise Unavailable(f"The store of samples cannot be used: {error}.") from error
