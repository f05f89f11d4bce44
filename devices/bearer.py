"""Devices that come over HTTP with their token."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from core.errors import Missing
from devices.credentials import note_use
from devices.models import Device
from devices.selectors import credential_of_token
from devices.tokens import hash_token


class DeviceBearer(HttpBearer):
    """The device itself, by its token."""

    def authenticate(self, request: HttpRequest, token: str) -> Device | None:
        credential = credential_of_token(hash_token(token))
        if credential is None:
            return None
        note_use(credential)
        return credential.device


def calling_device(request: HttpRequest, name: str = "") -> Device:
    """The device that calls; a gateway may name another of its organization."""
    device: Device = request.auth  # type: ignore[attr-defined]  # what DeviceBearer found
    if not name or name == device.name:
        return device
    others = Device.objects.filter(organization_id=device.organization_id, name=name, archived_at=None)
    other = others.first() if device.is_gateway else None
    if other is None:
        raise Missing(f"There is no device “{name[:100]}” for which this token may speak.")
    return other
