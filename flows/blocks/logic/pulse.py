"""Make a pulse of a fixed length: true when it is set off, false when the time is over.

While it lasts, another trigger begins the time anew or is ignored, as you choose. `reset` ends the pulse.
"""

from typing import Annotated

from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, Trigger, port
from flows.world import World


class Inputs(Ports):
    trigger: Annotated[Trigger, port("Trigger")] = False
    reset: Annotated[Trigger, port("Reset")] = False


class PulseParams(Params):
    length_s: float = Field(1.0, title="Length", ge=0.001, le=30 * 86_400, json_schema_extra={"unit": "s"})
    begins_anew: bool = Field(False, title="Another trigger begins the time anew")


class Pulse(State):
    until_us: int | None = None


class Outputs(Ports):
    value: Annotated[bool, port("Pulse", "sent when it changes")]


def evaluate(inputs: Inputs, params: PulseParams, state: Pulse, at: int, world: World) -> tuple[Outputs, Pulse]:
    if state.until_us is not None and (inputs.reset or at >= state.until_us):
        if inputs.reset:
            world.stay_asleep()
        state.until_us = None
    if inputs.trigger and not inputs.reset and (state.until_us is None or params.begins_anew):
        state.until_us = at + round(params.length_s * 1_000_000)
        world.wake_at(state.until_us)
    return Outputs(state.until_us is not None), state


block = Block(
    name="logic.pulse",
    title="Pulse",
    evaluate=evaluate,
    on_change=["value"],
    has_timer=True,
    keywords=["timer", "monoflop", "one shot", "impulse", "duration", "TP", "retriggerable"],
    examples=[
        Example(
            says="two seconds; a trigger in between is ignored",
            params={"length_s": 2},
            at_s=[0, 1, 2],
            inputs=[{"trigger": True}, {"trigger": True}, {}],
            outputs=[{"value": True}, {"value": True}, {"value": False}],
            does=[("wake_at", 2.0)],
        ),
        Example(
            says="begun anew",
            params={"length_s": 2, "begins_anew": True},
            at_s=[0, 1, 3],
            inputs=[{"trigger": True}, {"trigger": True}, {}],
            outputs=[{"value": True}, {"value": True}, {"value": False}],
            does=[("wake_at", 2.0), ("wake_at", 3.0)],
        ),
    ],
)
