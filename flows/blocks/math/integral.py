"""Add up a rate over time: power becomes energy, a flow becomes a volume.

*Per* is the time in the unit of the value: kW and **hour** give kWh, litres per **minute** give litres.

- **Trapezoid** draws a straight line between two samples; **step** holds each value until the next one comes.
- After a gap longer than *Longest gap* nothing is added for it: while a sensor was silent nobody knows what flowed.
- `reset` begins again at 0. Samples older than the last one add nothing.
"""

from typing import Annotated, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, Trigger, port
from flows.toolbox.operands import finite

PER_US = {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000, "day": 86_400_000_000}


class Inputs(Ports):
    value: float
    reset: Annotated[Trigger, port("Reset")] = False


class IntegralParams(Params):
    per: Literal["second", "minute", "hour", "day"] = Field("hour", title="Per", description="kW and hour give kWh")
    method: Literal["trapezoid", "step"] = Field("trapezoid", title="Between samples")
    longest_gap_s: float = Field(
        0.0, title="Longest gap", description="0: any", ge=0, le=366 * 86_400, json_schema_extra={"unit": "s"}
    )


class Sum(State):
    total: float = 0.0
    at_us: int | None = None
    value: float = 0.0


class Outputs(Ports):
    value: Annotated[float, port("Integral")]


def evaluate(inputs: Inputs, params: IntegralParams, state: Sum, at: int, fresh: frozenset[str]) -> tuple[Outputs, Sum]:
    total = 0.0 if inputs.reset else state.total
    if "value" in fresh:
        value = inputs.value
        passed_us = 0 if state.at_us is None else at - state.at_us
        if passed_us > 0 and (not params.longest_gap_s or passed_us <= params.longest_gap_s * 1_000_000):
            height = (state.value + value) / 2 if params.method == "trapezoid" else state.value
            total = finite(total + height * passed_us / PER_US[params.per])
        if state.at_us is None or passed_us >= 0:
            state.at_us, state.value = at, value
    state.total = total
    return Outputs(total), state


block = Block(
    name="math.integral",
    title="Integral over time",
    evaluate=evaluate,
    keywords=["energy", "kWh", "volume", "totalizer", "area", "integrate", "consumption", "meter", "accumulation"],
    examples=[
        Example(
            says="2 kW, then 4 kW, half an hour each",
            at_s=[0, 1800, 3600],
            inputs=[{"value": 2}, {"value": 2}, {"value": 4}],
            outputs=[{"value": 0.0}, {"value": 1.0}, {"value": 2.5}],
        ),
        Example(
            says="held until the next one, with a gap left out",
            params={"per": "minute", "method": "step", "longest_gap_s": 60},
            at_s=[0, 30, 630],
            inputs=[{"value": 6}, {"value": 8}, {"value": 8}],
            outputs=[{"value": 0.0}, {"value": 3.0}, {"value": 3.0}],
        ),
    ],
)
