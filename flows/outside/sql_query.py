"""A query that reads from somebody's SQL database: bounded in rows, bytes and time, and never writing."""

import contextlib
import datetime as dt
import decimal
import json
import math
import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import sqlalchemy
from sqlalchemy import exc

from core import addresses
from core.errors import Refused, Unavailable
from flows.cold import sql
from flows.cold.kinds import CallKind, Context, Retry
from flows.models import Credential
from flows.web import credentials
from flows.web.sealed import hiding, opened

MAX_BYTES = 800_000
CONNECT_S = 10.0
READ_AT_ONCE = 200


class System(NamedTuple):
    """How one kind of database is reached."""

    driver: str
    package: str
    port: int
    # Parts of the URL behind the question mark that are let through; others could read files here or open sockets.
    options: frozenset[str]


SYSTEMS = {
    "postgresql": System("psycopg", "psycopg", 5432, frozenset({"sslmode", "application_name"})),
    "mysql": System("pymysql", "PyMySQL", 3306, frozenset({"charset"})),
    "mariadb": System("pymysql", "PyMySQL", 3306, frozenset({"charset"})),
    "mssql": System("pymssql", "pymssql", 1433, frozenset({"charset"})),
    "oracle": System("oracledb", "oracledb", 1521, frozenset({"service_name"})),
}
_TOO_SLOW = ("statement timeout", "maximum statement execution time", "max_statement_time", "DPY-4024", "canceling statement")


def perform(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """`{"credential", "query", "values": {name: value}, "max_rows"}`."""
    credential = credentials.find(context.organization_id, request["credential"])
    if credential.kind != Credential.Kind.DATABASE:
        raise Refused(f"“{credential.name}” is no credential of a database. Choose one of the kind “database”.")
    try:
        query = sql.read(request["query"])
    except ValueError as error:
        raise Refused(str(error)) from None
    url = credentials.revealed(credential)["url"]
    values = {name: _bindable(value, context.organization_id) for name, value in request["values"].items()}
    try:
        hide = hiding(url, sqlalchemy.make_url(url).password or "")
    except exc.ArgumentError:
        raise Refused(f"The URL of “{credential.name}” is not understood. Enter it again.") from None
    try:
        with _connected(url, credential, context.timeout_s) as connection:
            return _asked(connection, query, values, request["max_rows"])
    except exc.DBAPIError as error:
        raise _translated(error, hide) from None
    except exc.SQLAlchemyError as error:
        raise Refused(hide(f"The query cannot be made: {str(error)[:300]}")) from None


@contextlib.contextmanager
def _connected(text: str, credential: Credential, timeout_s: float) -> Iterator[sqlalchemy.Connection]:
    """A connection whose transaction only reads, where the database knows how, and is always rolled back."""
    url, arguments = _place(sqlalchemy.make_url(text), credential, timeout_s)
    try:
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool, connect_args=arguments)
    except ModuleNotFoundError:
        name = url.get_backend_name()
        raise Refused(
            f"To reach a database of the kind {name}, the administrator has to install its driver: "
            f"pip install {SYSTEMS[name].package}."
        ) from None
    try:
        with engine.connect() as connection:
            _only_read(connection, timeout_s)
            try:
                yield connection
            finally:
                with contextlib.suppress(exc.SQLAlchemyError):
                    connection.rollback()
    finally:
        engine.dispose()


def _place(url: sqlalchemy.URL, credential: Credential, timeout_s: float) -> tuple[sqlalchemy.URL, dict[str, Any]]:
    """The URL with the driver that we have, and the very address that was looked at."""
    name = url.get_backend_name()
    system = SYSTEMS.get(name)
    if system is None:
        raise Refused(f"A database of the kind “{name}” cannot be asked. There are {', '.join(SYSTEMS)}.")
    unknown = sorted(set(url.query) - system.options)
    if unknown:
        raise Refused(f"“{unknown[0]}” cannot stand in the URL of a {name} database here. Take it out of “{credential.name}”.")
    host, port = url.host or "", url.port or system.port
    if not host:
        raise Refused(f"The URL of “{credential.name}” names no host.")
    credentials.require_host(credential, host)
    address = str(addresses.resolve(host, port, timeout_s=CONNECT_S)[0][1][0])
    connect_s = max(1, math.ceil(min(CONNECT_S, timeout_s)))
    arguments: dict[str, Any] = {}
    if name == "postgresql":
        arguments = {"hostaddr": address, "connect_timeout": connect_s}
    else:
        url = url.set(host=address)
        if name in ("mysql", "mariadb"):
            arguments = {"connect_timeout": connect_s, "read_timeout": math.ceil(timeout_s) + 1, "local_infile": False}
        elif name == "mssql":
            arguments = {"login_timeout": connect_s, "timeout": math.ceil(timeout_s)}
        elif name == "oracle":
            arguments = {"tcp_connect_timeout": connect_s}
    return url.set(drivername=f"{name}+{system.driver}", port=port), arguments


def _only_read(connection: sqlalchemy.Connection, timeout_s: float) -> None:
    milliseconds = math.ceil(timeout_s * 1_000)
    name = connection.dialect.name
    if name == "postgresql":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {milliseconds}")
    elif name in ("mysql", "mariadb"):
        if getattr(connection.dialect, "is_mariadb", False):
            connection.exec_driver_sql(f"SET SESSION max_statement_time = {timeout_s:g}")
        else:
            connection.exec_driver_sql(f"SET SESSION max_execution_time = {milliseconds}")
        connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
        connection.rollback()  # it holds from the next transaction on
    elif name == "oracle":
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")
        connection.connection.driver_connection.call_timeout = milliseconds  # type: ignore[union-attr]  # oracledb's own


def _asked(connection: sqlalchemy.Connection, query: sql.Query, values: dict[str, Any], max_rows: int) -> dict[str, Any]:
    streaming = connection.execution_options(stream_results=True, max_row_buffer=READ_AT_ONCE)
    with streaming.execute(sqlalchemy.text(query.text), {name: values.get(name) for name in query.names}) as result:
        if not result.returns_rows:
            raise Refused("The query answers no rows. Write one that does, such as a SELECT.")
        names = list(result.keys())
        rows = _rows(result, names, max_rows + 1)
    return {"rows": rows[:max_rows], "is_cut": len(rows) > max_rows, "columns": names}


def _rows(result: sqlalchemy.CursorResult[Any], names: list[str], most: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    size = 0
    while len(rows) < most and (found := result.fetchmany(min(READ_AT_ONCE, most - len(rows)))):
        for row in found:
            rows.append({name: plain(value) for name, value in zip(names, row, strict=True)})
            size += len(msgspec.json.encode(rows[-1]))
            if size > MAX_BYTES:
                raise Refused(
                    f"The first {len(rows):,} rows take more than {MAX_BYTES:,} bytes. Ask for fewer columns or rows (LIMIT)."
                )
    return rows


def plain(value: Any) -> Any:
    """What a database answers, as JSON has it."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else None
        case decimal.Decimal():
            return float(value) if value.is_finite() else None
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case dt.timedelta():
            return value.total_seconds()
        case bytes() | bytearray() | memoryview():
            return bytes(value).hex()
        case uuid.UUID():
            return str(value)
        case list() | tuple():
            return [plain(part) for part in value]
        case dict():
            return {str(key): plain(part) for key, part in value.items()}
    return str(value)


def _bindable(value: Any, organization_id: str) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return opened(value, organization_id) if isinstance(value, str) else value


def _translated(error: exc.DBAPIError, hide: Any) -> Exception:
    """Whether it may go better next time, in the database's own words."""
    words = hide(" ".join(str(error.orig).split())[:400])
    if any(mark in words for mark in _TOO_SLOW):
        return Refused(f"The query took too long and was ended: {words}")
    if isinstance(error, exc.OperationalError | exc.InterfaceError) or error.connection_invalidated:
        return Unavailable(f"The database cannot be asked: {words}")
    return Refused(f"The database refuses the query: {words}")


kind = CallKind(title="SQL query", perform=perform, retry=Retry(tries=3), reads_only=True)
