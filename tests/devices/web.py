"""The real web server over the tests' database and files, for what only shows on a socket."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
from django.conf import settings

from iotsite.supervise import tethered
from tests.database import database_url
from tests.stack import free_ports

START_WITHIN_S = 30.0


class Web:
    """A running web process."""

    def __init__(self, **environment: str) -> None:
        (self.port,) = free_ports(1)
        self.address = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "iotsite.web", "-b", "127.0.0.1", "-p", str(self.port), "-v", "0"]
        self.process = subprocess.Popen(
            tethered([*command, "--no-server-name", "iotsite.asgi:application"]),
            env={**os.environ, "DATABASE_URL": database_url(), "SLUICE_READINGS_URL": settings.READINGS_URL, **environment},
        )
        deadline = time.monotonic() + START_WITHIN_S
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                return
            except OSError:
                assert self.process.poll() is None, "the web server ended"
                assert time.monotonic() < deadline, "the web server did not start in time"
                time.sleep(0.1)

    @property
    def memory(self) -> int:
        """Bytes that the server and its children hold now."""
        parent = psutil.Process(self.process.pid)
        return sum(process.memory_info().rss for process in [parent, *parent.children(recursive=True)])

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        parent = psutil.Process(self.process.pid)
        for process in [*parent.children(recursive=True), parent]:
            process.send_signal(how)
        self.process.wait(15)


@contextmanager
def running(**environment: str) -> Iterator[Web]:
    web = Web(**environment)
    try:
        yield web
    finally:
        if web.process.poll() is None:
            web.stop(signal.SIGKILL)
