"""Pass *true* on only after it has lasted for a while; pass *false* on at once.

For doors left open, pumps that run too long, values that stay too high. When the input turns false before the delay
is over, nothing is sent but *false*. The delay counts in the time of the samples and goes on when the server is
restarted.
"""

from typing import Annotated

from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, port
from flows.world import World


class Inputs(Ports):
    value: bool


class OnDelayParams(Params):
    delay_s: float = Field(10.0, title="Delay", ge=0, le=30 * 86_400, json_schema_extra={"unit": "s"})


class Waiting(State):
    due_us: int | None = None
    is_over: bool = False


class Outputs(Ports):
    value: Annotated[bool, port("Delayed", "sent when it changes")]


def evaluate(inputs: Inputs, params: OnDelayParams, state: Waiting, at: int, world: World) -> tuple[Outputs, Waiting]:
    if not inputs.value:
        if state.due_us is not None and not state.is_over:
            world.stay_asleep()
        state.due_us, state.is_over = None, False
    elif state.due_us is None:
        state.due_us = at + round(params.delay_s * 1_000_000)
        if state.due_us > at:
            world.wake_at(state.due_us)
    if state.due_us is not None and at >= state.due_us:
        state.is_over = True
    return Outputs(state.is_over), state


block = Block(
    name="logic.on_delay",
    title="On delay",
    evaluate=evaluate,
    on_change=["value"],
    has_timer=True,
    keywords=["timer", "wait", "debounce", "duration", "TON", "hold"],
    examples=[
        Example(
            says="true for three seconds",
            params={"delay_s": 3},
            at_s=[0, 2, 3, 5],
            inputs=[{"value": True}, {"value": True}, {"value": True}, {"value": False}],
            outputs=[{"value": False}, {"value": False}, {"value": True}, {"value": False}],
            does=[("wake_at", 3.0)],
        ),
        Example(
            says="false before the delay is over",
            params={"delay_s": 3},
            at_s=[0, 2],
            inputs=[{"value": True}, {"value": False}],
            outputs=[{"value": False}, {"value": False}],
            does=[("wake_at", 3.0), ("stay_asleep",)],
        ),
    ],
)
