"""What devices do with files, by whatever protocol they come: list, read, send, and tell how far they are."""

import contextlib
import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from core.errors import Missing, Refused
from devices.files import editing, partial, places, selectors, storage
from devices.files.errors import TooLarge
from devices.files.storage import Content
from devices.models import Device, DeviceFile, FileDelivery, FileKind, FileVersion

CHUNK_BYTES: Final = 64 * 1024
# Of the versions that a device sent itself, this many of each file stay.
SENT_VERSIONS_KEPT: Final = 50
Status = FileDelivery.Status
REPORTED: Final = (Status.DOWNLOADING, Status.DOWNLOADED, Status.APPLIED, Status.FAILED)


class Listed(NamedTuple):
    """One file as a device sees it."""

    kind: str
    name: str
    version: str
    size: int
    sha256: str


class Chunk(NamedTuple):
    """A part of a version; `size` and `sha256` are those of the whole."""

    kind: str
    name: str
    version: str
    offset: int
    size: int
    sha256: str
    data: bytes


class Stored(NamedTuple):
    """How far an upload in chunks is: `offset` is where the next one belongs."""

    name: str
    version: str
    offset: int
    size: int
    is_complete: bool


def listing(device: Device, kinds: Iterable[str] | None = None) -> list[Listed]:
    """The files that hold for the device, newest active version first. `kinds`: only those."""
    wanted = None if kinds is None else [editing.checked_kind(kind) for kind in kinds]
    return [
        Listed(version.file.kind, version.file.name, version.version, version.size, version.sha256)
        for version in selectors.effective(device, kinds=wanted)
    ]


def version_for(device: Device, name: str, version: str | None = None) -> FileVersion:
    """The active version for the device, or the one it names. Raises Missing."""
    found = selectors.version_for(device, name, version)
    if found is None:
        which = (
            f"no version “{version[:40]}” of a file “{name[:100]}”" if version is not None else f"no active file “{name[:100]}”"
        )
        raise Missing(f"There is {which} for this device.")
    return found


def read_chunk(device: Device, name: str, version: str | None = None, offset: int = 0, length: int = CHUNK_BYTES) -> Chunk:
    """At most 64 kB of a version; beyond its end there is nothing. Notes how far the device is."""
    if offset < 0 or length < 1:
        raise Refused(f"{length} bytes at {offset} cannot be read: give an offset from 0 and a length from 1.", field="offset")
    row = version_for(device, name, version)
    data = storage.read(row.sha256, offset=offset, length=min(length, CHUNK_BYTES)) if offset < row.size else b""
    record_sent(device, row, until=offset + len(data))
    return Chunk(row.file.kind, row.file.name, row.version, offset, row.size, row.sha256, data)


def put_chunk(
    device: Device,
    *,
    name: str,
    data: bytes,
    offset: int,
    size: int,
    sha256: str,
    kind: str = FileKind.UNDEFINED,
    version: str = "",
) -> Stored:
    """Take a part of a file that the device sends. The answer says where the next one belongs, also after a restart.

    Nothing is visible before the last part has come and the whole has the announced SHA-256.
    """
    sha256 = sha256.lower()
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise Refused(f"“{sha256[:70]}” is no SHA-256: give 64 hexadecimal digits of the whole file.", field="sha256")
    if len(data) > CHUNK_BYTES:
        raise Refused(f"{len(data)} bytes are too many for one chunk: send at most {CHUNK_BYTES}.", field="data")
    if size > settings.FILE_BYTES:
        raise TooLarge(settings.FILE_BYTES)
    editing.checked_name(name)
    editing.checked_kind(kind)
    if version:
        editing.checked_version(version)
    same = DeviceFile.objects.filter(device=device, name=name).first()
    # The last answer may have got lost: the same content again is no second version.
    done = same.versions.filter(sha256=sha256, size=size, uploaded_from=device).first() if same else None
    if done is not None and version in ("", done.version):
        return Stored(name, done.version, size, size, is_complete=True)
    if offset == 0:
        editing.check_room(device.organization_id, size)
        if same is not None and version:
            editing.check_new_version(same, version=version, size=size)
    progress = partial.append(device, data, name=name, version=version, offset=offset, size=size, sha256=sha256)
    if progress.content is None:
        return Stored(name, version, progress.offset, size, is_complete=False)
    row = store_sent(device, name=name, content=progress.content, kind=kind, version=version)
    return Stored(name, row.version, size, size, is_complete=True)


@transaction.atomic
def store_sent(
    device: Device, *, name: str, content: Content, kind: str = FileKind.UNDEFINED, version: str = "", note: str = ""
) -> FileVersion:
    """A file that the device sent becomes its own, in a new version.

    That version holds at once, unless people manage the file or a wider one of the name: a device does not overrule them.
    """
    editing.checked_name(name)
    Device.objects.select_for_update().get(id=device.id)
    file = DeviceFile.objects.filter(device=device, name=name).first()
    version = version or _next_version(file)
    wider = DeviceFile.objects.filter(places.for_device(device), name=name).exclude(device=device)
    is_managed = wider.exists() or (file is not None and file.versions.filter(uploaded_from=None).exists())
    if file is None:
        place = places.Place(device.organization_id, device=device)
        return editing.create_file(
            place,
            name=name,
            kind=kind,
            content=content,
            version=version,
            note=note,
            is_active=not is_managed,
            sent_by=device,
        )
    if kind not in (FileKind.UNDEFINED, file.kind) and not is_managed:
        editing.change_file(file, kind=kind)
    row = editing.add_version(file, content=content, version=version, note=note, is_active=not is_managed, sent_by=device)
    sent = file.versions.filter(uploaded_from=device, is_active=False).order_by("-created_at", "-id")
    file.versions.filter(id__in=list(sent.values_list("id", flat=True)[SENT_VERSIONS_KEPT:])).delete()
    return row


def _next_version(file: DeviceFile | None) -> str:
    """The time, for devices that count no versions themselves."""
    stamp = now().strftime("%Y%m%dT%H%M%S")
    taken = set(file.versions.filter(version__startswith=stamp).values_list("version", flat=True)) if file else set()
    return next(
        name for number in range(1, len(taken) + 2) if (name := stamp if number == 1 else f"{stamp}-{number}") not in taken
    )


def record_sent(device: Device, version: FileVersion, *, until: int) -> None:
    """Note how far the device has read. Rows are written at the start, at each twentieth of the way and at the end."""
    row = FileDelivery.objects.filter(version=version, device=device).first()
    if row is None:
        row = FileDelivery(version=version, device=device, changed_at=now())
    elif row.status == Status.APPLIED or (row.status == Status.DOWNLOADED and until < version.size):
        return  # it reads again what it has
    elif row.status == Status.DOWNLOADING and until < version.size and until - row.bytes_sent < version.size / 20:
        return
    row.status = Status.DOWNLOADED if until >= version.size else Status.DOWNLOADING
    row.bytes_sent, row.detail, row.changed_at = max(row.bytes_sent, until), "", now()
    _save(row)


def report_status(device: Device, *, name: str, version: str, status: str, detail: str = "") -> FileDelivery:
    """What the device says about a version: that it works with it, or why not."""
    if status not in REPORTED:
        raise Refused(f"“{status[:40]}” is no status: choose from {', '.join(REPORTED)}.", field="status")
    row = version_for(device, name, version)
    delivery = FileDelivery.objects.filter(version=row, device=device).first() or FileDelivery(version=row, device=device)
    delivery.status, delivery.detail, delivery.changed_at = Status(status), detail[:300], now()
    if status in (Status.DOWNLOADED, Status.APPLIED):
        delivery.bytes_sent = row.size
    _save(delivery)
    return delivery


def _save(row: FileDelivery) -> None:
    """The roll-out may have made the same row in this moment: then ours is the newer news."""
    news = {"status": row.status, "bytes_sent": row.bytes_sent, "detail": row.detail, "changed_at": row.changed_at}
    # The device or the version may be deleted while the last bytes are on their way: then nobody asks how it went.
    with contextlib.suppress(IntegrityError), transaction.atomic():
        FileDelivery.objects.update_or_create(version_id=row.version_id, device_id=row.device_id, defaults=news)
