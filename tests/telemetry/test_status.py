"""What people see of the lane and the store."""

from typing import Any

import pytest
from django.test import Client

from core.clock import now_us
from core.redis import client
from iotsite import health
from telemetry import lane
from telemetry.store import Samples

pytestmark = pytest.mark.django_db


def hot_lane(monkeypatch: pytest.MonkeyPatch, **member: Any) -> health.Part:
    whole = {"consumer": "telemetry", "partitions": list(range(8)), "state": "working"} | member
    monkeypatch.setattr(lane, "names", lambda: ["telemetry"])
    monkeypatch.setattr(lane, "status", lambda: [whole])
    return next(part for part in health.parts() if part.name == "hot lane")


def test_a_lane_that_cannot_go_on_makes_the_whole_unhealthy_and_says_why(monkeypatch):
    waiting = {"state": "waiting", "reason": "The store of samples cannot be used: disk full."}
    assert hot_lane(monkeypatch, **waiting, waiting_since_us=now_us() - 1_000_000).state == "ok"
    part = hot_lane(monkeypatch, **waiting, waiting_since_us=now_us() - 4_000_000)
    assert (part.state, part.detail) == ("down", "“telemetry” waits: The store of samples cannot be used: disk full.")


def test_prometheus_sees_store_and_set_aside_entries(readings):
    now = now_us()
    readings.append(Samples.of([1], [now - 3600_000_000], [1.0]))
    client().lpush("lane:telemetry:poison", b"x")
    text = Client().get("/metrics").content.decode()
    assert "sluice_lane_set_aside 1.0" in text
    assert "sluice_store_up 1.0" in text
    assert "sluice_store_dirty_minutes 1.0" in text
    lag = float(next(line for line in text.splitlines() if line.startswith("sluice_store_lag_seconds ")).split()[1])
    assert 3400 < lag < 3600


def test_a_store_that_cannot_be_reached_does_not_hide_the_other_figures(settings, tmp_path):
    settings.READINGS_URL = f"sqlite:///{tmp_path / 'no such folder' / 'readings.db'}"
    text = Client().get("/metrics").content.decode()
    assert "sluice_store_up 0.0" in text
    assert "sluice_log_bound_bytes" in text
