"""Set off what follows once after each deploy of the flow.

To send a first command, to read something in, to bring a latch into a known state. In a flow that runs for each device it
is set off for every device, with its first sample after the deploy.
"""

from typing import Annotated

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, Trigger, port
from flows.world import World


class OnDeployParams(Params):
    delay_s: float = Field(0.0, title="Delay", ge=0, le=86_400, json_schema_extra={"unit": "s"})


class Waiting(State):
    due_us: int | None = None


class Outputs(Ports):
    deployed: Annotated[Trigger | UnsetType, port("Deployed")] = UNSET


def evaluate(params: OnDeployParams, state: Waiting, at: int, world: World) -> tuple[Outputs, Waiting]:
    if not params.delay_s or (state.due_us is not None and at >= state.due_us):
        state.due_us = None
        return Outputs(deployed=True), state
    state.due_us = at + round(params.delay_s * 1_000_000)
    world.wake_at(state.due_us)
    return Outputs(), state


block = Block(
    name="source.on_deploy",
    title="On deploy",
    evaluate=evaluate,
    has_timer=True,
    each_deploy=True,
    keywords=["on load", "onload", "start", "begin", "init", "inject once", "startup", "first run", "trigger"],
    examples=[
        Example(says="at once", inputs=[{}], outputs=[{"deployed": True}]),
        Example(
            says="five seconds later",
            params={"delay_s": 5},
            at_s=[0, 5],
            inputs=[{}, {}],
            outputs=[{}, {"deployed": True}],
            does=[("wake_at", 5.0)],
        ),
    ],
)
