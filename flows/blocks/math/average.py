"""Give the average of several numbers.

The result is sent each time one of the inputs gets a new value, once all of them have had one. For the average over time
take *Moving average* or a block of the family *Statistics*.
"""

import math
from collections.abc import Sequence
from typing import Any

import msgspec

from flows.block import Block, Example, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.operands import CountParams, finite, numbered


class Outputs(Ports):
    value: float


def ports(params: CountParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return numbered(params.inputs, "number"), [Port("value", "Average", "number")]


def evaluate(inputs: Any) -> Outputs:
    return Outputs(finite(math.fsum(values := msgspec.structs.astuple(inputs)) / len(values)))


block = Block(
    name="math.average",
    title="Average of inputs",
    evaluate=evaluate,
    params_class=CountParams,
    ports=ports,
    keywords=["mean", "AVG", "middle"],
    examples=[
        Example(says="of three sensors", params={"inputs": 3}, inputs={"in1": 20, "in2": 21, "in3": 25}, outputs={"value": 22.0}),
    ],
)
