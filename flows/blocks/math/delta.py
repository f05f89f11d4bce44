"""Give the change from one value to the next: what a meter has counted since the last sample.

The first value sends nothing. When the value has become smaller:

- **negative**: the change is negative
- **restarted**: the meter was replaced or reset and began at 0, so the change is the new value
- **overflowed**: the meter has gone past its largest number, so the change goes on over it
- **left out**: nothing is sent
"""

from typing import Annotated, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, port
from flows.toolbox.operands import finite


class Inputs(Ports):
    value: float


class DeltaParams(Params):
    falls: Literal["negative", "restarted", "overflowed", "left_out"] = Field("negative", title="A smaller value means")
    largest: float = Field(
        4294967295.0,
        title="Largest number",
        description="The last one before it begins at 0 again",
        gt=0,
        json_schema_extra={"show_when": {"falls": ["overflowed"]}},
    )


class Last(State):
    value: float | None = None


class Outputs(Ports):
    value: Annotated[float | UnsetType, port("Change")] = UNSET


def evaluate(inputs: Inputs, params: DeltaParams, state: Last) -> tuple[Outputs, Last]:
    before = state.value
    if before is None:
        state.value = inputs.value
        return Outputs(), state
    change: float | UnsetType = finite(inputs.value - before)
    if inputs.value < before:
        match params.falls:
            case "restarted":
                change = inputs.value
            case "overflowed":
                change = finite(inputs.value - before + params.largest + 1)
            case "left_out":
                change = UNSET
    state.value = inputs.value
    return Outputs(change), state


block = Block(
    name="math.delta",
    title="Delta",
    evaluate=evaluate,
    keywords=["difference", "change", "increment", "consumption", "meter", "rollover", "overflow", "counter"],
    examples=[
        Example(
            says="up and down",
            inputs=[{"value": 10}, {"value": 12.5}, {"value": 12}],
            outputs=[{}, {"value": 2.5}, {"value": -0.5}],
        ),
        Example(
            says="a meter that began again",
            params={"falls": "restarted"},
            inputs=[{"value": 990}, {"value": 3}],
            outputs=[{}, {"value": 3}],
        ),
        Example(
            says="a counter of 8 bits",
            params={"falls": "overflowed", "largest": 255},
            inputs=[{"value": 250}, {"value": 4}],
            outputs=[{}, {"value": 10}],
        ),
    ],
)
