"""Remember that something has happened, until it is reset.

`set` makes the value true, `reset` false, `toggle` turns it round. When set and reset come at once, the *dominant* one
wins. The value is sent when it changes, and once at the start.
"""

from typing import Annotated, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, Trigger, port


class Inputs(Ports):
    set: Annotated[Trigger, port("Set")] = False
    reset: Annotated[Trigger, port("Reset")] = False
    toggle: Annotated[Trigger, port("Toggle")] = False


class LatchParams(Params):
    dominant: Literal["reset", "set"] = Field("reset", title="Dominant")
    at_first: bool = Field(False, title="True at first")


class Latched(State):
    value: bool | None = None


class Outputs(Ports):
    value: Annotated[bool, port("Latched", "sent when it changes")]


def evaluate(inputs: Inputs, params: LatchParams, state: Latched) -> tuple[Outputs, Latched]:
    value = params.at_first if state.value is None else state.value
    if inputs.set and inputs.reset:
        value = params.dominant == "set"
    elif inputs.set or inputs.reset:
        value = inputs.set
    elif inputs.toggle:
        value = not value
    state.value = value
    return Outputs(value), state


block = Block(
    name="logic.latch",
    title="Latch",
    evaluate=evaluate,
    on_change=["value"],
    starts=True,
    keywords=["flip-flop", "memory", "set", "reset", "toggle", "hold", "RS", "SR", "bistable"],
    examples=[
        Example(
            says="set, reset, toggled",
            inputs=[{}, {"set": True}, {"reset": True}, {"toggle": True}],
            outputs=[{"value": False}, {"value": True}, {"value": False}, {"value": True}],
        ),
        Example(
            says="set wins",
            params={"dominant": "set"},
            inputs={"set": True, "reset": True},
            outputs={"value": True},
        ),
    ],
)
