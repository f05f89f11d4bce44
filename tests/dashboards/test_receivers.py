"""Commands and devices that come and go reach open pages, after commit and only in their organization."""

import pytest

from core import languages, live
from dashboards.models import Dashboard
from devices import services
from devices.models import Device
from devices.services import moves
from organizations import places
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(monkeypatch):
    """What the publisher is given: (organization, topic, data)."""
    events = []

    class Publisher:
        def event(self, *event):
            events.append(event)

    monkeypatch.setattr(live, "_publisher", Publisher())
    return events


@pytest.fixture
def burner(organization):
    return factories.metric(factories.device(organization), path="burner", data_type="boolean", is_writable=True)


def send(burner, by, callbacks):
    with callbacks(execute=True):
        return services.send_command(device=burner.device, metric=burner, value=True, by=by)


def test_a_command_is_told_when_queued_and_at_each_step(burner, operator, said, django_capture_on_commit_callbacks):
    command = send(burner, operator, django_capture_on_commit_callbacks)
    with django_capture_on_commit_callbacks(execute=True):
        services.record_command_status([(command.id, "sent", 1_700_000_000_000_000, "")])
    assert [(organization, topic, data["status"]) for organization, topic, data in said] == [
        (burner.device.organization_id, "commands", "queued"),
        (burner.device.organization_id, "commands", "sent"),
    ]
    data = said[1][2]
    assert (data["id"], data["metric_id"], data["value"], data["requested_by"]) == (command.id, burner.id, True, str(operator))
    assert data["sent_at"] == "2023-11-14T22:13:20Z"


def test_why_a_command_failed_is_told_in_all_languages(burner, operator, said, django_capture_on_commit_callbacks):
    # Whatever the language of whoever's request it is.
    with languages.reading("de"):
        command = send(burner, operator, django_capture_on_commit_callbacks)
        with django_capture_on_commit_callbacks(execute=True):
            services.record_command_status([(command.id, "expired", 1, "The device did not take it in time.")])
    queued, expired = (data for _, _, data in said)
    assert "detail_in" not in queued
    assert (expired["detail"], expired["detail_in"]) == (
        "The device did not take it in time.",
        {"de": "Das Gerät hat ihn nicht rechtzeitig genommen."},
    )


def test_a_command_that_is_rolled_back_is_not_told(burner, operator, said):
    services.send_command(device=burner.device, metric=burner, value=True, by=operator)
    assert said == []


def test_a_device_that_comes_is_told(organization, said, django_capture_on_commit_callbacks):
    device = factories.device(organization, name="boiler")
    with django_capture_on_commit_callbacks(execute=True):
        services.record_presence([(device.id, True, 1_700_000_000_000_000)])
    assert said == [
        (
            organization.id,
            "devices",
            {"id": device.id, "name": "boiler", "online": True, "last_seen_at": "2023-11-14T22:13:20+00:00"},
        )
    ]
    assert Device.objects.get().online is True


def test_many_commands_need_one_query(burner, operator, said, django_capture_on_commit_callbacks, django_assert_num_queries):
    from dashboards.receivers import announce_commands

    commands = [send(burner, operator, django_capture_on_commit_callbacks) for _ in range(5)]
    with django_assert_num_queries(1):
        announce_commands(commands=commands)


def test_dashboards_of_what_moved_away_stay_at_the_top_of_their_organization(organization):
    device = factories.device(organization)
    hall = places.create_site(organization, name="Hall")
    other = places.create_organization(name="Other", parent=organization)
    at_device = Dashboard.objects.create(organization=organization, name="Device", device=device)
    at_hall = Dashboard.objects.create(organization=organization, name="Hall", site=hall)

    moves.move_to_organization([device], other, site=None)
    places.move_site(hall, to=other, by=factories.user(organization))

    at_device.refresh_from_db()
    at_hall.refresh_from_db()
    assert (at_device.organization, at_device.device, at_hall.site) == (organization, None, None)


def test_dashboards_of_an_archived_device_stay_with_it(organization):
    device = factories.device(organization)
    dashboard = Dashboard.objects.create(organization=organization, name="Device", device=device)

    services.archive_device(device)

    dashboard.refresh_from_db()
    assert dashboard.device_id == device.id
