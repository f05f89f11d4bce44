"""Take a series apart: its samples leave one by one, each with its own time.

The samples leave in the order of their times, right after the series has come; those whose time lies ahead leave when it is
there. A series that comes while samples of the last one are waiting is put in with them. At most 10,000 may wait.

What follows in the flow sees the samples as if they had arrived by themselves: windows, delays and written metrics use their
times.
"""

from typing import Annotated

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, Series, State, port
from flows.toolbox.series import columns
from flows.world import World

MAX_WAITING = 10_000


class Inputs(Ports):
    series: Series


class UngroupParams(Params):
    skip_old: bool = Field(True, title="Leave out samples that are not newer than the last one sent")


class Waiting(State):
    # The newest first, so that the next one is taken off the end.
    times: list[int] = []
    values: list[float] = []
    sent_at: int | None = None


class Outputs(Ports):
    value: Annotated[float | UnsetType, port("Value")] = UNSET
    left: Annotated[float | UnsetType, port("Left", "how many samples wait")] = UNSET


def evaluate(
    inputs: Inputs, params: UngroupParams, state: Waiting, at: int, fresh: frozenset[str], world: World
) -> tuple[Outputs, Waiting]:
    if "series" in fresh:
        times, values = columns(inputs.series)
        new = [
            pair
            for pair in zip(times, values, strict=True)
            if not params.skip_old or state.sent_at is None or pair[0] > state.sent_at
        ]
        if len(new) + len(state.times) > MAX_WAITING:
            raise ValueError(f"{len(new) + len(state.times):,} samples would wait; {MAX_WAITING:,} may. Send shorter series.")
        ordered = sorted([*zip(state.times, state.values, strict=True), *new], key=lambda pair: pair[0], reverse=True)
        state.times, state.values = [time for time, _ in ordered], [value for _, value in ordered]
        if state.times:
            world.wake_at(state.times[-1])
        return Outputs(), state
    if not state.times or at < state.times[-1]:
        return Outputs(), state
    state.sent_at = state.times.pop()
    value = state.values.pop()
    if state.times:
        world.wake_at(state.times[-1])
    return Outputs(value, float(len(state.times))), state


block = Block(
    name="statistics.ungroup_by_time",
    title="Ungroup by time",
    evaluate=evaluate,
    has_timer=True,
    keywords=["split", "unbatch", "series", "samples", "each", "iterate", "loop"],
    examples=[
        Example(
            says="two samples of a series",
            at_s=[10, 1, 2],
            fresh=[["series"], [], []],
            inputs=[{"series": [[1_000_000, 2_000_000], [5, 6]]}] * 3,
            outputs=[{}, {"value": 5.0, "left": 1.0}, {"value": 6.0, "left": 0.0}],
            does=[("wake_at", 1.0), ("wake_at", 2.0)],
        )
    ],
)
