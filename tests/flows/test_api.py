from collections.abc import Callable

import pytest

from flows import services
from flows.catalogue import blocks
from flows.models import Flow
from organizations.models import Organization, User
from tests import factories
from tests.flows.drawing import draw, reference_flow


@pytest.fixture
def flow(organization: Organization, engineer: User) -> Flow:
    return services.create_flow(organization, name="Boiler", by=engineer, document=reference_flow())


def test_the_catalogue_describes_every_block(viewer: User):
    answer = factories.client(viewer).get("/api/blocks").json()

    names = [entry["type"] for entry in answer["items"]]
    assert answer["total"] == len(names) == sum(not block.is_hidden for block in blocks().values())
    assert "math.moving_average" in names
    scale = next(entry for entry in answer["items"] if entry["type"] == "math.scale")
    assert scale["ports"] == "fixed"
    assert [port["name"] for port in scale["inputs"]] == ["value"]


def test_ports_that_depend_on_params_are_told(viewer: User):
    blocks = {
        "b1": {"type": "math.formula", "params": {"expression": "u * i if on else 0"}},
        "b2": {"type": "math.formula", "params": {"expression": "u * "}},
        "b3": {"type": "logic.and", "params": {"inputs": 3}},
    }

    answer = (
        factories.client(viewer).post("/api/blocks/ports", {"blocks": blocks}, content_type="application/json").json()["blocks"]
    )

    assert {port["name"]: port["type"] for port in answer["b1"]["inputs"]} == {"u": "number", "i": "number", "on": "boolean"}
    assert answer["b2"]["inputs"] is None
    assert answer["b2"]["problems"][0]["field"] == "params.expression"
    assert [port["name"] for port in answer["b3"]["inputs"]] == ["in1", "in2", "in3"]


def test_the_type_of_a_metric_is_that_of_its_port(viewer: User, organization: Organization):
    metric = factories.metric(factories.device(organization), path="door", data_type="boolean")
    blocks = {"b1": {"type": "source.metric", "params": {"metric": metric.id}}}

    answer = (
        factories.client(viewer).post("/api/blocks/ports", {"blocks": blocks}, content_type="application/json").json()["blocks"]
    )

    assert answer["b1"]["outputs"][0]["type"] == "boolean"


def test_a_flow_is_drawn_saved_and_deployed(engineer: User):
    client = factories.client(engineer)
    made = client.post("/api/flows", {"name": "Boiler"}, content_type="application/json")
    assert made.status_code == 200
    url = f"/api/flows/{made.json()['id']}"

    saved = client.put(f"{url}/draft", {"document": reference_flow(), "base_version": 1}, content_type="application/json").json()
    assert (saved["version"], saved["problems"]) == (2, [])
    assert [port["name"] for port in saved["ports"]["b4"]["outputs"]] == ["active", "value", "error"]

    revision = client.post(f"{url}/deploy", {"message": "first"}, content_type="application/json").json()
    assert (revision["number"], revision["is_live"], revision["message"]) == (1, True, "first")
    assert client.get(url).json()["live_revision"] == 1
    assert client.get(f"{url}/revisions").json()["total"] == 1
    assert client.get(f"{url}/revisions/1").json()["document"] == reference_flow()
    source = client.get(f"{url}/source").json()
    assert "b3: math.moving_average" in source["source"]
    assert "seen['b3.value']" in source["watched_source"]
    assert client.get(f"{url}/debug").json() == []
    assert client.get(f"{url}/status").json() == {"is_running": True, "revision": 1, "keys": 0, "errors": {}}


def test_a_draft_with_errors_is_saved_but_not_deployed(engineer: User, flow: Flow):
    client = factories.client(engineer)
    document = draw({"b1": ("math.scale", {})})
    saved = client.put(f"/api/flows/{flow.id}/draft", {"document": document, "base_version": 1}, content_type="application/json")
    assert saved.status_code == 200

    answer = client.post(f"/api/flows/{flow.id}/deploy", {}, content_type="application/json")

    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["code"] == "problems"
    assert error["details"]["problems"][0]["field"] == "inputs.value"
    assert flow.revisions.count() == 0


@pytest.mark.parametrize(
    "document",
    [
        '{"schema": 1, "blocks": 7}',
        '{"schema": 1, "note": NaN}',
        '{"schema": 1, "note": "\\u0000"}',
        '{"schema": 1, "wires": [{"from": 1}]}',
    ],
)
def test_what_is_no_document_is_refused(engineer: User, flow: Flow, document: str):
    body = f'{{"document": {document}, "base_version": 1}}'

    answer = factories.client(engineer).put(f"/api/flows/{flow.id}/draft", body, content_type="application/json")

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "document")
    flow.draft.refresh_from_db()
    assert (flow.draft.version, flow.draft.document) == (1, reference_flow())


def test_the_second_saver_gets_the_first_ones_draft(engineer: User, flow: Flow):
    client = factories.client(engineer)
    client.put(f"/api/flows/{flow.id}/draft", {"document": draw({}), "base_version": 1}, content_type="application/json")

    answer = client.put(
        f"/api/flows/{flow.id}/draft", {"document": reference_flow(), "base_version": 1}, content_type="application/json"
    )

    assert answer.status_code == 409
    assert answer.json()["error"]["details"]["version"] == 2
    assert answer.json()["error"]["details"]["document"] == draw({})
    flow.draft.refresh_from_db()
    assert flow.draft.document == draw({})


def test_an_earlier_revision_comes_back_into_the_draft(engineer: User, flow: Flow):
    client = factories.client(engineer)
    services.deploy(flow)
    services.save_draft(flow, document=draw({}), base_version=1)

    answer = client.post(f"/api/flows/{flow.id}/revisions/1/restore").json()

    assert (answer["version"], answer["document"]) == (3, reference_flow())
    assert client.post(f"/api/flows/{flow.id}/revisions/7/restore").status_code == 404


def test_a_flow_is_renamed_switched_off_and_deleted(engineer: User, flow: Flow):
    client = factories.client(engineer)
    services.deploy(flow)

    patched = client.patch(
        f"/api/flows/{flow.id}", {"name": "Kettle", "is_enabled": False}, content_type="application/json"
    ).json()
    assert (patched["name"], patched["is_enabled"]) == ("Kettle", False)
    assert client.get(f"/api/flows/{flow.id}/status").json()["is_running"] is False

    assert client.delete(f"/api/flows/{flow.id}").status_code == 200
    assert client.get(f"/api/flows/{flow.id}").status_code == 404


def test_an_organization_goes_with_its_flows(organization: Organization, flow: Flow):
    services.deploy(flow)

    organization.delete()

    assert Flow.objects.count() == 0


def test_two_flows_of_an_organization_have_two_names(engineer: User, flow: Flow):
    answer = factories.client(engineer).post("/api/flows", {"name": "Boiler"}, content_type="application/json")

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "name")


READS = ["", "/draft", "/revisions", "/revisions/1", "/source", "/debug", "/status"]
WRITES = [
    ("patch", "", {"name": "Mine"}),
    ("delete", "", None),
    ("put", "/draft", {"document": draw({}), "base_version": 1}),
    ("post", "/deploy", {}),
    ("post", "/revisions/1/restore", {}),
]


@pytest.mark.parametrize("path", READS)
def test_a_stranger_sees_nothing_of_a_flow(stranger: User, flow: Flow, path: str):
    services.deploy(flow)

    assert factories.client(stranger).get(f"/api/flows/{flow.id}{path}").status_code == 404


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_a_stranger_changes_nothing(stranger: User, flow: Flow, method: str, path: str, body: object):
    services.deploy(flow)

    answer = getattr(factories.client(stranger), method)(f"/api/flows/{flow.id}{path}", body, content_type="application/json")

    assert answer.status_code == 404
    assert Flow.objects.get(id=flow.id).name == "Boiler"
    assert factories.client(stranger).get("/api/flows").json() == {"items": [], "total": 0}


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_an_operator_may_look_but_not_change(operator: User, flow: Flow, method: str, path: str, body: object):
    services.deploy(flow)
    client = factories.client(operator)

    assert getattr(client, method)(f"/api/flows/{flow.id}{path}", body, content_type="application/json").status_code == 403
    assert client.get(f"/api/flows/{flow.id}").status_code == 200


def test_a_metric_of_another_organization_does_not_exist(engineer: User, flow: Flow, other_organization: Organization):
    foreign = factories.metric(factories.device(other_organization))
    document = draw({"b1": ("source.metric", {"metric": foreign.id})})

    answer = factories.client(engineer).post(
        f"/api/flows/{flow.id}/validate", {"document": document}, content_type="application/json"
    )

    assert [problem["message"] for problem in answer.json()["problems"]] == [
        f"Metric {foreign.id} does not exist. Choose another one."
    ]


def test_the_list_of_flows_takes_the_same_queries_however_long_it_is(
    viewer: User, organization: Organization, django_assert_max_num_queries: Callable[..., object]
):
    for number in range(20):
        services.create_flow(organization, name=f"flow {number}")
    client = factories.client(viewer)
    client.get("/api/me")  # from here on the viewer's rights are known

    with django_assert_max_num_queries(4):  # type: ignore[attr-defined]  # a context manager
        assert client.get("/api/flows").json()["total"] == 20


def test_a_schedule_is_told_in_words_with_its_next_times(viewer: User, monkeypatch: pytest.MonkeyPatch):
    # Saturday, 28 March 2026, 12:00 UTC: in the night the clocks of Berlin are put forward.
    monkeypatch.setattr("flows.doors.params.now_us", lambda: 1_774_699_200_000_000)
    params = {"mode": "cron", "cron": "30 2 * * *", "zone": "Europe/Berlin"}

    answer = factories.client(viewer).post("/api/blocks/schedule/preview", {"params": params}, content_type="application/json")

    assert answer.status_code == 200
    assert answer.json()["text"] == "At 02:30 every day"
    assert answer.json()["times"][:2] == ["2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"]
    assert len(answer.json()["times"]) == 5


def test_a_wrong_schedule_says_why(viewer: User):
    params = {"mode": "weekly", "week": [{"start": "8 o'clock"}]}

    answer = factories.client(viewer).post("/api/blocks/schedule/preview", {"params": params}, content_type="application/json")

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "“8 o'clock” is no time of day. Write for example 08:30."
    assert answer.json()["error"]["field"] == "params.week.0.start"


def test_the_units_to_choose_from_are_told(viewer: User):
    answer = factories.client(viewer).get("/api/blocks/units").json()

    assert {"name": "kWh", "quantity": "energy"} in answer["items"]
    assert answer["total"] == len(answer["items"])
