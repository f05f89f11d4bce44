"""Pass *true* on at once; pass *false* on only after it has lasted for a while.

For fans that run on, lights that stay on after the last movement, signals that flutter. When the input turns true again
before the delay is over, the value stays true. The delay counts in the time of the samples and goes on when the server is
restarted.
"""

from typing import Annotated

from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, port
from flows.world import World


class Inputs(Ports):
    value: bool


class OffDelayParams(Params):
    delay_s: float = Field(10.0, title="Delay", ge=0, le=30 * 86_400, json_schema_extra={"unit": "s"})


class Waiting(State):
    due_us: int | None = None
    is_on: bool = False


class Outputs(Ports):
    value: Annotated[bool, port("Delayed", "sent when it changes")]


def evaluate(inputs: Inputs, params: OffDelayParams, state: Waiting, at: int, world: World) -> tuple[Outputs, Waiting]:
    if inputs.value:
        if state.due_us is not None:
            world.stay_asleep()
        state.due_us, state.is_on = None, True
    elif state.is_on and state.due_us is None:
        state.due_us = at + round(params.delay_s * 1_000_000)
        if state.due_us > at:
            world.wake_at(state.due_us)
    if state.due_us is not None and at >= state.due_us:
        state.due_us, state.is_on = None, False
    return Outputs(state.is_on), state


block = Block(
    name="logic.off_delay",
    title="Off delay",
    evaluate=evaluate,
    on_change=["value"],
    has_timer=True,
    keywords=["timer", "run on", "overrun", "stay on", "hold", "TOF", "release"],
    examples=[
        Example(
            says="false after three seconds",
            params={"delay_s": 3},
            at_s=[0, 1, 4],
            inputs=[{"value": True}, {"value": False}, {"value": False}],
            outputs=[{"value": True}, {"value": True}, {"value": False}],
            does=[("wake_at", 4.0)],
        ),
        Example(
            says="true again before the delay is over",
            params={"delay_s": 3},
            at_s=[0, 1, 2],
            inputs=[{"value": True}, {"value": False}, {"value": True}],
            outputs=[{"value": True}, {"value": True}, {"value": True}],
            does=[("wake_at", 4.0), ("stay_asleep",)],
        ),
    ],
)
