"""Say how much two values move together, and which of them is first.

Both series are brought to the same even step over the time that they have in common. `coefficient` is 1 when they move
alike, -1 when one falls as the other rises, 0 when they have nothing to do with each other. With a **longest lag**, `lag` is
by how many seconds *second* follows *first* where the two fit best (negative: it is ahead), and `at_lag` how well they fit
then: a valve and the temperature behind it, for example.

Two values that move together need not depend on each other.
"""

from typing import Annotated

import numpy as np
from pydantic import Field

from flows.block import Block, Example, Params, Ports, Series, port
from flows.toolbox import analytics
from flows.toolbox.series import columns
from flows.toolbox.windows import SECOND

MAX_LAGS = 500
MAX_STEPS = 10_000


class Inputs(Ports):
    first: Series
    second: Series


class CorrelationParams(Params):
    step_s: float = Field(
        0.0, title="Step", description="0: the distance that most samples have", ge=0, le=86_400, json_schema_extra={"unit": "s"}
    )
    max_lag_s: float = Field(
        0.0, title="Longest lag", description="0: none is looked for", ge=0, le=31 * 86_400, json_schema_extra={"unit": "s"}
    )


class Outputs(Ports):
    coefficient: Annotated[float, port("Coefficient", "-1 to 1")]
    lag: Annotated[float, port("Lag", "seconds by which the second follows the first")]
    at_lag: Annotated[float, port("At the lag", "coefficient at the best lag")]
    count: Annotated[float, port("Count", "steps that were compared")]


def evaluate(inputs: Inputs, params: CorrelationParams) -> Outputs:
    first, second = columns(inputs.first, least=2), columns(inputs.second, least=2)
    begin, end = max(first[0][0], second[0][0]), min(first[0][-1], second[0][-1])
    step = round(params.step_s * SECOND) or max(analytics.even(*first)[1], analytics.even(*second)[1])
    count = (end - begin) // step + 1
    if count < 3:
        raise ValueError("The two series have fewer than 3 steps in common. Give series of the same time.")
    if count > MAX_STEPS:
        raise ValueError(f"The two series have {count:,} steps in common; {MAX_STEPS:,} can be compared. Choose a longer step.")
    grid = (step * np.arange(count)).astype(float)
    one, other = (
        np.interp(grid, (np.asarray(times) - begin).astype(float), np.asarray(values)) for times, values in (first, second)
    )
    lags = round(params.max_lag_s * SECOND / step)
    if lags > MAX_LAGS:
        raise ValueError(
            f"The longest lag is {lags} steps of {step / SECOND:g} s; {MAX_LAGS} can be tried. Choose a longer step."
        )
    found = analytics.correlation(one, other, lags)
    return Outputs(found.coefficient, found.lag * step / SECOND, found.at_lag, float(found.samples))


block = Block(
    name="analytics.correlation",
    title="Correlation",
    may_take_long=True,
    evaluate=evaluate,
    keywords=["Pearson", "dependence", "relation", "lag", "delay", "dead time", "cross-correlation", "compare"],
    examples=[
        Example(
            says="one falls as the other rises",
            inputs={
                "first": [[0, 1_000_000, 2_000_000, 3_000_000], [1, 2, 3, 4]],
                "second": [[0, 1_000_000, 2_000_000, 3_000_000], [8, 6, 4, 2]],
            },
            outputs={"coefficient": -1.0, "lag": 0.0, "at_lag": -1.0, "count": 4.0},
        )
    ],
)
