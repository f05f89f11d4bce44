"""Metrics by the names that other systems have for devices: their name here, or an id that stands among their attributes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from devices.models import Attribute, Device, Metric

if TYPE_CHECKING:
    from django.db.models import QuerySet

# Attributes that hold the id of a device elsewhere, however they are written: `external_id`, `Claim ID`, `serialNumber`.
IDS: Final = frozenset(("iotoid", "externalid", "deviceid", "claimid", "id", "serial", "serialnumber"))
CANDIDATES_BOUND: Final = 5


class Found(NamedTuple):
    metric: int | None = None
    # What the name may mean as well, where it is not clear.
    candidates: tuple[str, ...] = ()


class Finder:
    """Among what the asking user may see; each device is asked for once."""

    def __init__(self, devices: "QuerySet[Device]", metrics: "QuerySet[Metric]") -> None:
        self._devices = devices
        self._metrics = metrics
        self._known: dict[str, list[tuple[int, str]]] = {}

    def __call__(self, device: str, paths: Sequence[str]) -> Found:
        """The metric at the first of these paths that there is; without one, at a path that differs in its case alone."""
        if device not in self._known:
            self._known[device] = self._devices_called(device)
        called = self._known[device]
        if len(called) != 1:
            return Found(candidates=_cut([name for _, name in called]))
        rows = {path: id_ for id_, path in self._metrics.filter(device_id=called[0][0]).values_list("id", "path")}
        exact = next((rows[path] for path in paths if path in rows), None)
        if exact is not None:
            return Found(exact)
        folded = {path.casefold() for path in paths}
        alike = sorted(path for path in rows if path.casefold() in folded)
        return Found(rows[alike[0]]) if len(alike) == 1 else Found(candidates=_cut([f"{called[0][1]}/{path}" for path in alike]))

    def _devices_called(self, name: str) -> list[tuple[int, str]]:
        """Its name here counts before an id from elsewhere."""
        if by_name := list(self._devices.filter(name=name).values_list("id", "name")):
            return by_name
        rows = Attribute.objects.filter(device__in=self._devices, value=name).order_by("device__name")
        found = rows.values_list("device_id", "device__name", "name")
        return list(dict.fromkeys((id_, device) for id_, device, attribute in found if _plain(attribute) in IDS))


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _cut(names: list[str]) -> tuple[str, ...]:
    return tuple(names[:CANDIDATES_BOUND] + ([f"{len(names) - CANDIDATES_BOUND} more"] if len(names) > CANDIDATES_BOUND else []))
