"""What happened to devices, in one list."""

import datetime as dt

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils.timezone import now

from core.security import policy
from devices.models import ConnectionLog
from devices.services import send_command
from iotsite import embedding
from organizations.models import Site
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def device(organization):
    return factories.device(organization, name="مضخة 🚰")


def came(device, ago_s=0, event="connected"):
    at = now() - dt.timedelta(seconds=ago_s)
    return ConnectionLog.objects.create(organization=device.organization, device=device, at=at, event=event, protocol="mqtt")


def listed(user, query=""):
    return factories.client(user).get(f"/api/journal{query}").json()["items"]


def test_commands_and_devices_that_came_stand_in_one_list_newest_first(organization, device, operator):
    metric = factories.metric(device, path="valve", is_writable=True, data_type="boolean")
    came(device, ago_s=60)
    send_command(device=device, metric=metric, value=True, by=operator)
    first, second = listed(operator)
    assert (first["kind"], first["title"], first["value"], first["device"]) == ("commands", "valve", True, "مضخة 🚰")
    assert (second["kind"], second["event"]) == ("connections", "connected")


def test_kinds_devices_and_times_can_be_chosen(organization, device, viewer):
    other = factories.device(organization)
    came(device, ago_s=7200)
    came(device)
    came(other)
    assert len(listed(viewer)) == 3
    assert len(listed(viewer, f"?device={device.id}")) == 2
    assert len(listed(viewer, f"?device={device.id}&from=now-1h")) == 1
    assert listed(viewer, "?kinds=alarms") == []


def test_a_kind_that_is_none_is_refused(viewer):
    answer = factories.client(viewer).get("/api/journal?kinds=weather").json()["error"]
    assert answer["message"] == "“weather” is no kind of entry: choose of alarms, commands, connections."


def test_a_stranger_sees_nothing_of_it(device, stranger):
    came(device)
    assert listed(stranger) == []
    assert listed(stranger, f"?device={device.id}") == []


def test_the_number_of_reads_does_not_grow_with_the_devices(organization, viewer, django_assert_max_num_queries):
    client = factories.client(viewer)
    client.get("/api/journal")
    for _ in range(10):
        came(factories.device(organization))
    with django_assert_max_num_queries(25):
        assert len(client.get("/api/journal").json()["items"]) == 10


def test_only_hosts_that_the_administrator_names_are_shown(settings, viewer):
    assert factories.client(viewer).get("/api/embedding").json() == {"hosts": []}
    assert Client().get("/api/embedding").json() == {"hosts": []}
    assert "frame-src 'self';" in policy()
    settings.EMBED_HOSTS = embedding.hosts("https://cam.example:8443/, https://*.example.com")
    assert factories.client(viewer).get("/api/embedding").json()["hosts"] == ["https://cam.example:8443", "https://*.example.com"]
    assert "frame-src 'self' https://cam.example:8443 https://*.example.com;" in policy()


@pytest.mark.parametrize("text", ["http://cam.example", "https://*", "*", "https://a.example; script-src *", "cam.example"])
def test_what_is_no_origin_stops_the_start(text):
    with pytest.raises(ImproperlyConfigured, match="SLUICE_EMBED_HOSTS"):
        embedding.hosts(text)


def test_it_can_be_of_the_devices_at_some_sites(organization, device, engineer):
    hall = Site.objects.create(organization=organization, name="Hall")
    came(factories.device(organization, name="inside", site=hall))
    came(device)
    assert [entry["device"] for entry in listed(engineer, f"?site={hall.id}")] == ["inside"]
    assert listed(engineer, f"?site={hall.id}&device={device.id}") == []
    assert len(listed(engineer)) == 2
