"""Where a metric is used, and which flows hold a word."""

from typing import Any

import pytest

from devices.models import DeviceType, Metric
from flows import services
from flows.models import Flow
from flows.subflows import services as subflow_services
from organizations.models import Organization, User
from tests import factories
from tests.flows.drawing import draw


@pytest.fixture
def metric(organization: Organization) -> Metric:
    kind = DeviceType.objects.create(organization=organization, name="Boiler")
    device = factories.device(organization, "boiler-1", type=kind)
    return factories.metric(device, "water/temperature")


@pytest.fixture
def make(organization: Organization, engineer: User) -> Any:
    def make_flow(name: str, document: dict[str, Any], *, is_deployed: bool = False) -> Flow:
        flow = services.create_flow(organization, name=name, by=engineer, document=document)
        if is_deployed:
            services.deploy(flow, by=engineer)
        return flow

    return make_flow


def reading(metric: Metric) -> dict[str, Any]:
    return draw({"b1": ("source.metric", {"metric": metric.id}), "b2": ("output.debug", {})}, "b1.value > b2.value")


def uses(user: User, metric: Metric) -> list[tuple[str, str, str, bool, bool]]:
    answer = factories.client(user).get(f"/api/metrics/{metric.id}/uses")
    assert answer.status_code == 200, answer.content
    return [(use["flow"], use["block"], use["does"], use["is_live"], use["is_draft"]) for use in answer.json()["items"]]


def test_a_metric_chosen_from_the_list_is_found_in_draft_and_in_what_runs(viewer: User, metric: Metric, make: Any):
    make("Drawn", reading(metric))
    deployed = make("Deployed", reading(metric), is_deployed=True)
    services.save_draft(deployed, document=draw({}), base_version=deployed.draft.version)
    make("Both", reading(metric), is_deployed=True)
    make("Neither", draw({"b1": ("math.moving_average", {"window": metric.id})}))

    assert uses(viewer, metric) == [
        ("Both", "b1", "reads", True, True),
        ("Deployed", "b1", "reads", True, False),
        ("Drawn", "b1", "reads", False, True),
    ]


def test_patterns_that_fit_the_metric_count_and_others_do_not(
    viewer: User, metric: Metric, organization: Organization, make: Any
):
    other = DeviceType.objects.create(organization=organization, name="Pump")
    kind = metric.device.type_id
    patterns: dict[str, dict[str, Any]] = {
        "any device": {"path": "*/temperature"},
        "its type": {"path": "water/temperature", "device_type": kind},
        "another type": {"path": "water/temperature", "device_type": other.id},
        "another path": {"path": "air/*"},
    }
    for name, params in patterns.items():
        make(name, draw({"b1": ("source.metric", {"mode": "pattern", **params})}))

    assert [use[0] for use in uses(viewer, metric)] == ["any device", "its type"]


def test_writers_are_found_by_path_on_the_device_of_the_run_and_on_a_chosen_one(
    viewer: User, metric: Metric, organization: Organization, make: Any
):
    source = factories.metric(metric.device, "raw")
    elsewhere = factories.metric(factories.device(organization, "other"), "raw")

    def writing(read: Metric, **params: Any) -> dict[str, Any]:
        output = ("output.metric", {"path": metric.path, **params})
        return draw({"b1": ("source.metric", {"metric": read.id}), "b2": output}, "b1.value > b2.value")

    make("of the run", writing(source))
    make("run of another", writing(elsewhere))
    make("chosen", writing(elsewhere, target="device", device=metric.device_id))
    make(
        "pattern",
        draw({"b1": ("source.metric", {"mode": "pattern", "path": "raw"}), "b2": ("output.metric", {"path": metric.path})}),
    )

    assert [use[:3] for use in uses(viewer, metric)] == [
        ("chosen", "b2", "writes"),
        ("of the run", "b2", "writes"),
        ("pattern", "b2", "writes"),
    ]


def test_a_block_inside_a_subflow_is_found_at_the_block_that_uses_it(
    viewer: User, engineer: User, metric: Metric, organization: Organization, make: Any
):
    inner = draw(
        {
            "i1": ("subflow.input", {"name": "value"}),
            "x1": ("output.metric", {"target": "device", "device": metric.device_id, "path": metric.path}),
        },
        "i1.value > x1.value",
    )
    subflow = subflow_services.create_subflow(organization, name="Store", document=inner)
    subflow_services.publish(subflow, by=engineer)
    make("Stored", draw({"b3": ("subflow.use", {"subflow": subflow.id, "revision": 1})}))

    assert [use[:3] for use in uses(viewer, metric)] == [("Stored", "b3", "writes")]


def test_broken_documents_do_not_stop_the_search(viewer: User, metric: Metric, make: Any):
    flow = make("Broken", reading(metric))
    flow.draft.document = {"schema": 1, "blocks": {"b1": {"type": "gone", "params": {"metric": metric.id}}, "b2": 7}}
    flow.draft.save()
    make("Sound", reading(metric))

    assert [use[0] for use in uses(viewer, metric)] == ["Sound"]


def test_a_stranger_learns_of_no_use(stranger: User, metric: Metric, make: Any):
    make("Ours", reading(metric))

    assert factories.client(stranger).get(f"/api/metrics/{metric.id}/uses").status_code == 404


def found(user: User, text: str) -> dict[str, list[str]]:
    answer = factories.client(user).get("/api/flows", {"search": text}).json()
    assert answer["total"] == len(answer["items"])
    return {flow["name"]: [hit["block"] for hit in flow["hits"]] for flow in answer["items"]}


def test_flows_are_found_by_what_their_blocks_say(viewer: User, metric: Metric, make: Any):
    document = reading(metric)
    document["blocks"]["b1"]["label"] = 'The "warm" one (50 %)'
    document["blocks"]["b3"] = {"type": "math.formula", "version": 1, "params": {"expression": "x * 1.8"}, "label": ""}
    document["groups"] = {"g1": {"title": "Cellar", "blocks": ["b1"]}}
    document["notes"] = {"n1": {"text": "Asked for by Ada"}}
    make("Warmth", document)
    make("Empty", draw({}))

    assert found(viewer, "warm") == {"Warmth": ["b1"]}
    assert found(viewer, '"WARM" one (50 %') == {"Warmth": ["b1"]}
    assert found(viewer, "formula") == {"Warmth": ["b3"]}
    assert found(viewer, "1.8") == {"Warmth": ["b3"]}
    assert found(viewer, "water/temp") == {"Warmth": ["b1"]}
    assert found(viewer, "cellar") == {"Warmth": []}
    assert found(viewer, "by ada") == {"Warmth": []}
    assert found(viewer, "empt") == {"Empty": []}
    assert found(viewer, "w.rm") == {}
    assert found(viewer, "\\") == {}


def test_a_search_of_flows_costs_the_same_for_many(viewer: User, metric: Metric, make: Any, django_assert_max_num_queries: Any):
    for number in range(12):
        make(f"Flow {number:02}", reading(metric))
    client = factories.client(viewer)

    with django_assert_max_num_queries(20):
        assert client.get("/api/flows", {"search": "water"}).json()["total"] == 12
    with django_assert_max_num_queries(20):
        assert client.get(f"/api/metrics/{metric.id}/uses").json()["total"] == 12


def test_groups_and_notes_change_nothing_that_runs(viewer: User, engineer: User, metric: Metric, make: Any):
    from flows.graphs import compiler, validation
    from flows.selectors import OrganizationFacts

    plain = reading(metric)
    rich = {
        **plain,
        "groups": {
            "g1": {"title": "Pair", "note": "", "color": "blue", "blocks": ["b1", "b2"], "notes": ["n1"], "is_collapsed": True}
        },
        "notes": {"n1": {"text": "Why", "color": "yellow", "position": {"x": 0, "y": 0}, "width": 240, "height": 96}},
    }
    facts = OrganizationFacts(metric.device.organization_id)
    before, after = validation.check(plain, facts).graph, validation.check(rich, facts).graph
    assert before is not None
    assert after is not None
    assert compiler.compile_graph(after).source == compiler.compile_graph(before).source
    assert [placed.fingerprint() for placed in after.in_order()] == [placed.fingerprint() for placed in before.in_order()]

    flow = make("Kept", rich, is_deployed=True)
    stored = factories.client(viewer).get(f"/api/flows/{flow.id}/revisions/1").json()["document"]
    assert (stored["groups"], stored["notes"]) == (rich["groups"], rich["notes"])
