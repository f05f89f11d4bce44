"""The edge process: opens the ports and holds together what one process of it has."""

import asyncio
import logging
import os
import secrets
import time
from collections.abc import Coroutine
from typing import Any, Protocol

import msgspec
import redis
from django.conf import settings
from django.db import DatabaseError

from core.redis import async_client
from gateways.dialect import Dialect, Identity, Refusal, Route, dialects
from gateways.edge import doors, limits, packets
from gateways.edge.audience import Audience
from gateways.edge.client import Client
from gateways.edge.credentials import Credentials
from gateways.edge.journal import Journal
from gateways.edge.log_writer import LogWriter
from gateways.edge.news import News
from gateways.edge.outgoing import Outgoing
from gateways.edge.packets import Connect
from gateways.edge.presence import Presence
from gateways.edge.redis_link import Command, RedisLink, words
from gateways.edge.shares import Shares
from gateways.edge.upstream import Upstream
from gateways.mqtt_client.feeds import Feeds
from telemetry import log

logger = logging.getLogger(__name__)

ALIVE = "edge:alive:"
STATUS = "edge:status"  # one field an edge, JSON
ALIVE_MS = 3_000
HANDSHAKES_KEPT_S = 7 * 86_400


class Counters(msgspec.Struct):
    """Since the start of this process."""

    received: int = 0  # messages of clients
    delivered: int = 0  # messages to clients
    forwarded: int = 0  # messages of clients that went on to the broker
    dropped: int = 0  # messages that a slow reader lost
    logins: int = 0
    refused_logins: int = 0
    failed_handshakes: int = 0
    refused_publishes: int = 0
    published: int = 0  # alarms and commands handed to the broker


class Source(Protocol):
    """Where messages come from: a client, or an external broker."""

    @property
    def partitions(self) -> set[int]: ...

    @property
    def organization_id(self) -> str: ...

    def pause(self, why: str) -> None: ...

    def resume(self, why: str) -> None: ...


class Edge:
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
        self.partitions = settings.LOG_PARTITIONS
        self.redis = async_client()
        self.link = RedisLink(self.redis.connection_pool.connection_kwargs, name=self.name)
        self.link.on_settled = self._speed_up
        self.writer = LogWriter(self.link)
        self.counters = Counters()
        self.credentials = Credentials()
        self.audience = Audience(self)
        self.presence = Presence(self)
        self.journal = Journal(self)
        self.news = News(self)
        self.outgoing = Outgoing(self)
        self.feeds = Feeds(self)
        self.sockets: set[Client] = set()
        self.full_partitions: set[int] = set()
        self.shares = Shares(settings.LOG_BOUND_BYTES)
        self._clients: dict[tuple[str, str], Client] = {}
        self._slowed: set[Source] = set()
        self._gate = log.Gate()
        self._tasks: set[asyncio.Task[None]] = set()
        self._broker_door = asyncio.Semaphore(limits.BROKER_CONNECTS)
        self._wills: dict[tuple[str, str], asyncio.TimerHandle] = {}
        self._failure: Exception | None = None
        self._started_at = time.time()

    # --- life

    async def run(self, *, ready: asyncio.Event | None = None, stop: asyncio.Event | None = None) -> None:
        self.link.start()
        await self._load()
        stopped = stop or asyncio.Event()
        self.keep(self.loop.create_task(self._vital(self.news.listen(), stopped)))
        # Before the first client comes: a neighbour that takes over its id must be heard.
        await self.news.hears.wait()
        plain = await doors.open_plain(self)
        secure = doors.open_tls(self)
        works = (
            *(self._tick(), self._watch_log(), self._adopt_later()),
            *(secure.certificates.run(), self.news.follow(), self.outgoing.run(), self.feeds.run()),
        )
        for work in works:
            self.keep(self.loop.create_task(self._vital(work, stopped)))
        logger.info("MQTT at port %d, with TLS at port %d", settings.MQTT_PORT, settings.MQTTS_PORT)
        if ready is not None:
            ready.set()
        try:
            await stopped.wait()
            if self._failure is not None:
                raise self._failure
        finally:
            for server in plain:
                server.close()
            secure.close()
            await self._end()

    async def _vital(self, work: Coroutine[Any, Any, None], stopped: asyncio.Event) -> None:
        """Without this part the edge is none: its failure ends the process, which is started again."""
        try:
            await work
        except Exception as error:
            self._failure = error
            stopped.set()

    async def _load(self) -> None:
        while True:
            try:
                await self.credentials.load()
                await self.redis.set(f"{ALIVE}{self.name}", 1, px=ALIVE_MS)
                await self._adopt()
                return
            except (redis.RedisError, DatabaseError) as error:
                logger.warning("Redis or database is not there yet: %s", error)
                await asyncio.sleep(0.5)

    async def _adopt(self) -> None:
        """Take over what edges that ended have left: their audience, their devices, their figures."""
        alive = {words(key).removeprefix(ALIVE) async for key in self.redis.scan_iter(match=f"{ALIVE}*", count=1000)}
        await self.audience.start(self.redis, alive)
        await self.presence.start(self.redis, alive)
        ended = [name for name in await self.redis.hkeys(STATUS) if words(name) not in alive]
        if ended:
            await self.redis.hdel(STATUS, *ended)

    async def _adopt_later(self) -> None:
        """An edge that was killed just before our start still seemed alive then."""
        await asyncio.sleep(ALIVE_MS / 1000 + 1)
        try:
            await self._adopt()
        except redis.RedisError as error:
            logger.warning("Could not look for ended edges: %s", error)

    async def is_alive(self, name: str) -> bool:
        return name == self.name or bool(await self.redis.exists(f"{ALIVE}{name}"))

    async def _end(self) -> None:
        """Say goodbye, and wait a moment until the log has all that was received."""
        for client in list(self.sockets):
            client.close("shutdown", "The edge was stopped.")
        self.presence.all_gone()
        self.writer.command(("DEL", f"{ALIVE}{self.name}"), ("HDEL", STATUS, self.name))
        self.writer.flush()
        for _ in range(100):
            if self.link.is_idle:
                break
            await asyncio.sleep(0.02)
        for _ in range(3):  # a library may swallow one cancellation
            if self._tasks:
                for task in self._tasks:
                    task.cancel()
                _, left = await asyncio.wait(self._tasks, timeout=1)
                for task in left:
                    logger.warning("Still busy at the end: %s", task)
        self.link.close()
        await self.redis.aclose()

    def keep(self, task: asyncio.Task[None]) -> None:
        """The loop itself holds tasks only weakly."""
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("A part of the edge stopped", exc_info=error)

    # --- log-ins

    async def identify(self, connect: Connect, certificate: bytes = b"") -> tuple[Dialect, Identity]:
        if (connect.name, connect.level) not in packets.LEVELS:
            words = f"It speaks {connect.name.decode(errors='replace')} level {connect.level}: use MQTT 3.1.1 or 5."
            raise Refusal("bad_version", words)
        if connect.is_v5 and self.outgoing.is_up and self.outgoing.level < 5:
            raise Refusal("bad_version", "The private broker does not speak MQTT 5: use MQTT 3.1.1.")
        if any(identifier == packets.AUTH_METHOD for identifier, _ in connect.properties):
            raise Refusal("bad_auth_method", "It asks for an extended log-in: give the token as password instead.")
        for dialect in dialects():
            claim = dialect.claim(connect)
            if claim is not None:
                return dialect, await self.credentials.identify(claim, certificate)
        raise Refusal("not_authorized", "No dialect knows this kind of log-in.")

    def new_client_id(self) -> str:
        return f"auto-{secrets.token_hex(8)}"

    def broker_client_id(self, client: Client) -> str:
        """Sessions belong to a device: another one with the same client id must not inherit its subscriptions."""
        assert client.identity is not None
        return f"{client.identity.organization_id}/{client.identity.device_id}/{client.client_id}"

    def take_over(self, client: Client) -> None:
        """The newer of two connections with one client id wins, wherever the older one is."""
        assert client.identity is not None
        key = (client.identity.organization_id, client.client_id)
        self.close_taken(key)
        self._clients[key] = client
        client.taken_at_us = time.time_ns() // 1000
        self.writer.command(("PUBLISH", "edge", f"taken/{self.name}/{key[0]}/{client.taken_at_us}/{key[1]}"))

    def close_taken(self, key: tuple[str, str], at_us: int | None = None) -> None:
        """Close who held the client id; `at_us` says when a neighbour took it, and whoever came after that stays."""
        old = self._clients.get(key)
        if old is not None and (at_us is None or old.taken_at_us < at_us):
            del self._clients[key]
            old.close("taken_over", "Another connection came with the same client id.")

    async def connect_broker(self, upstream: Upstream) -> None:
        """Many devices come at once after a power cut; the broker's queue of new connections is short."""
        async with asyncio.timeout(limits.LOGIN_S), self._broker_door:
            while True:
                try:
                    return await self.open_broker(upstream)
                except BlockingIOError:  # the queue of its socket is full
                    await asyncio.sleep(0.01)

    async def open_broker(self, protocol: asyncio.BaseProtocol) -> None:
        broker: str = settings.BROKER
        host, _, port = broker.rpartition(":")
        if host and port.isdigit() and "/" not in broker:
            await self.loop.create_connection(lambda: protocol, host, int(port))
        else:
            await self.loop.create_unix_connection(lambda: protocol, broker)

    def opened(self, client: Client) -> None:
        assert client.identity is not None
        assert client.connect is not None
        self.counters.logins += 1
        will = self._wills.pop((client.identity.organization_id, client.client_id), None)
        if will is not None:
            will.cancel()
        if client.connect.is_clean:
            self.audience.listens(client, (), is_kept=False)
            self.writer.command(("DEL", self._handshakes_key(client)))
        self.journal.connection(client.entry("connected", ""))
        if client.identity.is_device:
            self.journal.knows(client)
            self.presence.came(client)

    def refused(self, client: Client, refusal: Refusal) -> None:
        self.counters.refused_logins += 1
        entry = client.entry("refused", refusal.reason)
        entry["organization_id"] = refusal.organization_id or entry["organization_id"]
        entry["device_id"] = refusal.device_id or entry["device_id"]
        if entry["device_id"] is None and (owner := self.journal.owner_of(entry["client_id"])):
            entry["organization_id"], entry["device_id"] = owner
        self.journal.refused(entry)

    def ended(self, client: Client) -> None:
        """The connection is gone, whether it was ever open or not."""
        self.sockets.discard(client)
        self.forget(client)
        if client.identity is not None:
            key = (client.identity.organization_id, client.client_id)
            if self._clients.get(key) is client:
                del self._clients[key]

    def closed(self, client: Client, reason: str) -> None:
        assert client.identity is not None
        if not client.keeps_session:
            self.audience.listens(client, (), is_kept=False)
        if client.dropped:
            reason += f" It read too slowly and lost {client.dropped} messages."
        self.journal.connection(client.entry("disconnected", reason))
        if client.identity.is_device:
            self.presence.left(client)
        else:
            self.credentials.forget(client.identity)

    def problem(self, device_id: int, kind: str, message: str, payload: bytes) -> None:
        self.journal.problem(device_id, kind, message, payload)

    # --- handshakes of QoS 2 that outlive a connection

    def _handshakes_key(self, client: Client) -> str:
        return f"edge:qos2:{self.broker_client_id(client)}"

    async def handshakes(self, client: Client) -> set[bytes]:
        try:
            found = await self.redis.smembers(self._handshakes_key(client))
        except redis.RedisError as error:
            raise Refusal("unavailable", f"The log is not reachable: {error}.") from None
        return {packet_id for packet_id in found if isinstance(packet_id, bytes)}

    def handshake_commands(self, client: Client, verb: str, packet_id: bytes) -> tuple[Command, ...]:
        key = self._handshakes_key(client)
        return (verb, key, packet_id), ("EXPIRE", key, HANDSHAKES_KEPT_S)

    # --- wills

    def log_will(self, client: Client, route: Route, payload: bytes, delay_s: int) -> None:
        if not delay_s:
            self._write_will(route, payload)
            return
        assert client.identity is not None
        key = (client.identity.organization_id, client.client_id)

        def due() -> None:
            self._wills.pop(key, None)
            self._write_will(route, payload)

        self._wills[key] = self.loop.call_later(delay_s, due)

    def _write_will(self, route: Route, payload: bytes) -> None:
        columns = self.writer.columns((log.partition_of(route.device_id), route.decoder))
        columns.device_ids.append(route.device_id)
        columns.tails.append(route.tail)
        columns.payloads.append(payload)
        self.writer.command()

    # --- back-pressure

    def slow_down(self, source: Source) -> None:
        """Stop reading a source whose messages the log cannot take now."""
        if self.writer.is_congested or self._must_wait(source):
            source.pause("log")
            self._slowed.add(source)

    @property
    def is_crowded(self) -> bool:
        """Whether somebody may have to be slowed down: asked after each write."""
        return bool(self.full_partitions or self.shares.slowed)

    def _must_wait(self, source: Source) -> bool:
        return source.organization_id in self.shares.slowed or not self.full_partitions.isdisjoint(source.partitions)

    def forget(self, source: Source) -> None:
        self._slowed.discard(source)

    def _speed_up(self) -> None:
        if self._slowed and not self.writer.is_congested:
            for source in list(self._slowed):
                if not self._must_wait(source):
                    self._slowed.discard(source)
                    source.resume("log")

    async def _watch_log(self) -> None:
        """Look at the backlog while messages come in or sockets wait for it."""
        seen = -1
        while True:
            await asyncio.sleep(0.1)
            if self.writer.batches == seen and not self.is_crowded:
                continue
            seen = self.writer.batches
            try:
                backlog = await log.async_backlog(self.redis)
                self.full_partitions = self._gate.update(backlog)
                held = await log.async_crowded(self.redis)
            except redis.RedisError:
                continue  # the writer notices too, and nothing is acknowledged meanwhile
            self.shares.look(backlog, held)
            self._speed_up()

    def close_revoked(self) -> None:
        for client in list(self._clients.values()):
            assert client.identity is not None
            current = self.credentials.current(client.identity)
            if current is None:
                self.close_ended(client)
            else:
                client.identity = current

    def close_ended(self, client: Client) -> None:
        """Its credential is good no more."""
        identity = client.identity
        assert identity is not None
        if identity.expires_at <= time.time():
            ended = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(identity.expires_at))
            client.close("revoked", f"Its {identity.proof} ended at {ended} UTC.")
        else:
            client.close("revoked", f"Its {identity.proof} was revoked, or its device was renamed or deleted.")

    # --- once a second

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1)
            now = self.loop.time()
            clients = list(self._clients.values())
            for client in list(self.sockets):
                client.check_time(now)
            self.presence.tick(clients)
            self.journal.tick()
            status = msgspec.structs.asdict(self.counters) | {
                "at": time.time(),
                "started_at": self._started_at,
                "connections": len(clients),
                "sockets": len(self.sockets),
                "slowed": len(self._slowed),
                "slowed_organizations": sorted(self.shares.slowed),
                "log_batches": self.writer.batches,
                "log_waiting_bytes": self.link.waiting_bytes,
                "log_retries": self.link.retries,
                "external_brokers": len(self.feeds),
                "external_received": self.feeds.received,
                "tokens": len(self.credentials),
                "is_log_up": self.link.is_up,
                "is_broker_up": self.outgoing.is_up,
            }
            if self.link.is_up:
                self.writer.command(
                    ("SET", f"{ALIVE}{self.name}", 1, "PX", ALIVE_MS), ("HSET", STATUS, self.name, msgspec.json.encode(status))
                )
