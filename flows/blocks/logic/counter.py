"""Count up and down by triggers, up to a preset.

`count` and `reached` are sent when they change; `reached` is true while the count is at the *preset* or above. With
*Begin again* the count goes back to its start when the preset is reached, and `full` is set off: every tenth item, say.
`reset` brings the count back to its start.
"""

from typing import Annotated

from msgspec import UNSET, UnsetType
from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Ports, State, Trigger, port


class Inputs(Ports):
    up: Annotated[Trigger, port("Up")] = False
    down: Annotated[Trigger, port("Down")] = False
    reset: Annotated[Trigger, port("Reset")] = False


class CounterParams(Params):
    start: int = Field(0, title="Start", ge=-(2**53), le=2**53)
    preset: int = Field(10, title="Preset", ge=-(2**53), le=2**53)
    begins_again: bool = Field(False, title="Begin again at the preset")
    goes_below_start: bool = Field(True, title="May go below the start")

    @model_validator(mode="after")
    def _preset_can_be_reached(self) -> "CounterParams":
        if self.begins_again and self.preset <= self.start:
            raise ValueError(f"The preset ({self.preset}) must be above the start ({self.start}) to begin again at it.")
        return self


class Counted(State):
    count: int | None = None


class Outputs(Ports):
    count: float
    reached: Annotated[bool, port("Reached", "sent when it changes")]
    full: Annotated[Trigger | UnsetType, port("Full", "with “begin again”")] = UNSET


def evaluate(inputs: Inputs, params: CounterParams, state: Counted) -> tuple[Outputs, Counted]:
    count = params.start if state.count is None or inputs.reset else state.count
    count += inputs.up - inputs.down
    if count < params.start and not params.goes_below_start:
        count = params.start
    is_full = params.begins_again and count >= params.preset
    state.count = params.start if is_full else count
    return Outputs(state.count, reached=count >= params.preset, full=True if is_full else UNSET), state


block = Block(
    name="logic.counter",
    title="Counter",
    evaluate=evaluate,
    on_change=["count", "reached"],
    starts=True,
    keywords=["count", "up", "down", "preset", "CTU", "CTD", "CTUD", "pieces", "divide by n", "every nth"],
    examples=[
        Example(
            says="up to a preset of 2, then down",
            params={"preset": 2},
            inputs=[{}, {"up": True}, {"up": True}, {"down": True}, {"reset": True}],
            outputs=[
                {"count": 0, "reached": False},
                {"count": 1, "reached": False},
                {"count": 2, "reached": True},
                {"count": 1, "reached": False},
                {"count": 0, "reached": False},
            ],
        ),
        Example(
            says="every second one",
            params={"preset": 2, "begins_again": True},
            inputs=[{"up": True}, {"up": True}],
            outputs=[{"count": 1, "reached": False}, {"count": 0, "reached": True, "full": True}],
        ),
    ],
)
