"""A graph block by block instead of row by row: each block takes all runs of one key at once.

A wave is a place in the chunk. What a block sent is a `Column`: the places at which it sent, and the values. So what the
interpreter says about one wave is said here about all of them: a block runs at every place where something arrived, once
all it needs has come, with the newest values it had there.

Blocks without `columns` are run one by one, here too. Graphs with timers, answers or loops are not for columns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, NamedTuple

import msgspec
import numpy as np
from msgspec import UNSET

from flows.block import ERROR_PORT, ports_class
from flows.graphs.columns import Array, Booleans, Ints, NotInColumns, Sent, plain
from flows.graphs.compiler import NOTHING, sentence_of
from flows.graphs.graph import Address, Graph, Placed
from flows.graphs.interpreter import Memory
from flows.replay.told import ReplayRows, ReplayWorld, Told, column_of

# Below so many runs, arrays cost more than they gain.
WORTHWHILE = 32


@dataclass(frozen=True, slots=True)
class Chunk:
    """Rows of one key in the order of time: for each way in, the places at which its rows stand and their values."""

    at: Ints
    quality: Array
    ways: Mapping[int, tuple[Ints, Array]]

    def __len__(self) -> int:
        return len(self.at)


class Column(NamedTuple):
    """What an output sent: in ascending order the places, and as many values."""

    where: Ints
    values: Array


class Columnar:
    """Runs chunks through a graph; what is remembered of a key stands in its `Memory`."""

    def __init__(self, graph: Graph, told: Told) -> None:
        self._told = told
        self._has_device = graph.scope.is_each_device or graph.scope.device is not None
        self._blocks = [_Prepared(placed) for placed in graph.in_order()]
        self._graph = graph
        self._entries = _entries_of(graph)
        self._worlds = {
            one.placed.id: ReplayWorld(told, one.placed.id, states={}, has_device=self._has_device)
            for one in self._blocks
            if "world" in one.placed.block.wants
        }

    @staticmethod
    def takes(graph: Graph) -> bool:
        """Whether every wave of the graph begins with a row; timers and answers bring others."""
        return not any(one.block.has_timer or one.block.has_answer or one.block.delays for one in graph.blocks.values())

    @staticmethod
    def gains(graph: Graph) -> bool:
        """Whether at least one block computes columns."""
        return any(one.block.columns is not None for one in graph.blocks.values())

    def run(self, key: int, memory: Memory, chunk: Chunk) -> None:
        if not len(chunk):
            return
        with np.errstate(all="ignore"):  # what matters of it is seen in the values
            _Pass(self, key, memory, chunk).run()


class _Prepared:
    """A block with all that stays the same from chunk to chunk."""

    def __init__(self, placed: Placed) -> None:
        self.placed = placed
        block = placed.block
        self.struct = ports_class("Inputs", placed.inputs) if block.ports else block.inputs_type
        self.prepared = block.prepare(placed.params) if block.prepare else None
        self.triggers = {port.name for port in placed.inputs if port.type == "trigger"}
        self.required = [
            placed.wires[port.name]
            for port in placed.inputs
            if port.required and port.type != "trigger" and port.name in placed.wires
        ]
        self.outputs = [port.name for port in placed.outputs if port is not ERROR_PORT]
        self.defaults = {field.name: field.default for field in msgspec.structs.fields(self.struct) if not field.required}
        self.is_start = (not placed.inputs or block.starts) and not block.is_source
        self.column_wants: Sequence[str] = ()
        if block.columns is not None:
            code = block.columns.__code__
            self.column_wants = code.co_varnames[: code.co_argcount]


def _entries_of(graph: Graph) -> dict[Address, int]:
    ways = [Address(placed.id, listen.port) for placed in graph.sources() for listen in placed.listens]
    return {address: entry for entry, address in enumerate(ways)}


class _Pass:
    """One chunk of one key on its way through the blocks."""

    def __init__(self, columnar: Columnar, key: int, memory: Memory, chunk: Chunk) -> None:
        self.owner, self.key, self.memory, self.chunk = columnar, key, memory, chunk
        self.columns: dict[Address, Column] = {}
        # Stands for every place, and is recognized by being this very array.
        self.all: Ints = np.arange(len(chunk))

    def run(self) -> None:
        for one in self.owner._blocks:
            if one.placed.block.is_source:
                self._enter(one.placed)
            else:
                self._run_block(one)
        for address, column in self.columns.items():
            self.memory.last[address] = plain(column.values[-1])
        self.memory.is_started = True

    def _enter(self, placed: Placed) -> None:
        ways = {listen.port for listen in placed.listens}
        for port in placed.outputs:
            entry = self.owner._entries[Address(placed.id, port.name if port.name in ways else "value")]
            if entry not in self.chunk.ways:
                continue
            where, values = self.chunk.ways[entry]
            if not len(where):
                continue
            if len(where) == len(self.all):
                where = self.all
            if port.name not in ways:
                values = self.chunk.at[where] / 1_000_000 if port.name == "time" else self.chunk.quality[where].astype(np.int64)
            self.columns[Address(placed.id, port.name)] = Column(where, values)

    # --- when it runs

    def _run_block(self, one: "_Prepared") -> None:
        runs = self._runs(one)
        if not len(runs):
            return
        wires = one.placed.wires.items()
        inputs = {name: values for name, address in wires if (values := self._input(one, name, address, runs)) is not None}
        if one.placed.block.columns is not None and len(runs) >= WORTHWHILE:
            try:
                self._at_once(one, runs, inputs)
            except NotInColumns:
                pass
            else:
                return
        self._one_by_one(one, runs, inputs)

    def _runs(self, one: "_Prepared") -> Ints:
        """The places at which the block runs."""
        placed = one.placed
        starting = [self._arrivals(one, name) for name in placed.wires if name not in placed.block.quiet]
        if one.is_start and not self.memory.is_started:
            starting.append(self.all[:1])
        runs = _union([places for places in starting if len(places)], self.all)
        for address in one.required:
            if address in self.memory.last:
                continue
            if address not in self.columns:
                return self.all[:0]
            first = self.columns[address].where[0]
            if len(runs) and first > runs[0]:
                runs = runs[np.searchsorted(runs, first) :]
        return runs

    def _arrivals(self, one: "_Prepared", name: str) -> Ints:
        address = one.placed.wires[name]
        column = self.columns.get(address)
        if column is None:
            return self.all[:0]
        if name not in one.triggers or self._is_trigger(address):
            return column.where
        if column.values.dtype == np.bool_:
            return column.where if column.values.all() else column.where[column.values]
        if column.values.dtype == object:
            return column.where[np.fromiter((value is not False for value in column.values), np.bool_, len(column.values))]
        return column.where

    def _is_trigger(self, address: Address) -> bool:
        output = self.owner._graph.blocks[address.block].output(address.port)
        return output is not None and output.type == "trigger"

    # --- with what

    def _input(self, one: "_Prepared", name: str, address: Address, runs: Ints) -> Array | None:
        """The newest value that the input has at each run; None when it never has one."""
        if name in one.triggers:
            return _contained(runs, self._arrivals(one, name))
        column = self.columns.get(address)
        before = self.memory.last.get(address, NOTHING)
        if column is None:
            return None if before is NOTHING else _repeated(before, len(runs))
        if column.where is runs:
            return column.values
        places = np.searchsorted(column.where, runs, side="right") - 1
        if not len(places) or places[0] >= 0:
            return column.values[places]
        # Some runs come before the first value of this chunk: they have what was there before, or the default.
        if before is NOTHING:
            before = one.defaults[name]
        missing = int(np.searchsorted(places, 0))
        later: list[Any] = column.values[places[missing:]].tolist()
        return column_of([before] * missing + later)

    # --- running

    def _state(self, placed: Placed) -> Any:
        if placed.block.state_type is None:
            return None
        return self.memory.states.setdefault(placed.id, placed.block.state_type())

    def _at_once(self, one: "_Prepared", runs: Ints, inputs: dict[str, Array]) -> None:
        placed, block = one.placed, one.placed.block
        assert block.columns is not None
        at = self.chunk.at if runs is self.all else self.chunk.at[runs]
        offered: dict[str, Any] = {
            "inputs": SimpleNamespace(**(one.defaults | inputs)),
            "params": placed.params,
            "prepared": one.prepared,
            "at": at,
            "state": self._state(placed),
        }
        if "world" in one.column_wants:
            owner = self.owner
            offered["world"] = ReplayRows(
                owner._told, owner._worlds[placed.id], block_id=placed.id, key=self.key, at=at, has_device=owner._has_device
            )
        answer = block.columns(**{name: offered[name] for name in one.column_wants})
        if block.state_type is not None:
            answer, self.memory.states[placed.id] = answer
        for name, values in answer.items():
            if isinstance(values, Sent):
                self._send(placed, name, runs[values.where], values.values[values.where])
            else:
                self._send(placed, name, runs, values)

    def _one_by_one(self, one: "_Prepared", runs: Ints, inputs: dict[str, Array]) -> None:
        placed, block, told, key = one.placed, one.placed.block, self.owner._told, self.key
        evaluate, wants, struct = block.evaluate, block.wants, one.struct
        assert evaluate is not None
        names, columns = list(inputs), [values.tolist() for values in inputs.values()]
        times, qualities = self.chunk.at[runs].tolist(), self.chunk.quality[runs].tolist()
        fresh = (
            [(name, _contained(runs, self._arrivals(one, name)).tolist()) for name in placed.wires] if "fresh" in wants else []
        )
        world = self.owner._worlds.get(placed.id)
        offered: dict[str, Any] = {"params": placed.params, "prepared": one.prepared, "world": world, "answer": None}
        sent: dict[str, tuple[list[int], list[Any]]] = {name: ([], []) for name in [*one.outputs, ERROR_PORT.name]}
        state = self._state(placed)
        for index, place in enumerate(runs.tolist()):
            at = times[index]
            given = {name: values[index] for name, values in zip(names, columns, strict=True)}
            offered["inputs"] = struct(**given)
            offered["at"] = offered["arrived"] = at
            offered["quality"], offered["state"] = qualities[index], state
            if fresh:
                offered["fresh"] = frozenset(name for name, arrived in fresh if arrived[index])
            elif "fresh" in wants:
                offered["fresh"] = frozenset()
            if world is not None:
                world.row = (0, key, at, None, qualities[index], place)
            try:
                outputs = evaluate(**{name: offered[name] for name in wants})
            except Exception as error:
                told.fail(placed.id, key, at, error, given)
                sent[ERROR_PORT.name][0].append(place)
                sent[ERROR_PORT.name][1].append(sentence_of(error))
                continue
            if block.state_type is not None:
                outputs, state = outputs
            for name in one.outputs:
                if (value := getattr(outputs, name)) is not UNSET:
                    sent[name][0].append(place)
                    sent[name][1].append(value)
        if block.state_type is not None:
            self.memory.states[placed.id] = state
        if world is not None:
            world.flush()
        for name, (places, values) in sent.items():
            if places and (name in one.outputs or placed.output(name) is ERROR_PORT):
                where = runs if len(places) == len(runs) else np.array(places, np.int64)
                self._send(placed, name, where, column_of(values))

    # --- what it sends

    def _send(self, placed: Placed, name: str, where: Ints, values: Array) -> None:
        address = Address(placed.id, name)
        if name in placed.block.on_change and len(values):
            changed = _changes(values, self.memory.last.get(address, NOTHING))
            values, where = values[changed], where[changed]
        if len(values):
            self.columns[address] = Column(where, values)


def _union(places: Sequence[Ints], everywhere: Ints) -> Ints:
    if not places:
        return everywhere[:0]
    first = places[0]
    if any(one is everywhere for one in places):
        return everywhere
    if all(one is first for one in places[1:]):
        return first
    found: Ints = np.unique(np.concatenate(places))
    return everywhere if len(found) == len(everywhere) else found


def _contained(runs: Ints, places: Ints) -> Booleans:
    """At which of the runs something arrived."""
    if places is runs:
        return np.ones(len(runs), np.bool_)
    found: Booleans = np.isin(runs, places, assume_unique=True)
    return found


def _repeated(value: Any, count: int) -> Array:
    if type(value) in (float, bool) or (type(value) is int and -(2**63) <= value < 2**63):
        return np.full(count, value)
    return np.fromiter((value for _ in range(count)), object, count)  # a list in it would else be taken for many values


def _changes(values: Array, before: Any) -> Booleans:
    """Where a value differs from the one before it."""
    changed = np.empty(len(values), np.bool_)
    changed[0] = before is NOTHING or bool(plain(values[0]) != before)
    if values.dtype == object:
        listed = values.tolist()
        changed[1:] = [one != other for one, other in zip(listed[1:], listed, strict=False)]
    else:
        np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed
