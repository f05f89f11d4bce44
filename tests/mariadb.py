"""A MariaDB of the tests' own, in a folder of its own, where Debian's server is installed."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pymysql

from iotsite.supervise import tethered
from tests.certificates import Signed
from tests.room import folder_in_memory

START_WITHIN_S = 30.0


def program() -> str | None:
    return shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin")


def missing() -> str:
    """Why there can be none here; empty when there can."""
    if program() and shutil.which("mariadb-install-db"):
        return ""
    return "needs Debian's package mariadb-server, which ./check installs where it may"


@contextlib.contextmanager
def server(signed: Signed) -> Iterator[int]:
    """The port on loopback of a server whose user `root` has no password; its certificate is `signed`."""
    folder = Path(tempfile.mkdtemp(prefix="sluice-mariadb-", dir=folder_in_memory()))
    as_other: list[str] = []
    if os.geteuid() == 0:  # it refuses to run as root
        shutil.chown(folder, "mysql")
        as_other = ["setpriv", "--reuid=mysql", "--regid=mysql", "--clear-groups", "--pdeathsig=TERM"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    pem = signed.into(folder / "server.pem")
    data = f"--datadir={folder / 'data'}"
    made = [*as_other, "mariadb-install-db", "--no-defaults", data, "--auth-root-authentication-method=normal", "--skip-test-db"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=folder)
    options = ["--bind-address=127.0.0.1", f"--port={port}", f"--socket={folder / 'socket'}", "--secure-file-priv="]
    options += [f"--ssl-cert={pem}", f"--ssl-key={pem}"]
    quick = ["--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=16M", "--performance-schema=0"]
    command = [*as_other, str(program()), "--no-defaults", data, *options, *quick]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(command if as_other else tethered(command), stdout=log, stderr=log, cwd=folder)
    try:
        deadline = time.monotonic() + START_WITHIN_S
        while True:
            try:
                pymysql.connect(host="127.0.0.1", port=port, user="root").close()
                break
            except pymysql.err.OperationalError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError(f"MariaDB did not start: {(folder / 'log').read_text()}") from None
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)
