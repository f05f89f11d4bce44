"""From the bytes of a CSV file to rows of devices. Pure: knows neither database nor rights.

People's files come from spreadsheets: with a byte-order mark or without, with commas, semicolons or tabs, in UTF-8 or the
encoding of their Windows. What is clear is taken, what is not is refused with the place.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, Final, NamedTuple

from core.errors import Refused

ROWS_BOUND: Final = 100_000
COLUMNS_BOUND: Final = 220
CELL_BOUND: Final = 10_000
BYTES_BOUND: Final = 64 * 1024 * 1024
COLUMNS: Final = ("name", "site", "type", "description", "is_gateway")
ATTRIBUTE: Final = "attribute:"
DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}
ENCODINGS: Final = ("utf-8", "windows-1252", "iso-8859-1", "utf-16")
_MARKS: Final = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_YES: Final = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}
_NUMBER: Final = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d{1,15})?")


class Fault(NamedTuple):
    """What is wrong with a row, and in which column."""

    row: int
    column: str
    message: str


@dataclass(slots=True)
class Row:
    """One device as the file wants it. Empty cells say nothing."""

    number: int  # as the spreadsheet counts: the header is row 1
    name: str
    site: str = ""
    type: str = ""
    description: str = ""
    is_gateway: bool | None = None
    attributes: dict[str, Any] = field(default_factory=dict)


class Table(NamedTuple):
    columns: list[str]
    delimiter: str
    encoding: str
    rows: Iterator["Row | Fault"]


def encoding_of(head: bytes, wanted: str = "") -> str:
    """By the byte-order mark; else what the person says; else UTF-8."""
    for mark, name in _MARKS.items():
        if head.startswith(mark):
            return name
    if wanted and wanted not in ENCODINGS:
        raise Refused(f"“{wanted[:40]}” is no encoding here: choose of {', '.join(ENCODINGS)}.", field="encoding")
    return wanted or "utf-8"


def delimiter_of(header: str, wanted: str = "") -> str:
    """The one that divides the header most often, outside of quotes."""
    if wanted:
        if wanted not in DELIMITERS:
            raise Refused("Cells are divided by a comma, a semicolon or a tab.", field="delimiter")
        return wanted
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)


class _LeftOpen(io.RawIOBase):
    """The file for a reader that would close it when it is done, though others want to read it again."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._file.read(len(buffer))
        buffer[: len(part)] = part
        return len(part)


def read(file: IO[bytes], *, encoding: str = "", delimiter: str = "") -> Table:
    """The columns at once, the rows one by one. Refuses what concerns the whole file."""
    head = file.read(4)
    file.seek(0)
    encoding = encoding_of(head, encoding)
    text = io.TextIOWrapper(io.BufferedReader(_LeftOpen(file)), encoding=encoding, newline="")
    try:
        first = text.readline(100_000)
    except UnicodeError as error:
        raise _not_that_encoding(encoding, 1) from error
    if not first.strip():
        raise Refused("The file is empty: its first row names the columns, such as name;site;type.", field="file")
    delimiter = delimiter_of(first, delimiter)
    try:
        header = next(csv.reader([first], delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Refused(
            f"The first row cannot be read ({error}): it names the columns, such as name;site;type.", field="file"
        ) from error
    columns = checked_columns(header)
    return Table(columns, delimiter, encoding, _rows(text, columns, delimiter, encoding))


def checked_columns(header: list[str]) -> list[str]:
    if len(header) > COLUMNS_BOUND:
        raise Refused(f"The file has {len(header)} columns: {COLUMNS_BOUND} at most.", field="file")
    columns: list[str] = []
    for place, cell in enumerate(header, 1):
        name = " ".join(cell.split())
        known = name.lower()
        if known.startswith(ATTRIBUTE) and name[len(ATTRIBUTE) :].strip():
            known = ATTRIBUTE + name[len(ATTRIBUTE) :].strip()
        elif known not in COLUMNS:
            raise Refused(
                f"Column {place} is called “{name[:60]}”, which nobody knows here: "
                f"columns are {', '.join(COLUMNS)} and {ATTRIBUTE}<name>.",
                field="file",
            )
        if known in columns:
            raise Refused(f"The column “{known[:60]}” is there twice: remove one.", field="file")
        columns.append(known)
    if "name" not in columns:
        raise Refused("There is no column “name”: every device needs one.", field="file")
    return columns


def _rows(text: io.TextIOWrapper, columns: list[str], delimiter: str, encoding: str) -> Iterator["Row | Fault"]:
    # Not `strict`: a stray quote then spoils one cell instead of the rest of the file.
    lines = csv.reader(text, delimiter=delimiter)
    number = 1
    while True:
        number += 1
        try:
            cells = next(lines)
        except StopIteration:
            return
        except UnicodeError as error:
            raise _not_that_encoding(encoding, number) from error
        except csv.Error as error:
            yield Fault(number, "", f"The row cannot be read: {error}.")
            continue
        if not any(cell.strip() for cell in cells):
            continue  # spreadsheets leave empty rows at the end
        if len(cells) != len(columns):
            # A row that ends early lacks its last cells, as spreadsheets write it; one cell too many has no column.
            if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
                yield Fault(number, "", f"The row has {len(cells)} cells, but there are {len(columns)} columns.")
                continue
            cells = (cells + [""] * len(columns))[: len(columns)]
        yield row_of(number, dict(zip(columns, cells, strict=True)))


def row_of(number: int, cells: Mapping[str, str]) -> "Row | Fault":
    row = Row(number, cells["name"].strip())
    for column, cell in cells.items():
        text = cell.strip()
        if len(text) > CELL_BOUND or "\x00" in text:
            return Fault(number, column, f"The cell has {len(text)} characters or some that cannot be kept.")
        if column == "is_gateway":
            if text.lower() not in _YES:
                return Fault(number, column, f"“{text[:40]}” is neither yes nor no.")
            row.is_gateway = _YES[text.lower()] if text else None
        elif column.startswith(ATTRIBUTE):
            if text:
                row.attributes[column[len(ATTRIBUTE) :]] = fact(text)
        elif column != "name":
            setattr(row, column, text)
    if not row.name:
        return Fault(number, "name", "The name is empty.")
    return row


def fact(text: str) -> Any:
    """What a cell says: true and false, a plain number, else the text. 007 stays a text, and so does 1e5."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


def _not_that_encoding(encoding: str, row: int) -> Refused:
    return Refused(
        f"In row {row} or soon after there are bytes that are not {encoding.upper()}: save the file as UTF-8, "
        f"or say which encoding it has ({', '.join(ENCODINGS)}).",
        code="bad_encoding",
        field="encoding",
    )
