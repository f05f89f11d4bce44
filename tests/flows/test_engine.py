"""Samples through the consumer, with real Redis and database, and with crashes at every point."""

from typing import Any

import pytest

from alarms.models import Alarm
from core.redis import client
from devices.models import Command, Device
from flows import services
from flows.lane import outbox, state
from flows.models import Flow, FlowDraft
from organizations.models import Organization
from telemetry import log
from telemetry.decode import directory
from tests import factories
from tests.flows.drawing import draw, reference_flow
from tests.flows.lane import Crash, Lane, send, us

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organization(transactional_db: None) -> Organization:
    directory.forget()
    return factories.organization()


@pytest.fixture
def device(organization: Organization) -> Device:
    return factories.device(organization, "boiler")


def running(organization: Organization, document: dict[str, Any], name: str = "Boiler") -> Flow:
    flow = services.create_flow(organization, name=name, document=document)
    services.deploy(flow)
    return flow


def threshold_flow(path: str = "temp", **params: Any) -> dict[str, Any]:
    return draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": path}),
            "b2": ("logic.threshold", {"raise_at": 80, "clear_at": 75, **params}),
            "b3": ("output.alarm", {"title": "Too hot", "text": "{device} is at {value:.1f}"}),
        },
        "b1.value > b2.value",
        "b2.active > b3.active",
        "b2.value > b3.value",
    )


def through(path: str, *blocks: tuple[str, dict[str, Any]], wire: str = "value") -> dict[str, Any]:
    """Source, then the blocks in a row."""
    named = {"b1": ("source.metric", {"mode": "pattern", "path": path})}
    named |= {f"b{index}": block for index, block in enumerate(blocks, 2)}
    return draw(named, *(f"b{index}.{wire if index > 1 else 'value'} > b{index + 1}.value" for index in range(1, len(named))))


def test_a_threshold_raises_and_clears_an_alarm(organization: Organization, device: Device):
    running(organization, threshold_flow())
    lane = Lane()

    send((device.id, "temp", 1, 70.0), (device.id, "temp", 2, 81.25))
    lane.turn()

    alarm = Alarm.objects.get()
    assert (alarm.title, alarm.text, alarm.value_at_raise) == ("Too hot", "boiler is at 81.2", 81.25)
    assert (alarm.device, alarm.raised_at.timestamp(), alarm.cleared_at) == (device, us(2) / 1e6, None)
    assert alarm.metric is not None
    assert alarm.metric.path == "temp"

    send((device.id, "temp", 3, 76.0), (device.id, "temp", 4, 74.0))
    lane.turn()

    alarm.refresh_from_db()
    assert alarm.cleared_at is not None
    assert alarm.cleared_at.timestamp() == us(4) / 1e6
    assert Alarm.objects.count() == 1


def test_every_device_of_a_type_has_its_own_state(organization: Organization, device: Device):
    kind = organization.device_types.create(name="pump")
    first, second = (factories.device(organization, type=kind) for _ in range(2))
    document = threshold_flow()
    document["blocks"]["b1"]["params"]["device_type"] = kind.id
    running(organization, document)
    lane = Lane()

    send((first.id, "temp", 1, 90.0), (second.id, "temp", 1, 50.0), (device.id, "temp", 1, 99.0))
    lane.turn()

    assert [alarm.device for alarm in Alarm.objects.all()] == [first]


def test_samples_of_another_organization_are_not_heard(organization: Organization):
    stranger = factories.device(factories.organization())
    running(organization, threshold_flow())

    send((stranger.id, "temp", 1, 99.0))
    Lane().turn()

    assert Alarm.objects.count() == 0


def test_state_survives_the_process(organization: Organization, device: Device):
    flow = running(organization, through("temp", ("math.moving_average", {"window": 3}), ("output.widget", {})))
    send((device.id, "temp", 1, 1.0), (device.id, "temp", 2, 2.0))
    Lane().turn()
    send((device.id, "temp", 3, 6.0))
    Lane().turn()

    assert state.latest_output(flow.id, "b3", str(device.id)) == (us(3), 3.0, 0)


@pytest.mark.parametrize("crash", ["before commit", "after commit"])
def test_a_crash_loses_and_doubles_nothing(organization: Organization, device: Device, crash: str):
    other = factories.metric(device, path="burner", data_type="boolean", is_writable=True)
    document = threshold_flow()
    document["blocks"]["b4"] = {"type": "output.command", "params": {"metric": other.id}}
    document["wires"].append({"from": "b2.active", "to": "b4.value"})
    running(organization, document)
    values = [70.0, 81.0, 74.0, 90.0]

    for second, value in enumerate(values):
        send((device.id, "temp", second, value))
        with pytest.raises(Crash):
            Lane().turn(crash=crash)
        if crash == "before commit":
            Lane().turn()  # a new process takes over from the last commit
    Lane()

    assert [(alarm.value_at_raise, alarm.cleared_at is None) for alarm in Alarm.objects.order_by("id")] == [
        (81.0, False),
        (90.0, True),
    ]
    assert list(Command.objects.order_by("id").values_list("value", flat=True)) == [False, True, False, True]
    assert sum(client().xlen(outbox.outbox_key(p)) for p in log.partitions()) == 0


def test_effects_that_were_done_but_not_crossed_off_are_not_done_again(
    organization: Organization, device: Device, monkeypatch: Any
):
    running(organization, threshold_flow())
    send((device.id, "temp", 1, 99.0), (device.id, "temp", 2, 70.0), (device.id, "temp", 3, 99.0))
    with monkeypatch.context() as patch:
        patch.setattr(type(client()), "xdel", lambda *_: (_ for _ in ()).throw(Crash()))
        Lane().turn()
    assert Alarm.objects.count() == 2

    Lane()

    assert Alarm.objects.count() == 2
    assert sum(client().xlen(outbox.outbox_key(p)) for p in log.partitions()) == 0


def test_a_deploy_keeps_the_state_of_blocks_that_did_not_change(organization: Organization, device: Device):
    document = through("temp", ("math.moving_average", {"window": 3}), ("math.scale", {"factor": 1}), ("output.widget", {}))
    flow = running(organization, document)
    lane = Lane()
    send((device.id, "temp", 1, 1.0), (device.id, "temp", 2, 2.0))
    lane.turn()

    document["blocks"]["b3"]["params"]["factor"] = 10
    document["blocks"]["b2"]["position"] = {"x": 100, "y": 7}
    services.save_draft(flow, document=document, base_version=1)
    services.deploy(flow)
    send((device.id, "temp", 3, 6.0))
    lane.turn()
    assert state.latest_output(flow.id, "b4", str(device.id)) == (us(3), 30.0, 0)

    document["blocks"]["b2"]["params"]["window"] = 4
    services.save_draft(flow, document=document, base_version=2)
    services.deploy(flow)
    send((device.id, "temp", 4, 7.0))
    lane.turn()
    assert state.latest_output(flow.id, "b4", str(device.id)) == (us(4), 70.0, 0)


def test_an_alarm_behind_a_condition_that_is_active_already_is_raised_with_the_next_sample(
    organization: Organization, device: Device
):
    document = through("temp", ("logic.threshold", {"raise_at": 80, "clear_at": 75}), ("logic.not", {}), ("logic.not", {}))
    document["wires"][1]["from"] = "b2.active"
    flow = running(organization, document)
    lane = Lane()
    send((device.id, "temp", 1, 90.0))
    lane.turn()

    document["blocks"]["b5"] = {"type": "output.alarm", "params": {"text": "{device}"}}
    document["wires"].append({"from": "b4.value", "to": "b5.active"})
    services.save_draft(flow, document=document, base_version=1)
    services.deploy(flow)
    send((device.id, "temp", 2, 91.0), (device.id, "temp", 3, 92.0))
    lane.turn()

    assert [alarm.raised_at.timestamp() * 1e6 for alarm in Alarm.objects.all()] == [us(2)]


def test_an_alarm_whose_title_changes_while_it_is_raised_is_cleared_all_the_same(organization: Organization, device: Device):
    document = threshold_flow()
    flow = running(organization, document)
    lane = Lane()
    send((device.id, "temp", 1, 90.0))
    lane.turn()

    document["blocks"]["b3"]["params"]["title"] = "Far too hot"
    services.save_draft(flow, document=document, base_version=1)
    services.deploy(flow)
    send((device.id, "temp", 2, 60.0))
    lane.turn()

    alarm = Alarm.objects.get()
    assert alarm.cleared_at is not None
    assert alarm.cleared_at.timestamp() * 1e6 == us(2)


def test_a_delay_that_runs_goes_on_across_a_deploy(organization: Organization, device: Device):
    document = through(
        "temp", ("logic.threshold", {"raise_at": 80, "clear_at": 80}), ("logic.on_delay", {"delay_s": 5}), ("output.widget", {})
    )
    document["wires"][1]["from"] = "b2.active"
    flow = running(organization, document)
    lane = Lane()
    send((device.id, "temp", 1, 90.0))
    lane.turn()

    document["blocks"]["b5"] = {"type": "output.debug", "params": {}}
    document["wires"].append({"from": "b1.value", "to": "b5.value"})
    services.save_draft(flow, document=document, base_version=1)
    services.deploy(flow)
    lane.clock(us(6))

    assert state.latest_output(flow.id, "b4", str(device.id)) == (us(6), True, 0)


def test_a_flow_that_is_switched_off_does_nothing_and_goes_on_later(organization: Organization, device: Device):
    flow = running(organization, through("temp", ("math.moving_average", {"window": 3}), ("output.widget", {})))
    lane = Lane()
    send((device.id, "temp", 1, 1.0))
    lane.turn()
    services.change_flow(flow, is_enabled=False)
    send((device.id, "temp", 2, 50.0))
    lane.turn()
    services.change_flow(flow, is_enabled=True)
    send((device.id, "temp", 3, 3.0))
    lane.turn()

    assert state.latest_output(flow.id, "b3", str(device.id)) == (us(3), 2.0, 0)


def test_a_computed_metric_is_made_and_heard_by_other_flows(organization: Organization, device: Device):
    running(organization, through("temp", ("math.scale", {"factor": 2}), ("output.metric", {"path": "temp/double"})), "double")
    flow = running(organization, through("temp/double", ("output.widget", {})), "show")
    lane = Lane()

    send((device.id, "temp", 1, 21.0))
    lane.turn()

    assert state.latest_output(flow.id, "b2", str(device.id)) == (us(1), 42.0, 0)
    assert sorted(device.metrics.values_list("path", flat=True)) == ["temp", "temp/double"]


def test_two_flows_that_feed_each_other_stop_after_eight_hops(organization: Organization, device: Device):
    ping = running(
        organization, through("a", ("math.formula", {"expression": "value + 1"}), ("output.metric", {"path": "b"})), "ping"
    )
    pong = running(
        organization, through("b", ("math.formula", {"expression": "value + 1"}), ("output.metric", {"path": "a"})), "pong"
    )

    send((device.id, "a", 1, 0.0))
    Lane().turn()

    assert state.block_errors(pong.id) == {}
    error = state.block_errors(ping.id)["b3"]
    assert error["count"] == 1
    assert "passed through 8 flows" in error["message"]


def test_a_failing_block_is_counted_and_the_others_go_on(organization: Organization, device: Device):
    document = through("temp", ("math.formula", {"expression": "1 / value"}), ("output.widget", {}))
    document["blocks"]["b4"] = {"type": "output.widget", "params": {}}
    document["wires"].append({"from": "b1.value", "to": "b4.value"})
    flow = running(organization, document)

    send((device.id, "temp", 1, 2.0), (device.id, "temp", 2, 0.0), (device.id, "temp", 3, 0.0))
    Lane().turn()

    assert state.block_errors(flow.id) == {
        "b2": {
            "count": 2,
            "at": us(3) / 1000,
            "device_id": device.id,
            "message": "float division by zero",
            "inputs": {"value": 0.0},
        }
    }
    assert state.latest_output(flow.id, "b3", str(device.id)) == (us(1), 0.5, 0)
    assert state.latest_output(flow.id, "b4", str(device.id)) == (us(3), 0.0, 0)


def test_a_flow_over_metrics_of_two_devices_runs_once(organization: Organization):
    devices = [factories.device(organization) for _ in range(3)]
    metrics = [factories.metric(device, path="power") for device in devices]
    document = draw(
        {
            "b1": ("source.metric", {"metric": metrics[0].id}),
            "b2": ("source.metric", {"metric": metrics[1].id}),
            "b3": ("source.metric", {"metric": metrics[2].id}),
            "b4": ("math.formula", {"expression": "a + b + c"}),
            "b5": ("output.widget", {}),
        },
        "b1.value > b4.a",
        "b2.value > b4.b",
        "b3.value > b4.c",
        "b4.value > b5.value",
    )
    flow = running(organization, document)
    lane = Lane()

    send(*((device.id, "power", 1, float(10**index)) for index, device in enumerate(devices)))
    lane.turn()
    assert state.latest_output(flow.id, "b5", "") == (us(1), 111.0, 0)

    send((devices[1].id, "power", 2, 20.0))
    lane.turn()
    assert state.latest_output(flow.id, "b5", "") == (us(2), 121.0, 0)


def test_an_on_delay_fires_by_the_clock_and_survives_a_restart(organization: Organization, device: Device):
    document = through(
        "temp", ("logic.threshold", {"raise_at": 80, "clear_at": 80}), ("logic.on_delay", {"delay_s": 5}), ("output.widget", {})
    )
    document["wires"][1]["from"] = "b2.active"
    flow = running(organization, document)
    send((device.id, "temp", 1, 90.0))
    Lane().turn()
    assert state.latest_output(flow.id, "b4", str(device.id)) == (us(1), False, 0)

    restarted = Lane()
    restarted.clock(us(5.9))
    assert state.latest_output(flow.id, "b4", str(device.id)) == (us(1), False, 0)
    restarted.clock(us(6.1))
    assert state.latest_output(flow.id, "b4", str(device.id)) == (us(6), True, 0)


def test_an_on_delay_counts_in_the_time_of_the_samples(organization: Organization, device: Device):
    document = through(
        "temp",
        ("logic.threshold", {"raise_at": 80, "clear_at": 80}),
        ("logic.on_delay", {"delay_s": 5}),
        ("output.metric", {"path": "late"}),
    )
    document["wires"][1]["from"] = "b2.active"
    running(organization, document)
    lane = Lane()

    # One batch that has waited for long: the delay was over at 6 s, before the value fell at 8 s.
    send((device.id, "temp", 1, 90.0), (device.id, "temp", 8, 70.0), (device.id, "temp", 9, 90.0), (device.id, "temp", 11, 70.0))
    lane.turn()
    lane.clock(us(60))

    entries: Any = client().xrange(log.stream(log.partition_of(device.id)))
    computed = [log.decode_body(fields[b"s"]) for _, fields in entries if b"s" in fields and log.decode_body(fields[b"s"])[6]]
    sent = [(at, value) for body in computed for at, value in zip(body[3], body[4], strict=True)]
    assert sent == [(us(1), False), (us(6), True), (us(8), False)]


def test_a_deploy_that_only_moves_blocks_starts_nothing(organization: Organization):
    document = draw({"b1": ("source.constant", {"number": 4}), "b2": ("output.debug", {})}, "b1.value > b2.value")
    flow = running(organization, document)
    lane = Lane()
    lane.turn()
    document["blocks"]["b1"]["position"] = {"x": 400, "y": 80}
    draft = FlowDraft.objects.get(flow=flow)
    services.save_draft(flow, document=document, base_version=draft.version)
    services.deploy(flow)
    lane.turn()
    moved = [message["value"] for message in state.debug_messages(flow.id)]
    document["blocks"]["b1"]["params"] = {"number": 5}
    draft = FlowDraft.objects.get(flow=flow)
    services.save_draft(flow, document=document, base_version=draft.version)
    services.deploy(flow)
    lane.turn()

    assert moved == [4.0]
    assert [message["value"] for message in state.debug_messages(flow.id)] == [5.0, 4.0]


def test_a_constant_starts_a_flow_that_waits_for_no_sample(organization: Organization, device: Device):
    document = draw(
        {"b1": ("source.constant", {"number": 4}), "b2": ("math.scale", {"factor": 2}), "b3": ("output.widget", {})},
        "b1.value > b2.value",
        "b2.value > b3.value",
    )
    flow = running(organization, document)

    Lane().turn()

    latest = state.latest_output(flow.id, "b3", "")
    assert latest is not None
    assert latest[1] == 8.0


def test_bad_samples_are_left_out_unless_asked_for(organization: Organization, device: Device):
    plain = running(organization, through("temp", ("output.widget", {})), "plain")
    document = through("temp", ("output.widget", {}))
    document["blocks"]["b1"]["params"]["use_bad_quality"] = True
    all_of_them = running(organization, document, "all")

    send((device.id, "temp", 1, 1.0))
    send((device.id, "temp", 2, 2.0), quality=2)
    Lane().turn()

    assert state.latest_output(plain.id, "b2", str(device.id)) == (us(1), 1.0, 0)
    assert state.latest_output(all_of_them.id, "b2", str(device.id)) == (us(2), 2.0, 2)


def test_debug_messages_are_kept_newest_first(organization: Organization, device: Device):
    flow = running(organization, through("temp", ("output.debug", {})))

    send(*((device.id, "temp", second, float(second)) for second in range(150)))
    Lane().turn()

    messages = state.debug_messages(flow.id)
    assert len(messages) == 100
    assert messages[0] == {"ts": us(149) / 1000, "block": "b2", "device_id": device.id, "value": 149.0}


def test_a_deleted_flow_leaves_nothing_behind(organization: Organization, device: Device):
    flow = running(organization, threshold_flow())
    lane = Lane()
    send((device.id, "temp", 1, 99.0))
    lane.turn()

    services.delete_flow(flow)
    lane.turn()

    assert client().keys(f"flows:*:{flow.id}") == []
    assert Alarm.objects.get().cleared_at is not None
    send((device.id, "temp", 2, 99.0))
    assert lane.turn() == 1


def test_the_reference_flow_answers_as_its_model_says(organization: Organization):
    flow = running(organization, reference_flow())
    device = factories.device(organization)
    lane = Lane()
    values = [20.0] * 10 + [20.0] * 20 + [30.0] * 20 + [20.0] * 20
    send(*((device.id, "temp", index, value) for index, value in enumerate(values)))

    lane.turn()

    window = [0.0] * 0
    is_up, expected = False, []
    for index, value in enumerate(values):
        window = [*window, value * 1.8 + 32][-10:]
        average = sum(window) / len(window)
        if not is_up and average > 80:
            is_up = True
            expected.append(("raise", us(index), average))
        elif is_up and average < 75:
            is_up = False
            expected.append(("clear", us(index), average))
    alarm = Alarm.objects.get()
    assert alarm.cleared_at is not None
    assert [change for change, _, _ in expected] == ["raise", "clear"]
    assert (alarm.raised_at.timestamp() * 1e6, alarm.value_at_raise) == expected[0][1:]
    assert alarm.cleared_at.timestamp() * 1e6 == expected[1][1]
    assert state.block_errors(flow.id) == {}
