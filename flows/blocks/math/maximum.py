"""Give the largest of several numbers.

The result is sent each time one of the inputs gets a new value, once all of them have had one. For the largest value of
the last minutes take a block of the family *Statistics*; for the second or third largest take *Top n*.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from flows.block import Block, Example, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.operands import CountParams, numbered


class Outputs(Ports):
    value: float


def ports(params: CountParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return numbered(params.inputs, "number"), [Port("value", "Maximum", "number")]


def evaluate(inputs: Any) -> Outputs:
    return Outputs(max(msgspec.structs.astuple(inputs)))


block = Block(
    name="math.maximum",
    title="Maximum of inputs",
    evaluate=evaluate,
    params_class=CountParams,
    ports=ports,
    keywords=["largest", "highest", "greatest", "max", "MAX"],
    examples=[
        Example(
            says="the hottest of three bearings",
            params={"inputs": 3},
            inputs={"in1": 61, "in2": 75.5, "in3": 70},
            outputs={"value": 75.5},
        ),
    ],
)
