"""Turn a boolean round: true becomes false and false becomes true."""

from typing import Annotated, Any

from flows.block import Block, Example, Ports, port
from flows.graphs import columns as column


class Inputs(Ports):
    value: bool


class Outputs(Ports):
    value: Annotated[bool, port("NOT", "sent when it changes")]


def evaluate(inputs: Inputs) -> Outputs:
    return Outputs(not inputs.value)


def columns(inputs: Any) -> column.Outputs:
    return {"value": ~column.booleans(inputs.value)}


block = Block(
    name="logic.not",
    title="NOT",
    evaluate=evaluate,
    columns=columns,
    on_change=["value"],
    keywords=["boolean", "invert", "negate", "inverse"],
    examples=[
        Example(says="true becomes false", inputs={"value": True}, outputs={"value": False}),
        Example(says="false becomes true", inputs={"value": False}, outputs={"value": True}),
    ],
)
