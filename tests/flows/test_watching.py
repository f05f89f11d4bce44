"""What open browsers are told of running flows."""

from typing import Any

import pytest

from core import live
from devices.models import Device
from flows import services
from flows.lane import state, watching
from flows.models import Flow
from organizations.models import Organization
from telemetry import log
from telemetry.decode import directory
from tests import factories
from tests.flows.drawing import draw
from tests.flows.lane import Lane, send, us

pytestmark = pytest.mark.django_db(transaction=True)


class Told:
    """Stands where the publisher does: what is watched is said here, what is sent is kept."""

    def __init__(self) -> None:
        self.topics: frozenset[str] = frozenset()
        self.values: list[tuple[Any, ...]] = []
        self.events: list[tuple[Any, ...]] = []

    def watched(self) -> frozenset[str]:
        return self.topics

    def value(self, *arguments: Any) -> None:
        self.values.append(arguments)

    def event(self, *arguments: Any) -> None:
        self.events.append(arguments)


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
    """Two that are in different partitions."""
    return [factories.device(organization) for _ in range(2)]


@pytest.fixture
def flow(organization: Organization) -> Flow:
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": ("math.formula", {"expression": "10 / value"}),
            "b3": ("output.widget", {}),
            "b4": ("output.debug", {}),
        },
        "b1.value > b2.value",
        "b2.value > b3.value",
        "b2.value > b4.value",
    )
    flow = services.create_flow(organization, name="Boiler", document=document)
    services.deploy(flow)
    return flow


def test_nothing_is_told_while_nobody_looks(told: Told, flow: Flow, devices: list[Device]):
    send((devices[0].id, "temp", 1, 5.0))
    Lane().turn()

    assert (told.values, told.events) == ([], [])


def test_a_widget_output_is_told_with_its_points_for_each_device(told: Told, flow: Flow, devices: list[Device]):
    one, other = devices
    told.topics = frozenset(
        {f"{flow.organization_id}/o:{flow.id}:b3:{one.id}", f"{flow.organization_id}/o:{flow.id}:b3:{other.id}"}
    )
    send((one.id, "temp", 1, 5.0), (one.id, "temp", 2, 2.0), (other.id, "temp", 1, 1.0))

    Lane().turn()

    assert sorted(told.values) == [
        (flow.organization_id, f"o:{flow.id}:b3:{one.id}", us(2), 5.0, 0, [(us(1), 2.0), (us(2), 5.0)]),
        (flow.organization_id, f"o:{flow.id}:b3:{other.id}", us(1), 10.0, 0, [(us(1), 10.0)]),
    ]


def test_the_looks_of_a_widget_are_kept_and_told_apart_from_its_value(
    told: Told, organization: Organization, devices: list[Device]
):
    document = draw(
        {
            "heat": ("source.metric", {"mode": "metric", "metric": factories.metric(devices[0], "temp").id}),
            "name": ("source.metric", {"mode": "metric", "metric": factories.metric(devices[0], "name", data_type="string").id}),
            "hot": ("logic.compare", {"operator": ">", "number": 80}),
            "board": ("output.widget", {"inputs": ["value", "title", "visible"]}),
        },
        "heat.value > hot.a",
        "heat.value > board.value",
        "name.value > board.title",
        "hot.result > board.visible",
    )
    flow = services.create_flow(organization, name="Board", document=document)
    services.deploy(flow)
    lane = Lane()
    value, look = f"o:{flow.id}:board:", f"o:{flow.id}:board.look:"
    told.topics = frozenset({f"{organization.id}/{value}", f"{organization.id}/{look}"})

    send((devices[0].id, "temp", 1, 91.0))
    lane.turn()
    send((devices[0].id, "name", 2, "Boiler"))
    lane.turn()

    assert [(topic, at, shown) for _, topic, at, shown, *_ in told.values] == [
        (value, us(1), 91.0),
        (look, us(1), {"visible": True}),
        (look, us(2), {"title": "Boiler", "visible": True}),
    ]
    # A new title makes the value no newer.
    assert state.latest_output(flow.id, "board", "") == (us(1), 91.0, 0)
    assert state.latest_output(flow.id, "board.look", "") == (us(2), {"title": "Boiler", "visible": True}, 0)


def test_a_state_that_no_widget_has_is_an_error_at_the_block_and_the_last_look_stays(
    told: Told, organization: Organization, devices: list[Device]
):
    document = draw(
        {
            "state": (
                "source.metric",
                {"mode": "metric", "metric": factories.metric(devices[0], "state", data_type="string").id},
            ),
            "board": ("output.widget", {"inputs": ["color"]}),
        },
        "state.value > board.color",
    )
    flow = services.create_flow(organization, name="Board", document=document)
    services.deploy(flow)
    lane = Lane()
    send((devices[0].id, "state", 1, "major"))
    lane.turn()
    send((devices[0].id, "state", 2, "pink"))
    lane.turn()

    sentence = "'pink' is no state of a widget: give one of normal, warning, minor, major, critical."
    assert state.block_errors(flow.id)["board"]["message"].replace("“pink”", "'pink'") == sentence
    assert state.latest_output(flow.id, "board.look", "") == (us(1), {"color": "major"}, 0)


def test_wires_counters_and_errors_are_told_to_the_editor(
    told: Told, flow: Flow, devices: list[Device], monkeypatch: pytest.MonkeyPatch
):
    told.topics = frozenset({f"{flow.organization_id}/b:{flow.id}", f"{flow.organization_id}/w:{flow.id}:b2.value"})
    lane = Lane()
    send((devices[0].id, "temp", 1, 5.0), (devices[0].id, "temp", 2, 0.0), (devices[0].id, "temp", 3, 4.0))
    lane.turn()
    assert (told.values, told.events) == ([], [])  # at their own pace, five times and once a second

    due = lane.consumer.next_due_us(0)
    assert due is not None
    lane.consumer.watch.send()

    assert told.values == [(flow.organization_id, f"w:{flow.id}:b2.value", us(3), 2.5)]
    [(organization_id, topic, data)] = told.events
    assert (organization_id, topic) == (flow.organization_id, f"b:{flow.id}")
    assert data["runs"] == {"b1": 3, "b2": 2, "b3": 2, "b4": 2}
    assert data["mean_us"].keys() == {"b2", "b3", "b4"}
    assert data["errors"] == {
        "b2": {
            "count": 1,
            "at": us(2) / 1000,
            "device_id": devices[0].id,
            "message": "float division by zero",
            "inputs": {"value": 0.0},
        }
    }


def test_the_last_error_is_kept_with_what_the_block_was_given(flow: Flow, devices: list[Device]):
    send((devices[0].id, "temp", 1, 5.0), (devices[0].id, "temp", 2, 0.0))
    Lane().turn()

    error = state.block_errors(flow.id)["b2"]

    assert (error["inputs"], error["at"], error["device_id"]) == ({"value": 0.0}, us(2) / 1000, devices[0].id)


def test_the_wires_of_one_device_are_told_whichever_device_came_last(told: Told, flow: Flow, devices: list[Device]):
    one, other = devices
    wire = f"w:{flow.id}:b2.value"
    told.topics = frozenset({f"{flow.organization_id}/{topic}" for topic in (f"b:{flow.id}", f"{wire}:{one.id}", wire)})
    lane = Lane()
    send((one.id, "temp", 1, 5.0), (other.id, "temp", 2, 1.0), (other.id, "temp", 3, 4.0))
    lane.turn()
    lane.consumer.watch.send()

    assert {value[1]: value[2:4] for value in told.values} == {wire: (us(3), 2.5), f"{wire}:{one.id}": (us(1), 2.0)}


def test_debug_messages_are_told_as_they_come(told: Told, flow: Flow, devices: list[Device]):
    told.topics = frozenset({f"{flow.organization_id}/d:{flow.id}"})
    send(*((devices[0].id, "temp", second, 1.0) for second in range(1, 31)))

    Lane().turn()

    assert len(told.events) == watching.MESSAGES_AT_ONCE
    assert told.events[-1] == (
        flow.organization_id,
        f"d:{flow.id}",
        {"ts": us(30) / 1000, "block": "b4", "device_id": devices[0].id, "value": 10.0},
    )


def test_looking_changes_nothing_of_what_is_computed(told: Told, flow: Flow, devices: list[Device]):
    lane = Lane()
    document = flow.draft.document
    document["blocks"]["b2"] = {"type": "math.moving_average", "params": {"window": 3}}
    services.save_draft(flow, document=document, base_version=1)
    services.deploy(flow)
    told.topics = frozenset()
    send((devices[0].id, "temp", 1, 1.0))
    lane.turn()
    told.topics = frozenset({f"{flow.organization_id}/b:{flow.id}", f"{flow.organization_id}/o:{flow.id}:b3:{devices[0].id}"})
    send((devices[0].id, "temp", 2, 2.0))
    lane.turn()
    told.topics = frozenset({f"{flow.organization_id}/o:{flow.id}:b3:{devices[0].id}"})
    send((devices[0].id, "temp", 3, 6.0))
    lane.turn()

    assert [value[3] for value in told.values] == [1.5, 3.0]
    assert {log.partition_of(device.id) for device in devices} != {log.partition_of(devices[0].id)}
