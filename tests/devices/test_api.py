import pytest

from devices.models import Command, Credential, Device, Metric
from tests import factories

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def organization():
    return factories.organization()


@pytest.fixture
def engineer(organization):
    return factories.client(factories.user(organization, "engineer"))


def test_an_engineer_makes_a_device_with_a_metric_and_a_token(engineer):
    device = engineer.post("/api/devices", {"name": "pump 1"}, JSON).json()
    metric = engineer.post(f"/api/devices/{device['id']}/metrics", {"path": "speed", "unit": "1/min"}, JSON).json()
    token = engineer.post(f"/api/devices/{device['id']}/credentials", {}, JSON).json()

    assert (device["name"], device["online"], device["metric_count"]) == ("pump 1", False, 0)
    assert (metric["device"], metric["path"], metric["unit"], metric["data_type"]) == ("pump 1", "speed", "1/min", "double")
    assert token["token"].startswith("sluice_")
    assert "token" not in engineer.get(f"/api/devices/{device['id']}/credentials").json()[0]


def test_a_name_that_is_taken_is_refused_by_name(engineer):
    engineer.post("/api/devices", {"name": "pump"}, JSON)

    answer = engineer.post("/api/devices", {"name": "pump"}, JSON)

    assert answer.status_code == 400
    assert answer.json()["error"] == {
        "code": "name_taken",
        "message": "There is already a device named “pump” here: choose another name.",
        "field": "name",
    }
    assert Device.objects.count() == 1


def test_a_site_of_another_organization_cannot_be_named(engineer):
    theirs = factories.organization("Theirs").sites.create(name="secret")

    answer = engineer.post("/api/devices", {"name": "pump", "site_id": theirs.id}, JSON)

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == f"There is no site {theirs.id}."
    assert Device.objects.count() == 0


@pytest.mark.parametrize("role", ["viewer", "operator"])
def test_only_an_engineer_changes_devices(organization, role):
    device = factories.device(organization)
    metric = factories.metric(device)
    browser = factories.client(factories.user(organization, role))

    assert browser.post("/api/devices", {"name": "pump"}, JSON).status_code == 403
    assert browser.patch(f"/api/devices/{device.id}", {"name": "other"}, JSON).status_code == 403
    assert browser.delete(f"/api/devices/{device.id}").status_code == 403
    assert browser.patch(f"/api/metrics/{metric.id}", {"unit": "K"}, JSON).status_code == 403
    assert browser.post(f"/api/devices/{device.id}/credentials", {}, JSON).status_code == 403
    assert browser.get(f"/api/devices/{device.id}").status_code == 200


def test_a_viewer_sends_no_commands_and_an_operator_does(organization):
    metric = factories.metric(factories.device(organization), "burner", data_type="boolean", is_writable=True)
    call = f"/api/devices/{metric.device_id}/commands"

    refused = factories.client(factories.user(organization, "viewer")).post(call, {"metric_id": metric.id, "value": True}, JSON)
    sent = factories.client(factories.user(organization, "operator")).post(call, {"metric_id": metric.id, "value": True}, JSON)

    assert refused.status_code == 403
    assert (sent.status_code, sent.json()["status"], sent.json()["name"]) == (200, "queued", "burner")
    assert Command.objects.count() == 1


def test_a_stranger_gets_the_same_answer_as_for_what_does_not_exist(organization):
    device = factories.device(organization)
    metric = factories.metric(device, is_writable=True)
    factories.token(device)
    credential = Credential.objects.get()
    command = Command.objects.create(device=device, name="x", value=1, expires_at="2030-01-01T00:00:00Z")
    stranger = factories.client(factories.user(factories.organization("Other")))
    missing = stranger.get("/api/devices/999999").json()

    for call in (
        f"/api/devices/{device.id}",
        f"/api/devices/{device.id}/metrics",
        f"/api/devices/{device.id}/credentials",
        f"/api/devices/{device.id}/connection-log",
        f"/api/devices/{device.id}/log",
        f"/api/devices/{device.id}/commands",
        f"/api/commands/{command.id}",
    ):
        answer = stranger.get(call)
        assert (call, answer.status_code, answer.json()) == (call, 404, missing)
    assert stranger.patch(f"/api/devices/{device.id}", {"name": "mine"}, JSON).status_code == 404
    assert stranger.delete(f"/api/devices/{device.id}").status_code == 404
    assert stranger.patch(f"/api/metrics/{metric.id}", {"unit": "K"}, JSON).status_code == 404
    assert stranger.delete(f"/api/metrics/{metric.id}").status_code == 404
    assert stranger.delete(f"/api/credentials/{credential.id}").status_code == 404
    assert stranger.post(f"/api/devices/{device.id}/commands", {"metric_id": metric.id, "value": 1}, JSON).status_code == 404
    assert stranger.get("/api/devices").json() == {"items": [], "total": 0}
    assert stranger.get("/api/metrics").json() == {"items": [], "total": 0}
    assert Device.objects.get().name == device.name
    assert Credential.objects.get().revoked_at is None


def test_a_listing_takes_the_same_number_of_queries_however_long(engineer, organization, django_assert_num_queries):
    for number in range(10):
        factories.metric(factories.device(organization, f"pump {number}"))
    engineer.get("/api/devices")

    # Who asks, where, how many, the page, and how many metrics its devices have.
    with django_assert_num_queries(5):
        answer = engineer.get("/api/devices?limit=3&offset=3&search=pump").json()

    assert answer["total"] == 10
    assert [item["name"] for item in answer["items"]] == ["pump 3", "pump 4", "pump 5"]


def test_metrics_are_found_by_words_of_device_and_path(engineer, organization):
    factories.metric(factories.device(organization, "pump"), "bearing/temperature")
    factories.metric(factories.device(organization, "fan"), "bearing/temperature")

    answer = engineer.get("/api/metrics?search=pump temp").json()

    assert [(item["device"], item["path"]) for item in answer["items"]] == [("pump", "bearing/temperature")]


def test_limits_that_cross_are_refused_and_nothing_changes(engineer, organization):
    metric = factories.metric(factories.device(organization))

    answer = engineer.patch(f"/api/metrics/{metric.id}", {"low": 10, "high": 5}, JSON)

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "The lower limit 10 is above the upper limit 5."
    assert Metric.objects.get().low is None
