"""True only while all inputs are true.

The result is sent when it changes, once every input has had a value.
"""

from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from pydantic import Field

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs import columns as column
from flows.graphs.facts import Facts


class AndParams(Params):
    inputs: int = Field(2, title="Number of inputs", ge=2, le=16)


class Outputs(Ports):
    value: bool


def ports(params: AndParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    inputs = [Port(name=f"in{number}", title=f"In {number}", type="boolean") for number in range(1, params.inputs + 1)]
    return inputs, [Port(name="value", title="AND", type="boolean", help="sent when it changes")]


def evaluate(inputs: Any) -> Outputs:
    return Outputs(all(msgspec.structs.astuple(inputs)))


def columns(inputs: Any) -> column.Outputs:
    return {"value": np.logical_and.reduce([column.booleans(values) for values in vars(inputs).values()])}


block = Block(
    name="logic.and",
    title="AND",
    evaluate=evaluate,
    columns=columns,
    params_class=AndParams,
    ports=ports,
    on_change=["value"],
    keywords=["boolean", "gate", "all", "both", "conjunction"],
    examples=[
        Example(says="one input is false", inputs={"in1": True, "in2": False}, outputs={"value": False}),
        Example(
            says="three inputs",
            params={"inputs": 3},
            inputs=[{"in1": True, "in2": True, "in3": True}, {"in1": False, "in2": False, "in3": False}],
            outputs=[{"value": True}, {"value": False}],
        ),
    ],
)
