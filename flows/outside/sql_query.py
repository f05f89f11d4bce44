"""A query that reads from somebody's SQL database: bounded in rows, bytes and time, and never writing."""

import contextlib
import datetime as dt
import decimal
import json
import math
import socket
import ssl
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

import certifi
import msgspec
import pymysql
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


_TOO_SLOW = (
    "statement timeout",
    "canceling statement",
    "maximum statement execution time",
    "max_statement_time",
    "during query (timed out)",
    "DPY-4024",
)
# What trying again cannot mend, though some drivers report it like a database that is away; some lock who tries often.
_HOPELESS = (
    "password authentication failed",
    "no pg_hba.conf entry",
    '" does not exist',
    "Login failed",
    "Cannot open database",
    "ORA-01017",
    "ORA-28000",
)
# Beside those from 2000 on, which the client finds: too many connections, going down, a lock waited for too long, a deadlock.
_PASSING_OF_MYSQL = frozenset({1040, 1053, 1203, 1205, 1213, 1226})
# Classes of SQLSTATE: connection, rolled back (deadlock), no resources, in use, operator intervened, system error.
_PASSING_OF_POSTGRES = frozenset({"08", "40", "53", "55", "57", "58"})
_BIT = 16  # a column's type in MySQL and MariaDB


def perform(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """`{"credential", "query", "values": {name: value}, "max_rows"}`."""
    credential = credentials.find(context.organization_id, request["credential"])
    if credential.kind != Credential.Kind.DATABASE:
        raise Refused(f"“{credential.name}” is no credential of a database. Choose one of the kind “database”.")
    text = credentials.revealed(credential)["url"]
    try:
        url = sqlalchemy.make_url(text)
    except exc.ArgumentError:
        raise Refused(f"The URL of “{credential.name}” is not understood. Enter it again.") from None
    system = url.get_backend_name()
    try:
        query = sql.read(request["query"], system)
    except ValueError as error:
        raise Refused(str(error)) from None
    values = {name: _bindable(value, system, context.organization_id) for name, value in request["values"].items()}
    hide = hiding(text, url.password or "")
    try:
        with _connected(url, credential, context.timeout_s) as connection:
            return _asked(connection, query, values, request["max_rows"])
    except exc.DBAPIError as error:
        raise translated(error, hide) from None
    except exc.SQLAlchemyError as error:
        raise Refused(hide(f"The query cannot be made: {str(error)[:300]}")) from None


@contextlib.contextmanager
def _connected(url: sqlalchemy.URL, credential: Credential, timeout_s: float) -> Iterator[sqlalchemy.Connection]:
    """A connection whose transaction only reads, where the database knows how, and is always rolled back."""
    url, arguments = _place(url, credential, timeout_s)
    try:
        engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool, connect_args=arguments)
    except ModuleNotFoundError:
        name = url.get_backend_name()
        raise Refused(
            f"To reach a database of the kind {name}, the administrator has to install its driver: "
            f"pip install {sql.SYSTEMS[name].package}."
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
    system = sql.SYSTEMS[name]
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
        if str(url.query.get("sslmode", "")).startswith("verify"):
            arguments["sslrootcert"] = _authorities()
    else:
        url = url.set(host=address)
        if name in ("mysql", "mariadb"):
            arguments = {"connect_timeout": connect_s, "read_timeout": math.ceil(timeout_s) + 1, "local_infile": False}
            mode = str(url.query.get("ssl-mode", "PREFERRED"))
            url = url.difference_update_query(["ssl-mode"])
            if tls := _tls_of_mysql(mode, host):
                arguments["ssl"] = tls
        elif name == "mssql":
            arguments = {"login_timeout": connect_s, "timeout": math.ceil(timeout_s)}
        elif name == "oracle":
            arguments = {"tcp_connect_timeout": connect_s}
    return url.set(drivername=f"{name}+{system.driver}", port=port), arguments


def _authorities() -> str:
    """The file of those that are trusted: the machine's where it names one (SSL_CERT_FILE), else the one we bring."""
    return ssl.get_default_verify_paths().cafile or certifi.where()


class _Named(ssl.SSLContext):
    """Looks for the name that the URL has in the certificate, although the connection goes to an address."""

    name = ""

    def wrap_socket(self, sock: socket.socket, **options: Any) -> ssl.SSLSocket:  # type: ignore[override]  # as PyMySQL calls it
        return super().wrap_socket(sock, **(options | {"server_hostname": self.name}))


def _tls_of_mysql(mode: str, host: str) -> ssl.SSLContext | None:
    """As MySQL's own programs understand the word; none where the driver does by itself what is preferred."""
    if mode not in ("PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"):
        raise Refused(f"“ssl-mode={mode[:40]}” is not known. Write PREFERRED, REQUIRED, VERIFY_CA or VERIFY_IDENTITY.")
    if mode == "PREFERRED":
        return None
    tls = _Named(ssl.PROTOCOL_TLS_CLIENT)
    tls.name = host
    tls.check_hostname = mode == "VERIFY_IDENTITY"
    if mode == "REQUIRED":
        tls.verify_mode = ssl.CERT_NONE
    else:
        tls.load_verify_locations(_authorities())
    return tls


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
        names = _distinct(result.keys())
        rows = _rows(result, names, max_rows + 1)
    return {"rows": rows[:max_rows], "is_cut": len(rows) > max_rows, "columns": names}


def _distinct(columns: Iterable[str]) -> list[str]:
    """As in a join of two tables that both have an `id`: the second one is `id_2`."""
    names: list[str] = []
    for column in columns:
        name, number = column, 2
        while name in names:
            name, number = f"{column}_{number}", number + 1
        names.append(name)
    return names


def _rows(result: sqlalchemy.CursorResult[Any], names: list[str], most: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    size = 0
    is_mysql = result.dialect.name in ("mysql", "mariadb")
    shapes = [_number_of_bits if is_mysql and column[1] == _BIT else plain for column in result.cursor.description]
    while len(rows) < most and (found := result.fetchmany(min(READ_AT_ONCE, most - len(rows)))):
        for row in found:
            rows.append({name: shape(value) for name, shape, value in zip(names, shapes, row, strict=True)})
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


def _number_of_bits(value: bytes | None) -> int | None:
    return None if value is None else int.from_bytes(value)


def _bindable(value: Any, system: str, organization_id: str) -> Any:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, float) and value.is_integer() and system in ("mysql", "mariadb"):
        return int(value)  # LIMIT takes no other; a division stays one with a fraction there
    return opened(value, organization_id) if isinstance(value, str) else value


def translated(error: exc.DBAPIError, hide: Any) -> Exception:
    """Whether it may go better next time, in the database's own words."""
    words = hide(" ".join(_words(error.orig).split())[:400])
    if any(mark in words for mark in _TOO_SLOW):
        return Refused(f"The query took too long and was ended: {words}")
    if _may_pass(error, words):
        return Unavailable(f"The database cannot be asked: {words}")
    return Refused(f"The database refuses the query: {words}")


def _words(orig: Any) -> str:
    match orig.args:
        case (int(number), str(sentence)):  # as MySQL's driver has it
            return f"{sentence} ({number})"
        case (int(number), bytes(sentence)):  # as SQL Server's has it
            return f"{sentence.decode(errors='replace')} ({number})"
    return str(orig)


def _may_pass(error: exc.DBAPIError, words: str) -> bool:
    """Drivers call many things operational, a misspelt column too, so the database's own numbers come first."""
    orig: Any = error.orig
    if isinstance(orig, pymysql.MySQLError) and orig.args and isinstance(orig.args[0], int):
        return orig.args[0] >= 2000 or orig.args[0] in _PASSING_OF_MYSQL
    if state := getattr(orig, "sqlstate", None):
        return state[:2] in _PASSING_OF_POSTGRES
    is_away = isinstance(error, exc.OperationalError | exc.InterfaceError) or error.connection_invalidated
    return is_away and not any(mark in words for mark in _HOPELESS)


kind = CallKind(title="SQL query", perform=perform, retry=Retry(tries=3), reads_only=True)
