import json
import re

import pytest
from django.test import Client

from core.clock import LEADER_KEY
from core.redis import client
from iotsite import health
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_well(monkeypatch):
    """Parts that this test has no process for."""
    for name in ("_broker", "_edge", "_hot_lane", "_clock", "_front_end"):
        monkeypatch.setattr(health, name, lambda: "works")


def test_health_is_200_when_every_part_works(all_well):
    answer = Client().get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "parts": dict.fromkeys(["database", "redis", "broker", "edge", "hot lane", "clock", "front end"], "ok"),
    }


def test_health_is_503_with_the_reason_while_a_part_is_down(all_well, monkeypatch):
    monkeypatch.setattr(health, "_edge", lambda: (_ for _ in ()).throw(ConnectionRefusedError(111, "Connection refused")))

    answer = Client().get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["reason"] == "edge: It cannot be reached: [Errno 111] Connection refused."
    assert answer.json()["parts"]["edge"] == "down"


def test_the_clock_is_down_until_one_leads():
    assert {p.name: p.state for p in health.parts()}["clock"] == "down"
    client().set(LEADER_KEY, b"me")
    assert {p.name: p.state for p in health.parts()}["clock"] == "ok"


def test_the_hot_lane_is_down_until_every_partition_is_read(monkeypatch):
    monkeypatch.setattr("telemetry.lane.names", lambda: ["telemetry"])
    parts = {part.name: part for part in health.parts()}

    assert parts["hot lane"].state == "down"
    assert re.search(r"reads 0 of 8 partitions", parts["hot lane"].detail)


def test_the_hot_lane_is_down_while_it_does_not_come_round(monkeypatch):
    member = {"consumer": "telemetry", "partitions": list(range(8)), "state": "working", "step_s": 20.5}
    monkeypatch.setattr("telemetry.lane.names", lambda: ["telemetry"])
    monkeypatch.setattr("telemetry.lane.status", lambda: [member])
    assert {part.name: part.detail for part in health.parts()}["hot lane"] == "“telemetry” has been at one step for 20 s."
    member["step_s"] = 3.0
    assert {part.name: part.state for part in health.parts()}["hot lane"] == "ok"


def test_figures_are_for_this_machine_only(all_well):
    assert Client(REMOTE_ADDR="192.0.2.7").get("/metrics").status_code == 403
    assert Client().get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403
    figures = Client().get("/metrics").content.decode()

    assert 'sluice_part_up{part="redis"} 1.0' in figures
    assert 'sluice_log_backlog_bytes{partition="7"} 0.0' in figures
    assert 'sluice_queue_tasks{queue="effects"} 0.0' in figures


def test_figures_are_for_who_knows_the_token(all_well, monkeypatch):
    monkeypatch.setenv("SLUICE_METRICS_TOKEN", "scrape")

    assert Client().get("/metrics").status_code == 403
    assert Client().get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 403
    assert Client(REMOTE_ADDR="192.0.2.7").get("/metrics", headers={"Authorization": "Bearer scrape"}).status_code == 200


def test_the_status_page_is_for_people_who_are_logged_in(all_well):
    assert Client().get("/api/status").status_code == 401

    status = factories.client(factories.user(factories.organization(), "viewer")).get("/api/status").json()

    assert status["state"] == "ok"
    assert status["log"]["partitions"] == [{"partition": p, "backlog_bytes": 0} for p in range(8)]
    assert [queue["name"] for queue in status["queues"]] == ["default", "effects", "reports"]
    assert (status["connections"], status["alarms_open"]) == (0, 0)


def edge_says(name: str, **figures: object) -> None:
    status = {"connections": 0, "slowed": 0, "log_waiting_bytes": 0, "received": 0, "dropped": 0, "refused_logins": 0}
    client().hset("edge:status", name, json.dumps(status | {"is_broker_up": True} | figures))
    client().set(f"edge:alive:{name}", 1)


def test_figures_of_the_edges_that_live_are_added_up():
    edge_says("a", connections=3, received=10)
    edge_says("b", connections=4, received=20)
    edge_says("dead", connections=100)
    client().delete("edge:alive:dead")

    assert {part.name: part for part in health.parts()}["edge"] == ("edge", "ok", "7 connections")
    figures = Client().get("/metrics").content.decode()
    assert "sluice_edge_connections 7.0" in figures
    assert "sluice_edge_received_total 30.0" in figures


def test_an_edge_without_its_broker_is_down():
    edge_says("a", is_broker_up=False)

    part = {part.name: part for part in health.parts()}["edge"]

    assert part == ("edge", "down", "The edge has no connection to the broker.")
