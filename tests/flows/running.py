"""One block on a bench: samples in, timers fired at their time, what it sends written down."""

from typing import Any

import msgspec
from msgspec import UNSET

from flows.block import Answer, Block, ports_class
from flows.graphs.facts import NoFacts
from flows.world import RecordingWorld


class _World(RecordingWorld):
    due: int | None = None

    def wake_at(self, due_us: int) -> None:
        self.due = due_us

    def stay_asleep(self) -> None:
        self.due = None


class Bench:
    """Runs a block as the engine does: what was due before a sample runs before it, and the state is packed in between."""

    def __init__(self, block: Block, **params: Any) -> None:
        self.block = block
        self.params = block.params_type(**params)
        inputs, outputs = block.ports_of(self.params, NoFacts())
        self._outputs = {port.name for port in outputs}
        self._inputs = ports_class("Inputs", inputs) if block.ports else block.inputs_type
        self._triggers = {port.name for port in inputs if port.type == "trigger"}
        self._known: dict[str, Any] = {port.name: None for port in inputs if port.required}
        self.prepared = block.prepare(self.params) if block.prepare else None
        self.state: Any = block.state_type() if block.state_type else None
        self.world = _World()
        self.wired: frozenset[str] = frozenset()
        self.sent: list[tuple[float, dict[str, Any]]] = []

    @property
    def due_s(self) -> float | None:
        return None if self.world.due is None else self.world.due / 1_000_000

    def send(self, at_s: float, **values: Any) -> dict[str, Any]:
        self.wait(at_s)
        self._known |= values
        sent = self._run(round(at_s * 1_000_000), values.keys())
        for name in self._triggers & values.keys():
            del self._known[name]
        return sent

    def answer(self, at_s: float, answer: Answer) -> dict[str, Any]:
        return self._run(round(at_s * 1_000_000), (), answer=answer)

    def wait(self, until_s: float) -> None:
        until = round(until_s * 1_000_000)
        while self.world.due is not None and self.world.due <= until:
            due, self.world.due = self.world.due, None
            self._run(due, (), arrived=until)

    def _run(self, at: int, fresh: Any, *, answer: Answer | None = None, arrived: int | None = None) -> dict[str, Any]:
        offered = {
            "inputs": self._inputs(**self._known),
            "params": self.params,
            "state": self.state,
            "at": at,
            "arrived": at if arrived is None else arrived,
            "world": self.world,
            "prepared": self.prepared,
            "fresh": frozenset(fresh),
            "answer": answer,
            "quality": 0,
            "wired": self.wired,
        }
        given = self.block.evaluate(**{name: offered[name] for name in self.block.wants})  # type: ignore[misc]  # it has one
        if self.block.state_type:
            given, self.state = given
            self.state = msgspec.msgpack.decode(msgspec.msgpack.encode(self.state), type=self.block.state_type)
        sent = {name: value for name, value in msgspec.structs.asdict(given).items() if value is not UNSET}
        assert sent.keys() <= self._outputs
        if sent:
            self.sent.append((at / 1_000_000, sent))
        return sent
