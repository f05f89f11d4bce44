"""Find the straight line through the last samples: how fast a value rises, and when it reaches a limit.

For wear, filters that clog, tanks that empty, batteries that age. Feed it with a series, such as from *Last samples*.

* `slope`: how much the value changes per second, minute, hour or day. `value`: where the line is at the last sample, so
  the noise is gone.
* `r2`: how well a line fits: 1 exactly, 0 not at all. Below about 0.5, do not trust the slope.
* `time_left`: seconds until the line reaches the **limit**; sent only when it is on its way there. `reached_at` is that
  moment, in seconds since 1970 UTC.
"""

from typing import Annotated, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, Series, port
from flows.toolbox.analytics import line_through
from flows.toolbox.series import columns
from flows.toolbox.windows import SECOND, finite

LONGEST_S = 100 * 365 * 86_400.0


class Inputs(Ports):
    series: Series


class RegressionParams(Params):
    per: Literal["second", "minute", "hour", "day"] = Field("hour", title="Slope per")
    limit: float | None = Field(None, title="Limit", description="Empty: no time is reckoned")
    least_r2: float = Field(0.0, title="Least r2 for a time", description="0: always", ge=0, le=1)


class Outputs(Ports):
    slope: Annotated[float, port("Slope")]
    value: Annotated[float, port("Value", "on the line, at the last sample")]
    r2: Annotated[float, port("r2", "how well a line fits, 0 to 1")]
    time_left: Annotated[float | UnsetType, port("Time left", "seconds until the limit")] = UNSET
    reached_at: Annotated[float | UnsetType, port("Reached at", "seconds since 1970 UTC")] = UNSET


SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}


def evaluate(inputs: Inputs, params: RegressionParams) -> Outputs:
    times, values = columns(inputs.series, least=2)
    line = line_through(times, values)
    slope = finite(line.slope * SECONDS[params.per], "slope")
    outputs = Outputs(slope, finite(line.value, "value"), line.r2)
    if params.limit is not None and line.slope and line.r2 >= params.least_r2:
        left = (params.limit - line.value) / line.slope
        if 0 <= left <= LONGEST_S:
            outputs.time_left, outputs.reached_at = left, times[-1] / SECOND + left
    return outputs


block = Block(
    name="analytics.linear_regression",
    title="Linear regression",
    may_take_long=True,
    evaluate=evaluate,
    keywords=["trend", "slope", "gradient", "least squares", "fit", "remaining time", "time to limit", "wear", "prediction"],
    examples=[
        Example(
            says="a filter clogs by 1 mbar a second and reaches 10 mbar in 7 seconds",
            params={"per": "second", "limit": 10},
            inputs={"series": [[0, 1_000_000, 2_000_000], [1, 2, 3]]},
            outputs={"slope": 1.0, "value": 3.0, "r2": 1.0, "time_left": 7.0, "reached_at": 9.0},
        ),
        Example(
            says="what moves away from the limit has no time left",
            params={"per": "second", "limit": 0},
            inputs={"series": [[0, 1_000_000, 2_000_000], [1, 2, 3]]},
            outputs={"slope": 1.0, "value": 3.0, "r2": 1.0},
        ),
    ],
)
