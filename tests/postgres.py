"""A PostgreSQL of the tests' own, in a folder of its own."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.certificates import Signed
from tests.room import folder_in_memory

# It forgets everything after a loss of power, and is quicker for it.
OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB"


def _run(*command: object, cwd: Path) -> None:
    subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, cwd=cwd)


def _programs() -> Path | None:
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if newest:
        return newest[-1].parent
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@contextlib.contextmanager
def cluster(*, port: int | None = None, signed: Signed | None = None) -> Iterator[Path]:
    """The folder with the socket of a cluster whose user is `sluice`.

    With `port` it listens on loopback too, and encrypts there when it has a certificate.
    """
    programs = _programs()
    if programs is None:
        pytest.skip("there is no PostgreSQL on this machine")
    folder = Path(tempfile.mkdtemp(prefix="sluice-pg-", dir=folder_in_memory()))
    # PostgreSQL refuses to run as root.
    as_other: list[str] = []
    pem = folder / "server.pem"
    if signed:
        signed.into(pem).chmod(0o600)
    if os.geteuid() == 0:
        user = "postgres" if subprocess.run(["id", "postgres"], capture_output=True, check=False).returncode == 0 else "nobody"
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, user)
        as_other = ["runuser", "-u", user, "--"]
    listens = "-c listen_addresses=" if port is None else f"-c listen_addresses=127.0.0.1 -p {port}"
    encrypts = f"-c ssl=on -c ssl_cert_file={pem} -c ssl_key_file={pem}" if signed else ""
    options = f"-k {folder} {listens} {encrypts} {OPTIONS}"
    _run(
        *as_other,
        programs / "initdb",
        "-D",
        folder / "data",
        "-U",
        "sluice",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
        cwd=folder,
    )
    control = [*as_other, programs / "pg_ctl", "-D", folder / "data"]
    _run(*control, "-w", "-l", folder / "log", "-o", options, "start", cwd=folder)
    try:
        yield folder
    finally:
        _run(*control, "-m", "immediate", "stop", cwd=folder)
        shutil.rmtree(folder, ignore_errors=True)
