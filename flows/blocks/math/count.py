"""Count what comes: samples, alarms, button presses.

Everything that arrives counts, except false: a boolean is counted when it turns true. `reset` sets the count back to 0.
When both come at once, the count is 1. To count up and down to a preset take *Counter*.
"""

from typing import Annotated

from flows.block import Block, Example, Ports, State, Trigger, port


class Inputs(Ports):
    value: Annotated[Trigger, port("Count", "any value but false")] = False
    reset: Annotated[Trigger, port("Reset")] = False


class Counted(State):
    count: int = 0


class Outputs(Ports):
    count: float


def evaluate(inputs: Inputs, state: Counted) -> tuple[Outputs, Counted]:
    if inputs.reset:
        state.count = 0
    if inputs.value:
        state.count += 1
    return Outputs(state.count), state


block = Block(
    name="math.count",
    title="Count",
    evaluate=evaluate,
    keywords=["counter", "number of", "samples", "events", "tally"],
    examples=[
        Example(
            says="two, then a reset",
            inputs=[{"value": True}, {"value": True}, {"reset": True}],
            outputs=[{"count": 1}, {"count": 2}, {"count": 0}],
        )
    ],
)
