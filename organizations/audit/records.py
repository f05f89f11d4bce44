"""Entries of the audit log."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from core import actor
from organizations.models import AuditEntry

SHOWN_LENGTH: Final = 500  # of one value
CHANGES_BYTES: Final = 20_000  # of all values of one entry
BATCH: Final = 500

# {field: (before, after)}
Changes = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is to be written; who and from where is known already."""

    action: str
    kind: str
    target_id: str = ""
    target: str = ""
    # Empty for what belongs to no organization: only superusers see it.
    organization_id: str = ""
    changes: Changes = field(default_factory=dict)


def record(
    action: str,
    *,
    kind: str,
    target_id: object = "",
    target: object = "",
    organization_id: str | None = "",
    changes: Changes | None = None,
) -> None:
    """Write that whoever acts now did this. Call it in the transaction of the change."""
    entry = Record(
        action=action,
        kind=kind,
        target_id=str(target_id),
        target=str(target),
        organization_id=organization_id or "",
        changes=changes or {},
    )
    record_all([entry])


def record_all(records: Iterable[Record]) -> None:
    """The same for many at once, as after a change in bulk."""
    who = actor.current()
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                organization_id=entry.organization_id,
                actor_id=who.id,
                actor=who.name[:200],
                is_superuser=who.is_superuser,
                address=who.address[:60],
                action=entry.action[:40],
                kind=entry.kind[:40],
                target_id=entry.target_id[:64],
                target=entry.target[:200],
                changes=_bounded(entry.changes),
            )
            for entry in records
        ],
        batch_size=BATCH,
    )


def _bounded(changes: Changes) -> dict[str, list[Any]]:
    kept: dict[str, list[Any]] = {}
    size = 0
    for name, (before, after) in changes.items():
        pair = [shown(before), shown(after)]
        size += len(json.dumps(pair))
        if size > CHANGES_BYTES:
            kept["…"] = [None, f"{len(changes) - len(kept)} more fields"]
            break
        kept[name] = pair
    return kept


def shown(value: Any) -> Any:
    """The value as JSON that people can read: rows by their names, times in ISO 8601, long texts cut."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else str(value)
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset | dict):
        listed = sorted(map(str, value)) if isinstance(value, set | frozenset) else value
        text = json.dumps(listed, default=str, ensure_ascii=False)
        return json.loads(text) if len(text) <= SHOWN_LENGTH * 4 else _cut(text)
    return _cut(str(value))


def _cut(text: str) -> str:
    # PostgreSQL's JSON cannot hold the character zero.
    text = text.replace("\x00", "�")
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]}…"
