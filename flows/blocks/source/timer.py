"""Set off what follows again and again, in a fixed interval.

It begins by itself when the flow does, or with `start`; `stop` ends it, and `start` begins the interval anew. Ticks that
were missed while the server or the flow was off are left out. For times of the day take *Scheduler*.
"""

from typing import Annotated

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, Trigger, port
from flows.world import World


class Inputs(Ports):
    start: Annotated[Trigger, port("Start")] = False
    stop: Annotated[Trigger, port("Stop")] = False


class TimerParams(Params):
    interval_s: float = Field(10.0, title="Interval", ge=0.1, le=366 * 86_400, json_schema_extra={"unit": "s"})
    starts_by_itself: bool = Field(True, title="Begins by itself")
    ticks_at_once: bool = Field(False, title="First tick at once", description="Else after the first interval")
    ticks: int = Field(0, title="Number of ticks", description="0: without end", ge=0, le=1_000_000_000)


class Ticking(State):
    has_begun: bool = False
    due_us: int | None = None
    count: int = 0


class Outputs(Ports):
    count: Annotated[float, port("Count", "ticks since it was started; sent when it changes")]
    running: Annotated[bool, port("Running", "sent when it changes")]
    tick: Annotated[Trigger | UnsetType, port("Tick")] = UNSET


def evaluate(inputs: Inputs, params: TimerParams, state: Ticking, at: int, arrived: int, world: World) -> tuple[Outputs, Ticking]:
    interval_us = round(params.interval_s * 1_000_000)
    is_begun = inputs.start or (params.starts_by_itself and not state.has_begun)
    state.has_begun = True
    is_due = state.due_us is not None and at >= state.due_us
    due_us: int | None
    if inputs.stop:
        due_us = None
    elif is_begun:
        state.count, is_due = 0, params.ticks_at_once
        due_us = at + interval_us
    elif state.due_us is not None and is_due:
        due_us = state.due_us + interval_us * max(1, (arrived - state.due_us) // interval_us + 1)
    else:
        due_us = state.due_us
    is_due = is_due and not inputs.stop
    state.count += is_due
    if params.ticks and state.count >= params.ticks:
        due_us = None
    if due_us is not None:
        world.wake_at(due_us)
    elif state.due_us is not None:
        world.stay_asleep()
    state.due_us = due_us
    return Outputs(state.count, running=due_us is not None, tick=True if is_due else UNSET), state


block = Block(
    name="source.timer",
    title="Timer",
    evaluate=evaluate,
    on_change=["count", "running"],
    has_timer=True,
    starts=True,
    keywords=["interval", "tick", "clock", "inject", "generator", "poll", "repeat", "pause", "continue", "pulse train", "blink"],
    examples=[
        Example(
            says="every ten seconds, until it is stopped",
            at_s=[0, 10, 15],
            inputs=[{}, {}, {"stop": True}],
            outputs=[{"count": 0, "running": True}, {"count": 1, "running": True, "tick": True}, {"count": 1, "running": False}],
            does=[("wake_at", 10.0), ("wake_at", 20.0), ("stay_asleep",)],
        ),
        Example(
            says="two ticks, when it is started",
            params={"starts_by_itself": False, "ticks_at_once": True, "ticks": 2, "interval_s": 5},
            at_s=[0, 1, 6],
            inputs=[{}, {"start": True}, {}],
            outputs=[
                {"count": 0, "running": False},
                {"count": 1, "running": True, "tick": True},
                {"count": 2, "running": False, "tick": True},
            ],
            does=[("wake_at", 6.0), ("stay_asleep",)],
        ),
    ],
)
