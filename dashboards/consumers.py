"""The websocket at /ws/live: a browser says what it watches and hears of it at most twenty times a second.

In:  {"op": "subscribe", "topics": [...]}, {"op": "unsubscribe", "topics": [...]}, {"op": "ping"}
Out: {"op": "frame", "seq": n, "values": {topic: {"ts", "v", "q", "p": [[ts, v], ...]}}, "events": [{"topic", "data"}]},
     {"op": "error", "topic", "message"}, {"op": "pong"}, {"op": "rights"} when somebody's rights changed: look again
A frame may name `lost` topics, of which events were dropped: what is kept of them must be loaded again.
Closed with 4401 (log in first), 4404 (no such organization, or not yours), 4400 (not our language), 4408 (reads too slowly).
"""

import asyncio
import contextlib
import logging
import time
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import msgspec
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import DatabaseError
from django.utils.crypto import constant_time_compare
from redis.exceptions import RedisError

from core import languages, live
from core.sentences import said
from dashboards import topics
from dashboards.hub import Room, hub
from organizations import rights
from organizations.models import User

logger = logging.getLogger(__name__)

MESSAGE_BOUND: Final = 64 * 1024
TOPICS_BOUND: Final = 2_000  # a socket; a dashboard of 500 widgets with four lines each
FRAMES_BOUND: Final = 40  # two seconds of frames that wait for a slow reader
RECHECK_S: Final = 15.0
GOODBYE_S: Final = 1.0
# A page says little; one that says more than this is heard later, and nobody else because of it.
MESSAGES_EACH_S: Final = 50.0
MESSAGES_AT_ONCE: Final = 200

NOT_YOURS: Final = "There is no such thing, or it is not yours."
BAD_MESSAGE, LOG_IN, NO_ORGANIZATION, TOO_SLOW = 4400, 4401, 4404, 4408


class ClientMessage(msgspec.Struct):
    op: str
    topics: list[str] = []


class LiveConsumer(AsyncWebsocketConsumer):
    """One open page. The hub hears the channel layer for all of them, so this has no channel of its own."""

    channel_layer_alias = "none: the hub listens"
    # Many things may be deleted in a row: one look for all of a moment.
    deleted_settle_s = 0.5

    user: User
    organization_id: str
    room: Room | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.frames: asyncio.Queue[bytes] = asyncio.Queue(FRAMES_BOUND)
        self.is_leaving = False
        # Some of the organization is hidden from this user: of its lists they hear only that something changed.
        self.is_partial = True
        self.must_look = asyncio.Event()
        self.must_tell = False
        self.looks_later: asyncio.TimerHandle | None = None
        self.seq = 0
        self.watched: frozenset[str] = frozenset()
        # Up to this moment its share of being heard is used.
        self.heard_until = 0.0
        self.tasks: list[asyncio.Task[None]] = []
        try:
            await super().__call__(scope, receive, send)
        finally:
            # Also when the server cancels us, where Channels calls no `disconnect`.
            for task in self.tasks:
                task.cancel()
            if self.room is not None:
                await hub(_current).leave(self, self.room)
            await self._left()

    async def connect(self) -> None:
        if not is_same_origin(self.scope):
            await self.close()  # before accepting: the foreign page learns nothing
            return
        # Accepted first: a browser shows its page no reason for a handshake that was refused.
        await self.accept()
        refusal = await database_sync_to_async(self._admit)()
        if refusal is not None:
            await self.close(refusal)
            return
        self.room = hub(_current).enter(self, self.organization_id)
        self.tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._recheck())]

    def _admit(self) -> int | None:
        """Who comes and to which organization; the reason to close when they may not."""
        if not self.scope["user"].is_authenticated:
            return LOG_IN
        self.user = self.scope["user"]
        wanted = parse_qs(self.scope["query_string"].decode("latin-1")).get("organization", [""])[0]
        found = rights.current_organization(self.user, wanted)
        if found is None:
            return NO_ORGANIZATION
        self.organization_id = found.id
        self.is_partial = topics.is_partial(self.user, found.id)
        return None

    async def _left(self) -> None:
        """The page is gone, whether it was let in or not."""

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.room is None:
            return
        await self._pace()
        try:
            if text_data is None or len(text_data) > MESSAGE_BOUND:
                raise msgspec.DecodeError
            message = msgspec.json.decode(text_data, type=ClientMessage)
        except msgspec.DecodeError:
            await self.close(BAD_MESSAGE)
            return
        match message.op:
            case "subscribe":
                await self._subscribe(self.room, frozenset(message.topics))
            case "unsubscribe":
                self.watched -= frozenset(message.topics)
                self.room.unsubscribe(self, frozenset(message.topics))
            case "ping":
                await self.send(text_data='{"op":"pong"}')
            case _:
                await self.close(BAD_MESSAGE)

    async def _pace(self) -> None:
        moment = time.monotonic()
        self.heard_until = max(self.heard_until, moment) + 1 / MESSAGES_EACH_S
        ahead_s = self.heard_until - moment - MESSAGES_AT_ONCE / MESSAGES_EACH_S
        if ahead_s > 0:
            await asyncio.sleep(ahead_s)

    async def _subscribe(self, room: Room, asked: frozenset[str]) -> None:
        granted = await database_sync_to_async(self._allowed)(asked)
        for topic in asked - granted:
            await self._error(topic, NOT_YOURS)
        if len(self.watched | granted) > TOPICS_BOUND:
            await self._error("", f"One page can watch {TOPICS_BOUND} values at most: close some widgets.")
            return
        self.watched |= granted
        if granted:
            await room.subscribe(self, granted)

    def _allowed(self, asked: frozenset[str]) -> frozenset[str]:
        return topics.allowed(self.user, self.organization_id, asked)

    async def _error(self, topic: str, message: str) -> None:
        header = dict(self.scope["headers"]).get(b"accept-language", b"").decode("latin-1")
        with languages.reading(languages.of_person(self._preferences(), header=header)):
            error = {"op": "error", "topic": topic, "message": said(message)}
        await self.send(text_data=msgspec.json.encode(error).decode())

    def _preferences(self) -> dict[str, Any]:
        """What the person has chosen of how Sluice speaks to them."""
        return dict(self.user.preferences)

    def offer(self, body: bytes) -> None:
        """Called by the hub. Whoever cannot keep up is sent away and comes back to the newest values."""
        if self.is_leaving:
            return
        try:
            self.frames.put_nowait(body)
        except asyncio.QueueFull:
            self._send_away(TOO_SLOW)

    def _send_away(self, code: int) -> None:
        """Close without waiting: the hub goes on with other sockets, and a stuck one may never take the goodbye."""
        self.is_leaving = True
        self.tasks.append(asyncio.create_task(self.close(code)))

    async def _write(self) -> None:
        while not self.is_leaving:
            body = await self.frames.get()
            self.seq += 1
            await self.send(text_data=f'{{"op":"frame","seq":{self.seq},{body[1:].decode()}')

    def concerns(self, news: bytes) -> bool:
        return news in (b"rights", topics.gone_news(self.organization_id).encode())

    def look_again(self, news: bytes | None) -> None:
        """Called by the hub when somebody's rights changed, or, without news, may have, or what is watched was deleted."""
        if news is not None and news.startswith(b"gone:"):
            if self.looks_later is None:
                self.looks_later = asyncio.get_running_loop().call_later(self.deleted_settle_s, self.must_look.set)
            return
        self.must_tell |= news is not None
        self.must_look.set()

    async def _recheck(self) -> None:
        """Rights may end while a page is open: look again at once, and let go of what is no longer the user's.

        A session that ended is noticed after a while.
        """
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.must_look.wait(), self._recheck_after_s())
            must_tell, self.must_tell = self.must_tell, False
            if self.looks_later is not None:
                self.looks_later.cancel()
                self.looks_later = None
            self.must_look.clear()
            was_partial, asked = self.is_partial, self.watched
            try:
                granted = await database_sync_to_async(self._still_allowed)(asked)
            except (DatabaseError, RedisError, OSError):
                logger.exception("The rights of a live page could not be looked at; trying again")
                continue
            if isinstance(granted, int):
                # A page that reads slowly does not keep us from leaving it.
                with contextlib.suppress(Exception):
                    await asyncio.wait_for(self._tell_rights(must_tell=must_tell), GOODBYE_S)
                self._send_away(granted)
                return
            if self.room is not None and was_partial != self.is_partial:
                self.room.move(self)
            # What the page has begun to watch meanwhile was looked at then.
            gone = (asked - granted) & self.watched
            if gone and self.room is not None:
                self.watched -= gone
                self.room.unsubscribe(self, gone)
            # Told when all is done, as it can make us wait.
            with contextlib.suppress(Exception):
                await self._tell_rights(must_tell=must_tell)
                for topic in gone:
                    await self._error(topic, NOT_YOURS)

    async def _tell_rights(self, *, must_tell: bool) -> None:
        if must_tell:
            await self.send(text_data='{"op":"rights"}')

    def _recheck_after_s(self) -> float:
        return RECHECK_S

    def _still_allowed(self, asked: frozenset[str]) -> frozenset[str] | int:
        """Those of the topics still open to the user, or the reason to close."""
        session = self.scope["session"].__class__(self.scope["session"].session_key)
        user = User.objects.filter(pk=self.user.pk, is_active=True).first()
        if (
            user is None
            or session.get(SESSION_KEY) != str(user.pk)
            or not constant_time_compare(session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())
        ):
            return LOG_IN
        if self.organization_id not in rights.access_of(user).organizations:
            return NO_ORGANIZATION
        self.user, self.is_partial = user, topics.is_partial(user, self.organization_id)
        return topics.allowed(user, self.organization_id, asked)


async def _current(organization_id: str, asked: frozenset[str]) -> dict[str, live.Newest]:
    """Latest values for the hub. Without Redis or store there are none yet; the hub asks again."""
    try:
        values: dict[str, live.Newest] = await database_sync_to_async(topics.current)(asked)
        return values
    except (RedisError, OSError, DatabaseError):
        logger.warning("The latest values of %s cannot be read", organization_id, exc_info=True)
        return {}


def is_same_origin(scope: Any) -> bool:
    """Browsers send cookies with a socket whatever page opens it, and name that page: it must be ours."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1")
    if not origin:
        return True  # no browser: programs name no page
    return origin in settings.CSRF_TRUSTED_ORIGINS or urlsplit(origin).netloc == headers.get(b"host", b"").decode("latin-1")
