"""Where the tests' files lie."""

import os
import shutil
from pathlib import Path

NEEDED_BYTES = 2 * 2**30


def folder_in_memory() -> str | None:
    """Where files cost no writing to a disk, since nobody needs them afterwards; None where there is no room for that."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > NEEDED_BYTES:
        return str(memory)
    return None
