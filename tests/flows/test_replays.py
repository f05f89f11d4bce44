"""Replays as people ask for them: over what is stored, beside what is deployed, and only as far as their rights reach."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from alarms import services as alarm_services
from devices.models import Device, Metric
from flows import services
from flows.block import Answer
from flows.graphs import validation
from flows.graphs.facts import NoFacts
from flows.models import Flow, Replay
from flows.replay import asking
from flows.replay import services as replays
from flows.replay.compare import compare
from flows.replay.outcome import BUCKETS, MAX_CURVES, MAX_EFFECTS, Curve, Episode
from flows.replay.runner import Runner
from flows.tasks import run_replay
from iotsite.processes import CHECKOUT
from organizations.models import Organization, User
from telemetry import jobs
from telemetry.models import JobStatus
from telemetry.store import Samples, current
from telemetry.store.interface import Store
from tests import factories
from tests.flows.drawing import draw
from tests.flows.test_replay_runner import Everything, chunks

T0 = 1_780_000_000_000_000
SECOND = 1_000_000


@pytest.fixture(autouse=True)
def readings(settings: Settings, tmp_path: Path) -> Iterator[Store]:
    settings.READINGS_URL = f"sqlite:///{tmp_path / 'readings.db'}"
    yield current()
    current().close()


def watching(raise_at: float, path: str = "temp") -> dict[str, Any]:
    return draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": path}),
            "b2": ("logic.threshold", {"raise_at": raise_at, "clear_at": 20}),
            "b3": ("output.alarm", {"title": "Too hot"}),
            "b4": ("output.widget", {"label": "Temperature"}),
            "b5": ("output.metric", {"path": "temp/copy"}),
        },
        "b1.value > b2.value",
        "b2.active > b3.active",
        "b2.value > b3.value",
        "b2.value > b4.value",
        "b2.value > b5.value",
    )


@pytest.fixture
def flow(organization: Organization, engineer: User) -> Flow:
    return services.create_flow(organization, name="Boiler", by=engineer, document=watching(30))


@pytest.fixture
def device(organization: Organization) -> Device:
    return factories.device(organization, "Pump 1")


def store(metric: Metric, values: list[Any], *, start_us: int = T0, data_type: str = "double") -> None:
    times = [start_us + place * SECOND for place in range(len(values))]
    current().append(Samples.of([metric.id] * len(values), times, values, None, data_type))


def ask(person: User, flow: Flow, **wanted: Any) -> Any:
    body = {"start": str(T0 / 1000), "end": str(T0 / 1000 + 3_600_000), **wanted}
    return factories.client(person).post(f"/api/flows/{flow.id}/replays", json.dumps(body), content_type="application/json")


def result_of(person: User, flow: Flow, **wanted: Any) -> dict[str, Any]:
    """Ask for it, do it, and look at it."""
    asked = ask(person, flow, **wanted)
    assert asked.status_code == 200, asked.json()
    run_replay(asked.json()["id"])
    answer: dict[str, Any] = factories.client(person).get(f"/api/flows/{flow.id}/replays/{asked.json()['id']}").json()
    assert answer["status"] == "done", answer
    return answer


def changed(flow: Flow, document: dict[str, Any]) -> None:
    services.save_draft(flow, document=document, base_version=flow.draft.version)


def test_the_draft_is_compared_with_what_is_deployed(flow: Flow, device: Device, engineer: User):
    services.deploy(flow, by=engineer)
    flow.refresh_from_db()
    changed(flow, watching(25))
    store(factories.metric(device, "temp"), [22.0, 26.0, 31.0, 15.0, 27.0, 15.0])

    answer = result_of(engineer, flow)
    alarms = answer["result"]["alarms"]

    assert (answer["number"], answer["draft_version"], answer["against_number"]) == (None, 2, 1)
    assert (alarms["same"], alarms["moved"], alarms["only_here"], alarms["only_there"]) == (0, 1, 1, 0)
    ms = T0 / 1000
    assert alarms["items"] == [
        {
            "kind": "moved",
            "block": "b3",
            "device_id": device.id,
            "here": {"raised_ts": ms + 1000, "cleared_ts": ms + 3000, "value": 26.0},
            "there": {"raised_ts": ms + 2000, "cleared_ts": ms + 3000, "value": 31.0},
        },
        {
            "kind": "only_here",
            "block": "b3",
            "device_id": device.id,
            "here": {"raised_ts": ms + 4000, "cleared_ts": ms + 5000, "value": 27.0},
            "there": None,
        },
    ]
    assert answer["result"]["devices"] == {str(device.id): "Pump 1"}
    assert answer["result"]["samples"] == 6


def test_effects_are_listed_and_none_is_done(flow: Flow, device: Device, engineer: User):
    store(factories.metric(device, "temp"), [22.0, 31.0])

    result = result_of(engineer, flow, against="none")["result"]

    assert result["there"] is None
    assert result["here"]["effects"] == [{"kind": "write", "block": "b5", "count": 2}]
    first = result["here"]["first_effects"][0]
    assert (first["kind"], first["details"]) == ("write", {"value": 22.0, "path": "temp/copy", "device_id": None})
    curve = next(curve for curve in result["here"]["curves"] if curve["block"] == "b4")
    assert curve["value"] == [22.0, 31.0]
    assert result["alarms"]["only_here"] == 1
    assert not Metric.objects.filter(path="temp/copy").exists()
    assert not flow.organization.alarms.exists()


def test_a_replay_is_held_against_the_alarms_that_were_recorded(flow: Flow, device: Device, engineer: User):
    services.deploy(flow, by=engineer)
    store(factories.metric(device, "temp"), [22.0, 31.0, 15.0])
    raised: Any = {"source": f"flow:{flow.id}", "key": "b3", "device_id": device.id, "value": 31.0}
    alarm_services.apply(
        [
            alarm_services.AlarmEvent(effect_id="1", change="raise", time_us=T0 + SECOND, **raised),
            alarm_services.AlarmEvent(effect_id="2", change="clear", time_us=T0 + 2 * SECOND, **raised),
        ]
    )

    alarms = result_of(engineer, flow, against="recorded")["result"]["alarms"]

    assert (alarms["same"], alarms["only_here"], alarms["only_there"]) == (1, 0, 0)


def test_a_lead_in_fills_memories_and_does_nothing_else(flow: Flow, device: Device, engineer: User):
    store(factories.metric(device, "temp"), [31.0, 25.0, 15.0])

    without = result_of(engineer, flow, against="none", start=str(T0 / 1000 + 1000))["result"]
    with_lead = result_of(engineer, flow, against="none", start=str(T0 / 1000 + 1000), lead_s=60)["result"]

    assert without["alarms"]["only_here"] == 0
    assert with_lead["alarms"]["items"][0]["here"]["raised_ts"] == T0 / 1000
    assert with_lead["here"]["effects"][0]["count"] == 2


def test_errors_stand_by_their_block(organization: Organization, device: Device, engineer: User):
    document = draw(
        {"b1": ("source.metric", {"mode": "pattern", "path": "temp"}), "b2": ("math.formula", {"expression": "10 / a"})},
        "b1.value > b2.a",
    )
    flow = services.create_flow(organization, name="Divide", document=document)
    store(factories.metric(device, "temp"), [5.0, 0.0, 0.0])

    errors = result_of(engineer, flow, against="none")["result"]["here"]["errors"]

    assert [(error["block"], error["count"], error["ts"], error["device_id"]) for error in errors] == [
        ("b2", 2, T0 / 1000 + 1000, device.id)
    ]


def test_one_device_may_be_chosen(flow: Flow, organization: Organization, engineer: User):
    devices = [factories.device(organization, f"Pump {number}") for number in range(3)]
    for one in devices:
        store(factories.metric(one, "temp"), [31.0])

    assert result_of(engineer, flow, against="none")["result"]["keys"] == 3
    assert result_of(engineer, flow, against="none", device_id=devices[1].id)["result"]["alarms"]["only_here"] == 1


def test_a_flow_that_runs_once_hears_all_its_metrics_in_the_order_of_time(organization: Organization, engineer: User):
    metrics = [factories.metric(factories.device(organization, name), "temp") for name in ("in", "out")]
    document = draw(
        {
            "b1": ("source.metric", {"mode": "metric", "metric": metrics[0].id}),
            "b2": ("source.metric", {"mode": "metric", "metric": metrics[1].id}),
            "b3": ("math.formula", {"expression": "a - b"}),
            "b4": ("output.widget", {}),
        },
        "b1.value > b3.a",
        "b2.value > b3.b",
        "b3.value > b4.value",
    )
    flow = services.create_flow(organization, name="Difference", document=document)
    store(metrics[0], [10.0, 20.0])
    store(metrics[1], [1.0, 2.0], start_us=T0 + SECOND // 2)

    curves = result_of(engineer, flow, against="none")["result"]["here"]["curves"]

    assert [curve["value"] for curve in curves] == [[9.0, 19.0, 18.0]]
    assert curves[0]["device_id"] is None


def test_longs_stay_whole_and_texts_are_texts(organization: Organization, device: Device, engineer: User):
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "n"}),
            "b2": ("math.formula", {"expression": "n // 2"}),
            "b3": ("output.debug", {}),
            "b4": ("source.metric", {"mode": "pattern", "path": "mode", "values": "text"}),
            "b5": ("output.debug", {}),
        },
        "b1.value > b2.n",
        "b2.value > b3.value",
        "b4.value > b5.value",
    )
    flow = services.create_flow(organization, name="Kinds", document=document)
    store(factories.metric(device, "n", data_type="long"), [2**60 + 1], data_type="long")
    store(factories.metric(device, "mode", data_type="string"), ["auto"], data_type="string")

    first = result_of(engineer, flow, against="none")["result"]["here"]["first_effects"]

    assert [(effect["block"], effect["details"]["value"]) for effect in first] == [("b3", 2**59), ("b5", "auto")]


def test_bad_quality_is_left_out_like_live(flow: Flow, device: Device, engineer: User):
    metric = factories.metric(device, "temp")
    current().append(Samples.of([metric.id] * 2, [T0, T0 + SECOND], [31.0, 99.0], [2, 0]))

    items = result_of(engineer, flow, against="none")["result"]["alarms"]["items"]

    assert [item["here"]["value"] for item in items] == [99.0]


def test_samples_of_devices_that_the_asker_may_not_see_are_not_replayed(flow: Flow, device: Device, organization: Organization):
    hidden = factories.device(organization, "Vault")
    for one in (device, hidden):
        store(factories.metric(one, "temp"), [31.0])
    person = factories.user()
    profile = factories.profile(organization, None, person)
    factories.allow(profile, organization, "read", role="engineer")
    factories.deny(profile, hidden, "read")

    result = result_of(person, flow, against="none")["result"]

    assert result["devices"] == {str(device.id): "Pump 1"}
    assert ask(person, flow, device_id=hidden.id, against="none").status_code == 404


def test_long_histories_are_read_in_pieces(flow: Flow, device: Device, engineer: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("flows.replay.history.SLICE", 100)
    values = [15.0 + place % 40 for place in range(1_050)]
    store(factories.metric(device, "temp"), values)
    store(factories.metric(device, "room/temp"), values)
    changed(flow, watching(30, "*temp"))

    one = result_of(engineer, flow, against="none")["result"]
    monkeypatch.setattr("flows.replay.history.SLICE", 1_000_000)
    other = result_of(engineer, flow, against="none")["result"]

    assert one["samples"] == 2_100
    assert one["alarms"] == other["alarms"]
    assert one["here"] == other["here"]


# --- jobs


def test_a_draft_with_errors_is_refused_with_all_of_them(flow: Flow, engineer: User):
    changed(flow, draw({"b1": ("output.debug", {})}))

    answer = ask(engineer, flow, against="none")

    assert answer.status_code == 400
    assert "needs a wire" in answer.json()["error"]["message"]
    assert not Replay.objects.exists()


@pytest.mark.parametrize(
    ("wanted", "status", "words"),
    [
        ({"start": "yesterday"}, 400, "“yesterday” is no moment"),
        ({"start": "now", "end": "now-1h"}, 400, "is not before"),
        ({"against": "deployed"}, 400, "has never been deployed"),
        ({"against": "none", "number": 7}, 404, "no revision 7"),
    ],
)
def test_what_cannot_be_replayed_is_said(flow: Flow, engineer: User, wanted: dict[str, Any], status: int, words: str):
    answer = ask(engineer, flow, **wanted)

    assert answer.status_code == status
    assert words in answer.json()["error"]["message"]


def test_a_replay_can_be_cancelled_and_stops(flow: Flow, device: Device, engineer: User, monkeypatch: pytest.MonkeyPatch):
    store(factories.metric(device, "temp"), [31.0])
    replay_id = ask(engineer, flow, against="none").json()["id"]
    browser = factories.client(engineer)
    url = f"/api/flows/{flow.id}/replays/{replay_id}/cancel"
    monkeypatch.setattr(jobs, "BEAT_S", 0)
    monkeypatch.setattr(replays, "chunk_of", lambda *_: pytest.fail("it went on"))
    read = replays.Watcher.read

    def cancelled_meanwhile(self: replays.Watcher, samples: int) -> None:
        assert browser.post(url).status_code == 200
        read(self, samples)

    monkeypatch.setattr(replays.Watcher, "read", cancelled_meanwhile)
    run_replay(replay_id)

    assert Replay.objects.get(id=replay_id).status == JobStatus.CANCELLED
    assert browser.post(url).status_code == 409


def test_a_replay_ends_at_its_bound_and_says_so(flow: Flow, organization: Organization, engineer: User, monkeypatch):
    for number in range(3):
        store(factories.metric(factories.device(organization, f"Pump {number}"), "temp"), [31.0] * 10)
    monkeypatch.setattr(replays, "MAX_SAMPLES", 15)

    answer = result_of(engineer, flow, against="none")

    assert answer["notes"][0] == (
        "Ended after 15 samples and wake-ups. 1 of 3 devices are complete: choose a shorter range, or one device."
    )
    assert answer["result"]["alarms"]["only_here"] == 1


def test_only_the_newest_results_are_kept(flow: Flow, engineer: User):
    for _ in range(replays.KEPT + 2):
        run_replay(ask(engineer, flow, against="none").json()["id"])

    assert Replay.objects.count() == replays.KEPT + 1
    old = Replay.objects.order_by("id").first()
    assert old is not None
    Replay.objects.filter(id=old.id).update(created_at=old.created_at - dt.timedelta(days=8))
    ask(engineer, flow, against="none")
    assert not Replay.objects.filter(id=old.id).exists()


def test_whoever_may_not_edit_flows_starts_none(flow: Flow, viewer: User, stranger: User):
    assert ask(viewer, flow, against="none").status_code == 403
    assert ask(stranger, flow, against="none").status_code == 404
    assert not Replay.objects.exists()


def test_a_replay_is_seen_and_cancelled_by_nobody_but_its_asker(
    flow: Flow, engineer: User, organization: Organization, stranger: User
):
    replay_id = ask(engineer, flow, against="none").json()["id"]
    colleague: Client = factories.client(factories.user(organization, role="engineer"))

    for browser in (colleague, factories.client(stranger)):
        assert browser.get(f"/api/flows/{flow.id}/replays/{replay_id}").status_code == 404
        assert browser.post(f"/api/flows/{flow.id}/replays/{replay_id}/cancel").status_code == 404
    assert colleague.get(f"/api/flows/{flow.id}/replays").json() == {"items": [], "total": 0}
    assert Replay.objects.get(id=replay_id).status == JobStatus.WAITING


def test_the_handbook_tells_the_bounds():
    text = (CHECKOUT / "docs" / "replay.md").read_text()

    assert f"{replays.MAX_SAMPLES:,} samples" in text
    assert f"after {replays.MAX_S / 60:.0f} minutes" in text
    assert f"each of {BUCKETS} pieces" in text
    assert f"first {MAX_CURVES} outputs" in text
    assert f"the first {MAX_EFFECTS} in full" in text
    assert (replays.MAX_OPEN, replays.KEPT, replays.KEPT_FOR.days) == (3, 10, 7)


# --- parts


def test_alarms_that_overlap_in_time_are_one_that_moved():
    def episode(raised: int, cleared: int | None) -> Episode:
        return Episode("b", 1, raised, None, cleared)

    found = compare([episode(10, 20), episode(30, 40), episode(60, None)], [episode(10, 20), episode(35, 50), episode(55, 58)])

    assert (found["same"], found["moved"], found["only_here"], found["only_there"]) == (1, 1, 1, 1)
    assert [item["kind"] for item in found["items"]] == ["moved", "only_there", "only_here", "same"]


def test_a_curve_of_a_million_values_keeps_every_extreme():
    import numpy as np

    times = np.arange(1_000_000, dtype=np.int64)
    values = np.zeros(1_000_000)
    values[123_456], values[777_777] = 9.0, -9.0
    whole, pieces = Curve(0, 1_000_000), Curve(0, 1_000_000)

    whole.add(times, values)
    for start in range(0, 1_000_000, 999):
        pieces.add(times[start : start + 999], values[start : start + 999])

    drawn = whole.json()
    assert drawn == pieces.json()
    assert len(drawn["value"]) == 2 * BUCKETS
    assert (max(drawn["value"]), min(drawn["value"])) == (9.0, -9.0)


def reading(**params: Any) -> dict[str, Any]:
    """What came before each sample, at a widget."""
    return draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": ("source.history", {"target": "run", "path": "temp", "start": "now-1h", "limit": 0, **params}),
            "b3": ("output.widget", {"label": "So many before"}),
        },
        "b1.value > b2.read",
        "b2.count > b3.value",
    )


def test_history_is_read_as_it_was_at_the_replayed_moment(flow: Flow, device: Device, engineer: User):
    changed(flow, reading())
    store(factories.metric(device, "temp"), [1.0, 2.0, 3.0, 4.0])

    result = result_of(engineer, flow, against="none")

    (curve,) = result["result"]["here"]["curves"]
    assert (curve["block"], curve["value"]) == ("b3", [0, 1, 2, 3])
    assert result["result"]["here"]["first_effects"] == []
    assert result["notes"] == []


def test_a_replay_never_reads_what_had_not_happened_yet():
    request = {"metrics": [7], "start_us": 10, "end_us": 100, "limit": 5}

    assert asking.as_of(request, 50) == {**request, "end_us": 51}
    assert asking.as_of(request, 200) == request
    assert asking.as_of(request, 5) is None


def test_answers_come_at_once_and_as_of_the_same_moment():
    graph = validation.check(reading(), NoFacts()).graph
    assert graph is not None
    asked: list[tuple[str, int, int]] = []

    def answer(kind: str, request: Any, block_id: str, key: int, at: int) -> Answer:
        asked.append((block_id, key, at))
        return Answer(True, {"metrics": [{"count": len(asked)}]})

    told = Everything()
    running = Runner(graph, told, ask=answer)
    running.begin(3)
    for part in chunks([(0, 1, 20.0), (0, 2, 21.0)], 1):
        running.feed(part)
    running.finish(9)

    assert asked == [("b2", 3, 1), ("b2", 3, 2)]
    assert told.items == [(1, "b3", "show", 1), (2, "b3", "show", 2)]


def test_what_asks_outside_is_still_only_listed(flow: Flow, device: Device, engineer: User):
    blocks = {
        "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
        "b2": ("outside.webhook", {"url": "https://example.com"}),
    }
    changed(flow, draw(blocks, "b1.value > b2.value"))
    store(factories.metric(device, "temp"), [1.0])

    result = result_of(engineer, flow, against="none")

    assert result["result"]["here"]["effects"] == [{"kind": "webhook", "block": "b2", "count": 1}]
    assert "In a replay nothing outside is asked" in result["notes"][0]
