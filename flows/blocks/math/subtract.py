"""Take one number from another: `a − b`.

The difference is sent each time an input gets a new value. `b` comes from a wire or is always the same. For the change from
one sample to the next take *Delta*.
"""

from collections.abc import Sequence
from typing import Any

from flows.block import Block, Example, Port, Ports
from flows.graphs import columns as column
from flows.graphs.facts import Facts
from flows.toolbox.operands import SecondParams, finite


class Outputs(Ports):
    value: float


def ports(params: SecondParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    inputs = [Port("a", "a", "number")]
    if params.second == "input":
        inputs.append(Port("b", "b", "number"))
    return inputs, [Port("value", "Difference", "number")]


def evaluate(inputs: Any, params: SecondParams) -> Outputs:
    b = inputs.b if params.second == "input" else params.constant
    return Outputs(finite(inputs.a - b))


def columns(inputs: Any, params: SecondParams) -> column.Outputs:
    b = column.real_floats(inputs.b) if params.second == "input" else params.constant
    return {"value": column.finite(column.real_floats(inputs.a) - b)}


block = Block(
    name="math.subtract",
    title="Subtract",
    evaluate=evaluate,
    columns=columns,
    ports=ports,
    keywords=["minus", "difference", "subtraction", "-", "SUB"],
    examples=[
        Example(says="flow minus return", inputs={"a": 70.0, "b": 55.5}, outputs={"value": 14.5}),
        Example(says="a tare of 2.5", params={"second": "constant", "constant": 2.5}, inputs={"a": 10}, outputs={"value": 7.5}),
    ],
)
