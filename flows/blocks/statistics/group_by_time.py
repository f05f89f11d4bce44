"""Collect samples and pass them on together, as one series.

**By time**: all samples of each stretch of the given length (aligned to UTC), when it is over. **By count**: each n samples.
A series has the samples in the order of their times. When 1,000 are together before the time is over (or what you set as
the most), they are sent early. Samples that are older than the stretch that was sent last go with the next one.

**Ungroup by time** is the way back.
"""

from bisect import bisect_right
from typing import Annotated, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, Series, State, port
from flows.toolbox.windows import SECOND, grid_before
from flows.world import World


class Inputs(Ports):
    value: float


class GroupParams(Params):
    by: Literal["time", "count"] = Field("time", title="By")
    length_s: float = Field(
        60.0, title="Length", ge=0.1, le=31 * 86_400, json_schema_extra={"show_when": {"by": ["time"]}, "unit": "s"}
    )
    values: int = Field(10, title="Samples", ge=1, le=10_000, json_schema_extra={"show_when": {"by": ["count"]}})
    max_values: int = Field(
        1000, title="At most", ge=1, le=10_000, json_schema_extra={"show_when": {"by": ["time"]}, "unit": "samples"}
    )


class Group(State):
    times: list[int] = []
    values: list[float] = []
    due: int | None = None


class Outputs(Ports):
    series: Annotated[Series | UnsetType, port("Series")] = UNSET
    count: Annotated[float | UnsetType, port("Count", "how many samples are in it")] = UNSET


def evaluate(
    inputs: Inputs, params: GroupParams, state: Group, at: int, fresh: frozenset[str], world: World
) -> tuple[Outputs, Group]:
    if "value" in fresh:
        place = bisect_right(state.times, at)
        state.times.insert(place, at)
        state.values.insert(place, inputs.value)
        most = params.values if params.by == "count" else params.max_values
        if len(state.times) < most:
            if params.by == "time" and state.due is None:
                step = round(params.length_s * SECOND)
                state.due = grid_before(at, step) + step
                world.wake_at(state.due)
            return Outputs(), state
    elif state.due is None or at < state.due:
        return Outputs(), state
    else:
        state.due = None
    if not state.times:
        return Outputs(), state
    sent: list[list[object]] = [list(state.times), list(state.values)]
    state.times, state.values = [], []
    return Outputs(sent, float(len(sent[0]))), state


block = Block(
    name="statistics.group_by_time",
    title="Group by time",
    evaluate=evaluate,
    has_timer=True,
    keywords=["batch", "collect", "series", "buffer", "join", "array", "bundle"],
    examples=[
        Example(
            says="all samples of each minute",
            at_s=[1, 2, 60],
            fresh=[["value"], ["value"], []],
            inputs=[{"value": 5}, {"value": 6}, {"value": 6}],
            outputs=[{}, {}, {"series": [[1_000_000, 2_000_000], [5, 6]], "count": 2.0}],
            does=[("wake_at", 60.0)],
        ),
        Example(
            says="two at a time",
            params={"by": "count", "values": 2},
            inputs=[{"value": 5}, {"value": 6}, {"value": 7}],
            outputs=[{}, {"series": [[0, 1_000_000], [5, 6]], "count": 2.0}, {}],
        ),
    ],
)
