"""Flows travel as text: names instead of ids, the same text each time, and nothing lost on the way."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.models import Dashboard
from devices.models import DeviceType
from flows import services
from flows.catalogue import blocks
from flows.graphs import validation
from flows.models import Credential
from flows.portable import exchange, files
from flows.portable.files import NotAFlowFile, Portable, read, written
from flows.portable.references import OrganizationNames
from flows.selectors import OrganizationFacts
from flows.subflows import services as subflows
from organizations.models import Organization, User
from tests import factories
from tests.flows.drawing import draw, reference_flow
from tests.flows.test_expansion import SMOOTH, use

# The version is that of the block today.
TEXT = """\
sluice: flow
name: Boiler watch
description: Tells when it is too hot
schema: 1
blocks:
  b1:
    type: source.metric
    version: 1
    params:
      mode: metric
      metric: {$metric: {device: boiler, path: temp}}
    position: {x: 0, y: 0}
  b2:
    type: math.formula
    version: 2
    label: Twice
    params:
      expression: |-
        x
        * 2
    position: {x: 0, y: 0}
wires:
  - b1.value > b2.x
""".replace("version: 2", f"version: {blocks()['math.formula'].version}")


def test_a_flow_as_text_reads_like_this_and_comes_back_the_same(organization: Organization):
    metric = factories.metric(factories.device(organization, "boiler"), "temp")
    document = draw(
        {"b2": ("math.formula", {"expression": "x\n* 2"}), "b1": ("source.metric", {"mode": "metric", "metric": metric.id})},
        "b1.value > b2.x",
    )
    document["blocks"]["b2"] |= {"label": "Twice", "version": blocks()["math.formula"].version}
    flow = services.create_flow(organization, name="Boiler watch", description="Tells when it is too hot", document=document)

    portable = exchange.flow_out(flow, document, OrganizationNames(organization.id))

    assert written(portable) == TEXT
    assert exchange.document_in(read(TEXT), organization.id) == document
    assert exchange.document_in(read(written(portable, "json")), organization.id) == document


def test_a_name_that_nothing_has_here_stays_and_is_told(organization: Organization):
    document = exchange.document_in(read(TEXT), organization.id)

    problems = validation.check(document, OrganizationFacts(organization.id)).problems

    assert document["blocks"]["b1"]["params"]["metric"] == {"$metric": {"device": "boiler", "path": "temp"}}
    assert (problems[0].block, problems[0].field, problems[0].message) == (
        "b1",
        "params.metric",
        "There is no metric “temp” of a device “boiler” here. Choose another one.",
    )
    again = written(Portable("flow", "Boiler watch", document, {"description": "Tells when it is too hot"}))
    assert again == TEXT


def test_a_name_never_means_a_thing_of_another_organization(organization: Organization, other_organization: Organization):
    factories.metric(factories.device(other_organization, "boiler"), "temp")

    document = exchange.document_in(read(TEXT), organization.id)

    assert isinstance(document["blocks"]["b1"]["params"]["metric"], dict)


def test_subflows_are_named_with_the_newest_revision_unless_another_is_meant(organization: Organization, engineer: User):
    smooth = subflows.create_subflow(organization, name="Smooth", document=SMOOTH, by=engineer)
    subflows.publish(smooth, by=engineer)
    names = OrganizationNames(organization.id)
    flow = services.create_flow(organization, name="One", document=draw({"b1": use(smooth.id, 1, factor=3)}))

    out = exchange.flow_out(flow, flow.draft.document, names).document["blocks"]["b1"]["params"]

    assert out == {"subflow": {"$subflow": "Smooth"}, "revision": "latest", "values": {"factor": 3}}
    subflows.save_draft(
        smooth, document=SMOOTH | {"params": [{**SMOOTH["params"][0], "default": 4}]}, base_version=1, by=engineer
    )
    subflows.publish(smooth, by=engineer)
    assert exchange.flow_out(flow, flow.draft.document, names).document["blocks"]["b1"]["params"]["revision"] == 1
    text = written(Portable("flow", "One", draw({"b1": ("subflow.use", out)})))
    assert exchange.document_in(read(text), organization.id)["blocks"]["b1"]["params"]["revision"] == 2


def test_values_of_a_subflow_that_are_metrics_travel_by_name(organization: Organization, engineer: User):
    part = draw(
        {"x1": ("source.metric", {"mode": "metric", "metric": {"$param": "which"}}), "o1": ("subflow.output", {})},
        "x1.value > o1.value",
    )
    subflow = subflows.create_subflow(
        organization, name="Read", document=part | {"params": [{"name": "which", "type": "metric"}]}
    )
    subflows.publish(subflow, by=engineer)
    metric = factories.metric(factories.device(organization, "boiler"), "temp")
    flow = services.create_flow(organization, name="One", document=draw({"b1": use(subflow.id, 1, which=metric.id)}))

    portable = exchange.flow_out(flow, flow.draft.document, OrganizationNames(organization.id))

    assert portable.document["blocks"]["b1"]["params"]["values"] == {"which": {"$metric": {"device": "boiler", "path": "temp"}}}
    assert exchange.document_in(portable, organization.id) == flow.draft.document


@pytest.mark.parametrize("kind", ["device", "device_type"])
def test_values_of_a_subflow_that_are_devices_travel_by_name(organization: Organization, kind: str):
    params = [{"name": "which", "type": kind}]
    mode = "device" if kind == "device" else "pattern"
    part = draw({"x1": ("source.status", {"mode": mode, kind: {"$param": "which"}}), "o1": ("subflow.output", {})})
    subflow = subflows.create_subflow(organization, name="Watch", document=part | {"params": params})
    subflow.revisions.create(number=1, document=subflow.document)
    boiler = factories.device(organization, "boiler")
    thing = boiler if kind == "device" else DeviceType.objects.create(organization=organization, name="boiler")
    flow = services.create_flow(organization, name="One", document=draw({"b1": use(subflow.id, 1, which=thing.id)}))

    portable = exchange.flow_out(flow, flow.draft.document, OrganizationNames(organization.id))

    assert portable.document["blocks"]["b1"]["params"]["values"] == {"which": {f"${kind}": "boiler"}}
    assert exchange.document_in(portable, organization.id) == flow.draft.document


def test_dashboards_travel_by_name(organization: Organization, other_organization: Organization):
    dashboard = Dashboard.objects.create(organization=organization, name="Burner")
    params = {"dashboard": dashboard.id, "page": "Flame"}
    flow = services.create_flow(organization, name="Show", document=draw({"b1": ("outside.dashboard_page", params)}))

    portable = exchange.flow_out(flow, flow.draft.document, OrganizationNames(organization.id))

    assert portable.document["blocks"]["b1"]["params"] == {"dashboard": {"$dashboard": "Burner"}, "page": "Flame"}
    assert exchange.document_in(portable, organization.id) == flow.draft.document
    elsewhere = exchange.document_in(portable, other_organization.id)
    problems = validation.check(elsewhere, OrganizationFacts(other_organization.id)).problems
    assert problems[0].message == "There is no dashboard “Burner” here. Choose another one, or make it first."


def test_a_dashboard_that_a_person_may_not_see_has_no_name_for_them(organization: Organization, stranger: User):
    dashboard = Dashboard.objects.create(organization=organization, name="Burner")

    assert OrganizationNames(organization.id, user=stranger).name_of("dashboard", dashboard.id) is None


def test_what_this_sluice_does_not_know_is_kept(organization: Organization):
    text = TEXT.replace("type: math.formula", "type: math.of_tomorrow").replace("schema: 1", "schema: 1\nfuture: {a: [1, 2]}")
    text = text.replace("    label: Twice\n", "    label: Twice\n    colour: red\n")

    portable = read(text)
    document = exchange.document_in(portable, organization.id)
    flow = services.create_flow(organization, name="Later", document=document)

    assert flow.draft.document["future"] == {"a": [1, 2]}
    assert flow.draft.document["blocks"]["b2"]["colour"] == "red"
    problems = validation.check(document, OrganizationFacts(organization.id)).problems
    assert "There is no block “math.of_tomorrow”. Delete it or choose another one." in [one.message for one in problems]


def test_a_file_with_a_newer_schema_becomes_a_draft_with_a_problem(organization: Organization):
    document = exchange.document_in(read(TEXT.replace("schema: 1", "schema: 2")), organization.id)

    services.create_flow(organization, name="Later", document=document)

    problems = validation.check(document, OrganizationFacts(organization.id)).problems
    assert [one.message for one in problems] == ["The document has schema 2; this Sluice reads schema 1."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "This is no flow: it holds no blocks. Choose a file that was downloaded from the flow editor."),
        ("just words", "This is no flow: it holds no blocks. Choose a file that was downloaded from the flow editor."),
        ('{"blocks": ', "The text cannot be read as JSON: line 1, column 12: Expecting value."),
        ("blocks: [", "The text cannot be read as YAML: line 1: expected the node content, but found '<stream end>'."),
        ("a: &x [1]\nblocks: *x", "Line 2: references (*name) are not taken. Write the value out."),
        ("blocks: {b1: {params: {}}}", "The block “b1” has no type. Write for example “type: math.scale”."),
        ("blocks: {}\nwires: [b1 to b2]", "'b1 to b2' is no wire. Write for example “b1.value > b2.value”."),
        (
            "sluice: dashboard\nblocks: {}",
            "The text says “sluice: dashboard”; flows say “sluice: flow”, subflows “sluice: subflow”.",
        ),
        ('{"blocks": {}, "x": NaN}', "NaN is no number that can be held."),
        ("x: " + "[" * 80 + "]" * 80, "The text is nested more than 60 deep."),
        (
            "!!python/object:os.system {}",
            "The text cannot be read as YAML: line 1: could not determine a constructor for the tag",
        ),
    ],
)
def test_a_text_that_is_no_flow_is_refused_with_the_reason(text: str, message: str):
    with pytest.raises(NotAFlowFile) as refused:
        read(text)

    assert refused.value.message.startswith(message)


def test_words_that_other_yaml_takes_for_something_else_stay_words():
    document = read("blocks: {b1: {type: x, params: {a: on, b: 2024-01-01, c: no, d: 1e3, e: 012, f: ~}}}").document

    assert document["blocks"]["b1"]["params"] == {"a": "on", "b": "2024-01-01", "c": "no", "d": 1000.0, "e": "012", "f": None}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)


@given(params=st.dictionaries(st.text(max_size=10), JSON, max_size=4), format_=st.sampled_from(["yaml", "json"]))
def test_every_value_survives_being_written_and_read(params: dict[str, Any], format_: files.Format):
    document = draw({"b1": ("math.scale", params)})

    assert read(written(Portable("flow", "x", document), format_)).document == document


def test_a_file_is_called_after_its_flow():
    assert files.file_name(Portable("flow", "Boiler / watch №1", {})) == "boiler-watch-1.flow.yaml"
    assert files.file_name(Portable("subflow", "→", {}), "json") == "subflow.subflow.json"


def test_ids_of_credentials_and_types_travel_by_name(organization: Organization):
    assert OrganizationNames(organization.id).id_of("credential", "none") is None
    assert Credential.objects.count() == 0
    document = reference_flow(device_type=99)

    assert exchange.document_in(Portable("flow", "x", document), organization.id) == document


def test_the_doors_write_what_is_open_and_read_it_back(engineer: User, organization: Organization):
    factories.metric(factories.device(organization, "boiler"), "temp")
    client = factories.client(engineer)
    flow = services.create_flow(organization, name="Boiler watch", description="Tells when it is too hot")

    told = client.post("/api/flow-texts/read", {"text": TEXT}, content_type="application/json").json()
    written_again = client.post(f"/api/flows/{flow.id}/export", {"document": told["document"]}, content_type="application/json")

    assert (told["kind"], told["name"]) == ("flow", "Boiler watch")
    assert written_again.json() == {"text": TEXT, "file_name": "boiler-watch.flow.yaml"}
    assert services.create_flow(organization, name="Other").draft.document["blocks"] == {}


def test_what_is_no_flow_is_refused_at_the_door(engineer: User):
    answer = factories.client(engineer).post("/api/flow-texts/read", {"text": "no"}, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("This is no flow")


def test_the_names_of_what_a_person_may_not_see_stay_hidden(organization: Organization, engineer: User):
    hidden = factories.device(organization, "secret")
    metric = factories.metric(hidden, "temp")
    person = factories.user(organization, "viewer")
    factories.deny(factories.profile(organization, None, person), hidden, "read")
    flow = services.create_flow(organization, name="One", document=draw({"b1": ("source.metric", {"metric": metric.id})}))

    answer = factories.client(person).post(
        f"/api/flows/{flow.id}/export", {"document": flow.draft.document}, content_type="application/json"
    )

    assert "secret" not in answer.json()["text"]
