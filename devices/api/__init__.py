"""Devices and all that belongs to them over HTTP, a file for each subject."""

from ninja import Router

from devices.api import certificates, claims, commands, credentials, devices, imports, journals, metrics, types
from devices.api.commands import CommandOut
from devices.files.api import router as files
from devices.files.device_api import router as own_files

__all__ = ["CommandOut", "router"]

router = Router()
for subject in (types, devices, metrics, credentials, certificates, journals, commands, claims, imports):
    router.add_router("", subject.router)
for of_files in (files, own_files):
    router.add_router("", of_files)
