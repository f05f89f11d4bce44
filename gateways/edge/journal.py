"""What the edge writes down about refusals and mistakes: all that helps, never a flood."""

from typing import TYPE_CHECKING, Any

from gateways.edge import limits
from telemetry import log

if TYPE_CHECKING:
    from gateways.edge.server import Edge


class Journal:
    def __init__(self, edge: "Edge") -> None:
        self._edge = edge
        self._refusals: dict[str, tuple[float, int]] = {}  # address -> start of its minute, refusals since
        self._problems: set[tuple[int, str, str]] = set()  # already written in this second

    def connection(self, entry: dict[str, Any]) -> None:
        device_id = entry["device_id"]
        self._edge.writer.event(log.partition_of(device_id) if device_id else 0, ["connection", entry])

    def refused(self, entry: dict[str, Any]) -> None:
        """One row for each of the first refusals of an address in a minute; the next minute's first row tells the rest."""
        address, now = entry["address"], self._edge.loop.time()
        start, count = self._refusals.get(address, (now, 0))
        if now - start >= 60:
            more = count - limits.REFUSALS_PER_MINUTE
            if more > 0:
                entry["reason"] += f" ({more} more refusals of this address before were not written down.)"
            start, count = now, 0
        if address not in self._refusals and len(self._refusals) >= limits.ADDRESSES:
            self._refusals.pop(next(iter(self._refusals)))
        self._refusals[address] = (start, count + 1)
        if count < limits.REFUSALS_PER_MINUTE:
            self.connection(entry)

    def problem(self, device_id: int, kind: str, message: str, payload: bytes) -> None:
        """A line for the device's log; the same line once a second."""
        if (device_id, kind, message) in self._problems or len(self._problems) > 1_000:
            return
        self._problems.add((device_id, kind, message))
        excerpt = payload[:300].decode(errors="replace")
        self._edge.writer.event(log.partition_of(device_id), ["problem", device_id, "warning", kind, message, excerpt])

    def tick(self) -> None:
        self._problems.clear()
