"""A graph over the rows of one key after the other: in columns where the graph and the number of rows allow it, else row by
row with the very function that runs live.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from typing import Any

from flows.graphs.compiler import TICK, TIMERS, Row, States, compile_graph
from flows.graphs.graph import Graph
from flows.graphs.interpreter import Memory
from flows.replay.asking import Ask
from flows.replay.columnar import Chunk, Columnar
from flows.replay.told import Asked, ReplayWorld, Told

# Of one key altogether; with fewer the generated function is faster.
MIN_ROWS_FOR_COLUMNS = 200
# Wake-up calls of one key without a row between them: a flow that wakes itself each microsecond must not run for ever.
MAX_TICKS = 1_000_000


class TooManyTicks(Exception):
    """The blocks wake themselves too often."""


class Runner:
    """One graph during a replay. Keys come one after the other: `begin`, any number of `feed`, `finish`."""

    def __init__(
        self,
        graph: Graph,
        told: Told,
        *,
        allows_columns: bool = True,
        on_ticks: Callable[[int], None] = lambda count: None,
        ask: Ask | None = None,
    ) -> None:
        self.graph = graph
        self._ask = ask
        self._asked: list[Asked] = []
        self._on_ticks = on_ticks
        self._compiled = compile_graph(graph)
        self._has_timers = any(placed.block.has_timer for placed in graph.blocks.values())
        has_device = graph.scope.is_each_device or graph.scope.device is not None
        self._states: States = {}
        self._worlds: list[ReplayWorld] = []

        def world(block_id: str) -> ReplayWorld:
            asked = self._asked if ask is not None else None
            made = ReplayWorld(told, block_id, states=self._states, has_device=has_device, asked=asked)
            self._worlds.append(made)
            return made

        self._run = self._compiled.bind(world=world, fail=told.fail)
        self._columnar = Columnar(graph, told) if allows_columns and Columnar.takes(graph) and Columnar.gains(graph) else None
        self._memory: Memory | None = None
        self._key = 0

    @property
    def computes_columns(self) -> bool:
        """Whether long histories are computed in columns."""
        return self._columnar is not None

    def begin(self, key: int) -> None:
        """From here on come the rows of this key, which remembers nothing yet."""
        self._key, self._memory = key, None
        self._states.clear()

    def feed(self, chunk: Chunk, *, is_all: bool = False) -> None:
        """The next rows of the key. `is_all`: there are no others."""
        is_short = is_all and len(chunk) < MIN_ROWS_FOR_COLUMNS
        if self._columnar is not None and not self._states and not (is_short and self._memory is None):
            if self._memory is None:
                self._memory = Memory()
            self._columnar.run(self._key, self._memory, chunk)
            return
        self._run_rows(rows_of(chunk, self._key))

    def finish(self, end_us: int) -> None:
        """Let the clock go on to the end of the range: what is due by then comes due."""
        if self._has_timers and self._key in self._states:
            self._run_rows([], until_us=end_us)

    def _run_rows(self, rows: Iterable[Row], *, until_us: int | None = None) -> None:
        if self._key not in self._states:
            self._states[self._key] = self._compiled.fresh()
        if self._has_timers:
            rows = self._ticked(rows, until_us)
        self._run(rows if self._ask is None else self._answered(rows, self._ask), self._states)
        for world in self._worlds:
            world.flush()

    def _answered(self, rows: Iterable[Row], ask: Ask) -> Iterator[Row]:
        """The rows, each before the answers to what its run has asked for: they come at once, as of the same moment."""
        for row in rows:
            yield row
            while self._asked:
                kind, request, block_id, asking = self._asked.pop(0)
                self._on_ticks(1)
                answer = ask(kind, request, block_id, asking[1], asking[2])
                yield (self._compiled.answer_entries[block_id], asking[1], asking[2], answer, asking[4], asking[5])

    def _ticked(self, rows: Iterable[Row], until_us: int | None) -> Iterator[Row]:
        """The rows, each after a tick for every timer that was due before: as on a machine that is never late."""
        for row in rows:
            yield from self._ticks(row[2])
            yield row
        if until_us is not None:
            yield from self._ticks(until_us)

    def _ticks(self, until_us: int) -> Iterator[Row]:
        timers: dict[str, int] = self._states[self._key][TIMERS]
        count = 0
        while timers and (due := min(timers.values())) <= until_us:
            count += 1
            if count > MAX_TICKS:
                raise TooManyTicks
            if count % 10_000 == 0:
                self._on_ticks(10_000)
            yield (TICK, self._key, due, due, 0, 0)


def rows_of(chunk: Chunk, key: int) -> Iterable[Row]:
    """The chunk as rows; what comes by no way in is a tick."""
    times, qualities, places = chunk.at.tolist(), chunk.quality.tolist(), range(len(chunk))
    if len(chunk.ways) == 1:
        ((entry, (where, values)),) = chunk.ways.items()
        if len(where) == len(chunk):
            return zip(repeat(entry), repeat(key), times, values.tolist(), qualities, places, strict=False)
    entries, taken = [TICK] * len(chunk), list[Any](times)
    for entry, (where, values) in chunk.ways.items():
        for place, value in zip(where.tolist(), values.tolist(), strict=True):
            entries[place], taken[place] = entry, value
    return zip(entries, repeat(key), times, taken, qualities, places, strict=False)
