"""News for open browsers: newest values and events on their way to an organization's websockets.

Any process may publish: lanes, web, tasks, the edge. The caller only writes into memory; a thread of the publisher
sends what has gathered as one message per organization through the channel layer, to the group `live.<organization>`.
Values of a topic that nobody watches stop here, so announcing them costs a set look-up.

The watched topics stand in the Redis sorted set `live:watch`: member `<organization>/<topic>`, score the time when the
watch ends unless the hub that wants it says so again. `live:watch:version` counts its changes. Processes read it four times
a second; those that must hear of some watches sooner also listen on the channel `live:watch`.
"""

import asyncio
import atexit
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec
from channels.layers import get_channel_layer
from django.db import transaction
from redis.exceptions import RedisError

from core.redis import client

logger = logging.getLogger(__name__)

WATCH_KEY: Final = "live:watch"
WATCH_VERSION_KEY: Final = "live:watch:version"
WATCH_CHANNEL: Final = "live:watch"
MESSAGE_TYPE: Final = "live"

POINTS_BOUND: Final = 200  # points of one topic that may wait for a browser
EVENTS_BOUND: Final = 500  # events of one organization that may wait for a browser
WATCH_POLL_S: Final = 0.25
WATCH_REREAD_S: Final = 5.0  # watches also end by their time, which moves no counter
FLUSH_INTERVAL_S: Final = 0.004
FLUSH_SHARE: Final = 0.1  # of the thread's time: a lane has better things to do than to send news
RETRY_S: Final = 0.5
HEAR_POLL_S: Final = 5.0  # how long who listens sleeps before it looks whether it shall end

# Lists that pages keep up to date. Their events are always sent: they are rare, and a browser that asked for them
# a moment ago, before this process has heard of it, must not miss one.
ORGANIZATION_TOPICS: Final = frozenset({"alarms", "commands", "devices", "notifications"})

Point = tuple[int, Any]
Newest = tuple[int, Any, int]  # time in µs, value, quality


def group(organization_id: str) -> str:
    """The channel-layer group that hears everything of the organization."""
    return f"live.{organization_id}"


class Pending:
    """What waits to go out: per topic the newest value and the points on the way to it, and events in order."""

    def __init__(self) -> None:
        self.values: dict[str, Newest] = {}
        self.points: dict[str, deque[Point]] = {}
        self.events: deque[tuple[str, Any]] = deque()
        # Topics whose oldest events had to go: a browser that keeps a list of them must load it again.
        self.lost: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self.values or self.events or self.lost)

    def value(self, topic: str, newest: Newest, points: Iterable[Point]) -> None:
        """Take points of a topic, oldest first. A value older than the newest stays a point and nothing more."""
        present = self.values.get(topic)
        if present is None:
            self.values[topic] = newest
            self.points[topic] = deque(points, maxlen=POINTS_BOUND)
            return
        if newest[0] >= present[0]:
            self.values[topic] = newest
        self.points[topic].extend(points)

    def event(self, topic: str, data: Any) -> None:
        if len(self.events) == EVENTS_BOUND:
            self.lost.add(self.events.popleft()[0])
        self.events.append((topic, data))


class Publisher:
    """One per process, thread-safe. No call blocks; what cannot be sent is dropped within its bounds."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # Two threads ask what is watched: the older answer must not replace the newer.
        self._asking = threading.Lock()
        self._wake = threading.Event()
        self._pending: dict[str, Pending] = {}
        self._watched: frozenset[str] = frozenset()
        self._watch_version: Any = None
        self._watch_polled_at = self._watch_read_at = float("-inf")
        self._thread: threading.Thread | None = None
        self._listener: threading.Thread | None = None
        self._is_stopping = False
        self._is_failing = False

    def watched(self) -> frozenset[str]:
        """The topics somebody watches now, as `<organization>/<topic>`; at most a quarter of a second old."""
        if self._thread is None:
            self._start()
        return self._watched

    def hear_at_once(self) -> None:
        """From now on hear of watches that are told (`WATCH_CHANNEL`) within milliseconds."""
        with self._lock:
            if self._listener is None and not self._is_stopping:
                self._listener = threading.Thread(target=self._listen, name="live watches", daemon=True)
                self._listener.start()

    def value(
        self,
        organization_id: str,
        topic: str,
        time_us: int,
        value: Any,
        quality: int = 0,
        points: Sequence[Point] | None = None,
    ) -> None:
        """The topic's newest value, with the points on the way to it, oldest first, when there were several."""
        if f"{organization_id}/{topic}" not in self.watched():
            return
        with self._lock:
            pending = self._pending.setdefault(organization_id, Pending())
            pending.value(topic, (time_us, value, quality), points or ((time_us, value),))
        self._wake.set()

    def event(self, organization_id: str, topic: str, data: Any) -> None:
        """Something happened. `data` must be JSON: text, numbers, lists and mappings."""
        if topic not in ORGANIZATION_TOPICS and f"{organization_id}/{topic}" not in self.watched():
            return
        if self._thread is None:
            self._start()
        with self._lock:
            self._pending.setdefault(organization_id, Pending()).event(topic, data)
        self._wake.set()

    def stop(self, timeout_s: float = 1.0) -> None:
        """Send what waits and end the thread; a process that leaves calls it by itself."""
        thread = self._thread
        if thread is not None:
            self._is_stopping = True
            self._wake.set()
            thread.join(timeout_s)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None and not self._is_stopping:
                self._thread = threading.Thread(target=self._run, name="live publisher", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        loop = asyncio.new_event_loop()
        try:
            while not self._is_stopping:
                self._refresh_watched()
                if self._wake.wait(WATCH_POLL_S):
                    began = time.monotonic()
                    self._flush(loop)
                    gather_s = max(FLUSH_INTERVAL_S, (time.monotonic() - began) / FLUSH_SHARE)
                    time.sleep(RETRY_S if self._is_failing else min(gather_s, WATCH_POLL_S))
            self._flush(loop)
        finally:
            loop.close()

    def _listen(self) -> None:
        """A thread of its own, which sleeps in Redis: the one that sends may be busy, or pausing."""
        while not self._is_stopping:
            try:
                redis: Any = client()
                with redis.pubsub(ignore_subscribe_messages=True) as news:
                    news.subscribe(WATCH_CHANNEL)
                    while not self._is_stopping:
                        if news.get_message(timeout=HEAR_POLL_S) is not None:
                            self._refresh_watched(is_told=True)
            except (RedisError, OSError):
                time.sleep(RETRY_S)  # the other thread asks, and reports it

    def _refresh_watched(self, *, is_told: bool = False) -> None:
        with self._asking:
            moment = time.monotonic()
            if not is_told and moment - self._watch_polled_at < WATCH_POLL_S:
                return
            self._watch_polled_at = moment
            try:
                version = client().get(WATCH_VERSION_KEY)
                if version != self._watch_version or moment - self._watch_read_at > WATCH_REREAD_S:
                    members: list[bytes] = client().zrangebyscore(WATCH_KEY, time.time(), "+inf")  # type: ignore[assignment]  # bytes: not decoded
                    self._watched = frozenset(member.decode() for member in members)
                    self._watch_version = version
                    self._watch_read_at = moment
            except RedisError:
                self._report("Redis does not say which topics are watched")

    def _flush(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._lock:
            self._wake.clear()
            waiting, self._pending = self._pending, {}
        for organization_id, pending in waiting.items():
            message = {
                "type": MESSAGE_TYPE,
                "v": {topic: [*newest, list(pending.points[topic])] for topic, newest in pending.values.items()},
                "e": _encoded(pending.events),
                "lost": list(pending.lost),
            }
            try:
                loop.run_until_complete(_layer().group_send(group(organization_id), message))
                self._is_failing = False
            except (RedisError, OSError):
                # Values come again with the hub's next look at the latest ones; of events we remember that some are gone.
                self._report("Live news cannot be sent")
                self._remember_lost(organization_id, pending)
            except Exception:
                # One value that cannot be packed must not silence all others for good.
                logger.exception("Live news of %s could not be packed and was dropped", organization_id)
                self._remember_lost(organization_id, pending)

    def _remember_lost(self, organization_id: str, pending: Pending) -> None:
        topics = {topic for topic, _ in pending.events} | pending.lost
        if topics:
            with self._lock:
                self._pending.setdefault(organization_id, Pending()).lost |= topics

    def _report(self, what: str) -> None:
        if not self._is_failing:
            logger.warning("%s; trying again every %s s", what, RETRY_S)
        self._is_failing = True


def _layer() -> Any:
    return get_channel_layer()


def _encoded(events: Iterable[tuple[str, Any]]) -> list[tuple[str, bytes]]:
    """Each event as JSON already, so that a hub with many browsers passes bytes on. A bad one goes alone."""
    encoded = []
    for topic, data in events:
        try:
            encoded.append((topic, msgspec.json.encode(data)))
        except (TypeError, ValueError, OverflowError):
            logger.exception("An event of %s is no JSON and was dropped", topic)
    return encoded


_publisher = Publisher()


def publisher() -> Publisher:
    """The process's publisher."""
    return _publisher


def broadcast(organization_id: str, topic: str, data: Any) -> None:
    """Announce an event once the present transaction has committed."""
    transaction.on_commit(lambda: _publisher.event(organization_id, topic, data), robust=True)


def _renew() -> None:
    """A forked child has its parent's memory but not its thread: begin anew, lazily."""
    global _publisher
    _publisher = Publisher()


def _stop() -> None:
    _publisher.stop()


os.register_at_fork(after_in_child=_renew)
atexit.register(_stop)
