"""Where the bytes of files stand: in VAR/files, named after their SHA-256, so that the same content is stored once.

Content comes in piece by piece and goes out piece by piece; no file is ever in memory as a whole, and none is unpacked.
What is not finished stands in `incoming/`, where nobody looks: a process that dies in the middle leaves nothing visible.
Rows name contents; a sweep removes contents that no row names. Several machines share the folder by a network file system.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import shutil
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from django.conf import settings

from devices.files.errors import ContentLost, DiskFull, TooLarge

PIECE: Final = 64 * 1024
# This long a content may wait for its row, and an unfinished upload for its next piece.
GRACE_S: Final = 3600.0
UNFINISHED_S: Final = 24 * 3600.0
# A full disk also stops the database: keep this much free.
RESERVE_BYTES: Final = 64 * 1024 * 1024
SWEPT_AT_ONCE: Final = 10_000


class Content(NamedTuple):
    """Bytes that are stored."""

    sha256: str
    size: int


def folder() -> Path:
    path = Path(settings.VAR) / "files"
    path.mkdir(parents=True, exist_ok=True)
    return path


def incoming() -> Path:
    path = folder() / "incoming"
    path.mkdir(exist_ok=True)
    return path


def path_of(sha256: str) -> Path:
    return folder() / sha256[:2] / sha256


@contextlib.contextmanager
def _locked() -> Iterator[None]:
    """Keeps the sweep from removing a content in the moment in which it is found to be there already."""
    with open(folder() / "lock", "wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def disk_errors() -> Iterator[None]:
    """A full disk or a used-up quota of the system as our own error."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull from error
        raise


def check_room(size: int) -> None:
    """Refuse before the first byte what the disk cannot take."""
    if shutil.disk_usage(folder()).free < size + RESERVE_BYTES:
        raise DiskFull


def receive(pieces: Iterable[bytes], *, limit: int) -> Content:
    """Store what comes, counting and hashing on the way. Whatever goes wrong leaves nothing behind."""
    path = incoming() / uuid.uuid4().hex
    digest, size = hashlib.sha256(), 0
    try:
        with disk_errors(), open(path, "xb") as file:
            for piece in pieces:
                size += len(piece)
                if size > limit:
                    raise TooLarge(limit)
                digest.update(piece)
                file.write(piece)
            _sync(file)
        return keep(path, Content(digest.hexdigest(), size))
    finally:
        path.unlink(missing_ok=True)


def keep(path: Path, content: Content) -> Content:
    """Move a finished, synced file to its place; when the same content is there already, that one stays."""
    place = path_of(content.sha256)
    with disk_errors(), _locked():
        place.parent.mkdir(exist_ok=True)
        if place.exists() and place.stat().st_size == content.size:
            os.utime(place)
            path.unlink()
        else:
            path.replace(place)
            os.utime(place)
            _sync_folder(place.parent)
    return content


def opened(sha256: str) -> BinaryIO:
    """The content for reading; whoever asks closes it."""
    try:
        return open(path_of(sha256), "rb")
    except FileNotFoundError:
        raise ContentLost(sha256) from None


def read(sha256: str, *, offset: int, length: int) -> bytes:
    with opened(sha256) as file:
        file.seek(offset)
        return file.read(length)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(named: Callable[[list[str]], set[str]]) -> int:
    """Remove contents that no row names and uploads that nobody goes on with; answers how many.

    `named` answers which of the given SHA-256 are in use.
    """
    removed = 0
    moment = time.time()
    for path in incoming().iterdir():
        with contextlib.suppress(FileNotFoundError):
            if moment - path.stat().st_mtime > UNFINISHED_S:
                path.unlink()
                removed += 1
    for shelf in sorted(folder().iterdir()):
        if len(shelf.name) != 2 or not shelf.is_dir():
            continue
        old = [path for path in shelf.iterdir() if moment - path.stat().st_mtime > GRACE_S]
        in_use: set[str] = set()
        for start in range(0, len(old), 500):
            in_use |= named([path.name for path in old[start : start + 500]])
        for path in old:
            if path.name in in_use or removed >= SWEPT_AT_ONCE:
                continue
            with _locked(), contextlib.suppress(FileNotFoundError):
                # It may have been wanted again since we looked.
                if time.time() - path.stat().st_mtime > GRACE_S:
                    path.unlink()
                    removed += 1
    return removed
