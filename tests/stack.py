"""The whole product, running: for tests that look at it from outside, as a browser or a device does."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import psutil
import requests

from iotsite.processes import CHECKOUT, Place
from iotsite.running import process_infos
from iotsite.supervise import tail, tethered
from tests.room import migrated_file

START_WITHIN_S = 180.0
T = TypeVar("T")


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on right now."""
    with contextlib.ExitStack() as open_sockets:
        sockets = [open_sockets.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def wait_for(what: Callable[[], T], *, within_s: float, says: str) -> T:
    """The first true answer of `what`."""
    deadline = time.monotonic() + within_s
    while True:
        answer = what()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"Not within {within_s:g} s: {says} (last answer: {answer!r})")
        time.sleep(0.05)


class Api:
    """A logged-in person's calls to the JSON API. `organization` names one of theirs, else the first."""

    def __init__(self, stack: "Stack", email: str, password: str) -> None:
        self.stack = stack
        self.session = requests.Session()
        self.session.get(f"{stack.address}/login", timeout=10)
        answer = self.call("POST", "/_allauth/browser/v1/auth/login", {"email": email, "password": password})
        assert answer.status_code == 200, answer.text

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.session.cookies)

    def call(self, method: str, path: str, body: Any = None) -> requests.Response:
        headers = {"X-CSRFToken": str(self.session.cookies.get("csrftoken")), "Origin": self.stack.address}
        return self.session.request(method, f"{self.stack.address}{path}", json=body, headers=headers, timeout=20)

    def get(self, path: str) -> Any:
        return self._answer(self.call("GET", path))

    def post(self, path: str, body: Any = None) -> Any:
        return self._answer(self.call("POST", path, {} if body is None else body))

    def put(self, path: str, body: Any) -> Any:
        return self._answer(self.call("PUT", path, body))

    def patch(self, path: str, body: Any) -> Any:
        return self._answer(self.call("PATCH", path, body))

    def delete(self, path: str) -> None:
        answer = self.call("DELETE", path)
        assert answer.ok, f"{answer.status_code} {answer.text[:500]}"

    @staticmethod
    def _answer(answer: requests.Response) -> Any:
        assert answer.ok, f"{answer.request.method} {answer.url}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None


class Stack:
    """One Sluice of its own, in a temporary folder and on free ports.

    Its database is migrated already where the tests have one that is; `is_bare` is a first start with nothing there.
    """

    def __init__(self, *, is_bare: bool = False) -> None:
        # Short, because sockets stand in it.
        self.var = Path(tempfile.mkdtemp(prefix="sluice-s-"))
        ports = free_ports(3)
        self.place = Place(self.var, *ports)
        self.address = f"http://127.0.0.1:{self.place.http_port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SLUICE_") and name != "DATABASE_URL"},
            "SLUICE_VAR": str(self.var),
            "SLUICE_HTTP_PORT": str(ports[0]),
            "SLUICE_MQTT_PORT": str(ports[1]),
            "SLUICE_MQTTS_PORT": str(ports[2]),
            # Servers of the tests stand on this machine.
            "SLUICE_OUTBOUND_ALLOW": "127.0.0.1",
        }
        self.process: subprocess.Popen[bytes] | None = None
        migrated = None if is_bare else migrated_file()
        if migrated is not None:
            shutil.copy(migrated, self.var / "app.db")

    def launch(self) -> None:
        """Begin to start, without waiting for anything."""
        with open(self.var / "up.out", "wb") as output:
            self.process = subprocess.Popen(
                tethered([sys.executable, "-m", "iotsite.supervise"]),
                cwd=CHECKOUT,
                env=self.environment,
                stdout=output,
                stderr=output,
            )

    def start(self, *, within_s: float = START_WITHIN_S) -> None:
        self.launch()
        try:
            wait_for(self._is_up, within_s=within_s, says="the stack is ready")
        except BaseException as error:
            said = tail(self.var / "up.out")
            self.stop()
            raise AssertionError(f"The stack did not start:\n{said}") from error

    def _is_up(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "it ended"
        return self.is_ready() and "Ctrl-C stops everything" in (self.var / "up.out").read_text()

    def is_ready(self) -> bool:
        """/healthz answers 200."""
        try:
            return requests.get(f"{self.address}/healthz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(50)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.var, ignore_errors=True)

    @property
    def said(self) -> str:
        """What `./up` printed."""
        return (self.var / "up.out").read_text()

    # --- people and programs

    @property
    def demo(self) -> dict[str, Any]:
        """The demo's login and token."""
        found: dict[str, Any] = json.loads((self.var / "demo.json").read_text())
        return found

    def engineer(self) -> Api:
        return Api(self, self.demo["email"], self.demo["password"])

    def manage(self, *arguments: str, given: str = "") -> str:
        """Run a management command inside the stack; answers what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=CHECKOUT,
            env={**self.environment, "SLUICE_LOG_LEVEL": "WARNING"},
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    # --- processes

    def pid_of(self, name: str) -> int:
        full_name = name if name in ("redis", "broker") else f"app:{name}"
        row = process_infos(self.place).get(full_name, {})
        return int(row["pid"]) if row.get("statename") in ("RUNNING", "STARTING") else 0

    def kill(self, name: str) -> int:
        """kill -9 of a process with all its children, in the middle of whatever they do; answers the pid it had."""
        pid = self.pid_of(name)
        assert pid, f"{name} does not run"
        parent = psutil.Process(pid)
        for process in [parent, *parent.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        return pid

    def all_pids(self) -> set[int]:
        """Every process of the stack, the launcher included."""
        assert self.process is not None
        launcher = psutil.Process(self.process.pid)
        return {launcher.pid, *(child.pid for child in launcher.children(recursive=True))}
