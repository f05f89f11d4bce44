"""What other processes tell the edge: changed tokens, devices and brokers, and what its neighbours do."""

import asyncio
import logging
from typing import TYPE_CHECKING

import redis
from django.db import DatabaseError

if TYPE_CHECKING:
    from gateways.edge.server import Edge

logger = logging.getLogger(__name__)

CHANNELS = ("changes", "edge")
SUBJECTS = {"credentials", "devices", "brokers"}
# A thousand new tokens in a row cost some loads of all tokens, not a thousand.
PAUSE_S = 0.05


class News:
    def __init__(self, edge: "Edge") -> None:
        self._edge = edge
        self._changed: set[str] = set()
        self._wake = asyncio.Event()
        self.hears = asyncio.Event()  # Redis has confirmed it once

    async def listen(self) -> None:
        while True:
            try:
                async with self._edge.redis.pubsub() as channel:
                    await channel.subscribe(*CHANNELS)
                    self._note(SUBJECTS)  # whatever was said while nobody listened
                    async for message in channel.listen():
                        if message["type"] == "message" and message["channel"] == b"changes":
                            self._note({message["data"].decode()})
                        elif message["type"] == "message":
                            await self._hear_neighbour(message["data"].decode())
                        elif message["data"] == len(CHANNELS):
                            self.hears.set()
            except redis.RedisError:
                await asyncio.sleep(0.5)

    def _note(self, subjects: set[str]) -> None:
        self._changed |= subjects & SUBJECTS
        self._wake.set()

    async def _hear_neighbour(self, news: str) -> None:
        kind, sender, organization_id, *rest = news.split("/", 3)
        if sender == self._edge.name:
            return
        if kind == "taken":
            at_us, client_id = rest[0].split("/", 1)
            self._edge.close_taken((organization_id, client_id), int(at_us))
        elif kind == "audience":
            await self._edge.audience.load(self._edge.redis, organization_id)

    async def follow(self) -> None:
        """Load again what changed; what changes meanwhile is loaded once more after that."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            changed, self._changed = self._changed, set()
            try:
                await self._load(changed)
            except DatabaseError as error:  # it may restart; meanwhile those who are connected stay so
                logger.warning("The database is not reachable: %s", error)
                self._note(changed)
                await asyncio.sleep(1)
            await asyncio.sleep(PAUSE_S)

    async def _load(self, changed: set[str]) -> None:
        edge = self._edge
        if "credentials" in changed:
            await edge.credentials.load()
            edge.close_revoked()
        if "brokers" in changed:
            edge.feeds.changed()
        if "devices" in changed:
            edge.feeds.devices_changed()
            await edge.credentials.load_names()
