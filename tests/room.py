"""Where the tests' files lie."""

import hashlib
import os
import shutil
from pathlib import Path

from iotsite.processes import CHECKOUT

NEEDED_BYTES = 2 * 2**30
# Migrated SQLite databases with nothing in them, one for each state of the migrations; `tests/database.py` makes them.
TEMPLATES = CHECKOUT / ".build" / "test-databases"


def folder_in_memory() -> str | None:
    """Where files cost no writing to a disk, since nobody needs them afterwards; None where there is no room for that."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > NEEDED_BYTES:
        return str(memory)
    return None


def migrations_state() -> str:
    """What a migrated database depends on: our migrations, and by their versions those of the libraries."""
    digest = hashlib.sha256()
    others = ["requirements.txt", "organizations/audit/append_only.py", "tests/database.py"]
    for path in [*sorted(CHECKOUT.glob("*/migrations/*.py")), *(CHECKOUT / other for other in others)]:
        digest.update(f"{path.relative_to(CHECKOUT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def migrated_file() -> Path | None:
    """The template for these migrations, if one was made already."""
    file = TEMPLATES / f"{migrations_state()}.db"
    return file if file.exists() else None
