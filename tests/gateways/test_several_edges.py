"""Two edges beside each other: they tell each other what matters, and adopt what a dead one held."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis

from devices.services import issue_token
from gateways import services
from gateways.edge import limits
from gateways.edge.presence import ONLINE
from gateways.edge.server import ALIVE
from organizations.models import Organization
from tests.gateways.conftest import Account, Log, RunningEdge, eventually, free_port
from tests.gateways.wire import Wire


@pytest.fixture
def second(edge: RunningEdge, settings: Any) -> Iterator[RunningEdge]:
    settings.MQTT_PORT, settings.MQTTS_PORT = free_port(), free_port()
    running = RunningEdge()
    eventually(lambda: running.edge.outgoing.is_up)
    yield running
    running.stop()


def test_a_client_id_is_taken_over_from_the_other_edge(
    press: Account, edge: RunningEdge, second: RunningEdge, wire: Callable[..., Wire]
) -> None:
    older = wire(press, client_id="same")
    newer = wire(press, client_id="same", port=second.port)
    assert older.is_closed()
    newer.ping()


def test_news_of_an_older_log_in_that_come_late_do_not_close_the_newer_one(
    press: Account, edge: RunningEdge, second: RunningEdge, wire: Callable[..., Wire]
) -> None:
    wire(press, client_id="same")
    (taken_at_us,) = [client.taken_at_us for client in edge.edge.sockets]
    newer = wire(press, client_id="same", port=second.port)
    second.call(lambda: second.edge.close_taken((press.organization_id, "same"), taken_at_us))
    newer.ping()


def test_an_edge_that_is_ready_hears_its_neighbours(press: Account, edge: RunningEdge) -> None:
    assert edge.edge.news.hears.is_set()


def test_a_listener_at_one_edge_hears_devices_at_the_other(
    press: Account, gateway: Account, second: RunningEdge, wire: Callable[..., Wire]
) -> None:
    listener = wire(gateway)
    listener.subscribe("sluice/+/samples")
    eventually(lambda: second.edge.audience.hears(press.organization_id, "press"))
    wire(press, port=second.port).acked("sluice/press/samples", "1")
    assert listener.message() == ("sluice/press/samples", b"1")


def test_an_external_broker_is_held_by_one_of_them(edge: RunningEdge, second: RunningEdge, organization: Organization) -> None:
    services.create_connection(organization, name="x", host="127.0.0.1", port=1, topic="{device}")
    eventually(lambda: len(edge.edge.feeds) + len(second.edge.feeds) == 1)


def test_devices_of_a_killed_edge_go_offline_unless_they_come_back(
    press: Account, gateway: Account, edge: RunningEdge, wire: Callable[..., Wire], written: Log,
    redis_server: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(limits, "ABSENCE_S", 0.3)
    connection = redis.Redis(unix_socket_path=str(redis_server))
    wire(gateway)
    eventually(lambda: connection.hget(ONLINE, str(gateway.device.id)))
    # As it stands while the note that the gateway is here now has not arrived yet.
    connection.hset(ONLINE, mapping={str(press.device.id): "killed", str(gateway.device.id): "killed"})
    assert not connection.exists(f"{ALIVE}killed")
    connection.close()
    edge.call(lambda: edge.edge.loop.create_task(edge.edge._adopt()))
    gone = eventually(lambda: [event for event in written.events("presence") if not event[1]])
    assert [event[0] for event in gone] == [press.device.id]


def test_many_new_tokens_in_a_row_are_loaded_in_few_turns(press: Account, edge: RunningEdge) -> None:
    before = edge.edge.credentials._loads
    for _ in range(60):
        issue_token(press.device)
    eventually(lambda: len(edge.edge.credentials) == 61)
    assert edge.edge.credentials._loads - before < 40
