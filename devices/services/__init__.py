"""Verbs that change devices, their metrics, journals and commands."""

from devices.credentials import issue_token, revoke_credential
from devices.services.attributes import set_attributes
from devices.services.commands import (
    checked_value,
    expire_commands,
    record_command_results,
    record_command_status,
    send_command,
)
from devices.services.devices import archive_device, change_device, create_device, delete_device
from devices.services.journals import (
    CONNECTION_ROWS_PER_DEVICE,
    LOG_ROWS_PER_DEVICE,
    ConnectionEntry,
    Problem,
    instant,
    record_connections,
    record_last_seen,
    record_presence,
    record_problems,
    trim_journals,
)
from devices.services.metrics import change_metric, create_metric, create_metrics, delete_metric

__all__ = [
    "CONNECTION_ROWS_PER_DEVICE",
    "LOG_ROWS_PER_DEVICE",
    "ConnectionEntry",
    "Problem",
    "archive_device",
    "change_device",
    "change_metric",
    "checked_value",
    "create_device",
    "create_metric",
    "create_metrics",
    "delete_device",
    "delete_metric",
    "expire_commands",
    "instant",
    "issue_token",
    "record_command_results",
    "record_command_status",
    "record_connections",
    "record_last_seen",
    "record_presence",
    "record_problems",
    "revoke_credential",
    "send_command",
    "set_attributes",
    "trim_journals",
]
