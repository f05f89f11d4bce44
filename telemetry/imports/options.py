"""How a file is to be read, and a proposal of it from how it looks."""

import re
from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from ninja import Field, Schema

from devices.models import Device
from telemetry.answers import Plain
from telemetry.imports import times
from telemetry.imports.reading import MAX_COLUMNS, Delimiter, Encoding, Look, column_titles
from telemetry.imports.times import TimeFormat

Role = Literal["time", "device", "metric", "value", "quality", "series", "skip"]
DataType = Literal["double", "long", "boolean", "string", "json", "binary"]

_WORDS: Final[dict[Role, tuple[str, ...]]] = {
    "time": ("time", "timestamp", "date", "datetime", "ts", "zeit", "datum", "aika"),
    "device": ("device", "gerät", "machine", "laite"),
    "metric": ("metric", "path", "tag", "point", "variable", "datanode", "name", "signal"),
    "value": ("value", "wert", "arvo", "reading"),
    "quality": ("quality", "status"),
}
_UNIT = re.compile(r"(.*\S)\s*\[([^\]]{1,30})\]").fullmatch


class ImportColumn(Schema):
    """What a column of the file holds. A `series` column holds the values of one metric."""

    role: Role
    device_id: int | None = None
    device: Annotated[Plain, Field(max_length=100, description="Its name, where no id is given.")] = ""
    path: Annotated[Plain, Field(max_length=200)] = ""
    unit: Annotated[Plain, Field(max_length=30)] = ""
    data_type: Annotated[DataType | None, Field(description="Of a metric that is made; none: by its values.")] = None


class ImportOptions(Schema):
    """How the file is read.

    Long: one column each of `time`, `metric` and `value`, perhaps `device` and `quality`. Wide: one of `time`, and any
    number of `series`.
    """

    encoding: Encoding = "utf-8"
    delimiter: Delimiter = ","
    decimal: Literal[".", ","] = "."
    has_header: bool = True
    time_format: TimeFormat = "iso"
    time_zone: Annotated[str, Field(max_length=60)] = "UTC"
    columns: list[ImportColumn] = Field(max_length=MAX_COLUMNS)
    device_id: Annotated[int | None, Field(description="Whose metrics they are where the file does not say.")] = None
    may_create: Annotated[bool, Field(description="Make metrics that do not exist; needs the right to manage metrics.")] = False


def proposal(look: Look, encoding: Encoding, *, time_zone: str, organization_id: str) -> tuple[ImportOptions, list[str]]:
    """Options that fit the file as it looks, and what its owner should look at again."""
    titles = column_titles(look.rows, has_header=look.has_header)
    body = look.rows[1:] if look.has_header else look.rows
    columns = [[row[n] if n < len(row) else "" for row in body] for n in range(len(titles))]
    notes: list[str] = []
    place, guess = _time_column(titles, columns)
    if guess is None:
        notes.append("No column looks like a time: choose it, and its form.")
    elif not guess.is_sure:
        notes.append("Day and month could be either way round in these dates: check the form of the time.")
    roles = _long_roles(titles, place)
    if {"metric", "value"} <= set(roles):
        chosen = [ImportColumn(role=role) for role in roles]
    else:
        chosen = _wide(titles, place, organization_id)
    zone = _zone_in(titles[place]) if place is not None else None
    options = ImportOptions(
        encoding=encoding,
        delimiter=look.delimiter,
        decimal=look.decimal,
        has_header=look.has_header,
        time_format=guess.form if guess else "iso",
        time_zone=zone or time_zone,
        columns=chosen,
    )
    return options, notes


def _time_column(titles: Sequence[str], columns: Sequence[Sequence[str]]) -> tuple[int | None, times.Guess | None]:
    named = [n for n, title in enumerate(titles) if _is_word(title, "time")]
    for n in [*named, *(n for n in range(len(titles)) if n not in named)]:
        if (guess := times.guess(columns[n])) is not None:
            return n, guess
    for n in named:
        cells = [cell.replace(",", ".") for cell in columns[n] if cell.strip()]
        if cells and all(re.fullmatch(r"[1-9]\d{4}(\.\d+)?", cell) for cell in cells):
            return n, times.Guess("spreadsheet", is_sure=True)
    return (named[0], None) if named else (None, None)


def _is_word(title: str, role: Role) -> bool:
    return title.lower().split("(")[0].strip().split("[")[0].strip() in _WORDS[role]


def _long_roles(titles: Sequence[str], place: int | None) -> list[Role]:
    roles: list[Role] = []
    for n, title in enumerate(titles):
        found: Role = "time" if n == place else "skip"
        for role in ("device", "metric", "value", "quality"):
            if found == "skip" and role not in roles and _is_word(title, role):
                found = role
        roles.append(found)
    return roles


def _wide(titles: Sequence[str], place: int | None, organization_id: str) -> list[ImportColumn]:
    """A column for each metric; titles as our own exports write them, “device · path [unit]”, are understood."""
    names = {title.partition(" · ")[0].strip() for title in titles if " · " in title}
    rows = Device.objects.filter(organization_id=organization_id, archived_at=None, name__in=names)
    device_ids = dict(rows.values_list("name", "id"))
    columns: list[ImportColumn] = []
    for n, title in enumerate(titles):
        if n == place:
            columns.append(ImportColumn(role="time"))
            continue
        if title == "UTC offset":
            columns.append(ImportColumn(role="skip"))
            continue
        unit = _UNIT(title)
        name = unit[1] if unit else title
        device, found, path = name.partition(" · ")
        columns.append(
            ImportColumn(
                role="series",
                device=device[:100] if found else "",
                device_id=device_ids.get(device) if found else None,
                path=(path if found else name).strip()[:200],
                unit=unit[2] if unit else "",
            )
        )
    return columns


def _zone_in(title: str) -> str | None:
    """“Time (Europe/Helsinki)”, as our exports write it."""
    found = re.fullmatch(r".*\(([A-Za-z_]+(?:/[A-Za-z_+-]+)*)\)", title)
    return found[1] if found and found[1] != "ms" else None


def preview(look: Look, encoding: Encoding, notes: list[str], shown: int) -> dict[str, Any]:
    return {
        "encoding": encoding,
        "delimiter": look.delimiter,
        "decimal": look.decimal,
        "has_header": look.has_header,
        "titles": column_titles(look.rows, has_header=look.has_header),
        "rows": [[cell[:200] for cell in row] for row in look.rows[:shown]],
        "notes": notes,
    }
