"""The commands of device types, as far as controls send them."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from dashboards.documents import CommandBinding
from dashboards.errors import BadControlValue
from devices.models import CommandTemplate, Device
from organizations import rights
from organizations.models import User


class DeviceCommand(NamedTuple):
    """A command that a device's type knows, to one device."""

    device: Device
    template: CommandTemplate

    def json(self) -> dict[str, Any]:
        return {
            "name": self.template.name,
            "title": self.template.title,
            "parameters": self.template.parameters,
            "confirmation": self.template.confirmation,
        }


Key = tuple[int, str]


def device_commands(bindings: Iterable[CommandBinding], user: User, organization_id: str) -> dict[Key, DeviceCommand]:
    """What the bindings lead to, by device and name: two reads, none without such bindings."""
    wanted = {(one.device, one.command) for one in bindings if isinstance(one.device, int)}
    if not wanted:
        return {}
    rows = Device.objects.filter(id__in={device for device, _ in wanted}, organization_id=organization_id)
    devices = {device.id: device for device in rights.visible(user, rows)}
    types = {device.type_id for device in devices.values() if device.type_id is not None}
    templates = {
        (one.type_id, one.name): one
        for one in CommandTemplate.objects.filter(type_id__in=types, name__in={name for _, name in wanted})
    }
    found = {}
    for device_id, name in wanted:
        device = devices.get(device_id)
        template = templates.get((device.type_id, name)) if device is not None and device.type_id is not None else None
        if device is not None and template is not None:
            found[device.id, name] = DeviceCommand(device, template)
    return found


def given_parameters(fixed: Mapping[str, Any], value: Any) -> dict[str, Any]:
    """What goes out: what the designer laid down, and what the person gave for the rest. A page can be forged."""
    if value is None or value is True:
        value = {}
    if not isinstance(value, dict):
        raise BadControlValue("A command takes an object with its parameters.")
    if taken := [name for name in value if name in fixed and value[name] != fixed[name]]:
        raise BadControlValue(f"The parameter “{taken[0][:60]}” is laid down by the dashboard and cannot be given otherwise.")
    return {**value, **fixed}
