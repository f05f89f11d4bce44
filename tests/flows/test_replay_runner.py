"""Replays over drawn samples: in columns, row by row and by the word of the interpreter it comes to the same."""

import math
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from flows.graphs.compiler import TICK
from flows.graphs.facts import NoFacts
from flows.graphs.graph import Graph
from flows.graphs.interpreter import BlockRun, Interpreter
from flows.graphs.validation import check
from flows.replay import columnar, runner
from flows.replay.columnar import Chunk
from flows.replay.runner import Runner
from flows.replay.told import column_of
from tests.flows.drawing import draw, reference_flow
from tests.flows.random_flows import random_flow


def graph_of(document: dict[str, Any]) -> Graph:
    result = check(document, NoFacts())
    assert result.graph is not None, result.problems
    return result.graph


class Everything:
    """Keeps all that it is told, each thing with its time."""

    def __init__(self) -> None:
        self.items: list[tuple[int, str, str, Any]] = []

    def alarm(self, block_id, key, at, change, value, text):
        self.items.append((at, block_id, change, value))

    def series(self, kind, block_id, key, times, values, target):
        self.items += [(at, block_id, kind, value) for at, value in zip(times.tolist(), values.tolist(), strict=True)]

    def effect(self, kind, block_id, key, at, details):
        what = details if kind == "look" else details.get("value", details.get("request"))
        self.items.append((at, block_id, kind, what))

    def fail(self, block_id, key, at, error, inputs=None):
        self.items.append((at, block_id, "fail", str(error) or type(error).__name__))

    def by_block(self) -> dict[str, list[Any]]:
        """Looks apart: values are told many at once, so that either may come first."""
        found: dict[str, list[Any]] = {}
        for at, block_id, kind, value in self.items:
            found.setdefault(f"{block_id} look" if kind == "look" else block_id, []).append((at, kind, repr(value)))
        return found


def chunks(samples: list[tuple[int, int, Any]], cuts: int) -> list[Chunk]:
    """Samples (entry, time, value) of one key, cut into several chunks."""
    size = max(1, -(-len(samples) // cuts))
    found = []
    for start in range(0, len(samples), size):
        part = samples[start : start + size]
        ways = {}
        for entry in {sample[0] for sample in part}:
            places = [place for place, sample in enumerate(part) if sample[0] == entry]
            ways[entry] = (np.array(places), column_of([part[place][2] for place in places]))
        found.append(Chunk(np.array([at for _, at, _ in part]), np.zeros(len(part), np.uint8), ways))
    return found


def replayed(graph: Graph, parts: list[Chunk], *, until_us: int, allows_columns: bool) -> Everything:
    told = Everything()
    running = Runner(graph, told, allows_columns=allows_columns)
    running.begin(1)
    for part in parts:
        running.feed(part)
    running.finish(until_us)
    return told


def interpreted(graph: Graph, samples: list[tuple[int, int, Any]], *, until_us: int) -> Everything:
    told = Everything()

    def watch(run: BlockRun) -> None:
        if run.error is not None:
            told.fail(run.block_id, 1, run.at, ValueError(run.error))
        for kind, *rest in run.effects:
            if kind in ("raise", "clear", "acknowledge"):
                told.alarm(run.block_id, 1, run.at, kind, rest[0], rest[1])
            elif kind in ("show", "look", "note"):
                told.items.append((run.at, run.block_id, kind, rest[0]))
            elif kind in ("write", "command"):
                told.items.append((run.at, run.block_id, kind, rest[1]))
            elif kind == "call":
                told.items.append((run.at, run.block_id, rest[0], rest[1]))

    interpreter = Interpreter(graph, watch=watch)

    def tick_until(at: int) -> None:
        memory = interpreter.memories.get(1)
        while memory and memory.timers and (due := min(memory.timers.values())) <= at:
            interpreter.take((TICK, 1, due, due, 0, 0))

    for entry, at, value in samples:
        tick_until(at)
        interpreter.take((entry, 1, at, value, 0, 0))
    tick_until(until_us)
    return told


SAMPLES = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(0, 4),
        st.one_of(st.integers(-1, 6).map(float), st.integers(-1, 6), st.floats(-1e6, 1e6, allow_nan=False)),
    ),
    min_size=1,
    max_size=60,
)


@pytest.mark.slow
@example(2576363, [(0, 0, 0.0)], 1, 1)  # a widget whose looks are wired too
@settings(deadline=None, max_examples=80, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 2**32), SAMPLES, st.integers(1, 4), st.sampled_from([1, 32]))
def test_columns_equal_rows_equal_the_interpreter(seed: int, drawn: list[tuple[int, int, Any]], cuts: int, worthwhile: int):
    graph = graph_of(random_flow(random.Random(seed)))
    samples, at = [], 0
    for entry, step_s, value in drawn:
        at += step_s * 1_000_000
        samples.append((entry, at, value))
    until_us = at + 10_000_000
    before, columnar.WORTHWHILE = columnar.WORTHWHILE, worthwhile
    try:
        in_columns = replayed(graph, chunks(samples, cuts), until_us=until_us, allows_columns=True)
        by_row = replayed(graph, chunks(samples, cuts), until_us=until_us, allows_columns=False)
    finally:
        columnar.WORTHWHILE = before
    reference = interpreted(graph, samples, until_us=until_us)

    assert by_row.by_block() == reference.by_block()
    assert in_columns.by_block() == reference.by_block()


def wave_of(count: int, seed: int = 1) -> list[tuple[int, int, float]]:
    chance = random.Random(seed)
    return [(0, step * 1_000_000, round(25 + 6 * math.sin(step / 40) + chance.uniform(-1, 1), 3)) for step in range(count)]


@pytest.mark.parametrize("cuts", [1, 7, 100])
def test_the_reference_flow_in_columns_raises_the_same_alarms_with_the_same_floats(cuts: int):
    graph, samples = graph_of(reference_flow()), wave_of(5_000)

    in_columns = replayed(graph, chunks(samples, cuts), until_us=10**12, allows_columns=True)
    by_row = replayed(graph, chunks(samples, cuts), until_us=10**12, allows_columns=False)

    assert len(in_columns.items) >= 40
    assert in_columns.items == by_row.items


def test_no_block_of_the_reference_flow_refuses_columns(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(columnar, "WORTHWHILE", 1)
    monkeypatch.setattr(columnar._Pass, "_one_by_one", lambda *_: pytest.fail("run one by one"))

    told = replayed(graph_of(reference_flow()), chunks(wave_of(1_000), 2), until_us=10**12, allows_columns=True)

    assert told.items


def test_few_rows_are_run_one_by_one():
    running = Runner(graph_of(reference_flow()), told := Everything())
    running.begin(1)

    running.feed(chunks([(0, at, 50.0) for at in range(runner.MIN_ROWS_FOR_COLUMNS - 1)], 1)[0], is_all=True)

    assert [item[2] for item in told.items] == ["raise"]
    assert running._memory is None


def test_a_timer_fires_at_its_time_between_two_samples_far_apart_and_after_the_last():
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "door", "values": "boolean"}),
            "b2": ("logic.on_delay", {"delay_s": 60}),
            "b3": ("output.alarm", {"title": "Door open"}),
        },
        "b1.value > b2.value",
        "b2.value > b3.active",
    )
    samples = [(0, 0, True), (0, 3_600_000_000, False), (0, 7_200_000_000, True)]

    told = replayed(graph_of(document), chunks(samples, 1), until_us=7_300_000_000, allows_columns=True)

    assert [(at, change) for at, _, change, _ in told.items] == [
        (60_000_000, "raise"),
        (3_600_000_000, "clear"),
        (7_260_000_000, "raise"),
    ]
