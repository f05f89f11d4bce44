"""The hub: one per web process, between the channel layer and its websockets.

Each organization with an open socket has a room. The room hears each message of the organization once, keeps the
newest value of each watched topic, and tells publishers through Redis what is watched. Sockets that watch the same
topics share a view: two hundred browsers on one dashboard cost one frame made and two hundred sent.
"""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Final, Protocol
from weakref import WeakKeyDictionary

import msgspec
from channels.layers import get_channel_layer
from redis.asyncio import Redis
from redis.exceptions import RedisError

from core import changes, live
from core.redis import async_client

logger = logging.getLogger(__name__)

FRAME_INTERVAL_S: Final = 0.05  # 20 frames a second
WATCH_RENEW_S: Final = 5.0
WATCH_EXPIRY_S: Final = 15.0
# Publishers hear of a new watch within a quarter of a second; what changed before that we read after it.
SETTLE_S: Final = 0.5
RETRY_S: Final = 1.0
# Without Redis a page still gets what the store knows, after this time.
JOIN_WITHIN_S: Final = 2.0

# The latest values of topics of an organization, read in a thread.
Current = Callable[[str, frozenset[str]], Awaitable[dict[str, live.Newest]]]


class Socket(Protocol):
    """Where frames go. `offer` takes a frame's inside and never waits; so does `look_again`, because of that news."""

    is_partial: bool

    def offer(self, body: bytes) -> None: ...

    def concerns(self, news: bytes) -> bool:
        """Whether what was announced may change what this page may hear."""

    def look_again(self, news: bytes | None) -> None: ...


def frame_body(pending: live.Pending) -> bytes:
    """A frame without its number, which differs from socket to socket."""
    body: dict[str, Any] = {
        "values": {
            topic: {
                "ts": time_us / 1000,
                "v": value,
                "q": quality,
                "p": [(point_us / 1000, point) for point_us, point in pending.points[topic]],
            }
            for topic, (time_us, value, quality) in pending.values.items()
        },
        "events": [{"topic": topic, "data": msgspec.Raw(data)} for topic, data in pending.events],
    }
    if pending.lost:
        body["lost"] = sorted(pending.lost)
    return msgspec.json.encode(body)


class View:
    """The sockets that watch exactly these topics, and what waits for them.

    To a partial view an organization's lists only say that they changed: what changed may be hidden from its people.
    """

    def __init__(self, topics: frozenset[str], *, is_partial: bool) -> None:
        self.topics = topics
        self.is_partial = is_partial
        self.sockets: set[Socket] = set()
        self.pending = live.Pending()
        self._sent_at = float("-inf")
        self._timer: asyncio.TimerHandle | None = None

    def event(self, topic: str, data: Any) -> None:
        if self.is_partial and topic in live.ORGANIZATION_TOPICS:
            self.pending.lost.add(topic)
        else:
            self.pending.event(topic, data)

    def schedule(self) -> None:
        """Send at once after a quiet time, else when the frame interval is over."""
        if self._timer is None:
            wait_s = self._sent_at + FRAME_INTERVAL_S - time.monotonic()
            if wait_s <= 0:
                self._send()
            else:
                self._timer = asyncio.get_running_loop().call_later(wait_s, self._send)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _send(self) -> None:
        self._timer = None
        self._sent_at = time.monotonic()
        pending, self.pending = self.pending, live.Pending()
        body = frame_body(pending)
        for socket in self.sockets:
            socket.offer(body)


class Room:
    """One organization's live news in this process."""

    def __init__(self, organization_id: str, *, redis: Redis, current: Current) -> None:
        self.organization_id = organization_id
        self._redis = redis
        self._current = current
        self._views: dict[tuple[frozenset[str], bool], View] = {}
        self._view_of: dict[Socket, View] = {}
        self._by_topic: dict[str, set[View]] = {}
        self._wanted: Counter[str] = Counter()
        self._latest: dict[str, live.Newest] = {}
        self._is_new = asyncio.Event()
        self._hears = asyncio.Event()
        self._redis_run: str | None = None
        self._was_deaf = False  # somebody began to watch before we heard anything
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._keep())]

    @property
    def is_empty(self) -> bool:
        return not self._view_of

    def enter(self, socket: Socket) -> None:
        self._place(socket, frozenset())

    def leave(self, socket: Socket) -> None:
        view = self._view_of.get(socket)
        if view is not None:
            self._unwatch(view.topics)
            self._displace(socket)

    async def subscribe(self, socket: Socket, topics: frozenset[str]) -> None:
        """Watch more topics; the first frame brings their latest values."""
        added = topics - self._view_of[socket].topics
        self._wanted.update(added)
        unknown = frozenset(topic for topic in added if topic not in self._latest)
        try:
            # Heard and told before the values are read: what happens after the reading arrives as a message.
            try:
                await asyncio.wait_for(self._hears.wait(), JOIN_WITHIN_S)
            except TimeoutError:
                self._was_deaf = True
            await self._tell(added)
            self._learn(await self._current(self.organization_id, unknown) if unknown else {})
        except BaseException:
            self._unwatch(added)
            raise
        view = self._view_of.get(socket)
        if view is None:  # it left meanwhile
            self._unwatch(added)
            return
        first = live.Pending()
        if added:
            # What waits in the view it leaves comes along.
            first.values, first.points = dict(view.pending.values), dict(view.pending.points)
            first.events, first.lost = view.pending.events.copy(), set(view.pending.lost)
            self._place(socket, view.topics | added)
        for topic in topics & self._latest.keys():
            first.value(topic, self._latest[topic], ())
        socket.offer(frame_body(first))
        self._is_new.set()

    def unsubscribe(self, socket: Socket, topics: frozenset[str]) -> None:
        view = self._view_of[socket]
        gone = topics & view.topics
        if gone:
            # What waits for the topics that stay must not be lost by the move.
            kept = live.Pending()
            kept.values = {topic: newest for topic, newest in view.pending.values.items() if topic not in gone}
            kept.points = view.pending.points
            kept.events.extend(event for event in view.pending.events if event[0] not in gone)
            kept.lost = view.pending.lost - gone
            self._place(socket, view.topics - gone)
            self._unwatch(gone)
            if kept:
                socket.offer(frame_body(kept))

    def move(self, socket: Socket) -> None:
        """The socket became partial, or is so no longer: its lists are to be loaded again."""
        view = self._view_of.get(socket)
        if view is None:
            return
        kept = live.Pending()
        kept.values, kept.points = dict(view.pending.values), view.pending.points
        kept.lost = set(view.topics & live.ORGANIZATION_TOPICS)
        self._place(socket, view.topics)
        if kept:
            socket.offer(frame_body(kept))

    def look_again(self, news: bytes | None) -> None:
        for socket in list(self._view_of):
            if news is None or socket.concerns(news):
                socket.look_again(news)

    async def close(self) -> None:
        # redis-py swallows a cancellation that meets it while it connects: ask until it is heard.
        waiting = set(self._tasks)
        while waiting:
            for task in waiting:
                task.cancel()
            _, waiting = await asyncio.wait(waiting, timeout=0.1)

    def dispatch(self, message: dict[str, Any]) -> None:
        """Spread one message of a publisher over the views that watch its topics."""
        touched: set[View] = set()
        for topic, (time_us, value, quality, points) in message["v"].items():
            if topic in self._wanted:
                touched |= self._spread(topic, (time_us, value, quality), points)
        for topic, data in message["e"]:
            for view in self._by_topic.get(topic, ()):
                view.event(topic, data)
                touched.add(view)
        for topic in message["lost"]:
            for view in self._by_topic.get(topic, ()):
                view.pending.lost.add(topic)
                touched.add(view)
        for view in touched:
            view.schedule()

    def _spread(self, topic: str, newest: live.Newest, points: Iterable[live.Point]) -> set[View]:
        present = self._latest.get(topic)
        if present is None or newest[0] >= present[0]:
            self._latest[topic] = newest
        views = self._by_topic.get(topic, set())
        for view in views:
            # A late sample is a point of the past: the newest value stays what it was.
            view.pending.value(topic, self._latest[topic], points)
        return views

    def _learn(self, values: dict[str, live.Newest]) -> None:
        """Take values read from the store; where a message brought something newer, that stays."""
        for topic, newest in values.items():
            present = self._latest.get(topic)
            if topic in self._wanted and (present is None or newest[0] > present[0]):
                for view in self._spread(topic, newest, [(newest[0], newest[1])]):
                    view.schedule()

    def _place(self, socket: Socket, topics: frozenset[str]) -> None:
        self._displace(socket)
        view = self._views.get((topics, socket.is_partial))
        if view is None:
            view = self._views[topics, socket.is_partial] = View(topics, is_partial=socket.is_partial)
            for topic in topics:
                self._by_topic.setdefault(topic, set()).add(view)
        view.sockets.add(socket)
        self._view_of[socket] = view

    def _displace(self, socket: Socket) -> None:
        view = self._view_of.pop(socket, None)
        if view is None:
            return
        view.sockets.discard(socket)
        if not view.sockets:
            view.close()
            del self._views[view.topics, view.is_partial]
            for topic in view.topics:
                self._by_topic[topic].discard(view)
                if not self._by_topic[topic]:
                    del self._by_topic[topic]

    def _unwatch(self, topics: Iterable[str]) -> None:
        for topic in topics:
            self._wanted[topic] -= 1
            if self._wanted[topic] <= 0:
                del self._wanted[topic]
                self._latest.pop(topic, None)
                # Redis is not told: another process may watch the same topic. The watch ends by its time.

    async def _tell(self, topics: Iterable[str]) -> None:
        """Say in Redis what is watched. Without Redis there is nothing to watch yet; `_keep` says it again."""
        expires_at = time.time() + WATCH_EXPIRY_S
        members = {f"{self.organization_id}/{topic}": expires_at for topic in topics}
        if members:
            with contextlib.suppress(RedisError, OSError):
                await self._write(members)

    async def _write(self, members: dict[str, float]) -> None:
        added = await self._redis.zadd(live.WATCH_KEY, dict(members))
        if added:
            await self._redis.incr(live.WATCH_VERSION_KEY)

    async def _listen(self) -> None:
        layer = get_channel_layer()
        group = live.group(self.organization_id)
        channel = await self._joined(layer, group)
        try:
            while True:
                try:
                    self.dispatch(await layer.receive(channel))
                except Exception:
                    # Another version's message, say: the next one may be good.
                    logger.exception("A live message of %s was dropped", self.organization_id)
        finally:
            with contextlib.suppress(RedisError, OSError):
                await layer.group_discard(group, channel)

    async def _joined(self, layer: Any, group: str) -> str:
        while True:
            try:
                channel: str = await layer.new_channel("live")
                await layer.group_add(group, channel)
                self._hears.set()
                if self._was_deaf:
                    self._forget_events()
                return channel
            except (RedisError, OSError):
                logger.warning("Live news of %s wait for Redis", self.organization_id)
                await asyncio.sleep(RETRY_S)

    async def _keep(self) -> None:
        """Renew the watches, and look whether the store knows anything newer than what we were told."""
        while True:
            try:
                await self._renew()
                if self._wanted:
                    self._learn(await self._current(self.organization_id, frozenset(self._wanted)))
            except (RedisError, OSError):
                await asyncio.sleep(RETRY_S)
                continue
            except Exception:
                logger.exception("Live news of %s could not be compared with the store", self.organization_id)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._is_new.wait(), WATCH_RENEW_S)
                self._is_new.clear()
                await asyncio.sleep(SETTLE_S)

    async def _renew(self) -> None:
        moment = time.time()
        members = {f"{self.organization_id}/{topic}": moment + WATCH_EXPIRY_S for topic in self._wanted}
        if members:
            await self._write(members)
        await self._redis.zremrangebyscore(live.WATCH_KEY, "-inf", moment)
        run = (await self._redis.info("server"))["run_id"]
        if self._redis_run not in (None, run):
            self._forget_events()
        self._redis_run = run

    def _forget_events(self) -> None:
        """Events that nobody can name have passed us by: pages load their lists again."""
        for view in self._views.values():
            lost = {topic for topic in view.topics if topic[:2] not in ("m:", "o:", "w:")}
            if lost:
                view.pending.lost |= lost
                view.schedule()


class Hub:
    """The rooms of this process's event loop."""

    def __init__(self, current: Current) -> None:
        self._current = current
        self._redis = async_client()
        self._rooms: dict[str, Room] = {}
        self._rights: asyncio.Task[None] | None = None

    def enter(self, socket: Socket, organization_id: str) -> Room:
        room = self._rooms.get(organization_id)
        if room is None:
            room = self._rooms[organization_id] = Room(organization_id, redis=self._redis, current=self._current)
        room.enter(socket)
        if self._rights is None or self._rights.done():
            self._rights = asyncio.create_task(self._follow_rights())
        return room

    async def _follow_rights(self) -> None:
        """Whenever somebody's rights change, every open page is looked at again, while there is one."""
        while self._rooms:
            try:
                async with self._redis.pubsub() as news:
                    await news.subscribe(changes.CHANNEL)
                    self._look_again(None)  # what changed before we heard
                    while self._rooms:
                        message = await news.get_message(ignore_subscribe_messages=True, timeout=RETRY_S)
                        if message is not None:
                            self._look_again(message["data"])
            except (RedisError, OSError):
                await asyncio.sleep(RETRY_S)

    def _look_again(self, news: bytes | None) -> None:
        for room in self._rooms.values():
            room.look_again(news)

    async def leave(self, socket: Socket, room: Room) -> None:
        room.leave(socket)
        if room.is_empty and self._rooms.get(room.organization_id) is room:
            del self._rooms[room.organization_id]
            await room.close()
            if not self._rooms:
                # The pool opens new connections when the next browser comes.
                await self._redis.connection_pool.disconnect()


_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def hub(current: Current) -> Hub:
    """The running loop's hub."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub(current)
    return _hubs[loop]
