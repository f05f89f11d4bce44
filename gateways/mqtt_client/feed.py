"""One external broker's messages on their way into the telemetry log."""

import asyncio
import contextlib
import logging
import time
from collections import deque
from typing import TYPE_CHECKING, Any

import msgspec
import redis
from gmqtt.mqtt.handler import MQTTConnectError

from core.errors import SluiceError
from devices.errors import BadName, NameTaken
from devices.models import Device
from devices.services import create_device
from gateways import outgoing
from gateways.edge.credentials import in_thread
from gateways.models import BrokerConnection
from gateways.mqtt_client import client as mqtt
from gateways.mqtt_client import payloads
from gateways.mqtt_client.template import template
from telemetry import log

if TYPE_CHECKING:
    from gateways.edge.server import Edge

logger = logging.getLogger(__name__)

RETRY_S = (0.5, 1, 2, 5, 10, 30)
# Topics whose devices are remembered.
ROUTES = 50_000
# Messages of devices that are being looked up; above, the broker has to wait.
UNRESOLVED = 10_000
# Devices that one connection may create in one go; a wrong template must not make a million.
NEW_DEVICES = 1_000
NAMES_SHOWN = 20
ALARMS_AT_ONCE = 500
PUBLISHED_WITHIN_S = 10

Route = tuple[tuple[int, str], int, str]  # slot of the log writer, device, tail


class Feed:
    """Holds one connection; its samples go through the edge's own writer, so they share its batches and its bound."""

    def __init__(self, edge: "Edge", connection: BrokerConnection) -> None:
        self._edge = edge
        self._writer = edge.writer
        self.connection = connection
        self._template = template(connection.topic)
        self._decoder = payloads.DECODER if connection.payload == "fields" else "sluice"
        self._routes: dict[str, Route | None] = {}
        self._unresolved: list[tuple[str, bytes]] = []
        self._held_acks: list[bytes] = []
        self._resolving: asyncio.Task[None] | None = None
        self._client: mqtt.LateClient | None = None
        self._is_scheduled = False
        self._size = 0
        self._paused: set[str] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self.partitions: set[int] = set()
        self.state = "connecting"
        self.since = time.time()
        self.error = ""
        self.received = 0
        self.ignored = 0
        self.unknown: deque[str] = deque(maxlen=NAMES_SHOWN)

    def start(self) -> None:
        self._tasks = [self._edge.loop.create_task(self._stay_connected())]
        if self.connection.alarm_topic:
            self._tasks.append(self._edge.loop.create_task(self._publish_alarms()))

    async def stop(self) -> None:
        for task in (*self._tasks, *([self._resolving] if self._resolving else [])):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._hang_up()

    def status(self) -> bytes:
        return msgspec.json.encode(
            {
                "state": self.state,
                "since": self.since,
                "received": self.received,
                "ignored": self.ignored,
                "unknown": list(self.unknown),
                "error": self.error,
            }
        )

    def _become(self, state: str, error: str = "") -> None:
        if (state, error) != (self.state, self.error):
            self.state, self.error, self.since = state, error, time.time()

    # --- the connection

    async def _stay_connected(self) -> None:
        attempt = 0
        while True:
            lost = asyncio.Event()
            try:
                await self._connect(lost)
                attempt = 0
                await lost.wait()
                self._become("connecting", "The broker closed the connection.")
            except (OSError, MQTTConnectError, TimeoutError, SluiceError) as error:
                self._become("failed", error.message if isinstance(error, SluiceError) else mqtt.words(error))
            await self._hang_up()
            await asyncio.sleep(RETRY_S[min(attempt, len(RETRY_S) - 1)])
            attempt += 1

    async def _connect(self, lost: asyncio.Event) -> None:
        password = mqtt.password_of(self.connection)
        client = self._client = mqtt.new_client(self.connection, password=password)
        client.on_message = self._on_message
        client.on_disconnect = lambda *_: lost.set()
        await mqtt.connect(client, self.connection)
        client.read_publishes_by(lambda topic, payload: self._receive(client, topic, payload))
        self._paused.discard("log")
        await mqtt.subscribe(client, self.connection)
        self._become("connected")

    async def _hang_up(self) -> None:
        client, self._client = self._client, None
        self._unresolved.clear()  # not acknowledged, so the broker sends them again
        self._held_acks.clear()
        if client is not None:
            with contextlib.suppress(Exception):  # it may never have been connected
                async with asyncio.timeout(2):
                    await client.disconnect()

    # --- messages

    def _on_message(self, client: mqtt.LateClient, topic: str, payload: bytes, qos: int, properties: dict[str, Any]) -> int:
        """The rare message that gmqtt has read."""
        self._receive(client, topic, bytes(payload))
        return 0

    def _receive(self, client: mqtt.LateClient, topic: str, payload: bytes) -> None:
        """Called for every message, many times for one read of the socket."""
        self.received += 1
        self._size += len(payload)
        if not self._is_scheduled:
            self._is_scheduled = True
            self._edge.loop.call_soon(self._hand_over, client)
        try:
            route = self._routes[topic]
        except KeyError:
            self._unresolved.append((topic, payload))
            return
        if route is None:
            self.ignored += 1
            return
        slot, device_id, tail = route
        columns = self._writer.columns(slot)
        columns.device_ids.append(device_id)
        columns.tails.append(tail)
        columns.payloads.append(payload)

    def _hand_over(self, client: mqtt.LateClient) -> None:
        """After one read of the socket: its acknowledgements follow the write into the log."""
        self._is_scheduled = False
        size, self._size = self._size, 0
        acks = client.take_acks()
        if client is not self._client:
            return
        if self._unresolved:
            self._held_acks.append(acks)
            acks = b""
            if len(self._unresolved) > UNRESOLVED:
                self.pause("devices")
            if self._resolving is None:
                self._resolving = self._edge.loop.create_task(self._resolve(client))
        self._writer.defer(_Receipt(client), acks, b"", size)
        self._edge.shares.wrote(self.organization_id, size)
        if self._writer.is_congested or self._edge.is_crowded:
            self._edge.slow_down(self)

    # --- devices

    async def _resolve(self, client: mqtt.LateClient) -> None:
        """Find, or create, the devices of topics that were not seen before; then write what waited for them."""
        try:
            while self._unresolved and client is self._client:
                waiting, self._unresolved = self._unresolved, []
                acks, self._held_acks = b"".join(self._held_acks), []
                await self._learn({topic for topic, _ in waiting if topic not in self._routes})
                size = 0
                for topic, payload in waiting:
                    route = self._routes.get(topic)
                    if route is None:
                        self.ignored += 1
                        continue
                    columns = self._writer.columns(route[0])
                    columns.device_ids.append(route[1])
                    columns.tails.append(route[2])
                    columns.payloads.append(payload)
                    size += len(payload)
                self._writer.defer(_Receipt(client), acks, b"", size)
                self.resume("devices")
        except Exception as error:
            # What waited is not acknowledged: after a new connection the broker sends it again.
            logger.exception("The devices of broker connection %s could not be looked up", self.connection.pk)
            self._become("failed", f"The devices could not be looked up: {error}")
            if client.transport is not None:
                client.transport.abort()
        finally:
            self._resolving = None

    async def _learn(self, topics: set[str]) -> None:
        read = {topic: self._template.read(topic) for topic in topics}
        names = {found[0] for found in read.values() if found is not None}
        ids, problems = await in_thread(lambda: self._device_ids(names))
        if len(self._routes) + len(topics) > ROUTES:
            self._routes.clear()
        for topic, found in read.items():
            device_id = ids.get(found[0]) if found else None
            if found is None or device_id is None:
                self._routes[topic] = None
                self._note_unknown(problems.get(found[0], found[0]) if found else topic)
                continue
            partition = log.partition_of(device_id)
            self.partitions.add(partition)
            self._routes[topic] = ((partition, self._decoder), device_id, self._tail(found[1] or self.connection.metric))

    def _tail(self, metric: str) -> str:
        match self.connection.payload:
            case "fields":
                return payloads.tail(metric, self.connection.value_field, self.connection.time_field)
            case "value":
                return f"samples/{metric}"
            case _:
                return "samples"

    def _device_ids(self, names: set[str]) -> tuple[dict[str, int], dict[str, str]]:
        """The ids of the named devices, and why others have none."""
        organization = self.connection.organization
        known: dict[str, int] = {}
        wanted = sorted(names)
        for start in range(0, len(wanted), 500):
            rows = Device.objects.filter(organization=organization, name__in=wanted[start : start + 500])
            known.update(rows.values_list("name", "id"))
        problems: dict[str, str] = {}
        if not self.connection.create_devices:
            return known, problems
        for place, name in enumerate(name for name in wanted if name not in known):
            if place >= NEW_DEVICES:
                problems[name] = f"{name} (not created: {NEW_DEVICES} new devices at once are enough)"
                continue
            try:
                known[name] = create_device(organization, name=name, description=f"Came from {self.connection.name}.").id
            except NameTaken:
                known.update(Device.objects.filter(organization=organization, name=name).values_list("name", "id"))
            except BadName:
                problems[name] = f"{name} (no device can have this name)"
        return known, problems

    def _note_unknown(self, name: str) -> None:
        if name not in self.unknown:
            self.unknown.append(name)

    def devices_changed(self) -> None:
        """A device may have come, gone or got another name."""
        self._routes.clear()
        self.unknown.clear()

    # --- back-pressure, as the edge asks all its sources

    @property
    def organization_id(self) -> str:
        organization_id: str = self.connection.organization_id
        return organization_id

    def pause(self, why: str) -> None:
        self._paused.add(why)
        if self._client is not None and self._client.transport is not None:
            self._client.transport.pause_reading()  # each time: gmqtt's own reader may have resumed it

    def resume(self, why: str) -> None:
        if why in self._paused:
            self._paused.discard(why)
            if not self._paused and self._client is not None and self._client.transport is not None:
                self._client.transport.resume_reading()

    # --- alarms to that broker

    async def _publish_alarms(self) -> None:
        """From the connection's stream, oldest first; an entry goes when the broker has acknowledged it."""
        stream, last = outgoing.broker_stream(self.connection.pk), b"0"
        while True:
            client = self._client
            if self.state != "connected" or client is None:
                last = b"0"  # whatever was not confirmed is offered again
                await asyncio.sleep(0.2)
                continue
            try:
                answer = await self._edge.redis.xread({stream: last}, count=ALARMS_AT_ONCE, block=1_000)
                rows = [row for _, found in outgoing.streams(answer) for row in found]
                if not rows:
                    continue
                for _, fields in rows:
                    alarm = msgspec.json.decode(fields[outgoing.FIELD])["alarm"]
                    topic = self.connection.alarm_topic.replace("{device}", alarm["device"] or "-")
                    client.publish(topic, msgspec.json.encode(alarm), qos=1)
                async with asyncio.timeout(PUBLISHED_WITHIN_S):
                    await client._persistent_storage.wait_empty()
                self._edge.writer.command(("XDEL", stream, *[entry_id for entry_id, _ in rows]))
                last = rows[-1][0]
            except (TimeoutError, OSError, redis.RedisError) as error:
                logger.warning("Alarms for %s wait: %s", self.connection.name, error)
                await asyncio.sleep(1)
                last = b"0"


class _Receipt:
    """Acknowledges to the connection on which the messages came, and to no later one."""

    __slots__ = ("_client",)

    def __init__(self, client: mqtt.LateClient) -> None:
        self._client = client

    def settle(self, acks: bytes, forward: bytes) -> None:
        self._client.acknowledge(acks)
