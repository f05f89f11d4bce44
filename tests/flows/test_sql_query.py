"""Queries to somebody's database: read as written, bound, bounded, and never writing."""

import socket
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from core.addresses import NotAllowed
from core.errors import Refused, Unavailable
from flows.cold import sql
from flows.cold.kinds import Context, kinds
from flows.web import credentials
from organizations.models import Organization
from tests import postgres

# --- the text of a query


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT * FROM t WHERE a = :a AND b = :b OR c = :a", ["a", "b"]),
        ("SELECT ':no', x::int, \"q:no\" /* :no */ FROM t -- :no\nWHERE a = :yes;", ["yes"]),
        ("SELECT $$:no$$, $tag$ :no $tag$, '12:30'", []),
        ("WITH t AS (SELECT 1) SELECT replace(a, 'x', 'y') FROM t", []),
    ],
)
def test_names_are_found_where_they_are_names(query: str, names: list[str]):
    assert sql.read(query).names == names


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
    ],
)
def test_what_does_not_only_read_is_refused(query: str, says: str):
    with pytest.raises(ValueError, match=says):
        sql.read(query)


# --- a real database


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    with postgres.cluster(port=number):
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
    ],
)
def test_urls_that_reach_into_this_machine_are_refused(organization: Organization, url: str, says: str):
    with pytest.raises(Refused, match=says):
        ask(organization, credential(organization, url), "SELECT 1")


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
