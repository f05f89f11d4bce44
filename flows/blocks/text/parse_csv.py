"""Read lines of separated values (CSV) as a list.

With a **header** each line becomes an object whose members are named by the first line; without, a list of values. Quotes
are understood. With *numbers*, what looks like a number becomes one; choose the decimal mark of the text.
"""

import csv
import io
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.block import Block, Example, Json, Params, Ports, port
from flows.toolbox.formats import text_as_number
from flows.toolbox.structure import checked_size

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "space": " "}
MAX_ROWS = 10_000


class Inputs(Ports):
    text: str


class ParseCsvParams(Params):
    separator: Literal["comma", "semicolon", "tab", "pipe", "space"] = Field("comma", title="Separator")
    header: bool = Field(True, title="The first line has the names")
    numbers: bool = Field(True, title="Make numbers of what looks like one")
    mark: Literal["dot", "comma"] = Field("dot", title="Decimal mark", json_schema_extra={"show_when": {"numbers": [True]}})
    skip: int = Field(0, title="Lines to leave out at the start", ge=0, le=1000)


class Outputs(Ports):
    rows: Annotated[Json, port("Rows")]
    count: Annotated[float, port("Count")]


def evaluate(inputs: Inputs, params: ParseCsvParams) -> Outputs:
    lines = io.StringIO(checked_size(inputs.text, "text"), newline="")
    try:
        table = [row for row in csv.reader(lines, delimiter=SEPARATORS[params.separator], skipinitialspace=True) if row][
            params.skip :
        ]
    except csv.Error as error:
        raise ValueError(f"This cannot be read as CSV: {error}.") from None
    if len(table) > MAX_ROWS:
        raise ValueError(f"The text has {len(table):,} lines; {MAX_ROWS:,} can be taken. Split it.")
    convert = _converter(params)
    if not params.header:
        rows: list[Any] = [[convert(cell) for cell in row] for row in table]
        return Outputs(rows, float(len(rows)))
    if not table:
        return Outputs([], 0.0)
    names = [name.strip() for name in table[0]]
    for number, row in enumerate(table[1:], start=params.skip + 2):
        if len(row) > len(names):
            raise ValueError(f"Line {number} has {len(row)} values, the first line has {len(names)} names.")
    rows = [dict(zip(names, map(convert, row), strict=False)) for row in table[1:]]
    return Outputs(rows, float(len(rows)))


def _converter(params: ParseCsvParams) -> Any:
    def convert(cell: str) -> Any:
        text = cell.strip()
        if not params.numbers or not text or not (text[0].isdigit() or text[0] in "+-.,"):
            return text
        try:
            return text_as_number(text, mark=params.mark)
        except ValueError:
            return text

    return convert


block = Block(
    name="text.parse_csv",
    title="Parse CSV",
    evaluate=evaluate,
    keywords=["CSV to JSON", "table", "comma separated", "semicolon", "spreadsheet", "lines", "rows"],
    examples=[
        Example(
            says="a table with names",
            inputs={"text": "id,level\nT1,7.5\nT2,8\n"},
            outputs={"rows": [{"id": "T1", "level": 7.5}, {"id": "T2", "level": 8.0}], "count": 2.0},
        ),
        Example(
            says="as spreadsheets write it in Germany",
            params={"separator": "semicolon", "mark": "comma", "header": False},
            inputs={"text": 'T1;7,5;"on; off"'},
            outputs={"rows": [["T1", 7.5, "on; off"]], "count": 1.0},
        ),
    ],
)
