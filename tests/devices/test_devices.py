"""Attributes, bulk edit, and devices that are deleted but keep their history."""

import pytest

from core.errors import Refused
from devices import services
from devices.errors import BadAttribute, NameTaken
from devices.models import Attribute, Credential, Device, DeviceType, Metric
from devices.selectors import device_infos
from devices.services import types
from devices.tokens import hash_token
from organizations import nodes, places
from organizations.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def organization():
    return factories.organization()


@pytest.fixture
def browser(organization):
    return factories.client(factories.user(organization))


# --- attributes


def test_attributes_are_set_changed_and_taken_away_one_by_one(browser, organization):
    device = factories.device(organization, attributes={"serial": "1", "floor": 2})

    answer = browser.patch(
        f"/api/devices/{device.id}/attributes", {"attributes": {"floor": 3, "serial": None, "spare": False}}, JSON
    ).json()

    assert [(row["name"], row["value"]) for row in answer] == [("floor", 3), ("spare", False)]
    assert browser.get(f"/api/devices/{device.id}/attributes").json() == answer


@pytest.mark.parametrize("value", [{"a": 1}, [1], "x" * 2001, float("inf"), 2**60, "a\x00b"])
def test_what_is_no_single_fact_is_refused(organization, value):
    device = factories.device(organization)

    with pytest.raises(BadAttribute):
        services.set_attributes(device, {"good": 1, "bad": value})

    assert Attribute.objects.count() == 0


def test_a_device_has_at_most_200_attributes(organization):
    device = factories.device(organization, attributes={f"a{n}": n for n in range(200)})

    services.set_attributes(device, {"a0": None, "new": 1})
    with pytest.raises(Refused, match="would have 201 attributes: 200 at most"):
        services.set_attributes(device, {"newer": 1})

    assert device.attributes.count() == 200


def test_true_is_not_one(organization):
    device = factories.device(organization, attributes={"spare": 1})

    services.set_attributes(device, {"spare": True})

    assert Attribute.objects.get().value is True


def test_attributes_need_the_right_to_manage_the_device(organization):
    device = factories.device(organization)
    viewer = factories.client(factories.user(organization, "viewer"))
    stranger = factories.client(factories.user(factories.organization("Other")))
    call = f"/api/devices/{device.id}/attributes"

    assert viewer.get(call).status_code == 200
    assert viewer.patch(call, {"attributes": {"a": 1}}, JSON).status_code == 403
    assert stranger.get(call).status_code == stranger.patch(call, {"attributes": {"a": 1}}, JSON).status_code == 404
    assert Attribute.objects.count() == 0


# --- places and rights


def test_a_row_says_what_one_may_do_with_the_device(organization):
    factories.device(organization, "pump")
    viewer = factories.client(factories.user(organization, "viewer"))

    (row,) = viewer.get("/api/devices").json()["items"]

    assert row["permissions"] == ["read", "view_dashboards"]


def test_who_manages_one_site_makes_devices_there_and_takes_them_nowhere_else(organization):
    hall, vault = places.create_site(organization, name="Hall"), places.create_site(organization, name="Vault")
    person = factories.user()
    profile = factories.profile(organization, None, person)
    factories.allow(profile, hall, "read", "manage_devices")
    factories.allow(profile, vault, "read")
    browser = factories.client(person)

    made = browser.post("/api/devices", {"name": "pump", "site_id": hall.id}, JSON).json()

    assert made["site"] == "Hall"
    assert browser.post("/api/devices", {"name": "loose"}, JSON).status_code == 404
    assert browser.post("/api/devices", {"name": "other", "site_id": vault.id}, JSON).status_code == 403
    assert browser.patch(f"/api/devices/{made['id']}", {"site_id": vault.id}, JSON).status_code == 403
    assert Device.objects.get().site == hall


# --- bulk edit


def test_many_devices_are_changed_at_once_with_a_report_for_each(browser, organization):
    hall = places.create_site(organization, name="Hall")
    pump = types.create_type(organization, name="Pump", metrics=[{"path": "speed"}])
    devices = [factories.device(organization, f"p{n}") for n in range(3)]
    theirs = factories.device(factories.organization("Other"))
    change = {"site_id": hall.id, "type_id": pump.id, "description": "New", "attributes": {"floor": 1}}

    answer = browser.post("/api/devices/bulk", {"ids": [*(d.id for d in devices), theirs.id], "change": change}, JSON).json()

    assert answer == {
        "done": 3,
        "refused": [{"id": theirs.id, "name": "", "reason": "There is no such thing, or it is not yours."}],
    }
    rows = Device.objects.filter(organization=organization).values_list("site", "type", "description")
    assert set(rows) == {(hall.id, pump.id, "New")}
    assert Metric.objects.filter(path="speed").count() == 3
    assert Attribute.objects.filter(name="floor", value=1).count() == 3
    assert AuditEntry.objects.filter(kind="device", action="changed").count() == 3
    theirs.refresh_from_db()
    assert theirs.description == ""


def test_a_device_whose_attributes_are_full_is_named_and_the_others_change(browser, organization):
    full = factories.device(organization, "full", attributes={f"a{n}": n for n in range(200)})
    other = factories.device(organization, "other")

    answer = browser.post("/api/devices/bulk", {"ids": [full.id, other.id], "change": {"attributes": {"floor": 1}}}, JSON).json()

    assert (answer["done"], [refused["name"] for refused in answer["refused"]]) == (1, ["full"])
    assert other.attributes.get().value == 1


def test_many_are_archived_or_deleted(browser, organization):
    devices = [factories.device(organization) for _ in range(4)]

    archived = browser.post("/api/devices/bulk", {"ids": [devices[0].id, devices[1].id], "action": "archive"}, JSON).json()
    deleted = browser.post("/api/devices/bulk", {"ids": [devices[1].id, devices[2].id], "action": "delete"}, JSON).json()

    assert (archived, deleted) == ({"done": 2, "refused": []}, {"done": 2, "refused": []})
    assert list(Device.objects.values_list("id", flat=True)) == [devices[3].id]
    assert list(Device.all_objects.values_list("id", flat=True).order_by("id")) == [devices[0].id, devices[3].id]


@pytest.mark.parametrize(
    "call", [{"ids": []}, {"ids": list(range(1001))}, {"ids": [1], "change": {}}, {"ids": [1], "action": "paint"}]
)
def test_a_bulk_edit_that_cannot_be_is_refused(browser, call):
    assert browser.post("/api/devices/bulk", call, JSON).status_code == 400


def test_only_devices_that_one_manages_are_changed(organization):
    pump, fan = factories.device(organization, "pump"), factories.device(organization, "fan")
    person = factories.user(organization, "viewer")
    factories.allow(factories.profile(organization, None, person), pump, "read", "manage_devices")

    answer = factories.client(person).post(
        "/api/devices/bulk", {"ids": [pump.id, fan.id], "change": {"description": "Mine"}}, JSON
    )

    assert answer.json() == {
        "done": 1,
        "refused": [{"id": fan.id, "name": "fan", "reason": "You may not manage this device."}],
    }
    fan.refresh_from_db()
    assert fan.description == ""


# --- deleted with its history kept


def test_an_archived_device_keeps_its_metrics_and_loses_its_way_in(browser, organization):
    device = factories.device(organization, "pump")
    metric = factories.metric(device)
    token = factories.token(device)

    assert browser.delete(f"/api/devices/{device.id}?keep_history=true").json() == {"deleted": True}

    assert factories.device_of_token(hash_token(token)) is None
    assert Credential.objects.get().revoked_at is not None
    assert Metric.objects.get() == metric
    assert device_infos([device.id]) == {}
    assert browser.get(f"/api/devices/{device.id}/metrics").json()[0]["id"] == metric.id


def test_an_archived_device_is_out_of_sight_until_one_asks_for_those(browser, organization):
    device = factories.device(organization, "pump")
    factories.metric(device, "speed")
    services.archive_device(device)

    assert browser.get("/api/devices").json()["total"] == 0
    assert browser.get("/api/metrics").json()["total"] == 0
    assert browser.get(f"/api/tree?node=o:{organization.id}").json()["items"] == []
    assert browser.get("/api/tree").json()["items"][0]["counts"]["devices"] == 0
    assert browser.get("/api/tree/search?search=pump").json()["items"] == []
    assert browser.get("/api/tree/search?search=speed").json()["items"] == []
    assert nodes.describe([f"d:{device.id}"]) == {}
    (row,) = browser.get("/api/devices?archived=true").json()["items"]
    assert (row["name"], row["metric_count"]) == ("pump", 1)
    assert row["archived_at"] is not None


def test_the_name_of_an_archived_device_is_free_again(organization):
    services.archive_device(factories.device(organization, "pump"))

    again = factories.device(organization, "pump")

    with pytest.raises(NameTaken):
        factories.device(organization, "pump")
    assert Device.all_objects.filter(name="pump").count() == 2
    services.archive_device(again)
    assert Device.all_objects.filter(name="pump", archived_at=None).count() == 0


def test_archiving_twice_changes_nothing_more(organization):
    device = services.archive_device(factories.device(organization))

    assert services.archive_device(device).archived_at == device.archived_at


def test_an_archived_device_does_not_change_any_more_but_can_be_deleted_for_good(browser, organization):
    device = factories.device(organization, "pump")
    factories.metric(device)
    services.archive_device(device)
    call = f"/api/devices/{device.id}"

    assert browser.patch(call, {"name": "fan"}, JSON).status_code == 404
    assert browser.post(f"{call}/commands", {"name": "x", "value": 1}, JSON).status_code == 404
    assert browser.post(f"{call}/metrics", {"path": "x"}, JSON).status_code == 404
    assert browser.delete(call).json() == {"deleted": True}
    assert (Device.all_objects.count(), Metric.objects.count()) == (0, 0)


def test_a_site_and_an_organization_with_archived_devices_still_hold_something(organization):
    hall = places.create_site(organization, name="Hall")
    services.archive_device(factories.device(organization, site=hall))

    with pytest.raises(Refused, match="still holds 1 device"):
        places.delete_site(hall)


def test_entries_about_a_device_go_with_it(organization):
    device = factories.device(organization)
    metric = factories.metric(device, "motor/speed")
    profile = factories.profile(organization)
    factories.allow(profile, device, "read")
    factories.allow(profile, metric, "read")

    services.delete_device(device)

    assert profile.entries.count() == 0


def test_a_stranger_learns_nothing_of_archived_devices(organization):
    device = services.archive_device(factories.device(organization))
    stranger = factories.client(factories.user(factories.organization("Other")))

    assert stranger.get("/api/devices?archived=true").json() == {"items": [], "total": 0}
    assert stranger.get(f"/api/devices/{device.id}").status_code == 404
    assert stranger.delete(f"/api/devices/{device.id}").status_code == 404
    assert stranger.post("/api/devices/bulk", {"ids": [device.id], "action": "delete"}, JSON).json()["done"] == 0
    assert DeviceType.objects.count() == 0
    assert Device.all_objects.count() == 1
