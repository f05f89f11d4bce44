"""Subflows from their doors: made of a selection, published, and brought to the flows that use them."""

import json
from typing import Any

import pytest
from django.test import Client

from flows import services
from flows.models import Flow, Revision, Subflow
from flows.subflows import services as subflows
from flows.web import credentials
from organizations.models import Organization, User
from tests import factories
from tests.flows.drawing import draw, reference_flow
from tests.flows.test_expansion import SMOOTH, port_in, port_out, use


@pytest.fixture
def smooth(organization: Organization, engineer: User) -> Subflow:
    """A published subflow with one input, one output and one param."""
    made = subflows.create_subflow(organization, name="Smooth", document=SMOOTH, by=engineer)
    subflows.publish(made, by=engineer)
    return made


def smoothed(subflow: Subflow, revision: int = 1) -> dict[str, Any]:
    """A flow for every device that uses it."""
    return draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": use(subflow.id, revision, factor=10),
            "b3": ("output.debug", {}),
        },
        "b1.value > b2.raw",
        "b2.smooth > b3.value",
    )


@pytest.fixture
def flow(organization: Organization, engineer: User, smooth: Subflow) -> Flow:
    flow = services.create_flow(organization, name="Boiler", by=engineer, document=smoothed(smooth))
    services.deploy(flow, by=engineer)
    flow.refresh_from_db()
    return flow


def running(flow: Flow) -> Revision:
    """What runs of a flow now."""
    flow.refresh_from_db()
    assert flow.live is not None
    return flow.live


def sent(client: Client, method: str, address: str, body: Any = None) -> Any:
    answer = client.generic(method, address, json.dumps(body) if body is not None else "", content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def redrawn(**changes: Any) -> dict[str, Any]:
    """The subflow's document with some blocks changed or added."""
    return SMOOTH | {"blocks": SMOOTH["blocks"] | draw(changes)["blocks"]}


def test_a_selection_becomes_a_subflow_and_the_flow_stays_the_same(engineer: User, organization: Organization):
    client = factories.client(engineer)
    before = reference_flow()

    made = sent(
        client,
        "POST",
        "/api/subflows/make",
        {"name": "Average", "document": before, "blocks": ["b2", "b3"], "place": "b9"},
    )

    assert made["subflow"]["revision"] == 1
    assert [port["name"] for port in made["subflow"]["inputs"]] == ["value"]
    assert [port["name"] for port in made["subflow"]["outputs"]] == ["value"]
    document = made["document"]
    assert set(document["blocks"]) == {"b1", "b4", "b5", "b9"}
    assert {"from": "b1.value", "to": "b9.value"} in document["wires"]
    assert {"from": "b9.value", "to": "b4.value"} in document["wires"]
    flow = services.create_flow(organization, name="Boiler", document=document)
    revision = services.deploy(flow, by=engineer)
    assert revision.number == 1


def test_one_output_that_goes_to_two_blocks_needs_one_port(engineer: User, organization: Organization):
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": ("math.scale", {}),
            "b3": ("math.scale", {}),
            "b4": ("output.debug", {}),
            "b5": ("output.debug", {}),
        },
        "b1.value > b2.value",
        "b1.value > b3.value",
        "b2.value > b4.value",
        "b2.value > b5.value",
        "b3.value > b5.value",
    )
    document["wires"].pop()

    made = subflows.make_subflow(organization, document, ["b2", "b3"], name="Two", place="b9", by=engineer)

    assert [wire for wire in made.document["wires"] if wire["to"].startswith("b9")] == [{"from": "b1.value", "to": "b9.value"}]
    assert [wire["to"] for wire in made.document["wires"] if wire["from"] == "b9.value"] == ["b4.value", "b5.value"]


def test_blocks_that_do_not_stand_in_the_flow_make_no_subflow(engineer: User, organization: Organization):
    answer = factories.client(engineer).post(
        "/api/subflows/make",
        {"name": "Average", "document": reference_flow(), "blocks": ["b77"], "place": "b9"},
        content_type="application/json",
    )

    assert answer.status_code == 400
    assert Subflow.objects.count() == 0


def test_blocks_with_errors_make_no_subflow(engineer: User, organization: Organization):
    document = draw({"b1": ("math.scale", {"factor": "x"})})

    answer = factories.client(engineer).post(
        "/api/subflows/make",
        {"name": "Average", "document": document, "blocks": ["b1"], "place": "b9"},
        content_type="application/json",
    )

    assert answer.status_code == 400
    assert answer.json()["error"]["details"]["problems"][0]["block"] == "b1"
    assert Subflow.objects.count() == 0


def test_part_of_a_subflow_becomes_a_subflow_that_passes_its_params_on(
    engineer: User, organization: Organization, smooth: Subflow
):
    made = sent(
        factories.client(engineer),
        "POST",
        "/api/subflows/make",
        {"name": "Scaling", "document": SMOOTH, "blocks": ["x1"], "place": "u1"},
    )

    assert [param["name"] for param in made["subflow"]["params"]] == ["factor"]
    assert made["document"]["blocks"]["u1"]["params"]["values"] == {"factor": {"$param": "factor"}}
    subflows.save_draft(smooth, document=made["document"], base_version=1, by=engineer)
    assert subflows.publish(smooth, by=engineer).number == 2


def test_publishing_shows_who_is_concerned_before_anything_changes(engineer: User, smooth: Subflow, flow: Flow):
    client = factories.client(engineer)
    changed = redrawn(i2=port_in("reset", type="trigger", is_required=False), x2=("math.moving_average", {"window": 9}))
    sent(client, "PUT", f"/api/subflows/{smooth.id}/draft", {"document": changed, "base_version": 1})

    preview = sent(client, "GET", f"/api/subflows/{smooth.id}/preview")

    assert (preview["number"], preview["last"], preview["is_changed"]) == (2, 1, True)
    assert [(port["side"], port["name"], port["what"]) for port in preview["ports"]] == [("input", "reset", "added")]
    (user,) = preview["users"]
    assert (user["kind"], user["name"], user["numbers"]) == ("flow", "Boiler", [1])
    assert user["problems"] == []
    assert [(lost["block"], lost["what"]) for lost in user["lost"]] == [("b2/x2", "anew")]
    assert smooth.revisions.count() == 1


def test_publishing_brings_the_chosen_flows_to_the_new_revision(
    engineer: User, organization: Organization, smooth: Subflow, flow: Flow
):
    other = services.create_flow(organization, name="Other", by=engineer, document=smoothed(smooth))
    services.deploy(other, by=engineer)
    unfinished = running(flow).document | {
        "blocks": {**running(flow).document["blocks"], **draw({"b9": ("output.debug", {})})["blocks"]}
    }
    services.save_draft(flow, document=unfinished, base_version=1, by=engineer)
    subflows.save_draft(smooth, document=redrawn(x2=("math.moving_average", {"window": 9})), base_version=1, by=engineer)

    revision = sent(
        factories.client(engineer), "POST", f"/api/subflows/{smooth.id}/publish", {"message": "Calmer", "flows": [flow.id]}
    )

    assert revision["number"] == 2
    flow.refresh_from_db()
    assert running(flow).number == 2
    assert running(flow).message == "“Smooth” brought to revision 2: Calmer"
    assert running(flow).document == smoothed(smooth, 2)
    # What was being drawn stays in the draft, and is not deployed by this.
    assert flow.draft.document["blocks"]["b2"]["params"]["revision"] == 2
    assert "b9" in flow.draft.document["blocks"]
    other.refresh_from_db()
    assert running(other).document == smoothed(smooth, 1)


def test_nothing_is_published_when_a_chosen_flow_would_break(engineer: User, smooth: Subflow, flow: Flow):
    subflows.save_draft(smooth, document=redrawn(i2=port_in("level")), base_version=1, by=engineer)

    answer = factories.client(engineer).post(
        f"/api/subflows/{smooth.id}/publish", {"flows": [flow.id]}, content_type="application/json"
    )

    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("“Boiler” cannot be brought to it: There is 1 error in the flow: “Level”")
    assert smooth.revisions.count() == 1
    assert flow.revisions.count() == 1


def test_a_flow_takes_along_the_subflow_through_which_it_uses_one(engineer: User, organization: Organization, smooth: Subflow):
    outer = subflows.create_subflow(
        organization,
        name="Outer",
        by=engineer,
        document=draw({"i1": port_in(), "u1": use(smooth.id), "o1": port_out()}, "i1.value > u1.raw", "u1.smooth > o1.value"),
    )
    subflows.publish(outer, by=engineer)
    document = draw(
        {"b1": ("source.metric", {"mode": "pattern", "path": "temp"}), "b2": use(outer.id), "b3": ("output.debug", {})},
        "b1.value > b2.value",
        "b2.value > b3.value",
    )
    flow = services.create_flow(organization, name="Deep", by=engineer, document=document)
    services.deploy(flow, by=engineer)
    subflows.save_draft(smooth, document=redrawn(x2=("math.moving_average", {"window": 9})), base_version=1, by=engineer)
    (user, _) = sent(factories.client(engineer), "GET", f"/api/subflows/{smooth.id}/users")
    assert (user["name"], user["through"]) == ("Deep", ["Outer"])

    subflows.publish(smooth, by=engineer, flows=[flow.id])

    flow.refresh_from_db()
    assert running(flow).document["blocks"]["b2"]["params"]["revision"] == 2
    assert outer.revisions.get(number=2).document["blocks"]["u1"]["params"]["revision"] == 2


def test_publishing_what_has_not_changed_is_refused(engineer: User, smooth: Subflow):
    answer = factories.client(engineer).post(f"/api/subflows/{smooth.id}/publish", {}, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "Nothing in “Smooth” differs from revision 1, so there is nothing to publish."


def test_a_subflow_with_errors_is_saved_but_not_published(engineer: User, smooth: Subflow):
    client = factories.client(engineer)
    broken = redrawn(x1=("math.scale", {"factor": {"$param": "gone"}}))
    saved = sent(client, "PUT", f"/api/subflows/{smooth.id}/draft", {"document": broken, "base_version": 1})
    assert saved["problems"][0]["message"] == "There is no param “gone” here. Declare it, or put a value."

    answer = client.post(f"/api/subflows/{smooth.id}/publish", {}, content_type="application/json")

    assert answer.status_code == 400
    assert smooth.revisions.count() == 1


def test_the_second_of_two_savers_sees_the_draft_of_the_first(engineer: User, smooth: Subflow):
    client = factories.client(engineer)
    sent(client, "PUT", f"/api/subflows/{smooth.id}/draft", {"document": redrawn(x9=("output.debug", {})), "base_version": 1})

    answer = client.put(
        f"/api/subflows/{smooth.id}/draft", {"document": SMOOTH, "base_version": 1}, content_type="application/json"
    )

    assert answer.status_code == 409
    assert "x9" in answer.json()["error"]["details"]["document"]["blocks"]


def test_what_is_used_is_not_deleted(engineer: User, smooth: Subflow, flow: Flow):
    client = factories.client(engineer)

    answer = client.delete(f"/api/subflows/{smooth.id}")

    assert answer.status_code == 409
    assert answer.json()["error"]["message"] == "“Smooth” is used in “Boiler”. Take it out there first."
    services.delete_flow(flow)
    assert client.delete(f"/api/subflows/{smooth.id}").status_code == 200


def test_an_earlier_revision_comes_back_into_the_draft(engineer: User, smooth: Subflow):
    client = factories.client(engineer)
    subflows.save_draft(smooth, document=redrawn(x9=("output.debug", {})), base_version=1, by=engineer)

    restored = sent(client, "POST", f"/api/subflows/{smooth.id}/revisions/1/restore")

    assert restored["document"] == SMOOTH
    assert sent(client, "GET", f"/api/subflows/{smooth.id}")["has_changes"] is False


def test_the_list_is_asked_for_in_few_queries(
    engineer: User, organization: Organization, smooth: Subflow, django_assert_max_num_queries: Any
):
    for number in range(5):
        subflows.publish(subflows.create_subflow(organization, name=f"part {number}", document=SMOOTH), by=engineer)
    client = factories.client(engineer)
    client.get("/api/subflows")

    with django_assert_max_num_queries(12):
        listing = sent(client, "GET", "/api/subflows")

    assert listing["total"] == 6
    assert listing["items"][0]["params"][0]["name"] == "factor"


def test_a_viewer_looks_and_changes_nothing(viewer: User, smooth: Subflow):
    client = factories.client(viewer)

    assert client.get(f"/api/subflows/{smooth.id}/draft").status_code == 200
    assert client.post(f"/api/subflows/{smooth.id}/publish", {}, content_type="application/json").status_code == 403
    assert client.patch(f"/api/subflows/{smooth.id}", {"name": "x"}, content_type="application/json").status_code == 403


def test_a_subflow_of_another_organization_does_not_exist(stranger: User, smooth: Subflow):
    assert stranger.organization is not None
    flow = services.create_flow(stranger.organization, name="Thief", document=smoothed(smooth))

    problems = factories.client(stranger).get(f"/api/flows/{flow.id}/draft").json()["problems"]

    assert problems[0]["message"] == f"There is no revision 1 of subflow {smooth.id}. Choose another one."


def test_a_deploy_tells_whose_state_begins_anew(engineer: User, flow: Flow):
    changed = running(flow).document | {
        "blocks": {**running(flow).document["blocks"], "b2": draw({"b2": ("math.scale", {})})["blocks"]["b2"]}
    }

    lost = sent(factories.client(engineer), "POST", f"/api/flows/{flow.id}/lost-state", {"document": changed})

    assert lost == []  # the document cannot run yet, so nothing is known
    changed["wires"] = [{"from": "b1.value", "to": "b2.value"}, {"from": "b2.value", "to": "b3.value"}]
    lost = sent(factories.client(engineer), "POST", f"/api/flows/{flow.id}/lost-state", {"document": changed})
    assert lost == [{"block": "b2/x2", "title": "Moving average", "what": "gone"}]


def test_a_roll_back_runs_an_earlier_revision_as_a_new_one(engineer: User, flow: Flow):
    services.save_draft(flow, document=reference_flow(), base_version=1, by=engineer)
    services.deploy(flow, by=engineer)

    answer = sent(factories.client(engineer), "POST", f"/api/flows/{flow.id}/revisions/1/deploy", {"message": ""})

    assert (answer["number"], answer["message"], answer["is_live"]) == (3, "Roll back to revision 1", True)
    flow.refresh_from_db()
    assert running(flow).document == flow.draft.document == flow.revisions.get(number=1).document


def test_a_credential_inside_a_subflow_is_used_by_its_flows(engineer: User, organization: Organization):
    credential = credentials.create_credential(
        organization, name="Weather", kind="bearer", settings={}, secrets={"token": "abc"}, hosts=[]
    )
    part = draw({"x1": ("outside.rest", {"url": "https://api.example.com", "credential": credential.id})})
    subflow = subflows.create_subflow(organization, name="Weather", document=part, by=engineer)
    subflows.publish(subflow, by=engineer)
    services.create_flow(organization, name="Outdoors", document=draw({"b1": use(subflow.id)}))

    uses = credentials.uses_of(organization.id)

    assert [use.flow for use in uses[credential.id]] == ["Outdoors"]


def test_what_a_flow_shows_on_dashboards_is_offered_also_from_inside_subflows(engineer: User, organization: Organization):
    part = draw(
        {"i1": port_in(), "x1": ("output.widget", {"label": "Power"}), "x2": ("source.control", {"label": "Set point"})},
        "i1.value > x1.value",
    )
    subflow = subflows.create_subflow(organization, name="Meter", document=part, by=engineer)
    subflows.publish(subflow, by=engineer)
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": use(subflow.id),
            "b3": ("output.widget", {"label": "Temperature"}),
        },
        "b1.value > b2.value",
        "b1.value > b3.value",
    )
    flow = services.create_flow(organization, name="Boiler", by=engineer, document=document)

    found = sent(factories.client(engineer), "GET", f"/api/flows/{flow.id}/dashboard-blocks")

    assert found["items"] == [
        {"block": "b2/x1", "title": "Meter › Power", "is_control": False},
        {"block": "b2/x2", "title": "Meter › Set point", "is_control": True},
        {"block": "b3", "title": "Temperature", "is_control": False},
    ]


def test_a_subflow_gets_a_picture_and_a_colour(engineer: User, smooth: Subflow):
    client = factories.client(engineer)

    changed = sent(client, "PATCH", f"/api/subflows/{smooth.id}", {"icon": "gauge", "color": "blue"})

    assert (changed["icon"], changed["color"]) == ("gauge", "blue")
    assert sent(client, "GET", "/api/subflows")["items"][0]["icon"] == "gauge"
