"""Widgets of Ioto-style device managers become ours, or say why not."""

import json

import pytest

from core.errors import Refused
from dashboards import ioto_widgets
from dashboards.foreign_names import Finder, Found
from devices.models import Attribute, Device, Metric
from tests import factories

METRICS = {("dev1", "counter"): 7, ("dev1", "RANDOM"): 8}


def find(device, paths):
    return Found(next((METRICS[device, path] for path in paths if (device, path) in METRICS), None))


def made(**fields):
    return ioto_widgets.translated([{"Title": "Mine", **fields}], find)


NUMERIC = {
    "Type": "Numeric",
    "Namespace": "Database",
    "Model": "Store",
    "Field": "value",
    "Select Item": "key=counter",
    "Resource Dimensions": "Device=dev1",
}


def test_a_number_from_the_database_is_a_value():
    (widget,), problems = made(**NUMERIC)
    assert (widget["type"], widget["title"], widget["bindings"]) == ("value", "Mine", [{"kind": "metric", "metric": 7}])
    assert problems == []


@pytest.mark.parametrize(
    "dimensions", ["Device=dev1", " device = dev1 ", {"Device": "dev1"}, [{"Device": "dev1"}], ["Device=dev1"]]
)
def test_dimensions_are_read_however_they_are_written(dimensions):
    (widget,), problems = made(type="Gauge", metric="COUNTER", dimensions=dimensions, min=0, max=50)
    assert (widget["type"], widget["options"], len(widget["bindings"])) == ("gauge", {"min": 0, "max": 50}, 1)
    assert problems == []


def test_a_statistic_of_a_number_is_kept():
    (widget,), problems = made(type="Numeric", metric="RANDOM", dimensions="Device=dev1", statistic="Average")
    assert (widget["type"], widget["options"]) == ("delta", {"statistic": "avg"})
    assert problems == []


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"Namespace": "AWS/EC2"},
            "its namespace “AWS/EC2” is not known; Database and Embedthis/Device are. Bind a metric by hand.",
        ),
        ({"Model": "Device"}, "its model “Device” has no metrics here; Store has. Bind a metric by hand."),
        ({"Field": "expires"}, "its field “expires” is no metric here; value is. Bind a metric by hand."),
        ({"Select Item": "id=3"}, "its Select Item names no key (key=counter). Bind a metric by hand."),
        ({"Resource Dimensions": ""}, "it names no single device (Device=ID). Bind a metric by hand."),
        ({"Resource Dimensions": "Region=north"}, "its dimension “Region” is not known; Device is. Bind a metric by hand."),
        (
            {"Select Item": "key=مضخة"},
            "there is no metric “مضخة” of a device “dev1” that you may see. Bind one by hand.",
        ),
    ],
)
def test_what_does_not_map_is_said_and_the_widget_stays(changes, problem):
    (widget,), problems = made(**NUMERIC | changes)
    assert (widget["type"], widget["bindings"]) == ("value", [])
    assert problems == [f"“Mine”: {problem}"]


def test_a_type_that_nobody_knows_is_left_out_and_a_statistic_too():
    assert made(Type="Map") == ([], ["“Mine”: its type “Map” is not known; Numeric, Gauge and Graph are. It was left out."])
    (widget,), problems = made(type="Graph", metric="RANDOM", dimensions="Device=dev1", statistic="p99")
    assert (widget["type"], widget["options"]) == ("timeseries", {})
    assert problems == ["“Mine”: its statistic “p99” is not known; the newest value is shown."]


def test_a_list_one_widget_and_a_whole_dashboard_can_be_read():
    one = {"type": "Gauge"}
    for raw in (one, [one], {"widgets": [one]}, {"widgets": {"a": one}}):
        assert ioto_widgets.read(json.dumps(raw)) == [one]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "This is no JSON"),
        ("[" * 100_000, "This is no JSON"),
        ("[]", "No widget stands in this text"),
        ("[1]", "No widget stands in this text"),
        (json.dumps([{}] * 201), "201 widgets are too many at once: import at most 200."),
    ],
)
def test_a_text_without_widgets_is_refused(text, message):
    with pytest.raises(Refused) as refusal:
        ioto_widgets.read(text)
    assert refusal.value.message.startswith(message)


@pytest.mark.django_db
def test_metrics_are_found_among_what_one_may_see(organization, engineer, stranger):
    metric = factories.metric(factories.device(organization, name="dev1"), path="counter")
    body = {"text": json.dumps(NUMERIC)}

    def answer(user):
        return factories.client(user).post("/api/ioto-widgets", body, content_type="application/json").json()

    assert answer(engineer)["widgets"][0]["bindings"] == [{"kind": "metric", "metric": metric.id}]
    assert answer(stranger)["widgets"][0]["bindings"] == []
    assert "that you may see" in answer(stranger)["problems"][0]


@pytest.mark.django_db
class TestNamesFromElsewhere:
    @pytest.fixture
    def find(self, organization):
        return Finder(Device.objects.filter(organization=organization), Metric.objects.all())

    @pytest.mark.parametrize("attribute", ["external_id", "Claim ID", "serialNumber", "ioto.id"])
    def test_a_device_is_found_by_an_id_that_stands_among_its_attributes(self, organization, find, attribute):
        device = factories.device(organization, name="boiler")
        Attribute.objects.create(device=device, name=attribute, value="ABCDE12345")
        metric = factories.metric(device, path="counter")
        assert find("ABCDE12345", ["COUNTER", "counter"]) == Found(metric.id)

    def test_a_name_counts_before_an_id_and_an_attribute_that_is_no_id_not_at_all(self, organization, find):
        other = factories.device(organization, name="other")
        Attribute.objects.create(device=other, name="external_id", value="boiler")
        Attribute.objects.create(device=other, name="color", value="red")
        factories.metric(other, path="counter")
        metric = factories.metric(factories.device(organization, name="boiler"), path="counter")
        assert find("boiler", ["counter"]) == Found(metric.id)
        assert find("red", ["counter"]) == Found()

    def test_an_id_that_several_devices_have_is_told_with_all_of_them(self, organization, engineer):
        for name in ("boiler-2", "boiler-1"):
            device = factories.device(organization, name=name)
            Attribute.objects.create(device=device, name="serial", value="dev1")
            factories.metric(device, path="counter")
        body = {"text": json.dumps(NUMERIC)}
        answer = factories.client(engineer).post("/api/ioto-widgets", body, content_type="application/json").json()
        assert answer["widgets"][0]["bindings"] == []
        assert answer["problems"] == [
            "Widget 1: “counter” of “dev1” may be any of “boiler-1”, “boiler-2”. Bind one by hand, or say which in the text."
        ]

    def test_the_metric_at_the_first_path_is_taken_and_one_that_differs_in_case_only_when_it_is_alone(self, organization, find):
        device = factories.device(organization, name="dev1")
        upper, lower = (factories.metric(device, path=path) for path in ("COUNTER", "counter"))
        assert find("dev1", ["counter", "COUNTER"]) == Found(lower.id)
        assert find("dev1", ["COUNTER", "counter"]) == Found(upper.id)
        assert find("dev1", ["Counter"]) == Found(candidates=("dev1/COUNTER", "dev1/counter"))
        upper.delete()
        assert find("dev1", ["Counter"]) == Found(lower.id)

    def test_a_metric_may_stand_under_the_namespace(self, organization, engineer):
        metric = factories.metric(factories.device(organization, name="dev1"), path="Database/Store/counter")
        body = {"text": json.dumps(NUMERIC)}
        answer = factories.client(engineer).post("/api/ioto-widgets", body, content_type="application/json").json()
        assert answer["widgets"][0]["bindings"] == [{"kind": "metric", "metric": metric.id}]

    def test_of_many_candidates_the_first_are_named(self, organization, find):
        for number in range(7):
            device = factories.device(organization, name=f"pump-{number}")
            Attribute.objects.create(device=device, name="id", value="P")
        assert find("P", ["x"]).candidates == ("pump-0", "pump-1", "pump-2", "pump-3", "pump-4", "2 more")
