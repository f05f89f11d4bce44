"""A flow that uses subflows runs exactly as the same blocks drawn into it by hand."""

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.graphs.compiler import Compiled, Row, compile_graph
from flows.graphs.facts import Facts, NoFacts, SubflowFact
from flows.graphs.graph import Graph
from flows.graphs.validation import Checked, check
from flows.lane.effects import Gathered, GatheringWorld
from flows.subflows import inside
from tests.flows.drawing import draw
from tests.flows.random_flows import random_flow
from tests.flows.test_replay_runner import chunks, interpreted, replayed


class Library(NoFacts):
    """An organization with subflows: `(id, revision) -> document`."""

    def __init__(self, documents: dict[tuple[int, int], dict[str, Any]]) -> None:
        self.documents = documents

    def subflow(self, subflow_id: int, number: int) -> SubflowFact | None:
        document = self.documents.get((subflow_id, number))
        return SubflowFact(subflow_id, f"part {subflow_id}", number, document) if document is not None else None


def use(subflow: int, revision: int = 1, **values: Any) -> tuple[str, dict[str, Any]]:
    return ("subflow.use", {"subflow": subflow, "revision": revision, "values": values})


def port_in(name: str = "value", **params: Any) -> tuple[str, dict[str, Any]]:
    return ("subflow.input", {"name": name, **params})


def port_out(name: str = "value", **params: Any) -> tuple[str, dict[str, Any]]:
    return ("subflow.output", {"name": name, **params})


SOURCE = ("source.metric", {"mode": "pattern", "path": "temp"})
# Scale by a param, then average.
SMOOTH = draw(
    {
        "i1": port_in("raw"),
        "x1": ("math.scale", {"factor": {"$param": "factor"}, "offset": 0}),
        "x2": ("math.moving_average", {"window": 3}),
        "o1": port_out("smooth"),
    },
    "i1.value > x1.value",
    "x1.value > x2.value",
    "x2.value > o1.value",
) | {"params": [{"name": "factor", "title": "Factor", "type": "number", "default": 2}]}


def graph_of(document: dict[str, Any], facts: Facts) -> Graph:
    result = check(document, facts)
    assert result.graph is not None, result.problems
    return result.graph


def problems(document: dict[str, Any], facts: Facts, **options: Any) -> list[tuple[str | None, str]]:
    return [(problem.block, problem.message) for problem in check(document, facts, **options).problems]


def run(graph: Graph, rows: list[Row]) -> tuple[Gathered, Compiled, dict[int, list[Any]]]:
    compiled = compile_graph(graph)
    gathered = Gathered(run_device_id=None, is_each_device=True)
    gathered.states = {row[1]: compiled.fresh() for row in rows}
    compiled.bind(world=lambda block_id: GatheringWorld(gathered, block_id), fail=gathered.fail)(rows, gathered.states)
    return gathered, compiled, gathered.states


def notes_of(gathered: Gathered) -> list[Any]:
    return [(at, key, value) for at, _, key, value in gathered.notes]


SMOOTHED = draw({"b1": SOURCE, "b2": use(1, factor=10), "b3": ("output.debug", {})}, "b1.value > b2.raw", "b2.smooth > b3.value")
LIBRARY = Library({(1, 1): SMOOTH})


def test_blocks_inside_have_ids_that_stay_and_params_of_their_use():
    graph = graph_of(SMOOTHED, LIBRARY)

    assert set(graph.blocks) == {"b1", "b2/x1", "b2/x2", "b3"}
    assert graph.blocks["b2/x1"].params.model_dump()["factor"] == 10
    assert str(graph.blocks["b3"].wires["value"]) == "b2/x2.value"
    assert graph.outlets == {"b2.smooth": "b2/x2.value", "b2/i1.value": "b1.value"}


def test_the_ports_of_the_block_are_those_that_the_subflow_declares():
    inputs, outputs = check(SMOOTHED, LIBRARY).ports["b2"]

    assert [(port.name, port.type, port.required) for port in inputs] == [("raw", "number", True)]
    assert [(port.name, port.type) for port in outputs] == [("smooth", "number"), ("error", "text")]


def test_two_uses_keep_states_of_their_own():
    document = draw(
        {"b1": SOURCE, "b2": use(1, factor=1), "b3": use(1, factor=100), "b4": ("output.debug", {}), "b5": ("output.debug", {})},
        "b1.value > b2.raw",
        "b1.value > b3.raw",
        "b2.smooth > b4.value",
        "b3.smooth > b5.value",
    )

    gathered, _, _ = run(graph_of(document, LIBRARY), [(0, 1, at, float(at), 0, 0) for at in range(3)])

    assert [value for _, _, _, value in gathered.notes] == [0, 0, 0.5, 50, 1, 100]


def test_a_param_without_a_value_has_its_default():
    document = draw({"b1": SOURCE, "b2": use(1)}, "b1.value > b2.raw")

    assert graph_of(document, LIBRARY).blocks["b2/x1"].params.model_dump()["factor"] == 2


def test_an_input_that_is_not_wired_takes_the_value_that_stands_in():
    part = draw(
        {
            "i1": port_in("a"),
            "i2": port_in("b", is_required=False, default="5"),
            "x1": ("math.formula", {"expression": "a + b"}),
            "o1": port_out("sum"),
        },
        "i1.value > x1.a",
        "i2.value > x1.b",
        "x1.value > o1.value",
    )
    document = draw({"b1": SOURCE, "b2": use(1), "b3": ("output.debug", {})}, "b1.value > b2.a", "b2.sum > b3.value")

    gathered, _, _ = run(graph_of(document, Library({(1, 1): part})), [(0, 1, 0, 2.0, 0, 0)])

    assert notes_of(gathered) == [(0, 1, 7.0)]


def test_a_subflow_within_a_subflow_is_put_in_too():
    outer = draw(
        {"i1": port_in(), "u1": use(1, factor={"$param": "gain"}), "u2": use(1, factor=1), "o1": port_out()},
        "i1.value > u1.raw",
        "u1.smooth > u2.raw",
        "u2.smooth > o1.value",
    ) | {"params": [{"name": "gain", "type": "number", "default": 3}]}
    library = Library({(1, 1): SMOOTH, (2, 1): outer})
    document = draw(
        {"b1": SOURCE, "b2": use(2, gain=7), "b3": ("output.debug", {})}, "b1.value > b2.value", "b2.value > b3.value"
    )

    graph = graph_of(document, library)

    assert set(graph.blocks) == {"b1", "b2/u1/x1", "b2/u1/x2", "b2/u2/x1", "b2/u2/x2", "b3"}
    assert graph.blocks["b2/u1/x1"].params.model_dump()["factor"] == 7
    assert graph.outlets["b2.value"] == "b2/u2/x2.value"


def test_a_wire_may_lead_straight_through_a_subflow():
    through = draw({"i1": port_in(), "o1": port_out()}, "i1.value > o1.value")
    document = draw({"b1": SOURCE, "b2": use(1), "b3": ("output.debug", {})}, "b1.value > b2.value", "b2.value > b3.value")

    assert str(graph_of(document, Library({(1, 1): through})).blocks["b3"].wires["value"]) == "b1.value"


def test_a_subflow_cannot_run_inside_itself():
    library = Library({(1, 1): draw({"u1": use(2)}), (2, 1): draw({"u1": use(1)})})

    sentence = "“part 1” uses itself. A subflow cannot run inside itself: take it out there."
    assert problems(draw({"b1": use(1)}), library) == [("b1", f"Inside, “part 2”: {sentence}")]
    assert problems(draw({"u1": use(1)}), library, subflow_id=1) == [("u1", sentence)]


def test_subflows_nest_to_a_depth_of_eight():
    deep = {(number, 1): draw({"u1": use(number + 1)}) for number in range(1, 12)}

    found = problems(draw({"b1": use(1)}), Library(deep))

    assert [block for block, _ in found] == ["b1"]
    assert found[0][1].endswith("“part 9” stands 9 subflows deep; 8 are allowed.")


def test_blocks_inside_count_towards_the_500_that_are_allowed():
    many = draw({f"x{number}": ("source.constant", {}) for number in range(60)})
    library = Library({(1, 1): many, (2, 1): draw({f"u{number}": use(1) for number in range(10)})})

    assert problems(draw({"b1": use(2), "b2": use(1)}), library) == [
        (
            "b1",
            "With the blocks inside subflows the flow has 660 blocks; 500 are allowed. Split it into several flows.",
        )
    ]


def test_what_multiplies_without_end_is_counted_at_once():
    layers = {(number, 1): draw({f"u{index}": use(number + 1) for index in range(20)}) for number in range(1, 8)}
    layers[8, 1] = draw({"x1": ("source.constant", {})})

    assert "1,280,000,000 blocks" in problems(draw({"b1": use(1)}), Library(layers))[0][1]


def test_what_is_wrong_inside_is_told_of_the_block_outside():
    broken = draw(
        {"i1": port_in(is_required=False), "x1": ("math.scale", {}), "o1": port_out()},
        "i1.value > x1.value",
        "x1.value > o1.value",
    )

    assert problems(draw({"b7": use(1)}), Library({(1, 1): broken})) == [
        ("b7", "Inside, “Scale”: “Value” of “Scale” needs a wire: without it the block never runs.")
    ]


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (draw({"b1": use(9)}), ("b1", "There is no revision 1 of subflow 9. Choose another one.")),
        (draw({"b1": ("subflow.use", {})}), ("b1", "Choose the subflow to run.")),
        (draw({"b1": SOURCE, "b2": use(1, factor="x")}, "b1.value > b2.raw"), ("b2", "“Factor” takes a number, not 'x'.")),
        (draw({"b1": use(1)}), ("b1", "“Raw” of “Subflow” needs a wire: without it the block never runs.")),
        (draw({"b1": port_out()}), ("b1", "It stands only inside a subflow. Delete it, or make a subflow of these blocks.")),
        (
            draw({"b1": ("source.constant", {"number": {"$param": "limit"}})}),
            ("b1", "There is no param “limit” here. Only a subflow has params: put a value."),
        ),
    ],
)
def test_problems_name_the_block_and_the_way_out(document: dict[str, Any], found: tuple[str, str]):
    assert found in problems(document, LIBRARY)


# Divides ten by what comes; nothing inside hears its error.
RATIO = draw(
    {"i1": port_in(), "x1": ("math.formula", {"expression": "10 / a"}), "o1": port_out()},
    "i1.value > x1.a",
    "x1.value > o1.value",
)
RATIO["blocks"]["x1"]["label"] = "Ratio"
RATIO_USED = draw(
    {"b1": SOURCE, "b2": use(1), "b3": ("output.debug", {}), "b4": ("output.debug", {})},
    "b1.value > b2.value",
    "b2.error > b3.value",
    "b2.value > b4.value",
)


def test_what_fails_inside_comes_out_at_the_error_port():
    graph = graph_of(RATIO_USED, Library({(1, 1): RATIO}))

    gathered, _, _ = run(graph, [(0, 1, at, value, 0, 0) for at, value in enumerate([5.0, 0.0, 2.0])])

    assert [(at, block_id, value) for at, block_id, _, value in gathered.notes] == [
        (0, "b4", 2.0),
        (1, "b3", "Ratio: float division by zero"),
        (2, "b4", 5.0),
    ]
    assert graph.outlets["b2.error"] == "b2/_errors.error"


def test_an_error_that_is_wired_inside_stays_inside():
    part = RATIO | {"blocks": RATIO["blocks"] | draw({"x2": ("output.debug", {})})["blocks"]}
    part["wires"] = [*RATIO["wires"], {"from": "x1.error", "to": "x2.value"}]

    gathered, _, _ = run(graph_of(RATIO_USED, Library({(1, 1): part})), [(0, 1, 0, 0.0, 0, 0)])

    assert [block_id for _, block_id, _, _ in gathered.notes] == ["b2/x2"]


def test_an_error_of_a_subflow_within_a_subflow_comes_out_at_the_first_port_that_is_wired():
    outer = draw({"i1": port_in(), "u1": use(1), "o1": port_out()}, "i1.value > u1.value", "u1.value > o1.value")
    used = RATIO_USED | {"blocks": RATIO_USED["blocks"] | draw({"b2": use(2)})["blocks"]}
    heard = outer | {"blocks": outer["blocks"] | draw({"x2": ("output.debug", {})})["blocks"]}
    heard["wires"] = [*outer["wires"], {"from": "u1.error", "to": "x2.value"}]
    row = [(0, 1, 0, 0.0, 0, 0)]

    through, _, _ = run(graph_of(used, Library({(1, 1): RATIO, (2, 1): outer})), row)
    inside_only, _, _ = run(graph_of(used, Library({(1, 1): RATIO, (2, 1): heard})), row)

    assert [(block_id, value) for _, block_id, _, value in through.notes] == [("b3", "Ratio: float division by zero")]
    assert [block_id for _, block_id, _, _ in inside_only.notes] == ["b2/x2"]


def test_an_output_that_a_subflow_calls_error_is_its_own():
    part = RATIO | {"blocks": RATIO["blocks"] | draw({"o2": port_out("error", type="text")})["blocks"]}
    part["wires"] = [*RATIO["wires"], {"from": "x1.error", "to": "o2.value"}]

    graph = graph_of(RATIO_USED, Library({(1, 1): part}))

    assert graph.outlets["b2.error"] == "b2/x1.error"
    assert "b2/_errors" not in graph.blocks


def test_errors_out_of_a_subflow_are_the_same_interpreted_compiled_and_replayed():
    graph = graph_of(RATIO_USED, Library({(1, 1): RATIO}))
    samples = [(0, at * 1_000_000, float(at % 3)) for at in range(12)]

    gathered, _, _ = run(graph, [(entry, 1, at, value, 0, 0) for entry, at, value in samples])
    expected = interpreted(graph, samples, until_us=0).by_block()

    assert [value for _, block_id, _, value in gathered.notes if block_id == "b3"] == ["Ratio: float division by zero"] * 4
    assert len(expected["b3"]) == 4
    for allows_columns in (False, True):
        told = replayed(graph, chunks(samples, 3), until_us=0, allows_columns=allows_columns).by_block()
        assert told == expected


def test_a_value_that_the_subflow_has_no_param_for_is_a_warning():
    result = check(draw({"b1": SOURCE, "b2": use(1, gain=3)}, "b1.value > b2.raw"), LIBRARY)

    assert result.graph is not None
    assert [problem.message for problem in result.problems] == [
        "“part 1” has no param “gain” in revision 1; its value is not used."
    ]


def test_a_subflow_is_sound_although_its_users_give_the_values():
    part = draw({"x1": ("source.metric", {"metric": {"$param": "which"}}), "o1": port_out()}, "x1.value > o1.value")
    declared = [{"name": "which", "type": "metric"}]

    assert problems(part | {"params": declared}, LIBRARY, subflow_id=5) == []
    assert problems(part | {"params": []}, LIBRARY, subflow_id=5)[0] == (
        "x1",
        "There is no param “which” here. Declare it, or put a value.",
    )


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ([{"name": "Big"}], "“Big” cannot be the name of a param. Use small letters, digits and _, with a letter first."),
        ([{"name": "a"}, {"name": "a"}], "Two params are called “a”. Rename one of them."),
        ([{"name": "a", "type": "choice"}], "The param “a” offers no choices. Add at least one."),
        ([{"name": "a", "default": "x"}], "Its default does not fit: “a” takes a number, not 'x'."),
        ([{"name": "a", "type": "colour"}], "The param “a” cannot be read: type: "),
        ({}, "The params of a subflow are a list."),
    ],
)
def test_params_that_cannot_be_are_told(params: Any, message: str):
    found = check(draw({}) | {"params": params}, LIBRARY, subflow_id=5).problems

    assert [problem.field for problem in found] == ["params"]
    assert found[0].message.startswith(message)


def test_a_deploy_of_another_revision_keeps_the_state_of_what_did_not_change():
    changed = SMOOTH | {"blocks": {**SMOOTH["blocks"], "x3": draw({"x3": ("output.debug", {})})["blocks"]["x3"]}}
    changed["wires"] = [*SMOOTH["wires"], {"from": "x1.value", "to": "x3.value"}]
    library = Library({(1, 1): SMOOTH, (1, 2): changed})
    newer = draw(
        {"b1": SOURCE, "b2": use(1, 2, factor=10), "b3": ("output.debug", {})}, "b1.value > b2.raw", "b2.smooth > b3.value"
    )

    before, after = (compile_graph(graph_of(document, library)) for document in (SMOOTHED, newer))

    kept = {(slot.name, slot.fingerprint) for slot in before.slots} & {(slot.name, slot.fingerprint) for slot in after.slots}
    assert "state:b2/x2" in {name for name, _ in kept}


def folded(document: dict[str, Any], chosen: set[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The document with some of its blocks in a subflow, as a person would do it by hand; and that subflow."""
    inner: dict[str, Any] = {block_id: document["blocks"][block_id] for block_id in chosen}
    inner_wires, outer_wires = [], []
    inputs: dict[str, str] = {}
    outputs: dict[str, str] = {}
    for wire in document["wires"]:
        source, target = wire["from"].partition(".")[0], wire["to"].partition(".")[0]
        if source in chosen and target in chosen:
            inner_wires.append(wire)
        elif target in chosen:
            name = inputs.setdefault(wire["from"], f"in{len(inputs)}")
            inner_wires.append({"from": f"{name}.value", "to": wire["to"]})
        elif source in chosen:
            name = outputs.setdefault(wire["from"], f"out{len(outputs)}")
            outer_wires.append({"from": f"u.{name}", "to": wire["to"]})
        else:
            outer_wires.append(wire)
    outer_wires += [{"from": source, "to": f"u.{name}"} for source, name in inputs.items()]
    inner_wires += [{"from": source, "to": f"{name}.value"} for source, name in outputs.items()]
    for names, kind in ((inputs, "subflow.input"), (outputs, "subflow.output")):
        for name in names.values():
            inner |= draw({name: (kind, {"name": name, "type": "any"})})["blocks"]
    rest = {block_id: item for block_id, item in document["blocks"].items() if block_id not in chosen}
    rest |= draw({"u": use(1)})["blocks"]
    return {"schema": 1, "blocks": rest, "wires": outer_wires}, {"schema": 1, "blocks": inner, "wires": inner_wires}


SAMPLES = st.lists(
    st.tuples(st.integers(0, 1), st.integers(1, 3), st.integers(0, 4), st.integers(-1, 6).map(float)), min_size=1, max_size=30
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10_000), samples=SAMPLES)
def test_a_subflow_behaves_as_the_blocks_that_are_in_it(seed: int, samples: list[tuple[int, int, int, float]]):
    chance = random.Random(seed)
    document = random_flow(chance)
    sources = {block_id for block_id, item in document["blocks"].items() if item["type"] == "source.metric"}
    others = sorted(document["blocks"].keys() - sources)
    outer, inner = folded(document, {block_id for block_id in others if chance.random() < 0.5})
    plain = graph_of(document, NoFacts())
    # Types of ports that are “any” are looked at by nobody here: what runs is what counts.
    result: Checked = check(outer, Library({(1, 1): inner}), is_deployed=True)
    assert result.graph is not None, result.problems
    # The two may order blocks that do not depend on each other differently; both orders are right.
    order = tuple(f"u/{block_id}" if f"u/{block_id}" in result.graph.blocks else block_id for block_id in plain.order)
    assert set(order) == set(result.graph.order)
    nested = replace(result.graph, order=order)
    rows: list[Row] = []
    at = 0
    for entry, key, step, value in samples:
        at += step * 1_000_000
        rows.append((entry, key, at, value, 0, 0))

    expected, _, before = run(plain, rows)
    found, _, after = run(nested, rows)

    def outside(name: str) -> str:
        return name.removeprefix("u/")

    assert [(at, outside(block), key, value) for at, block, key, value in found.notes] == list(expected.notes)
    assert {outside(block): error for block, error in found.errors.items()} == expected.errors
    assert [[slot for slot in state if not isinstance(slot, dict)] for state in after.values()] == [
        [slot for slot in state if not isinstance(slot, dict)] for state in before.values()
    ]


def test_what_goes_wrong_inside_is_told_of_the_blocks_around_it():
    errors = {"b2/u1/x1": {"count": 2, "at": 5.0, "message": "no"}, "b2/x9": {"count": 1, "at": 9.0, "message": "none"}}

    told = inside.errors_with_uses(errors, {"b2/u1/x1": "Scale", "b2/x9": "Formula"})

    assert told["b2"] == {"count": 3, "at": 9.0, "message": "Inside, “Formula”: none"}
    assert told["b2/u1"] == {"count": 2, "at": 5.0, "message": "Inside, “Scale”: no"}
    assert inside.runs_with_uses({"b1": 4, "b2/x1": 3, "b2/x2": 7}) == {"b1": 4, "b2/x1": 3, "b2/x2": 7, "b2": 7}
