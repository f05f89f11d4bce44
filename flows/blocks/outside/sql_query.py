"""Ask an SQL database: PostgreSQL, MySQL, MariaDB, SQL Server or Oracle.

Write a query that reads (SELECT …). **`:name`** in it makes an input `name`, whose value is handed over beside the query, so
that no value can become part of it. The database's URL is kept among the credentials:
`postgresql://user:password@host/name`, and in the same way `mysql://`, `mariadb://`, `mssql://` or `oracle://`. For SQL
Server and Oracle the administrator installs a driver; the error names it.

To insist on encryption and look at the server's certificate, end the URL with `?sslmode=verify-full` (PostgreSQL) or
`?ssl-mode=VERIFY_IDENTITY` (MySQL, MariaDB); `require` and `REQUIRED` only encrypt.

With a wire at *Run* the query is sent when something arrives there, else when one of the other inputs changes. *Rows* are
objects with the names of the columns. For single values, name columns below: each becomes an output with the value of the
first row.

Times come as text (`2026-03-01T12:00:00`), durations in seconds, bytes in hexadecimal digits. JSON that MySQL or MariaDB keeps
comes as text; an output of the type *json* reads it. Of two columns with the same name the second one gets `_2` behind it.

The block only reads: one statement at a time, in a transaction that is marked as such (SQL Server knows no such mark) and rolled
back. Give the user of the URL no more than the right to read as well. The time limit is set in the database too; at most 10,000
rows and 800 kB come back.

PostgreSQL 15 and MariaDB 10.11 were tried with real servers, which is part of the program's tests. MySQL goes the way of
MariaDB. SQL Server and Oracle are reached as their drivers describe it, and were not tried with servers of theirs.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from flows.block import Answer, Block, Complaint, CredentialId, Example, Params, Port, Ports
from flows.cold import sql
from flows.cold.kinds import RETRY_KEY, TIMEOUT_KEY
from flows.cold.retrying import backoff_field, retrying, tries_field
from flows.graphs.facts import Facts, NoFacts, Scope
from flows.toolbox.named_ports import PortName, Row, ValueType, brought_to, outputs_class
from flows.toolbox.structure import parsed_json
from flows.world import World

RUN = "run"
OWN = ("rows", "count", "is_cut", "error")


class Column(Row):
    """One output: the column of the first row whose value it sends."""

    name: PortName = Field("value", title="Output")
    column: str = Field("", title="Column", max_length=200, description="Empty: as the output")
    type: ValueType = Field("any", title="Type")


class QueryParams(Params):
    credential: CredentialId | None = Field(None, title="Database", description="A credential of the kind “database”")
    query: str = Field(
        "SELECT 1 AS value", title="Query", max_length=10_000, json_schema_extra={"format": "multiline", "language": "sql"}
    )
    columns: list[Column] = Field(default_factory=list, title="Outputs", description="From the first row", max_length=40)
    max_rows: int = Field(100, title="Rows", description="At most", ge=1, le=10_000)
    timeout_s: float = Field(15.0, title="Time limit", ge=1, le=120, json_schema_extra={"unit": "s"})
    tries: int = tries_field(3)
    backoff_s: float = backoff_field()


def _system(params: QueryParams, facts: Facts) -> str:
    """The kind of the database, which decides how a query is read; empty as long as none is chosen."""
    credential = facts.credential(params.credential) if params.credential else None
    return credential.system if credential else ""


def _names(query: str, system: str) -> list[str]:
    try:
        return sql.read(query, system).names
    except ValueError:
        return []


def ports(params: QueryParams, facts: Facts) -> tuple[list[Port], list[Port]]:
    inputs = [Port(RUN, "Run", "trigger", required=False, help="Sends the query; without a wire the other inputs do")]
    inputs += [
        Port(name, name, "any", help=f"Stands in the query as :{name}") for name in _names(params.query, _system(params, facts))
    ]
    outputs = [Port("rows", "Rows", "json"), Port("count", "Count", "number", help="How many rows came")]
    outputs.append(Port("is_cut", "Is cut", "boolean", help="There were more rows"))
    outputs += [Port(column.name, column.name, column.type, help="Of the first row") for column in params.columns]
    return inputs, outputs


def check(params: QueryParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    if params.credential is None:
        yield Complaint("params.credential", "Choose the database: a credential of that kind, or make one.")
    else:
        credential = facts.credential(params.credential)
        if credential is None:
            yield Complaint("params.credential", "The credential is gone. Choose another one.")
        elif credential.kind != "database":
            yield Complaint("params.credential", f"“{credential.name}” is no credential of a database. Choose another one.")
    try:
        found = sql.read(params.query, _system(params, facts))
    except ValueError as error:
        yield Complaint("params.query", str(error))
    else:
        if RUN in found.names:
            yield Complaint("params.query", "The block has an input “run” of its own. Use another name than :run.")
    names = [column.name for column in params.columns]
    for name in dict.fromkeys(names):
        if names.count(name) > 1 or name in OWN:
            yield Complaint("params.columns", f"There is an output “{name}” already. Choose another name.")


@dataclass(frozen=True)
class Prepared:
    outputs: type[Ports]
    request: dict[str, Any]


def prepare(params: QueryParams) -> Prepared:
    return Prepared(
        outputs=outputs_class(ports(params, NoFacts())[1]),
        request={"credential": params.credential, "query": params.query, "max_rows": params.max_rows} | retrying(params),
    )


def evaluate(
    inputs: Any,
    params: QueryParams,
    fresh: frozenset[str],
    wired: frozenset[str],
    prepared: Prepared,
    answer: Answer | None,
    world: World,
) -> Ports:
    if answer is not None:
        return prepared.outputs(**_sent(answer, params))
    if inputs.run if RUN in wired else fresh:
        values = {name: getattr(inputs, name) for name in inputs.__struct_fields__ if name != RUN}
        world.call("sql_query", prepared.request | {"values": values})
    return prepared.outputs()


def _sent(answer: Answer, params: QueryParams) -> dict[str, Any]:
    if not answer.ok:
        raise ValueError(answer.error)
    rows, names = answer.value["rows"], answer.value["columns"]
    sent: dict[str, Any] = {"rows": rows, "count": float(len(rows)), "is_cut": answer.value["is_cut"]}
    for column in params.columns:
        name = column.column or column.name
        if name not in names:
            raise ValueError(f"The query has no column “{name}”. It has {', '.join(names[:20])}.")
        if rows and (value := rows[0][name]) is not None:
            if column.type == "json" and isinstance(value, str):  # as MySQL and MariaDB hand it over
                value = parsed_json(value)
            sent[column.name] = brought_to(column.type, value, column.name)
    return sent


block = Block(
    name="outside.sql_query",
    title="SQL query",
    evaluate=evaluate,
    ports=ports,
    prepare=prepare,
    check=check,
    has_answer=True,
    keywords=["database", "select", "PostgreSQL", "MySQL", "MariaDB", "SQL Server", "MSSQL", "Oracle", "table", "rows", "ERP"],
    examples=[
        Example(
            says="the order that a machine works on",
            params={
                "credential": 3,
                "query": "SELECT number, due FROM orders WHERE machine = :machine",
                "columns": [{"name": "number", "type": "number"}],
            },
            inputs=[{"machine": "press 7"}, {"machine": "press 7"}],
            fresh=[["machine"], []],
            answers=[
                None,
                Answer(
                    True,
                    {"rows": [{"number": 4711, "due": "2026-03-01"}], "is_cut": False, "columns": ["number", "due"]},
                ),
            ],
            outputs=[
                {},
                {"rows": [{"number": 4711, "due": "2026-03-01"}], "count": 1.0, "is_cut": False, "number": 4711.0},
            ],
            does=[
                (
                    "call",
                    "sql_query",
                    {
                        "credential": 3,
                        "query": "SELECT number, due FROM orders WHERE machine = :machine",
                        "max_rows": 100,
                        RETRY_KEY: {"tries": 3, "backoff_s": 2.0},
                        TIMEOUT_KEY: 15.0,
                        "values": {"machine": "press 7"},
                    },
                )
            ],
        ),
        Example(
            says="JSON that MariaDB keeps as text is read",
            params={
                "credential": 3,
                "query": "SELECT limits FROM machines WHERE name = 'press 7'",
                "columns": [{"name": "limits", "type": "json"}],
            },
            inputs=[{}],
            fresh=[[]],
            answers=[Answer(True, {"rows": [{"limits": '{"high": 80}'}], "is_cut": False, "columns": ["limits"]})],
            outputs=[{"rows": [{"limits": '{"high": 80}'}], "count": 1.0, "is_cut": False, "limits": {"high": 80}}],
        ),
    ],
)
