"""Set off what follows when a boolean turns from true to false.

The first value is no edge, unless you want it to be one.
"""

from typing import Annotated

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, Trigger, port


class Inputs(Ports):
    value: bool


class EdgeParams(Params):
    counts_first: bool = Field(False, title="A first value that is false counts")


class Before(State):
    value: bool | None = None


class Outputs(Ports):
    edge: Annotated[Trigger | UnsetType, port("Edge")] = UNSET


def evaluate(inputs: Inputs, params: EdgeParams, state: Before) -> tuple[Outputs, Before]:
    before, state.value = state.value, inputs.value
    if before is None:
        return Outputs(True if params.counts_first and not inputs.value else UNSET), state
    return Outputs(True if not inputs.value and before is True else UNSET), state


block = Block(
    name="logic.falling_edge",
    title="Falling edge",
    evaluate=evaluate,
    keywords=["trigger", "one shot", "transition", "change", "F_TRIG", "negative edge", "turns off"],
    examples=[
        Example(
            says="each time it turns false",
            inputs=[{"value": False}, {"value": True}, {"value": False}, {"value": False}],
            outputs=[{}, {}, {"edge": True}, {}],
        ),
        Example(says="the first value counts", params={"counts_first": True}, inputs={"value": False}, outputs={"edge": True}),
    ],
)
