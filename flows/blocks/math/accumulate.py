"""Add up all values that come: a running total.

`reset` sets the total back to *Start at*. When a value and a reset come at once, the value is the first of the new total.
For a flow that is measured per hour (kW, m³/h) take *Integral over time*.
"""

from typing import Annotated

from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, Trigger, port
from flows.toolbox.operands import finite


class Inputs(Ports):
    value: float
    reset: Annotated[Trigger, port("Reset")] = False


class AccumulateParams(Params):
    start: float = Field(0.0, title="Start at")


class Total(State):
    total: float | None = None


class Outputs(Ports):
    value: Annotated[float, port("Total")]


def evaluate(inputs: Inputs, params: AccumulateParams, state: Total, fresh: frozenset[str]) -> tuple[Outputs, Total]:
    total = params.start if inputs.reset or state.total is None else state.total
    if "value" in fresh:
        total = finite(total + inputs.value)
    state.total = total
    return Outputs(total), state


block = Block(
    name="math.accumulate",
    title="Accumulate",
    evaluate=evaluate,
    keywords=["accumulation", "running total", "cumulative", "sum", "totalizer", "meter", "add up"],
    examples=[
        Example(
            says="three values, then a reset",
            inputs=[{"value": 2}, {"value": 3.5}, {"value": 3.5, "reset": True}, {"value": 1}],
            fresh=[["value"], ["value"], ["reset"], ["value"]],
            outputs=[{"value": 2.0}, {"value": 5.5}, {"value": 0.0}, {"value": 1.0}],
        )
    ],
)
