"""The compiled function against a plain interpreter of the same graph, and against the reference model."""

import random
import time
from collections import Counter
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from flows.graphs.compiler import Row, compile_graph
from flows.graphs.facts import NoFacts
from flows.graphs.graph import Graph
from flows.graphs.interpreter import BlockRun, Interpreter
from flows.graphs.validation import check
from flows.lane.effects import Gathered, GatheringWorld
from flows.lane.state import MESSAGES_KEPT, Codec
from tests.flows.drawing import draw, reference_flow
from tests.flows.random_flows import random_flow


def graph_of(document: dict[str, Any]) -> Graph:
    result = check(document, NoFacts())
    assert result.graph is not None, result.problems
    return result.graph


def run(
    document: dict[str, Any], rows: list[Row], *, is_watched: bool = False, batches: int = 1
) -> tuple[Gathered, dict[str, Any]]:
    """All effects and what was last seen on the wires; between batches the states go through bytes."""
    compiled = compile_graph(graph_of(document), is_watched=is_watched)
    codec = Codec(compiled)
    gathered = Gathered(run_device_id=None, is_each_device=True)
    seen: dict[str, Any] = {}
    runs = dict.fromkeys(document["blocks"], 0)
    function = compiled.bind(world=lambda block_id: GatheringWorld(gathered, block_id), fail=gathered.fail, seen=seen, runs=runs)
    gathered.states = {row[1]: compiled.fresh() for row in rows}
    size = max(1, -(-len(rows) // batches))
    for start in range(0, len(rows), size):
        function(rows[start : start + size], gathered.states)
        gathered.states = {key: codec.unpack(codec.pack(slots)) for key, slots in gathered.states.items()}
    return gathered, seen


class Signal:
    """A square wave with a wobble for each device, its phase spread over the period."""

    def __init__(self, devices: int, period: int = 40) -> None:
        self.rows: list[Row] = []
        self.expected: list[tuple[int, int, str, float]] = []
        windows: list[list[float]] = [[] for _ in range(devices)]
        is_up = [False] * devices
        for step in range(4 * period):
            for device in range(devices):
                place = (step + device * period // devices) % period
                wobble = ((place * 7919 + device * 104729) % 1000) / 1000 - 0.5
                value = round((20.0 if place < period // 2 else 30.0) + wobble, 3)
                at = step * 1_000_000
                self.rows.append((0, device + 1, at, value, 0, 0))
                window = windows[device] = [*windows[device], value * 1.8 + 32][-10:]
                average = sum(window) / len(window)
                if (not is_up[device] and average > 80) or (is_up[device] and average < 75):
                    is_up[device] = not is_up[device]
                    self.expected.append((device + 1, at, "raise" if is_up[device] else "clear", average))


@pytest.mark.parametrize("batches", [1, 7, 160])
def test_the_reference_flow_equals_its_model_exactly(batches: int):
    signal = Signal(devices=25)

    gathered, _ = run(reference_flow(), signal.rows, batches=batches)

    alarms = [(row[1], row[2], change, value) for _, row, change, value, _ in gathered.alarms]
    assert len(alarms) > 100
    assert alarms == signal.expected
    assert gathered.errors == {}


def test_the_watched_variant_does_the_same_and_shows_its_wires():
    signal = Signal(devices=3)

    plain, _ = run(reference_flow(), signal.rows)
    watched, seen = run(reference_flow(), signal.rows, is_watched=True)

    assert watched.alarms == plain.alarms
    assert watched.states == plain.states
    _, key, at, value, _, _ = signal.rows[-1]
    assert seen["b1.value"] == (at, value, key)
    assert set(seen) == {"b1.value", "b2.value", "b3.value", "b4.active", "b4.value"}


def test_the_source_can_be_read():
    source = compile_graph(graph_of(reference_flow())).source

    assert "# b3: math.moving_average" in source
    assert "evaluate2(Inputs2(v1_value), params2, s[3])" in source


def test_names_and_texts_of_users_never_enter_the_source():
    document = reference_flow()
    document["blocks"]["b2"]["label"] = "'''\nimport os"
    document["blocks"]["b5"]["params"]["title"] = "'''\nimport os"

    assert "import" not in compile_graph(graph_of(document)).source


def test_a_block_waits_until_all_its_inputs_have_had_a_value():
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "a"}),
            "b2": ("source.metric", {"mode": "pattern", "path": "b"}),
            "b3": ("math.formula", {"expression": "a * b"}),
            "b4": ("output.debug", {}),
        },
        "b1.value > b3.a",
        "b2.value > b3.b",
        "b3.value > b4.value",
    )
    rows: list[Row] = [
        (0, 1, 1, 2.0, 0, 0),
        (0, 1, 2, 3.0, 0, 0),
        (1, 1, 3, 10.0, 0, 0),
        (1, 2, 4, 5.0, 0, 0),
        (0, 1, 5, 4.0, 0, 0),
    ]

    gathered, _ = run(document, rows)

    assert [(at, key, value) for at, _, key, value in gathered.notes] == [(3, 1, 30.0), (5, 1, 40.0)]


def test_what_does_not_change_stops_the_wave():
    document = draw(
        {
            "b1": ("source.metric", {"mode": "pattern", "path": "a"}),
            "b2": ("logic.threshold", {"raise_at": 10, "clear_at": 10}),
            "b3": ("logic.not", {}),
            "b4": ("output.debug", {}),
        },
        "b1.value > b2.value",
        "b2.active > b3.value",
        "b3.value > b4.value",
    )
    rows: list[Row] = [(0, 1, at, value, 0, 0) for at, value in enumerate([1.0, 2.0, 11.0, 12.0, 3.0, 3.0])]

    gathered, _ = run(document, rows)

    assert [(at, value) for at, _, _, value in gathered.notes] == [(0, True), (2, False), (4, True)]


# --- compiled equals interpreted

SAMPLES = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.integers(1, 3),
        st.integers(0, 4),
        st.one_of(st.integers(-1, 6).map(float), st.integers(-1, 6), st.floats(-1e6, 1e6)),
        st.sampled_from([0, 0, 0, 1]),
    ),
    min_size=1,
    max_size=40,
)


# The machine may be busy; and a graph by chance does not get simpler by smaller numbers.
@settings(deadline=None, max_examples=60, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 2**32), SAMPLES, st.integers(1, 5), st.booleans())
def test_compiled_equals_interpreted(seed: int, samples: list[tuple[int, int, int, Any, int]], batches: int, is_watched: bool):
    document = random_flow(random.Random(seed))
    rows: list[Row] = []
    at = 0
    for entry, key, step_s, value, quality in samples:
        at += step_s * 1_000_000
        rows.append((entry, key, at, value, quality, 0))
    asked: list[Any] = []
    notes: list[Any] = []
    errors: Counter[str] = Counter()

    def watch(done: BlockRun) -> None:
        errors[done.block_id] += done.error is not None
        notes.extend((done.at, done.block_id, done.key, effect[1]) for effect in done.effects if effect[0] == "note")
        asked.extend((done.at, done.block_id, done.key, *effect) for effect in done.effects if effect[0] in KEPT)

    Interpreter(graph_of(document), watch=watch).run(rows)

    gathered, _ = run(document, rows, batches=batches, is_watched=is_watched)

    assert {block_id: count for block_id, (count, *_) in gathered.errors.items()} == +errors
    assert list(gathered.notes) == notes[-MESSAGES_KEPT:]
    assert asked_of(gathered) == sorted(asked, key=_place)


# What a batch keeps whole; of notes and shown values it keeps the last ones.
KEPT = ("raise", "clear", "acknowledge", "write", "command", "call")


def asked_of(gathered: Gathered) -> list[Any]:
    """The effects of a batch, as the interpreter tells them."""
    found: list[Any] = [(row[2], block_id, row[1], change, value, text) for block_id, row, change, value, text in gathered.alarms]
    found += [(row[2], block_id, row[1], "write", path, value) for block_id, row, _, path, value in gathered.samples]
    found += [
        (row[2], block_id, row[1], "command", path or metric, value)
        for block_id, row, value, _, metric, path in gathered.commands
    ]
    found += [(row[2], block_id, row[1], "call", kind, request) for block_id, row, kind, request, *_ in gathered.calls]
    return sorted(found, key=_place)


def _place(effect: tuple[Any, ...]) -> tuple[Any, ...]:
    return effect[:4]


def test_a_flow_of_500_blocks_compiles_well_under_a_second():
    blocks: dict[str, tuple[str, dict[str, Any]]] = {"b0": ("source.metric", {"mode": "pattern", "path": "a"})}
    blocks |= {f"b{index}": ("math.scale", {"factor": 1.0001}) for index in range(1, 500)}
    document = draw(blocks, *(f"b{index}.value > b{index + 1}.value" for index in range(499)))
    started_at = time.process_time()

    compiled = compile_graph(graph_of(document))
    compiled.bind(world=lambda _: None, fail=lambda *_: None)

    assert time.process_time() - started_at < 1.0
