"""Where devices stand, for maps."""

from collections.abc import Collection
from typing import Any, Final

from devices.models import Attribute, Device

AXES: Final = {"latitude": 90.0, "longitude": 180.0}

Place = tuple[float, float]


def places_of(device_ids: Collection[int]) -> dict[int, Place]:
    """(latitude, longitude) in degrees by device: what its attributes say, else its site's coordinates."""
    if not device_ids:
        return {}
    told: dict[int, dict[str, Any]] = {}
    for device_id, name, value in Attribute.objects.filter(device_id__in=device_ids, name__in=AXES).values_list(
        "device_id", "name", "value"
    ):
        told.setdefault(device_id, {})[name] = value
    found: dict[int, Place] = {}
    for device_id, latitude, longitude in Device.objects.filter(id__in=device_ids).values_list(
        "id", "site__latitude", "site__longitude"
    ):
        own = told.get(device_id, {})
        place = _place(own.get("latitude"), own.get("longitude")) or _place(latitude, longitude)
        if place:
            found[device_id] = place
    return found


def _place(latitude: Any, longitude: Any) -> Place | None:
    try:
        place = float(latitude), float(longitude)
    except (TypeError, ValueError):
        return None
    return place if abs(place[0]) <= AXES["latitude"] and abs(place[1]) <= AXES["longitude"] else None
