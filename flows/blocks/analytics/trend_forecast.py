"""Carry the trend of the last samples on into the future, with a band in which the values will lie.

The straight line through the series is continued for the **horizon**. The band says between which limits a new value will
lie, with the confidence you choose, if things go on as they did; it opens the farther it looks. Before you act on a
forecast, look at its band: when it is wide, nobody knows.

`value`, `low` and `high` are those at the horizon; the three series have all steps until then, ready for a chart. For values
that follow the day or the week take the *Seasonal forecast*.
"""

from typing import Annotated

from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Ports, Series, port
from flows.toolbox.analytics import line_through
from flows.toolbox.series import columns
from flows.toolbox.windows import SECOND, finite

MAX_STEPS = 500


class Inputs(Ports):
    series: Series


class TrendParams(Params):
    horizon_s: float = Field(3600.0, title="Horizon", ge=1, le=365 * 86_400, json_schema_extra={"unit": "s"})
    steps: int = Field(12, title="Steps", description="Samples of the forecast", ge=1, le=MAX_STEPS)
    confidence: float = Field(95.0, title="Confidence", ge=50, le=99.9, json_schema_extra={"unit": "%"})
    low: float | None = Field(None, title="Never below", description="Such as 0 for a level")
    high: float | None = Field(None, title="Never above", description="Such as 100 for per cent")

    @model_validator(mode="after")
    def _in_order(self) -> "TrendParams":
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"“Never below” ({self.low:g}) is higher than “never above” ({self.high:g})")
        return self


class Outputs(Ports):
    value: Annotated[float, port("Value", "at the horizon")]
    low: Annotated[float, port("Low", "of the band, at the horizon")]
    high: Annotated[float, port("High", "of the band, at the horizon")]
    forecast: Annotated[Series, port("Forecast")]
    lower: Annotated[Series, port("Lower band")]
    upper: Annotated[Series, port("Upper band")]


def evaluate(inputs: Inputs, params: TrendParams) -> Outputs:
    times, values = columns(inputs.series, least=5)
    line = line_through(times, values)
    moments, columns_ = [], ([], [], [])  # type: tuple[list[int], tuple[list[float], list[float], list[float]]]
    for step in range(1, params.steps + 1):
        ahead = params.horizon_s * step / params.steps
        moments.append(times[-1] + round(ahead * SECOND))
        middle, width = line.at(ahead), line.band(ahead, params.confidence / 100)
        for column, value in zip(columns_, (middle, middle - width, middle + width), strict=True):
            column.append(_kept(finite(value, "forecast"), params))
    middles, lows, highs = columns_
    return Outputs(middles[-1], lows[-1], highs[-1], [moments, middles], [list(moments), lows], [list(moments), highs])


def _kept(value: float, params: TrendParams) -> float:
    if params.low is not None:
        value = max(value, params.low)
    return value if params.high is None else min(value, params.high)


block = Block(
    name="analytics.trend_forecast",
    title="Trend forecast",
    may_take_long=True,
    evaluate=evaluate,
    keywords=["predict", "extrapolate", "future", "linear", "band", "confidence", "prediction interval"],
    examples=[
        Example(
            says="a tank that fills evenly, ten seconds ahead",
            params={"horizon_s": 10, "steps": 2, "high": 12},
            inputs={"series": [[0, 1_000_000, 2_000_000, 3_000_000, 4_000_000], [1, 2, 3, 4, 5]]},
            outputs={
                "value": 12,
                "low": 12,
                "high": 12,
                "forecast": [[9_000_000, 14_000_000], [10.0, 12]],
                "lower": [[9_000_000, 14_000_000], [10.0, 12]],
                "upper": [[9_000_000, 14_000_000], [10.0, 12]],
            },
        )
    ],
)
