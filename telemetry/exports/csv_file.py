"""An export as CSV, piece by piece."""

import csv
import io
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, Final

from telemetry.exports.cells import Clock, guarded, text_of
from telemetry.exports.definition import ExportDefinition, Span
from telemetry.exports.rows import Rows, Table

Told = Callable[[int, float], None]  # rows so far, progress
_NOTHING: Final = ""


def chunks(table: Table, definition: ExportDefinition, span: Span, told: Told) -> Iterator[bytes]:
    """The file in pieces of some hundred kilobytes."""
    clock = Clock(definition, span)
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter="\t" if definition.delimiter == "tab" else definition.delimiter)
    writer.writerow([guarded(title) for title in chain(clock.titles, table.header)])
    count = 0
    lead = b"\xef\xbb\xbf" if definition.bom else b""
    for block in table.blocks:
        writer.writerows(_cells(block, clock, has_comma=definition.decimal == ","))
        count += len(block.times_us)
        yield lead + buffer.getvalue().encode()
        lead = b""
        buffer.seek(0)
        buffer.truncate()
        told(count, block.progress)
    yield lead + buffer.getvalue().encode()


def _cells(block: Rows, clock: Clock, *, has_comma: bool) -> Iterator[tuple[Any, ...]]:
    columns = [_column(column, has_comma=has_comma) for column in block.columns]
    return zip(*clock.texts(block.times_us), *columns, strict=True)


def _column(values: list[Any], *, has_comma: bool) -> list[Any]:
    kinds = set(map(type, values))
    if kinds <= {float, type(None)} and not has_comma:
        return values  # the writer writes each so that it reads back exactly, and None as nothing
    if kinds == {str} and len(set(values)) == 1:
        return [guarded(values[0])] * len(values)
    return [_cell(value, has_comma=has_comma) for value in values]


def _cell(value: Any, *, has_comma: bool) -> Any:
    kind = type(value)
    if kind is float:
        return repr(value).replace(".", ",") if has_comma else value
    if kind is int:
        return value
    if kind is bool:
        return "true" if value else "false"
    return _NOTHING if value is None else guarded(text_of(value))
