"""Fill the gaps in a row of samples.

Every sample is passed on. When none has come for *every*, further values are sent at that pace:

| fill with | the value is |
|---|---|
| last | the last one again |
| zero | 0 |
| value | the one you give |
| linear | on the line between the samples before and after the gap |

With *linear* the values are sent right after the sample that ends the gap, with the times that were missed.

A gap that is longer than the **longest gap** is not filled any further (for *linear*: not at all). Set *every* a little
longer than the pace at which samples usually come.
"""

from typing import Annotated, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, port
from flows.toolbox.windows import SECOND
from flows.world import World

CAUGHT_UP = 1_000


class Inputs(Ports):
    value: float


class FillParams(Params):
    every_s: float = Field(60.0, title="Every", ge=0.1, le=86_400, json_schema_extra={"unit": "s"})
    fill_with: Literal["last", "zero", "value", "linear"] = Field("last", title="Fill with")
    value: float = Field(0.0, title="Value", json_schema_extra={"show_when": {"fill_with": ["value"]}})
    max_gap_s: float = Field(3600.0, title="Longest gap", ge=0.1, le=31 * 86_400, json_schema_extra={"unit": "s"})


class Gap(State):
    at: int | None = None
    value: float = 0.0
    due: int | None = None
    # Where the line begins that ends at the last sample.
    from_at: int = 0
    from_value: float = 0.0


class Outputs(Ports):
    value: Annotated[float | UnsetType, port("Value")] = UNSET
    filled: Annotated[bool | UnsetType, port("Filled", "whether the value was put in")] = UNSET


def evaluate(
    inputs: Inputs, params: FillParams, state: Gap, at: int, arrived: int, fresh: frozenset[str], world: World
) -> tuple[Outputs, Gap]:
    step, longest = round(params.every_s * SECOND), round(params.max_gap_s * SECOND)
    is_linear = params.fill_with == "linear"
    if "value" in fresh:
        if state.at is None or at > state.at:
            state.from_at, state.from_value = at if state.at is None else state.at, state.value
            state.at, state.value = at, inputs.value
            if is_linear:
                first = state.from_at + step
                if first < at and at - state.from_at <= min(longest, CAUGHT_UP * step):
                    state.due = first
                    world.wake_at(first)
            elif state.due is None and step <= longest:
                state.due = at + step
                world.wake_at(state.due)
        return Outputs(inputs.value, False), state
    if state.due is None or at < state.due or state.at is None:
        return Outputs(), state
    point, following = state.due, state.due + step
    if not is_linear and point < state.at + step:
        # One timer watches over many samples: it goes on from the last of them.
        state.due = state.at + step
        world.wake_at(state.due)
        return Outputs(), state
    if is_linear:
        share = (point - state.from_at) / (state.at - state.from_at)
        value = state.from_value + share * (state.value - state.from_value)
        is_going_on = following < state.at
    else:
        value = {"last": state.value, "zero": 0.0, "value": params.value}[params.fill_with]
        if arrived - following > CAUGHT_UP * step:
            following += (arrived - following) // step * step
        is_going_on = following - state.at <= longest
    state.due = following if is_going_on else None
    if is_going_on:
        world.wake_at(following)
    return Outputs(value, True), state


block = Block(
    name="statistics.fill_gaps",
    title="Fill gaps",
    evaluate=evaluate,
    has_timer=True,
    keywords=["missing", "interpolate", "hold", "last value", "zero", "default", "keep alive", "null"],
    examples=[
        Example(
            says="the last value is repeated, for two minutes at most",
            params={"max_gap_s": 120},
            at_s=[0, 60, 120],
            fresh=[["value"], [], []],
            inputs=[{"value": 5}, {"value": 5}, {"value": 5}],
            outputs=[{"value": 5, "filled": False}, {"value": 5, "filled": True}, {"value": 5, "filled": True}],
            does=[("wake_at", 60.0), ("wake_at", 120.0)],
        ),
        Example(
            says="a line is drawn when the gap is over",
            params={"fill_with": "linear"},
            at_s=[0, 180, 60, 120],
            fresh=[["value"], ["value"], [], []],
            inputs=[{"value": 0}, {"value": 9}, {"value": 9}, {"value": 9}],
            outputs=[
                {"value": 0, "filled": False},
                {"value": 9, "filled": False},
                {"value": 3.0, "filled": True},
                {"value": 6.0, "filled": True},
            ],
            does=[("wake_at", 60.0), ("wake_at", 120.0)],
        ),
    ],
)
