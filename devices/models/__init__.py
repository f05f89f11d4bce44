"""Devices and all that belongs to them."""

from devices.models.commands import OPEN_STATUSES, Command, CommandStatus
from devices.models.credentials import ClaimCode, Credential
from devices.models.devices import (
    NAME_PATTERN,
    PATH_PATTERN,
    Attribute,
    CommandTemplate,
    DataType,
    Device,
    DeviceType,
    Metric,
    MetricTemplate,
)
from devices.models.files import DeviceFile, FileDelivery, FileKind, FileVersion
from devices.models.imports import DeviceImport
from devices.models.journals import ConnectionLog, DeviceLog

__all__ = [
    "NAME_PATTERN",
    "OPEN_STATUSES",
    "PATH_PATTERN",
    "Attribute",
    "ClaimCode",
    "Command",
    "CommandStatus",
    "CommandTemplate",
    "ConnectionLog",
    "Credential",
    "DataType",
    "Device",
    "DeviceFile",
    "DeviceImport",
    "DeviceLog",
    "DeviceType",
    "FileDelivery",
    "FileKind",
    "FileVersion",
    "Metric",
    "MetricTemplate",
]
