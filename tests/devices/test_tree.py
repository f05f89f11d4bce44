"""Devices, folders and metrics in the tree, and what happens when they move."""

import pytest

from alarms import services as alarms
from alarms.models import Alarm
from alarms.services import AlarmEvent, RuleSpec
from devices import services
from devices.models import Device, DeviceType
from devices.registration import create_claim_code, register_device
from devices.services import moves
from organizations import nodes, places, rights
from organizations.models import ProfileAccess
from tests import factories

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def company():
    return factories.organization("Company")


@pytest.fixture
def plant(company):
    return places.create_organization(name="Plant", parent=company)


@pytest.fixture
def hall(plant):
    return places.create_site(plant, name="Hall")


@pytest.fixture
def browser(company):
    return factories.client(factories.user(company))


def test_a_device_opens_into_folders_and_metrics_by_the_parts_of_their_paths(browser, plant, hall):
    pump = factories.device(plant, "pump", site=hall)
    for path in ("motor/bearing 1/temperature", "motor/speed", "on"):
        factories.metric(pump, path, unit="K")

    device = browser.get(f"/api/tree?node=d:{pump.id}").json()
    folder = browser.get(f"/api/tree?node=f:{pump.id}:motor").json()
    deeper = browser.get(f"/api/tree?node=f:{pump.id}:motor/bearing 1").json()

    assert [(item["kind"], item["label"], item["counts"]["metrics"]) for item in device["items"]] == [
        ("folder", "motor", 2),
        ("metric", "on", None),
    ]
    assert [(item["kind"], item["label"]) for item in folder["items"]] == [("folder", "bearing 1"), ("metric", "speed")]
    assert [crumb["label"] for crumb in deeper["breadcrumbs"]] == ["Company", "Plant", "Hall", "pump", "motor", "bearing 1"]
    assert (deeper["items"][0]["label"], deeper["items"][0]["unit"], deeper["items"][0]["data_type"]) == (
        "temperature",
        "K",
        "double",
    )
    assert deeper["items"][0]["has_children"] is False


def test_devices_without_a_site_stand_in_their_organization(browser, plant, hall):
    factories.device(plant, "here", site=hall)
    factories.device(plant, "loose")

    below_plant = browser.get(f"/api/tree?node=o:{plant.id}").json()["items"]
    below_hall = browser.get(f"/api/tree?node=s:{hall.id}").json()["items"]

    assert [item["label"] for item in below_plant] == ["Hall", "loose"]
    assert [item["label"] for item in below_hall] == ["here"]


def test_an_organization_counts_devices_of_all_below(browser, company, plant, hall):
    line = places.create_organization(name="Line", parent=plant)
    for organization, site in ((plant, hall), (plant, None), (line, None)):
        factories.device(organization, site=site)
    Device.objects.filter(site=hall).update(online=True)

    counts = browser.get("/api/tree").json()["items"][0]["counts"]

    assert (counts["devices"], counts["online"], counts["organizations"]) == (3, 1, 1)


def test_somebody_allowed_one_metric_sees_only_the_way_to_it(company, plant, hall):
    pump = factories.device(plant, "pump", site=hall)
    factories.device(plant, "other", site=hall)
    speed = factories.metric(pump, "motor/speed")
    factories.metric(pump, "motor/power")
    person = factories.user()
    factories.allow(factories.profile(company, None, person), speed, "read")
    browser = factories.client(person)

    def below(key):
        items = browser.get("/api/tree", {"node": key}).json()["items"]
        return [(item["label"], item["is_passage"], item["has_children"]) for item in items]

    assert below("") == [("Plant", True, True)]
    assert below(f"o:{plant.id}") == [("Hall", True, True)]
    assert below(f"s:{hall.id}") == [("pump", True, True)]
    assert below(f"d:{pump.id}") == [("motor", True, True)]
    assert below(f"f:{pump.id}:motor") == [("speed", False, False)]
    assert browser.get("/api/tree/search?search=power").json()["items"] == []


def test_what_is_denied_counts_nowhere(company, plant, hall):
    pump, secret = factories.device(plant, "pump", site=hall), factories.device(plant, "secret", site=hall)
    factories.metric(pump, "on")
    hidden = factories.metric(pump, "power")
    person = factories.user(company, "viewer")
    shut_out = factories.profile(company, None, person)
    factories.deny(shut_out, secret)
    factories.deny(shut_out, hidden)
    browser = factories.client(person)

    answer = browser.get(f"/api/tree?node=s:{hall.id}").json()

    assert [(item["label"], item["counts"]["metrics"]) for item in answer["items"]] == [("pump", 1)]
    assert (answer["total"], answer["node"]["counts"]["devices"]) == (1, 1)
    assert browser.get("/api/tree/search?search=secret").json()["items"] == []


def test_a_folder_counts_only_what_one_may_see_and_is_no_other_in_capitals(company, plant):
    pump = factories.device(plant, "pump")
    factories.metric(pump, "motor/speed")
    hidden = factories.metric(pump, "motor/power")
    person = factories.user(company, "viewer")
    factories.deny(factories.profile(company, None, person), hidden)
    browser = factories.client(person)

    assert browser.get(f"/api/tree?node=f:{pump.id}:motor").json()["node"]["counts"]["metrics"] == 1
    assert browser.get(f"/api/tree?node=f:{pump.id}:Motor").status_code == 404
    assert browser.get("/api/tree?node=f:²:motor").status_code == 404


def test_a_page_of_devices_takes_the_same_number_of_queries_however_long(browser, plant, hall, django_assert_max_num_queries):
    for number in range(20):
        factories.metric(factories.device(plant, f"pump {number}", site=hall))
    browser.get("/api/tree")

    with django_assert_max_num_queries(20):
        answer = browser.get(f"/api/tree?node=s:{hall.id}").json()

    assert answer["total"] == 20


# --- search


def test_devices_are_found_by_name_description_and_attribute(browser, plant):
    factories.device(plant, "pump 7")
    factories.device(plant, "fan", description="beside pump")
    services.set_attributes(factories.device(plant, "box"), {"serial": "PUMP-0815"})

    items = browser.get("/api/tree/search?search=pump&kinds=device").json()["items"]

    assert sorted(item["label"] for item in items) == ["box", "fan", "pump 7"]


def test_a_devices_name_alone_does_not_find_its_metrics_but_narrows_them(browser, plant):
    pump = factories.device(plant, "pump")
    factories.metric(pump, "motor/speed")
    factories.metric(factories.device(plant, "fan"), "motor/speed")

    assert browser.get("/api/tree/search?search=pump&kinds=metric").json()["items"] == []
    narrowed = browser.get("/api/tree/search?search=pump+speed&kinds=metric").json()["items"]
    assert [item["label"] for item in narrowed] == ["pump · motor/speed"]
    folders = browser.get("/api/tree/search?search=pump+motor&kinds=folder").json()["items"]
    assert [(item["key"], item["label"]) for item in folders] == [(f"f:{pump.id}:motor", "pump · motor/")]


# --- moving


def test_devices_are_dragged_to_a_site_and_back_out(browser, plant, hall):
    pump = factories.device(plant, "pump")

    there = browser.post("/api/tree/move", {"keys": [f"d:{pump.id}"], "to": f"s:{hall.id}"}, JSON).json()
    assert there == {"moved": 1, "refused": []}
    pump.refresh_from_db()
    assert pump.site == hall

    browser.post("/api/tree/move", {"keys": [f"d:{pump.id}"], "to": f"o:{plant.id}"}, JSON)
    pump.refresh_from_db()
    assert pump.site is None


def test_a_metric_does_not_leave_its_device(browser, plant, hall):
    speed = factories.metric(factories.device(plant), "speed")

    answer = browser.post("/api/tree/move", {"keys": [f"m:{speed.id}"], "to": f"s:{hall.id}"}, JSON).json()

    assert answer["refused"] == [{"key": f"m:{speed.id}", "reason": "A metric cannot be moved: it belongs to its device."}]


def test_a_device_taken_to_another_organization_leaves_what_was_built_on_it(company, plant, hall):
    pump = factories.device(plant, "pump", site=hall, type=DeviceType.objects.create(organization=plant, name="Pump"))
    other = places.create_organization(name="Other", parent=company)
    there = DeviceType.objects.create(organization=other, name="Pump")
    local = factories.user()
    factories.allow(factories.profile(plant, None, local), pump, "read")
    above = factories.user()
    factories.allow(factories.profile(company, None, above), pump, "read")

    refused = moves.move_devices([pump.id], to=nodes.node(f"o:{other.id}"), by=factories.user(company))

    assert refused == {}
    pump.refresh_from_db()
    assert (pump.organization, pump.site, pump.type) == (other, None, there)
    assert not rights.can(local, "read", pump)
    assert rights.can(above, "read", pump)
    assert ProfileAccess.objects.get(node=f"d:{pump.id}").organization == other


def test_a_name_that_is_taken_there_keeps_the_device_here(browser, company, plant):
    pump = factories.device(plant, "pump")
    other = places.create_organization(name="Other", parent=company)
    factories.device(other, "pump")

    answer = browser.post("/api/tree/move", {"keys": [f"d:{pump.id}"], "to": f"o:{other.id}"}, JSON).json()

    assert answer["refused"] == [{"key": f"d:{pump.id}", "reason": "“Other” already has a device named “pump”: rename it first."}]
    pump.refresh_from_db()
    assert pump.organization == plant


def test_of_two_that_are_called_the_same_one_comes_over(browser, company, plant):
    line, other = (places.create_organization(name=name, parent=company) for name in ("Line", "Other"))
    pumps = [factories.device(organization, "pump") for organization in (plant, line)]

    answer = browser.post("/api/tree/move", {"keys": [f"d:{pump.id}" for pump in pumps], "to": f"o:{other.id}"}, JSON).json()

    assert (answer["moved"], len(answer["refused"])) == (1, 1)
    assert Device.objects.filter(organization=other, name="pump").count() == 1


def test_a_hundred_devices_move_to_another_organization_in_a_handful_of_queries(company, plant, django_assert_max_num_queries):
    other = places.create_organization(name="Other", parent=company)
    pumps = [factories.device(plant) for _ in range(30)]
    person = factories.user(company)

    with django_assert_max_num_queries(30):
        moves.move_devices([pump.id for pump in pumps], to=nodes.node(f"o:{other.id}"), by=person)

    assert Device.objects.filter(organization=other).count() == 30


def test_only_who_manages_both_ends_moves_a_device(company, plant, hall):
    pump = factories.device(plant, "pump")
    person = factories.user()
    profile = factories.profile(company, None, person)
    factories.allow(profile, hall, "read", "manage_devices")
    factories.allow(profile, pump, "read")

    answer = factories.client(person).post("/api/tree/move", {"keys": [f"d:{pump.id}"], "to": f"s:{hall.id}"}, JSON).json()
    to_plant = factories.client(person).post("/api/tree/move", {"keys": [f"d:{pump.id}"], "to": f"o:{plant.id}"}, JSON)

    assert answer["refused"] == [{"key": f"d:{pump.id}", "reason": "You may not manage this device."}]
    assert to_plant.status_code == 404


def test_a_site_takes_its_devices_along_or_stays(browser, company, plant, hall):
    pump = factories.device(plant, "pump", site=hall)
    other = places.create_organization(name="Other", parent=company)
    taken = factories.device(other, "pump")
    call = {"keys": [f"s:{hall.id}"], "to": f"o:{other.id}"}

    refused = browser.post("/api/tree/move", call, JSON).json()
    hall.refresh_from_db()
    assert (refused["moved"], hall.organization) == (0, plant)

    services.change_device(taken, name="old pump")
    moved = browser.post("/api/tree/move", call, JSON).json()

    assert moved == {"moved": 1, "refused": []}
    pump.refresh_from_db()
    hall.refresh_from_db()
    assert (hall.organization, pump.organization, pump.site) == (other, other, hall)


def test_claim_codes_go_with_the_site_that_they_give(browser, company, plant, hall):
    other = places.create_organization(name="Other", parent=company)
    kind = DeviceType.objects.create(organization=plant, name="Pump")
    _, code = create_claim_code(plant, name="Label", site=hall, type=kind, by=factories.user(plant))

    browser.post("/api/tree/move", {"keys": [f"s:{hall.id}"], "to": f"o:{other.id}"}, JSON)

    device = register_device(code=code, name="pump").device
    assert (device.organization, device.site, device.type) == (other, hall, None)


def test_more_than_a_thousand_things_are_not_moved_at_once(browser, plant, hall):
    answer = browser.post("/api/tree/move", {"keys": [f"d:{n}" for n in range(1001)], "to": f"s:{hall.id}"}, JSON)

    assert answer.status_code == 400


def _active_alarm(organization, device):
    alarms.set_rules(organization, source="flow:1", rules=[RuleSpec(key="hot", title="Too hot", severity="major")])
    event = AlarmEvent(
        source="flow:1", key="hot", change="raise", time_us=1_700_000_000_000_000, device_id=device.id, effect_id="1.1.hot.1"
    )
    return alarms.apply([event])[0]


def test_alarms_of_a_device_that_moved_away_end_and_stay_under_its_name(company, plant):
    pump = factories.device(plant, "pump")
    other = places.create_organization(name="Other", parent=company)
    _active_alarm(plant, pump)

    moves.move_to_organization([pump], other, site=None)

    alarm = Alarm.objects.get()
    assert (alarm.device, alarm.device_name, alarm.organization) == (None, "pump", plant)
    assert alarm.cleared_at is not None


def test_alarms_of_an_archived_device_end_and_stay_with_it(plant):
    pump = factories.device(plant, "pump")
    _active_alarm(plant, pump)

    services.archive_device(pump)

    alarm = Alarm.objects.get()
    assert alarm.device_id == pump.id
    assert alarm.cleared_at is not None
