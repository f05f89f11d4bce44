"""Smooth a number: the average of its last values.

While fewer values than the window have come, the average is over those that are there, so the first value leaves
unchanged.
"""

from typing import Annotated

from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, port


class Inputs(Ports):
    value: float


class MovingAverageParams(Params):
    window: int = Field(
        10, title="Window", description="Number of values to average", ge=1, le=1000, json_schema_extra={"unit": "values"}
    )


class Window(State):
    values: list[float] = []


class Outputs(Ports):
    value: Annotated[float, port("Average")]


def evaluate(inputs: Inputs, params: MovingAverageParams, state: Window) -> tuple[Outputs, Window]:
    values = state.values
    values.append(inputs.value)
    if len(values) > params.window:
        del values[0]
    # The sum is taken anew each time, oldest first: a running sum would drift by rounding.
    return Outputs(sum(values) / len(values)), state


block = Block(
    name="math.moving_average",
    title="Moving average",
    evaluate=evaluate,
    keywords=["smooth", "filter", "mean", "window", "rolling", "noise"],
    examples=[
        Example(
            says="over the last three values",
            params={"window": 3},
            inputs=[{"value": 1}, {"value": 2}, {"value": 6}, {"value": 10}],
            outputs=[{"value": 1.0}, {"value": 1.5}, {"value": 3.0}, {"value": 6.0}],
        )
    ],
)
