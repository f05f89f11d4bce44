import datetime as dt

import pytest
from django.utils.timezone import now

from core.errors import Refused
from devices import services, tokens
from devices.errors import BadName, BadPath, BadValue, NameTaken, NotWritable
from devices.models import Command, Device, DeviceLog, Metric
from devices.selectors import credential_owners, device_infos
from devices.services import Problem
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["", "a/b", "a+b", "#", "tab\there", "x" * 101, " pump "])
def test_a_name_that_could_not_stand_in_a_topic_is_refused(name):
    with pytest.raises(BadName):
        services.create_device(factories.organization(), name=name)
    assert Device.objects.count() == 0


def test_a_name_is_used_once_in_an_organization_but_again_in_another():
    acme = factories.organization()
    factories.device(acme, "pump")

    with pytest.raises(NameTaken):
        services.create_device(acme, name="pump")
    services.create_device(factories.organization("Other"), name="pump")

    assert Device.objects.filter(name="pump").count() == 2


@pytest.mark.parametrize("path", ["", "/a", "a/", "a//b", "a/+/b", "#", "x" * 201])
def test_a_path_that_could_not_stand_in_a_topic_is_refused(path):
    with pytest.raises(BadPath):
        services.create_metric(factories.device(factories.organization()), path=path)
    assert Metric.objects.count() == 0


def test_asking_for_the_same_metric_twice_makes_it_once_and_the_first_decides_the_type():
    device = factories.device(factories.organization())

    first = services.create_metrics([(device.id, "speed", "double")])
    second = services.create_metrics([(device.id, "speed", "string")])

    assert first == second == {(device.id, "speed"): (Metric.objects.get().id, "double")}


def test_a_token_is_stored_as_a_hash_only_and_finds_its_device():
    device = factories.device(factories.organization())

    credential, token = services.issue_token(device)

    assert token.startswith("sluice_")
    assert token not in str(credential.token_hash)
    assert factories.device_of_token(tokens.hash_token(token)) == device
    assert [owner.device_id for owner in credential_owners()] == [device.id]


def test_a_revoked_token_finds_nothing():
    device = factories.device(factories.organization())
    credential, token = services.issue_token(device)

    services.revoke_credential(credential)

    assert factories.device_of_token(tokens.hash_token(token)) is None
    assert credential_owners() == []


def test_what_a_device_does_wrong_again_only_counts_up():
    device = factories.device(factories.organization())
    problem = Problem(device.id, "warning", "bad_value", "“abc” is no double.", "abc")

    services.record_problems([problem, problem])
    services.record_problems([problem, problem._replace(message="“x” is no double.")])

    assert dict(DeviceLog.objects.values_list("message", "count")) == {"“abc” is no double.": 3, "“x” is no double.": 1}


def test_problems_of_a_deleted_device_are_dropped():
    services.record_problems([Problem(999, "warning", "bad_value", "gone")])

    assert DeviceLog.objects.count() == 0


def test_device_infos_take_two_queries_however_many_devices(django_assert_num_queries):
    organization = factories.organization()
    devices = [factories.device(organization) for _ in range(5)]
    for device in devices:
        factories.metric(device, "speed")

    with django_assert_num_queries(2):
        infos = device_infos([device.id for device in devices])

    assert [list(info.metrics) for info in infos.values()] == [["speed"]] * 5


def writable(data_type: str = "boolean") -> Metric:
    return factories.metric(factories.device(factories.organization()), "burner", data_type=data_type, is_writable=True)


def test_a_command_with_the_same_source_is_sent_once():
    metric = writable()

    first = services.send_command(device=metric.device, metric=metric, value=True, source="1.1.b7.3.0-1.0")
    second = services.send_command(device=metric.device, metric=metric, value=True, source="1.1.b7.3.0-1.0")

    assert first == second
    assert Command.objects.count() == 1


def test_a_command_to_a_metric_that_is_not_writable_is_refused():
    metric = factories.metric(factories.device(factories.organization()))

    with pytest.raises(NotWritable):
        services.send_command(device=metric.device, metric=metric, value=1.0)
    assert Command.objects.count() == 0


@pytest.mark.parametrize(
    ("data_type", "value"),
    [("boolean", 1), ("boolean", "true"), ("long", 2.5), ("long", True), ("long", 2**63), ("double", "1"), ("string", 5)],
)
def test_a_value_of_the_wrong_type_is_refused_by_name(data_type, value):
    metric = writable(data_type)

    with pytest.raises(BadValue, match="burner"):
        services.send_command(device=metric.device, metric=metric, value=value)


def test_a_command_to_another_devices_metric_is_refused():
    metric = writable()
    other = factories.device(factories.organization("Other"))

    with pytest.raises(Refused):
        services.send_command(device=other, metric=metric, value=True)


def test_a_status_only_moves_forward():
    metric = writable()
    command = services.send_command(device=metric.device, metric=metric, value=True)

    services.record_command_status([(command.id, "delivered", 2_000_000, ""), (command.id, "sent", 1_000_000, "")])
    services.record_command_status([(command.id, "failed", 3_000_000, "no burner"), (command.id, "done", 4_000_000, "")])

    command.refresh_from_db()
    assert (command.status, command.detail) == ("failed", "no burner")
    assert command.delivered_at == dt.datetime(1970, 1, 1, 0, 0, 2, tzinfo=dt.UTC)
    assert command.sent_at is None
    assert command.finished_at == dt.datetime(1970, 1, 1, 0, 0, 3, tzinfo=dt.UTC)


def test_an_unanswered_command_expires_with_the_reason():
    metric = writable()
    command = services.send_command(device=metric.device, metric=metric, value=True)
    Command.objects.update(expires_at=now() - dt.timedelta(seconds=1))

    assert services.expire_commands() == 1

    command.refresh_from_db()
    assert command.status == "expired"
    assert command.detail == "It never left: the device was not listening in time."
    assert services.expire_commands() == 0


def test_presence_keeps_the_newest_of_each_device():
    device = factories.device(factories.organization())

    services.record_presence([(device.id, True, 5_000_000), (device.id, False, 6_000_000)])

    device.refresh_from_db()
    assert device.online is False
    assert device.last_seen_at == dt.datetime(1970, 1, 1, 0, 0, 6, tzinfo=dt.UTC)
