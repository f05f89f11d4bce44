"""Bring samples that come at any time to an even grid, such as one every 10 seconds.

| method | the value at a point of the grid is |
|---|---|
| last | the last one before it. Sent at that time, whether or not something has come |
| mean | the average of all since the point before it; where none came, nothing is sent |
| linear | on the line between the samples before and after it; sent, with its own time, when the latter has come |

The grid stands on full seconds, minutes and hours of UTC. **Longest gap** ends it: when no sample has come for so long,
nothing is sent until the next one (0: never for *last*; for *linear* lines of at most 1,000 points are drawn). Needed
before a spectrum and wherever several metrics shall stand side by side.
"""

from typing import Annotated, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, port
from flows.toolbox.windows import SECOND, grid_before
from flows.world import World

CAUGHT_UP = 1_000


class Inputs(Ports):
    value: float


class ResampleParams(Params):
    every_s: float = Field(10.0, title="Every", ge=0.1, le=86_400, json_schema_extra={"unit": "s"})
    method: Literal["last", "mean", "linear"] = Field("last", title="Method")
    max_gap_s: float = Field(
        0.0,
        title="Longest gap",
        description="0: no limit",
        ge=0,
        le=31 * 86_400,
        json_schema_extra={"unit": "s", "show_when": {"method": ["last", "linear"]}},
    )


class Grid(State):
    due: int | None = None
    at: int | None = None
    value: float = 0.0
    # Where the line begins that ends at `at`, or what the values since the last point come to.
    from_at: int = 0
    from_value: float = 0.0
    count: int = 0


class Outputs(Ports):
    value: Annotated[float | UnsetType, port("Value")] = UNSET


def evaluate(
    inputs: Inputs, params: ResampleParams, state: Grid, at: int, arrived: int, fresh: frozenset[str], world: World
) -> tuple[Outputs, Grid]:
    step = round(params.every_s * SECOND)
    gap = round(params.max_gap_s * SECOND)
    if "value" not in fresh:
        return _at_a_point(at, arrived, step, gap, params, state, world), state
    if state.at is not None and at < state.at:
        if params.method == "mean" and state.due is not None and at >= state.due - step:
            state.from_value, state.count = state.from_value + inputs.value, state.count + 1
        return Outputs(), state
    if params.method == "linear":
        _draw_a_line(inputs.value, at, step, gap, state, world)
        return Outputs(), state
    state.at, state.value = at, inputs.value
    if params.method == "mean":
        state.from_value, state.count = state.from_value + inputs.value, state.count + 1
    if state.due is None:
        state.due = grid_before(at, step) + step
        world.wake_at(state.due)
    return Outputs(), state


def _draw_a_line(value: float, at: int, step: int, gap: int, state: Grid, world: World) -> None:
    before_at, before = state.at, state.value
    state.at, state.value = at, value
    if before_at is None:
        return
    first = grid_before(before_at, step) + step
    is_far = (gap and at - before_at > gap) or at - first > CAUGHT_UP * step
    if first > at or is_far:
        return
    state.from_at, state.from_value, state.due = before_at, before, first
    world.wake_at(first)


def _at_a_point(at: int, arrived: int, step: int, gap: int, params: ResampleParams, state: Grid, world: World) -> Outputs:
    if state.due is None or at < state.due or state.at is None:
        return Outputs()
    point, following = state.due, state.due + step
    if params.method == "linear":
        share = (point - state.from_at) / (state.at - state.from_at)
        value = state.from_value + share * (state.value - state.from_value)
        is_going_on = following <= state.at
    elif params.method == "mean":
        value, is_going_on = (state.from_value / state.count if state.count else 0.0), state.count > 0
        if not is_going_on:
            state.due = None
            return Outputs()
        state.from_value, state.count = 0.0, 0
    else:
        value, is_going_on = state.value, not gap or point - state.at <= gap
        if not is_going_on:
            state.due = None
            return Outputs()
        if arrived - following > CAUGHT_UP * step:
            following = grid_before(arrived, step) + step
    state.due = following if is_going_on else None
    if is_going_on:
        world.wake_at(following)
    return Outputs(value)


block = Block(
    name="statistics.resample",
    title="Resample",
    evaluate=evaluate,
    has_timer=True,
    keywords=["grid", "interpolate", "even", "interval", "align", "sample rate", "downsample", "upsample", "regular"],
    examples=[
        Example(
            says="the last value, every ten seconds",
            at_s=[3, 10, 20],
            fresh=[["value"], [], []],
            inputs=[{"value": 5}, {"value": 5}, {"value": 5}],
            outputs=[{}, {"value": 5}, {"value": 5}],
            does=[("wake_at", 10.0), ("wake_at", 20.0), ("wake_at", 30.0)],
        ),
        Example(
            says="on the line between two samples",
            params={"method": "linear"},
            at_s=[5, 25, 10, 20],
            fresh=[["value"], ["value"], [], []],
            inputs=[{"value": 0}, {"value": 20}, {"value": 20}, {"value": 20}],
            outputs=[{}, {}, {"value": 5.0}, {"value": 15.0}],
            does=[("wake_at", 10.0), ("wake_at", 20.0)],
        ),
        Example(
            says="the average of each ten seconds",
            params={"method": "mean"},
            at_s=[1, 9, 10, 20],
            fresh=[["value"], ["value"], [], []],
            inputs=[{"value": 1}, {"value": 3}, {"value": 3}, {"value": 3}],
            outputs=[{}, {}, {"value": 2.0}, {}],
            does=[("wake_at", 10.0), ("wake_at", 20.0)],
        ),
    ],
)
