"""Verbs by which files and their versions are made, changed and deleted."""

import re
from typing import Any, Final, Literal

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from core.errors import Refused
from devices.files import places, rollout, selectors, storage
from devices.files.errors import (
    BadFileName,
    BadKind,
    BadVersion,
    FileNameTaken,
    QuotaUsedUp,
    TooLarge,
    TooMany,
    VersionIsActive,
    VersionTaken,
)
from devices.files.storage import Content
from devices.models import Device, DeviceFile, FileKind, FileVersion
from organizations.models import Organization, User

NAME: Final = re.compile(r"[^/\\\x00-\x1f\x7f]{1,100}")
VERSION: Final = re.compile(r"[^/\\\x00-\x1f\x7f]{1,40}")
FILES_PER_PLACE: Final = 500
VERSIONS_PER_FILE: Final = 500
METADATA_BOUND: Final = 50

Then = Literal["refuse", "newest", "none"]


def checked_name(name: str) -> str:
    if not NAME.fullmatch(name) or name != name.strip() or name in (".", ".."):
        raise BadFileName(name)
    return name


def checked_version(version: str) -> str:
    if not VERSION.fullmatch(version) or version != version.strip() or version in (".", ".."):
        raise BadVersion(version)
    return version


def checked_kind(kind: str) -> str:
    if kind not in FileKind.values:
        raise BadKind(kind, FileKind.values)
    return kind


def checked_metadata(metadata: dict[str, str]) -> dict[str, str]:
    if len(metadata) > METADATA_BOUND:
        raise Refused(f"{len(metadata)} facts are too many: a version takes {METADATA_BOUND}.", field="metadata")
    for name, value in metadata.items():
        if not name.strip() or len(name) > 100 or len(value) > 500:
            raise Refused(
                f"“{name[:60]}” cannot be kept: a fact has a name of 1 to 100 characters and a value of at most 500.",
                field="metadata",
            )
    return metadata


def check_new_file(place: places.Place, *, name: str, kind: str, version: str, size: int) -> None:
    """Everything that can be refused before the first byte."""
    checked_name(name)
    checked_kind(kind)
    checked_version(version)
    if DeviceFile.objects.filter(**place.columns, name=name).exists():
        raise FileNameTaken(name)
    if DeviceFile.objects.filter(**place.columns).count() >= FILES_PER_PLACE:
        raise TooMany("files here", FILES_PER_PLACE)
    check_room(place.organization_id, size)


def check_new_version(file: DeviceFile, *, version: str, size: int) -> None:
    checked_version(version)
    if file.versions.filter(version=version).exists():
        raise VersionTaken(file.name, version)
    if file.versions.count() >= VERSIONS_PER_FILE:
        raise TooMany(f"versions of “{file.name}”", VERSIONS_PER_FILE)
    check_room(file.organization_id, size)


def check_room(organization_id: str, size: int) -> None:
    """Refuse what is larger than a file may be, or more than the organization or the disk has room for."""
    if size > settings.FILE_BYTES:
        raise TooLarge(settings.FILE_BYTES)
    used = selectors.used_bytes(organization_id)
    if used + size > settings.FILES_QUOTA_BYTES:
        raise QuotaUsedUp(size=size, used=used, quota=settings.FILES_QUOTA_BYTES)
    storage.check_room(size)


@transaction.atomic
def create_file(
    place: places.Place,
    *,
    name: str,
    content: Content,
    version: str,
    kind: str = FileKind.UNDEFINED,
    description: str = "",
    note: str = "",
    is_active: bool = True,
    by: User | None = None,
    sent_by: Device | None = None,
) -> FileVersion:
    """A new file with its first version; `content` is stored already."""
    check_new_file(place, name=name, kind=kind, version=version, size=content.size)
    try:
        with transaction.atomic():
            file = DeviceFile.objects.create(**place.columns, name=name, kind=kind, description=description[:500])
    except IntegrityError:
        raise FileNameTaken(name) from None
    return add_version(file, content=content, version=version, note=note, is_active=is_active, by=by, sent_by=sent_by)


@transaction.atomic
def add_version(
    file: DeviceFile,
    *,
    content: Content,
    version: str,
    note: str = "",
    metadata: dict[str, str] | None = None,
    is_active: bool = True,
    by: User | None = None,
    sent_by: Device | None = None,
) -> FileVersion:
    """Another version of the file; an active one takes the place of the present one, and devices hear of it."""
    # Two uploads at once must not both find the last free room.
    Organization.objects.select_for_update().get(id=file.organization_id)
    check_new_version(file, version=version, size=content.size)
    try:
        with transaction.atomic():
            row = FileVersion.objects.create(
                file=file,
                version=version,
                size=content.size,
                sha256=content.sha256,
                note=note[:500],
                metadata=checked_metadata(metadata or {}),
                uploaded_by=by,
                uploaded_from=sent_by,
            )
    except IntegrityError:
        raise VersionTaken(file.name, version) from None
    return activate(row) if is_active else row


@transaction.atomic
def activate(version: FileVersion) -> FileVersion:
    """Make this the version that holds. Asked again, the devices that are not through are told again."""
    file = DeviceFile.objects.select_for_update().get(id=version.file_id)
    version.refresh_from_db(fields=["is_active"])
    is_repeat = version.is_active
    file.versions.filter(is_active=True).exclude(id=version.pk).update(is_active=False)
    version.is_active, version.activated_at = True, now()
    version.save(update_fields=["is_active", "activated_at"])
    rollout.ask_for_roll_out(places.place_of(file), file.name, is_repeat=is_repeat)
    return version


@transaction.atomic
def deactivate(file: DeviceFile) -> None:
    """No version holds any more. Devices that another file of the name reaches are told of that one."""
    DeviceFile.objects.select_for_update().get(id=file.id)
    active = file.versions.filter(is_active=True).first()
    if active is not None:
        active.is_active = False
        active.save(update_fields=["is_active"])
        rollout.ask_for_roll_out(places.place_of(file), file.name)


@transaction.atomic
def change_file(
    file: DeviceFile, *, name: str | None = None, kind: str | None = None, description: str | None = None
) -> DeviceFile:
    """Under a new name it is a new file to the devices, so they are told."""
    old_name = file.name
    if name is not None:
        file.name = checked_name(name)
    if kind is not None:
        file.kind = checked_kind(kind)
    if description is not None:
        file.description = description[:500]
    try:
        with transaction.atomic():
            file.save(update_fields=["name", "kind", "description"])
    except IntegrityError:
        raise FileNameTaken(file.name) from None
    if file.name != old_name and file.versions.filter(is_active=True).exists():
        for each in (old_name, file.name):
            rollout.ask_for_roll_out(places.place_of(file), each)
    return file


@transaction.atomic
def change_version(
    version: FileVersion, *, name: str | None = None, note: str | None = None, metadata: dict[str, str] | None = None
) -> FileVersion:
    """Change what is said about a version; its content never changes."""
    if name is not None:
        version.version = checked_version(name)
    if note is not None:
        version.note = note[:500]
    if metadata is not None:
        version.metadata = checked_metadata(metadata)
    try:
        with transaction.atomic():
            version.save(update_fields=["version", "note", "metadata"])
    except IntegrityError:
        raise VersionTaken(version.file.name, version.version) from None
    return version


@transaction.atomic
def delete_version(version: FileVersion, *, then: Then = "refuse") -> None:
    """`then` says what follows an active version. The sweep removes the bytes when nothing else names them."""
    file = DeviceFile.objects.select_for_update().get(id=version.file_id)
    version.refresh_from_db()
    others = file.versions.exclude(id=version.pk)
    if version.is_active and then == "refuse":
        raise VersionIsActive(file.name, version.version, others=list(others.values_list("version", flat=True)[:10]))
    was_active = version.is_active
    version.delete()
    successor: Any = others.first() if was_active and then == "newest" else None
    if successor is not None:
        activate(successor)
    elif was_active:
        rollout.ask_for_roll_out(places.place_of(file), file.name)


@transaction.atomic
def delete_file(file: DeviceFile) -> None:
    place, name = places.place_of(file), file.name
    was_active = file.versions.filter(is_active=True).exists()
    file.delete()
    if was_active:
        rollout.ask_for_roll_out(place, name)
