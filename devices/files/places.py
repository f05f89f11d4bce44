"""Whose a file is: a device's, a device type's or an organization's. A nearer file hides a farther one of the same name."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q, QuerySet

from core.errors import Missing
from devices.models import Device, DeviceFile, DeviceType
from organizations.models import Organization
from organizations.nodes import numbers

NOT_THERE: Final = "There is no such thing, or it is not yours."


@dataclass(frozen=True)
class Place:
    """Where files hang. Its key is `d:<device>`, `t:<device type>` or `o:<organization>`."""

    organization_id: str
    device: Device | None = None
    type: DeviceType | None = None

    @property
    def key(self) -> str:
        if self.device is not None:
            return f"d:{self.device.id}"
        return f"t:{self.type.id}" if self.type is not None else f"o:{self.organization_id}"

    @property
    def columns(self) -> dict[str, Any]:
        return {"organization_id": self.organization_id, "device": self.device, "type": self.type}

    @property
    def nearness(self) -> int:
        """0 for a device's own files, 1 for its type's, 2 for its organization's."""
        if self.device is not None:
            return 0
        return 1 if self.type is not None else 2

    def node_line(self) -> tuple[str, ...]:
        return self.device.node_line() if self.device is not None else (f"o:{self.organization_id}",)

    def devices(self) -> "QuerySet[Device]":
        """All devices that files of this place are for, hidden or not."""
        living = Device.objects.filter(archived_at=None)
        if self.device is not None:
            return living.filter(id=self.device.id)
        if self.type is not None:
            return living.filter(type_id=self.type.id)
        return living.filter(organization_id=self.organization_id)


def place(key: str) -> Place:
    """The place of that key. Raises Missing."""
    kind, _, rest = key.partition(":")
    found: Device | DeviceType | Organization | None = None
    if kind == "o":
        found = Organization.objects.filter(id=rest[:100]).first()
        if found is not None:
            return Place(found.id)
    for number in numbers([rest]):
        if kind == "d" and (device := Device.objects.filter(id=number, archived_at=None).first()):
            return Place(device.organization_id, device=device)
        if kind == "t" and (device_type := DeviceType.objects.filter(id=number).first()):
            return Place(device_type.organization_id, type=device_type)
    raise Missing(NOT_THERE)


def place_of(file: DeviceFile) -> Place:
    return Place(file.organization_id, device=file.device, type=file.type)


def for_device(device: Device) -> Q:
    """Which files are for the device: its own, its type's, its organization's."""
    own = Q(device_id=device.id) | Q(device=None, type=None, organization_id=device.organization_id)
    return own | Q(type_id=device.type_id) if device.type_id is not None else own


def nearness(file: DeviceFile) -> int:
    """0 for a device's own file, 1 for its type's, 2 for its organization's."""
    if file.device_id is not None:
        return 0
    return 1 if file.type_id is not None else 2
