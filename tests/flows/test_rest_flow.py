"""The flow of two blocks: a token that ends every minute, and data read with it."""

from collections.abc import Iterator
from typing import Any

import pytest

from core.redis import client
from devices.models import Device
from flows import services
from flows.cold import calls
from flows.lane import state, timers
from flows.models import Flow
from flows.web import credentials
from organizations.models import Organization
from telemetry.decode import directory
from tests import factories
from tests.flows.drawing import draw
from tests.flows.lane import Lane, send, us
from tests.rest_server import PASSWORD, SERIAL, USER, RestServer, running

pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    """The time of everybody in the test: ours and the server's."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.looks = 0

    def now_us(self) -> int:
        self.looks += 1
        return us(self.seconds) + self.looks

    def now_s(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (calls, timers):
        monkeypatch.setattr(module, "now_us", clock.now_us)
    return clock


@pytest.fixture
def tickets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    found: list[str] = []
    monkeypatch.setattr(calls, "later", lambda task, ticket, **_: found.append(ticket))
    return found


@pytest.fixture
def server(clock: Clock, settings: Any) -> Iterator[RestServer]:
    with running(RestServer(clock=clock.now_s)) as server:
        settings.OUTBOUND_ALLOW = ["127.0.0.1"]
        settings.CALLS_PER_SECOND = 1_000.0
        yield server


@pytest.fixture
def organization(transactional_db: None) -> Organization:
    directory.forget()
    return factories.organization()


@pytest.fixture
def device(organization: Organization) -> Device:
    return factories.device(organization, "TG7")


class Plant:
    """The flow at work: `pass_time` moves the clock second by second and lets lane and cold lane do what is due."""

    def __init__(self, flow: Flow, device: Device, clock: Clock, tickets: list[str]) -> None:
        self.flow, self._device, self._clock, self._tickets = flow, device, clock, tickets
        self.lane = Lane()

    def settle(self) -> None:
        self.lane.turn()
        calls.sweep()
        while self._tickets:
            calls.work(self._tickets.pop(0))
            self.lane.turn()

    def pass_time(self, seconds: int, *, tick_every_s: int = 10) -> None:
        for _ in range(seconds):
            self._clock.seconds += 1
            self.lane.clock(us(self._clock.seconds))
            if self._clock.seconds % tick_every_s == 0:
                send((self._device.id, "tick", self._clock.seconds, 1.0))
            self.settle()

    def heard(self) -> list[Any]:
        return [message["value"] for message in reversed(state.debug_messages(self.flow.id))]


def trusted(organization: Organization, device: Device, server: RestServer) -> Flow:
    metric = factories.metric(device, "tick")
    credential = credentials.create_credential(
        organization, name="Trusted", kind="basic", settings={"username": USER}, secrets={"password": PASSWORD}
    )
    document = draw(
        {
            "tick": ("source.metric", {"mode": "metric", "metric": metric.id}),
            "token": ("outside.token", {"url": f"{server.url}/token", "credential": credential.id}),
            "serial": ("source.constant", {"kind": "text", "text": SERIAL}),
            "data": (
                "outside.rest",
                {
                    "url": f"{server.url}/api/SensorData/Get?SerialNumber=#serial&Count=1",
                    "headers": [{"name": "Authorization", "value": "Bearer #token"}],
                    "outputs": [{"name": "temperature", "path": "$[0].Temperature", "type": "number"}],
                    "with_body": False,
                },
            ),
            "show": ("output.debug", {}),
        },
        "tick.value > data.request",
        "token.token > data.token",
        "serial.value > data.serial",
        "data.unauthorized > token.renew",
        "data.temperature > show.value",
    )
    flow = services.create_flow(organization, name="Trusted", document=document)
    services.deploy(flow)
    return flow


@pytest.fixture
def plant(organization, device, server, clock, tickets) -> Plant:
    plant = Plant(trusted(organization, device, server), device, clock, tickets)
    plant.settle()
    return plant


@pytest.mark.slow
def test_ten_minutes_over_many_ends_of_tokens_without_touching_it(plant, server):
    plant.pass_time(600)

    assert server.counts["/api/SensorData/Get"] == 60
    assert server.refused == 0
    assert len(plant.heard()) == 60
    assert server.counts["/token"] == 13  # one in 48 s, and the first
    assert state.block_errors(plant.flow.id) == {}


def test_a_token_that_is_taken_back_early_is_replaced_by_itself(plant, server):
    plant.pass_time(20)
    server.tokens.clear()
    plant.pass_time(20)

    assert server.refused == 1
    assert server.counts["/token"] == 2
    assert len(plant.heard()) == 3
    assert "answers 401 Unauthorized" in state.block_errors(plant.flow.id)["data"]["message"]


def test_a_server_that_refuses_every_token_is_not_asked_without_end(plant, server):
    server.token_s = 0.0
    server.tokens.clear()
    plant.pass_time(40, tick_every_s=2)
    assert server.counts["/token"] <= 6


def test_the_token_is_nowhere_to_be_read(plant, server):
    plant.pass_time(30)

    assert server.counts["/token"] == 1
    redis: Any = client()
    dumped = b"".join(redis.dump(key) or b"" for key in redis.keys("*"))
    assert b"token-1" not in dumped
    assert PASSWORD.encode() not in dumped
    assert b"sealed:" in dumped
