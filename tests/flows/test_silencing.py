"""Blocks that are switched off send nothing; past those that are bypassed values go on as if a wire were there."""

from typing import Any

import pytest

from flows.graphs import comparing
from flows.graphs.facts import NoFacts
from flows.graphs.validation import check
from tests.flows.drawing import draw, reference_flow
from tests.flows.test_expansion import LIBRARY, SMOOTHED, SOURCE, Library, graph_of, notes_of, problems, run

ROWS = [(0, 1, at, float(at), 0, 0) for at in range(3)]


def with_modes(document: dict[str, Any], **modes: str) -> dict[str, Any]:
    changed = {block_id: {**document["blocks"][block_id], "mode": mode} for block_id, mode in modes.items()}
    return {**document, "blocks": {**document["blocks"], **changed}}


SCALED = draw(
    {"b1": SOURCE, "b2": ("math.scale", {"factor": 10, "offset": 0}), "b3": ("output.debug", {})},
    "b1.value > b2.value",
    "b2.value > b3.value",
)


def shown(document: dict[str, Any], facts: Any = None) -> list[Any]:
    gathered, _, _ = run(graph_of(document, facts or NoFacts()), ROWS)
    assert gathered.errors == {}
    return [value for _, _, value in notes_of(gathered)]


def test_nothing_leaves_a_block_that_is_switched_off():
    assert shown(SCALED) == [0.0, 10.0, 20.0]
    assert shown(with_modes(SCALED, b2="off")) == []


def test_past_a_bypassed_block_values_go_on_as_they_came():
    document = with_modes(SCALED, b2="bypass")

    assert shown(document) == [0.0, 1.0, 2.0]
    assert graph_of(document, NoFacts()).outlets == {"b2.value": "b1.value"}


def test_bypassed_blocks_in_a_row_are_passed_together():
    document = draw(
        {"b1": SOURCE, "b2": ("math.scale", {"factor": 10}), "b3": ("math.scale", {"factor": 7}), "b4": ("output.debug", {})},
        "b1.value > b2.value",
        "b2.value > b3.value",
        "b3.value > b4.value",
    )

    assert shown(with_modes(document, b2="bypass", b3="bypass")) == [0.0, 1.0, 2.0]
    assert shown(with_modes(document, b2="off", b3="bypass")) == []


def test_an_output_that_no_input_fits_stays_silent():
    document = draw(
        {
            "b1": SOURCE,
            "b2": ("logic.threshold", {"raise_at": 1, "clear_at": 0}),
            "b3": ("output.debug", {}),
            "b4": ("output.debug", {}),
        },
        "b1.value > b2.value",
        "b2.active > b3.value",
        "b2.value > b4.value",
    )

    gathered, _, _ = run(graph_of(with_modes(document, b2="bypass"), NoFacts()), ROWS)

    assert {block_id for _, block_id, _, _ in gathered.notes} == {"b4"}


def test_what_also_hangs_on_a_silent_output_waits_as_for_any_first_value():
    document = draw(
        {"b1": SOURCE, "b2": ("math.scale", {}), "b3": ("math.formula", {"expression": "a + b"}), "b4": ("output.debug", {})},
        "b1.value > b3.a",
        "b1.value > b2.value",
        "b2.value > b3.b",
        "b3.value > b4.value",
    )

    assert shown(with_modes(document, b2="off")) == []


def test_a_source_that_is_switched_off_hears_nothing_and_the_flow_still_runs_for_each_device():
    graph = graph_of(with_modes(reference_flow(), b1="off"), NoFacts())

    assert graph.sources() == []
    assert graph.scope.is_each_device


def test_a_subflow_that_is_switched_off_leaves_out_all_that_is_in_it():
    graph = graph_of(with_modes(SMOOTHED, b2="off"), LIBRARY)

    assert set(graph.blocks) == {"b1", "b2", "b3"}
    assert shown(with_modes(SMOOTHED, b2="bypass"), LIBRARY) == [0.0, 1.0, 2.0]


def test_a_block_inside_a_subflow_can_be_out_of_work_too():
    inner = with_modes(LIBRARY.documents[1, 1], x2="bypass")

    assert shown(SMOOTHED, Library({(1, 1): inner})) == [0.0, 10.0, 20.0]


def test_what_is_wrong_with_a_block_that_does_not_run_keeps_nobody_from_deploying():
    document = draw({"b1": ("source.metric", {"mode": "metric"}), "b2": ("math.scale", {})})
    assert check(document, NoFacts()).errors

    checked = check(with_modes(document, b1="off", b2="bypass"), NoFacts())

    assert checked.graph is not None
    assert {problem.level for problem in checked.problems} <= {"warning"}


def test_a_loop_through_a_bypassed_delay_is_told():
    document = draw(
        {
            "b1": SOURCE,
            "b2": ("math.formula", {"expression": "a + b"}),
            "b3": ("logic.delay", {}),
        },
        "b1.value > b2.a",
        "b2.value > b3.value",
        "b3.value > b2.b",
    )
    document["blocks"]["b2"]["label"] = "Sum"

    found = problems(with_modes(document, b3="bypass"), NoFacts())

    assert ("b2", "These blocks feed each other in a circle: Sum → Sum. A circle needs a block that delays.") in found


def test_a_deploy_tells_that_the_state_of_a_block_goes_when_it_is_switched_off():
    lost = comparing.lost_state(reference_flow(), with_modes(reference_flow(), b3="off"), NoFacts())

    assert [(one.block, one.what) for one in lost] == [("b3", "anew")]


@pytest.mark.parametrize("mode", ["sleeping", 3])
def test_a_mode_that_there_is_not_is_refused(mode: Any):
    (problem,) = check(with_modes(SCALED, b2=mode), NoFacts()).problems

    assert problem.message.startswith("This is not the document of a flow: ")
    assert "mode" in problem.message
