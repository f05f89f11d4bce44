"""The websocket as a browser meets it: real Redis, real consumer, and once a real Daphne."""

import asyncio
import threading
import time

import msgspec
import pytest
from channels.layers import get_channel_layer
from channels.testing import WebsocketCommunicator

from core import live
from core.redis import client
from dashboards import consumers, hub
from devices.services.metrics import delete_metric
from flows.lane import state
from flows.services import create_flow
from iotsite.asgi import application
from organizations import rights
from organizations.models import Profile, ProfileMember
from telemetry.store import Samples, current
from tests import factories
from tests.threads import close_connections, in_thread

pytestmark = pytest.mark.django_db(transaction=True)
WAIT_S = 20.0
NOT_YOURS = "There is no such thing, or it is not yours."


@pytest.fixture(autouse=True)
def _publisher(monkeypatch):
    own = live.Publisher()
    monkeypatch.setattr(hub, "JOIN_WITHIN_S", WAIT_S)
    monkeypatch.setattr(hub, "RETRY_S", 0.05)  # a hub without pages notices it so soon
    monkeypatch.setattr(live, "_publisher", own)
    yield
    own.stop()


@pytest.fixture
def metric(organization):
    return factories.metric(factories.device(organization, name="boiler"))


def cookie_of(user):
    return factories.client(user).cookies["sessionid"].value


class Browser:
    """One open page."""

    def __init__(self, user, *, organization=None, headers=(), cookie=None):
        self._cookie = cookie or (cookie_of(user) if user else "")
        query = f"?organization={organization.id}" if organization else ""
        self.socket = WebsocketCommunicator(
            application, f"/ws/live{query}", headers=[(b"cookie", f"sessionid={self._cookie}".encode()), *headers]
        )

    async def __aenter__(self):
        self.accepted, _ = await self.socket.connect(timeout=WAIT_S)
        return self

    async def __aexit__(self, *_):
        await self.socket.disconnect()
        await close_connections()

    async def say(self, **message):
        await self.socket.send_json_to(message)

    async def hear(self):
        return await self.socket.receive_json_from(timeout=WAIT_S)

    async def subscribe(self, *topics):
        await self.say(op="subscribe", topics=list(topics))
        return await self.hear()

    async def closed(self):
        message = await self.socket.receive_output(timeout=WAIT_S)
        assert message["type"] == "websocket.close"
        return message.get("code")


async def browser_of(user, **options):
    return await in_thread(lambda: Browser(user, **options))


async def heard_by_publisher(organization, *topics):
    wanted = {f"{organization.id}/{topic}" for topic in topics}
    deadline = time.monotonic() + WAIT_S
    while not wanted <= live.publisher().watched():
        assert time.monotonic() < deadline, "the publisher never heard of the watch"
        await asyncio.sleep(0.01)


async def test_a_page_hears_of_a_watched_metric(organization, viewer, metric):
    topic = f"m:{metric.id}"
    async with await browser_of(viewer) as page:
        assert await page.subscribe(topic) == {"op": "frame", "seq": 1, "values": {}, "events": []}
        await heard_by_publisher(organization, topic)
        live.publisher().value(organization.id, topic, 1_500, 21.5, 1)
        assert await page.hear() == {
            "op": "frame",
            "seq": 2,
            "values": {topic: {"ts": 1.5, "v": 21.5, "q": 1, "p": [[1.5, 21.5]]}},
            "events": [],
        }


async def test_how_a_flow_has_a_widget_look_is_there_at_once_and_changes_as_it_is_set(organization, viewer, engineer):
    flow = await in_thread(lambda: create_flow(organization, name="Mill", by=engineer))
    await in_thread(lambda: state.show(flow.id, "D1_w1.look", 0, {"title": "Mill 2"}))
    topic = f"o:{flow.id}:D1_w1.look:"
    async with await browser_of(viewer) as page:
        assert (await page.subscribe(topic))["values"][topic]["v"] == {"title": "Mill 2"}
        await heard_by_publisher(organization, topic)
        live.publisher().value(organization.id, topic, time.time_ns() // 1_000, {"title": "Mill 2", "visible": False})
        assert (await page.hear())["values"][topic]["v"] == {"title": "Mill 2", "visible": False}


async def test_frames_of_one_tick_become_one_with_every_point(organization, viewer, metric):
    topic = f"m:{metric.id}"
    async with await browser_of(viewer) as page:
        await page.subscribe(topic)
        await heard_by_publisher(organization, topic)
        live.publisher().value(organization.id, topic, 1_000, 1)
        assert (await page.hear())["values"][topic]["p"] == [[1, 1]]
        for number in range(2, 12):
            live.publisher().value(organization.id, topic, number * 1_000, number)
        frame = await page.hear()
    assert frame["values"][topic]["v"] == 11
    assert frame["values"][topic]["p"] == [[number, number] for number in range(2, 12)]


async def test_a_busy_topic_gives_at_most_twenty_frames_a_second_and_loses_no_point(organization, viewer, metric):
    topic = f"m:{metric.id}"
    async with await browser_of(viewer) as page:
        await page.subscribe(topic)
        await heard_by_publisher(organization, topic)
        points: list[int] = []
        began, frames, number = time.monotonic(), 0, 0

        async def publish():
            nonlocal number
            while time.monotonic() - began < 1.0:
                number += 1
                live.publisher().value(organization.id, topic, number * 1_000, number)
                await asyncio.sleep(0.004)

        publishing = asyncio.create_task(publish())
        while not publishing.done() or len(points) < number:
            frame = await page.hear()
            frames += 1
            points += [value for _, value in frame["values"][topic]["p"]]
        took = time.monotonic() - began
    assert points == list(range(1, number + 1))
    assert frames <= 20 * took + 1


async def test_a_second_page_gets_the_latest_value_at_once(organization, viewer, operator, metric):
    topic = f"m:{metric.id}"
    async with await browser_of(viewer) as first, await browser_of(operator) as second:
        await first.subscribe(topic)
        await heard_by_publisher(organization, topic)
        live.publisher().value(organization.id, topic, 9_000, 9)
        await first.hear()
        frame = await second.subscribe(topic)
        assert frame["values"] == {topic: {"ts": 9, "v": 9, "q": 0, "p": []}}
        live.publisher().value(organization.id, topic, 10_000, 10)
        assert (await first.hear())["values"] == (await second.hear())["values"]


async def test_a_page_begins_with_what_the_store_knows(organization, viewer, metric):
    topic = f"m:{metric.id}"
    await in_thread(lambda: current().append(Samples.of([metric.id], [4_000], [7.5], [1])))
    async with await browser_of(viewer) as page:
        frame = await page.subscribe(topic)
    assert frame["values"] == {topic: {"ts": 4, "v": 7.5, "q": 1, "p": []}}


async def test_what_no_message_told_is_read_from_the_store(organization, viewer, metric):
    topic = f"m:{metric.id}"
    async with await browser_of(viewer) as page:
        await page.subscribe(topic)
        # Stored by a lane that has not yet heard of the watch.
        await in_thread(lambda: current().append(Samples.of([metric.id], [4_000], [7.5], [0])))
        frame = await page.hear()
    assert frame["values"] == {topic: {"ts": 4, "v": 7.5, "q": 0, "p": [[4, 7.5]]}}


async def test_a_widget_output_begins_with_what_the_engine_last_showed(organization, viewer):
    from flows.models import Flow

    flow = await Flow.objects.acreate(organization=organization, name="Heat")
    client().hset(f"flows:outputs:{flow.id}", "b7:", msgspec.msgpack.encode([3_000, "hot", 0]))
    async with await browser_of(viewer) as page:
        frame = await page.subscribe(f"o:{flow.id}:b7:")
    assert frame["values"] == {f"o:{flow.id}:b7:": {"ts": 3, "v": "hot", "q": 0, "p": []}}


async def test_events_arrive_in_order(organization, viewer):
    async with await browser_of(viewer) as page:
        await page.subscribe("alarms", "commands")
        live.publisher().event(organization.id, "alarms", {"id": 1})
        live.publisher().event(organization.id, "devices", {"id": 9})
        live.publisher().event(organization.id, "commands", {"id": 2, "at": "é"})
        events: list[dict] = []
        while len(events) < 2:
            events += (await page.hear())["events"]
    assert events == [{"topic": "alarms", "data": {"id": 1}}, {"topic": "commands", "data": {"id": 2, "at": "é"}}]


async def test_an_unsubscribed_topic_is_silent(organization, viewer, metric):
    topic = f"m:{metric.id}"
    async with await browser_of(viewer) as page:
        await page.subscribe(topic, "alarms")
        await heard_by_publisher(organization, topic)
        await page.say(op="unsubscribe", topics=[topic])
        await page.say(op="ping")
        assert await page.hear() == {"op": "pong"}
        live.publisher().value(organization.id, topic, 1, 1)
        live.publisher().event(organization.id, "alarms", {"id": 1})
        frame = await page.hear()
    assert frame["values"] == {}
    assert frame["events"] == [{"topic": "alarms", "data": {"id": 1}}]


async def test_a_stranger_is_told_the_same_of_foreign_and_missing_topics(organization, stranger, metric):
    from flows.models import Flow

    flow = await Flow.objects.acreate(organization=organization, name="Secret")
    foreign = [f"m:{metric.id}", f"o:{flow.id}:b1:", f"w:{flow.id}:b1.value", f"b:{flow.id}", f"d:{flow.id}"]
    missing = ["m:999999", "o:999999:b1:", "x:1", "m:1 or 1=1", "", "m:" + "9" * 300]
    async with await browser_of(stranger) as page:
        await page.say(op="subscribe", topics=foreign + missing)
        answers = [await page.hear() for _ in range(len(foreign + missing))]
        assert {answer["topic"] for answer in answers} == set(foreign + missing)
        assert {(answer["op"], answer["message"]) for answer in answers} == {("error", NOT_YOURS)}
        assert client().zcard(live.WATCH_KEY) == 0


async def test_a_stranger_hears_nothing_of_anothers_alarms(organization, stranger, viewer):
    async with await browser_of(stranger) as outside, await browser_of(viewer) as inside:
        await outside.subscribe("alarms")
        await inside.subscribe("alarms")
        live.publisher().event(organization.id, "alarms", {"id": 1})
        assert (await inside.hear())["events"] == [{"topic": "alarms", "data": {"id": 1}}]
        assert await outside.socket.receive_nothing(timeout=0.2)


async def test_another_organization_cannot_be_entered(organization, stranger):
    async with await browser_of(stranger, organization=organization) as page:
        assert await page.closed() == 4404


async def test_without_login_nothing_is_said(db):
    async with await browser_of(None, cookie="nonsense") as page:
        assert await page.closed() == 4401


async def test_a_foreign_page_cannot_use_our_cookie(viewer):
    page = await browser_of(viewer, headers=[(b"origin", b"https://evil.example"), (b"host", b"sluice.example")])
    accepted, _ = await page.socket.connect(timeout=WAIT_S)
    assert accepted is False


async def test_our_own_page_is_let_in(viewer):
    headers = [(b"origin", b"https://sluice.example:8000"), (b"host", b"sluice.example:8000")]
    async with await browser_of(viewer, headers=headers) as page:
        assert page.accepted is True
        await page.say(op="ping")
        assert await page.hear() == {"op": "pong"}


@pytest.mark.parametrize("text", ["no json", "[]", '{"op": 1}', '{"op": "shout"}', '{"op": "subscribe", "topics": [1]}'])
async def test_what_is_not_our_language_ends_the_connection(viewer, text):
    async with await browser_of(viewer) as page:
        await page.socket.send_to(text_data=text)
        assert await page.closed() == 4400


async def test_more_topics_than_a_page_can_have_are_refused(viewer, organization, monkeypatch):
    monkeypatch.setattr(consumers, "TOPICS_BOUND", 2)
    async with await browser_of(viewer) as page:
        await page.subscribe("alarms", "commands")
        assert (await page.subscribe("devices"))["message"] == "One page can watch 2 values at most: close some widgets."


async def test_deleted_metrics_end_their_topics_at_once_with_few_looks_and_no_word_of_rights(
    organization, viewer, metric, monkeypatch
):
    monkeypatch.setattr(consumers, "RECHECK_S", 10 * WAIT_S)
    looks = []
    plain = consumers.LiveConsumer._still_allowed

    def look(self, asked):
        looks.append(asked)
        return plain(self, asked)

    monkeypatch.setattr(consumers.LiveConsumer, "_still_allowed", look)
    topic = f"m:{metric.id}"
    others = await in_thread(lambda: [factories.metric(metric.device, f"other {i}") for i in range(20)])
    async with await browser_of(viewer) as page:
        await page.subscribe(topic, "alarms")
        await heard_by_publisher(organization, topic)
        looks.clear()
        await in_thread(lambda: [delete_metric(one) for one in [*others, metric]])
        assert await page.hear() == {"op": "error", "topic": topic, "message": NOT_YOURS}
        assert await page.subscribe("devices") == {"op": "frame", "seq": 2, "values": {}, "events": []}
        assert 1 <= len(looks) <= 3


async def test_rights_that_end_send_the_page_away_and_say_so(viewer, metric, monkeypatch):
    monkeypatch.setattr(consumers, "RECHECK_S", 10 * WAIT_S)
    async with await browser_of(viewer) as page:
        await page.subscribe(f"m:{metric.id}", "alarms")
        await ProfileMember.objects.filter(user=viewer).adelete()
        await in_thread(rights.changed)
        assert await page.hear() == {"op": "rights"}
        assert await page.closed() == 4404


async def test_a_revoked_right_ends_its_topics_at_once_and_the_page_is_told(organization, viewer, metric, monkeypatch):
    monkeypatch.setattr(consumers, "RECHECK_S", 10 * WAIT_S)
    topic = f"m:{metric.id}"
    others = await in_thread(lambda: factories.metric(metric.device, "pressure"))
    async with await browser_of(viewer) as page:
        await page.subscribe(topic, f"m:{others.id}")
        await heard_by_publisher(organization, topic)
        await in_thread(lambda: factories.deny(Profile.objects.get(name="Viewers"), metric))
        assert await page.hear() == {"op": "rights"}
        assert await page.hear() == {"op": "error", "topic": topic, "message": NOT_YOURS}
        live.publisher().value(organization.id, topic, 1_000, 1)
        live.publisher().value(organization.id, f"m:{others.id}", 1_000, 2)
        assert list((await page.hear())["values"]) == [f"m:{others.id}"]


async def test_what_a_page_begins_to_watch_during_a_look_at_its_rights_stays(organization, viewer, metric, monkeypatch):
    began, may_end = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    plain = consumers.LiveConsumer._still_allowed

    def slow(self, asked):
        found = plain(self, asked)
        loop.call_soon_threadsafe(began.set)
        may_end.wait(WAIT_S)
        return found

    async with await browser_of(viewer) as page:
        await page.subscribe("alarms")
        with monkeypatch.context() as slowly:
            slowly.setattr(consumers.LiveConsumer, "_still_allowed", slow)
            await in_thread(rights.changed)
            await began.wait()
        (room,) = hub.hub(consumers._current)._rooms.values()
        (socket,) = room._view_of
        assert isinstance(socket, consumers.LiveConsumer)
        socket.watched |= {f"m:{metric.id}"}  # as if the page had just been granted it
        may_end.set()
        assert await page.hear() == {"op": "rights"}
        await page.say(op="ping")
        assert await page.hear() == {"op": "pong"}
        assert socket.watched == {"alarms", f"m:{metric.id}"}


async def test_a_page_that_watches_before_anything_is_heard_loads_its_lists_again_then(organization, viewer, monkeypatch):
    monkeypatch.setattr(hub, "JOIN_WITHIN_S", 0.05)
    may_join = asyncio.Event()
    plain = hub.Room._joined

    async def late(self, layer, group):
        await may_join.wait()
        return await plain(self, layer, group)

    monkeypatch.setattr(hub.Room, "_joined", late)
    async with await browser_of(viewer) as page:
        await page.subscribe("alarms")
        may_join.set()
        frame = await page.hear()
    assert (frame["events"], frame["lost"]) == ([], ["alarms"])


async def test_who_sees_only_a_part_hears_that_a_list_changed_but_not_what(organization, viewer, metric):
    await in_thread(lambda: factories.deny(Profile.objects.get(name="Viewers"), metric.device))
    async with await browser_of(viewer) as page:
        await page.subscribe("alarms")
        await heard_by_publisher(organization, "alarms")
        live.publisher().event(organization.id, "alarms", {"id": 1, "device": "boiler"})
        frame = await page.hear()
    assert (frame["events"], frame["lost"]) == ([], ["alarms"])


async def test_a_page_that_reads_too_slowly_is_sent_away(organization, viewer, metric, monkeypatch):
    monkeypatch.setattr(hub, "FRAME_INTERVAL_S", 0.0)

    async def stuck(self, *args, **kwargs):
        await asyncio.sleep(60)

    topic = f"m:{metric.id}"
    async with await browser_of(viewer) as page:
        await page.subscribe(topic)
        await heard_by_publisher(organization, topic)
        with monkeypatch.context() as slow:
            slow.setattr(consumers.LiveConsumer, "send", stuck)
            layer = get_channel_layer()
            for number in range(consumers.FRAMES_BOUND + 5):
                message = {"type": "live", "v": {topic: [number, number, 0, [[number, number]]]}, "e": [], "lost": []}
                await layer.group_send(live.group(organization.id), message)
            assert await page.closed() == 4408


async def test_sockets_with_the_same_topics_share_one_frame(organization, viewer, operator, metric, monkeypatch):
    made = []
    whole = hub.frame_body

    def counted(pending):
        made.append(pending)
        return whole(pending)

    monkeypatch.setattr(hub, "frame_body", counted)
    topic = f"m:{metric.id}"
    async with await browser_of(viewer) as first, await browser_of(operator) as second:
        await first.subscribe(topic)
        await second.subscribe(topic)
        await heard_by_publisher(organization, topic)
        made.clear()
        live.publisher().value(organization.id, topic, 1_000, 1)
        await first.hear()
        await second.hear()
    assert len(made) == 1


async def test_the_watch_ends_with_the_last_page(organization, viewer, metric):
    topic = f"m:{metric.id}"
    async with await browser_of(viewer) as page:
        await page.subscribe(topic)
        assert client().zscore(live.WATCH_KEY, f"{organization.id}/{topic}") == pytest.approx(time.time() + 15, abs=1)
    assert hub.hub(consumers._current)._rooms == {}
