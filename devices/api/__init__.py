"""Devices and all that belongs to them over HTTP, a file for each subject."""

from ninja import Router

from devices.api import commands, credentials, devices, journals, metrics, types
from devices.api.commands import CommandOut

__all__ = ["CommandOut", "router"]

router = Router()
for subject in (types, devices, metrics, credentials, journals, commands):
    router.add_router("", subject.router)
