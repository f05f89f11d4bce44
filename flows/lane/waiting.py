"""Rows that wait their turn: those of flows that take more time than is fair to the others.

A flow whose rows of one batch take longer than a slice is interrupted between two rows. What is left waits here, in Redis
in the same commit, and is worked off a slice at a time, one organization after the other, behind what comes in fresh. So a
slow script or a flood delays nobody but its own organization, and the rows of each flow keep their order.

| key | is |
|---|---|
| `flows:waiting:<partition>` | set: flows that have rows waiting |
| `flows:waiting:<partition>:<flow>` | list: the rows, oldest first |
| `log:crowded` | organizations whose doors are shut meanwhile, and until when (see telemetry.log) |
"""

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec

from core.redis import client

CROWDED_ROWS = 10_000  # of one organization in a partition: from here on its doors are shut
MAX_ROWS = 40_000  # further ones are left out, which their flow tells

_pack = msgspec.msgpack.Encoder().encode


class WaitingRow(msgspec.Struct, array_like=True, gc=False):
    """A row with everything that it has from its batch, and its way in by name, because a deploy numbers ways anew."""

    way: str
    key: int
    at: int
    value: Any
    quality: int
    entry_id: bytes
    place: int
    metric_id: int | None
    hops: int


_unpack = msgspec.msgpack.Decoder(WaitingRow).decode


class Change(NamedTuple):
    """What happened to the rows of a flow in one turn."""

    taken: int
    added: list[WaitingRow]


def flows_key(partition: int) -> str:
    return f"flows:waiting:{partition}"


def rows_key(partition: int, flow_id: int) -> str:
    return f"flows:waiting:{partition}:{flow_id}"


class Waiting:
    """What waits in one partition, as this process knows it. Changes go to Redis with the commit of the turn."""

    def __init__(self, partition: int) -> None:
        self._partition = partition
        self.rows: dict[int, deque[WaitingRow]] = {}
        self._organization_of: dict[int, str] = {}
        self._turn: deque[int] = deque()
        self._load()

    def _load(self) -> None:
        redis: Any = client()
        for member in redis.smembers(flows_key(self._partition)):
            flow_id = int(member)
            packed = redis.lrange(rows_key(self._partition, flow_id), 0, -1)
            if packed:
                self.rows[flow_id] = deque(map(_unpack, packed))
                self._turn.append(flow_id)

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __contains__(self, flow_id: int) -> bool:
        return flow_id in self.rows

    def add(self, flow_id: int, organization_id: str, rows: Iterable[WaitingRow]) -> tuple[list[WaitingRow], int]:
        """Put rows behind those that wait; answers the ones taken and how many had no room."""
        self._organization_of[flow_id] = organization_id
        room = max(0, MAX_ROWS - self.count_of(organization_id))
        wanted = list(rows)
        taken = wanted[:room]
        if taken:
            if flow_id not in self.rows:
                self.rows[flow_id] = deque()
                self._turn.append(flow_id)
            self.rows[flow_id].extend(taken)
        return taken, len(wanted) - len(taken)

    def remove(self, flow_id: int, count: int) -> None:
        """The oldest rows of a flow are done."""
        rows = self.rows[flow_id]
        for _ in range(count):
            rows.popleft()
        if not rows:
            self.forget(flow_id)

    def forget(self, flow_id: int) -> None:
        self.rows.pop(flow_id, None)
        if flow_id in self._turn:
            self._turn.remove(flow_id)

    def count_of(self, organization_id: str) -> int:
        return sum(len(rows) for flow_id, rows in self.rows.items() if self._organization_of.get(flow_id) == organization_id)

    def belongs(self, flow_id: int, organization_id: str) -> None:
        """Whose the rows are that an earlier owner of the partition left."""
        self._organization_of.setdefault(flow_id, organization_id)

    def next_flows(self) -> Iterator[int]:
        """The flows that have rows waiting, each organization once before any comes twice; the next turn begins elsewhere."""
        seen: set[str] = set()
        later = []
        order = list(self._turn)
        for flow_id in order:
            organization_id = self._organization_of.get(flow_id, "")
            if organization_id in seen:
                later.append(flow_id)
                continue
            seen.add(organization_id)
            yield flow_id
        yield from later

    def turned(self, flow_id: int) -> None:
        """A flow has had its slice: to the end of the queue with it."""
        if flow_id in self._turn:
            self._turn.remove(flow_id)
            self._turn.append(flow_id)

    def crowded(self) -> set[str]:
        """Organizations that have more waiting here than their doors may add to."""
        organizations = set(self._organization_of.values())
        return {organization_id for organization_id in organizations if self.count_of(organization_id) >= CROWDED_ROWS}

    def write(self, pipe: Any, changes: dict[int, Change]) -> None:
        """Into the transaction that commits the turn."""
        for flow_id, (taken, added) in changes.items():
            key = rows_key(self._partition, flow_id)
            if added:
                pipe.rpush(key, *map(_pack, added))
            if taken:
                pipe.ltrim(key, taken, -1)
            if flow_id in self.rows:
                pipe.sadd(flows_key(self._partition), flow_id)
            else:
                pipe.srem(flows_key(self._partition), flow_id)
                pipe.delete(key)
