"""Say how fast a number changes: the difference between two samples, divided by the time between them.

The first sample sends nothing, and neither does one with the same time as the one before, or an older one. For a counter
that starts again at 0, take *Delta* before or choose to leave falls out.
"""

from typing import Annotated, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, port
from flows.toolbox.operands import finite

PER_US = {"second": 1_000_000, "minute": 60_000_000, "hour": 3_600_000_000, "day": 86_400_000_000}


class Inputs(Ports):
    value: float


class RateParams(Params):
    per: Literal["second", "minute", "hour", "day"] = Field("second", title="Per")
    leaves_out_falls: bool = Field(False, title="Leave out falls", description="For counters, which fall only when they restart")


class Last(State):
    at_us: int | None = None
    value: float = 0.0


class Outputs(Ports):
    value: Annotated[float | UnsetType, port("Rate")] = UNSET


def evaluate(inputs: Inputs, params: RateParams, state: Last, at: int) -> tuple[Outputs, Last]:
    before_us, before = state.at_us, state.value
    if before_us is not None and at <= before_us:
        return Outputs(), state
    rate: float | UnsetType = UNSET
    if before_us is not None and not (params.leaves_out_falls and inputs.value < before):
        rate = finite((inputs.value - before) * PER_US[params.per] / (at - before_us))
    state.at_us, state.value = at, inputs.value
    return Outputs(rate), state


block = Block(
    name="math.rate_of_change",
    title="Rate of change",
    evaluate=evaluate,
    keywords=["derivative", "slope", "gradient", "speed", "per second", "differentiate", "trend"],
    examples=[
        Example(
            says="per minute",
            params={"per": "minute"},
            at_s=[0, 30, 30, 60],
            inputs=[{"value": 20}, {"value": 21}, {"value": 25}, {"value": 20}],
            outputs=[{}, {"value": 2.0}, {}, {"value": -2.0}],
        ),
        Example(
            says="of a counter that restarts",
            params={"leaves_out_falls": True},
            inputs=[{"value": 98}, {"value": 100}, {"value": 1}, {"value": 4}],
            outputs=[{}, {"value": 2.0}, {}, {"value": 3.0}],
        ),
    ],
)
