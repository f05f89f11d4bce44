"""Alarms as CSV: RFC 4180, UTF-8 with a byte-order mark so that spreadsheets see the encoding, streamed."""

import csv
import datetime as dt
import io
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import QuerySet

from alarms.errors import BadZone
from alarms.models import Alarm
from alarms.states import Severity

CHUNK_ROWS = 500
# A spreadsheet takes a cell that begins so for a formula, and device names come from outside.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

COLUMNS = (
    "id",
    "severity",
    "state",
    "title",
    "text",
    "device",
    "value_at_raise",
    "raised_at",
    "cleared_at",
    "clear_cause",
    "acknowledged_at",
    "acknowledged_by",
    "comment",
    "closed_at",
)


def zone(name: str) -> dt.tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadZone(name) from None


async def csv_chunks(alarms: "QuerySet[Alarm]", tz: dt.tzinfo) -> AsyncIterator[bytes]:
    """The file in pieces, so that a million rows need no more memory than five hundred."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)  # its default dialect is RFC 4180: commas, doubled quotes, CR LF
    writer.writerow(COLUMNS)
    yield b"\xef\xbb\xbf" + buffer.getvalue().encode()
    buffer = io.StringIO()
    rows = 0
    async for alarm in alarms.aiterator(chunk_size=CHUNK_ROWS):
        csv.writer(buffer).writerow(cells(alarm, tz))
        rows += 1
        if rows % CHUNK_ROWS == 0:
            yield buffer.getvalue().encode()
            buffer = io.StringIO()
    if buffer.tell():
        yield buffer.getvalue().encode()


def cells(alarm: Alarm, tz: dt.tzinfo) -> list[str]:
    value = alarm.value_at_raise
    # A number may begin with a minus: it is data of ours and no formula.
    shown = str(value) if isinstance(value, int | float) else guarded("" if value is None else str(value))
    return [
        str(alarm.pk),
        Severity(alarm.severity).name.lower(),
        alarm.state.name,
        guarded(alarm.title),
        guarded(alarm.text),
        guarded(alarm.device_name),
        shown,
        _time(alarm.raised_at, tz),
        _time(alarm.cleared_at, tz),
        alarm.clear_cause,
        _time(alarm.ack_at, tz),
        guarded(str(alarm.ack_by) if alarm.ack_by else ""),
        guarded(alarm.ack_comment),
        _time(alarm.closed_at, tz),
    ]


def guarded(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _time(at: dt.datetime | None, tz: dt.tzinfo) -> str:
    return at.astimezone(tz).isoformat(timespec="milliseconds") if at else ""
