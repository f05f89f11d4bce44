"""What the audit log follows of data that leaves and comes in."""

from typing import Any

from organizations.audit import follow
from telemetry.models import Export, ExportSchedule, Import, SavedQuery


def _of_organization(row: Any) -> str:
    found: str = row.organization_id
    return found


follow(Export, kind="export", fields=("name", "definition"), organization=_of_organization, created="exported")
follow(
    ExportSchedule,
    kind="export schedule",
    fields=("name", "definition", "every", "at", "weekday", "day", "time_zone", "recipients", "is_active"),
    organization=_of_organization,
)
follow(
    Import,
    kind="import",
    fields=("file_name", "stage"),
    organization=_of_organization,
    changed=lambda row, changes: "imported" if row.stage == Import.Stage.IMPORT else "changed",
)
follow(SavedQuery, kind="query", fields=("name", "is_shared"), organization=_of_organization)
