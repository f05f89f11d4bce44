"""A real edge in a thread of the test's process, between real clients, a real broker and a real Redis."""

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import redis
import uvloop
from django.db import connections

from devices import services
from devices.models import Credential, Device
from gateways import requests
from gateways.dialect import dialects
from gateways.edge.server import Edge
from organizations.models import Organization
from telemetry import log
from telemetry.consumer import Events
from tests import factories
from tests.gateways.wire import Wire

# A deadline, not a promise: machines that test are busy.
WITHIN_S = 20.0
# Made once for all tests: an RSA key takes a while.
_tls_folder: list[Path] = []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def eventually(condition: Callable[[], Any], *, within_s: float = WITHIN_S) -> Any:
    """What the condition answers once it is true."""
    deadline = time.monotonic() + within_s
    while True:
        answer = condition()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not within {within_s} s: {condition}"
        time.sleep(0.01)


class RunningEdge:
    """An edge with its own loop and thread."""

    def __init__(self) -> None:
        from django.conf import settings

        self.port: int = settings.MQTT_PORT
        self.tls_port: int = settings.MQTTS_PORT
        self.ca: Path = settings.VAR / "tls" / "ca.pem"
        self.edge: Edge
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event
        self._is_ready = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="edge", daemon=True)
        self._thread.start()
        assert self._is_ready.wait(WITHIN_S), self._error
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        try:
            uvloop.run(self._main())
        except BaseException as error:
            self._error = error
            self._is_ready.set()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self.edge = Edge()
        ready = asyncio.Event()
        running = asyncio.create_task(self.edge.run(ready=ready, stop=self._stop))
        waiting = asyncio.create_task(ready.wait())
        await asyncio.wait([running, waiting], return_when=asyncio.FIRST_COMPLETED)
        self._is_ready.set()
        await running

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(WITHIN_S)
        assert not self._thread.is_alive()
        if self._error is not None:
            raise self._error

    def call(self, function: Callable[[], Any]) -> Any:
        """Run something inside the edge's loop."""

        async def run() -> Any:
            return function()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(WITHIN_S)

    def tls(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.ca))


@pytest.fixture
def ports(settings: Any) -> None:
    settings.MQTT_PORT, settings.MQTTS_PORT = free_port(), free_port()
    folder = settings.VAR / "tls"
    if not folder.exists() and _tls_folder:
        shutil.copytree(_tls_folder[0], folder)


@pytest.fixture
def edge(transactional_db: None, broker: Path, ports: None, credentials_of_tests: None) -> Iterator[RunningEdge]:
    running = RunningEdge()
    eventually(lambda: running.edge.outgoing.is_up)
    yield running
    running.stop()


@pytest.fixture
def credentials_of_tests() -> None:
    dialects()  # found once, in the main thread


class Account:
    """A device and its token."""

    def __init__(self, organization: Organization, name: str, **fields: Any) -> None:
        self.device: Device = factories.device(organization, name, **fields)
        self.credential: Credential
        self.credential, self.token = services.issue_token(self.device)
        self.organization_id = organization.id


@pytest.fixture
def press(edge: RunningEdge, organization: Organization) -> Account:
    """The device of most tests."""
    return Account(organization, "press")


@pytest.fixture
def gateway(edge: RunningEdge, organization: Organization) -> Account:
    return Account(organization, "gateway", is_gateway=True)


@pytest.fixture
def strange_press(edge: RunningEdge, other_organization: Organization) -> Account:
    """The same name in another organization."""
    return Account(other_organization, "press")


@pytest.fixture
def strange_gateway(edge: RunningEdge, other_organization: Organization) -> Account:
    return Account(other_organization, "gateway", is_gateway=True)


@pytest.fixture
def wire(edge: RunningEdge) -> Iterator[Callable[..., Wire]]:
    """Opens packet-level connections: `wire(account, client_id="x", level=5)`."""
    opened: list[Wire] = []

    def connect(account: Account | None = None, **options: Any) -> Wire:
        options.setdefault("password", account.token if account else None)
        connection = Wire(
            options.pop("port", edge.port), tls=options.pop("tls", None), receive_buffer=options.pop("receive_buffer", None)
        )
        opened.append(connection)
        if options.pop("is_silent", False):
            return connection
        connection.connect(**options)
        return connection

    yield connect
    for connection in opened:
        connection.close()


class Log:
    """What stands in the telemetry log."""

    def __init__(self, socket_path: Path) -> None:
        self._redis = redis.Redis(unix_socket_path=str(socket_path))

    def entries(self, kind: bytes) -> list[Any]:
        found: list[Any] = []
        for partition in log.partitions():
            rows: Any = self._redis.xrange(log.stream(partition))
            for _, fields in rows:
                found += [log.decode_body(body) for name, body in fields.items() if name == kind]
        return sorted(found, key=lambda body: body[0])

    def messages(self) -> list[tuple[int, str, bytes]]:
        """Raw messages as (device, tail, payload), by arrival."""
        return [message for _, _, *columns in self.entries(log.RAW) for message in zip(*columns, strict=True)]

    def payloads(self) -> list[bytes]:
        return [payload for _, _, payload in self.messages()]

    def events(self, kind: str) -> list[list[Any]]:
        return [event[1:] for _, events in self.entries(log.EVENTS) for event in events if event[0] == kind]

    def connections(self, event: str) -> list[dict[str, Any]]:
        return [entry for (entry,) in self.events("connection") if entry["event"] == event]

    def close(self) -> None:
        self._redis.close()


@pytest.fixture
def written(redis_server: Path) -> Iterator[Log]:
    opened = Log(redis_server)
    yield opened
    opened.close()


class Answering:
    """Answers every request that stands in the log, as lane and task do: read back from the log, JSON on the way."""

    def __init__(self, written: Log) -> None:
        self.answered: list[requests.Request] = []
        self._written = written
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            while not self._stop.wait(0.005):
                events = self._written.entries(b"e")
                read = Events()
                for arrival_us, rows in events:
                    for row in rows:
                        if row[0] == "request":
                            read.add(arrival_us, *row)
                for request in read.requests[len(self.answered) :]:
                    body = {**request, "payload": bytes(request["payload"]).decode(errors="replace")}
                    self.answered.append(msgspec.json.decode(msgspec.json.encode(body)))
                    requests.answer(self.answered[-1])
        finally:
            connections.close_all()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(WITHIN_S)


@pytest.fixture
def answering(edge: RunningEdge, written: Log) -> Iterator[Answering]:
    running = Answering(written)
    yield running
    running.stop()


def run(*command: str, within_s: float = WITHIN_S) -> subprocess.CompletedProcess[str]:
    """A command-line client, to its end."""
    return subprocess.run(command, capture_output=True, text=True, timeout=within_s, check=False)


def json(payload: bytes) -> Any:
    return msgspec.json.decode(payload)
