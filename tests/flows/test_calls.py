"""Calls of flows: begun once, answered exactly once, tried again, refused beyond their bounds, shared out fairly."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError
from msgspec import UNSET, UnsetType

import alarms.services as alarm_services
from alarms.models import Alarm
from core.errors import Refused, Unavailable
from core.redis import as_text, client
from devices.models import Device
from flows import catalogue, services
from flows.block import Answer, Block, Params, Ports
from flows.cold import calls, kinds
from flows.cold.calls import CallEffect
from flows.cold.kinds import CallKind, Context, Retry
from flows.lane import figures, outbox, state
from flows.models import FailedCall, Flow
from flows.world import World
from organizations.models import AuditEntry, Organization
from telemetry.decode import directory
from tests import factories
from tests.flows.drawing import draw
from tests.flows.lane import Crash, Lane, send, us

pytestmark = pytest.mark.django_db(transaction=True)


class Inputs(Ports):
    value: float


class AskParams(Params):
    addend: float = 1.0
    tries: int = 3


class Outputs(Ports):
    value: float | UnsetType = UNSET


def evaluate(inputs: Inputs, params: AskParams, answer: Answer | None, world: World) -> Outputs:
    if answer is None:
        request = {"value": inputs.value, "addend": params.addend, "_retry": {"tries": params.tries, "backoff_s": 10}}
        world.call("add", request)
        return Outputs()
    if not answer.ok:
        raise ValueError(answer.error)
    return Outputs(value=answer.value)


ASK = Block(name="test.ask", title="Ask", evaluate=evaluate, has_answer=True)


def tell(inputs: Inputs, params: AskParams, world: World) -> Outputs:
    world.call("add", {"value": inputs.value, "addend": params.addend})
    return Outputs()


TELL = Block(name="test.tell", title="Tell", evaluate=tell)


class Outside:
    """The world outside: does sums, keeps who asked, and fails when told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[dict[str, Any], Context]] = []
        self.fails: list[Exception | None] = []
        self.then: Callable[[], None] = lambda: None

    def perform(self, request: dict[str, Any], context: Context) -> Any:
        self.asked.append((request, context))
        if self.fails and (error := self.fails.pop(0)) is not None:
            raise error
        self.then()
        return request["value"] + request["addend"]

    @property
    def values(self) -> list[float]:
        return [request["value"] for request, _ in self.asked]


class Clock:
    """Stands at `seconds`, but never shows the same moment twice."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.looks = 0

    def __call__(self) -> int:
        self.looks += 1
        return us(self.seconds) + 20 * self.looks


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    world = Outside()
    blocks = {**catalogue.blocks(), "test.ask": ASK, "test.tell": TELL}
    monkeypatch.setattr(catalogue, "blocks", lambda: blocks)
    add = CallKind(title="Add", perform=world.perform, retry=Retry(tries=3, backoff_s=10))
    known = {**kinds.kinds(), "add": add}
    monkeypatch.setattr(kinds, "kinds", lambda: known)
    return world


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moment = Clock()
    monkeypatch.setattr(calls, "now_us", moment)
    return moment


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tickets that were sent to Celery."""
    tickets: list[str] = []
    monkeypatch.setattr(calls, "later", lambda task, ticket, **_: tickets.append(ticket))
    return tickets


@pytest.fixture
def organization(transactional_db: None) -> Organization:
    directory.forget()
    return factories.organization()


@pytest.fixture
def device(organization: Organization) -> Device:
    return factories.device(organization, "boiler")


def asking(organization: Organization, block: str = "test.ask", **params: Any) -> Flow:
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": (block, params),
            "b3": ("output.debug", {}),
        },
        "b1.value > b2.value",
        "b2.value > b3.value",
    )
    flow = services.create_flow(organization, name=f"Ask {Flow.objects.count()}", document=document)
    services.deploy(flow)
    return flow


@pytest.fixture
def flow(outside: Outside, clock: Clock, organization: Organization) -> Flow:
    return asking(organization)


def heard(flow: Flow) -> list[Any]:
    """What came out of the block, oldest first."""
    return [message["value"] for message in reversed(state.debug_messages(flow.id))]


def effect(organization: Organization, flow: Flow, number: int, **changes: Any) -> CallEffect:
    fields: dict[str, Any] = {
        "effect_id": f"{flow.id}.1.b2.0.1-0.{number}",
        "flow_id": flow.id,
        "organization_id": organization.id,
        "block_id": "b2",
        "key": 0,
        "device_id": None,
        "time_us": us(0),
        "kind": "add",
        "request": {"value": float(number), "addend": 1.0},
        "wants_answer": False,
        "partition": 0,
        "fingerprint": "",
    }
    return CallEffect(**(fields | changes))


def claimed(ticket: str = "1") -> Iterator[calls.Claim]:
    while (claim := calls.claim_next(ticket)) is not None:
        yield claim


# --- the way there and back


def test_an_answer_comes_back_to_the_block_that_asked(flow: Flow, device: Device, outside: Outside, sent: list[str]):
    lane = Lane()
    send((device.id, "temp", 1, 4.0))
    lane.turn()
    assert (sent, outside.asked, heard(flow)) == (["1"], [], [])

    calls.work(sent[0])
    lane.turn()

    assert heard(flow) == [5.0]
    request, context = outside.asked[0]
    assert request == {"value": 4.0, "addend": 1.0}
    assert (context.organization_id, context.flow_id, context.block_id) == (flow.organization_id, flow.id, "b2")
    assert (context.device_id, context.time_us) == (device.id, us(1))
    assert figures.waiting() == (0, 0, 0, 0, 0)
    assert left_keys() <= {"flows:calls:ticket"}


def left_keys() -> set[str]:
    """What calls that have ended leave in Redis beside what ends by itself or stays small."""
    keys = {as_text(key) for key in client().keys("flows:calls*")}
    return {key for key in keys if not key.startswith(("flows:calls:put:", "flows:calls:tokens:"))}


def test_an_outbox_that_is_drained_again_begins_nothing_twice(flow: Flow, device: Device, outside: Outside):
    lane = Lane()
    send((device.id, "temp", 1, 4.0))
    with pytest.raises(Crash):
        lane.turn(crash="after commit")
    redis: Any = client()
    left = {key: redis.xrange(key) for key in redis.keys("flows:outbox:*")}
    again = Lane()
    calls.work("1")
    for key, batches in left.items():  # as after a crash between passing on and removing
        redis.delete(key)
        for batch_id, fields in batches:
            redis.xadd(key, fields, id=batch_id)
    for partition in again.consumer.partitions:
        again.consumer.outbox.take(partition)
    calls.work("2")
    again.turn()

    assert outside.values == [4.0]
    assert heard(flow) == [5.0]


def test_a_killed_workers_call_is_taken_up_and_answered_once(flow: Flow, device: Device, outside: Outside, clock: Clock):
    lane = Lane()
    send((device.id, "temp", 1, 4.0))
    lane.turn()

    def die() -> None:
        raise SystemExit

    outside.then = die
    with pytest.raises(SystemExit):
        calls.work("1")
    outside.then = lambda: None
    clock.seconds += kinds.kinds()["add"].timeout_s
    calls.sweep()
    calls.work("2")
    assert outside.values == [4.0]

    clock.seconds += calls.LEASE_MARGIN_S
    calls.sweep()
    calls.work("3")
    lane.turn()

    assert outside.values == [4.0, 4.0]
    assert outside.asked[0][1].effect_id == outside.asked[1][1].effect_id
    assert heard(flow) == [5.0]


def test_a_worker_that_was_too_slow_does_not_answer_a_second_time(flow: Flow, device: Device, outside: Outside, clock: Clock):
    lane = Lane()
    send((device.id, "temp", 1, 4.0))
    lane.turn()

    def be_slow() -> None:
        outside.then = lambda: None
        clock.seconds += 60
        calls.sweep()
        calls.work("2")

    outside.then = be_slow
    calls.work("1")
    lane.turn()

    assert outside.values == [4.0, 4.0]
    assert heard(flow) == [5.0]
    assert calls.figures() == (0, 0)


def test_a_call_that_kills_its_worker_each_time_is_given_up(flow: Flow, device: Device, outside: Outside, clock: Clock):
    send((device.id, "temp", 1, 4.0))
    lane = Lane()
    lane.turn()
    outside.fails = [SystemExit(), SystemExit(), SystemExit()]  # type: ignore[list-item]  # it passes every `except Exception`
    for _ in range(3):
        with pytest.raises(SystemExit):
            calls.work("1")
        clock.seconds += 60
        calls.sweep()
    calls.work("1")
    lane.turn()

    assert outside.values == [4.0] * 3
    assert "was ended 3 times" in FailedCall.objects.get().error
    assert "was ended 3 times" in state.block_errors(flow.id)["b2"]["message"]


# --- trying again


def test_what_is_unavailable_is_tried_again_after_longer_and_longer_pauses(
    flow: Flow, device: Device, outside: Outside, clock: Clock
):
    lane = Lane()
    outside.fails = [Unavailable("Away."), Unavailable("Away.")]
    send((device.id, "temp", 1, 4.0))
    lane.turn()
    begun = []
    for second in range(60):
        clock.seconds = second
        count = len(outside.asked)
        calls.sweep()
        calls.work("1")
        begun += [second] * (len(outside.asked) - count)
    lane.turn()

    assert begun == [0, 10, 30]
    assert [context.tries for _, context in outside.asked] == [1, 2, 3]
    assert heard(flow) == [5.0]


def test_the_other_side_may_say_when_to_come_again(flow: Flow, device: Device, outside: Outside, clock: Clock):
    busy = Unavailable("Busy.")
    busy.retry_after_s = 45
    outside.fails = [busy]
    send((device.id, "temp", 1, 4.0))
    Lane().turn()
    calls.work("1")

    clock.seconds = 44
    calls.work("2")
    assert len(outside.asked) == 1
    clock.seconds = 45
    calls.work("3")
    assert len(outside.asked) == 2


def test_what_stays_unavailable_is_answered_with_an_error_and_kept(flow: Flow, device: Device, outside: Outside, clock: Clock):
    lane = Lane()
    outside.fails = [Unavailable("The server is away.")] * 3
    send((device.id, "temp", 1, 4.0))
    lane.turn()
    for _ in range(3):
        calls.work("1")
        clock.seconds += 100
    lane.turn()

    assert heard(flow) == []
    assert state.block_errors(flow.id)["b2"]["message"] == "The server is away."
    row = FailedCall.objects.get()
    assert (row.kind, row.block_id, row.flow, row.error, row.tries) == ("add", "b2", flow, "The server is away.", 3)
    assert row.request["value"] == 4.0
    assert figures.waiting() == (0, 0, 0, 0, 1)


def test_what_is_refused_is_not_tried_again(flow: Flow, device: Device, outside: Outside):
    outside.fails = [Refused("There is no such address.")]
    lane = Lane()
    send((device.id, "temp", 1, 4.0))
    lane.turn()
    calls.work("1")
    lane.turn()

    assert len(outside.asked) == 1
    assert FailedCall.objects.get().tries == 1
    assert state.block_errors(flow.id)["b2"]["message"] == "There is no such address."


def test_a_mistake_of_ours_is_logged_and_tried_no_more_often_than_stated(
    flow: Flow, device: Device, outside: Outside, clock: Clock, caplog: pytest.LogCaptureFixture
):
    outside.fails = [KeyError("a"), KeyError("b"), KeyError("c")]
    send((device.id, "temp", 1, 4.0))
    Lane().turn()
    for _ in range(5):
        calls.work("1")
        clock.seconds += 100

    assert len(outside.asked) == 3
    assert "mistake of ours" in caplog.text
    assert FailedCall.objects.get().error.startswith("It failed by a mistake in Sluice: KeyError")


def test_tries_do_not_count_while_our_own_database_is_away(
    flow: Flow, device: Device, outside: Outside, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    outside.fails = [Refused("No.")]
    lane = Lane()
    send((device.id, "temp", 1, 4.0))
    lane.turn()
    with monkeypatch.context() as patch:

        def away(*args: Any, **kwargs: Any) -> None:
            raise OperationalError("gone")

        patch.setattr(calls, "keep_failed", away)
        calls.work("1")
    assert calls.figures() == (1, 0)

    clock.seconds += calls.HOLD_S
    calls.work("2")
    lane.turn()

    assert [context.tries for _, context in outside.asked] == [1, 1]
    assert heard(flow) == [5.0]


def test_without_a_wish_for_an_answer_the_error_is_shown_on_the_block(outside: Outside, clock: Clock, organization, device):
    flow = asking(organization, "test.tell")
    outside.fails = [Refused("There is no such address.")]
    send((device.id, "temp", 1, 4.0))
    Lane().turn()
    calls.work("1")

    assert state.block_errors(flow.id)["b2"]["message"] == "There is no such address."


# --- what has changed meanwhile


def test_a_block_that_was_replaced_hears_no_old_answer(flow: Flow, device: Device, outside: Outside):
    lane = Lane()
    send((device.id, "temp", 1, 4.0))
    lane.turn()
    document = flow.draft.document
    document["blocks"]["b2"]["params"]["addend"] = 100
    services.save_draft(flow, document=document, base_version=1)
    services.deploy(flow)

    calls.work("1")
    lane.turn()

    assert outside.values == [4.0]
    assert heard(flow) == []


def test_a_flow_that_was_deleted_asks_for_nothing_more(flow: Flow, device: Device, outside: Outside):
    lane = Lane()
    send((device.id, "temp", 1, 4.0))
    lane.turn()
    services.delete_flow(flow)

    calls.work("1")
    lane.turn()

    assert outside.asked == []
    assert calls.figures() == (0, 0)
    assert FailedCall.objects.count() == 0


def test_a_kind_that_is_gone_fails_for_good(flow: Flow, device: Device, monkeypatch: pytest.MonkeyPatch):
    send((device.id, "temp", 1, 4.0))
    Lane().turn()
    monkeypatch.setattr(kinds, "kinds", dict)

    calls.work("1")

    assert FailedCall.objects.get().error == "This Sluice cannot do “add” any more."


# --- bounds


def test_an_answer_that_is_too_large_is_an_error(flow: Flow, device: Device, outside: Outside, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calls, "MAX_ANSWER_BYTES", 10)
    lane = Lane()
    send((device.id, "temp", 1, 4.0))
    lane.turn()
    calls.work("1")
    lane.turn()

    assert "10 are allowed" in state.block_errors(flow.id)["b2"]["message"]
    assert heard(flow) == []


@pytest.mark.parametrize("bound", ["MAX_WAITING", "MAX_WAITING_OF_FLOW"])
def test_beyond_the_bound_calls_are_refused_with_an_answer(
    flow: Flow, device: Device, outside: Outside, monkeypatch: pytest.MonkeyPatch, bound: str
):
    monkeypatch.setattr(calls, bound, 2)
    lane = Lane()
    send(*((device.id, "temp", second, float(second)) for second in range(3)))
    lane.turn()
    lane.turn()
    assert "Too many calls wait already" in state.block_errors(flow.id)["b2"]["message"]
    assert calls.figures() == (2, 0)

    calls.work("1")
    lane.turn()

    assert outside.values == [0.0, 1.0]
    assert heard(flow) == [1.0, 2.0]


def test_a_request_that_is_too_large_is_refused(flow: Flow, device: Device, outside: Outside, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calls, "MAX_REQUEST_BYTES", 20)
    lane = Lane()
    send((device.id, "temp", 1, 4.0))
    lane.turn()
    calls.work("1")

    assert outside.asked == []
    assert "20 are allowed" in state.block_errors(flow.id)["b2"]["message"]


def test_an_organization_begins_only_so_many_calls_a_second(flow: Flow, organization, outside: Outside, clock: Clock, settings):
    settings.CALLS_PER_SECOND, settings.CALLS_BURST = 2, 3
    settings.CALLS_AT_ONCE_PER_ORGANIZATION = 100
    calls.put([effect(organization, flow, number) for number in range(10)])
    begun = []
    for tenth in range(50):
        clock.seconds = tenth / 10
        calls.sweep()
        begun += [clock.seconds for _ in claimed()]

    assert begun == [0, 0, 0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5]


def test_only_so_many_calls_of_an_organization_run_at_once(flow: Flow, organization, outside: Outside, clock: Clock, settings):
    settings.CALLS_AT_ONCE_PER_ORGANIZATION = 3
    calls.put([effect(organization, flow, number) for number in range(10)])

    running = list(claimed())
    assert len(running) == 3
    calls.perform(running[0])

    assert [claim.call.request["value"] for claim in claimed()] == [3.0]


def test_ten_thousand_waiting_calls_do_not_delay_another_organizations_single_one(
    flow: Flow, organization, outside: Outside, clock: Clock, settings, monkeypatch: pytest.MonkeyPatch
):
    settings.CALLS_AT_ONCE_PER_ORGANIZATION, settings.CALLS_PER_SECOND = 2, 1_000
    monkeypatch.setattr(calls, "MAX_WAITING_OF_FLOW", 10_000)
    calls.put([effect(organization, flow, number) for number in range(10_000)])
    assert [claim.call.flow_id for claim in claimed()] == [flow.id] * 2

    clock.seconds = 1
    other = asking(factories.organization())
    calls.put([effect(other.organization, other, 1)])

    assert [claim.call.flow_id for claim in claimed()] == [other.id]


def test_organizations_take_turns(flow: Flow, organization, outside: Outside, clock: Clock, settings):
    settings.CALLS_AT_ONCE_PER_ORGANIZATION = 100
    others = [asking(factories.organization()) for _ in range(2)]
    for one in (flow, *others):
        calls.put([effect(one.organization, one, number) for number in range(20)])

    order = []
    for step in range(30):
        clock.seconds = 1 + step / 1000
        claim = calls.claim_next("1")
        assert claim is not None
        order.append(claim.call.flow_id)

    assert Counter(order) == dict.fromkeys((flow.id, *(other.id for other in others)), 10)
    assert all(len(set(order[start : start + 3])) == 3 for start in range(0, 30, 3))


def test_no_more_tickets_are_out_than_may_work_at_once(flow: Flow, organization, clock: Clock, settings, sent: list[str]):
    settings.CALLS_AT_ONCE = 4
    calls.summon(3)
    calls.summon(3)
    assert sent == ["1", "2", "3", "4"]

    assert calls.claim_next("1") is None  # there is nothing to do, so this ticket is over
    calls.summon(3)
    assert sent == ["1", "2", "3", "4", "5"]

    clock.seconds += calls.TICKET_WAITS_S
    calls.summon(9)
    assert len(sent) == 9


def test_the_sweep_finds_work_whose_ticket_was_lost(flow: Flow, device: Device, outside: Outside, sent: list[str], clock: Clock):
    send((device.id, "temp", 1, 4.0))
    Lane().turn()
    client().delete("flows:calls:tickets")
    sent.clear()

    clock.seconds += 1
    calls.sweep()

    assert sent
    calls.work(sent[0])
    assert outside.values == [4.0]


def test_only_so_many_failed_calls_are_kept(flow: Flow, organization, outside: Outside, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calls, "FAILED_KEPT_OF_BLOCK", 3)
    monkeypatch.setattr(calls, "FAILED_KEPT", 5)
    for number in range(5):
        calls.keep_failed(effect(organization, flow, number), error="No.", tries=1)
    assert [row.request["value"] for row in FailedCall.objects.all()] == [4, 3, 2]

    for number in range(5, 12):
        calls.keep_failed(effect(organization, flow, number, block_id=f"b{number}"), error="No.", tries=1)
    assert [row.request["value"] for row in FailedCall.objects.all()] == [11, 10, 9, 8, 7]


# --- what people do about failed calls


@pytest.fixture
def failed(flow: Flow, device: Device, outside: Outside) -> FailedCall:
    """A call that was refused, as its block knows."""
    outside.fails = [Refused("There is no such address.")]
    lane = Lane()
    send((device.id, "temp", 1, 4.0))
    lane.turn()
    calls.work("1")
    lane.turn()
    return FailedCall.objects.get()


def test_a_failed_call_that_is_sent_again_is_done_and_answered(failed: FailedCall, outside: Outside, engineer, flow: Flow):
    answer = factories.client(engineer).post(f"/api/failed-calls/{failed.id}/resend")
    assert answer.json() == {"resent": [failed.id], "refused": []}
    assert FailedCall.objects.count() == 0

    calls.work("2")
    Lane().turn()

    assert heard(flow) == [5.0]
    assert len({context.effect_id for _, context in outside.asked}) == 1
    entry = AuditEntry.objects.get(kind="failed call")
    assert (entry.action, entry.actor_id) == ("resent", engineer.id)


def test_failed_calls_are_listed_for_a_flow_and_shown_with_what_was_asked(failed: FailedCall, engineer, flow: Flow):
    client = factories.client(engineer)
    other = services.create_flow(flow.organization, name="Other")

    listed = client.get(f"/api/failed-calls?flow={flow.id}").json()
    assert (listed["total"], listed["items"][0]["error"], listed["items"][0]["block"]) == (1, "There is no such address.", "b2")
    assert listed["items"][0]["title"] == "Add"
    assert client.get(f"/api/failed-calls?flow={other.id}").json()["total"] == 0
    assert client.get("/api/failed-calls?search=address").json()["total"] == 1
    shown = client.get(f"/api/failed-calls/{failed.id}").json()
    assert shown["request"] == {"value": 4.0, "addend": 1.0}


def test_several_are_sent_again_or_deleted_at_once(failed: FailedCall, engineer, organization, flow: Flow, outside: Outside):
    for number in range(3):
        calls.keep_failed(effect(organization, flow, number), error="No.", tries=1)
    ids = list(FailedCall.objects.exclude(id=failed.id).order_by("id").values_list("id", flat=True))
    client = factories.client(engineer)

    resent = client.post("/api/failed-calls/resend", {"ids": ids[:2]}, content_type="application/json").json()
    deleted = client.post("/api/failed-calls/delete", {"ids": ids[1:]}, content_type="application/json").json()

    assert resent == {"resent": ids[:2], "refused": []}
    assert deleted == {"deleted": ids[2:]}
    assert FailedCall.objects.get() == failed
    outside.asked.clear()
    calls.work("9")
    assert outside.values == [0.0, 1.0]


def test_a_failed_call_without_room_stays_on_the_list(failed: FailedCall, engineer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(calls, "MAX_WAITING", 0)

    answer = factories.client(engineer).post(f"/api/failed-calls/{failed.id}/resend")

    assert answer.status_code == 409
    assert "Too many calls wait" in answer.json()["error"]["message"]
    assert FailedCall.objects.get() == failed


@pytest.mark.parametrize("who", ["stranger", "viewer"])
def test_who_may_not_edit_flows_sees_and_changes_no_failed_calls(
    failed: FailedCall, who: str, request: pytest.FixtureRequest, outside: Outside
):
    client = factories.client(request.getfixturevalue(who))

    assert client.get("/api/failed-calls").json()["items"] == []
    assert client.get(f"/api/failed-calls/{failed.id}").status_code == 404
    assert client.post(f"/api/failed-calls/{failed.id}/resend").status_code == 404
    assert client.delete(f"/api/failed-calls/{failed.id}").status_code == 404
    body = {"ids": [failed.id]}
    assert client.post("/api/failed-calls/resend", body, content_type="application/json").json()["resent"] == []
    assert client.post("/api/failed-calls/delete", body, content_type="application/json").json()["deleted"] == []
    assert FailedCall.objects.get() == failed
    assert calls.figures() == (0, 0)


def test_an_alarm_that_was_set_aside_can_be_raised_by_hand(organization, device: Device, engineer, monkeypatch, clock: Clock):
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "temp"}),
            "b2": ("logic.threshold", {"raise_at": 80, "clear_at": 75}),
            "b3": ("output.alarm", {"title": "Too hot"}),
        },
        "b1.value > b2.value",
        "b2.active > b3.active",
    )
    flow = services.create_flow(organization, name="Boiler", document=document)
    services.deploy(flow)
    lane = Lane()

    def fail(*args: Any) -> None:
        raise KeyError("a mistake of ours")

    with monkeypatch.context() as patch:
        patch.setattr(alarm_services, "apply", fail)
        send((device.id, "temp", 1, 90.0))
        lane.turn()
        for _ in range(outbox.TRIES):
            lane.consumer.outbox.drain()
    row = FailedCall.objects.get()
    assert (row.kind, row.block_id) == ("alarm", "b3")

    factories.client(engineer).post(f"/api/failed-calls/{row.id}/resend")
    calls.work("1")

    assert Alarm.objects.get().title == "Too hot"
    assert FailedCall.objects.count() == 0
