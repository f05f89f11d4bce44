"""Reads about files: what a device sees, who is concerned by a file, how far a roll-out is."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from devices.files import places
from devices.models import Device, DeviceFile, FileDelivery, FileVersion


def effective(device: Device, *, kinds: Iterable[str] | None = None) -> list[FileVersion]:
    """The active versions that hold for the device, newest first; of files with one name only the nearest."""
    versions = FileVersion.objects.filter(file__in=DeviceFile.objects.filter(places.for_device(device)), is_active=True)
    nearest: dict[str, FileVersion] = {}
    for version in versions.select_related("file"):
        present = nearest.get(version.file.name)
        if present is None or places.nearness(version.file) < places.nearness(present.file):
            nearest[version.file.name] = version
    wanted = None if kinds is None else set(kinds)
    found = [version for version in nearest.values() if wanted is None or version.file.kind in wanted]
    return sorted(found, key=lambda version: (version.activated_at or version.created_at, version.pk), reverse=True)


def version_for(device: Device, name: str, version: str | None = None) -> FileVersion | None:
    """The version that the device means: the active one, or the one it names, of the nearest file that has it."""
    rows = FileVersion.objects.select_related("file").filter(
        file__in=DeviceFile.objects.filter(places.for_device(device), name=name)
    )
    rows = rows.filter(is_active=True) if version is None else rows.filter(version=version)
    return min(rows, key=lambda row: places.nearness(row.file), default=None)


def winners(devices: Sequence[Device], name: str) -> dict[int, FileVersion]:
    """Device id -> the active version that holds for it under this name, for a whole batch: one query."""
    rows = FileVersion.objects.select_related("file").filter(
        Q(file__device_id__in=[device.id for device in devices])
        | Q(file__type_id__in={device.type_id for device in devices if device.type_id is not None})
        | Q(
            file__device=None,
            file__type=None,
            file__organization_id__in={device.organization_id for device in devices},
        ),
        file__name=name,
        is_active=True,
    )
    by_place: dict[tuple[str, object], FileVersion] = {}
    for row in rows:
        file = row.file
        key: tuple[str, object] = ("d", file.device_id) if file.device_id else ("t", file.type_id)
        by_place[key if file.device_id or file.type_id else ("o", file.organization_id)] = row
    found = {}
    for device in devices:
        for key in (("d", device.id), ("t", device.type_id), ("o", device.organization_id)):
            if key in by_place:
                found[device.id] = by_place[key]
                break
    return found


def used_bytes(organization_id: str) -> int:
    """What the organization's versions take, each counted, also where two hold the same content."""
    return FileVersion.objects.filter(file__organization_id=organization_id).aggregate(total=Sum("size"))["total"] or 0


def contents_in_use(sha256s: list[str]) -> set[str]:
    return set(FileVersion.objects.filter(sha256__in=sha256s).values_list("sha256", flat=True))


def concerned(file: DeviceFile) -> "QuerySet[Device]":
    """The devices for which this very file holds: those of its place without a nearer active file of the name."""
    nearer = DeviceFile.objects.filter(name=file.name, versions__is_active=True).exclude(id=file.id)
    devices = places.place_of(file).devices()
    if file.device_id is not None:
        return devices
    devices = devices.exclude(Exists(nearer.filter(device_id=OuterRef("id"))))
    if file.type_id is None:
        devices = devices.exclude(Exists(nearer.filter(type_id=OuterRef("type_id"))))
    return devices


class RollOut(NamedTuple):
    """How far the devices are with one version. `waiting` have not been told yet."""

    total: int
    waiting: int
    notified: int
    downloading: int
    downloaded: int
    applied: int
    failed: int


def roll_out(version: FileVersion) -> RollOut:
    counts = dict.fromkeys(FileDelivery.Status.values, 0)
    rows = FileDelivery.objects.filter(version=version, device__archived_at=None)
    for row in rows.values("status").annotate(count=Count("id")).order_by():
        counts[row["status"]] = row["count"]
    told = sum(counts.values())
    total = max(told, concerned(version.file).count()) if version.is_active else told
    return RollOut(
        total=total,
        waiting=total - told,
        notified=counts["notified"],
        downloading=counts["downloading"],
        downloaded=counts["downloaded"],
        applied=counts["applied"],
        failed=counts["failed"],
    )
