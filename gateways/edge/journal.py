"""What the edge writes down about refusals and mistakes: all that helps, never a flood."""

from typing import TYPE_CHECKING, Any

from gateways.edge import limits
from telemetry import log

if TYPE_CHECKING:
    from gateways.edge.client import Client
    from gateways.edge.server import Edge


class Journal:
    def __init__(self, edge: "Edge") -> None:
        self._edge = edge
        self._refusals: dict[str, tuple[float, int]] = {}  # device or address -> start of its minute, refusals since
        self._more: dict[str, int] = {}  # device or address -> refusals of its last minute that were not written down
        self._owners: dict[str, tuple[str, int] | None] = {}  # by client id
        self._strangers = 0  # rows of nobody in this second
        self._problems: set[tuple[int, str, str]] = set()  # already written in this second

    def connection(self, entry: dict[str, Any]) -> None:
        device_id = entry["device_id"]
        self._edge.writer.event(log.partition_of(device_id) if device_id else 0, ["connection", entry])

    def knows(self, client: "Client") -> None:
        """Remember whose client id this is: an attempt with it that fails is news for that device's owner."""
        assert client.identity is not None
        owner = client.identity.organization_id, client.identity.device_id
        known = self._owners.pop(client.client_id, owner)
        # One that several organizations use says nothing.
        self._owners[client.client_id] = owner if known is not None and known[0] == owner[0] else None
        if len(self._owners) > limits.KNOWN_CLIENT_IDS:
            del self._owners[next(iter(self._owners))]

    def owner_of(self, client_id: str) -> tuple[str, int] | None:
        return self._owners.get(client_id)

    def has_room(self, address: str) -> bool:
        """Whether another refusal of a stranger at this address would be written down now."""
        start, count = self._refusals.get(address, (0.0, 0))
        return count < limits.REFUSALS_PER_MINUTE or self._edge.loop.time() - start >= 60

    def refused(self, entry: dict[str, Any]) -> None:
        """One row for each of the first refusals of a device or of a stranger's address in a minute; the next minute's first
        row tells the rest. Of all strangers together a few rows a second: an attack shall not fill the table, and noise
        behind the same address not hide what a device's owner looks for."""
        owner = f"device {entry['device_id']}" if entry["device_id"] else entry["address"]
        count = self.passed_over(owner)
        if count == 0 and (more := self._more.pop(owner, 0)):
            whose = "this device" if entry["device_id"] else "this address"
            entry["reason"] += f" ({more} more refusals of {whose} before were not written down.)"
        if count >= limits.REFUSALS_PER_MINUTE:
            return
        if not entry["device_id"]:
            if self._strangers >= limits.STRANGERS_PER_SECOND:
                return
            self._strangers += 1
        self.connection(entry)

    def passed_over(self, owner: str) -> int:
        """Count a refusal; answers how many came before it in its minute."""
        now = self._edge.loop.time()
        start, count = self._refusals.get(owner, (now, 0))
        if now - start >= 60:
            if count > limits.REFUSALS_PER_MINUTE:
                self._more[owner] = count - limits.REFUSALS_PER_MINUTE
            start, count = now, 0
        if owner not in self._refusals and len(self._refusals) >= limits.ADDRESSES:
            gone = next(iter(self._refusals))
            del self._refusals[gone]
            self._more.pop(gone, None)
        self._refusals[owner] = (start, count + 1)
        return count

    def problem(self, device_id: int, kind: str, message: str, payload: bytes) -> None:
        """A line for the device's log; the same line once a second."""
        if (device_id, kind, message) in self._problems or len(self._problems) > 1_000:
            return
        self._problems.add((device_id, kind, message))
        excerpt = payload[:300].decode(errors="replace")
        self._edge.writer.event(log.partition_of(device_id), ["problem", device_id, "warning", kind, message, excerpt])

    def tick(self) -> None:
        self._problems.clear()
        self._strangers = 0
