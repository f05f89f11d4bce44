"""Take the sign away from a number: −3 becomes 3."""

from typing import Annotated, Any

from flows.block import Block, Example, Ports, port
from flows.graphs import columns as column


class Inputs(Ports):
    value: float


class Outputs(Ports):
    value: Annotated[float, port("Absolute value")]


def evaluate(inputs: Inputs) -> Outputs:
    return Outputs(abs(inputs.value))


def columns(inputs: Any) -> column.Outputs:
    return {"value": abs(column.real_floats(inputs.value))}


block = Block(
    name="math.absolute",
    title="Absolute value",
    evaluate=evaluate,
    columns=columns,
    keywords=["abs", "magnitude", "sign", "modulus", "ABS"],
    examples=[
        Example(says="a negative number", inputs={"value": -3.5}, outputs={"value": 3.5}),
        Example(says="a positive one stays", inputs={"value": 2}, outputs={"value": 2}),
    ],
)
