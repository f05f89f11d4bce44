"""One organization's slow flow or flood delays nobody else, and loses and doubles nothing."""

from typing import Any

import pytest

from core.redis import client
from devices.models import Device
from flows import services
from flows.lane import state, waiting
from flows.lane.engine import SLICE_US, WAITING_SLICE_US
from flows.models import Flow
from organizations.models import Organization
from telemetry import log
from telemetry.decode import directory
from tests import factories
from tests.flows.drawing import draw
from tests.flows.lane import Crash, Lane, send, us

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organization(transactional_db: None) -> Organization:
    directory.forget()
    return factories.organization()


@pytest.fixture
def device(organization: Organization) -> Device:
    return factories.device(organization, "boiler")


class Watch:
    """A clock that stands still but while a slow flow runs."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def summing(organization: Organization, name: str = "Sum", path: str = "temp") -> Flow:
    """Keeps a state that shows each lost, doubled or misplaced row."""
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": path}),
            "b2": ("math.moving_average", {"window": 1000}),
            "b3": ("output.debug", {}),
            "b4": ("output.metric", {"path": "sum"}),
        },
        "b1.value > b2.value",
        "b2.value > b3.value",
        "b2.value > b4.value",
    )
    flow = services.create_flow(organization, name=name, document=document)
    services.deploy(flow)
    return flow


def slow(lane: Lane, flow: Flow, row_s: float = 0.005) -> None:
    """From now on each row of the flow takes that long."""
    lane.consumer._follow_changes()
    program = lane.consumer.programs[flow.id]
    watch = Watch()
    program.clock = watch
    plain = program._run

    def run(rows: Any, states: Any) -> None:
        watch.now_s += row_s * len(rows)
        plain(rows, states)

    program._run = run


def one_turn(lane: Lane) -> None:
    """A single reading of the log, however much waits behind."""
    partition = next(p for p in log.partitions() if client().xlen(log.stream(p)))
    lane.turn_once(partition)


def values(flow: Flow) -> list[float]:
    return [message["value"] for message in reversed(state.debug_messages(flow.id))]


def averages(count: int) -> list[float]:
    return [sum(range(n + 1)) / (n + 1) for n in range(count)]


def in_one_partition(organization: Organization, partition: int) -> Device:
    while True:
        found = factories.device(organization)
        if log.partition_of(found.id) == partition:
            return found


def test_a_slow_flow_is_interrupted_and_everybody_else_is_done(organization: Organization, device: Device):
    others = factories.organization()
    quick_device = in_one_partition(others, log.partition_of(device.id))
    slow_flow, quick_flow = summing(organization), summing(others)
    lane = Lane()
    slow(lane, slow_flow)
    send(*((device.id, "temp", at, float(at)) for at in range(60)), (quick_device.id, "temp", 1, 0.0))

    one_turn(lane)

    assert values(quick_flow) == [0.0]
    done = len(values(slow_flow))
    # A slice, rounded up to a row, and what the waiting ones may take.
    assert 1 <= done <= (SLICE_US + WAITING_SLICE_US) / 5_000 + 2

    lane.turn()

    assert values(slow_flow) == averages(60)
    assert client().keys("flows:waiting:*") == []


def test_a_script_that_never_ends_delays_nobody_else(organization: Organization, device: Device):
    others = factories.organization()
    quick_device = in_one_partition(others, log.partition_of(device.id))
    quick = summing(others)
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": ("script.javascript", {"code": "if (inputs.value > 0) while (true) {}; outputs.result = 1"}),
            "b3": ("output.debug", {}),
        },
        "b1.value > b2.value",
        "b2.result > b3.value",
    )
    endless = services.create_flow(organization, name="Endless", document=document)
    services.deploy(endless)
    lane = Lane()
    # The first ones are quick, so that many more are thought to fit into a slice.
    send(*((device.id, "temp", at, 0.0) for at in range(50)))
    lane.turn()
    send(*((device.id, "temp", 50 + at, 1.0) for at in range(40)), (quick_device.id, "temp", 1, 0.0))

    one_turn(lane)

    assert values(quick) == [0.0]
    (error,) = state.block_errors(endless.id).values()
    assert 1 <= error["count"] <= 2
    assert len(values(endless)) == 50


def test_what_comes_later_stays_behind_what_waits(organization: Organization, device: Device):
    flow = summing(organization)
    lane = Lane()
    slow(lane, flow)
    send(*((device.id, "temp", at, float(at)) for at in range(30)))
    one_turn(lane)
    send(*((device.id, "temp", at, float(at)) for at in range(30, 60)))
    lane.turn()

    assert values(flow) == averages(60)


@pytest.mark.parametrize("crash", ["before commit", "after commit"])
def test_a_crash_loses_and_doubles_no_row_that_waits(organization: Organization, device: Device, crash: str):
    flow = summing(organization)
    lane = Lane()
    slow(lane, flow)
    send(*((device.id, "temp", at, float(at)) for at in range(60)))
    one_turn(lane)
    with pytest.raises(Crash):
        lane.turn(crash=crash)

    Lane().turn()

    assert values(flow) == averages(60)
    # What was written as samples of its own carries the time of its row.
    entries: Any = client().xrange(log.stream(log.partition_of(device.id)))
    times = [
        time_us
        for _, fields in entries
        for kind, body in fields.items()
        if kind == log.SAMPLES and log.decode_body(body)[6] == f"flow:{flow.id}"
        for time_us in log.decode_body(body)[3]
    ]
    assert times == [us(at) for at in range(60)]


def test_rows_that_wait_go_on_in_the_next_revision(organization: Organization, device: Device):
    flow = summing(organization)
    lane = Lane()
    slow(lane, flow)
    send(*((device.id, "temp", at, float(at)) for at in range(60)))
    one_turn(lane)
    document = dict(flow.draft.document)
    document["blocks"]["b3"]["label"] = "Seen"
    services.save_draft(flow, document=document, base_version=flow.draft.version)
    services.deploy(flow)

    lane.turn()

    assert values(flow) == averages(60)


def test_a_flow_that_is_switched_off_forgets_what_waits(organization: Organization, device: Device):
    flow = summing(organization)
    lane = Lane()
    slow(lane, flow)
    send(*((device.id, "temp", at, float(at)) for at in range(60)))
    one_turn(lane)
    done = len(values(flow))
    services.change_flow(flow, is_enabled=False)

    lane.turn()

    assert len(values(flow)) == done
    assert client().keys("flows:waiting:*") == []


def test_two_slow_organizations_take_turns(organization: Organization, device: Device):
    others = factories.organization()
    theirs = in_one_partition(others, log.partition_of(device.id))
    first, second = summing(organization), summing(others)
    lane = Lane()
    slow(lane, first)
    slow(lane, second)
    rows = [(one.id, "temp", at, float(at)) for one in (device, theirs) for at in range(40)]
    send(*rows)
    for _ in range(5):
        one_turn(lane)
        lane.nudge()

    counts = [len(values(flow)) for flow in (first, second)]
    assert min(counts) > 4
    assert max(counts) - min(counts) <= 6

    lane.turn()

    assert values(first) == values(second) == averages(40)


def test_too_much_waiting_shuts_the_doors_and_then_leaves_out(
    organization: Organization, device: Device, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(waiting, "CROWDED_ROWS", 20)
    monkeypatch.setattr(waiting, "MAX_ROWS", 40)
    flow = summing(organization)
    lane = Lane()
    slow(lane, flow)
    send(*((device.id, "temp", at, float(at)) for at in range(100)))
    one_turn(lane)

    assert log.crowded() == {organization.id}
    (error,) = state.block_errors(flow.id).values()
    assert error["count"] > 40
    assert error["message"].startswith("Samples come faster than this flow can work them off;")

    lane.turn()

    assert log.crowded() == set()
    assert values(flow) == averages(len(values(flow)))
