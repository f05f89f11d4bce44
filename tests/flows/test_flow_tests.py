"""Tests that are kept with flows: run, compared, made out of what happened, and asked before each deploy."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from devices.models import Device, Metric
from flows import services
from flows.errors import FlowTestsFail
from flows.graphs.facts import NoFacts
from flows.graphs.validation import check
from flows.models import Flow
from flows.testing import running
from flows.testing.running import Result, run_tests
from organizations.models import Organization, User
from telemetry.decode import directory
from telemetry.store import Samples, current
from telemetry.store.interface import Store
from tests import factories
from tests.flows.drawing import draw
from tests.flows.lane import us
from tests.flows.test_tracing import DOCUMENT

THRESHOLD = draw(
    {
        "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
        "b2": ("logic.threshold", {"raise_at": 80, "clear_at": 75}),
        "b3": ("output.alarm", {"title": "Too hot", "text": "{device}"}),
    },
    "b1.value > b2.value",
    "b2.active > b3.active",
    "b2.value > b3.value",
)


def given(*samples: tuple[float, Any], block: str = "b1") -> list[dict[str, Any]]:
    return [{"block": block, "at_s": at_s, "value": value} for at_s, value in samples]


def with_tests(document: dict[str, Any], *tests: dict[str, Any]) -> dict[str, Any]:
    return {**document, "tests": list(tests)}


def run_one(document: dict[str, Any], **test: Any) -> Result:
    [result] = run_tests(with_tests(document, {"name": "one", **test}), NoFacts())
    return result


# --- running


def test_a_test_passes_when_all_that_is_expected_comes():
    result = run_one(
        THRESHOLD,
        given=given((0, 70), (1, 90), (2, 70)),
        expect=[
            {"block": "b2", "port": "value", "at_s": 0, "value": 70},
            {"block": "b2", "port": "value", "at_s": 1, "value": 90},
            {"block": "b2", "port": "value", "at_s": 2, "value": 70},
            {"block": "b3", "does": "raise", "at_s": 1},
            {"block": "b3", "does": "clear", "at_s": 2},
        ],
    )

    assert (result.is_ok, result.checked, result.sentence) == (True, 5, "")


@pytest.mark.parametrize(
    ("expected", "sentence"),
    [
        ({"block": "b3", "does": "raise", "at_s": 5}, "“Alarm” did not ask for raise at 5 s."),
        ({"block": "b3", "nothing": True}, "“Alarm” asked for raise 90 at 1 s; nothing was expected."),
        ({"block": "b3", "does": "raise", "at_s": 1, "value": 91}, "“Alarm” asked for raise 90 at 1 s; 91 was expected."),
        (
            {"block": "b2", "port": "active", "at_s": 1, "value": False},
            "“Active” of “Threshold” sent true at 1 s; false was expected.",
        ),
        ({"block": "b2", "port": "error", "at_s": 1}, "“Error” of “Threshold” sent nothing at 1 s; a value was expected."),
    ],
)
def test_a_difference_is_told_as_a_sentence(expected: dict[str, Any], sentence: str):
    result = run_one(THRESHOLD, given=given((1, 90)), expect=[expected])

    assert not result.is_ok
    assert sentence in [one.message for one in result.differences]


def test_what_comes_beside_the_expected_fails_too():
    result = run_one(
        THRESHOLD, given=given((0, 90), (1, 70)), expect=[{"block": "b2", "port": "active", "at_s": 0, "value": True}]
    )

    assert [(one.kind, one.at_s) for one in result.differences] == [("unexpected", 1)]


def test_what_comes_before_the_checked_time_is_only_a_warm_up():
    result = run_one(
        THRESHOLD,
        given=given((0, 90), (1, 70)),
        checked_from_s=1,
        expect=[{"block": "b2", "port": "active", "at_s": 1, "value": False}],
    )

    assert result.is_ok


def test_numbers_may_differ_by_the_tolerance():
    document = draw(
        {"b1": ("source.metric", {"mode": "pattern", "path": "a"}), "b2": ("math.formula", {"expression": "value / 3"})},
        "b1.value > b2.value",
    )
    expect = [{"block": "b2", "port": "value", "at_s": 0, "value": 0.333}]

    assert not run_one(document, given=given((0, 1)), expect=expect).is_ok
    assert run_one(document, given=given((0, 1)), expect=expect, tolerance=0.001).is_ok


def test_timers_run_on_after_the_last_sample():
    expect = [{"block": "b5", "does": "raise", "at_s": 60}]

    assert not run_one(DOCUMENT, given=given((0, 90)), expect=expect).is_ok
    assert run_one(DOCUMENT, given=given((0, 90)), expect=expect, run_on_s=60).is_ok


def test_a_test_may_set_other_params():
    result = run_one(
        DOCUMENT,
        given=given((0, 90)),
        params={"b4": {"delay_s": 2}},
        run_on_s=5,
        expect=[{"block": "b5", "does": "raise", "at_s": 2}],
    )

    assert result.is_ok


@pytest.mark.parametrize(
    ("test", "sentence"),
    [
        ({"given": given((0, 1), block="b9")}, "The test names block b9, which the flow does not have any more."),
        ({"given": given((0, 1), block="b2")}, "“Threshold” (b2) takes no samples: give them to a source."),
        ({"starts_at": "soon"}, "“soon” is no time for the test to start at: write 2026-01-05T06:00:00Z."),
        ({"params": {"b2": {"raise_at": "hot"}}}, "The flow has errors, so it cannot be tested"),
        ({}, "The test expects nothing. Say what has to come of its samples."),
    ],
)
def test_a_test_that_cannot_be_run_says_why(test: dict[str, Any], sentence: str):
    result = run_one(THRESHOLD, **test)

    assert not result.is_ok
    assert result.error.startswith(sentence)


def test_tests_that_take_too_long_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running, "RUNS_BOUND", 1_000)

    result = run_one(THRESHOLD, given=given(*((second, 1) for second in range(500))), expect=[])

    assert result.error.startswith("The tests need more than 1,000 runs of blocks.")


def test_a_test_that_cannot_be_read_is_a_warning_in_the_editor_and_fails():
    document = with_tests(THRESHOLD, {"given": []}, {"name": "old", "expect": [{"block": "b7", "nothing": True}]})

    checked = check(document, NoFacts())

    assert checked.graph is not None
    assert [problem.message for problem in checked.problems] == [
        "Test 1 cannot be read: Object missing required field `name`.",
        "Test “old” names block b7, which is gone.",
    ]
    assert [result.is_ok for result in run_tests(document, NoFacts())] == [False, False]


# --- deploying


@pytest.fixture
def organization(db: None) -> Organization:
    directory.forget()
    return factories.organization()


@pytest.fixture
def engineer(organization: Organization) -> User:
    return factories.user(organization)


FAILS = {"name": "never hot", "given": given((0, 90)), "expect": [{"block": "b3", "nothing": True}]}
PASSES = {"name": "hot", "given": given((0, 90)), "expect": [{"block": "b3", "does": "raise", "at_s": 0}]}


def test_failing_tests_stop_a_deploy(organization: Organization):
    flow = services.create_flow(organization, name="Boiler", document=with_tests(THRESHOLD, PASSES, FAILS))

    with pytest.raises(
        FlowTestsFail, match="Test “never hot” fails: “Alarm” asked for raise 90 at 0 s; nothing was expected"
    ) as refused:
        services.deploy(flow)

    flow.refresh_from_db()
    assert (flow.live, flow.revisions.count()) == (None, 0)
    details: Any = refused.value.details
    assert [test["name"] for test in details["tests"]] == ["never hot"]


def test_a_deploy_despite_failing_tests_says_so_in_its_revision(organization: Organization):
    flow = services.create_flow(organization, name="Boiler", document=with_tests(THRESHOLD, FAILS))

    revision = services.deploy(flow, message="urgent", despite_tests=True)

    assert revision.message == "Deployed although tests fail: “never hot”. urgent"
    assert revision.document["tests"] == [FAILS]


def test_tests_stay_with_the_flow_when_it_is_saved_deployed_and_restored(organization: Organization):
    document = with_tests(THRESHOLD, PASSES)
    flow = services.create_flow(organization, name="Boiler")
    services.save_draft(flow, document=document, base_version=1)
    services.deploy(flow)
    services.save_draft(flow, document=THRESHOLD, base_version=2)

    assert services.restore(flow, number=1).document["tests"] == [PASSES]


def test_deploying_over_http(engineer: User, organization: Organization):
    flow = services.create_flow(organization, name="Boiler", document=with_tests(THRESHOLD, FAILS))
    client = factories.client(engineer)

    refused = client.post(f"/api/flows/{flow.id}/deploy", {}, content_type="application/json")
    assert refused.status_code == 400
    error = refused.json()["error"]
    assert (error["code"], error["details"]["tests"][0]["differences"][0]["kind"]) == ("tests", "unexpected")

    done = client.post(f"/api/flows/{flow.id}/deploy", {"despite_tests": True}, content_type="application/json")
    assert done.json()["number"] == 1


def test_running_over_http_the_draft_or_a_document(engineer: User, organization: Organization):
    flow = services.create_flow(organization, name="Boiler", document=with_tests(THRESHOLD, PASSES, FAILS))
    client = factories.client(engineer)

    answer = client.post(f"/api/flows/{flow.id}/tests/run", {}, content_type="application/json").json()
    assert (answer["passed"], answer["failed"]) == (1, 1)

    body = {"document": with_tests(THRESHOLD, PASSES, FAILS), "names": ["hot"]}
    answer = client.post(f"/api/flows/{flow.id}/tests/run", body, content_type="application/json").json()
    assert [(item["name"], item["is_ok"]) for item in answer["items"]] == [("hot", True)]


def test_the_command_tells_what_fails(organization: Organization, capsys: pytest.CaptureFixture[str]):
    services.create_flow(organization, name="Boiler", document=with_tests(THRESHOLD, PASSES, FAILS))
    services.create_flow(organization, name="Pump", document=with_tests(THRESHOLD, PASSES))

    with pytest.raises(CommandError, match="1 tests of flows fail"):
        call_command("flows", "test")
    told = capsys.readouterr().out
    assert "Acme / Boiler" in told
    assert "FAILED  never hot\n          “Alarm” asked for raise 90 at 0 s" in told
    assert "2 passed, 1 failed, in 2 flows." in told

    call_command("flows", "test", "Pump")
    assert "1 passed, 0 failed, in 1 flows." in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no flow “Fan”"):
        call_command("flows", "test", "Fan")


# --- traces and tests out of stored samples


@pytest.fixture
def boiler(organization: Organization) -> Device:
    return factories.device(organization, "boiler")


@pytest.fixture(autouse=True)
def readings(settings: Any, tmp_path: Path) -> Iterator[Store]:
    settings.READINGS_URL = f"sqlite:///{tmp_path / 'readings.db'}"
    yield current()
    current().close()


@pytest.fixture
def temperature(boiler: Device, readings: Store) -> Metric:
    """With samples: 60 for ten seconds, then 90."""
    metric = factories.metric(boiler, "temp")
    readings.append(Samples.of([metric.id] * 14, [us(second) for second in range(14)], [60.0] * 10 + [90.0] * 4))
    return metric


@pytest.fixture
def flow(organization: Organization) -> Flow:
    return services.create_flow(organization, name="Boiler", document=DOCUMENT)


def post(person: User, address: str, body: dict[str, Any]) -> Any:
    return factories.client(person).post(f"/api/flows/{address}", body, content_type="application/json")


def trace_of(person: User, flow: Flow, metric: Metric, at_s: float, **more: Any) -> dict[str, Any]:
    body = {"block": "b1", "metric_id": metric.id, "device_id": metric.device_id, "at": us(at_s) / 1000, **more}
    answer = post(person, f"{flow.id}/traces", body)
    assert answer.status_code == 200, answer.content
    made: dict[str, Any] = answer.json()
    return made


def test_a_stored_sample_is_traced_with_the_state_that_its_history_gives(engineer: User, flow: Flow, temperature: Metric):
    made = trace_of(engineer, flow, temperature, 10)

    assert made["warm_up"] == {"samples": 10, "from_at": us(0) / 1000, "is_all": True}
    assert (made["sample"]["value"], made["sample"]["device"], made["origin"]) == (90.0, "boiler", "stored")
    assert [step["outputs"] for step in made["steps"] if step["block"] == "b2"] == [{"value": 70.0}]
    assert trace_of(engineer, flow, temperature, 10, warm_up=0)["steps"][1]["outputs"] == {"value": 90.0}

    client = factories.client(engineer)
    kept = client.get(f"/api/flows/{flow.id}/traces").json()
    assert len(kept) == 2
    assert client.get(f"/api/flows/{flow.id}/traces/{made['id']}").json() == made


def test_an_invented_sample_is_traced_too(engineer: User, flow: Flow, boiler: Device):
    answer = post(engineer, f"{flow.id}/traces", {"block": "b1", "device_id": boiler.id, "value": 99}).json()
    assert answer["origin"] == "invented"
    assert answer["steps"][1]["outputs"] == {"value": 99.0}

    refused = post(engineer, f"{flow.id}/traces", {"block": "b1", "device_id": boiler.id, "value": "hot"})
    assert refused.json()["error"]["message"] == "'hot' is no number."
    refused = post(engineer, f"{flow.id}/traces", {"block": "b2", "device_id": boiler.id, "value": 1})
    assert refused.json()["error"]["message"] == "Block b2 is no source, so no sample comes in there."


def test_samples_to_trace_are_listed_newest_first_and_page_by_page(engineer: User, flow: Flow, temperature: Metric):
    client = factories.client(engineer)
    address = f"/api/flows/{flow.id}/samples?device_id={temperature.device_id}&limit=3"

    first = client.get(address).json()
    second = client.get(f"{address}&before={first['before']}").json()

    assert [item["at"] for item in first["items"]] == [us(second) / 1000 for second in (13, 12, 11)]
    assert [item["at"] for item in second["items"]] == [us(second) / 1000 for second in (10, 9, 8)]
    assert client.get(f"/api/flows/{flow.id}/samples").json()["error"]["field"] == "device_id"


def test_a_test_from_a_trace_needs_as_few_samples_as_do_and_follows_the_timer(engineer: User, flow: Flow, temperature: Metric):
    made = trace_of(engineer, flow, temperature, 12)

    answer = post(engineer, f"{flow.id}/tests/make", {"trace_id": made["id"]}).json()

    test = answer["test"]
    assert (answer["note"], test["device"], test["name"]) == ("", "boiler", "temp 90")
    assert [item["value"] for item in test["given"]] == [60.0, 60.0, 90.0, 90.0, 90.0]
    assert test["run_on_s"] == 60
    assert [item for item in test["expect"] if item.get("does")] == [
        {"block": "b5", "does": "raise", "at_s": 64.0, "value": 90.0}
    ]
    [result] = run_tests(with_tests(DOCUMENT, test), NoFacts())
    assert result.is_ok, result.differences


def test_a_test_of_a_span_holds_all_its_samples(engineer: User, flow: Flow, temperature: Metric):
    body = {"device_id": temperature.device_id, "from": str(us(8) / 1000), "to": str(us(12) / 1000), "name": "heating up"}

    test = post(engineer, f"{flow.id}/tests/make", body).json()["test"]

    assert [item["value"] for item in test["given"]] == [60.0, 60.0, 90.0, 90.0]
    assert (test["name"], test["starts_at"]) == ("heating up", "2026-02-02T02:40:08+00:00")
    [result] = run_tests(with_tests(DOCUMENT, test), NoFacts())
    assert result.is_ok, result.differences


def test_a_sample_that_is_not_stored_cannot_be_traced(engineer: User, flow: Flow, temperature: Metric):
    body = {"block": "b1", "metric_id": temperature.id, "device_id": temperature.device_id, "at": us(3.5) / 1000}
    answer = post(engineer, f"{flow.id}/traces", body)

    assert answer.status_code == 404
    assert "Choose one from the list" in answer.json()["error"]["message"]


def test_the_next_sample_of_a_flow_that_does_not_run_is_not_waited_for(engineer: User, flow: Flow):
    answer = post(engineer, f"{flow.id}/next-trace", {})

    assert answer.json()["error"]["message"] == "The flow does not run, so no sample comes. Deploy it, or switch it on."


def test_a_wish_for_the_next_sample_is_taken_back(engineer: User, flow: Flow):
    services.deploy(flow)
    wish = post(engineer, f"{flow.id}/next-trace", {}).json()
    assert 0 < wish["listens_in_s"] < 1
    address = f"/api/flows/{flow.id}/next-trace/{wish['id']}"

    assert factories.client(engineer).delete(address).json() == {"deleted": True}
    assert factories.client(engineer).delete(address).json() == {"deleted": False}


def test_somebody_who_may_not_see_the_device_traces_nothing_of_it(flow: Flow, temperature: Metric, engineer: User):
    made = trace_of(engineer, flow, temperature, 10)
    person = factories.user(flow.organization)
    profile = factories.profile(flow.organization, None, person)
    factories.allow(profile, flow.organization, role="engineer")
    factories.deny(profile, temperature.device, "read")
    client = factories.client(person)

    assert client.get(f"/api/flows/{flow.id}/samples?device_id={temperature.device_id}").status_code == 404
    assert client.get(f"/api/flows/{flow.id}/traces").json() == []
    assert client.get(f"/api/flows/{flow.id}/traces/{made['id']}").status_code == 404
    assert post(person, f"{flow.id}/traces", {"block": "b1", "device_id": temperature.device_id, "value": 1}).status_code == 404


def test_a_refusal_of_a_span_without_samples_names_the_way_out(engineer: User, flow: Flow, boiler: Device):
    answer = post(engineer, f"{flow.id}/tests/make", {"device_id": boiler.id, "from": "now-1h"})

    assert answer.json()["error"]["message"] == "No samples are stored for this span. Choose another one."
