"""Many rows into the database in few steps, for places where their number decides how long people wait.

A model object and its INSERT cost Django a hundred times what the database needs for the row. Here rows are plain
tuples, and the statement is made once. Nothing else of the ORM happens: no defaults, no checks, no signals.
"""

import functools
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, TypeVar

from django.db import connection, models

KEYS_AT_ONCE: Final = 500  # databases bound how many values a statement has

Row = Sequence[Any]
M = TypeVar("M", bound=models.Model)

# The ids that a table gives next: where SQLite writes, it has locked the whole file; a sequence never gives one twice.
_LAST_ID: Final = "SELECT seq FROM sqlite_sequence WHERE name = %s"
_NEXT_IDS: Final = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"


def select(
    model: type[models.Model], names: tuple[str, ...], by: str, keys: Collection[Any], *, is_locked: bool = False
) -> list[tuple[Any, ...]]:
    """These fields of the rows whose field `by` is one of the keys, as the database gives them, oldest first.

    For numbers and texts: times and JSON would come in a form of their own. With `is_locked` nobody else changes the
    rows before this transaction ends.
    """
    if not keys:
        return []
    found: list[tuple[Any, ...]] = []
    wanted = list(keys)
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), KEYS_AT_ONCE):
            part = wanted[start : start + KEYS_AT_ONCE]
            cursor.execute(_select_statement(model, names, by, len(part), is_locked, connection.vendor), part)
            found += cursor.fetchall()
    return found


def objects(model: type[M], condition: str, values: Sequence[Any]) -> list[M]:
    """Rows as model objects, oldest first, locked until the transaction ends. The condition is SQL with `%s` for each value."""
    names = tuple(field.attname for field in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(_objects_statement(model, condition, connection.vendor), values)
        rows = [list(row) for row in cursor.fetchall()]
    for place, expression, convert in _converters(model, connection.vendor):
        for row in rows:
            row[place] = convert(row[place], expression, connection)
    return [model.from_db(connection.alias, names, row) for row in rows]


def reserve_ids(model: type[models.Model], count: int) -> Sequence[int]:
    """Ids for rows that this transaction inserts, so that others can refer to them at once."""
    if not count:
        return ()
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(_LAST_ID, [model._meta.db_table])
            row = cursor.fetchone()
            first = row[0] + 1 if row else 1
            return range(first, first + count)
        assert model._meta.pk is not None
        cursor.execute(_NEXT_IDS, [f'"{model._meta.db_table}"', model._meta.pk.column, count])
        return [row[0] for row in cursor.fetchall()]


def insert(model: type[models.Model], names: tuple[str, ...], rows: Sequence[Row]) -> None:
    """Rows of these fields (`device_id` for the key of a device), all others empty."""
    if rows:
        _execute(_insert_statement(model, names, connection.vendor), model, names, rows)


def update(model: type[models.Model], names: tuple[str, ...], rows: Sequence[Row]) -> None:
    """Set these fields; the last value of each row is its primary key."""
    if rows:
        assert model._meta.pk is not None
        _execute(_update_statement(model, names, connection.vendor), model, (*names, model._meta.pk.attname), rows)


def _execute(statement: str, model: type[models.Model], names: tuple[str, ...], rows: Sequence[Row]) -> None:
    columns = [_prepared(_field(model, name), column) for name, column in zip(names, zip(*rows, strict=True), strict=True)]
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(zip(*columns, strict=True)))


def _prepared(field: "models.Field[Any, Any]", column: Row) -> Row:
    """The values as the database takes them. Most are taken as they are."""
    prepare: Callable[[Any], Any]
    if isinstance(field, models.DateTimeField):
        prepare = connection.ops.adapt_datetimefield_value
    elif isinstance(field, models.JSONField):
        return [None if value is None else connection.ops.adapt_json_value(value, field.encoder) for value in column]
    else:
        return column
    # The same moment stands in many rows.
    made = {value: prepare(value) for value in set(column)}
    return [made[value] for value in column]


def _column(model: type[models.Model], name: str) -> str:
    """The column behind a field, quoted."""
    column = _field(model, name).column
    assert column is not None  # only many-to-many fields have none
    quoted: str = connection.ops.quote_name(column)
    return quoted


@functools.cache
def _field(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    return next(field for field in model._meta.concrete_fields if field.attname == name)


@functools.cache
def _converters(model: type[models.Model], vendor: str) -> list[tuple[int, Any, Callable[..., Any]]]:
    """How the database's values become the fields', by the place of the field: those that have a form of their own."""
    columns = [field.get_col(model._meta.db_table) for field in model._meta.concrete_fields]
    return [
        (place, column, convert)
        for place, column in enumerate(columns)
        for convert in [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    ]


@functools.lru_cache(maxsize=4_000)
def _select_statement(
    model: type[models.Model], names: tuple[str, ...], by: str, count: int, is_locked: bool, vendor: str
) -> str:
    quote = connection.ops.quote_name
    assert model._meta.pk is not None
    columns = ", ".join(_column(model, name) for name in names)
    places = ", ".join(["%s"] * count)
    # SQLite locks the whole file instead.
    lock = " FOR NO KEY UPDATE" if is_locked and vendor != "sqlite" else ""
    return (
        f"SELECT {columns} FROM {quote(model._meta.db_table)} WHERE {_column(model, by)} IN ({places})"
        f" ORDER BY {_column(model, model._meta.pk.attname)}{lock}"
    )


@functools.lru_cache(maxsize=4_000)
def _objects_statement(model: type[models.Model], condition: str, vendor: str) -> str:
    quote = connection.ops.quote_name
    assert model._meta.pk is not None
    columns = ", ".join(_column(model, field.attname) for field in model._meta.concrete_fields)
    # SQLite locks the whole file instead.
    lock = " FOR UPDATE" if vendor != "sqlite" else ""
    order = _column(model, model._meta.pk.attname)
    return f"SELECT {columns} FROM {quote(model._meta.db_table)} WHERE {condition} ORDER BY {order}{lock}"


@functools.cache
def _insert_statement(model: type[models.Model], names: tuple[str, ...], vendor: str) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(_column(model, name) for name in names)
    places = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"


@functools.cache
def _update_statement(model: type[models.Model], names: tuple[str, ...], vendor: str) -> str:
    quote = connection.ops.quote_name
    assert model._meta.pk is not None
    settings = ", ".join(f"{_column(model, name)} = %s" for name in names)
    return f"UPDATE {quote(model._meta.db_table)} SET {settings} WHERE {_column(model, model._meta.pk.attname)} = %s"
