"""Redis or the private broker goes away: nothing acknowledged is lost, and everything comes back by itself."""

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from core.redis import client
from gateways.edge import packets
from iotsite.configs import mosquitto_conf, redis_conf
from iotsite.supervise import tethered
from tests.gateways.conftest import Account, Log, RunningEdge, eventually
from tests.gateways.wire import Closed, Wire
from tests.services import _program

TOPIC = "sluice/press/samples"


class Server:
    """A program that can be killed and started again."""

    def __init__(self, command: list[str], socket: Path) -> None:
        self._command = command
        self.socket = socket
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(tethered(self._command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        eventually(self.socket.exists)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(5)
            self._process = None


@pytest.fixture
def own_redis(tmp_path: Path, settings: Any) -> Iterator[Server]:
    socket = settings.RUN / "own-redis.sock"
    config = tmp_path / "redis.conf"
    config.write_text(redis_conf(data=tmp_path, socket=socket))
    server = Server([_program("redis-server"), str(config)], socket)
    server.start()
    client()  # everybody else in this process keeps the tests' common Redis
    settings.REDIS_URL = f"unix://{socket}"
    yield server
    server.kill()


@pytest.fixture
def own_broker(tmp_path: Path, settings: Any) -> Iterator[Server]:
    socket = settings.RUN / "own-broker.sock"
    config = tmp_path / "mosquitto.conf"
    config.write_text(mosquitto_conf(data=tmp_path, socket=socket))
    server = Server([_program("mosquitto"), "-c", str(config)], socket)
    server.start()
    settings.BROKER = str(socket)
    yield server
    server.kill()


@pytest.fixture
def fragile(
    transactional_db: None, own_redis: Server, own_broker: Server, ports: None, credentials_of_tests: None
) -> Iterator[RunningEdge]:
    """An edge whose Redis and broker are the test's own."""
    running = RunningEdge()
    eventually(lambda: running.edge.outgoing.is_up)
    yield running
    own_redis_is_gone = not own_redis.socket.exists()
    if own_redis_is_gone:
        own_redis.start()
    running.stop()


@pytest.fixture
def device(fragile: RunningEdge, organization: Any) -> Account:
    return Account(organization, "press")


@pytest.fixture
def open_wire(fragile: RunningEdge) -> Iterator[Callable[[Account], Wire]]:
    opened: list[Wire] = []

    def connect(account: Account) -> Wire:
        connection = Wire(fragile.port)
        opened.append(connection)
        connection.connect(password=account.token, client_id="press")
        return connection

    yield connect
    for connection in opened:
        connection.close()


def test_nothing_is_acknowledged_while_redis_is_away_and_all_of_it_after(
    device: Account, own_redis: Server, open_wire: Callable[[Account], Wire], fragile: RunningEdge
) -> None:
    connection = open_wire(device)
    connection.acked(TOPIC, "before")
    own_redis.kill()
    eventually(lambda: not fragile.edge.link.is_up)
    for number in range(100):
        connection.publish(TOPIC, f"{number}", packet_id=number + 10)
    assert connection.is_silent(for_s=0.5)
    own_redis.start()
    ids = [int.from_bytes(connection.packet().body[:2], "big") for _ in range(100)]
    assert ids == list(range(10, 110))
    written = Log(own_redis.socket)
    assert written.payloads() == [b"before", *(b"%d" % number for number in range(100))]
    written.close()


def test_redis_killed_under_load_loses_and_doubles_nothing(
    device: Account, own_redis: Server, open_wire: Callable[[Account], Wire]
) -> None:
    connection = open_wire(device)
    acknowledged = 0
    for number in range(1, 2_001):
        connection.publish(TOPIC, f"{number}", packet_id=number)
        if number % 400 == 0:
            own_redis.kill()
            own_redis.start()
    while acknowledged < 2_000:
        acknowledged = int.from_bytes(connection.packet(within_s=10).body[:2], "big")
    written = Log(own_redis.socket)
    assert [int(payload) for payload in written.payloads()] == list(range(1, 2_001))
    written.close()


def test_a_redis_that_is_full_takes_nothing_and_goes_on_when_it_has_room(
    device: Account, own_redis: Server, open_wire: Callable[[Account], Wire], fragile: RunningEdge
) -> None:
    connection = open_wire(device)
    connection.acked(TOPIC, "before")
    admin = redis.Redis(unix_socket_path=str(own_redis.socket))
    admin.config_set("maxmemory", 1)
    for number in range(50):
        connection.publish(TOPIC, f"{number}", packet_id=number + 10)
        time.sleep(0.005)
    assert connection.is_silent(for_s=0.5)
    assert fragile.edge.link.retries < 60  # it does not hammer
    admin.config_set("maxmemory", 0)
    ids = [int.from_bytes(connection.packet().body[:2], "big") for _ in range(50)]
    assert ids == list(range(10, 60))
    written = Log(own_redis.socket)
    assert written.payloads() == [b"before", *(b"%d" % number for number in range(50))]
    written.close()
    admin.close()


def test_a_broker_that_dies_ends_connections_and_is_found_again(
    device: Account, own_broker: Server, own_redis: Server, open_wire: Callable[[Account], Wire], fragile: RunningEdge
) -> None:
    connection = open_wire(device)
    connection.acked(TOPIC, "before")
    own_broker.kill()
    assert connection.is_closed()
    refused = Wire(fragile.port)
    assert refused.connect(password=device.token, client_id="press", expect=3).kind == packets.CONNACK
    refused.close()
    own_broker.start()
    again = eventually(lambda: _try(lambda: open_wire(device)))
    again.acked(TOPIC, "after")
    eventually(lambda: fragile.edge.outgoing.is_up)
    written = Log(own_redis.socket)
    assert written.payloads() == [b"before", b"after"]
    reasons = [entry["reason"] for entry in written.connections("disconnected")]
    assert reasons == ["The private broker closed the connection."]
    written.close()


def _try(connect: Callable[[], Wire]) -> Wire | None:
    try:
        return connect()
    except (AssertionError, Closed, OSError):
        time.sleep(0.1)
        return None
