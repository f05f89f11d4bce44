"""Send a value only after no further one has come for a while.

For contacts that bounce, and for values that come in bursts: of each burst the last value is sent. With *Send the first at
once* the first value of a burst is sent too, at the moment when it comes.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET
from pydantic import Field

from flows.block import Block, Example, Port, Ports, State
from flows.graphs.facts import Facts
from flows.toolbox.operands import PassingParams, passing
from flows.world import World


class DebounceParams(PassingParams):
    quiet_s: float = Field(1.0, title="Quiet for", ge=0.001, le=30 * 86_400, json_schema_extra={"unit": "s"})
    sends_first: bool = Field(False, title="Send the first at once")


class Burst(State):
    due_us: int | None = None
    # Whether a value has come that was not sent at once.
    has_more: bool = False


class Outputs(Ports):
    value: Any = UNSET


def ports(params: DebounceParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [passing(params)], [passing(params, title="Debounced")]


def evaluate(
    inputs: Any, params: DebounceParams, state: Burst, at: int, fresh: frozenset[str], world: World
) -> tuple[Outputs, Burst]:
    if "value" in fresh:
        is_first, state.due_us = state.due_us is None, at + round(params.quiet_s * 1_000_000)
        world.wake_at(state.due_us)
        state.has_more = not (is_first and params.sends_first)
        return Outputs(UNSET if state.has_more else inputs.value), state
    if state.due_us is None or at < state.due_us:
        return Outputs(), state
    has_more, state.due_us, state.has_more = state.has_more, None, False
    return Outputs(inputs.value if has_more else UNSET), state


block = Block(
    name="logic.debounce",
    title="Debounce",
    evaluate=evaluate,
    ports=ports,
    has_timer=True,
    keywords=["bounce", "contact", "burst", "settle", "trailing", "quiet", "stable"],
    examples=[
        Example(
            says="the last of a burst",
            params={"quiet_s": 2},
            at_s=[0, 1, 3],
            inputs=[{"value": 1}, {"value": 2}, {"value": 2}],
            fresh=[["value"], ["value"], []],
            outputs=[{}, {}, {"value": 2}],
            does=[("wake_at", 2.0), ("wake_at", 3.0)],
        ),
        Example(
            says="the first at once",
            params={"quiet_s": 2, "sends_first": True},
            at_s=[0, 2, 3, 4, 6],
            inputs=[{"value": 1}, {"value": 1}, {"value": 5}, {"value": 6}, {"value": 6}],
            fresh=[["value"], [], ["value"], ["value"], []],
            outputs=[{"value": 1}, {}, {"value": 5}, {}, {"value": 6}],
            does=[("wake_at", 2.0), ("wake_at", 5.0), ("wake_at", 6.0)],
        ),
    ],
)
