"""Pass every value on later, by a fixed time.

Values leave in the order in which they came, each with the time at which it leaves. At most 100 values wait at once; a
further one is an error and is left out. What waits is kept when the server is restarted.

A wire may lead from this block back to one before it: a loop needs a delay, so that each turn is a run of its own.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET
from pydantic import Field

from flows.block import Block, Example, Port, Ports, State
from flows.graphs.facts import Facts
from flows.toolbox.operands import PassingParams, passing
from flows.world import World

MAX_WAITING = 100


class DelayParams(PassingParams):
    delay_s: float = Field(1.0, title="Delay", ge=0.01, le=30 * 86_400, json_schema_extra={"unit": "s"})


class Waiting(State):
    # When each value leaves, and the value: oldest first.
    queue: list[tuple[int, Any]] = []


class Outputs(Ports):
    value: Any = UNSET


def ports(params: DelayParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [passing(params)], [passing(params, title="Delayed")]


def evaluate(
    inputs: Any, params: DelayParams, state: Waiting, at: int, fresh: frozenset[str], world: World
) -> tuple[Outputs, Waiting]:
    queue = state.queue
    if "value" in fresh:
        if len(queue) >= MAX_WAITING:
            raise ValueError(f"{MAX_WAITING} values wait already, so this one is left out. Throttle them, or shorten the delay.")
        due_us = at + round(params.delay_s * 1_000_000)
        # Samples may come out of order; what leaves does not.
        queue.append((max(due_us, queue[-1][0]) if queue else due_us, inputs.value))
        world.wake_at(queue[0][0])
        return Outputs(), state
    if not queue or queue[0][0] > at:
        return Outputs(), state
    _, value = queue.pop(0)
    if queue:
        world.wake_at(queue[0][0])
    return Outputs(value), state


block = Block(
    name="logic.delay",
    title="Delay",
    evaluate=evaluate,
    ports=ports,
    has_timer=True,
    delays=True,
    keywords=["later", "wait", "dead time", "queue", "loop", "feedback", "transport delay", "previous value"],
    examples=[
        Example(
            says="two values, two seconds later",
            params={"delay_s": 2},
            at_s=[0, 1, 2, 3],
            inputs=[{"value": 5}, {"value": 6}, {"value": 6}, {"value": 6}],
            fresh=[["value"], ["value"], [], []],
            outputs=[{}, {}, {"value": 5}, {"value": 6}],
            does=[("wake_at", 2.0), ("wake_at", 2.0), ("wake_at", 3.0)],
        )
    ],
)
