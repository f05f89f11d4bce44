"""The append-only file of our Redis reaches the disk once a second.

Redis could see to that itself (`appendfsync everysec`). But while it then waits for a slow disk, it answers for up to two
seconds before it has written anything, and a kill -9 in that time loses what devices hold acknowledged. With
`appendfsync no` each change is the operating system's before Redis answers; the way from there to the disk is ours.
"""

import logging
import os
import threading
from pathlib import Path

logger = logging.getLogger(__name__)

EVERY_S = 1.0


class LogOnDisk:
    """A thread that flushes Redis's files for as long as the launcher runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="log on disk", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()

    def _run(self) -> None:
        while not self._stop.wait(EVERY_S):
            flush(self._folder)


def flush(folder: Path) -> None:
    """Bring all that was written to the append-only files to the disk: of Redis 7 a folder, of older ones a file."""
    for path in [*folder.glob("appendonlydir/*.aof"), *folder.glob("*.aof")]:
        try:
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except FileNotFoundError:
            continue  # Redis writes its files anew now and then
        except OSError as error:
            logger.warning("%s cannot be brought to the disk: %s", path, error)
