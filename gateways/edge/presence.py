"""Which devices are here. A connection that comes back at once is no news."""

from typing import TYPE_CHECKING

import redis.asyncio

from gateways.edge import limits
from gateways.edge.redis_link import words
from telemetry import log

if TYPE_CHECKING:
    from gateways.edge.client import Client
    from gateways.edge.server import Edge

ONLINE = "edge:online"  # device id -> name of the edge that saw it last


class Presence:
    def __init__(self, edge: "Edge") -> None:
        self._edge = edge
        self._connections: dict[int, int] = {}
        self._announced: dict[int, float] = {}  # device -> when it was last said to be here
        self._leaving: dict[int, tuple[float, str]] = {}  # device -> when it counts as gone, its client id

    def came(self, client: "Client") -> None:
        assert client.identity is not None
        device_id = client.identity.device_id
        self._connections[device_id] = self._connections.get(device_id, 0) + 1
        if self._leaving.pop(device_id, None) is None and device_id not in self._announced:
            self._announce(device_id, client.client_id)

    def left(self, client: "Client") -> None:
        assert client.identity is not None
        device_id = client.identity.device_id
        count = self._connections.get(device_id, 1) - 1
        if count:
            self._connections[device_id] = count
            return
        self._connections.pop(device_id, None)
        self._leaving[device_id] = (self._edge.loop.time() + limits.ABSENCE_S, client.client_id)

    def tick(self, clients: "list[Client]") -> None:
        now = self._edge.loop.time()
        for device_id, (due, client_id) in list(self._leaving.items()):
            if due <= now:
                del self._leaving[device_id]
                self._announced.pop(device_id, None)
                self._gone(device_id, client_id)
        for client in clients:
            identity = client.identity
            if (
                identity is not None
                and identity.is_device
                and client.seen_at > self._announced.get(identity.device_id, now) + limits.STILL_THERE_S
            ):
                self._announce(identity.device_id, client.client_id)

    def all_gone(self) -> None:
        """The edge ends: say so of every device that was here."""
        for device_id in {*self._connections, *self._leaving}:
            self._gone(device_id, "")

    def _announce(self, device_id: int, client_id: str) -> None:
        self._announced[device_id] = self._edge.loop.time()
        self._edge.writer.event(
            log.partition_of(device_id),
            ["presence", device_id, True, client_id],
            ("HSET", ONLINE, device_id, self._edge.name),
        )

    def _gone(self, device_id: int, client_id: str) -> None:
        self._edge.writer.event(
            log.partition_of(device_id), ["presence", device_id, False, client_id], ("HDEL", ONLINE, device_id)
        )

    async def start(self, client: redis.asyncio.Redis, alive: set[str]) -> None:
        """Devices of edges that were killed have a moment to come back before they count as gone."""
        due = self._edge.loop.time() + 3 * limits.ABSENCE_S
        for device_id, name in (await client.hgetall(ONLINE)).items():
            # One that has come to us already may still stand there under the dead edge's name: our note is on its way.
            if words(name) not in alive and int(device_id) not in self._connections:
                self._leaving.setdefault(int(device_id), (due, ""))
                self._announced.setdefault(int(device_id), 0.0)
