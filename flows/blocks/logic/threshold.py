"""Watch a number and say whether it is out of bounds, without flicker.

**Above**: `active` becomes true when the value is higher than *raise at*, and false again when it is lower than *clear at*.
**Below**: it becomes true when the value is lower than *raise at*, and false again when it is higher than *clear at*.

Between the two limits nothing changes. `active` is sent when it changes (and once at the first value); `value` passes
every value on.
"""

from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Ports, State, port
from flows.graphs import columns as column


class Inputs(Ports):
    value: float


class ThresholdParams(Params):
    direction: Literal["above", "below"] = Field("above", title="Active when the value is")
    raise_at: float = Field(80.0, title="Raise at")
    clear_at: float = Field(
        75.0, title="Clear at", description="A little on the safe side of “raise at”, so that noise does not make it flicker"
    )

    @model_validator(mode="after")
    def _limits_in_order(self) -> "ThresholdParams":
        if self.direction == "above" and self.clear_at > self.raise_at:
            raise ValueError(f"“Clear at” ({self.clear_at:g}) must not be higher than “raise at” ({self.raise_at:g}).")
        if self.direction == "below" and self.clear_at < self.raise_at:
            raise ValueError(f"“Clear at” ({self.clear_at:g}) must not be lower than “raise at” ({self.raise_at:g}).")
        return self


class Hysteresis(State):
    is_active: bool = False


class Outputs(Ports):
    active: Annotated[bool, port("Active", "sent when it changes")]
    value: Annotated[float, port("Value", "every value, unchanged")]


def evaluate(inputs: Inputs, params: ThresholdParams, state: Hysteresis) -> tuple[Outputs, Hysteresis]:
    value = inputs.value
    if params.direction == "above":
        if state.is_active:
            state.is_active = not value < params.clear_at
        else:
            state.is_active = value > params.raise_at
    elif state.is_active:
        state.is_active = not value > params.clear_at
    else:
        state.is_active = value < params.raise_at
    return Outputs(state.is_active, value), state


def columns(inputs: Any, params: ThresholdParams, state: Hysteresis) -> tuple[column.Outputs, Hysteresis]:
    value = column.floats(inputs.value)
    if params.direction == "above":
        events = (value > params.raise_at).astype(np.int8) - (value < params.clear_at)
    else:
        events = (value < params.raise_at).astype(np.int8) - (value > params.clear_at)
    active = column.held(events, state.is_active)
    state.is_active = bool(active[-1])
    return {"active": active, "value": inputs.value}, state


block = Block(
    name="logic.threshold",
    title="Threshold",
    evaluate=evaluate,
    columns=columns,
    on_change=["active"],
    keywords=["limit", "hysteresis", "compare", "greater", "less", "alarm", "above", "below"],
    examples=[
        Example(
            says="raised above 80, cleared below 75",
            inputs=[{"value": 80}, {"value": 81}, {"value": 77}, {"value": 74}],
            outputs=[
                {"active": False, "value": 80},
                {"active": True, "value": 81},
                {"active": True, "value": 77},
                {"active": False, "value": 74},
            ],
        ),
        Example(
            says="a tank that runs empty",
            params={"direction": "below", "raise_at": 10, "clear_at": 20},
            inputs=[{"value": 15}, {"value": 9}, {"value": 20}, {"value": 21}],
            outputs=[
                {"active": False, "value": 15},
                {"active": True, "value": 9},
                {"active": True, "value": 20},
                {"active": False, "value": 21},
            ],
        ),
    ],
)
