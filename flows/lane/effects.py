"""What a batch of one flow asks for: gathered while the blocks run, then committed together with their state."""

from collections import deque
from collections.abc import Mapping
from typing import Any

from flows.graphs.compiler import TIMERS, Row, States
from flows.lane.state import MESSAGES_KEPT
from flows.outputs import look_of
from flows.world import Change

MAX_POINTS = 200  # of one widget output in one batch: as many as a browser takes


class Gathered:
    """The effects of one batch of one flow, in the order in which they were asked for."""

    def __init__(self, *, run_device_id: int | None, is_each_device: bool) -> None:
        self._run_device_id = run_device_id
        self._is_each_device = is_each_device
        self.states: States = {}
        self.keeps_points = False
        self.clear()

    def clear(self) -> None:
        self.alarms: list[tuple[str, Row, Change, Any, str]] = []
        self.commands: list[tuple[str, Row, Any, float, int | None, str]] = []
        self.calls: list[tuple[str, Row, str, dict[str, Any]]] = []
        self.samples: list[tuple[str, Row, int, str, Any]] = []
        self.shown: dict[tuple[str, int], tuple[int, Any, int]] = {}
        self.points: dict[tuple[str, int], deque[tuple[int, Any]]] = {}
        self.notes: deque[tuple[int, str, int, Any]] = deque(maxlen=MESSAGES_KEPT)
        self.timers: dict[tuple[int, str], int | None] = {}
        self.errors: dict[str, tuple[int, int, int, str]] = {}
        # What the last failed run of a block was given.
        self.error_inputs: dict[str, Mapping[str, Any]] = {}

    def fail(self, block_id: str, key: int, at: int, error: Exception, inputs: Mapping[str, Any] | None = None) -> None:
        """A block has failed: count it, keep the last. The other blocks and the next rows go on."""
        count = self.errors[block_id][0] if block_id in self.errors else 0
        self.errors[block_id] = (count + 1, at, key, (str(error) or type(error).__name__)[:500])
        self.error_inputs[block_id] = inputs or {}

    def device_of(self, key: int) -> int | None:
        return key if self._is_each_device else self._run_device_id


class GatheringWorld:
    """The world of one block during a batch; `row` is set before each of its runs."""

    __slots__ = ("_block_id", "_gathered", "row")

    def __init__(self, gathered: Gathered, block_id: str) -> None:
        self._gathered = gathered
        self._block_id = block_id
        self.row: Row = (0, 0, 0, None, 0, 0)

    def show(self, value: object) -> None:
        _, key, at, _, quality, _ = self.row
        address = (self._block_id, key)
        self._gathered.shown[address] = (at, value, quality)
        if self._gathered.keeps_points:
            points = self._gathered.points.get(address)
            if points is None:
                points = self._gathered.points[address] = deque(maxlen=MAX_POINTS)
            points.append((at, value))

    def look(self, look: Mapping[str, Any]) -> None:
        _, key, at, _, _, _ = self.row
        self._gathered.shown[look_of(self._block_id), key] = (at, dict(look), 0)

    def write(self, path: str, value: object, device_id: int | None = None) -> None:
        target = self._gathered.device_of(self.row[1]) if device_id is None else device_id
        if target is None:
            raise LookupError("The device that this flow ran for is gone, so there is none to write to.")
        self._gathered.samples.append((self._block_id, self.row, target, path, value))

    def alarm(self, change: Change, value: object, text: str) -> None:
        self._gathered.alarms.append((self._block_id, self.row, change, value, text))

    def command(self, value: object, *, expires_in_s: float, metric_id: int | None = None, path: str = "") -> None:
        self._gathered.commands.append((self._block_id, self.row, value, expires_in_s, metric_id, path))

    def call(self, kind: str, request: Mapping[str, Any]) -> None:
        self._gathered.calls.append((self._block_id, self.row, kind, dict(request)))

    def complain(self, message: str) -> None:
        self._gathered.fail(self._block_id, self.row[1], self.row[2], ValueError(message))

    def note(self, value: object) -> None:
        self._gathered.notes.append((self.row[2], self._block_id, self.row[1], value))

    def wake_at(self, due_us: int) -> None:
        key = self.row[1]
        self._gathered.states[key][TIMERS][self._block_id] = due_us
        self._gathered.timers[key, self._block_id] = due_us

    def stay_asleep(self) -> None:
        key = self.row[1]
        self._gathered.states[key][TIMERS].pop(self._block_id, None)
        self._gathered.timers[key, self._block_id] = None
