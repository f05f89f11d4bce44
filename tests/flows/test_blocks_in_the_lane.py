"""Windows, series, scripts and analyses in the real lane: with its timers, its states and its calls."""

from collections.abc import Iterator
from typing import Any

import pytest

from devices.models import Device
from flows import services
from flows.cold import calls
from flows.javascript.client import host
from flows.lane import state
from flows.models import Flow
from organizations.models import Organization
from telemetry.decode import directory
from tests import factories
from tests.flows.drawing import draw
from tests.flows.lane import START_S, Lane, send, us

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True, scope="module")
def _stopped() -> Iterator[None]:
    yield
    host.stop()


@pytest.fixture(autouse=True)
def tickets(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sent: list[str] = []
    monkeypatch.setattr(calls, "later", lambda task, ticket, **_: sent.append(ticket))
    return sent


@pytest.fixture
def organization(transactional_db: None) -> Organization:
    directory.forget()
    return factories.organization()


@pytest.fixture
def device(organization: Organization) -> Device:
    return factories.device(organization, "boiler")


def running(organization: Organization, blocks: dict[str, tuple[str, dict[str, Any]]], *wires: str) -> Flow:
    source = {"in": ("source.metric", {"mode": "pattern", "path": "temp"})}
    flow = services.create_flow(organization, name="Boiler", document=draw({**source, **blocks}, *wires))
    services.deploy(flow)
    return flow


def heard(flow: Flow) -> list[tuple[float, Any]]:
    """Time and value of the debug messages, oldest first."""
    return [(message["ts"] / 1000 - START_S, message["value"]) for message in reversed(state.debug_messages(flow.id))]


def test_a_window_is_closed_by_the_clock_also_after_a_restart(organization: Organization, device: Device):
    flow = running(
        organization,
        {"w": ("statistics.window", {"length_s": 10, "functions": ["average"]}), "out": ("output.debug", {})},
        "in.value > w.value",
        "w.average > out.value",
    )
    send((device.id, "temp", 1, 10.0), (device.id, "temp", 3, 20.0))
    Lane().turn()
    assert heard(flow) == []

    Lane().clock(us(10.1))

    assert heard(flow) == [(10.0, 15.0)]


def test_windows_that_waited_in_the_log_are_those_of_their_times(organization: Organization, device: Device):
    flow = running(
        organization,
        {"w": ("statistics.window", {"length_s": 10, "functions": ["sum"]}), "out": ("output.debug", {})},
        "in.value > w.value",
        "w.sum > out.value",
    )
    send(*((device.id, "temp", second, 1.0) for second in range(25)))
    Lane().turn()

    assert heard(flow) == [(10.0, 10.0), (20.0, 10.0)]


def test_samples_of_a_series_leave_with_their_own_times(organization: Organization, device: Device):
    flow = running(
        organization,
        {
            "g": ("statistics.group_by_time", {"by": "count", "values": 3}),
            "u": ("statistics.ungroup_by_time", {}),
            "out": ("output.debug", {}),
        },
        "in.value > g.value",
        "g.series > u.series",
        "u.value > out.value",
    )
    lane = Lane()
    send((device.id, "temp", 1, 5.0), (device.id, "temp", 2, 6.0), (device.id, "temp", 4, 7.0))
    lane.turn()
    for _ in range(3):
        lane.clock(us(5))

    assert heard(flow) == [(1.0, 5.0), (2.0, 6.0), (4.0, 7.0)]


def test_a_script_keeps_a_state_for_each_device_and_says_what_went_wrong(organization: Organization, device: Device):
    other = factories.device(organization, "pump")
    code = """state.sum = (state.sum ?? 0) + inputs.value;
if (state.sum > 50) throw new Error('too much');
outputs.result = state.sum;"""
    flow = running(
        organization,
        {"js": ("script.javascript", {"code": code}), "out": ("output.debug", {}), "bad": ("output.debug", {})},
        "in.value > js.value",
        "js.result > out.value",
        "js.error > bad.value",
    )
    lane = Lane()
    send((device.id, "temp", 1, 10.0), (other.id, "temp", 2, 20.0), (device.id, "temp", 3, 30.0), (device.id, "temp", 4, 90.0))
    lane.turn()
    send((device.id, "temp", 5, 1.0))
    lane.turn()

    values = sorted(heard(flow), key=lambda message: message[0])
    assert values == [(1.0, 10), (2.0, 20), (3.0, 40), (4.0, "Error: too much (line 2, column 31)"), (5.0, 41)]


def test_an_analysis_is_done_in_the_cold_lane_and_its_answer_comes_back(
    organization: Organization, device: Device, tickets: list[str]
):
    flow = running(
        organization,
        {
            "g": ("statistics.group_by_time", {"by": "count", "values": 40}),
            "cp": ("analytics.change_points", {}),
            "out": ("output.debug", {}),
        },
        "in.value > g.value",
        "g.series > cp.series",
        "cp.changes > out.value",
    )
    lane = Lane()
    send(*((device.id, "temp", second, 10.0 + second % 3 + (20.0 if second >= 25 else 0.0)) for second in range(40)))
    lane.turn()
    assert heard(flow) == []
    calls.work(tickets[0])
    lane.turn()

    ((_, changes),) = heard(flow)
    assert [change["time"] for change in changes] == [START_S + 25.0]
    assert changes[0]["after"] - changes[0]["before"] == pytest.approx(20, abs=1)
