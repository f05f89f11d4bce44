"""Files of history as text: what encoding, what delimiter, which rows; read as a stream."""

import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from core.errors import Refused

MAX_LINE_BYTES: Final = 1024 * 1024
MAX_COLUMNS: Final = 2_000
SAMPLE_ROWS: Final = 200
SHOWN_ROWS: Final = 20
PIECE: Final = 1024 * 1024
Encoding = Literal["utf-8", "windows-1252"]
Delimiter = Literal[",", ";", "tab", "|"]
DELIMITERS: Final[tuple[Delimiter, ...]] = (";", "tab", ",", "|")
_COMMA_NUMBER = re.compile(r"[+-]?\d+,\d+(e[+-]?\d+)?", re.IGNORECASE).fullmatch
_POINT_NUMBER = re.compile(r"[+-]?\d+\.\d+(e[+-]?\d+)?", re.IGNORECASE).fullmatch
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?(e[+-]?\d+)?", re.IGNORECASE).fullmatch


def prepare(path: Path) -> Encoding:
    """Find out the encoding; a file in UTF-16 becomes one in UTF-8. Refuses what is no text."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK\x03\x04"):
        raise Refused("This is a workbook or another ZIP file. Save it as CSV first, in your spreadsheet's “Save as”.")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _to_utf8(path)
        return "utf-8"
    if b"\x00" in head:
        raise Refused("This is no text: it contains zero bytes. Send a CSV file in UTF-8, UTF-16 or Windows-1252.")
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "windows-1252"
    return "utf-8"


def _to_utf8(path: Path) -> None:
    target = path.with_suffix(".utf8")
    try:
        with path.open(encoding="utf-16", newline="") as source, target.open("w", encoding="utf-8", newline="") as out:
            while piece := source.read(PIECE):
                out.write(piece)
    except UnicodeError:
        target.unlink(missing_ok=True)
        raise Refused("The file begins like UTF-16 but is not. Save it again as UTF-8.") from None
    target.replace(path)


class Row(NamedTuple):
    line: int
    cells: list[str]


class Rows:
    """The rows of a file from some byte on. `offset` and `line` are where the next row begins."""

    def __init__(self, path: Path, *, encoding: Encoding, delimiter: Delimiter, offset: int = 0, line: int = 0) -> None:
        self.path, self.encoding = path, encoding
        self.delimiter = "\t" if delimiter == "tab" else delimiter
        self.offset, self.line = offset, line

    def __iter__(self) -> Iterator[Row]:
        with self.path.open("rb") as file:
            file.seek(self.offset)
            rows = csv.reader(self._lines(file), delimiter=self.delimiter)
            while True:
                begins = self.line + 1
                try:
                    cells = next(rows)
                except StopIteration:
                    return
                except csv.Error as error:
                    raise Refused(f"Line {begins}: {_words(error)}.") from None
                if len(cells) > MAX_COLUMNS:
                    raise Refused(f"Line {begins} has {len(cells)} columns; at most {MAX_COLUMNS} are read.")
                yield Row(begins, cells)

    def _lines(self, file: object) -> Iterator[str]:
        # Of the file's own iteration we would not know the position.
        readline = file.readline  # type: ignore[attr-defined]  # an open binary file
        while raw := readline(MAX_LINE_BYTES + 1):
            if len(raw) > MAX_LINE_BYTES:
                raise Refused(f"Line {self.line + 1} is longer than {MAX_LINE_BYTES // 1024} KB: this is not a table.")
            if self.offset == 0 and raw.startswith(codecs.BOM_UTF8):
                self.offset, raw = 3, raw[3:]
            try:
                text = raw.decode("cp1252" if self.encoding == "windows-1252" else "utf-8", self._errors())
            except UnicodeDecodeError as error:
                raise Refused(f"Line {self.line + 1} is not UTF-8 (byte {error.start + 1}): choose another encoding.") from None
            if "\x00" in text:
                raise Refused(f"Line {self.line + 1} contains a zero byte: the file is damaged, or is no text.")
            self.offset += len(raw)
            self.line += 1
            yield text

    def _errors(self) -> str:
        # Windows-1252 has five bytes without a meaning: not a reason to refuse a file.
        return "replace" if self.encoding == "windows-1252" else "strict"


def _words(error: csv.Error) -> str:
    if "field larger" in str(error):
        return "a quotation mark is opened here and never closed"
    return f"it cannot be read ({error})"


class Look(NamedTuple):
    """How a file looks."""

    delimiter: Delimiter
    decimal: Literal[".", ","]
    has_header: bool
    rows: list[list[str]]


def look(path: Path, encoding: Encoding, delimiter: Delimiter | None = None) -> Look:
    """Delimiter, decimal sign and header as the first rows show them."""
    chosen = delimiter or _likeliest(path, encoding)
    rows = _first(path, encoding, chosen)
    if not rows:
        raise Refused("The file is empty.")
    body = [cell.strip() for row in rows[1:] or rows for cell in row]
    commas, points = sum(map(bool, map(_COMMA_NUMBER, body))), sum(map(bool, map(_POINT_NUMBER, body)))
    has_header = not any(_NUMBER(cell.strip()) for cell in rows[0]) and any(cell.strip() for cell in rows[0])
    if len(rows) > 1 and not any(_NUMBER(cell) for cell in body):
        # All text: a header is what no later row repeats.
        has_header = not any(row[:1] == rows[0][:1] for row in rows[1:])
    return Look(chosen, "," if chosen != "," and commas > points else ".", has_header, rows)


def _first(path: Path, encoding: Encoding, delimiter: Delimiter) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in Rows(path, encoding=encoding, delimiter=delimiter):
        if any(cell.strip() for cell in row.cells):
            rows.append(row.cells)
        if len(rows) >= SAMPLE_ROWS:
            break
    return rows


def _likeliest(path: Path, encoding: Encoding) -> Delimiter:
    """The delimiter by which most rows have as many columns as the first, and more than one."""
    best: tuple[int, int] = (0, 0)
    chosen: Delimiter = ","
    refusal: Refused | None = None
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in _first(path, encoding, delimiter)]
        except Refused as error:
            refusal = error
            continue
        if not widths or widths[0] < 2:
            continue
        alike = sum(width == widths[0] for width in widths)
        if (fitness := (alike * 100 // len(widths), widths[0])) > best:
            best, chosen = fitness, delimiter
    if best == (0, 0) and refusal is not None:
        raise refusal
    return chosen


def column_titles(rows: Sequence[Sequence[str]], *, has_header: bool) -> list[str]:
    width = max(len(row) for row in rows)
    head = list(rows[0]) if has_header else []
    return [(head[n].strip() if n < len(head) else "") or f"Column {n + 1}" for n in range(width)]
