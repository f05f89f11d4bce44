"""Notice that something has stopped coming: a sensor that fell silent, a machine that no longer reports.

`missing` turns true when nothing has arrived for the *time-out*, and false with the next value. `timeout` is set off each
time that happens, and again each *Repeat after* while it stays silent.

A flow that runs once watches from its start on, so a sensor that never sends is noticed too. In a flow that runs for each
device a device is watched from its first value on.
"""

from typing import Annotated, Any

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, Trigger, port
from flows.world import World


class Inputs(Ports):
    value: Annotated[Any, port("Value", "what is expected to come")] = None


class WatchdogParams(Params):
    timeout_s: float = Field(60.0, title="Time-out", ge=0.1, le=366 * 86_400, json_schema_extra={"unit": "s"})
    repeat_s: float = Field(
        0.0, title="Repeat after", description="0: once", ge=0, le=366 * 86_400, json_schema_extra={"unit": "s"}
    )


class Watched(State):
    due_us: int | None = None
    is_missing: bool = False


class Outputs(Ports):
    missing: Annotated[bool, port("Missing", "sent when it changes")]
    timeout: Annotated[Trigger | UnsetType, port("Time-out")] = UNSET


def evaluate(
    inputs: Inputs, params: WatchdogParams, state: Watched, at: int, fresh: frozenset[str], world: World
) -> tuple[Outputs, Watched]:
    due_us = at + round(params.timeout_s * 1_000_000)
    if "value" in fresh or state.due_us is None:
        # An old sample that comes late proves nothing about the time since.
        if not state.is_missing and state.due_us is not None and due_us <= state.due_us:
            return Outputs(state.is_missing), state
        state.due_us, state.is_missing = due_us, False
        world.wake_at(due_us)
        return Outputs(missing=False), state
    if at < state.due_us or (state.is_missing and not params.repeat_s):
        return Outputs(state.is_missing), state
    state.is_missing = True
    if params.repeat_s:
        state.due_us = at + round(params.repeat_s * 1_000_000)
        world.wake_at(state.due_us)
    return Outputs(missing=True, timeout=True), state


block = Block(
    name="logic.watchdog",
    title="Watchdog",
    evaluate=evaluate,
    on_change=["missing"],
    has_timer=True,
    starts=True,
    keywords=["data missing", "silence", "timeout", "heartbeat", "offline", "stale", "no data", "inactivity", "dead man"],
    examples=[
        Example(
            says="silent for a minute, then there again",
            at_s=[0, 30, 90, 100],
            inputs=[{}, {"value": 1}, {"value": 1}, {"value": 2}],
            fresh=[[], ["value"], [], ["value"]],
            outputs=[{"missing": False}, {"missing": False}, {"missing": True, "timeout": True}, {"missing": False}],
            does=[("wake_at", 60.0), ("wake_at", 90.0), ("wake_at", 160.0)],
        )
    ],
)
