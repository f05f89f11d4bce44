"""What the audit log follows of devices. What machines do by themselves, presence and new metrics, it does not."""

from typing import Any

from devices.models import (
    Attribute,
    ClaimCode,
    Command,
    CommandTemplate,
    Credential,
    Device,
    DeviceFile,
    DeviceType,
    FileVersion,
    Metric,
    MetricTemplate,
)
from organizations.audit import follow


def _of_organization(row: Any) -> str:
    found: str = row.organization_id
    return found


def _of_device(row: Any) -> str:
    found: str = row.device.organization_id
    return found


def _of_type(row: Any) -> str:
    found: str = row.type.organization_id
    return found


def _ended(row: object, changes: Any) -> str:
    return "revoked" if "revoked_at" in changes else "changed"


def _activated(row: Any, changes: Any) -> str:
    if "is_active" not in changes:
        return "changed"
    return "activated" if row.is_active else "deactivated"


def _archived(row: Any, changes: Any) -> str:
    return "archived" if "archived_at" in changes and row.archived_at else "changed"


METRIC = ("path", "unit", "data_type", "expected_interval_s", "low", "high", "is_writable")

follow(DeviceType, kind="device type", fields=("name", "description", "manufacturer", "model"), organization=_of_organization)
follow(MetricTemplate, kind="metric template", fields=METRIC, organization=_of_type)
follow(
    CommandTemplate,
    kind="command template",
    fields=("name", "title", "description", "parameters", "timeout_s", "max_attempts", "confirmation"),
    organization=_of_type,
)
follow(
    Device,
    kind="device",
    fields=("name", "description", "site", "type", "is_gateway", "may_create_metrics", "archived_at"),
    organization=_of_organization,
    changed=_archived,
)
follow(Attribute, kind="attribute", fields=("value",), organization=_of_device, label=lambda row: f"{row.device}: {row.name}")
follow(Metric, kind="metric", fields=(*METRIC, "retention_days"), organization=_of_device)
follow(
    Credential,
    kind="credential",
    fields=("device", "kind", "name", "hint", "serial", "algorithm", "expires_at", "revoked_at"),
    organization=_of_device,
    created="issued",
    changed=_ended,
)
follow(
    ClaimCode,
    kind="claim code",
    fields=("name", "site", "type", "max_devices", "expires_at", "revoked_at"),
    organization=_of_organization,
    created="issued",
    changed=_ended,
)
follow(
    DeviceFile,
    kind="file",
    fields=("kind", "name", "description", "device", "type"),
    organization=_of_organization,
)
follow(
    FileVersion,
    kind="file version",
    fields=("version", "size", "sha256", "note", "metadata", "is_active"),
    organization=lambda row: row.file.organization_id,
    created="uploaded",
    changed=_activated,
)
# Its way from there on is the device's doing and stands in the command itself. Flows may send many a second: theirs
# stand in the list of commands, and who deployed the flow in the audit log.
follow(
    Command,
    kind="command",
    fields=("value",),
    organization=_of_device,
    label=lambda row: f"{row.name} to {row.device}",
    created="sent",
    when=lambda row: row.requested_by_id is not None,
)
