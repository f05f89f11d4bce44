"""Take the logarithm of a number, to the base e, 10, 2 or another one.

Only numbers above zero have a logarithm. Others send nothing but the error.
"""

import math
from typing import Annotated, Literal

from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.operands import finite


class Inputs(Ports):
    value: float


class LogarithmParams(Params):
    base: Literal["e", "10", "2", "other"] = Field("e", title="Base", description="e: the natural logarithm")
    other: float = Field(3.0, title="Other base", gt=0, json_schema_extra={"show_when": {"base": ["other"]}})

    @model_validator(mode="after")
    def _one_is_no_base(self) -> "LogarithmParams":
        if self.base == "other" and self.other == 1:
            raise ValueError("A logarithm to the base 1 does not exist. Choose another base.")
        return self


class Outputs(Ports):
    value: Annotated[float, port("Logarithm")]


def evaluate(inputs: Inputs, params: LogarithmParams) -> Outputs:
    value = inputs.value
    if value <= 0:
        raise ValueError(f"{value:g} has no logarithm: only numbers above 0 have one.")
    match params.base:
        case "e":
            return Outputs(math.log(value))
        case "10":
            return Outputs(math.log10(value))
        case "2":
            return Outputs(math.log2(value))
    return Outputs(finite(math.log(value, params.other)))


block = Block(
    name="math.logarithm",
    title="Logarithm",
    evaluate=evaluate,
    keywords=["log", "ln", "log10", "natural", "decibel", "LN", "LOG"],
    examples=[
        Example(says="to the base 10", params={"base": "10"}, inputs={"value": 1000}, outputs={"value": 3.0}),
        Example(says="the natural logarithm of 1", inputs={"value": 1}, outputs={"value": 0.0}),
        Example(says="to the base 4", params={"base": "other", "other": 4}, inputs={"value": 16}, outputs={"value": 2.0}),
    ],
)
