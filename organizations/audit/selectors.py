"""Reads of the audit log, newest first. They stay fast however long it gets: each page begins where the last one ended."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from core.errors import Refused
from organizations.models import AuditEntry

# Entries that one page may look through when it searches: a rare word in a long log takes several pages.
SEARCHED: Final = 20_000
CHOICES: Final = 200
CHUNK: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries. `organization_id` is empty for what belongs to no organization."""

    organization_id: str
    search: str = ""
    action: str = ""
    kind: str = ""
    actor_id: int | None = None
    target_id: str = ""
    from_at: dt.datetime | None = None
    to_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Entries:
    """One page; `next` is where the following one begins, None at the end of the log."""

    items: list[AuditEntry]
    next: str | None


def entries(wanted: Wanted, *, after: str = "", limit: int = 50) -> Entries:
    """The page that begins after the cursor. A page may be short, even empty, and still have a next one."""
    rows, rest = _narrowed(wanted)
    if after:
        rows = rows.filter(_older_than(*_place(after)))
    end: str | None = None
    if rest:
        last = rows[SEARCHED - 1 : SEARCHED].values_list("at", "id").first()
        if last is not None:
            rows, end = rows.filter(~_older_than(*last)), _cursor(*last)
        rows = rows.filter(rest)
    found = list(rows[:limit])
    if len(found) == limit:
        end = _cursor(found[-1].at, found[-1].id)
    return Entries(found, end)


def all_entries(wanted: Wanted) -> Iterator[list[AuditEntry]]:
    """Every wanted entry, in chunks."""
    after: str | None = ""
    while after is not None:
        page = entries(wanted, after=after, limit=CHUNK)
        yield page.items
        after = page.next


def choices(organization_id: str, column: str) -> list[str]:
    """The values that a column has, each found with one look into the index."""
    rows = AuditEntry.objects.filter(organization_id=organization_id).order_by(column)
    found: list[str] = []
    while len(found) < CHOICES:
        value = rows.filter(**{f"{column}__gt": found[-1]} if found else {}).values_list(column, flat=True).first()
        if value is None:
            break
        found.append(value)
    return found


def _narrowed(wanted: Wanted) -> tuple[QuerySet[AuditEntry], Q]:
    """What an index finds, and the conditions that must be looked at row by row."""
    rows = AuditEntry.objects.filter(organization_id=wanted.organization_id).order_by("-at", "-id")
    if wanted.from_at is not None:
        rows = rows.filter(at__gte=wanted.from_at)
    if wanted.to_at is not None:
        rows = rows.filter(at__lt=wanted.to_at)
    conditions = [
        Q(kind=wanted.kind, target_id=wanted.target_id) if wanted.kind and wanted.target_id else Q(),
        Q(actor_id=wanted.actor_id) if wanted.actor_id is not None else Q(),
        Q(action=wanted.action) if wanted.action else Q(),
        Q(kind=wanted.kind) if wanted.kind and not wanted.target_id else Q(),
        Q(target_id=wanted.target_id) if wanted.target_id and not wanted.kind else Q(),
    ]
    # Each but the last has an index of its own; the first of them leads.
    leading = next((condition for condition in conditions[:-1] if condition), Q())
    rest = Q()
    for condition in conditions:
        if condition and condition is not leading:
            rest &= condition
    if text := wanted.search.strip():
        words = Q()
        for word in text.split()[:5]:
            words &= (
                Q(target__icontains=word) | Q(actor__icontains=word) | Q(address__startswith=word) | Q(changes__icontains=word)
            )
        rest &= words
    return rows.filter(leading), rest


def _older_than(at: dt.datetime, entry_id: int) -> Q:
    return Q(at__lte=at) & (Q(at__lt=at) | Q(id__lt=entry_id))


def _cursor(at: dt.datetime, entry_id: int) -> str:
    return f"{int(at.timestamp() * 1_000_000 + 0.5)}-{entry_id}"


def _place(cursor: str) -> tuple[dt.datetime, int]:
    time_us, _, entry_id = cursor.partition("-")
    try:
        at = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=int(time_us))
        number = int(entry_id)
    except (ValueError, OverflowError):
        raise Refused(f"“{cursor[:60]}” is no place in the log: give the `next` of a page, or nothing.", field="after") from None
    if not 0 <= number < 2**63:
        raise Refused(f"“{cursor[:60]}” is no place in the log: give the `next` of a page, or nothing.", field="after")
    return at, number
