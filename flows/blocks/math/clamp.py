"""Keep a number inside a range.

A value below *low* leaves as *low*, a value above *high* leaves as *high*. `clamped` tells the next block that it
happened.
"""

from typing import Annotated, Any

import numpy as np
from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Ports, port
from flows.graphs import columns as column


class Inputs(Ports):
    value: float


class ClampParams(Params):
    low: float = Field(0.0, title="Low")
    high: float = Field(100.0, title="High")

    @model_validator(mode="after")
    def _ends_in_order(self) -> "ClampParams":
        if self.low > self.high:
            raise ValueError(f"“Low” ({self.low:g}) must not be higher than “high” ({self.high:g}).")
        return self


class Outputs(Ports):
    value: float
    clamped: Annotated[bool, port("Clamped", "whether the value was outside; sent when it changes")]


def evaluate(inputs: Inputs, params: ClampParams) -> Outputs:
    value = inputs.value
    if value < params.low:
        return Outputs(params.low, clamped=True)
    if value > params.high:
        return Outputs(params.high, clamped=True)
    return Outputs(value, clamped=False)


def columns(inputs: Any, params: ClampParams) -> column.Outputs:
    value = column.real_floats(inputs.value)
    is_low, is_high = value < params.low, value > params.high
    return {"value": np.where(is_low, params.low, np.where(is_high, params.high, value)), "clamped": is_low | is_high}


block = Block(
    name="math.clamp",
    title="Clamp",
    evaluate=evaluate,
    columns=columns,
    on_change=["clamped"],
    keywords=["limit", "bound", "saturate", "min", "max", "restrict", "LIMIT"],
    examples=[
        Example(says="above the range", inputs={"value": 120}, outputs={"value": 100.0, "clamped": True}),
        Example(says="below it", inputs={"value": -1}, outputs={"value": 0.0, "clamped": True}),
        Example(says="inside it", inputs={"value": 55.5}, outputs={"value": 55.5, "clamped": False}),
    ],
)
