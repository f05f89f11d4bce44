"""Let at most one value through in each interval.

- **First**: a value is sent at once, and those that follow within the interval are left out.
- **Last**: the newest value is sent when the interval is over, which begins with the first value.
- **First and last**: at once, and the newest again at the end if more have come.
"""

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import UNSET
from pydantic import Field

from flows.block import Block, Example, Port, Ports, State
from flows.graphs.facts import Facts
from flows.toolbox.operands import PassingParams, passing
from flows.world import World


class ThrottleParams(PassingParams):
    interval_s: float = Field(1.0, title="Interval", ge=0.001, le=30 * 86_400, json_schema_extra={"unit": "s"})
    send: Literal["first", "last", "first_and_last"] = Field("first", title="Send the")


class Interval(State):
    until_us: int | None = None
    has_more: bool = False


class Outputs(Ports):
    value: Any = UNSET


def ports(params: ThrottleParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [passing(params)], [passing(params, title="Throttled")]


def evaluate(
    inputs: Any, params: ThrottleParams, state: Interval, at: int, fresh: frozenset[str], world: World
) -> tuple[Outputs, Interval]:
    until_us = at + round(params.interval_s * 1_000_000)
    is_over = state.until_us is None or at >= state.until_us
    if "value" in fresh:
        if not is_over:
            state.has_more = params.send != "first"
            return Outputs(), state
        state.until_us, state.has_more = until_us, params.send == "last"
        if params.send != "first":
            world.wake_at(until_us)
        return Outputs(UNSET if params.send == "last" else inputs.value), state
    if state.until_us is None or not is_over:
        return Outputs(), state
    has_more, state.until_us, state.has_more = state.has_more, None, False
    if has_more and params.send == "first_and_last":
        # What was sent at the end is the first of the next interval, so two are never closer than that.
        state.until_us = until_us
        world.wake_at(until_us)
    return Outputs(inputs.value if has_more else UNSET), state


block = Block(
    name="logic.throttle",
    title="Throttle",
    evaluate=evaluate,
    ports=ports,
    has_timer=True,
    keywords=["rate limit", "sample rate", "leading", "trailing", "slow down", "thin out", "limit messages", "delay"],
    examples=[
        Example(
            says="the first",
            params={"interval_s": 10},
            at_s=[0, 5, 10],
            inputs=[{"value": 1}, {"value": 2}, {"value": 3}],
            outputs=[{"value": 1}, {}, {"value": 3}],
        ),
        Example(
            says="the last",
            params={"interval_s": 10, "send": "last"},
            at_s=[0, 5, 10],
            inputs=[{"value": 1}, {"value": 2}, {"value": 2}],
            fresh=[["value"], ["value"], []],
            outputs=[{}, {}, {"value": 2}],
            does=[("wake_at", 10.0)],
        ),
        Example(
            says="the first and the last",
            params={"interval_s": 10, "send": "first_and_last"},
            at_s=[0, 5, 10, 20],
            inputs=[{"value": 1}, {"value": 2}, {"value": 2}, {"value": 2}],
            fresh=[["value"], ["value"], [], []],
            outputs=[{"value": 1}, {}, {"value": 2}, {}],
            does=[("wake_at", 10.0), ("wake_at", 20.0)],
        ),
    ],
)
