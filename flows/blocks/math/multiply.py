"""Multiply numbers: two, or as many as you have.

The product is sent each time one of the inputs gets a new value, once all of them have had one. To multiply by a fixed
number take *Scale*.
"""

import math
from collections.abc import Sequence
from typing import Any

import msgspec

from flows.block import Block, Example, Port, Ports
from flows.graphs import columns as column
from flows.graphs.facts import Facts
from flows.toolbox.operands import CountParams, finite, numbered


class Outputs(Ports):
    value: float


def ports(params: CountParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return numbered(params.inputs, "number"), [Port("value", "Product", "number")]


def evaluate(inputs: Any) -> Outputs:
    return Outputs(finite(math.prod(msgspec.structs.astuple(inputs))))


def columns(inputs: Any, params: CountParams) -> column.Outputs:
    product: Any = math.prod(column.real_floats(getattr(inputs, f"in{n}")) for n in range(1, params.inputs + 1))
    return {"value": column.finite(product)}


block = Block(
    name="math.multiply",
    title="Multiply",
    evaluate=evaluate,
    columns=columns,
    params_class=CountParams,
    ports=ports,
    keywords=["times", "product", "multiplication", "*", "MUL"],
    examples=[
        Example(says="power from voltage and current", inputs={"in1": 230.0, "in2": 2.0}, outputs={"value": 460.0}),
        Example(says="three numbers", params={"inputs": 3}, inputs={"in1": 2, "in2": 3, "in3": 4}, outputs={"value": 24}),
    ],
)
