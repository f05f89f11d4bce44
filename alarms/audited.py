"""What the audit log follows of alarms: their rules. What people do with alarms `services` records, many at once."""

from alarms.models import AlarmOverlay, AlarmRule
from organizations.audit import follow

follow(
    AlarmRule,
    kind="alarm rule",
    fields=(
        "title",
        "text",
        "severity",
        "policy",
        "metric",
        "on_delay_s",
        "off_delay_s",
        "deadband",
        "on_bad",
        "reraise_after_s",
    ),
    organization=lambda row: row.organization_id,
    label=lambda row: row.title,
)
follow(
    AlarmOverlay,
    kind="alarm overlay",
    fields=("kind", "device", "comment"),
    organization=lambda row: row.rule.organization_id,
    label=lambda row: f"{row.kind}: {row.rule.title}",
)
