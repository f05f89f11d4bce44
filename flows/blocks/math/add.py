"""Add up numbers: two, or as many as you have.

The sum is sent each time one of the inputs gets a new value, once all of them have had one. For a running sum over time
take *Accumulate*.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from flows.block import Block, Example, Port, Ports
from flows.graphs import columns as column
from flows.graphs.facts import Facts
from flows.toolbox.operands import CountParams, finite, numbered
from flows.toolbox.summing import plain_sum


class Outputs(Ports):
    value: float


def ports(params: CountParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return numbered(params.inputs, "number"), [Port("value", "Sum", "number")]


def evaluate(inputs: Any) -> Outputs:
    return Outputs(finite(plain_sum(msgspec.structs.astuple(inputs))))


def columns(inputs: Any, params: CountParams) -> column.Outputs:
    return {"value": column.finite(plain_sum(column.real_floats(getattr(inputs, f"in{n}")) for n in range(1, params.inputs + 1)))}


block = Block(
    name="math.add",
    title="Add",
    evaluate=evaluate,
    columns=columns,
    params_class=CountParams,
    ports=ports,
    keywords=["sum", "plus", "addition", "total", "+", "ADD"],
    examples=[
        Example(says="two numbers", inputs={"in1": 2.5, "in2": 4}, outputs={"value": 6.5}),
        Example(says="three phases", params={"inputs": 3}, inputs={"in1": 1.0, "in2": 2.0, "in3": 3.5}, outputs={"value": 6.5}),
    ],
)
