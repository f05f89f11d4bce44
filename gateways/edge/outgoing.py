"""From the stream `outgoing` to the private broker.

Alarms go out at least once: an alarm carries its id and state, so a listener can tell a repeat. A command goes out at
most once: whoever publishes it marks it first, and a command whose edge died in between is reported as failed.
"""

import asyncio
import logging
import math
import time
from typing import TYPE_CHECKING, Any

import msgspec
import redis

from core.redis import async_client
from gateways import outgoing
from gateways.dialect import dialect_named, dialects, inside
from gateways.edge import broker_link
from gateways.edge.broker_link import BrokerLink, Outbound
from telemetry import log

if TYPE_CHECKING:
    from gateways.edge.server import Edge

logger = logging.getLogger(__name__)

BATCH = 500
# How often a command is offered again to a device that does not listen yet.
OFFER_AGAIN_S = 1.0
# Commands that wait for their devices in one edge; the rest waits in the stream.
WAITING_COMMANDS = 5_000
MARK_KEPT_S = 8 * 86_400  # longer than any command lives

Entry = tuple[bytes, dict[str, Any]]


def _mark(command: dict[str, Any]) -> str:
    """Each attempt goes out once."""
    attempt = command.get("attempt", 1)
    return f"outgoing:sent:{command['id']}" + (f":{attempt}" if attempt > 1 else "")


class Outgoing:
    def __init__(self, edge: "Edge") -> None:
        self._edge = edge
        self._redis = async_client()
        self._link: BrokerLink | None = None
        self.level = 5  # of MQTT, as the private broker speaks it
        self._waiting: dict[bytes, dict[str, Any]] = {}  # what the broker lost, and commands whose devices do not listen yet
        self._offer_at = 0.0
        self._adopt_at = 0.0

    @property
    def is_up(self) -> bool:
        return self._link is not None and self._link.is_up

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    async def run(self) -> None:
        try:
            while True:
                try:
                    await self._connect()
                    await self._serve()
                except (OSError, TimeoutError) as error:
                    logger.warning("The private broker is not reachable: %s", error)
                except redis.RedisError as error:
                    logger.warning("Redis is not reachable: %s", error)
                await asyncio.sleep(0.3)
        finally:
            if self._link is not None:
                self._link.close()
            await self._redis.aclose()

    async def _connect(self) -> None:
        if self.is_up:
            return
        link = BrokerLink(f"edge/{self._edge.name}", level=self.level)
        async with asyncio.timeout(5):
            await self._edge.open_broker(link)
            try:
                await link.ready
            except ConnectionError:
                self.level = 4 if self.level == 5 else 5  # some brokers know one of the two only
                raise
        self._link = link

    async def _serve(self) -> None:
        assert self._link is not None
        try:
            await self._redis.xgroup_create(outgoing.STREAM, outgoing.GROUP, id="0", mkstream=True)
        except redis.ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise
        while self._link.is_up:
            now = self._edge.loop.time()
            if now >= self._adopt_at:
                self._adopt_at = now + 5
                self._link.ping()
                await self._handle(await self._orphans())
            if self._waiting and now >= self._offer_at:
                self._offer_at = now + OFFER_AGAIN_S
                await self._handle(list(self._waiting.items()))
            await self._handle(await self._news())

    async def _news(self) -> list[Entry]:
        if len(self._waiting) >= WAITING_COMMANDS:
            await asyncio.sleep(OFFER_AGAIN_S)
            return []
        answer = await self._redis.xreadgroup(outgoing.GROUP, self._edge.name, {outgoing.STREAM: ">"}, count=BATCH, block=1_000)
        return [entry for _, rows in outgoing.streams(answer) for row in rows if (entry := self._read(row))]

    async def _orphans(self) -> list[Entry]:
        """What an edge that ended had taken and not finished."""
        found: list[Entry] = []
        for consumer in await self._redis.xinfo_consumers(outgoing.STREAM, outgoing.GROUP):
            name = consumer["name"].decode()
            if name == self._edge.name or await self._edge.is_alive(name):
                continue
            while pending := await self._redis.xpending_range(outgoing.STREAM, outgoing.GROUP, "-", "+", BATCH, name):
                ids: list[Any] = [item["message_id"] for item in pending]
                rows = await self._redis.xclaim(outgoing.STREAM, outgoing.GROUP, self._edge.name, 0, ids)
                found += [entry for row in rows if row and row[1] and (entry := self._read(row))]
            await self._redis.xgroup_delconsumer(outgoing.STREAM, outgoing.GROUP, name)
        return found

    def _read(self, row: Any) -> Entry | None:
        entry_id, fields = row
        try:
            item = msgspec.json.decode(fields[outgoing.FIELD])
            _messages(item)
        except (msgspec.MsgspecError, KeyError, TypeError, ValueError):
            logger.exception("An entry of the stream %s cannot be read and is left out: %r", outgoing.STREAM, fields)
            self._finish(entry_id)
            return None
        return entry_id, item

    async def _handle(self, entries: list[Entry]) -> None:
        """Publish, and settle each entry as the broker answered."""
        entries = await self._sendable(entries)
        outbound: list[Outbound] = []
        owners: list[int] = []
        for place, (_, item) in enumerate(entries):
            for message in _messages(item):
                outbound.append(message)
                owners.append(place)
        if not outbound or self._link is None:
            return
        answers: dict[int, list[int]] = {}
        for place, code in zip(owners, await self._link.publish(outbound), strict=True):
            answers.setdefault(place, []).append(code)
        self._edge.counters.published += len(outbound)
        for place, codes in answers.items():
            entry_id, item = entries[place]
            self._settle(entry_id, item, codes)
        self._edge.writer.command()

    async def _sendable(self, entries: list[Entry]) -> list[Entry]:
        """Without what is over, and without commands that somebody else began to send."""
        now_ms = time.time() * 1000
        kept: list[Entry] = []
        commands = [entry for entry in entries if entry[1]["kind"] == "command"]
        marks: dict[bytes, bytes | None] = {}
        if commands:
            pipe = self._redis.pipeline(transaction=False)
            for _, item in commands:
                pipe.set(_mark(item), self._edge.name, nx=True, ex=MARK_KEPT_S)
                pipe.get(_mark(item))
            answers = await pipe.execute()
            for place, (entry_id, _) in enumerate(commands):
                is_mine, owner = answers[2 * place : 2 * place + 2]
                marks[entry_id] = None if is_mine else owner
        for entry_id, item in entries:
            if item["kind"] in ("news", "answer", "message") and item["expires"] <= now_ms:
                self._finish(entry_id)
            elif item["kind"] != "command":
                kept.append((entry_id, item))
            elif item["expires"] <= now_ms:
                self._finish(entry_id)  # the clock ends the command
            elif (mark := marks[entry_id]) is None:
                kept.append((entry_id, item))
            elif not await self._edge.is_alive(mark.decode()):
                self._finish(entry_id, item, "failed", "The edge stopped while it sent this command: it may not have arrived.")
        return kept

    def _settle(self, entry_id: bytes, item: dict[str, Any], codes: list[int]) -> None:
        if item["kind"] != "command":
            if broker_link.LOST in codes:
                self._waiting[entry_id] = item
            else:
                self._finish(entry_id)
        elif all(code == broker_link.NO_LISTENER for code in codes):
            self._waiting[entry_id] = item
            self._edge.writer.command(("DEL", _mark(item)))
        elif any(0 <= code < 0x80 for code in codes):
            self._finish(entry_id, item, "sent", "")
        else:
            self._finish(entry_id, item, "failed", "The private broker did not take the command: it may not have arrived.")

    def _finish(self, entry_id: bytes, item: dict[str, Any] | None = None, status: str = "", words: str = "") -> None:
        self._waiting.pop(entry_id, None)
        commands = (
            ("XACK", outgoing.STREAM, outgoing.GROUP, entry_id),
            ("XDEL", outgoing.STREAM, entry_id),
        )
        if item is None:
            self._edge.writer.command(*commands)
        else:
            partition = log.partition_of(item["device_id"])
            self._edge.writer.event(partition, ["command", item["id"], status, words], *commands)


def _messages(item: dict[str, Any]) -> list[Outbound]:
    organization_id = item["organization"]
    if item["kind"] == "command":
        left_s = math.ceil((item["expires"] - time.time() * 1000) / 1000)
        commands = [dialect.command(organization_id, item["device"], item) for dialect in dialects()]
        return [Outbound(*message, left_s) for message in commands if message is not None]
    if item["kind"] in ("news", "answer"):
        left_s = math.ceil((item["expires"] - time.time() * 1000) / 1000)
        told = (
            [dialect_named(item["dialect"]).answer(organization_id, item["device"], item)]
            if item["kind"] == "answer"
            else [dialect.news(organization_id, item["device"], item["news"], item["body"]) for dialect in dialects()]
        )
        return [Outbound(*message, left_s) for message in told if message is not None]
    if item["kind"] == "message":
        left_s = math.ceil((item["expires"] - time.time() * 1000) / 1000)
        return [Outbound(inside(organization_id, item["topic"]), item["payload"].encode(), left_s)]
    alarm = item["alarm"]
    made = [dialect.alarm(organization_id, alarm["device"] or "", alarm) for dialect in dialects()]
    return [Outbound(*message) for message in made if message is not None]
