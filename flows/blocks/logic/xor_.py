"""True while an odd number of inputs is true; with two inputs: while they differ.

The result is sent when it changes, once every input has had a value.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from flows.block import Block, Example, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.operands import CountParams, numbered


class Outputs(Ports):
    value: bool


def ports(params: CountParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return numbered(params.inputs, "boolean"), [Port("value", "XOR", "boolean", help="sent when it changes")]


def evaluate(inputs: Any) -> Outputs:
    return Outputs(sum(msgspec.structs.astuple(inputs)) % 2 == 1)


block = Block(
    name="logic.xor",
    title="XOR",
    evaluate=evaluate,
    params_class=CountParams,
    ports=ports,
    on_change=["value"],
    keywords=["boolean", "exclusive or", "differ", "unequal", "parity", "either"],
    examples=[
        Example(says="the inputs differ", inputs={"in1": True, "in2": False}, outputs={"value": True}),
        Example(says="the inputs are equal", inputs={"in1": True, "in2": True}, outputs={"value": False}),
    ],
)
