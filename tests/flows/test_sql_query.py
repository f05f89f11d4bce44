"""Queries to somebody's database: read as written, bound, bounded, and never writing."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pymysql
import pytest
from sqlalchemy import exc

from core.addresses import NotAllowed
from core.errors import Refused, Unavailable
from flows.cold import sql
from flows.cold.kinds import Context, kinds
from flows.outside import sql_query
from flows.web import credentials
from organizations.models import Organization
from tests import mariadb, postgres
from tests.certificates import Authority

# --- the text of a query


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT * FROM t WHERE a = :a AND b = :b OR c = :a", ["a", "b"]),
        ("SELECT ':no', x::int, \"q:no\" /* :no */ FROM t -- :no\nWHERE a = :yes;", ["yes"]),
        ("SELECT $$:no$$, $tag$ :no $tag$, '12:30'", []),
        ("WITH t AS (SELECT 1) SELECT replace(a, 'x', 'y') FROM t", []),
        (r"SELECT 'it''s', 'C:\\' -- :no", []),
    ],
)
def test_names_are_found_where_they_are_names(query: str, names: list[str]):
    assert sql.read(query).names == names


def test_a_name_in_a_comment_of_mysql_is_none():
    query = "SELECT 1 # one's :no\n WHERE a = :yes"
    assert sql.read(query, "mysql").names == ["yes"]
    assert sql.read("SELECT data #>> '{a}' FROM t WHERE b = :b", "postgresql").names == ["b"]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "Write a query"),
        ("-- only a comment", "Write a query"),
        ("DELETE FROM t", "“DELETE” does not only read"),
        ("SELECT 1; DROP TABLE t", "Only one statement"),
        ("WITH gone AS (DELETE FROM t RETURNING *) SELECT * FROM gone", "“DELETE” would write"),
        ("SELECT * INTO copy FROM t", "“INTO” would write"),
        ("EXPLAIN ANALYZE UPDATE t SET a = 1", "“UPDATE” would write"),
        ("SELECT 1 /*!50000 INTO OUTFILE '/tmp/x' */", "carry out"),
        (r"SELECT '\'' INTO OUTFILE '/tmp/x'", "A backslash before a quote"),
        ("SELECT 1--1 INTO OUTFILE '/tmp/x'", "Write a space behind --"),
        ("SELECT 1 -- \r INTO t", "“INTO” would write"),
        ("SELECT 'one", "never closed"),
    ],
)
def test_what_does_not_only_read_is_refused(query: str, says: str):
    with pytest.raises(ValueError, match=says):
        sql.read(query)


@pytest.mark.parametrize(
    ("system", "query", "says"),
    [
        ("mysql", "SELECT 1 # '\nINTO OUTFILE '/tmp/x' # '", "“INTO” would write"),
        ("mariadb", "SELECT 1 AS a$$ INTO OUTFILE '/tmp/x' -- $$", "“INTO” would write"),
        ("mssql", "SELECT 1 AS a$$ EXEC xp_cmdshell 'dir' -- $$", "“EXEC” would write"),
        ("mssql", "SELECT 1 SHUTDOWN", "“SHUTDOWN” would write"),
        ("postgresql", "SHOW tables", "A query begins with SELECT, WITH, VALUES or TABLE"),
        ("oracle", "VALUES (1)", "A query begins with SELECT or WITH"),
    ],
)
def test_what_only_one_kind_of_database_reads_so_is_refused_there(system: str, query: str, says: str):
    with pytest.raises(ValueError, match=says):
        sql.read(query, system)


# --- a real database


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def port(authority: Authority) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    with postgres.cluster(port=number, signed=authority.sign("PostgreSQL", "127.0.0.1")):
        with psycopg.connect(f"postgresql://sluice@127.0.0.1:{number}/postgres", autocommit=True) as connection:
            connection.execute("CREATE TABLE orders (number int, machine text, due timestamptz, price numeric, raw bytea)")
            connection.execute("CREATE SEQUENCE numbers")
            connection.execute("INSERT INTO orders VALUES (4711, 'press 7', '2026-03-01 12:00+00', 1.5, 'ab')")
            connection.execute("INSERT INTO orders SELECT n, 'press 8', NULL, NULL, NULL FROM generate_series(1, 500) n")
        yield number


@pytest.fixture
def database(organization: Organization, port: int, settings: Any) -> int:
    """A credential of the database, which stands where the administrator allows it."""
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    return credential(organization, f"postgresql://sluice:topsecret@127.0.0.1:{port}/postgres?sslmode=disable")


def credential(organization: Organization, url: str, **options: Any) -> int:
    name = f"database {len(url)}"
    row = credentials.create_credential(organization, name=name, kind="database", settings={}, secrets={"url": url}, **options)
    return row.pk


def ask(organization: Organization, database: int, query: str, *, max_rows: int = 100, **values: Any) -> Any:
    request = {"credential": database, "query": query, "values": values, "max_rows": max_rows}
    context = Context(
        effect_id="e", organization_id=organization.id, flow_id=1, block_id="b", device_id=None, time_us=0, timeout_s=2.0
    )
    return kinds()["sql_query"].perform(request, context)


def test_rows_come_as_json(organization: Organization, database: int):
    answer = ask(organization, database, "SELECT * FROM orders WHERE machine = :machine", machine="press 7")
    assert answer["rows"] == [
        {"number": 4711, "machine": "press 7", "due": answer["rows"][0]["due"], "price": 1.5, "raw": "6162"}
    ]
    assert answer["rows"][0]["due"].startswith("2026-03-01T")
    assert answer["is_cut"] is False


def test_a_value_cannot_become_part_of_the_query(organization: Organization, database: int):
    answer = ask(organization, database, "SELECT * FROM orders WHERE machine = :machine", machine="' OR '1'='1")
    assert answer["rows"] == []


def test_more_rows_than_wanted_are_cut(organization: Organization, database: int):
    answer = ask(organization, database, "SELECT number FROM orders WHERE machine = 'press 8' ORDER BY number", max_rows=3)
    assert (answer["rows"], answer["is_cut"]) == ([{"number": 1}, {"number": 2}, {"number": 3}], True)


def test_rows_that_take_too_much_room_are_refused(organization: Organization, database: int):
    with pytest.raises(Refused, match="take more than 800,000 bytes"):
        ask(organization, database, "SELECT repeat('x', 10000) FROM orders", max_rows=500)


def test_even_a_function_cannot_write(organization: Organization, database: int):
    with pytest.raises(Refused, match="read-only transaction"):
        ask(organization, database, "SELECT nextval('numbers')")
    with pytest.raises(Refused, match="read-write mode"):
        ask(organization, database, "SELECT set_config('transaction_read_only', 'off', true), nextval('numbers')")


def test_a_query_that_takes_too_long_is_ended_and_not_tried_again(organization: Organization, database: int):
    with pytest.raises(Refused, match="took too long"):
        ask(organization, database, "SELECT pg_sleep(60)")


@pytest.mark.parametrize("query", ["SELECT missing FROM orders", "SELECT 1/0", "SELECT * FROM nothing"])
def test_what_the_database_says_is_passed_on(organization: Organization, database: int, query: str):
    with pytest.raises(Refused, match="The database refuses the query"):
        ask(organization, database, query)


def test_a_database_that_is_away_is_asked_again_and_no_secret_is_told(organization: Organization, settings: Any):
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    away = credential(organization, "postgresql://sluice:topsecret@127.0.0.1:1/postgres")
    with pytest.raises(Unavailable) as refused:
        ask(organization, away, "SELECT 1")
    assert "topsecret" not in str(refused.value)


def test_a_database_in_the_private_network_is_not_reached(organization: Organization, port: int, settings: Any):
    settings.OUTBOUND_ALLOW = []
    inside = credential(organization, f"postgresql://sluice@127.0.0.1:{port}/postgres")
    with pytest.raises(NotAllowed):
        ask(organization, inside, "SELECT 1")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("postgresql://a@db.example.com/x?host=/run/postgresql", "“host” cannot stand in the URL"),
        ("mysql://a@db.example.com/x?read_default_file=/etc/my.cnf", "“read_default_file” cannot stand in the URL"),
        ("sqlite://host/etc/passwd", "kind “sqlite” cannot be asked"),
        ("mysql://a@127.0.0.1/x?ssl-mode=maybe", "“ssl-mode=maybe” is not known"),
    ],
)
def test_urls_that_reach_into_this_machine_or_say_nothing_are_refused(
    organization: Organization, settings: Any, url: str, says: str
):
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    with pytest.raises(Refused, match=says):
        ask(organization, credential(organization, url), "SELECT 1")


def test_the_certificate_of_a_postgresql_is_looked_at(
    organization: Organization, database: int, port: int, authority: Authority, monkeypatch: Any, tmp_path: Path
):
    asked = credential(organization, f"postgresql://sluice@127.0.0.1:{port}/postgres?sslmode=verify-full")
    with pytest.raises(Unavailable, match="certificate verify failed"):
        ask(organization, asked, "SELECT 1")
    (tmp_path / "authority.pem").write_text(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    answer = ask(organization, asked, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    assert answer["rows"] == [{"ssl": True}]


# --- MariaDB


@pytest.fixture(scope="module")
def mariadb_port(authority: Authority) -> Iterator[int]:
    if why := mariadb.missing():
        pytest.skip(why)
    with mariadb.server(authority.sign("MariaDB", "127.0.0.1")) as number:
        with pymysql.connect(host="127.0.0.1", port=number, user="root", autocommit=True) as connection:
            cursor = connection.cursor()
            for statement in (
                "CREATE DATABASE plant CHARACTER SET utf8mb4",
                "USE plant",
                (
                    "CREATE TABLE orders (number int, price decimal(20,4), due datetime(3), day date, lasts time, notes json,"
                    " raw blob, is_open tinyint(1), flags bit(12), big bigint unsigned, machine varchar(50))"
                ),
                (
                    "INSERT INTO orders VALUES (4711, 1234.5, '2026-03-01 12:00:00.5', '2026-03-01', '01:30:00', '{\"a\": [1]}',"
                    " x'00ff', 1, b'100000000001', 18446744073709551615, 'Größe 😀')"
                ),
                "INSERT INTO orders (number) VALUES (1)",
                "CREATE SEQUENCE numbers",
                "CREATE FUNCTION write_one() RETURNS int BEGIN INSERT INTO orders (number) VALUES (2); RETURN 1; END",
                "GRANT ALL ON *.* TO erp@'%' IDENTIFIED BY 'topsecret'",
                "CREATE USER stranger@'%' IDENTIFIED BY 'topsecret'",
            ):
                cursor.execute(statement)
        yield number


@pytest.fixture
def maria(organization: Organization, mariadb_port: int, settings: Any) -> int:
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    return credential(organization, f"mysql://erp:topsecret@127.0.0.1:{mariadb_port}/plant")


def test_what_mariadb_keeps_comes_as_json(organization: Organization, maria: int):
    answer = ask(organization, maria, "SELECT * FROM orders WHERE machine = :machine", machine="Größe 😀")
    assert answer["rows"] == [
        {
            "number": 4711,
            "price": 1234.5,
            "due": "2026-03-01T12:00:00.500000",
            "day": "2026-03-01",
            "lasts": 5400.0,
            "notes": '{"a": [1]}',
            "raw": "00ff",
            "is_open": 1,
            "flags": 2049,
            "big": 18446744073709551615,
            "machine": "Größe 😀",
        }
    ]


def test_what_is_null_in_mariadb_stays_so(organization: Organization, maria: int):
    (row,) = ask(organization, maria, "SELECT * FROM orders WHERE number = 1")["rows"]
    assert {name for name, value in row.items() if value is not None} == {"number"}


def test_a_number_limits_the_rows_of_mariadb(organization: Organization, maria: int):
    answer = ask(organization, maria, "SELECT number, :n / 2 AS half FROM orders ORDER BY number LIMIT :n", n=1.0)
    assert answer["rows"] == [{"number": 1, "half": 0.5}]


def test_columns_of_one_name_are_told_apart(organization: Organization, maria: int):
    answer = ask(organization, maria, "SELECT 1 AS id, 2 AS id, 'a%' AS id")
    assert answer["rows"] == [{"id": 1, "id_2": 2, "id_3": "a%"}]


@pytest.mark.parametrize("query", ["SELECT NEXTVAL(numbers)", "SELECT write_one()"])
def test_not_even_a_function_can_write_to_mariadb(organization: Organization, maria: int, query: str):
    with pytest.raises(Refused, match="READ ONLY transaction"):
        ask(organization, maria, query)
    assert ask(organization, maria, "SELECT count(*) AS n FROM orders")["rows"] == [{"n": 2}]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1 /*!50000 INTO OUTFILE '{file}' */",
        "SELECT 1 /*M! INTO OUTFILE '{file}' */",
        r"SELECT '\'' INTO OUTFILE '{file}'",
        "SELECT 1--1 INTO OUTFILE '{file}'",
        "SELECT 1 # '\nINTO OUTFILE '{file}' # '",
        "SELECT 1 a$$ INTO OUTFILE '{file}' -- $$",
    ],
)
def test_no_query_makes_mariadb_write_a_file(organization: Organization, maria: int, query: str):
    (place,) = ask(organization, maria, "SELECT @@datadir AS folder")["rows"]
    file = Path(place["folder"]) / "written"
    with pytest.raises(Refused):
        ask(organization, maria, query.replace("{file}", str(file)))
    assert not file.exists()


def test_a_query_to_mariadb_that_takes_too_long_is_ended(organization: Organization, maria: int):
    with pytest.raises(Refused, match="took too long"):
        ask(organization, maria, "SELECT sleep(60)")


def test_rows_of_mariadb_that_take_too_much_room_are_refused(organization: Organization, maria: int):
    with pytest.raises(Refused, match="take more than 800,000 bytes"):
        ask(organization, maria, "SELECT repeat('x', 10000) FROM seq_1_to_500", max_rows=500)


@pytest.mark.parametrize(
    ("place", "query", "says"),
    [
        ("erp:wrong@127.0.0.1:{port}/plant", "SELECT 1", "Access denied for user 'erp'"),
        ("stranger:topsecret@127.0.0.1:{port}/", "SELECT * FROM plant.orders", "SELECT command denied to user 'stranger'"),
        ("erp:topsecret@127.0.0.1:{port}/nothing", "SELECT 1", "Unknown database 'nothing'"),
        ("erp:topsecret@127.0.0.1:{port}/plant", "SELECT missing FROM orders", "Unknown column 'missing'"),
    ],
)
def test_what_mariadb_refuses_is_not_tried_again(
    organization: Organization, maria: int, mariadb_port: int, place: str, query: str, says: str
):
    asked = credential(organization, "mariadb://" + place.format(port=mariadb_port))
    with pytest.raises(Refused, match=f"The database refuses the query: {says}"):
        ask(organization, asked, query)


CIPHER = "SHOW STATUS LIKE 'Ssl_cipher'"


def encrypted(organization: Organization, port: int, mode: str, *, host: str = "127.0.0.1") -> bool:
    asked = credential(organization, f"mysql://erp:topsecret@{host}:{port}/plant?ssl-mode={mode}")
    (row,) = ask(organization, asked, CIPHER)["rows"]
    return row["Value"] != ""


@pytest.mark.parametrize("mode", ["PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"])
def test_what_goes_to_mariadb_is_encrypted(
    organization: Organization,
    maria: int,
    mariadb_port: int,
    authority: Authority,
    monkeypatch: Any,
    tmp_path: Path,
    mode: str,
):
    (tmp_path / "authority.pem").write_text(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    assert encrypted(organization, mariadb_port, mode)


def test_a_mariadb_with_a_certificate_of_nobody_is_not_asked(organization: Organization, maria: int, mariadb_port: int):
    with pytest.raises(Unavailable, match="certificate verify failed"):
        encrypted(organization, mariadb_port, "VERIFY_CA")


def test_a_mariadb_with_the_certificate_of_another_host_is_not_asked(
    organization: Organization, maria: int, mariadb_port: int, authority: Authority, monkeypatch: Any, tmp_path: Path
):
    (tmp_path / "authority.pem").write_text(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with pytest.raises(Unavailable, match="Hostname mismatch"):
        encrypted(organization, mariadb_port, "VERIFY_IDENTITY", host="localhost")
    assert encrypted(organization, mariadb_port, "VERIFY_CA", host="localhost")


def test_a_mariadb_that_is_away_is_asked_again(organization: Organization, settings: Any):
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    away = credential(organization, "mysql://erp:topsecret@127.0.0.1:1/plant")
    with pytest.raises(Unavailable, match="Connection refused"):
        ask(organization, away, "SELECT 1")


# --- what has no server here


@pytest.mark.parametrize(
    ("raised", "kind", "says"),
    [
        ((20009, b"Unable to connect: TDS server is unavailable"), Unavailable, "TDS server is unavailable (20009)"),
        ((18456, b"Login failed for user 'sa'."), Refused, "Login failed for user 'sa'. (18456)"),
        (("DPY-6005: cannot connect to database",), Unavailable, "DPY-6005: cannot connect to database"),
        (("ORA-01017: invalid username/password; logon denied",), Refused, "ORA-01017: invalid username/password"),
    ],
)
def test_what_the_drivers_of_sql_server_and_oracle_say_is_understood(raised: Any, kind: type[Exception], says: str):
    error = sql_query.translated(exc.OperationalError("SELECT 1", {}, Exception(*raised)), str)
    assert type(error) is kind
    assert says in str(error)


def test_a_missing_driver_is_named(organization: Organization, settings: Any):
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]
    with pytest.raises(Refused, match="pip install oracledb"):
        ask(organization, credential(organization, "oracle://a:b@127.0.0.1/x"), "SELECT 1 FROM dual")


def test_a_credential_goes_only_to_its_hosts(organization: Organization, database: int, port: int):
    bound = credential(organization, f"postgresql://sluice@127.0.0.1:{port}/x", hosts=["db.example.com"])
    with pytest.raises(Refused, match=r"is for db\.example\.com"):
        ask(organization, bound, "SELECT 1")


def test_a_database_of_another_organization_is_gone(other_organization: Organization, database: int):
    with pytest.raises(Refused, match="is gone"):
        ask(other_organization, database, "SELECT 1")
