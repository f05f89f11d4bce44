"""An export as a workbook, written row by row: constant memory, and as many sheets as the rows need."""

import shutil
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from telemetry.exports.cells import Clock, text_of
from telemetry.exports.csv_file import Told
from telemetry.exports.definition import ExportDefinition, Span
from telemetry.exports.rows import Table

MAX_SHEET_ROWS: Final = 1_048_576  # a spreadsheet's own limit, header included
MAX_EXACT: Final = 10**15  # cells hold 15 digits
MAX_TEXT: Final = 32_767  # characters of one cell
TIME_FORM: Final = "yyyy-mm-dd hh:mm:ss.000"


def write(
    path: Path, table: Table, definition: ExportDefinition, span: Span, told: Told, *, sheet_rows: int = MAX_SHEET_ROWS
) -> None:
    """Write the workbook to the path, with its scratch files in a folder beside it."""
    clock = Clock(definition, span)
    scratch = path.with_name(f"{path.name}.scratch")
    scratch.mkdir()
    book = xlsxwriter.Workbook(
        str(path),
        {
            "constant_memory": True,
            "tmpdir": str(scratch),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.use_zip64()
    sheets = _Sheets(book, [*clock.titles, *table.header], is_time=definition.time_format == "local", sheet_rows=sheet_rows)
    count = 0
    try:
        for block in table.blocks:
            for row in zip(*clock.days(block.times_us), *block.columns, strict=True):
                sheets.add(row)
            count += len(block.times_us)
            told(count, block.progress)
        book.close()
    finally:
        for sheet in book.worksheets():
            sheet.row_data_fh.close()  # closing the book does it, but that would first write all of a file nobody wants
        shutil.rmtree(scratch, ignore_errors=True)


class _Sheets:
    def __init__(self, book: Any, titles: list[str], *, is_time: bool, sheet_rows: int) -> None:
        self.book, self.titles, self.is_time, self.sheet_rows = book, titles, is_time, sheet_rows
        self.bold = book.add_format({"bold": True})
        self.time = book.add_format({"num_format": TIME_FORM})
        self.number = 0
        self._begin()

    def _begin(self) -> None:
        self.number += 1
        self.sheet = self.book.add_worksheet("Data" if self.number == 1 else f"Data {self.number}")
        self.sheet.freeze_panes(1, 1)
        self.sheet.set_column(0, 0, 24)
        self.sheet.set_column(1, min(len(self.titles), 200), 18)
        for column, title in enumerate(self.titles):
            self.sheet.write_string(0, column, title, self.bold)
        self.row = 1

    def add(self, cells: tuple[Any, ...]) -> None:
        if self.row >= self.sheet_rows:
            self._begin()
        sheet, row = self.sheet, self.row
        self.row += 1
        rest = enumerate(cells)
        if self.is_time:
            next(rest)
            sheet.write_number(row, 0, cells[0], self.time)
        for column, value in rest:
            kind = type(value)
            if kind is float:
                sheet.write_number(row, column, value)
            elif kind is str:
                sheet.write_string(row, column, value[:MAX_TEXT])
            elif value is None:
                continue
            elif kind is bool:
                sheet.write_boolean(row, column, value)
            elif kind is int and -MAX_EXACT < value < MAX_EXACT:
                sheet.write_number(row, column, value)
            else:
                sheet.write_string(row, column, text_of(value)[:MAX_TEXT])
