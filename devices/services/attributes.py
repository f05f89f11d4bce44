"""Verbs of attributes: lasting facts about a device."""

import math
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from core.errors import Refused
from devices import signals
from devices.errors import BadAttribute
from devices.models import Attribute, Device
from devices.parameters import can_be_kept

ATTRIBUTES_BOUND: Final = 200
VALUE_BOUND: Final = 2_000
INT53: Final = 2**53


def checked_attributes(given: Mapping[str, Any]) -> dict[str, Any]:
    """Names and values as they are stored. None means: without it."""
    if len(given) > ATTRIBUTES_BOUND:
        raise Refused(f"A device has {ATTRIBUTES_BOUND} attributes at most, not {len(given)}.", field="attributes")
    return {_checked_name(name): _checked_value(name, value) for name, value in given.items()}


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= 100 or not name.isprintable():
        raise Refused(f"“{name[:40]}” cannot be an attribute's name: give 1 to 100 characters.", field="attributes")
    return name


def _checked_value(name: str, value: Any) -> Any:
    """A text, a number, true or false: what has parts is several facts."""
    match value:
        case None | bool():
            return value
        case str() if len(value) <= VALUE_BOUND and can_be_kept(value):
            return value
        case int() if abs(value) <= INT53:
            return value
        case float() if math.isfinite(value):
            return value
    raise BadAttribute(name, value)


@transaction.atomic
def set_attributes(device: Device, given: Mapping[str, Any]) -> None:
    """Set those that are given; None takes one away; the others stay. The device is locked meanwhile, for the bound."""
    wanted = checked_attributes(given)
    Device.all_objects.select_for_update().get(id=device.id)
    before = {row.name: row for row in device.attributes.all()}
    names = set(before)
    for name, value in wanted.items():
        names = names - {name} if value is None else names | {name}
    if len(names) > ATTRIBUTES_BOUND:
        raise Refused(f"“{device.name}” would have {len(names)} attributes: {ATTRIBUTES_BOUND} at most.", field="attributes")
    changes = {}
    for name, value in wanted.items():
        row = before.get(name)
        if value is None:
            if row is None:
                continue
            row.delete()
        elif row is None:
            Attribute.objects.create(device=device, name=name, value=value)
        elif row.value != value or type(row.value) is not type(value):
            row.value = value
            row.save(update_fields=["value", "changed_at"])
        else:
            continue
        changes[name] = value
    if changes:
        transaction.on_commit(lambda: signals.attributes_changed.send(sender=Device, device=device, changes=changes))
