import pytest

from core.errors import Refused
from devices import services as device_services
from devices.errors import BadParameter, BadPath, TypeInUse, TypeNameTaken
from devices.models import Device, DeviceType, Metric
from devices.parameters import checked_parameters, checked_template
from devices.services import types
from tests import factories

pytestmark = pytest.mark.django_db
JSON = "application/json"
SPEED = {"path": "motor/speed", "unit": "1/min", "data_type": "long", "low": 0, "high": 3000, "expected_interval_s": 10}
BURNER = {"path": "burner", "data_type": "boolean", "is_writable": True}
DOSE = {
    "name": "dose",
    "parameters": [
        {"name": "volume", "type": "double", "unit": "ml", "low": 0, "high": 5, "required": True},
        {"name": "liquid", "type": "string", "choices": ["acid", "base"], "default": "acid"},
    ],
}


@pytest.fixture
def organization():
    return factories.organization()


@pytest.fixture
def pump(organization):
    return types.create_type(organization, name="Pump", metrics=[SPEED, BURNER], commands=[DOSE])


# --- the template


def test_a_new_device_of_a_type_has_its_metrics_from_the_first_day(organization, pump):
    device = factories.device(organization, type=pump)

    rows = device.metrics.values_list("path", "unit", "data_type", "low", "high", "expected_interval_s", "is_writable")
    assert list(rows) == [
        ("burner", "", "boolean", None, None, None, True),
        ("motor/speed", "1/min", "long", 0, 3000, 10, False),
    ]


def test_a_device_that_gets_a_type_gets_the_metrics_it_lacks(organization, pump):
    device = factories.device(organization)
    factories.metric(device, "burner", data_type="double")

    device_services.change_device(device, type=pump)

    assert dict(device.metrics.values_list("path", "data_type")) == {"burner": "double", "motor/speed": "long"}


def test_a_changed_template_is_brought_to_devices_that_exist(organization, pump):
    device = factories.device(organization, "p1", type=pump)
    device_services.change_metric(Metric.objects.get(path="motor/speed"), unit="rpm")
    types.change_type(pump, metrics=[SPEED, BURNER, {"path": "power", "unit": "W"}])

    dry = types.apply_type(pump, Device.objects.filter(type=pump), dry_run=True)
    assert (dry.devices, dry.added, Metric.objects.count()) == (1, 1, 2)
    applied = types.apply_type(pump, Device.objects.filter(type=pump))

    assert (applied.added, applied.next_after) == (1, None)
    assert [difference._asdict() for difference in applied.differences] == [
        {
            "device_id": device.id,
            "device": "p1",
            "path": "motor/speed",
            "field": "unit",
            "device_has": "rpm",
            "type_says": "1/min",
        }
    ]
    assert sorted(device.metrics.values_list("path", flat=True)) == ["burner", "motor/speed", "power"]
    assert types.apply_type(pump, Device.objects.filter(type=pump)).added == 0


def test_many_devices_are_brought_up_part_after_part(organization, pump, monkeypatch):
    monkeypatch.setattr(types, "APPLY_AT_ONCE", 2)
    devices = [factories.device(organization, type=pump) for _ in range(3)]
    types.change_type(pump, metrics=[{"path": "power"}])

    first = types.apply_type(pump, Device.objects.filter(type=pump).order_by("id")[:2])
    rest = types.apply_type(pump, Device.objects.filter(type=pump, id__gt=first.next_after).order_by("id")[:2])

    assert (first.added, first.next_after) == (2, devices[1].id)
    assert (rest.added, rest.next_after) == (1, None)


def test_rows_of_a_template_that_stay_keep_their_ids(pump):
    before = dict(pump.metrics.values_list("path", "id"))

    types.change_type(pump, metrics=[SPEED, {"path": "power"}])

    after = dict(pump.metrics.values_list("path", "id"))
    assert after["motor/speed"] == before["motor/speed"]
    assert set(after) == {"motor/speed", "power"}


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"metrics": [{"path": "a//b"}]}, BadPath),
        ({"metrics": [{"path": "a", "data_type": "colour"}]}, Refused),
        ({"metrics": [{"path": "a", "low": 2.0, "high": 1.0}]}, Refused),
        ({"metrics": [{"path": "a"}, {"path": "a"}]}, Refused),
        ({"metrics": [{"path": f"a{n}"} for n in range(501)]}, Refused),
        ({"commands": [{"name": ""}]}, Refused),
        ({"commands": [{"name": "dose", "timeout_s": 0.5}]}, Refused),
        ({"commands": [{"name": "dose", "max_attempts": 11}]}, Refused),
        ({"commands": [{"name": "dose"}, {"name": "dose"}]}, Refused),
        ({"commands": [{"name": "dose", "parameters": [{"name": "x", "type": "colour"}]}]}, BadParameter),
        ({"name": "x" * 101}, Refused),
    ],
)
def test_a_template_that_cannot_be_is_refused_and_nothing_is_made(organization, fields, error):
    with pytest.raises(error):
        types.create_type(organization, **({"name": "Pump"} | fields))

    assert DeviceType.objects.count() == 0


def test_a_name_is_used_once(organization, pump):
    with pytest.raises(TypeNameTaken):
        types.create_type(organization, name="Pump")


def test_a_type_in_use_is_not_deleted_unless_its_devices_are_to_have_none(organization, pump):
    device = factories.device(organization, type=pump)

    with pytest.raises(TypeInUse, match="1 device has the type “Pump”"):
        types.delete_type(pump)
    types.delete_type(pump, unset=True)

    device.refresh_from_db()
    assert device.type is None
    assert device.metrics.count() == 2


def test_a_copy_has_the_same_template(organization, pump):
    other = factories.organization("Other")

    copy = types.copy_type(pump, name="Pump 2", organization=other)

    assert copy.organization == other
    assert [row.path for row in copy.metrics.all()] == ["burner", "motor/speed"]
    assert copy.commands.get().parameters == pump.commands.get().parameters


# --- parameters


def test_parameters_are_taken_as_their_type_wants_them_and_defaults_filled_in(pump):
    template = pump.commands.get().parameters

    assert checked_parameters(template, {"volume": 2}) == {"volume": 2.0, "liquid": "acid"}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Parameter “volume”: it must be given."),
        ({"volume": "much"}, "Parameter “volume”: 'much' is no double."),
        ({"volume": True}, "Parameter “volume”: 'True' is no double."),
        ({"volume": float("nan")}, "Parameter “volume”: 'nan' is no double."),
        ({"volume": 6}, "Parameter “volume”: 6 is above the upper limit 5."),
        ({"volume": -1}, "Parameter “volume”: -1 is below the lower limit 0."),
        ({"volume": 1, "liquid": "tea"}, "Parameter “liquid”: 'tea' is not offered: choose acid, base."),
        ({"volume": 1, "speed": 1}, "Parameter “speed”: the command does not know it; it has: volume, liquid."),
    ],
)
def test_a_parameter_that_does_not_fit_is_named_with_the_way_out(pump, given, words):
    with pytest.raises(BadParameter) as refusal:
        checked_parameters(pump.commands.get().parameters, given)

    assert refusal.value.message == words


@pytest.mark.parametrize(
    "parameter",
    [
        {"name": "x", "type": "long", "low": 5, "high": 1},
        {"name": "x", "type": "string", "low": 5},
        {"name": "x", "type": "long", "choices": [1, "two"]},
        {"name": "x", "type": "long", "high": 5, "default": 6},
        {"name": "", "type": "long"},
    ],
)
def test_a_parameter_that_contradicts_itself_is_refused(parameter):
    with pytest.raises(Refused):
        checked_template([parameter])


# --- over the API


def test_an_engineer_keeps_types(organization):
    browser = factories.client(factories.user(organization))

    made = browser.post("/api/device-types", {"name": "Pump", "metrics": [SPEED], "commands": [DOSE]}, JSON).json()
    factories.device(organization, type=DeviceType.objects.get())
    changed = browser.patch(f"/api/device-types/{made['id']}", {"manufacturer": "Acme", "metrics": [SPEED, BURNER]}, JSON).json()
    applied = browser.post(f"/api/device-types/{made['id']}/apply", {}, JSON).json()
    listed = browser.get("/api/device-types?search=acme").json()["items"]
    copied = browser.post(f"/api/device-types/{made['id']}/copy", {"name": "Pump 2"}, JSON).json()
    refused = browser.delete(f"/api/device-types/{made['id']}")

    assert [metric["path"] for metric in changed["metrics"]] == ["burner", "motor/speed"]
    assert (changed["manufacturer"], changed["device_count"], len(changed["commands"])) == ("Acme", 1, 1)
    assert applied == {"devices": 1, "added": 1, "differences": [], "next_after": None}
    assert [(row["name"], row["device_count"], row["metric_count"], row["command_count"]) for row in listed] == [
        ("Pump", 1, 2, 1)
    ]
    assert (copied["name"], copied["metric_count"], copied["device_count"]) == ("Pump 2", 2, 0)
    assert (refused.status_code, refused.json()["error"]["details"]) == (409, {"devices": 1})
    assert browser.delete(f"/api/device-types/{made['id']}?unset=true").json() == {"deleted": True}


def test_a_limit_that_is_no_number_is_refused(organization):
    browser = factories.client(factories.user(organization))
    device = factories.device(organization)

    for call, body in (
        ("/api/device-types", '{"name": "Pump", "metrics": [{"path": "a", "low": NaN}]}'),
        (f"/api/devices/{device.id}/metrics", '{"path": "a", "high": Infinity}'),
    ):
        assert browser.post(call, body, JSON).status_code == 400
    assert DeviceType.objects.count() == 0


def test_only_who_manages_templates_changes_types(organization, pump):
    browser = factories.client(factories.user(organization, "operator"))
    call = f"/api/device-types/{pump.id}"

    assert browser.get(call).status_code == 200
    assert browser.post("/api/device-types", {"name": "Fan"}, JSON).status_code == 403
    assert browser.patch(call, {"name": "Fan"}, JSON).status_code == 403
    assert browser.delete(call).status_code == 403
    assert browser.post(f"{call}/copy", {"name": "Fan"}, JSON).status_code == 403
    assert browser.post(f"{call}/apply", {}, JSON).status_code == 403


def test_a_stranger_sees_no_types(organization, pump):
    stranger = factories.client(factories.user(factories.organization("Other")))
    call = f"/api/device-types/{pump.id}"

    assert stranger.get("/api/device-types").json() == {"items": [], "total": 0}
    for answer in (
        stranger.get(call),
        stranger.patch(call, {"name": "Mine"}, JSON),
        stranger.delete(call),
        stranger.post(f"{call}/copy", {"name": "Mine"}, JSON),
        stranger.post(f"{call}/apply", {}, JSON),
    ):
        assert answer.status_code == 404
    assert DeviceType.objects.get().name == "Pump"


def test_the_list_of_types_takes_the_same_number_of_queries_however_long(organization, django_assert_max_num_queries):
    for number in range(10):
        types.create_type(organization, name=f"Pump {number}", metrics=[SPEED])
    browser = factories.client(factories.user(organization))
    browser.get("/api/device-types")

    with django_assert_max_num_queries(10):
        assert browser.get("/api/device-types").json()["total"] == 10


@pytest.mark.parametrize("value", [float("nan"), [float("inf")], "\ud800", {"a": "\x00"}, "x" * 70_000])
def test_what_no_database_keeps_is_no_value(pump, value):
    template = checked_template([{"name": "x", "type": "json"}])

    with pytest.raises(BadParameter):
        checked_parameters(template, {"x": value})
