"""Count the characters of a text, or the items of a list or object."""

from typing import Annotated, Any

from flows.block import Block, Example, Ports, port
from flows.toolbox.named_ports import shown


class Inputs(Ports):
    value: Annotated[Any, port("Value", "a text, list or object")]


class Outputs(Ports):
    length: Annotated[float, port("Length")]


def evaluate(inputs: Inputs) -> Outputs:
    if not isinstance(inputs.value, str | list | dict):
        raise ValueError(f"{shown(inputs.value)} has no length. Give a text, a list or an object.")
    return Outputs(float(len(inputs.value)))


block = Block(
    name="text.length",
    title="Length",
    evaluate=evaluate,
    keywords=["count", "characters", "size", "items", "string"],
    examples=[
        Example(says="of a text", inputs={"value": "pump"}, outputs={"length": 4.0}),
        Example(says="of a list", inputs={"value": [1, 2, 3]}, outputs={"length": 3.0}),
    ],
)
