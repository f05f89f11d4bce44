"""Smooth a number: the average of its last values.

While fewer values than the window have come, the average is over those that are there, so the first value leaves
unchanged.
"""

from typing import Annotated, Any

import numpy as np
from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, port
from flows.graphs import columns as column
from flows.toolbox.summing import plain_sum


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
    return Outputs(plain_sum(values) / len(values)), state


def columns(inputs: Any, params: MovingAverageParams, state: Window) -> tuple[column.Outputs, Window]:
    fresh = column.real_floats(inputs.value)
    before = column.real_floats(np.array(state.values, np.float64)) if state.values else np.empty(0)
    values = np.concatenate((before, fresh))
    window, count = params.window, len(fresh)
    sums, sizes = np.empty(count), np.full(count, float(window))
    # The first ones have fewer values: their sums grow one by one.
    short = min(count, max(0, window - 1 - len(before)))
    if short:
        sums[:short] = np.add.accumulate(values[: len(before) + short])[len(before) :]
        sizes[:short] = np.arange(len(before) + 1, len(before) + short + 1)
    if count > short:
        full, start = sums[short:], len(before) + short - window + 1
        full[:] = values[start : start + len(full)]
        for place in range(start + 1, start + window):
            full += values[place : place + len(full)]
    state.values = values[-window:].tolist()
    return {"value": sums / sizes}, state


block = Block(
    name="math.moving_average",
    title="Moving average",
    evaluate=evaluate,
    columns=columns,
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
