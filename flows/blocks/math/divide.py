"""Divide one number by another: `a ÷ b`.

The quotient is sent each time an input gets a new value. `b` comes from a wire or is always the same. A division by zero
sends nothing but the error.
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
    return inputs, [Port("value", "Quotient", "number")]


def evaluate(inputs: Any, params: SecondParams) -> Outputs:
    b = inputs.b if params.second == "input" else params.constant
    if b == 0:
        raise ValueError(f"{inputs.a:g} cannot be divided by 0. Keep the zero out before, for example with a gate.")
    return Outputs(finite(inputs.a / b))


def columns(inputs: Any, params: SecondParams) -> column.Outputs:
    b = column.real_floats(inputs.b if params.second == "input" else [params.constant])
    if not b.all():
        raise column.NotInColumns  # those that divide by zero fail with their sentence
    return {"value": column.finite(column.real_floats(inputs.a) / b)}


block = Block(
    name="math.divide",
    title="Divide",
    evaluate=evaluate,
    columns=columns,
    ports=ports,
    keywords=["quotient", "ratio", "division", "per", "/", "DIV"],
    examples=[
        Example(says="litres per item", inputs={"a": 30, "b": 12}, outputs={"value": 2.5}),
        Example(
            says="by a fixed number", params={"second": "constant", "constant": 1000}, inputs={"a": 250}, outputs={"value": 0.25}
        ),
    ],
)
