"""Move the bits of a whole number to the left or to the right.

To the left, each place doubles the number; bits that leave at the top of the width are lost. To the right, each place
halves it.
"""

from typing import Annotated, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.operands import whole


class Inputs(Ports):
    value: float


class BitShiftParams(Params):
    direction: Literal["left", "right"] = Field("left", title="Direction")
    places: int = Field(1, title="Places", ge=0, le=63)
    width: Literal[8, 16, 32, 64] = Field(32, title="Width", description="Bits of the number; more are cut off")
    rotates: bool = Field(False, title="What leaves comes in at the other end")


class Outputs(Ports):
    value: Annotated[float, port("Shifted")]


def evaluate(inputs: Inputs, params: BitShiftParams) -> Outputs:
    width = params.width
    full = (1 << width) - 1
    bits = whole(inputs.value, "The value") & full
    if params.rotates:
        places = (params.places if params.direction == "left" else -params.places) % width
        return Outputs(((bits << places) | (bits >> (width - places))) & full)
    return Outputs((bits << params.places) & full if params.direction == "left" else bits >> params.places)


block = Block(
    name="math.bit_shift",
    title="Bit shift",
    evaluate=evaluate,
    keywords=["bit", "rotate", "left", "right", "SHL", "SHR", "ROL", "ROR", "<<", ">>"],
    examples=[
        Example(says="two places to the left", params={"places": 2}, inputs={"value": 5}, outputs={"value": 20}),
        Example(
            says="the high byte of a word",
            params={"direction": "right", "places": 8, "width": 16},
            inputs={"value": 0x12FF},
            outputs={"value": 0x12},
        ),
        Example(
            says="rotated",
            params={"direction": "right", "width": 8, "rotates": True},
            inputs={"value": 1},
            outputs={"value": 128},
        ),
    ],
)
