"""Add up numbers: two, or as many as you have.

The sum is sent each time one of the inputs gets a new value, once all of them have had one. For a running sum over time
take *Accumulate*.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from flows.block import Block, Example, Port, Ports
from flows.facts import Facts
from flows.operands import CountParams, finite, numbered


class Outputs(Ports):
    value: float


def ports(params: CountParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return numbered(params.inputs, "number"), [Port("value", "Sum", "number")]


def evaluate(inputs: Any) -> Outputs:
    return Outputs(finite(sum(msgspec.structs.astuple(inputs))))


block = Block(
    name="math.add",
    title="Add",
    evaluate=evaluate,
    params_class=CountParams,
    ports=ports,
    keywords=["sum", "plus", "addition", "total", "+", "ADD"],
    examples=[
        Example(says="two numbers", inputs={"in1": 2.5, "in2": 4}, outputs={"value": 6.5}),
        Example(says="three phases", params={"inputs": 3}, inputs={"in1": 1.0, "in2": 2.0, "in3": 3.5}, outputs={"value": 6.5}),
    ],
)
