import datetime as dt

import pytest
from django.utils.timezone import now

from core.errors import Refused
from devices import services, signals
from devices.errors import BadParameter
from devices.models import Command
from devices.services import types
from devices.services.commands import Wanted, send_to_selection
from organizations import places
from organizations.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def organization():
    return factories.organization()


@pytest.fixture
def pump_type(organization):
    return types.create_type(
        organization,
        name="Pump",
        metrics=[{"path": "burner", "data_type": "boolean", "is_writable": True}],
        commands=[
            {
                "name": "dose",
                "timeout_s": 5,
                "max_attempts": 3,
                "parameters": [{"name": "volume", "type": "double", "low": 0, "high": 5, "required": True}],
            }
        ],
    )


@pytest.fixture
def pump(organization, pump_type):
    return factories.device(organization, "pump", type=pump_type)


@pytest.fixture
def queued():
    """The ids of the commands that are announced to leave, in order."""
    heard: list[int] = []

    def listen(commands, **_):
        heard.extend(command.pk for command in commands)

    signals.command_queued.connect(listen)
    yield heard
    signals.command_queued.disconnect(listen)


def over(command):
    """Its attempt's time is over."""
    Command.objects.filter(id=command.id).update(expires_at=now() - dt.timedelta(seconds=1))


# --- one device


def test_a_named_command_takes_parameters_time_and_attempts_from_the_type(pump):
    command = services.send_command(device=pump, name="dose", parameters={"volume": 2})

    assert (command.name, command.value, command.status) == ("dose", {"volume": 2.0}, "queued")
    assert (command.timeout_s, command.attempts, command.max_attempts) == (5, 1, 3)


def test_a_command_may_say_everything_by_its_name(pump):
    command = services.send_command(device=pump, name="go home")
    assert Command.objects.get(id=command.id).value is None


def test_parameters_that_do_not_fit_send_nothing(pump):
    with pytest.raises(BadParameter):
        services.send_command(device=pump, name="dose", parameters={"volume": 9})

    assert Command.objects.count() == 0


def test_parameters_need_a_command_that_the_type_knows(pump):
    with pytest.raises(Refused, match="The device's type has no command “flush”"):
        services.send_command(device=pump, name="flush", parameters={})


@pytest.mark.parametrize(("fields", "field"), [({"expires_in_s": 0.5}, "timeout_s"), ({"max_attempts": 11}, "max_attempts")])
def test_time_and_attempts_have_bounds(pump, fields, field):
    with pytest.raises(Refused) as refusal:
        services.send_command(device=pump, name="x", value=1, **fields)

    assert refusal.value.field == field
    assert Command.objects.count() == 0


def test_asked_twice_with_one_source_it_is_sent_once(pump):
    first = services.send_command(device=pump, name="x", value=1, source="flow 1")
    second = services.send_command(device=pump, name="x", value=1, source="flow 1")

    assert first == second
    assert Command.objects.count() == 1


# --- trying again


def test_a_command_without_an_answer_is_sent_again_until_its_attempts_are_used_up(
    pump, queued, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        command = services.send_command(device=pump, name="dose", parameters={"volume": 1})
    for attempt in (2, 3):
        services.record_command_status([(command.id, "sent", 1_700_000_000_000_000, "")])
        over(command)
        with django_capture_on_commit_callbacks(execute=True):
            assert services.expire_commands() == 0
        command.refresh_from_db()
        assert (command.attempts, command.status, command.sent_at) == (attempt, "queued", None)
        assert command.detail == f"Attempt {attempt} of 3. Before: The device did not take it in time."
        assert 4 < (command.expires_at - now()).total_seconds() <= 5
    over(command)

    assert services.expire_commands() == 1

    command.refresh_from_db()
    assert (command.status, command.attempts) == ("expired", 3)
    assert queued == [command.id] * 3


def test_no_second_attempt_begins_while_the_first_may_still_be_answered(pump, queued):
    services.send_command(device=pump, name="dose", parameters={"volume": 1})

    assert services.expire_commands() == 0
    assert Command.objects.get().attempts == 1


def test_the_late_result_of_an_earlier_attempt_still_counts(pump):
    command = services.send_command(device=pump, name="dose", parameters={"volume": 1})
    over(command)
    services.expire_commands()

    services.record_command_results([(pump.id, command.id, "done", 1_700_000_000_000_000, "5 ml")])

    command.refresh_from_db()
    assert (command.status, command.detail, command.attempts) == ("done", "5 ml", 2)
    over(command)
    assert services.expire_commands() == 0


def test_a_command_to_an_archived_device_has_failed(pump):
    command = services.send_command(device=pump, name="dose", parameters={"volume": 1})

    services.archive_device(pump)

    command.refresh_from_db()
    assert (command.status, command.detail) == ("failed", "The device was archived before it answered.")


# --- a selection


def test_a_selection_gets_one_batch_and_those_who_cannot_are_named(organization, pump_type, pump, queued):
    other = factories.device(organization, "fan")

    sent = send_to_selection(
        [pump, other],
        wanted=Wanted(name="dose", parameters={"volume": 1}),
        by=factories.user(organization),
        organization_id=organization.id,
    )

    assert sent.commands == 1
    assert [(refusal.device, refusal.reason) for refusal in sent.refused] == [
        ("fan", "The device's type has no command “dose”: choose one of the type's commands.")
    ]
    assert Command.objects.get().batch == sent.batch
    assert AuditEntry.objects.filter(kind="command", action="sent", target="dose to 1 devices").count() == 1


def test_a_selection_over_the_api_and_what_becomes_of_it(organization, pump_type):
    hall = places.create_site(organization, name="Hall")
    pumps = [factories.device(organization, f"pump {n}", type=pump_type, site=hall) for n in range(3)]
    factories.device(organization, "elsewhere", type=pump_type)
    browser = factories.client(factories.user(organization, "operator"))

    sent = browser.post("/api/commands", {"node": f"s:{hall.id}", "name": "dose", "parameters": {"volume": 1}}, JSON).json()
    by_path = browser.post("/api/commands", {"type_id": pump_type.id, "metric_path": "burner", "value": True}, JSON).json()
    first = Command.objects.filter(batch=sent["batch"]).order_by("id")[0]
    services.record_command_results([(first.device_id, first.id, "done", 1_700_000_000_000_000, "")])
    batch = browser.get(f"/api/commands/batches/{sent['batch']}").json()
    listed = browser.get(f"/api/commands?batch={sent['batch']}&status=queued,sent").json()

    assert (sent["commands"], sent["refused_total"], by_path["commands"]) == (3, 0, 4)
    assert (batch["total"], batch["counts"]["done"], batch["counts"]["queued"], batch["is_finished"]) == (3, 1, 2, False)
    assert sorted(item["device"] for item in listed["items"]) == ["pump 1", "pump 2"]
    assert browser.get(f"/api/commands?device_id={pumps[0].id}").json()["total"] == 2
    assert browser.get("/api/commands?name=burner").json()["total"] == 4


def test_named_devices_that_one_may_not_send_to_are_refused_one_by_one(organization, pump_type, pump):
    watched = factories.device(organization, "watched", type=pump_type)
    secret = factories.device(organization, "secret", type=pump_type)
    person = factories.user(organization, "operator")
    shut_out = factories.profile(organization, None, person)
    factories.deny(shut_out, watched, "write_metric")
    factories.deny(shut_out, secret)
    call = {"device_ids": [pump.id, watched.id, secret.id], "name": "dose", "parameters": {"volume": 1}}

    answer = factories.client(person).post("/api/commands", call, JSON).json()

    assert answer["commands"] == 1
    assert answer["refused"] == [
        {"device_id": watched.id, "device": "watched", "reason": "You may not send commands to it."},
        {"device_id": secret.id, "device": "", "reason": "There is no such thing, or it is not yours."},
    ]


def test_a_value_for_a_metric_goes_where_that_metric_may_be_written(organization, pump_type, pump):
    other = factories.device(organization, "other", type=pump_type)
    person = factories.user(organization, "operator")
    factories.deny(factories.profile(organization, None, person), other.metrics.get(), "write_metric")
    call = {"type_id": pump_type.id, "metric_path": "burner", "value": True}

    answer = factories.client(person).post("/api/commands", call, JSON).json()

    assert (answer["commands"], answer["refused"]) == (
        1,
        [{"device_id": other.id, "device": "other", "reason": "It has no metric “burner” that you may write to."}],
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"name": "x", "value": 1}, "Say which devices: device_ids, node, site_id or type_id."),
        ({"name": "x", "value": 1, "device_ids": []}, "No device that you may send to is in the selection."),
        ({"name": "x", "value": 1, "node": "m:999999"}, "There is no such thing, or it is not yours."),
        ({"name": "x", "device_ids": [1], "timeout_s": 0}, "0 s cannot be waited: give 1 s to 7 days."),
    ],
)
def test_a_selection_that_selects_nothing_is_refused(organization, pump, call, words):
    answer = factories.client(factories.user(organization)).post("/api/commands", call, JSON)

    assert answer.json()["error"]["message"] == words
    assert Command.objects.count() == 0


def test_a_viewer_and_a_stranger_send_nothing(organization, pump):
    viewer = factories.client(factories.user(organization, "viewer"))
    stranger = factories.client(factories.user(factories.organization("Other")))
    call = {"device_ids": [pump.id], "name": "dose", "parameters": {"volume": 1}}

    assert viewer.post("/api/commands", call, JSON).status_code == 400
    assert stranger.post("/api/commands", call, JSON).status_code == 400
    assert Command.objects.count() == 0


def test_a_stranger_sees_no_commands_and_no_batch(organization, pump):
    sent = send_to_selection(
        [pump],
        wanted=Wanted(name="x", value=1),
        by=factories.user(organization),
        organization_id=organization.id,
    )
    stranger = factories.client(factories.user(factories.organization("Other")))

    assert stranger.get("/api/commands").json() == {"items": [], "total": 0}
    assert stranger.get(f"/api/commands/batches/{sent.batch}").status_code == 404


def test_ten_thousand_commands_take_a_handful_of_queries(organization, django_assert_max_num_queries):
    devices = [factories.device(organization) for _ in range(40)]
    person = factories.user(organization)

    with django_assert_max_num_queries(8):
        sent = send_to_selection(devices, wanted=Wanted(name="x", value=1), by=person, organization_id=organization.id)

    assert sent.commands == 40
