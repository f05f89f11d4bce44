"""One dashboard for many machines: variables, and where bindings that name them lead."""

import pytest

from dashboards import documents, selectors, services
from dashboards.documents import Document, MetricBinding, Nothing
from dashboards.errors import BadDocument
from dashboards.levels import Page, Period
from dashboards.models import DashboardVersion
from dashboards.variables import resolving, roles
from devices.models import Command, DeviceType
from organizations.models import Site
from telemetry.store import Samples, current
from tests import factories

pytestmark = pytest.mark.django_db
MACHINE = {"name": "machine", "kind": "device", "label": "Machine"}


def whole(*variables, bindings=(), type_="value"):
    document = documents.empty()
    document["variables"] = list(variables)
    document["widgets"]["w1"] = {
        "type": type_,
        "version": 1,
        "title": "{{machine}}",
        "options": {},
        "bindings": list(bindings),
        "rules": [],
    }
    return document


def path(device="$machine", path="temperature", **more):
    return {"kind": "path", "device": device, "path": path, **more}


@pytest.fixture
def boiler_type(organization):
    return DeviceType.objects.create(organization=organization, name="Boiler")


@pytest.fixture
def hall(organization):
    return Site.objects.create(organization=organization, name="Hall 3")


@pytest.fixture
def boilers(organization, boiler_type, hall):
    found = []
    for name in ("boiler-1", "boiler-2"):
        device = factories.device(organization, name=name, type=boiler_type, site=hall)
        factories.metric(device, path="temperature", unit="°C")
        found.append(device)
    return found


def lead(document, user, **given):
    return resolving.resolved(
        Document.model_validate(document),
        organization_id=user.organization_id,
        user=user,
        given={name: [str(value) for value in values] for name, values in given.items()},
    )


def metrics(found):
    return [getattr(binding, "metric", None) for binding in found.document.widgets["w1"].bindings]


def reason(found):
    (binding,) = found.document.widgets["w1"].bindings
    assert isinstance(binding, Nothing)
    return binding.reason


def problem(found, place=0):
    return found.variables[place].problem


def test_without_a_choice_the_first_device_is_shown(engineer, boilers):
    found = lead(whole(MACHINE, bindings=[path()]), engineer)
    assert metrics(found) == [boilers[0].metrics.get().id]
    assert (found.variables[0].values, found.variables[0].labels) == ([boilers[0].id], ["boiler-1"])


def test_the_address_says_which_device(engineer, boilers):
    found = lead(whole(MACHINE, bindings=[path()]), engineer, machine=[boilers[1].id])
    assert metrics(found) == [boilers[1].metrics.get().id]


def test_the_default_of_the_dashboard_comes_before_the_first(engineer, boilers):
    found = lead(whole({**MACHINE, "default": boilers[1].id}, bindings=[path()]), engineer)
    assert metrics(found) == [boilers[1].metrics.get().id]


def test_several_devices_become_several_lines_with_their_names(engineer, boilers):
    found = lead(whole({**MACHINE, "isMulti": True}, bindings=[path()]), engineer, machine=["*"])
    lines = found.document.widgets["w1"].bindings
    assert [line.model_extra["label"] for line in lines] == ["boiler-1", "boiler-2"]


def test_what_none_of_several_devices_has_is_said_of_all_of_them(engineer, boilers):
    everybody = {**MACHINE, "isMulti": True, "default": ["*"]}
    assert reason(lead(whole(everybody, bindings=[path(path="", role="battery")]), engineer))["code"] == "no_role_any"
    assert reason(lead(whole(everybody, bindings=[path(path="noise")]), engineer))["code"] == "no_path_any"


SITE = {"name": "hall", "kind": "site", "label": "Hall"}


def test_where_there_are_no_sites_a_site_is_the_whole_organization(engineer, organization):
    loose = factories.metric(factories.device(organization, name="loose"), path="temperature")
    document = whole(SITE, {**MACHINE, "site": "$hall"}, bindings=[path(), path(device="$hall")])
    found = lead(document, engineer)
    assert metrics(found) == [loose.id, loose.id]
    assert found.variables[0].json() == {
        "name": "hall",
        "kind": "site",
        "values": [],
        "labels": [organization.name],
        "problem": None,
    }
    gone = lead(document, engineer, hall=[987654])
    assert problem(gone) == {"code": "missing_site", "value": "987654"}
    assert metrics(gone) == [None, None]


def test_where_there_are_sites_one_of_them_limits_the_devices(engineer, organization, boilers):
    factories.metric(factories.device(organization, name="a loose one"), path="temperature")
    found = lead(whole(SITE, {**MACHINE, "site": "$hall"}, bindings=[path()]), engineer)
    assert metrics(found) == [boilers[0].metrics.get().id]


def test_a_device_that_is_gone_is_said_in_words(engineer, boilers):
    found = lead(whole(MACHINE, bindings=[path()]), engineer, machine=[987654])
    assert problem(found) == {"code": "missing_device", "value": "987654"}
    assert reason(found) == {"code": "missing_device", "value": "987654"}


@pytest.mark.parametrize("value", ["boiler", "-1", "9" * 40, "²", "1 OR 1=1"])
def test_what_is_no_device_at_all_is_as_missing(engineer, boilers, value):
    assert problem(lead(whole(MACHINE, bindings=[path()]), engineer, machine=[value])) == {
        "code": "missing_device",
        "value": value,
    }


def test_a_device_of_another_organization_looks_like_one_that_is_gone(engineer, boilers):
    foreign = factories.device(factories.organization("Other"), name="spy")
    factories.metric(foreign)
    found = lead(whole(MACHINE, bindings=[path(), path(device=foreign.id)]), engineer, machine=[foreign.id])
    assert problem(found) == {"code": "missing_device", "value": str(foreign.id)}
    assert all(isinstance(binding, Nothing) for binding in found.document.widgets["w1"].bindings)


def test_a_device_of_another_type_is_named(engineer, organization, boiler_type, boilers):
    pump = factories.device(organization, name="pump")
    found = lead(whole({**MACHINE, "deviceType": boiler_type.id}, bindings=[path()]), engineer, machine=[pump.id])
    assert problem(found) == {"code": "other_device", "name": "pump"}


def test_a_site_stands_for_all_its_devices_of_a_type(engineer, organization, hall, boiler_type, boilers):
    pump = factories.device(organization, name="a-pump", site=hall)
    factories.metric(pump, path="temperature")
    variable = {"name": "hall", "kind": "site"}
    found = lead(whole(variable, bindings=[path("$hall", deviceType=boiler_type.id)]), engineer, hall=[hall.id])
    assert metrics(found) == [device.metrics.get().id for device in boilers]


@pytest.mark.parametrize(
    ("kinds", "shown", "problem_"),
    [
        (["map"], 60, None),
        (["map", "latest_table"], 60, None),
        (["timeseries"], 50, {"code": "too_many", "count": 50}),
        (["map", "timeseries"], 50, {"code": "too_many", "count": 50}),
    ],
)
def test_a_map_shows_the_whole_fleet_and_what_is_left_out_elsewhere_is_said(engineer, organization, hall, kinds, shown, problem_):
    for number in range(60):
        factories.metric(factories.device(organization, name=f"truck-{number:02}", site=hall), path="temperature")
    document = whole({"name": "hall", "kind": "site"}, bindings=[path("$hall")], type_=kinds[0])
    document["widgets"] |= {f"w{place}": document["widgets"]["w1"] | {"type": kind} for place, kind in enumerate(kinds, start=1)}
    found = lead(document, engineer, hall=[hall.id])
    assert (len(metrics(found)), problem(found)) == (shown, problem_)


def test_devices_can_be_those_of_the_chosen_site(engineer, organization, hall, boilers):
    yard = Site.objects.create(organization=organization, name="Yard")
    outside = factories.device(organization, name="a-boiler", site=yard)
    wanted = factories.metric(outside, path="temperature")
    variables = [{**MACHINE, "site": "$hall"}, {"name": "hall", "kind": "site"}]
    assert metrics(lead(whole(*variables, bindings=[path()]), engineer, hall=[yard.id])) == [wanted.id]
    assert metrics(lead(whole(*variables, bindings=[path()]), engineer, hall=[hall.id])) == [boilers[0].metrics.get().id]


def test_variables_that_need_each_other_still_answer(engineer, boilers):
    variables = [{"name": "a", "kind": "device", "site": "$b"}, {"name": "b", "kind": "metric", "device": "$a"}]
    assert len(lead(whole(*variables), engineer).variables) == 2


def test_a_metric_can_be_chosen(engineer, boilers):
    pressure = factories.metric(boilers[0], path="pressure")
    variables = [MACHINE, {"name": "what", "kind": "metric", "device": "$machine"}]
    found = lead(whole(*variables, bindings=[path(path="$what")]), engineer, what=["pressure"])
    assert metrics(found) == [pressure.id]
    gone = lead(whole(*variables, bindings=[path(path="$what")]), engineer, what=["noise"])
    assert problem(gone, 1) == {"code": "missing_metric", "value": "noise"}


def test_a_path_that_the_device_has_not_is_said_with_both_names(engineer, boilers):
    found = lead(whole(MACHINE, bindings=[path(path="noise")]), engineer)
    assert reason(found) == {"code": "no_path", "path": "noise", "device": "boiler-1"}


def test_a_role_finds_the_metric_whatever_it_is_called(engineer, organization):
    device = factories.device(organization, name="a")
    factories.metric(device, path="io/4", unit="bar")
    wanted = factories.metric(device, path="outlet/temp", unit="°C")
    factories.metric(device, path="temp/setpoint", unit="°C", is_writable=True)
    found = lead(whole(MACHINE, bindings=[path(path="", role="temperature"), path(path="", role="humidity")]), engineer)
    first, second = found.document.widgets["w1"].bindings
    assert first.metric == wanted.id
    assert second.reason == {"code": "no_role", "path": "humidity", "device": "a"}


def test_every_role_is_found_by_its_own_first_word():
    for name, role in roles.ROLES.items():
        metric = resolving._Found(1, 1, (role.words or ("any",))[0], "", role.data_types[0], bool(role.is_writable))
        assert roles.fitting(name, [metric]) is metric, name


@pytest.mark.parametrize(
    ("variable", "given", "values", "code"),
    [
        ({"kind": "text", "default": "Line 1"}, [], ["Line 1"], None),
        ({"kind": "text"}, ["مضخة 🙂"], ["مضخة 🙂"], None),
        ({"kind": "number", "default": 4, "minimum": 1, "maximum": 5}, [], [4.0], None),
        ({"kind": "number", "minimum": 1, "maximum": 5}, ["9"], [], "out_of_range"),
        ({"kind": "number"}, ["nan"], [], "no_number"),
        ({"kind": "number"}, ["inf"], [], "no_number"),
        ({"kind": "list", "choices": [{"value": "a"}, {"value": "b"}]}, [], ["a"], None),
        ({"kind": "list", "isMulti": True, "choices": [{"value": "a"}, {"value": "b"}]}, ["*"], ["a", "b"], None),
        ({"kind": "list", "choices": [{"value": "a"}]}, ["z"], [], "missing_choice"),
        ({"kind": "list"}, [], [], "no_choice"),
    ],
)
def test_texts_numbers_and_lists(engineer, variable, given, values, code):
    (chosen,) = lead(whole({"name": "x", **variable}), engineer, x=given).variables
    assert chosen.values == values
    assert (chosen.problem or {}).get("code") == code


def test_kinds_and_bindings_of_a_newer_program_are_kept_and_do_nothing(engineer, organization):
    raw = whole({"name": "shift", "kind": "shift"}, bindings=[{"kind": "weather", "town": "Vaasa"}])
    board = services.create_dashboard(organization, name="New", by=engineer, document=raw)
    assert DashboardVersion.objects.get(dashboard=board).document == raw
    assert reason(lead(raw, engineer)) == {"code": "unknown_binding", "name": "weather"}


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ([MACHINE, MACHINE], "Two variables are called “machine”: rename one."),
        ([{"name": "ü", "kind": "text"}], "variables.0.name: String should match pattern"),
        ([{"name": "a", "kind": "device", "deviceType": "x"}], "variables.0.deviceType: Input should be a valid integer."),
    ],
)
def test_variables_that_contradict_themselves_are_refused(variables, message):
    with pytest.raises(BadDocument, match=message):
        documents.parsed(whole(*variables))


def test_data_of_a_dashboard_follow_the_choice(engineer, organization, boilers):
    first, second = (device.metrics.get() for device in boilers)
    current().append(Samples.of([first.id, second.id], [1_000_000, 1_000_000], [70.5, 80.5]))
    board = services.create_dashboard(organization, name="B", by=engineer, document=whole(MACHINE, bindings=[path()]))
    answer = factories.client(engineer).get(f"/api/dashboards/{board.id}/data?from=0&to=2000&var-machine={boilers[1].id}").json()
    assert answer["widgets"]["w1"]["sources"][0]["latest"]["value"] == 80.5
    assert answer["paths"] == {"v:$machine::temperature": [{"kind": "metric", "metric": second.id, "label": "temperature"}]}
    assert answer["variables"] == [
        {"name": "machine", "kind": "device", "values": [boilers[1].id], "labels": ["boiler-2"], "problem": None}
    ]


def test_reads_do_not_grow_with_bindings(engineer, organization, boilers, django_assert_num_queries):
    def count(bindings):
        board = services.create_dashboard(
            organization, name=f"B{bindings}", by=engineer, document=whole(MACHINE, bindings=[path()] * bindings)
        )
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as queries:
            selectors.dashboard_data(board, engineer, page=Page(Period(0, 1), points=10))
        return len(queries)

    assert count(1) == count(50)


def test_a_control_sends_to_the_chosen_device(engineer, organization, boilers):
    for device in boilers:
        factories.metric(device, path="pump", data_type="boolean", is_writable=True)
    board = factories.share(
        services.create_dashboard(
            organization, name="B", by=engineer, document=whole(MACHINE, bindings=[path(path="pump")], type_="toggle")
        )
    )
    address = f"/api/dashboards/{board.id}/widgets/w1/command"
    answer = factories.client(engineer).post(
        f"{address}?var-machine={boilers[1].id}", {"value": True}, content_type="application/json"
    )
    assert answer.status_code == 200, answer.content
    assert Command.objects.get().device_id == boilers[1].id
    lost = factories.client(engineer).post(f"{address}?var-machine=99999", {"value": True}, content_type="application/json")
    assert (lost.status_code, Command.objects.count()) == (404, 1)


def test_choices_are_searched_and_limited(engineer, organization, boiler_type, boilers):
    factories.device(organization, name="boiler-x")
    board = factories.share(services.create_dashboard(organization, name="B", by=engineer, document=whole(MACHINE)))

    def ask(user, search, **variable):
        return factories.client(user).post(
            f"/api/dashboards/{board.id}/variable-choices",
            {"variable": MACHINE | variable, "search": search},
            content_type="application/json",
        )

    found = ask(engineer, "boiler", deviceType=boiler_type.id).json()
    assert [(one["label"], one["hint"]) for one in found] == [("boiler-1", "Hall 3"), ("boiler-2", "Hall 3")]
    assert [one["label"] for one in ask(engineer, "x").json()] == ["boiler-x"]
    stranger = factories.user(factories.organization("Other"))
    assert ask(stranger, "").status_code == 404


def test_the_designer_asks_where_unsaved_bindings_lead(engineer, organization, boilers):
    board = services.create_dashboard(organization, name="B", by=engineer)
    answer = factories.client(engineer).post(
        f"/api/dashboards/{board.id}/resolve",
        {"variables": [MACHINE], "bindings": [path()], "given": {"machine": [str(boilers[1].id)]}},
        content_type="application/json",
    )
    assert answer.json()["paths"]["v:$machine::temperature"][0]["metric"] == boilers[1].metrics.get().id
    assert isinstance(MetricBinding.model_validate(answer.json()["paths"]["v:$machine::temperature"][0]), MetricBinding)


def test_a_device_that_is_not_theirs_cannot_be_named_in_a_binding(engineer, organization):
    foreign = factories.device(factories.organization("Other"), name="spy")
    with pytest.raises(BadDocument, match=f"There is no device {foreign.id}, or it is not yours."):
        services.create_dashboard(organization, name="B", by=engineer, document=whole(bindings=[path(device=foreign.id)]))


def test_the_template_of_a_device_serves_every_device_of_its_type(engineer, organization, boilers):
    board = services.create_dashboard(organization, name="B", by=engineer, template="device", device=boilers[0])
    document = DashboardVersion.objects.get(dashboard=board).document
    assert documents.parsed(document).metric_ids == set()
    found = lead(document, engineer, device=[boilers[1].id])
    assert metrics(found) == [boilers[1].metrics.get().id]


def test_devices_of_a_type_open_with_the_variable_set(engineer, organization, boiler_type, boilers):
    raw = whole({**MACHINE, "name": "any"}, {**MACHINE, "deviceType": boiler_type.id})
    board = factories.share(services.create_dashboard(organization, name="B", by=engineer, document=raw))
    browser = factories.client(engineer)
    address = f"/api/device-types/{boiler_type.id}/default-dashboard"
    browser.put(address, {"dashboard_id": board.id}, content_type="application/json")
    assert browser.get(address).json() == {"dashboard_id": board.id, "name": "B", "variable": "machine"}
