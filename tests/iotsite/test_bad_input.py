"""Names that are too long, taken, or made of nothing: every call that creates something says what is wrong, and makes nothing."""

from typing import Any

import pytest

from devices.models import Device, DeviceType
from organizations.models import Organization, Profile, Site, User
from tests import factories

LONG = "x" * 600

# Path, body without its name, and what the name is called.
NAMED: dict[str, tuple[str, dict[str, Any], str]] = {
    "organization": ("/api/organizations", {"parent_id": "$organization"}, "name"),
    "site": ("/api/sites", {}, "name"),
    "device type": ("/api/device-types", {}, "name"),
    "device": ("/api/devices", {}, "name"),
    "metric": ("/api/devices/$device/metrics", {}, "path"),
    "claim code": ("/api/claim-codes", {}, "name"),
    "profile": ("/api/profiles", {}, "name"),
    "dashboard": ("/api/dashboards", {}, "name"),
    "flow": ("/api/flows", {}, "name"),
    "query": ("/api/queries", {"document": {"metrics": ["$metric"]}}, "name"),
    "broker connection": (
        "/api/broker-connections",
        {"host": "broker.example", "topic": "plant/{device}/{metric}", "payload": "value"},
        "name",
    ),
    "API key": ("/api/api-keys", {"profile_ids": ["$profile"]}, "name"),
}
# What may well exist twice: people tell such things apart by more than the name.
TWICE = {"claim code", "API key"}


@pytest.fixture
def create(organization: Organization, engineer: User):
    """Create one thing of a kind by the API."""
    device = factories.device(organization, "pump 7")
    ids = {
        "$organization": organization.id,
        "$device": device.id,
        "$metric": factories.metric(device).id,
        "$profile": Profile.objects.filter(members__user=engineer).values_list("id", flat=True)[0],
    }

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: filled(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [filled(inner) for inner in value]
        return ids.get(value, value)

    def call(kind: str, name: str) -> Any:
        path, body, field = NAMED[kind]
        for placeholder, value in ids.items():
            path = path.replace(placeholder, str(value))
        browser = factories.client(engineer)
        return browser.post(path, {**filled(body), field: name}, content_type="application/json")

    return call


@pytest.mark.parametrize("kind", NAMED)
def test_a_name_that_is_too_long_is_refused_and_its_field_named(create, kind):
    answer = create(kind, LONG)

    assert answer.status_code == 400, answer.content
    error = answer.json()["error"]
    assert error["field"] == NAMED[kind][2]
    assert any(bound in error["message"] for bound in ("100", "200"))


@pytest.mark.parametrize("kind", NAMED)
@pytest.mark.parametrize("name", ["", "   "], ids=["empty", "blank"])
def test_a_name_of_nothing_is_refused(create, kind, name):
    answer = create(kind, name)

    assert answer.status_code == 400, answer.content
    assert answer.json()["error"]["message"]


@pytest.mark.parametrize("kind", sorted(NAMED.keys() - TWICE))
def test_a_name_that_is_taken_is_refused_by_name(create, kind):
    first = create(kind, "the same")
    assert first.status_code in (200, 201), first.content

    again = create(kind, "the same")

    assert again.status_code in (400, 409), again.content
    assert "the same" in again.json()["error"]["message"]


@pytest.mark.parametrize(
    ("path", "field"),
    [("/api/devices", "site_id"), ("/api/devices", "type_id"), ("/api/claim-codes", "site_id"), ("/api/claim-codes", "type_id")],
)
def test_a_place_or_type_of_another_organization_reads_as_one_that_does_not_exist(engineer, other_organization, path, field):
    theirs = (
        Site.objects.create(organization=other_organization, name="North")
        if field == "site_id"
        else DeviceType.objects.create(organization=other_organization, name="Pump")
    )
    browser = factories.client(engineer)
    answers = [
        browser.post(path, {"name": "pump 8", field: number}, content_type="application/json") for number in (theirs.id, 999_999)
    ]

    assert [answer.status_code for answer in answers] in ([400, 400], [404, 404])
    messages = [answer.json()["error"]["message"].replace(str(theirs.id), "…").replace("999999", "…") for answer in answers]
    assert messages[0] == messages[1]
    assert not Device.objects.filter(name="pump 8").exists()


def test_a_parent_in_another_organization_reads_as_one_that_does_not_exist(engineer, other_organization):
    browser = factories.client(engineer)
    answers = [
        browser.post("/api/organizations", {"name": "Branch", "parent_id": parent}, content_type="application/json")
        for parent in (other_organization.id, "zzzzzz")
    ]

    assert [answer.status_code for answer in answers] in ([400, 400], [404, 404])
    assert not Organization.objects.filter(name="Branch").exists()
