"""What happens at the limits, and when the world outside is away."""

from typing import Any

import pytest
from django.db import OperationalError

import alarms.services as alarm_services
from alarms.models import Alarm
from core.errors import Unavailable
from core.redis import client
from devices.models import Device
from flows import catalogue, services
from flows.block import Block, Example, Params, Ports
from flows.graphs.facts import NoFacts
from flows.graphs.validation import check, place
from flows.graphs.validation import upgraded as upgraded_document
from flows.lane import engine, figures, outbox, state
from flows.models import Flow
from organizations.models import Organization
from telemetry.decode import directory
from tests import factories
from tests.flows.drawing import draw
from tests.flows.lane import Lane, send, us

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organization(transactional_db: None) -> Organization:
    directory.forget()
    return factories.organization()


@pytest.fixture
def device(organization: Organization) -> Device:
    return factories.device(organization, "boiler")


@pytest.fixture
def alarm_flow(organization: Organization) -> Flow:
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": ("logic.threshold", {"raise_at": 80, "clear_at": 75}),
            "b3": ("output.alarm", {}),
        },
        "b1.value > b2.value",
        "b2.active > b3.active",
    )
    flow = services.create_flow(organization, name="Boiler", document=document)
    services.deploy(flow)
    return flow


@pytest.fixture
def average_flow(organization: Organization) -> Flow:
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": ("math.moving_average", {"window": 3}),
            "b3": ("output.widget", {}),
        },
        "b1.value > b2.value",
        "b2.value > b3.value",
    )
    flow = services.create_flow(organization, name="Average", document=document)
    services.deploy(flow)
    return flow


def test_alarms_wait_while_the_database_is_away(alarm_flow: Flow, device: Device, monkeypatch: pytest.MonkeyPatch):
    lane = Lane()
    with monkeypatch.context() as patch:
        patch.setattr(alarm_services, "apply", _raises(OperationalError("gone")))
        send((device.id, "temp", 1, 90.0))
        lane.turn()
        send((device.id, "temp", 2, 60.0))
        lane.turn()
    assert (Alarm.objects.count(), figures.waiting().outbox_batches) == (0, 2)

    lane.consumer.outbox.drain()

    alarm = Alarm.objects.get()
    assert alarm.raised_at.timestamp() * 1e6 == us(1)
    assert alarm.cleared_at is not None
    assert figures.waiting().outbox_batches == 0


def test_samples_wait_when_too_many_effects_do(alarm_flow: Flow, device: Device, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(outbox, "MAX_BATCHES", 1)
    monkeypatch.setattr(alarm_services, "apply", _raises(OperationalError("gone")))
    lane = Lane()
    send((device.id, "temp", 1, 90.0))
    lane.turn()
    send((device.id, "temp", 2, 60.0))

    with pytest.raises(Unavailable, match="their samples wait"):
        lane.turn()

    monkeypatch.undo()
    lane.turn()
    lane.consumer.outbox.drain()
    alarm = Alarm.objects.get()
    assert alarm.cleared_at is not None
    assert alarm.cleared_at.timestamp() * 1e6 == us(2)


def test_an_effect_that_never_succeeds_is_set_aside(alarm_flow: Flow, device: Device, monkeypatch: pytest.MonkeyPatch):
    lane = Lane()
    with monkeypatch.context() as patch:
        patch.setattr(alarm_services, "apply", _raises(KeyError("a mistake of ours")))
        send((device.id, "temp", 1, 90.0))
        lane.turn()
        for _ in range(outbox.TRIES):
            lane.consumer.outbox.drain()
    assert figures.waiting() == (0, 0, 0, 0, 1)
    assert "Could not be done" in state.block_errors(alarm_flow.id)["b3"]["message"]

    send((device.id, "temp", 2, 60.0), (device.id, "temp", 3, 90.0))
    lane.turn()
    assert Alarm.objects.get().raised_at.timestamp() * 1e6 == us(3)


def test_a_command_that_is_refused_is_shown_on_its_block(organization: Organization, device: Device):
    burner = factories.metric(device, path="burner", data_type="boolean", is_writable=True)
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": ("output.command", {"target": "run", "path": "burner"}),
        },
        "b1.value > b2.value",
    )
    flow = services.create_flow(organization, name="Boiler", document=document)
    services.deploy(flow)

    send((device.id, "temp", 1, 90.0))
    Lane().turn()

    assert burner.commands.count() == 0
    assert "burner" in state.block_errors(flow.id)["b2"]["message"]
    assert figures.waiting() == (0, 0, 0, 0, 0)


def test_only_so_many_states_are_kept_warm(average_flow: Flow, organization: Organization, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "MAX_WARM_KEYS", 3)
    devices = [factories.device(organization) for _ in range(10)]
    lane = Lane()
    for second, value in enumerate([1.0, 2.0, 6.0]):
        send(*((device.id, "temp", second, value) for device in devices))
        lane.turn()

    assert sum(map(len, lane.consumer.warm.values())) <= 3
    latest = [state.latest_output(average_flow.id, "b3", str(device.id)) for device in devices]
    assert latest == [(us(2), 3.0, 0)] * 10


def test_a_flow_has_state_for_only_so_many_devices(
    average_flow: Flow, organization: Organization, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engine, "MAX_KEYS", 2)
    lane = Lane()
    for number in range(4):
        send((factories.device(organization).id, "temp", number, 1.0))
        lane.turn()

    assert state.count_keys(average_flow.id) == 2
    assert state.block_errors(average_flow.id)["b1"]["count"] == 2


def test_old_layouts_are_forgotten(average_flow: Flow, device: Device):
    lane = Lane()
    document = average_flow.draft.document
    for window in range(2, state.LAYOUTS_KEPT + 5):
        document["blocks"]["b2"]["params"]["window"] = window
        services.save_draft(average_flow, document=document, base_version=window - 1)
        services.deploy(average_flow)
        send((device.id, "temp", window, 1.0))
        lane.turn()

    assert client().hlen(state.key_of("layouts", average_flow.id)) == state.LAYOUTS_KEPT


def test_the_state_of_a_key_takes_little_room(average_flow: Flow, device: Device):
    send(*((device.id, "temp", second, 20.0 + second) for second in range(20)))
    Lane().turn()

    packed: Any = client().hget(state.key_of("state", average_flow.id), str(device.id))
    assert len(packed) < 100


# --- blocks of an older version


class NewParams(Params):
    upper: float = 1.0


class Nothing(Ports):
    pass


def evaluate(params: NewParams) -> Nothing:
    return Nothing()


RENAMED = Block(
    name="test.renamed",
    title="Renamed",
    evaluate=evaluate,
    version=3,
    upgrade=lambda params, from_version: {"upper": params["high" if from_version == 2 else "max"]},
    examples=[Example(says="nothing")],
)


def test_params_of_an_older_block_are_brought_up_to_date(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(catalogue, "blocks", lambda: {"test.renamed": RENAMED})

    upgraded = [
        place("b1", "test.renamed", version, params, NoFacts())
        for version, params in [(1, {"max": 7}), (2, {"high": 8}), (3, {"upper": 9})]
    ]

    assert [placed.params.model_dump() for placed, _ in upgraded if placed] == [{"upper": 7}, {"upper": 8}, {"upper": 9}]
    document = {"schema": 1, "blocks": {"b1": {"type": "test.renamed", "params": {"max": 7}, "label": "x"}}}
    now = {"type": "test.renamed", "version": 3, "params": {"upper": 7}, "label": "x"}
    assert upgraded_document(document) == {"schema": 1, "blocks": {"b1": now}}
    _, problems = place("b1", "test.renamed", 1, {"min": 7}, NoFacts())
    assert problems[0].message == "The params of version 1 cannot be brought to version 3: KeyError('max')."
    newer = check({"schema": 1, "blocks": {"b1": {"type": "test.renamed", "version": 4}}}, NoFacts())
    assert "saved by a newer Sluice" in newer.problems[0].message


def _raises(error: Exception) -> Any:
    def fail(*args: object) -> None:
        raise error

    return fail


def test_a_flow_that_fails_as_a_whole_does_not_stop_the_others(
    average_flow: Flow, alarm_flow: Flow, device: Device, monkeypatch: pytest.MonkeyPatch
):
    lane = Lane()
    send((device.id, "temp", 1, 3.0))
    lane.turn()
    program = lane.consumer.programs[average_flow.id]
    with monkeypatch.context() as patch:
        # No value that blocks can make is like this one: it cannot be packed.
        patch.setattr(program, "run", lambda rows, states, **_: _with_shown(program, object()))
        send((device.id, "temp", 2, 99.0))
        lane.turn()
    send((device.id, "temp", 3, 9.0))
    lane.turn()

    assert Alarm.objects.get().raised_at.timestamp() * 1e6 == us(2)
    assert "could not be run" in state.block_errors(average_flow.id)["b1"]["message"]
    assert state.latest_output(average_flow.id, "b3", str(device.id)) == (us(3), 6.0, 0)


def _with_shown(program: Any, value: object) -> Any:
    program.gathered.clear()
    program.gathered.shown["b3", 1] = (0, value, 0)
    return program.gathered


def test_computed_samples_are_dropped_when_the_log_overflows(
    organization: Organization, device: Device, monkeypatch: pytest.MonkeyPatch
):
    document = draw(
        {"b1": ("source.metric", {"mode": "pattern", "path": "temp"}), "b2": ("output.metric", {"path": "copy"})},
        "b1.value > b2.value",
    )
    flow = services.create_flow(organization, name="Copy", document=document)
    services.deploy(flow)
    lane = Lane()
    monkeypatch.setattr(lane.consumer, "full_partitions", lambda: {device.id % 8})

    send((device.id, "temp", 1, 3.0))
    lane.turn()

    assert list(device.metrics.values_list("path", flat=True)) == ["temp"]
    assert "was dropped" in state.block_errors(flow.id)["b2"]["message"]


def test_whole_numbers_that_outgrow_every_store_become_floats(organization: Organization, device: Device):
    factories.metric(device, path="count", data_type="long")
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "count"}),
            "b2": ("math.formula", {"expression": "a * a * a"}),
            "b3": ("output.widget", {}),
        },
        "b1.value > b2.a",
        "b2.value > b3.value",
    )
    flow = services.create_flow(organization, name="Cube", document=document)
    services.deploy(flow)

    send((device.id, "count", 1, 2**62))
    Lane().turn()

    assert state.latest_output(flow.id, "b3", str(device.id)) == (us(1), float(2**186), 0)
