"""What a replay is told by its blocks: nothing is done, everything is listed."""

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

import numpy as np

from flows.graphs.columns import Array, Ints, NotInColumns
from flows.graphs.compiler import TIMERS, Row, States
from flows.replay.asking import ANSWERED
from flows.world import Change, World


class Told(Protocol):
    """Takes down what a flow would have done. Of one key everything comes in the order of time, block by block."""

    def alarm(self, block_id: str, key: int, at: int, change: Change, value: Any, text: str) -> None: ...

    def series(self, kind: str, block_id: str, key: int, times: Ints, values: Array, target: tuple[str, int | None]) -> None:
        """Many values of one kind: `show` of a widget, `write` of a metric, `note` of a debug block."""

    def effect(self, kind: str, block_id: str, key: int, at: int, details: Mapping[str, Any]) -> None:
        """Something else that would have been done, once: a command, a call."""

    def fail(self, block_id: str, key: int, at: int, error: Exception, inputs: Mapping[str, Any] | None = None) -> None: ...


class Asked(NamedTuple):
    """A call that waits for its answer."""

    kind: str
    request: dict[str, Any]
    block_id: str
    row: Row


class ReplayWorld:
    """The world of one block during a replay; `row` is set before each of its runs."""

    __slots__ = ("_asked", "_block_id", "_has_device", "_states", "_told", "_values", "row")

    def __init__(
        self, told: Told, block_id: str, *, states: States, has_device: bool, asked: "list[Asked] | None" = None
    ) -> None:
        self._told = told
        # Where calls wait that are answered; without it all of them are only listed.
        self._asked = asked
        self._block_id = block_id
        self._states = states
        self._has_device = has_device
        self._values: dict[tuple[str, int, str, int | None], tuple[list[int], list[Any]]] = {}
        self.row: Row = (0, 0, 0, None, 0, 0)

    def _append(self, kind: str, value: object, path: str = "", device_id: int | None = None) -> None:
        address = (kind, self.row[1], path, device_id)
        lists = self._values.get(address)
        if lists is None:
            lists = self._values[address] = ([], [])
        lists[0].append(self.row[2])
        lists[1].append(value)

    def flush(self) -> None:
        """Pass on what has been gathered one by one."""
        for (kind, key, path, device_id), (times, values) in self._values.items():
            self._told.series(kind, self._block_id, key, np.array(times, np.int64), column_of(values), (path, device_id))
        self._values.clear()

    def show(self, value: object) -> None:
        self._append("show", value)

    def look(self, look: Mapping[str, Any]) -> None:
        self._told.effect("look", self._block_id, self.row[1], self.row[2], dict(look))

    def write(self, path: str, value: object, device_id: int | None = None) -> None:
        if device_id is None and not self._has_device:
            raise LookupError("The device that this flow ran for is gone, so there is none to write to.")
        self._append("write", value, path, device_id)

    def complain(self, message: str) -> None:
        self._told.fail(self._block_id, self.row[1], self.row[2], ValueError(message))

    def note(self, value: object) -> None:
        self._append("note", value)

    def alarm(self, change: Change, value: object, text: str) -> None:
        self._told.alarm(self._block_id, self.row[1], self.row[2], change, value, text)

    def command(self, value: object, *, expires_in_s: float, metric_id: int | None = None, path: str = "") -> None:
        details = {"value": value, "metric_id": metric_id, "path": path}
        self._told.effect("command", self._block_id, self.row[1], self.row[2], details)

    def call(self, kind: str, request: Mapping[str, Any]) -> None:
        if self._asked is not None and kind in ANSWERED:
            self._asked.append(Asked(kind, dict(request), self._block_id, self.row))
            return
        self._told.effect(kind, self._block_id, self.row[1], self.row[2], {"request": dict(request)})

    def wake_at(self, due_us: int) -> None:
        self._states[self.row[1]][TIMERS][self._block_id] = due_us

    def stay_asleep(self) -> None:
        self._states[self.row[1]][TIMERS].pop(self._block_id, None)


class ReplayRows:
    """The world of many runs of one block at once."""

    def __init__(self, told: Told, world: ReplayWorld, *, block_id: str, key: int, at: Ints, has_device: bool) -> None:
        self._told, self._world, self._block_id = told, world, block_id
        self._key, self._at = key, at
        self._has_device = has_device

    def run(self, place: int) -> World:
        self._world.row = (0, self._key, int(self._at[place]), None, 0, 0)
        return self._world

    def show(self, values: Array) -> None:
        self._told.series("show", self._block_id, self._key, self._at, values, ("", None))

    def write(self, path: str, values: Array, device_id: int | None = None) -> None:
        if device_id is None and not self._has_device:
            raise NotInColumns  # one by one, each run fails with its sentence
        self._told.series("write", self._block_id, self._key, self._at, values, (path, device_id))

    def note(self, values: Array) -> None:
        self._told.series("note", self._block_id, self._key, self._at, values, ("", None))


def column_of(values: list[Any]) -> Array:
    """Python values as an array that gives back the very same ones."""
    kinds = set(map(type, values))
    if kinds == {float}:
        return np.array(values, np.float64)
    if kinds == {bool}:
        return np.array(values, np.bool_)
    if kinds == {int} and all(-(2**63) <= value < 2**63 for value in values):
        return np.array(values, np.int64)
    return np.fromiter(values, object, len(values))
