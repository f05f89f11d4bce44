"""All external brokers of this installation, shared between the edges that run."""

import asyncio
import logging
from typing import TYPE_CHECKING

import redis
from django.db import DatabaseError

from core.redis import async_client
from gateways.edge.credentials import in_thread
from gateways.models import BrokerConnection
from gateways.mqtt_client.feed import Feed
from gateways.selectors import BROKER_STATUS

if TYPE_CHECKING:
    from gateways.edge.server import Edge

logger = logging.getLogger(__name__)

LEASE_MS = 4_000
# Devices change often while new ones send their first values; who is who is asked again at most this often.
DEVICES_AGE_S = 2.0

_KEEP_LEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) else return 0 end"
_END_LEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) else return 0 end"


def _lease(connection_id: int) -> str:
    return f"edge:broker:{connection_id}:owner"


class Feeds:
    def __init__(self, edge: "Edge") -> None:
        self._edge = edge
        self._redis = async_client()
        self._feeds: dict[int, Feed] = {}
        self._wanted: dict[int, BrokerConnection] = {}
        self._is_stale = True
        self._devices_changed_at: float | None = None

    def __len__(self) -> int:
        return len(self._feeds)

    @property
    def received(self) -> int:
        return sum(feed.received for feed in self._feeds.values())

    def changed(self) -> None:
        """Somebody edited a connection."""
        self._is_stale = True

    def devices_changed(self) -> None:
        if self._devices_changed_at is None:
            self._devices_changed_at = self._edge.loop.time()

    async def run(self) -> None:
        try:
            while True:
                try:
                    await self._round()
                except (redis.RedisError, DatabaseError) as error:
                    logger.warning("External brokers are not looked after now: %s", error)
                await asyncio.sleep(0.5)
        finally:
            for feed in list(self._feeds.values()):
                await self._drop(feed)
            await self._redis.aclose()

    async def _round(self) -> None:
        if self._is_stale:
            self._is_stale = False
            try:
                await self._load()
            except BaseException:
                self._is_stale = True
                raise
        for connection_id, connection in self._wanted.items():
            feed = self._feeds.get(connection_id)
            if feed is not None and not await self._redis.eval(_KEEP_LEASE, 1, _lease(connection_id), self._edge.name, LEASE_MS):
                await self._drop(feed)  # another edge took it while we were not looking
            elif feed is None and await self._redis.set(_lease(connection_id), self._edge.name, nx=True, px=LEASE_MS):
                feed = self._feeds[connection_id] = Feed(self._edge, connection)
                feed.start()
        self._tell_devices()
        for connection_id, feed in self._feeds.items():
            self._edge.writer.command(("HSET", BROKER_STATUS, connection_id, feed.status()))

    async def _load(self) -> None:
        rows = BrokerConnection.objects.filter(is_enabled=True).select_related("organization")
        wanted = {row.pk: row for row in await in_thread(lambda: list(rows))}
        for connection_id, feed in list(self._feeds.items()):
            if _values(feed.connection) != _values(wanted.get(connection_id)):
                await self._drop(feed)
        self._wanted = wanted

    async def _drop(self, feed: Feed) -> None:
        self._feeds.pop(feed.connection.pk, None)
        self._edge.forget(feed)
        await feed.stop()
        try:
            await self._redis.eval(_END_LEASE, 1, _lease(feed.connection.pk), self._edge.name)
            await self._redis.hdel(BROKER_STATUS, str(feed.connection.pk))
        except redis.RedisError as error:
            logger.warning("The lease of a broker connection runs out by itself: %s", error)

    def _tell_devices(self) -> None:
        at = self._devices_changed_at
        if at is not None and self._edge.loop.time() - at >= DEVICES_AGE_S:
            self._devices_changed_at = None
            for feed in self._feeds.values():
                feed.devices_changed()


def _values(connection: BrokerConnection | None) -> dict[str, object] | None:
    if connection is None:
        return None
    return {field.attname: getattr(connection, field.attname) for field in BrokerConnection._meta.concrete_fields}
