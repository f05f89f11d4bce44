"""The content of a file of the organization or of a device."""

import csv
import io
import json
import math
from typing import Any

from core.errors import Missing, Refused
from devices.files import selectors, storage
from devices.models import Device, FileVersion
from flows.cold.kinds import CallKind, Context

MAX_BYTES = 700_000
MAX_ROWS = 20_000


def perform(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """`{"name", "place": "organization" | "run", "device", "version", "format", "separator", "has_header"}`."""
    version = _find(request, context)
    if version.size > MAX_BYTES:
        raise Refused(f"“{request['name']}” has {version.size:,} bytes; {MAX_BYTES:,} can be read. Split it.")
    content = storage.read(version.sha256, offset=0, length=MAX_BYTES)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(f"“{request['name']}” is no text in UTF-8: byte {error.start} does not fit. Save it as UTF-8.") from None
    return {"content": _read(text, request), "version": version.version, "size": version.size}


def _find(request: dict[str, Any], context: Context) -> FileVersion:
    wanted = request.get("version") or None
    device_id = context.device_id if request["place"] == "run" else request.get("device")
    if device_id is not None:
        device = Device.objects.filter(organization_id=context.organization_id, id=device_id).first()
        found = selectors.version_for(device, request["name"], wanted) if device else None
    else:
        rows = FileVersion.objects.filter(
            file__organization_id=context.organization_id, file__device=None, file__type=None, file__name=request["name"]
        )
        found = rows.filter(version=wanted).first() if wanted else rows.filter(is_active=True).first()
    if found is None:
        which = f"no version {wanted} of" if wanted else "no active version of"
        raise Missing(f"There is {which} a file “{request['name']}”. Look under Files.")
    return found


def _read(text: str, request: dict[str, Any]) -> Any:
    kind = request["format"]
    if kind == "by_name":
        ending = request["name"].rpartition(".")[2].lower()
        kind = ending if ending in ("csv", "json") else "text"
    if kind == "json":
        try:
            return json.loads(text, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            raise Refused(f"“{request['name']}” is no JSON: {error}.") from None
    if kind == "csv":
        return _rows(text, request)
    return text


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no value of JSON")


def _rows(text: str, request: dict[str, Any]) -> list[Any]:
    """Rows as objects with the names of the header, or as lists without one; numbers as numbers."""
    separator = request["separator"] or _separator(text)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if row:
                rows.append([_value(cell) for cell in row])
            if len(rows) > MAX_ROWS + 1:
                raise Refused(f"“{request['name']}” has more than {MAX_ROWS:,} rows. Split it.")
    except csv.Error as error:
        raise Refused(f"“{request['name']}” is no CSV: {error}.") from None
    if not request["has_header"] or not rows:
        return rows
    names = [str(name).strip() or f"column {place}" for place, name in enumerate(rows[0], 1)]
    return [dict(zip(names, row, strict=False)) for row in rows[1:]]


def _separator(text: str) -> str:
    """What divides most of the first line."""
    first = text.partition("\n")[0]
    return max(",;\t|", key=first.count)


def _value(cell: str) -> Any:
    plain = cell.strip()
    try:
        number = float(plain)
    except ValueError:
        return plain
    # 007 and 1_000 are names rather than numbers.
    is_number = (
        math.isfinite(number) and "_" not in plain and not (plain.lstrip("+-")[:1] == "0" and plain.lstrip("+-")[1:2].isdigit())
    )
    return number if is_number else plain


kind = CallKind(title="Read a file", perform=perform, reads_only=True)
