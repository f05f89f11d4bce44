"""Write a list as lines of separated values (CSV).

The items are objects (their members become columns) or lists. Without *columns*, those of the first object are taken, in
their order. Values with separators in them are put in quotes. A text that a spreadsheet would run as a formula (`=`, `+`,
`-`, `@` in front) gets a `'` before it.
"""

import csv
import io
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.block import Block, Example, Json, Params, Ports, port
from flows.toolbox.named_ports import shown
from flows.toolbox.structure import checked_size
from flows.toolbox.templates import as_text

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
MAX_ROWS = 10_000


class Inputs(Ports):
    rows: Annotated[Json, port("Rows", "a list of objects or lists")]


class BuildCsvParams(Params):
    columns: list[str] = Field([], title="Columns", description="Empty: those of the first object", max_length=200)
    separator: Literal["comma", "semicolon", "tab", "pipe"] = Field("comma", title="Separator")
    mark: Literal["dot", "comma"] = Field("dot", title="Decimal mark")
    header: bool = Field(True, title="The first line has the names")


class Outputs(Ports):
    text: Annotated[str, port("Text")]


def evaluate(inputs: Inputs, params: BuildCsvParams) -> Outputs:
    rows = inputs.rows if isinstance(inputs.rows, list) else [inputs.rows]
    if len(rows) > MAX_ROWS:
        raise ValueError(f"The list has {len(rows):,} items; {MAX_ROWS:,} can be written. Split it.")
    columns = params.columns or next((list(row) for row in rows if isinstance(row, dict)), [])
    written = io.StringIO()
    writer = csv.writer(written, delimiter=SEPARATORS[params.separator], lineterminator="\n")
    if params.header and columns:
        writer.writerow(columns)
    for row in rows:
        if isinstance(row, dict):
            cells = [row.get(name, "") for name in columns]
        elif isinstance(row, list):
            cells = row
        else:
            raise ValueError(f"{shown(row)} is no row. Give a list of objects or of lists.")
        writer.writerow([_cell(cell, params.mark) for cell in cells])
    return Outputs(checked_size(written.getvalue(), "text"))


def _cell(value: Any, mark: str) -> str:
    if isinstance(value, str):
        return f"'{value}" if value[:1] in "=+-@" and value else value
    text = "" if value is None else as_text(value)
    return text.replace(".", ",") if mark == "comma" and isinstance(value, float) else text


block = Block(
    name="text.build_csv",
    title="Build CSV",
    evaluate=evaluate,
    keywords=["JSON to CSV", "table", "comma separated", "export", "spreadsheet", "rows"],
    examples=[
        Example(
            says="a table with names",
            inputs={"rows": [{"id": "T1", "level": 7.5}, {"id": "T2, new", "level": 8.0}]},
            outputs={"text": 'id,level\nT1,7.5\n"T2, new",8\n'},
        )
    ],
)
