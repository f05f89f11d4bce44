"""Raise e, 10 or 2 to the power of a number: the opposite of a logarithm.

A result too large to be passed on sends nothing but the error.
"""

import math
from typing import Annotated, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.operands import finite


class Inputs(Ports):
    value: float


class ExponentialParams(Params):
    base: Literal["e", "10", "2"] = Field("e", title="Base")


class Outputs(Ports):
    value: Annotated[float, port("Power", "base to the power of the value")]


_BASES = {"e": math.e, "10": 10.0, "2": 2.0}


def evaluate(inputs: Inputs, params: ExponentialParams) -> Outputs:
    try:
        return Outputs(finite(math.exp(inputs.value) if params.base == "e" else math.pow(_BASES[params.base], inputs.value)))
    except OverflowError:
        raise ValueError(f"{params.base} to the power of {inputs.value:g} is too large to be passed on.") from None


block = Block(
    name="math.exponential",
    title="Exponential",
    evaluate=evaluate,
    keywords=["exp", "antilog", "power of ten", "growth", "EXP"],
    examples=[
        Example(says="e to the power of 0", inputs={"value": 0}, outputs={"value": 1.0}),
        Example(says="from a decade", params={"base": "10"}, inputs={"value": 3}, outputs={"value": 1000.0}),
    ],
)
