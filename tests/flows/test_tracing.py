"""One sample, followed through a flow: stored ones, invented ones and the next one that comes."""

from typing import Any

import pytest

from core import live
from core.errors import Missing, Refused
from core.redis import client
from devices.models import Device
from flows import services, tracing
from flows.graphs.interpreter import Interpreter, Memory
from flows.lane import state
from flows.models import Flow
from organizations.models import Organization
from telemetry.decode import directory
from tests import factories
from tests.flows.drawing import draw
from tests.flows.lane import Lane, send, us
from tests.flows.test_compiler import graph_of
from tests.flows.test_watching import Told

DOCUMENT = draw(
    {
        "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
        "b2": ("math.moving_average", {"window": 3}),
        "b3": ("logic.threshold", {"raise_at": 80, "clear_at": 75}),
        "b4": ("logic.on_delay", {"delay_s": 60}),
        "b5": ("output.alarm", {"title": "Too hot", "text": "{device} is at {value}"}),
    },
    "b1.value > b2.value",
    "b2.value > b3.value",
    "b3.active > b4.value",
    "b4.value > b5.active",
    "b3.value > b5.value",
)


def traced(document: dict[str, Any], *rows: tuple[int, float, Any]) -> list[dict[str, Any]]:
    """The steps of the last of the rows `(entry, seconds, value)`, after the others."""
    *before, last = [(entry, 1, us(at_s), value, 0, 0) for entry, at_s, value in rows]
    steps: list[dict[str, Any]] = tracing.trace(graph_of(document), Memory(), last, before=before)["steps"]
    return steps


# --- steps


def test_a_step_tells_inputs_outputs_and_what_the_block_remembered():
    steps = traced(DOCUMENT, (0, 1, 60.0), (0, 2, 90.0))

    assert [step["block"] for step in steps] == ["b1", "b2", "b3"]
    source, average, threshold = steps
    assert (source["cause"], source["at"], source["outputs"]["value"]) == ("sample", us(2) / 1000, 90.0)
    assert (average["inputs"], average["fresh"], average["outputs"]) == ({"value": 90.0}, ["value"], {"value": 75.0})
    assert average["state_before"] != average["state_after"]
    assert threshold["outputs"] == {"value": 75.0}  # `active` has not changed


def test_a_timer_that_is_set_stands_in_the_step_and_is_followed_when_it_comes():
    steps = traced(DOCUMENT, (0, 1, 60.0), (0, 2, 90.0), (0, 3, 99.0))
    delay = next(step for step in steps if step["block"] == "b4")
    assert delay["timer"] == {"due": us(63) / 1000}

    later = traced(DOCUMENT, (0, 1, 60.0), (0, 2, 90.0), (0, 3, 99.0), (0, 70, 99.0))

    fired = [step for step in later if step["cause"] == "timer"]
    assert [step["block"] for step in fired] == ["b4", "b5"]
    assert fired[1]["effects"] == [{"does": "raise", "value": 83.0, "detail": "{device} is at {value}"}]


def test_a_block_that_fails_tells_why_and_with_what():
    document = draw(
        {"b1": ("source.metric", {"mode": "pattern", "path": "a"}), "b2": ("math.formula", {"expression": "1 / value"})},
        "b1.value > b2.value",
    )

    _, step = traced(document, (0, 1, 0.0))

    assert (step["error"], step["inputs"], step["outputs"]) == (
        "float division by zero",
        {"value": 0.0},
        {"error": step["error"]},
    )


def test_a_block_that_still_waits_for_another_input_says_for_which():
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "a"}),
            "b2": ("source.metric", {"mode": "pattern", "path": "b"}),
            "b3": ("math.formula", {"expression": "x * y"}),
        },
        "b1.value > b3.x",
        "b2.value > b3.y",
    )

    steps = traced(document, (0, 1, 2.0))

    assert [(step["block"], step["waits_for"]) for step in steps] == [("b1", []), ("b3", ["y"])]


def test_what_is_remembered_is_left_as_it_was():
    graph = graph_of(DOCUMENT)
    runner = Interpreter(graph)
    runner.run([(0, 1, us(1), 90.0, 0, 0)])
    memory = runner.memories[1]
    before = repr(memory)

    tracing.trace(graph, memory, (0, 1, us(2), 95.0, 0, 0), before=[(0, 1, us(1.5), 10.0, 0, 0)])

    assert repr(memory) == before


# --- the next sample


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    told = Told()
    monkeypatch.setattr(live, "publisher", lambda: told)
    return told


@pytest.fixture
def organization(transactional_db: None) -> Organization:
    directory.forget()
    return factories.organization()


@pytest.fixture
def devices(organization: Organization) -> list[Device]:
    return [factories.device(organization, name) for name in ("boiler", "pump")]


@pytest.fixture
def flow(organization: Organization) -> Flow:
    flow = services.create_flow(organization, name="Boiler", document=DOCUMENT)
    services.deploy(flow)
    return flow


def wait_for_next(flow: Flow, told: Told, device: Device | None = None) -> dict[str, Any]:
    made = tracing.wish(flow.id, flow.organization_id, device_id=device.id if device else None, wait_s=60)
    told.topics = frozenset({f"{flow.organization_id}/n:{flow.id}"})
    return made


@pytest.mark.django_db(transaction=True)
def test_the_next_sample_is_traced_from_where_the_flow_stands(told: Told, flow: Flow, devices: list[Device]):
    lane = Lane()
    send((devices[0].id, "temp", 1, 60.0))
    lane.turn()
    wish = wait_for_next(flow, told)

    send((devices[0].id, "temp", 2, 90.0), (devices[0].id, "temp", 3, 90.0))
    lane.turn()

    [made] = tracing.kept(flow.id)
    sample = made["sample"]
    assert (sample["device"], sample["path"], sample["value"], sample["at"]) == ("boiler", "temp", 90.0, us(2) / 1000)
    assert [step["outputs"] for step in made["steps"] if step["block"] == "b2"] == [{"value": 75.0}]
    assert (made["origin"], made["revision"]) == ("live", 1)
    assert told.events == [(flow.organization_id, f"t:{flow.id}", {"id": made["id"], "wish": wish["id"]})]


@pytest.mark.django_db(transaction=True)
def test_a_wish_for_one_device_lets_others_pass_and_counts_earlier_samples_of_the_batch(
    told: Told, flow: Flow, devices: list[Device]
):
    boiler, pump = devices
    lane = Lane()
    wait_for_next(flow, told, pump)
    send((boiler.id, "temp", 1, 60.0))
    lane.turn()
    assert tracing.kept(flow.id) == []

    send((boiler.id, "temp", 2, 10.0), (pump.id, "temp", 2, 40.0))
    lane.turn()

    [made] = tracing.kept(flow.id)
    assert made["sample"]["device_id"] == pump.id
    assert made["steps"][1]["outputs"] == {"value": 40.0}


@pytest.mark.django_db(transaction=True)
def test_a_wish_is_fulfilled_once(told: Told, flow: Flow, devices: list[Device]):
    lane = Lane()
    wait_for_next(flow, told)

    for second in (1, 2, 3):
        send((devices[0].id, "temp", second, 60.0))
        lane.turn()

    assert len(tracing.kept(flow.id)) == 1


@pytest.mark.django_db(transaction=True)
def test_tracing_changes_nothing_of_what_the_flow_remembers(told: Told, flow: Flow, devices: list[Device]):
    lane = Lane()
    send((devices[0].id, "temp", 1, 60.0), (devices[1].id, "temp", 1, 60.0))
    lane.turn()
    wait_for_next(flow, told, devices[0])
    send((devices[0].id, "temp", 2, 90.0), (devices[1].id, "temp", 2, 90.0))
    lane.turn()

    program = lane.consumer.programs[flow.id]
    packed = [client().hget(state.key_of("state", flow.id), str(device.id)) for device in devices]
    assert packed[0] == packed[1]
    assert isinstance(packed[0], bytes)
    assert program.codec.is_current(packed[0])


@pytest.mark.django_db(transaction=True)
def test_a_wish_that_was_taken_back_is_not_fulfilled(told: Told, flow: Flow, devices: list[Device]):
    wish = wait_for_next(flow, told)
    assert tracing.end_wish(flow.id, flow.organization_id, wish["id"])

    send((devices[0].id, "temp", 1, 60.0))
    Lane().turn()

    assert tracing.kept(flow.id) == []


@pytest.mark.django_db(transaction=True)
def test_more_wishes_than_the_bound_are_refused(flow: Flow):
    for _ in range(tracing.WISHES_BOUND):
        tracing.wish(flow.id, flow.organization_id, device_id=None, wait_s=60)

    with pytest.raises(Refused, match="10 people wait"):
        tracing.wish(flow.id, flow.organization_id, device_id=None, wait_s=60)


@pytest.mark.django_db(transaction=True)
def test_a_wish_says_how_soon_every_lane_has_heard_of_it(flow: Flow):
    client().sadd("lane:flows:members", "one")
    with client().pubsub(ignore_subscribe_messages=True) as ear:
        ear.subscribe(live.WATCH_CHANNEL)
        ear.get_message(timeout=1.0)
        told = tracing.wish(flow.id, flow.organization_id, device_id=None, wait_s=60)
        client().sadd("lane:flows:members", "deaf")
        half_told = tracing.wish(flow.id, flow.organization_id, device_id=None, wait_s=60)

    assert told["listens_in_s"] == 0.05
    assert half_told["listens_in_s"] == pytest.approx(0.3)


@pytest.mark.django_db(transaction=True)
def test_only_the_last_traces_are_kept(flow: Flow):
    for number in range(tracing.KEPT + 1):
        tracing.keep(flow.id, {"id": f"t{number}", "steps": []})

    assert len(tracing.kept(flow.id)) == tracing.KEPT
    with pytest.raises(Missing, match="There is no trace t0"):
        tracing.kept_one(flow.id, "t0")
