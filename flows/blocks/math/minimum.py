"""Give the smallest of several numbers.

The result is sent each time one of the inputs gets a new value, once all of them have had one. For the smallest value of
the last minutes take a block of the family *Statistics*.
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
    return numbered(params.inputs, "number"), [Port("value", "Minimum", "number")]


def evaluate(inputs: Any) -> Outputs:
    return Outputs(min(msgspec.structs.astuple(inputs)))


block = Block(
    name="math.minimum",
    title="Minimum of inputs",
    evaluate=evaluate,
    params_class=CountParams,
    ports=ports,
    keywords=["smallest", "lowest", "least", "min", "MIN"],
    examples=[
        Example(
            says="the coldest of three rooms",
            params={"inputs": 3},
            inputs={"in1": 21, "in2": 18.5, "in3": 20},
            outputs={"value": 18.5},
        ),
    ],
)
