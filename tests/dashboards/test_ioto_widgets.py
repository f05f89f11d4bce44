"""Widgets of Ioto-style device managers become ours, or say why not."""

import json

import pytest

from core.errors import Refused
from dashboards import ioto_widgets
from tests import factories

METRICS = {("dev1", "counter"): 7, ("dev1", "RANDOM"): 8}


def find(device, paths):
    return next((METRICS[device, path] for path in paths if (device, path) in METRICS), None)


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
