"""Notice when the level of a value shifts for good, also when the shift is smaller than the noise (CUSUM).

The block learns the usual level and spread from the first values, then adds up how much the values lie above or below it.
Chance adds up to nothing; a shift adds up. When the sum is beyond the **threshold**, `changed` is sent with the `direction`,
and the new level is learnt.

* **Slack**: shifts smaller than this, in standard deviations, are tolerated. Half of the shift that matters to you is right.
* **Threshold**: how sure it has to be. 5 gives about one false notice in 400 values, 8 one in several thousand.

For what has happened in a long series take *Change points*.
"""

import math
from typing import Annotated

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, State, Trigger, port

GOES_ON = 20  # so many times longer than it must, it learns while all is calm


class Inputs(Ports):
    value: float
    reset: Annotated[Trigger, port("Reset", "learn the level anew")] = False


class ChangeParams(Params):
    learn: int = Field(50, title="Learn from", ge=5, le=10_000, json_schema_extra={"unit": "values"})
    slack: float = Field(0.5, title="Slack", ge=0, le=100, json_schema_extra={"unit": "standard deviations"})
    threshold: float = Field(8.0, title="Threshold", gt=0, le=1000)
    least_spread: float = Field(0.0, title="Least spread", description="For values that hardly move", ge=0)


class Sums(State):
    count: int = 0
    level: float = 0.0
    squares: float = 0.0
    above: float = 0.0
    below: float = 0.0


class Outputs(Ports):
    changed: Annotated[Trigger | UnsetType, port("Changed")] = UNSET
    direction: Annotated[str | UnsetType, port("Direction", "up or down, with each change")] = UNSET
    level: Annotated[float | UnsetType, port("Level", "that was left, with each change")] = UNSET
    evidence: Annotated[float | UnsetType, port("Evidence", "of a shift, as a share of the threshold; below 0: downward")] = UNSET


def evaluate(inputs: Inputs, params: ChangeParams, state: Sums, fresh: frozenset[str]) -> tuple[Outputs, Sums]:
    if inputs.reset:
        state = Sums()
    if "value" not in fresh:
        return Outputs(), state
    value = inputs.value
    if state.count < params.learn:
        _learn(state, value)
        return Outputs(), state
    spread = max(math.sqrt(state.squares / (state.count - 1)), params.least_spread)
    away = value - state.level
    score = away / spread if spread else math.copysign(2 * params.threshold, away) if away else 0.0
    # One wild value alone is no new level.
    score = min(max(score, -params.threshold / 2 - params.slack), params.threshold / 2 + params.slack)
    state.above = max(0.0, state.above + score - params.slack)
    state.below = max(0.0, state.below - score - params.slack)
    if max(state.above, state.below) <= params.threshold:
        if max(state.above, state.below) < params.threshold / 2 and state.count < GOES_ON * params.learn:
            # While all is calm the level is learnt still better; a wild value counts as a moderate one.
            _learn(state, min(max(value, state.level - 3 * spread), state.level + 3 * spread))
        evidence = state.above if state.above >= state.below else -state.below
        return Outputs(evidence=evidence / params.threshold), state
    direction = "up" if state.above > state.below else "down"
    return Outputs(True, direction, state.level, 1.0 if direction == "up" else -1.0), Sums()


def _learn(state: Sums, value: float) -> None:
    state.count += 1
    before = state.level
    state.level += (value - before) / state.count
    state.squares += (value - before) * (value - state.level)


block = Block(
    name="analytics.change_point",
    title="Level change",
    may_take_long=True,
    evaluate=evaluate,
    keywords=["CUSUM", "shift", "drift", "change detection", "step", "control chart", "SPC", "process change"],
    examples=[
        Example(
            says="a level that rises by three spreads",
            params={"learn": 5, "threshold": 4, "least_spread": 1},
            inputs=[{"value": value} for value in (10, 10, 10, 10, 10, 13, 13)],
            outputs=[
                {},
                {},
                {},
                {},
                {},
                {"evidence": 0.5},
                {"evidence": 1.0},
            ],
        )
    ],
)
