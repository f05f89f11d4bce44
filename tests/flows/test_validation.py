from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.graphs.facts import DeviceFact, MetricFact, NoFacts
from flows.graphs.validation import Checked, check
from tests.flows.drawing import draw, reference_flow

BOILER = DeviceFact(1, "boiler", 5)
TEMPERATURE = MetricFact(12, "temp", "double", False, 1, "boiler", 5)


class Known(NoFacts):
    """Two devices with a few metrics."""

    metrics = {
        12: TEMPERATURE,
        13: replace(TEMPERATURE, id=13, path="door", data_type="boolean"),
        14: replace(TEMPERATURE, id=14, path="burner", data_type="boolean", is_writable=True),
        20: MetricFact(20, "temp", "double", False, 2, "tank", None),
    }

    def metric(self, metric_id: int) -> MetricFact | None:
        return self.metrics.get(metric_id)

    def device(self, device_id: int) -> DeviceFact | None:
        return {1: BOILER, 2: DeviceFact(2, "tank", None)}.get(device_id)

    def device_type(self, type_id: int) -> str | None:
        return "kettle" if type_id == 5 else None


def checked(document: Any) -> Checked:
    return check(document, Known())


def problems(document: Any) -> list[tuple[str | None, str | None, str]]:
    return [(problem.block, problem.field, problem.message) for problem in checked(document).problems]


def with_block(kind: str, params: dict[str, Any]) -> dict[str, Any]:
    """The block behind a number source of the boiler."""
    return draw({"b1": ("source.metric", {"metric": 12}), "b2": (kind, params)}, "b1.value > b2.value")


def test_the_reference_flow_is_sound():
    result = checked(reference_flow())

    assert result.problems == []
    assert result.graph is not None
    assert result.graph.order == ("b1", "b2", "b3", "b4", "b5")
    assert result.graph.scope.is_each_device


def test_a_flow_over_metrics_of_one_device_belongs_to_it():
    document = draw(
        {"b1": ("source.metric", {"metric": 12}), "b2": ("source.metric", {"metric": 13}), "b3": ("output.debug", {})},
        "b1.value > b3.value",
    )

    graph = checked(document).graph
    assert graph is not None
    assert graph.scope.device == BOILER


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (
            draw({"b1": ("math.rubbish", {})}),
            ("b1", "type", "There is no block “math.rubbish”. Delete it or choose another one."),
        ),
        (
            draw({"1b": ("output.debug", {})}),
            ("1b", None, "“1b” is no block id. Use up to 40 letters, digits and _, with a letter first."),
        ),
        (
            with_block("math.moving_average", {"window": 0}),
            ("b2", "params.window", "Window: input should be greater than or equal to 1 (not 0)."),
        ),
        (
            with_block("math.scale", {"faktor": 2}),
            ("b2", "params.faktor", "“Scale” has no param “faktor”."),
        ),
        (
            with_block("logic.threshold", {"raise_at": 10, "clear_at": 20}),
            ("b2", "params", "“Clear at” (20) must not be higher than “raise at” (10)."),
        ),
        (
            with_block("math.formula", {"expression": "value +"}),
            ("b2", "params.expression", "This cannot be read. (column 1)."),
        ),
        (draw({"b1": ("source.metric", {})}), ("b1", "params.metric", "Choose the metric to listen to.")),
        (
            draw({"b1": ("source.metric", {"metric": 99})}),
            ("b1", "params.metric", "Metric 99 does not exist. Choose another one."),
        ),
        (
            draw({"b1": ("source.metric", {"mode": "pattern", "path": "temp", "device_type": 6})}),
            ("b1", "params.device_type", "Device type 6 does not exist. Choose another one."),
        ),
        (
            draw({"b1": ("output.debug", {})}),
            ("b1", "inputs.value", "“Value” of “Debug” needs a wire: without it the block never runs."),
        ),
        (
            draw({"b1": ("source.metric", {"metric": 13}), "b2": ("math.scale", {})}, "b1.value > b2.value"),
            ("b2", "inputs.value", "“Value” of “Metric” is boolean, and “Value” of “Scale” takes number only."),
        ),
        (
            draw(
                {"b1": ("source.metric", {"metric": 12}), "b2": ("output.debug", {})},
                "b1.value > b2.value",
                "b1.value > b2.value",
            ),
            ("b2", "inputs.value", "Two wires lead into “Value” of “Debug”. Delete one of them."),
        ),
        (
            draw({"b1": ("source.metric", {"metric": 12}), "b2": ("output.debug", {})}, "b1.volts > b2.value"),
            ("b1", "wires.0", "“Metric” has no output “volts” any more. Delete the wire."),
        ),
        (
            draw({"b1": ("source.metric", {"metric": 12})}, "b1.value > b9.value"),
            (None, "wires.0", "A wire from b1.value to b9.value hangs in the air: there is no block b9."),
        ),
        (
            draw({"b1": ("logic.not", {}), "b2": ("logic.not", {})}, "b1.value > b2.value", "b2.value > b1.value"),
            ("b1", None, "These blocks feed each other in a circle: NOT → NOT → NOT. A circle needs a block that delays."),
        ),
        (
            with_block("output.metric", {"path": "temp"}),
            (
                "b2",
                "params.path",
                "“Write metric” writes to temp, which “Metric” listens to: the flow would feed itself. Choose another path.",
            ),
        ),
        (
            with_block("output.metric", {"path": "a//b"}),
            (
                "b2",
                "params.path",
                "“a//b” is no metric path. Write names separated by /, without + and #, for example temperature/average.",
            ),
        ),
        (
            with_block("output.command", {"metric": 12}),
            ("b2", "params.metric", "boiler/temp takes no commands. Mark it as writable, or choose another one."),
        ),
        (
            {**draw({}), "schema": 7},
            (None, None, "The document has schema 7; this Sluice reads schema 1."),
        ),
        (
            draw({f"b{n}": ("source.constant", {}) for n in range(501)}),
            (None, None, "The flow has 501 blocks; 500 are allowed. Split it into several flows."),
        ),
    ],
    ids=lambda value: value[2][:40] if isinstance(value, tuple) else "",
)
def test_a_mistake_is_named_with_block_and_field(document: dict[str, Any], problem: tuple[str | None, str | None, str]):
    result = checked(document)

    assert problem in [(found.block, found.field, found.message) for found in result.problems]
    assert result.graph is None


def test_all_mistakes_are_named_at_once():
    document = draw({"b1": ("source.metric", {"metric": 99}), "b2": ("math.scale", {"factor": "x"}), "b3": ("output.debug", {})})

    assert [block for block, _, _ in problems(document)] == ["b2", "b3", "b1"]


def test_a_pattern_flow_may_write_to_another_path_of_its_devices():
    document = draw(
        {"b1": ("source.metric", {"mode": "pattern", "path": "temp*"}), "b2": ("output.metric", {"path": "average"})},
        "b1.value > b2.value",
    )
    assert problems(document) == []

    document["blocks"]["b2"]["params"]["path"] = "temp/average"
    assert [field for _, field, _ in problems(document)] == ["params.path"]


def test_a_pattern_and_a_single_metric_do_not_mix():
    document = draw(
        {"b1": ("source.metric", {"mode": "pattern", "path": "temp"}), "b2": ("source.metric", {"metric": 12})},
    )

    assert [(block, field) for block, field, _ in problems(document)] == [("b2", "params.mode")]


def test_a_flow_over_two_devices_needs_a_device_to_write_to():
    document = draw(
        {
            "b1": ("source.metric", {"metric": 12}),
            "b2": ("source.metric", {"metric": 20}),
            "b3": ("math.formula", {"expression": "a + b"}),
            "b4": ("output.metric", {"path": "sum"}),
        },
        "b1.value > b3.a",
        "b2.value > b3.b",
        "b3.value > b4.value",
    )
    assert [field for _, field, _ in problems(document)] == ["params.target"]

    document["blocks"]["b4"]["params"] |= {"target": "device", "device": 2}
    assert problems(document) == []


def test_the_text_of_an_alarm_names_only_what_there_is():
    document = reference_flow()
    for text, is_good in [
        ("{device}: {value:.1f} {{x}}", True),
        ("{value.__class__}", False),
        ("{value:999999999d}", False),
        ("{", False),
        ("{0}", False),
        ("{value!r}", False),
    ]:
        document["blocks"]["b5"]["params"]["text"] = text
        assert (problems(document) == []) == is_good, text


def test_a_revision_runs_on_when_its_metric_has_gone():
    document = draw({"b1": ("source.metric", {"metric": 99}), "b2": ("logic.not", {})}, "b1.value > b2.value")

    assert checked(document).graph is None
    assert check(document, Known(), is_deployed=True).graph is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(["source.metric", "math.formula", "logic.and", "output.command", "source.constant", "nonsense"])
BLOCKS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "1"]),
    st.fixed_dictionaries(
        {"type": KINDS, "params": st.dictionaries(st.sampled_from(["inputs", "metric", "expression", "kind"]), JSON)}
    ),
)
WIRES = st.lists(
    st.fixed_dictionaries(
        {
            "from": st.sampled_from(["a.value", "b.value", "c.x", "d.y", ""]),
            "to": st.sampled_from(["a.in1", "b.a", "c.value", "."]),
        }
    )
)


@settings(deadline=None)  # the machine may be busy
@given(st.fixed_dictionaries({"schema": st.just(1), "blocks": BLOCKS, "wires": WIRES}) | JSON)
def test_checking_never_fails_whatever_is_drawn(document: Any):
    result = checked(document)

    assert (result.graph is None) == bool(result.errors)
