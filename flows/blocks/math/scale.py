"""Say in one line what the block is for.

Then what a user has to know to use it; this text is the help in the editor.
"""

from typing import Annotated

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port


class Inputs(Ports):
    value: float


class ScaleParams(Params):
    amount: float = Field(1.0, title="Amount", description="What it does")


class Outputs(Ports):
    value: Annotated[float, port("Value", "value + amount")]


def evaluate(inputs: Inputs, params: ScaleParams) -> Outputs:
    return Outputs(inputs.value + params.amount)


block = Block(
    name="math.scale",  # saved in users' flows, so it never changes
    title="Scale",
    evaluate=evaluate,
    keywords=[],
    examples=[Example(says="one is added", inputs={"value": 1}, outputs={"value": 2.0})],
)
