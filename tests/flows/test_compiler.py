"""The compiled function against a plain interpreter of the same graph, and against the reference model."""

import random
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.compiler import Row, compile_graph
from flows.effects import Gathered, GatheringWorld
from flows.facts import NoFacts
from flows.graph import Graph
from flows.interpreter import BlockRun, Interpreter
from flows.state import Codec
from flows.validation import check, place
from tests.flows.drawing import draw, reference_flow


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

NUMBER_BLOCKS: list[tuple[str, dict[str, Any]]] = [
    ("math.scale", {"factor": 0.5, "offset": 1}),
    ("math.moving_average", {"window": 3}),
    ("math.formula", {"expression": "a - b"}),
    ("math.formula", {"expression": "10 / a"}),
    ("logic.threshold", {"raise_at": 3, "clear_at": 1}),
    ("logic.threshold", {"direction": "below", "raise_at": 1, "clear_at": 2}),
    ("math.formula", {"expression": "a if on else b"}),
]
BOOLEAN_BLOCKS: list[tuple[str, dict[str, Any]]] = [
    ("logic.and", {}),
    ("logic.or", {"inputs": 3}),
    ("logic.not", {}),
    ("logic.on_delay", {"delay_s": 0.000003}),
]


def random_flow(chance: random.Random) -> dict[str, Any]:
    """Two sources, a constant and up to a dozen blocks, each fed by ones before it; every output ends in a debug block."""
    blocks: dict[str, tuple[str, dict[str, Any]]] = {
        "s1": ("source.metric", {"mode": "pattern", "path": "a"}),
        "s2": ("source.metric", {"mode": "pattern", "path": "b"}),
        "c1": ("source.constant", {"number": 2}),
        "c2": ("source.constant", {"kind": "boolean", "boolean": True}),
    }
    numbers, booleans, wires = ["s1.value", "s2.value", "c1.value"], ["c2.value"], []
    for index in range(chance.randint(1, 12)):
        block_id = f"b{index}"
        kind, params = chance.choice(NUMBER_BLOCKS + BOOLEAN_BLOCKS)
        blocks[block_id] = (kind, params)
        found, _ = place(block_id, kind, 1, params, NoFacts())
        assert found is not None
        wires += [
            f"{chance.choice(booleans if port.type == 'boolean' else numbers)} > {block_id}.{port.name}" for port in found.inputs
        ]
        for port in found.outputs:
            if port.name == "error":
                wires.append(f"{block_id}.error > e{index}.value")
                blocks[f"e{index}"] = ("output.debug", {})
                continue
            (booleans if port.type == "boolean" else numbers).append(f"{block_id}.{port.name}")
    for index, output in enumerate([*numbers, *booleans]):
        blocks[f"d{index}"] = ("output.debug", {})
        wires.append(f"{output} > d{index}.value")
    return draw(blocks, *wires)


SAMPLES = st.lists(
    st.tuples(st.integers(0, 1), st.integers(1, 3), st.integers(0, 4), st.integers(-1, 6).map(float)), min_size=1, max_size=40
)


@settings(deadline=None)  # the machine may be busy
@given(st.integers(0, 2**32), SAMPLES, st.integers(1, 5), st.booleans())
def test_compiled_equals_interpreted(seed: int, samples: list[tuple[int, int, int, float]], batches: int, is_watched: bool):
    document = random_flow(random.Random(seed))
    rows: list[Row] = []
    at = 0
    for entry, key, step, value in samples:
        at += step
        rows.append((entry, key, at, value, 0, 0))
    expected: list[tuple[int, str, int, Any]] = []

    def note(run: BlockRun) -> None:
        expected.extend((run.at, run.block_id, run.key, effect[1]) for effect in run.effects if effect[0] == "note")

    Interpreter(graph_of(document), watch=note).run(rows)

    gathered, _ = run(document, rows, batches=batches, is_watched=is_watched)

    assert list(gathered.notes) == expected[-100:]


def test_a_flow_of_500_blocks_compiles_well_under_a_second():
    blocks: dict[str, tuple[str, dict[str, Any]]] = {"b0": ("source.metric", {"mode": "pattern", "path": "a"})}
    blocks |= {f"b{index}": ("math.scale", {"factor": 1.0001}) for index in range(1, 500)}
    document = draw(blocks, *(f"b{index}.value > b{index + 1}.value" for index in range(499)))
    started_at = time.process_time()

    compiled = compile_graph(graph_of(document))
    compiled.bind(world=lambda _: None, fail=lambda *_: None)

    assert time.process_time() - started_at < 1.0
