"""The write-ahead: what clients publish goes into the telemetry log before anybody hears that it arrived."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from gateways.edge import limits
from gateways.edge.redis_link import Command, RedisLink
from telemetry import log


class Acknowledges(Protocol):
    def settle(self, acks: bytes, forward: bytes) -> None:
        """What the client sent is in the log: acknowledge it and pass it on."""
        ...


class Columns:
    """The samples of one partition and decoder that wait for the next batch."""

    __slots__ = ("device_ids", "payloads", "tails")

    def __init__(self) -> None:
        self.device_ids: list[int] = []
        self.tails: list[str] = []
        self.payloads: list[bytes] = []


Slot = tuple[int, str]  # partition, decoder


class LogWriter:
    """Collects messages into batches: none waits when idle, all that come within LINGER_S share one under load."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link
        self._loop = asyncio.get_running_loop()
        self._columns: dict[Slot, Columns] = {}
        self._events: dict[int, list[list[Any]]] = {}
        self._commands: list[Command] = []
        self._waiting: list[tuple[Acknowledges, bytes, bytes]] = []
        self._bytes = 0
        self._timer: asyncio.Handle | None = None
        self._next_flush = 0.0
        self._arrivals = log.Arrivals()
        self.batches = 0
        self.messages = 0

    @property
    def is_congested(self) -> bool:
        return not self._link.is_up or self._link.waiting_bytes + self._bytes > limits.LOG_WAITING_BYTES

    def columns(self, slot: Slot) -> Columns:
        found = self._columns.get(slot)
        if found is None:
            found = self._columns[slot] = Columns()
        return found

    def defer(self, client: Acknowledges, acks: bytes, forward: bytes, size: int) -> None:
        """Settle with `client` once all that was added before is in the log."""
        self._waiting.append((client, acks, forward))
        self._bytes += size
        self._flush_soon()

    def event(self, partition: int, event: list[Any], *commands: Command) -> None:
        """Write a device event, and `commands` in the same transaction."""
        self._events.setdefault(partition, []).append(event)
        self._commands.extend(commands)
        self._flush_soon()

    def command(self, *commands: Command) -> None:
        self._commands.extend(commands)
        self._flush_soon()

    def _flush_soon(self) -> None:
        if self._timer is None:
            delay_s = self._next_flush - self._loop.time()
            self._timer = self._loop.call_later(delay_s, self.flush) if delay_s > 0 else self._loop.call_soon(self.flush)

    def flush(self) -> None:
        self._timer = None
        count = sum(len(columns.device_ids) for columns in self._columns.values())
        linger_s = limits.LINGER_S if count < limits.MANY_MESSAGES else limits.LONG_LINGER_S
        self._next_flush = self._loop.time() + linger_s
        commands, size = self._commands, self._bytes
        for (partition, decoder), columns in self._columns.items():
            commands.extend(self._entries(partition, decoder, columns))
        for partition, events in self._events.items():
            commands.extend(log.commands(partition, log.EVENTS, log.encode_events(self._arrivals.take(1), events)))
        waiting = self._waiting
        self._columns, self._events, self._commands, self._waiting, self._bytes = {}, {}, [], [], 0
        if commands or not self._link.is_idle:  # behind a batch that is on its way, else order would be lost
            self.batches += 1
            self._link.send(commands, size=size, done=_settle_all(waiting))
        else:
            _settle_all(waiting)()

    def _entries(self, partition: int, decoder: str, columns: Columns) -> Iterator[Command]:
        count = len(columns.device_ids)
        self.messages += count
        for start in range(0, count, log.ENTRY_SAMPLES):
            part = slice(start, start + log.ENTRY_SAMPLES)
            device_ids = columns.device_ids[part]
            at_us = self._arrivals.take(len(device_ids))
            body = log.encode_raw(at_us, decoder, device_ids, columns.tails[part], columns.payloads[part])
            yield from log.commands(partition, log.RAW, body)


def _settle_all(waiting: list[tuple[Acknowledges, bytes, bytes]]) -> Callable[[], None]:
    def settle() -> None:
        for client, acks, forward in waiting:
            client.settle(acks, forward)

    return settle
