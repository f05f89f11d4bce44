"""Uploads that come in chunks, as over MQTT: they can stop, resume, and are checked as a whole at the end."""

import fcntl
import hashlib
import os
from pathlib import Path
from typing import Final, NamedTuple

from core.errors import Refused
from devices.files import storage
from devices.files.errors import TooMany, WrongContent
from devices.files.storage import Content
from devices.models import Device

UNFINISHED_PER_DEVICE: Final = 4


class Progress(NamedTuple):
    """`offset` is where the next chunk belongs; `content` is there when it was the last one."""

    offset: int
    content: Content | None = None


def _path(device: Device, *, name: str, version: str, size: int, sha256: str) -> Path:
    """One file for each upload: whoever starts it again after a restart goes on where it stopped."""
    key = hashlib.sha256("\0".join((name, version, str(size), sha256)).encode()).hexdigest()[:32]
    return storage.incoming() / f"{device.id}-{key}"


def append(device: Device, data: bytes, *, name: str, version: str, offset: int, size: int, sha256: str) -> Progress:
    """Write the chunk where it belongs. A repeated one changes nothing; one too far ahead is answered with where we are."""
    if not 0 <= offset <= size or offset + len(data) > size:
        raise Refused(f"{len(data)} bytes at {offset} do not fit into {size}.", field="offset")
    path = _path(device, name=name, version=version, size=size, sha256=sha256)
    if not path.exists() and sum(1 for _ in storage.incoming().glob(f"{device.id}-*")) >= UNFINISHED_PER_DEVICE:
        raise TooMany("unfinished uploads of this device", UNFINISHED_PER_DEVICE)
    with storage.disk_errors(), open(path, "ab") as file:
        # A device that repeats a chunk too soon has two workers at it.
        fcntl.flock(file, fcntl.LOCK_EX)
        present = os.fstat(file.fileno()).st_size
        if not path.exists():
            return Progress(size)  # the other worker finished it
        if offset <= present < offset + len(data):
            file.write(data[present - offset :])
            file.flush()
            present = offset + len(data)
        if present < size:
            return Progress(present)
        os.fsync(file.fileno())
        if storage.digest_of(path) != sha256:
            path.unlink()
            raise WrongContent(f"What came in has another SHA-256 than {sha256}: send it again from the start.", field="sha256")
        return Progress(size, storage.keep(path, Content(sha256, size)))
