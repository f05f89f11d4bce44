"""Set off what follows when a boolean turns from false to true.

The first value is no edge, unless you want it to be one.
"""

from typing import Annotated

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, Trigger, port


class Inputs(Ports):
    value: bool


class EdgeParams(Params):
    counts_first: bool = Field(False, title="A first value that is true counts")


class Before(State):
    value: bool | None = None


class Outputs(Ports):
    edge: Annotated[Trigger | UnsetType, port("Edge")] = UNSET


def evaluate(inputs: Inputs, params: EdgeParams, state: Before) -> tuple[Outputs, Before]:
    before, state.value = state.value, inputs.value
    if before is None:
        return Outputs(True if params.counts_first and inputs.value else UNSET), state
    return Outputs(True if inputs.value and before is False else UNSET), state


block = Block(
    name="logic.rising_edge",
    title="Rising edge",
    evaluate=evaluate,
    keywords=["trigger", "one shot", "transition", "change", "R_TRIG", "positive edge", "turns on"],
    examples=[
        Example(
            says="each time it turns true",
            inputs=[{"value": True}, {"value": False}, {"value": True}, {"value": True}],
            outputs=[{}, {}, {"edge": True}, {}],
        ),
        Example(says="the first value counts", params={"counts_first": True}, inputs={"value": True}, outputs={"edge": True}),
    ],
)
