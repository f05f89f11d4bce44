"""Who in an organization listens to what devices send.

Where nobody does, a publish need not go through the broker: it is in the log, and that is all it was for. Subscriptions
outlive connections and are known to one edge only, so the answer is kept in Redis and shared.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import redis.asyncio

from gateways.dialect import EVERYBODY
from gateways.edge.redis_link import Command, words

if TYPE_CHECKING:
    from gateways.edge.client import Client
    from gateways.edge.server import Edge

SEPARATOR = "/"  # stands in no device name
DURABLE = ""


def key(organization_id: str) -> str:
    return f"edge:audience:{organization_id}"


class Audience:
    def __init__(self, edge: "Edge") -> None:
        self._edge = edge
        self._by_client: dict[str, dict[str, frozenset[str]]] = {}
        self._heard: dict[str, frozenset[str]] = {}

    def hears(self, organization_id: str, device_name: str) -> bool:
        heard = self._heard.get(organization_id)
        return heard is not None and (EVERYBODY in heard or device_name in heard)

    def inherited(self, client: "Client") -> frozenset[str]:
        """What the kept session of this client listens to."""
        assert client.identity is not None
        return self._by_client.get(client.identity.organization_id, {}).get(client.client_id, frozenset())

    def listens(self, client: "Client", hears: Iterable[str], *, is_kept: bool) -> None:
        """From now on this client listens to the devices named; none ends it."""
        assert client.identity is not None
        organization_id, heard = client.identity.organization_id, frozenset(hears)
        clients = self._by_client.setdefault(organization_id, {})
        if clients.get(client.client_id, frozenset()) == heard:
            return
        change: Command
        if heard:
            clients[client.client_id] = heard
            owner = DURABLE if is_kept else self._edge.name
            change = ("HSET", key(organization_id), client.client_id, SEPARATOR.join((owner, *sorted(heard))))
        else:
            clients.pop(client.client_id, None)
            change = ("HDEL", key(organization_id), client.client_id)
        self._count(organization_id)
        self._edge.writer.command(change, ("PUBLISH", "edge", f"audience/{self._edge.name}/{organization_id}"))

    def _count(self, organization_id: str) -> None:
        heard = frozenset[str]().union(*self._by_client.get(organization_id, {}).values())
        if heard:
            self._heard[organization_id] = heard
        else:
            self._heard.pop(organization_id, None)

    async def load(self, client: redis.asyncio.Redis, organization_id: str) -> None:
        rows = await client.hgetall(key(organization_id))
        self._by_client[organization_id] = {
            words(client_id): frozenset(words(value).split(SEPARATOR)[1:]) for client_id, value in rows.items()
        }
        self._count(organization_id)

    async def start(self, client: redis.asyncio.Redis, alive: set[str]) -> None:
        """Load everything; forget what connections of ended edges listened to."""
        async for name in client.scan_iter(match=key("*"), count=1000):
            rows = await client.hgetall(name)
            gone = [
                client_id
                for client_id, value in rows.items()
                if (owner := words(value).split(SEPARATOR)[0]) != DURABLE and owner not in alive
            ]
            if gone:
                await client.hdel(name, *gone)
            await self.load(client, words(name).rpartition(":")[2])
