"""Remove spikes from a number: the median of its last values.

Unlike an average, a median ignores single outliers altogether: a sensor that says 999 once does not show at all. Take an
odd number of values; an odd window that is twice as long as the longest spike, plus one, removes it.
"""

from typing import Annotated

from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, port


class Inputs(Ports):
    value: float


class MovingMedianParams(Params):
    window: int = Field(5, title="Window", description="Number of values", ge=1, le=999, json_schema_extra={"unit": "values"})


class Window(State):
    values: list[float] = []


class Outputs(Ports):
    value: Annotated[float, port("Median")]


def evaluate(inputs: Inputs, params: MovingMedianParams, state: Window) -> tuple[Outputs, Window]:
    state.values.append(inputs.value)
    del state.values[: -params.window]
    ordered = sorted(state.values)
    middle = len(ordered) // 2
    median = ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return Outputs(median), state


block = Block(
    name="statistics.moving_median",
    title="Moving median",
    evaluate=evaluate,
    keywords=["spike", "outlier", "despike", "filter", "noise", "smooth", "rolling"],
    examples=[
        Example(
            says="a single spike does not show",
            params={"window": 3},
            inputs=[{"value": 20}, {"value": 20}, {"value": 999}, {"value": 21}],
            outputs=[{"value": 20}, {"value": 20.0}, {"value": 20}, {"value": 21}],
        )
    ],
)
