"""The publisher of live news: bounded, coalescing, harmless where nobody listens."""

import asyncio
import multiprocessing
import threading
import time

import msgspec
import pytest
from channels.layers import get_channel_layer

from core import live
from core.redis import client

WAIT_S = 5.0


@pytest.fixture
def publisher(monkeypatch):
    """A publisher of this test's own, stopped at its end."""
    own = live.Publisher()
    monkeypatch.setattr(live, "_publisher", own)
    yield own
    own.stop()


def watch(*members):
    client().zadd(live.WATCH_KEY, dict.fromkeys(members, time.time() + 15))
    client().incr(live.WATCH_VERSION_KEY)


def until(condition):
    deadline = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


class Listener:
    """What one organization's group hears."""

    async def __aenter__(self):
        self.layer = get_channel_layer()
        self.channel = await self.layer.new_channel()
        await self.layer.group_add(live.group("abc123"), self.channel)
        return self

    async def __aexit__(self, *_):
        await self.layer.flush()

    async def message(self):
        return await asyncio.wait_for(self.layer.receive(self.channel), WAIT_S)


def test_what_is_watched_becomes_known(publisher):
    assert publisher.watched() == frozenset()
    until(lambda: publisher._watch_read_at > 0)
    watch("abc123/m:1")
    until(lambda: publisher.watched() == {"abc123/m:1"})


def test_who_listens_hears_of_a_watch_at_once(publisher, monkeypatch):
    monkeypatch.setattr(live, "WATCH_POLL_S", 60.0)
    publisher.watched()
    until(lambda: publisher._watch_read_at > 0)
    publisher.hear_at_once()
    until(lambda: client().pubsub_numsub(live.WATCH_CHANNEL)[0][1] == 1)

    watch("abc123/n:1")
    client().publish(live.WATCH_CHANNEL, "")

    began = time.monotonic()
    until(lambda: publisher.watched() == {"abc123/n:1"})
    assert time.monotonic() - began < 0.5


def test_a_watch_that_nobody_renews_ends(publisher, monkeypatch):
    monkeypatch.setattr(live, "WATCH_REREAD_S", 0.1)
    client().zadd(live.WATCH_KEY, {"abc123/m:1": time.time() + 0.6})
    client().incr(live.WATCH_VERSION_KEY)
    until(lambda: publisher.watched() == {"abc123/m:1"})
    until(lambda: publisher.watched() == frozenset())


async def test_a_watched_value_arrives_with_its_points(publisher):
    watch("abc123/m:1")
    until(publisher.watched)
    async with Listener() as listener:
        publisher.value("abc123", "m:1", 2_000_000, 21.5, quality=1, points=[(1_000_000, 20), (2_000_000, 21.5)])
        message = await listener.message()
    assert message["v"] == {"m:1": [2_000_000, 21.5, 1, [[1_000_000, 20], [2_000_000, 21.5]]]}
    assert (message["e"], message["lost"]) == ([], [])


async def test_an_unwatched_value_goes_nowhere_and_events_of_lists_always_go(publisher):
    async with Listener() as listener:
        publisher.value("abc123", "m:1", 1, 1)
        publisher.event("abc123", "b:3", {"count": 1})
        publisher.event("abc123", "alarms", {"id": 7})
        message = await listener.message()
    assert message["v"] == {}
    assert [(topic, msgspec.json.decode(data)) for topic, data in message["e"]] == [("alarms", {"id": 7})]


def test_many_values_become_the_newest_and_the_last_200_points():
    pending = live.Pending()
    for number in range(1_000):
        pending.value("m:1", (number, number * 2, 0), [(number, number * 2)])
    assert pending.values == {"m:1": (999, 1998, 0)}
    assert list(pending.points["m:1"]) == [(number, number * 2) for number in range(800, 1_000)]


def test_a_late_sample_is_a_point_and_not_the_newest():
    pending = live.Pending()
    pending.value("m:1", (5, "new", 0), [(5, "new")])
    pending.value("m:1", (3, "late", 0), [(3, "late")])
    assert pending.values["m:1"] == (5, "new", 0)
    assert list(pending.points["m:1"]) == [(5, "new"), (3, "late")]


def test_more_events_than_fit_are_named_as_lost():
    pending = live.Pending()
    for number in range(live.EVENTS_BOUND + 3):
        pending.event("alarms", number)
    assert [data for _, data in pending.events] == list(range(3, live.EVENTS_BOUND + 3))
    assert pending.lost == {"alarms"}


async def test_a_value_that_cannot_be_packed_does_not_stop_the_others(publisher):
    watch("abc123/m:1")
    until(publisher.watched)
    async with Listener() as listener:
        publisher.value("abc123", "m:1", 1, object())
        until(lambda: not publisher._pending)
        publisher.event("abc123", "alarms", {"bad": object()})
        publisher.event("abc123", "alarms", {"id": 1})
        message = await listener.message()
    assert [msgspec.json.decode(data) for _, data in message["e"]] == [{"id": 1}]


async def test_many_threads_at_once_lose_nothing(publisher):
    watch("abc123/m:1")
    until(publisher.watched)
    async with Listener() as listener:
        threads = [threading.Thread(target=publisher.value, args=("abc123", "m:1", n, n)) for n in range(1, 151)]
        for thread in threads:
            thread.start()
        seen: list[int] = []
        while len(seen) < 150:
            seen += [point for point, _ in (await listener.message())["v"]["m:1"][3]]
        assert sorted(seen) == list(range(1, 151))


def _child(queue):
    queue.put(live.publisher()._thread is None)
    live.publisher().event("abc123", "alarms", {"from": "child"})
    live.publisher().stop()


async def test_a_forked_process_begins_anew(publisher):
    publisher.watched()
    until(lambda: publisher._thread is not None)
    fork = multiprocessing.get_context("fork")
    answers = fork.SimpleQueue()
    async with Listener() as listener:
        child = fork.Process(target=_child, args=(answers,))
        child.start()
        message = await listener.message()
        await asyncio.to_thread(child.join, WAIT_S)
    assert answers.get() is True
    assert msgspec.json.decode(message["e"][0][1]) == {"from": "child"}
    assert child.exitcode == 0


def test_the_caller_never_waits_for_redis(publisher, monkeypatch, settings):
    answered = threading.Event()

    def hang(*_args):
        answered.wait(30)
        raise OSError("Redis is away")

    monkeypatch.setattr(live, "_layer", hang)
    for number in range(2_000):
        publisher.event("abc123", "alarms", number)
    assert not answered.is_set()  # all calls came back while Redis still hung
    answered.set()
    until(lambda: publisher._is_failing)
    assert len(publisher._pending.get("abc123", live.Pending()).events) <= live.EVENTS_BOUND


async def test_what_could_not_be_sent_is_named_when_redis_is_back(publisher, monkeypatch):
    def away():
        raise OSError("Redis is away")

    with monkeypatch.context() as broken:
        broken.setattr(live, "_layer", away)
        publisher.event("abc123", "alarms", 1)
        until(lambda: publisher._is_failing)
    async with Listener() as listener:
        publisher.event("abc123", "commands", 2)
        message = await listener.message()
    assert message["lost"] == ["alarms"]
    assert [topic for topic, _ in message["e"]] == ["commands"]


@pytest.mark.django_db(transaction=True)
def test_a_broadcast_waits_for_the_commit(publisher, monkeypatch):
    from django.db import transaction

    said = []
    monkeypatch.setattr(publisher, "event", lambda *args: said.append(args))
    with transaction.atomic():
        live.broadcast("abc123", "alarms", {"id": 1})
        assert said == []
    assert said == [("abc123", "alarms", {"id": 1})]
