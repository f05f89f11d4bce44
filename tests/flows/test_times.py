"""Flows that act without samples: schedules, timers, watchdogs, loops; through the lane, with the clock in the test's hand."""

from typing import Any

import pytest

from devices.models import Device
from flows import services
from flows.lane import state, timers
from flows.models import Flow
from organizations.models import Organization
from telemetry.decode import directory
from tests import factories
from tests.flows.drawing import draw
from tests.flows.lane import START_S, Lane, send, us

pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    """What `now` is for everything that asks for a start."""

    now_s = 0.0

    def pass_until(self, lane: Lane, at_s: float) -> None:
        """Let time pass: every timer that is due until then fires, one after the other."""
        self.now_s = at_s
        for _ in range(400):
            due = min((due for part in lane.consumer.partitions if (due := lane.consumer.next_due_us(part))), default=None)
            if due is None or due > us(at_s):
                return
            lane.clock(us(at_s))
        raise AssertionError("timers without end")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(timers, "now_us", lambda: us(clock.now_s))
    return clock


@pytest.fixture
def organization(transactional_db: None) -> Organization:
    directory.forget()
    return factories.organization()


@pytest.fixture
def device(organization: Organization) -> Device:
    return factories.device(organization, "boiler")


def running(organization: Organization, document: dict[str, Any]) -> Flow:
    flow = services.create_flow(organization, name="Times", document=document)
    services.deploy(flow)
    return flow


def told(flow: Flow, block: str) -> list[tuple[float, Any]]:
    """What a debug block has seen, oldest first, in seconds of the test's time."""
    messages = [message for message in state.debug_messages(flow.id) if message["block"] == block]
    return [(message["ts"] / 1000 - START_S, message["value"]) for message in reversed(messages)]


def scheduled(**params: Any) -> dict[str, Any]:
    """A scheduler each minute; START_S is a full minute."""
    return draw(
        {
            "b1": ("source.scheduler", {"every": 1, **params}),
            "b2": ("math.count", {}),
            "d1": ("output.debug", {}),
            "d2": ("output.debug", {}),
        },
        "b1.run > b2.value",
        "b2.count > d1.value",
        "b1.missed > d2.value",
    )


def test_a_schedule_runs_without_any_sample(organization: Organization, clock: Clock):
    flow = running(organization, scheduled())
    lane = Lane()
    lane.turn()

    clock.pass_until(lane, 61)
    clock.pass_until(lane, 121)

    assert told(flow, "d1") == [(60, 1), (120, 2)]


@pytest.mark.parametrize(
    ("missed", "runs", "left_out"),
    [
        # Away from 61 s to 331 s: the runs of 120, 180, 240 and 300 s were missed, of which the last is late by 31 s only.
        ("skip", [(60, 1), (360, 2)], [(120, 4)]),
        ("once", [(60, 1), (120, 2), (360, 3)], [(120, 3)]),
        ("all", [(60, 1), (120, 2), (180, 3), (240, 4), (300, 5), (360, 6)], []),
    ],
)
def test_missed_runs(organization: Organization, clock: Clock, missed: str, runs: list[Any], left_out: list[Any]):
    flow = running(organization, scheduled(missed=missed))
    lane = Lane()
    lane.turn()
    clock.pass_until(lane, 61)

    restarted = Lane()
    clock.pass_until(restarted, 331)
    clock.pass_until(restarted, 361)

    assert told(flow, "d1") == runs
    assert told(flow, "d2") == left_out


def test_runs_are_caught_up_a_hundred_times_at_most(organization: Organization, clock: Clock):
    flow = running(organization, scheduled(missed="all"))
    lane = Lane()
    lane.turn()

    clock.pass_until(lane, 60 * 150 + 30)

    # Only the last messages are kept; the count tells how many runs there were.
    assert told(flow, "d1")[-1] == (6000, 100)
    assert told(flow, "d2") == [(6060, 50)]


def test_a_schedule_goes_on_after_the_flow_was_switched_off_and_on(organization: Organization, clock: Clock):
    flow = running(organization, scheduled())
    lane = Lane()
    lane.turn()
    services.change_flow(flow, is_enabled=False)
    clock.pass_until(lane, 601)
    assert told(flow, "d1") == []

    services.change_flow(flow, is_enabled=True)
    lane.turn()
    clock.pass_until(lane, 661)

    assert told(flow, "d1") == [(660, 1)]
    assert told(flow, "d2") == [(60, 10)]


def test_each_device_s_timers_go_on_after_the_flow_was_switched_off_and_on(
    organization: Organization, device: Device, clock: Clock
):
    other = factories.device(organization, "pump")
    flow = running(
        organization,
        draw(
            {
                "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
                "b2": ("logic.watchdog", {"timeout_s": 30}),
                "d1": ("output.debug", {}),
            },
            "b1.value > b2.value",
            "b2.timeout > d1.value",
        ),
    )
    lane = Lane()
    send((device.id, "temp", 1, 20.0), (other.id, "temp", 2, 20.0))
    lane.turn()
    services.change_flow(flow, is_enabled=False)
    clock.pass_until(lane, 100)

    services.change_flow(flow, is_enabled=True)
    lane.turn()

    assert sorted(told(flow, "d1")) == [(31, True), (32, True)]


def test_a_deploy_that_leaves_the_scheduler_alone_leaves_its_time(organization: Organization, clock: Clock):
    flow = running(organization, scheduled(every=10))
    lane = Lane()
    lane.turn()
    clock.pass_until(lane, 100)
    document = scheduled(every=10)
    document["blocks"]["b2"]["label"] = "Counted"
    services.save_draft(flow, document=document, base_version=flow.draft.version)

    services.deploy(flow)
    lane.turn()
    clock.pass_until(lane, 601)

    assert [at for at, _ in told(flow, "d1")] == [600]


def test_on_deploy_sets_off_after_each_deploy(organization: Organization, clock: Clock):
    document = draw({"b1": ("source.on_deploy", {}), "d1": ("output.debug", {})}, "b1.deployed > d1.value")
    flow = running(organization, document)
    lane = Lane()
    lane.turn()
    clock.now_s = 10

    services.deploy(flow)
    lane.turn()
    lane.turn()

    assert told(flow, "d1") == [(0, True), (10, True)]


def test_on_deploy_waits_for_the_first_sample_of_each_device(organization: Organization, device: Device, clock: Clock):
    flow = running(
        organization,
        draw(
            {
                "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
                "b2": ("source.on_deploy", {}),
                "b3": ("logic.latch", {}),
                "d1": ("output.debug", {}),
                "d2": ("output.debug", {}),
            },
            "b2.deployed > b3.set",
            "b3.value > d1.value",
            "b1.value > d2.value",
        ),
    )
    lane = Lane()
    lane.turn()
    assert told(flow, "d1") == []

    send((device.id, "temp", 5, 20.0), (device.id, "temp", 6, 20.0))
    lane.turn()

    assert told(flow, "d1") == [(5, True)]


def test_a_watchdog_notices_a_sensor_that_never_sends(organization: Organization, device: Device, clock: Clock):
    metric = factories.metric(device, "temp")
    flow = running(
        organization,
        draw(
            {
                "b1": ("source.metric", {"metric": metric.id}),
                "b2": ("logic.watchdog", {"timeout_s": 30}),
                "d1": ("output.debug", {}),
            },
            "b1.value > b2.value",
            "b2.missing > d1.value",
        ),
    )
    lane = Lane()
    lane.turn()

    clock.pass_until(lane, 31)
    send((device.id, "temp", 40, 20.0))
    lane.turn()

    assert told(flow, "d1") == [(0, False), (30, True), (40, False)]


def test_a_timer_ticks_is_stopped_and_leaves_out_what_it_missed(organization: Organization, device: Device, clock: Clock):
    metric = factories.metric(device, "stop", data_type="boolean")
    flow = running(
        organization,
        draw(
            {
                "b1": ("source.metric", {"metric": metric.id}),
                "b2": ("source.timer", {"interval_s": 10}),
                "d1": ("output.debug", {}),
            },
            "b1.value > b2.stop",
            "b2.tick > d1.value",
        ),
    )
    lane = Lane()
    lane.turn()

    clock.pass_until(lane, 11)
    send((device.id, "stop", 12, False))
    lane.turn()
    clock.pass_until(lane, 45)
    clock.pass_until(lane, 51)
    send((device.id, "stop", 52, True))
    lane.turn()
    clock.pass_until(lane, 100)

    assert [at for at, _ in told(flow, "d1")] == [10, 20, 50]


def test_a_counter_fed_back_through_a_delay_runs_once_a_turn(organization: Organization, clock: Clock):
    flow = running(
        organization,
        draw(
            {
                "b1": ("source.on_deploy", {}),
                "b2": ("logic.counter", {}),
                "b3": ("logic.delay", {"delay_s": 5}),
                "d1": ("output.debug", {}),
            },
            "b3.value > b2.up",
            "b2.count > b3.value",
            "b2.count > d1.value",
            "b1.deployed > b2.reset",
        ),
    )
    lane = Lane()
    lane.turn()

    for at_s in (5, 10, 15):
        clock.pass_until(lane, at_s)

    assert told(flow, "d1") == [(0, 0), (5, 1), (10, 2), (15, 3)]
