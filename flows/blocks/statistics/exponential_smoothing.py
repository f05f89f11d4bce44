"""Smooth a number exponentially: new values count most, old ones fade away.

**By factor**: `result = factor × value + (1 - factor) × result before`. 1 follows at once, 0.05 is very calm. Right for
values that come at an even pace.

**By time constant**: the pace does not matter. After one time constant a jump has been followed to 63 %, after three to
95 %. Like the filter time of a PLC's analogue input (PT1).

The first value leaves unchanged. With a time constant, a value that is older than the one before changes nothing.
"""

import math
from typing import Annotated, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, port
from flows.toolbox.windows import SECOND


class Inputs(Ports):
    value: float


class SmoothingParams(Params):
    by: Literal["factor", "time_constant"] = Field("factor", title="By")
    factor: float = Field(0.2, title="Factor", gt=0, le=1, json_schema_extra={"show_when": {"by": ["factor"]}})
    time_constant_s: float = Field(
        60.0,
        title="Time constant",
        ge=0.001,
        le=365 * 86_400,
        json_schema_extra={"show_when": {"by": ["time_constant"]}, "unit": "s"},
    )


class Smoothed(State):
    value: float | None = None
    at: int = 0


class Outputs(Ports):
    value: Annotated[float, port("Smoothed")]


def evaluate(inputs: Inputs, params: SmoothingParams, state: Smoothed, at: int) -> tuple[Outputs, Smoothed]:
    if state.value is None:
        value = inputs.value
    elif params.by == "factor":
        value = state.value + params.factor * (inputs.value - state.value)
    else:
        elapsed_s = max(0, at - state.at) / SECOND
        value = state.value - math.expm1(-elapsed_s / params.time_constant_s) * (inputs.value - state.value)
    state.value, state.at = value, max(at, state.at)
    return Outputs(value), state


block = Block(
    name="statistics.exponential_smoothing",
    title="Exponential smoothing",
    evaluate=evaluate,
    keywords=["smooth", "filter", "low pass", "PT1", "EMA", "EWMA", "noise", "lag", "damping", "average"],
    examples=[
        Example(
            says="half of each step is followed",
            params={"factor": 0.5},
            inputs=[{"value": 0}, {"value": 8}, {"value": 8}],
            outputs=[{"value": 0}, {"value": 4.0}, {"value": 6.0}],
        ),
        Example(
            says="after a long pause the new value counts alone",
            params={"by": "time_constant", "time_constant_s": 1},
            at_s=[0, 1000],
            inputs=[{"value": 0}, {"value": 8}],
            outputs=[{"value": 0}, {"value": 8.0}],
        ),
    ],
)
