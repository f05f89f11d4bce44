"""Devices, folders of metrics and metrics as nodes of the tree."""

from collections.abc import Iterable

from django.db.models import F, QuerySet
from django.db.models.functions import Left
from django.db.models.lookups import Exact

from devices.models import Device, Metric
from organizations.nodes import Node, numbers, register


def _devices(ids: list[str]) -> Iterable[Node]:
    for row in Device.objects.filter(id__in=numbers(ids)):
        yield Node(f"d:{row.id}", row.name, row.node_line())


def _metrics(ids: list[str]) -> Iterable[Node]:
    for row in Metric.objects.filter(id__in=numbers(ids)).select_related("device"):
        yield Node(f"m:{row.id}", f"{row.device.name} · {row.path}", row.node_line())


def _folders(keys: list[str]) -> Iterable[Node]:
    """A folder is there as long as a metric of the device stands in it."""
    wanted = [(device_id, folder) for device_id, _, folder in (key.partition(":") for key in keys) if folder]
    devices = Device.objects.in_bulk(numbers({device_id for device_id, _ in wanted}))
    for text, folder in wanted:
        device = next((devices[one] for one in numbers([text]) if one in devices), None)
        if device is not None and in_folder(device.id, folder).exists():
            above = folder_line(device.id, folder)
            yield Node(f"f:{device.id}:{folder}", f"{device.name} · {folder}/", (*above, *device.node_line()))


def in_folder(device_id: int, folder: str) -> "QuerySet[Metric]":
    """The metrics in the folder and below."""
    # Not `startswith`, which takes “Motor” for “motor” in SQLite.
    begins = Exact(Left(F("path"), len(folder) + 1), f"{folder}/")
    return Metric.objects.filter(begins, device_id=device_id)


def folder_line(device_id: int, folder: str) -> tuple[str, ...]:
    """The folder and those it stands in."""
    line = []
    found = folder
    while found:
        line.append(f"f:{device_id}:{found}")
        found = found.rpartition("/")[0]
    return tuple(line)


register("d", _devices)
register("f", _folders)
register("m", _metrics)
