"""What a graph means, word by word and slowly: the reference that the compiled function and replays are held against, and the
eye of traces, because it can tell of each run of a block what went in, what came out, and what it remembered.

It takes the same rows as the compiled function and knows nothing of slots, flags or columns.
"""

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import UNSET

from flows.block import ERROR_PORT, Answer, State, ports_class
from flows.graphs.compiler import NOTHING, RESEND, STARTED, TICK, TIMERS, Compiled, Row, sentence_of
from flows.graphs.graph import Address, Graph, Placed
from flows.world import RecordingWorld


@dataclass(slots=True)
class Memory:
    """What a flow remembers for one key."""

    is_started: bool = False
    timers: dict[str, int] = field(default_factory=dict)
    states: dict[str, State] = field(default_factory=dict)
    last: dict[Address, Any] = field(default_factory=dict)
    # Outputs that are sent once more also when they have not changed.
    resend: set[Address] = field(default_factory=set)


@dataclass(slots=True)
class BlockRun:
    """One run of one block: all that it was given and all that came of it."""

    block_id: str
    key: int
    at: int
    inputs: dict[str, Any]
    fresh: frozenset[str]
    is_timer: bool
    answer: Answer | None
    state_before: State | None
    state_after: State | None = None
    # What was sent, by port; an output that has not changed, where that matters, is not among it.
    sent: dict[str, Any] = field(default_factory=dict)
    # What it asked the world for, as `RecordingWorld` notes it.
    effects: list[tuple[Any, ...]] = field(default_factory=list)
    error: str | None = None


@dataclass(slots=True)
class Wave:
    """One row on its way through the blocks."""

    key: int
    at: int
    value: Any
    quality: int
    memory: Memory
    source: Address | None = None
    timer: str = ""
    answered: str = ""
    is_first: bool = False
    sent: set[Address] = field(default_factory=set)


class Interpreter:
    """Runs rows one block after the other; `watch` is told of every run of a block, `watch_wave` of every wave at its end."""

    def __init__(
        self,
        graph: Graph,
        *,
        watch: Callable[[BlockRun], None] | None = None,
        watch_wave: Callable[[Wave], None] | None = None,
    ) -> None:
        self.graph = graph
        self.memories: dict[int, Memory] = {}
        self._watch = watch
        self._watch_wave = watch_wave
        self._blocks = list(graph.in_order())
        self._sources = [
            Address(placed.id, listen.port) for placed in self._blocks if placed.block.is_source for listen in placed.listens
        ]
        self._timed = [placed.id for placed in self._blocks if placed.block.has_timer]
        self._answered = [placed.id for placed in self._blocks if placed.block.has_answer]
        self._prepared = {placed.id: placed.block.prepare(placed.params) for placed in self._blocks if placed.block.prepare}

    def run(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.take(row)

    def take(self, row: Row) -> None:
        """One row, after every timer of its key that was due before."""
        entry, key, at, value, quality, _ = row
        memory = self.memories.setdefault(key, Memory())
        while due := sorted((when, block_id) for block_id, when in memory.timers.items() if when <= at):
            when, block_id = due[0]
            del memory.timers[block_id]
            arrived = value if entry == TICK else at
            if block_id in self._timed:
                self._wave(Wave(key, when, arrived, quality, memory, timer=block_id))
        wave = Wave(key, at, value, quality, memory)
        if entry != TICK and entry < len(self._sources):
            wave.source = self._sources[entry]
        elif entry != TICK and (entry := entry - len(self._sources)) < len(self._timed):
            wave.timer = self._timed[entry]
        elif entry != TICK:
            wave.answered = self._answered[entry - len(self._timed)]
        self._wave(wave)

    def _wave(self, wave: Wave) -> None:
        wave.is_first = not wave.memory.is_started
        wave.memory.is_started = True
        for placed in self._blocks:
            # What was held back is sent before anything else, so that a loop through it has an end.
            if placed.block.delays and placed.id in (wave.timer, wave.answered) and not self._lacks(placed, wave):
                self._run(placed, wave, frozenset(), is_sending=True)
        for placed in self._blocks:
            if placed.block.is_source:
                if wave.source is not None and placed.id == wave.source.block:
                    self._enter(placed, wave.source.port, wave)
                continue
            fresh = frozenset(name for name in placed.wires if self._arrives(placed, name, wave))
            if self._is_due(placed, fresh, wave) and not self._lacks(placed, wave):
                self._run(placed, wave, fresh, is_sending=not placed.block.delays)
        if self._watch_wave:
            self._watch_wave(wave)

    def _enter(self, placed: Placed, way: str, wave: Wave) -> None:
        self._send(Address(placed.id, way), wave.value, wave)
        ways = {listen.port for listen in placed.listens}
        beside = {"time": wave.at / 1_000_000, "quality": wave.quality}
        for port in placed.outputs:
            # Time and quality are those of what comes the usual way.
            if way == "value" and port.name not in ways:
                self._send(Address(placed.id, port.name), beside[port.name], wave)

    def _arrives(self, placed: Placed, name: str, wave: Wave) -> bool:
        """Whether an input got something in this wave. False sets off no trigger, unless it comes from one."""
        address = placed.wires[name]
        if address not in wave.sent:
            return False
        output = self.graph.blocks[address.block].output(address.port)
        is_from_trigger = output is not None and output.type == "trigger"
        return not _is_trigger(placed, name) or is_from_trigger or wave.memory.last[address] is not False

    def _is_due(self, placed: Placed, fresh: frozenset[str], wave: Wave) -> bool:
        block = placed.block
        is_woken = placed.id in (wave.timer, wave.answered) and not block.delays
        is_begun = wave.is_first and (block.starts or not placed.inputs)
        return bool(fresh.difference(block.quiet)) or is_woken or is_begun

    def _lacks(self, placed: Placed, wave: Wave) -> bool:
        return any(
            port.required
            and port.type != "trigger"
            and port.name in placed.wires
            and placed.wires[port.name] not in wave.memory.last
            for port in placed.inputs
        )

    def _run(self, placed: Placed, wave: Wave, fresh: frozenset[str], *, is_sending: bool) -> None:
        memory, block = wave.memory, placed.block
        inputs: dict[str, Any] = {}
        for name, address in placed.wires.items():
            if _is_trigger(placed, name):
                inputs[name] = name in fresh
            elif address in memory.last:
                inputs[name] = memory.last[address]
        if block.state_type is not None and placed.id not in memory.states:
            memory.states[placed.id] = block.state_type()
        state = memory.states.get(placed.id)
        told = BlockRun(
            block_id=placed.id,
            key=wave.key,
            at=wave.at,
            inputs=inputs,
            fresh=fresh,
            is_timer=placed.id == wave.timer and (is_sending or not block.delays),
            answer=wave.value if placed.id == wave.answered and (is_sending or not block.delays) else None,
            state_before=copy.deepcopy(state) if self._watch else state,
        )
        try:
            self._evaluate(placed, wave, told, state, is_sending)
        except Exception as error:
            told.error = sentence_of(error)
            if is_sending and placed.output(ERROR_PORT.name) is ERROR_PORT:
                told.sent[ERROR_PORT.name] = told.error
                self._send(Address(placed.id, ERROR_PORT.name), told.error, wave)
        if self._watch:
            told.state_after = copy.deepcopy(memory.states.get(placed.id))
            self._watch(told)

    def _evaluate(self, placed: Placed, wave: Wave, told: BlockRun, state: State | None, is_sending: bool) -> None:
        block, memory = placed.block, wave.memory
        assert block.evaluate is not None
        struct = ports_class("Inputs", placed.inputs) if block.ports else block.inputs_type
        offered: dict[str, Callable[[], Any]] = {
            "inputs": lambda: struct(**told.inputs),
            "params": lambda: placed.params,
            "state": lambda: state,
            "at": lambda: wave.at,
            "arrived": lambda: wave.value if placed.id == wave.timer and block.has_timer else wave.at,
            "quality": lambda: wave.quality,
            "fresh": lambda: told.fresh,
            "wired": lambda: frozenset(placed.wires),
            "answer": lambda: told.answer,
            "prepared": lambda: self._prepared[placed.id],
            "world": lambda: _RunWorld(told.effects, memory, placed.id, self._has_device(wave.key)),
        }
        answer = block.evaluate(**{name: offered[name]() for name in block.wants})
        if block.state_type is not None:
            answer, memory.states[placed.id] = answer
        if not is_sending:
            return
        for name in (port.name for port in placed.outputs if port is not ERROR_PORT):
            address, value = Address(placed.id, name), getattr(answer, name)
            if value is UNSET:
                continue
            if name in block.on_change and memory.last.get(address, NOTHING) == value and address not in memory.resend:
                continue
            memory.resend.discard(address)
            told.sent[name] = value
            self._send(address, value, wave)

    def _send(self, address: Address, value: Any, wave: Wave) -> None:
        wave.memory.last[address] = value
        wave.sent.add(address)

    def _has_device(self, key: int) -> bool:
        return self.graph.scope.is_each_device or self.graph.scope.device is not None


class _RunWorld(RecordingWorld):
    """The world of one run: effects are noted in it, timers are set in the memory of its key."""

    def __init__(self, effects: list[tuple[Any, ...]], memory: Memory, block_id: str, has_device: bool) -> None:
        self.calls = effects
        self._memory = memory
        self._block_id = block_id
        self._has_device = has_device

    def write(self, path: str, value: object, device_id: int | None = None) -> None:
        if device_id is None and not self._has_device:
            raise LookupError("The device that this flow ran for is gone, so there is none to write to.")
        super().write(path, value, device_id)

    def wake_at(self, due_us: int) -> None:
        super().wake_at(due_us)
        self._memory.timers[self._block_id] = due_us

    def stay_asleep(self) -> None:
        super().stay_asleep()
        self._memory.timers.pop(self._block_id, None)


def memory_of(compiled: Compiled, slots: Sequence[Any], *, revision: int) -> Memory:
    """What a compiled function keeps for a key, as the interpreter keeps it: a trace begins where the live flow stands."""
    memory = Memory(is_started=slots[STARTED] == revision, timers=dict(slots[TIMERS]))
    for index, slot in enumerate(compiled.slots):
        kind, _, name = slot.name.partition(":")
        if kind == "state":
            memory.states[name] = copy.deepcopy(slots[index])
        elif kind == "port" and slots[index] is not NOTHING:
            memory.last[Address.parse(name)] = slots[index]
        if kind == "port" and index in slots[RESEND]:
            memory.resend.add(Address.parse(name))
    return memory


def _is_trigger(placed: Placed, name: str) -> bool:
    port = placed.input(name)
    return port is not None and port.type == "trigger"
