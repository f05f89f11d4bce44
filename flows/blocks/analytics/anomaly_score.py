"""Say how unusual a value is, compared with the last ones.

`score` tells how far the value is from the middle of the last values, in units of their usual spread: 0 is normal, above 3
rare, above 5 a clear outlier; negative below the middle. Middle and spread are the **median** and the median distance from
it (MAD), so an outlier does not spoil the measure for those that follow.

`is_anomaly` becomes true when the score is beyond the threshold. `low` and `high` are the limits beyond which a value would
be an anomaly now. Nothing is sent until enough values have been seen. Values that follow the time of day belong into the
*Seasonal anomaly*.
"""

import statistics
from typing import Annotated, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Ports, State, port
from flows.toolbox.windows import finite

NORMAL = 1.4826  # makes the spread of a normal distribution equal to its standard deviation


class Inputs(Ports):
    value: float


class AnomalyParams(Params):
    window: int = Field(50, title="Compare with the last", ge=5, le=1000, json_schema_extra={"unit": "values"})
    least: int = Field(10, title="Begin after", ge=5, le=1000, json_schema_extra={"unit": "values"})
    threshold: float = Field(4.0, title="Anomaly beyond a score of", gt=0, le=1000)
    direction: Literal["both", "above", "below"] = Field("both", title="Direction")
    least_spread: float = Field(
        0.0, title="Least spread", description="For values that hardly move: smaller changes than this are never unusual", ge=0
    )
    learn_anomalies: bool = Field(
        True, title="Learn from anomalies too", description="So that a lasting new level becomes normal in time"
    )

    @model_validator(mode="after")
    def _fits_together(self) -> "AnomalyParams":
        if self.least > self.window:
            raise ValueError(f"It cannot begin after {self.least} values when it keeps the last {self.window}")
        return self


class Seen(State):
    values: list[float] = []


class Outputs(Ports):
    score: Annotated[float | UnsetType, port("Score")] = UNSET
    is_anomaly: Annotated[bool | UnsetType, port("Anomaly", "sent when it changes")] = UNSET
    middle: Annotated[float | UnsetType, port("Middle")] = UNSET
    low: Annotated[float | UnsetType, port("Low")] = UNSET
    high: Annotated[float | UnsetType, port("High")] = UNSET


def evaluate(inputs: Inputs, params: AnomalyParams, state: Seen) -> tuple[Outputs, Seen]:
    value, outputs, is_anomaly = inputs.value, Outputs(), False
    if len(state.values) >= params.least:
        middle = statistics.median(state.values)
        spread = max(NORMAL * statistics.median(abs(other - middle) for other in state.values), params.least_spread)
        away = value - middle
        # Where nothing has moved at all, anything that moves is far beyond.
        score = away / spread if spread else (0.0 if away == 0 else 1000.0 if away > 0 else -1000.0)
        score = min(max(score, -1000.0), 1000.0)
        is_above, is_below = score > params.threshold, score < -params.threshold
        is_anomaly = {"both": is_above or is_below, "above": is_above, "below": is_below}[params.direction]
        reach = params.threshold * spread
        outputs = Outputs(score, is_anomaly, middle, finite(middle - reach, "limit"), finite(middle + reach, "limit"))
    if params.learn_anomalies or not is_anomaly:
        state.values.append(value)
        del state.values[: -params.window]
    return outputs, state


block = Block(
    name="analytics.anomaly_score",
    title="Anomaly score",
    may_take_long=True,
    evaluate=evaluate,
    on_change=["is_anomaly"],
    keywords=["outlier", "unusual", "z-score", "robust", "MAD", "median", "deviation", "fault", "detect", "novelty"],
    examples=[
        Example(
            says="a pressure that jumps",
            params={"window": 5, "least": 5},
            inputs=[{"value": value} for value in (10, 11, 9, 10, 12, 30)],
            outputs=[
                {},
                {},
                {},
                {},
                {},
                {
                    "score": 20 / 1.4826,
                    "is_anomaly": True,
                    "middle": 10,
                    "low": 10 - 4 * 1.4826,
                    "high": 10 + 4 * 1.4826,
                },
            ],
        )
    ],
)
