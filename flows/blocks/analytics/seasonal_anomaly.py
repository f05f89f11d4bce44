"""Say how unusual a value is for this hour of the day or of the week.

A consumption that is normal on Monday at 8 is an alarm on Sunday at 3. For each hour of the profile the block learns the
usual value and how far values usually lie from it, with more weight on the last weeks. `score` is the distance from the
usual in units of the usual spread: above 3 rare, above 5 a clear anomaly.

Nothing is sent for an hour until so many values of it have been learnt as you set. Anomalies change what is learnt only by
as much as a value at the limit would. The profile of a week takes about 3 kB of memory for each device, that of a day 0.5
kB.
"""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType
from pydantic import Field, field_validator

from flows.block import Block, Example, Params, Ports, State, port
from flows.toolbox import windows


class Inputs(Ports):
    value: float


class SeasonalAnomalyParams(Params):
    profile: Literal["day", "week"] = Field("week", title="Profile", description="24 hours, or 168 hours of the week")
    zone: str = Field(
        "UTC", title="Time zone", max_length=60, examples=["Europe/Helsinki"], json_schema_extra={"format": "time_zone"}
    )
    threshold: float = Field(4.0, title="Anomaly beyond a score of", gt=0, le=1000)
    least: int = Field(10, title="Learn from at least", ge=3, le=100_000, json_schema_extra={"unit": "values an hour"})
    memory: int = Field(
        200,
        title="Memory",
        description="About so many values of an hour count; more is calmer",
        ge=5,
        le=100_000,
        json_schema_extra={"unit": "values"},
    )
    least_spread: float = Field(0.0, title="Least spread", description="Smaller distances than this are never unusual", ge=0)

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        windows.zone_of(name)
        return name


class Hour(msgspec.Struct, gc=False, array_like=True):
    count: int = 0
    usual: float = 0.0
    variance: float = 0.0


class Profile(State):
    hours: dict[int, Hour] = {}


class Outputs(Ports):
    score: Annotated[float | UnsetType, port("Score")] = UNSET
    is_anomaly: Annotated[bool | UnsetType, port("Anomaly", "sent when it changes")] = UNSET
    usual: Annotated[float | UnsetType, port("Usual")] = UNSET
    low: Annotated[float | UnsetType, port("Low")] = UNSET
    high: Annotated[float | UnsetType, port("High")] = UNSET
    learnt: Annotated[float | UnsetType, port("Learnt", "values of this hour so far")] = UNSET


def evaluate(inputs: Inputs, params: SeasonalAnomalyParams, state: Profile, at: int) -> tuple[Outputs, Profile]:
    moment = datetime.fromtimestamp(at // windows.SECOND, windows.zone_of(params.zone))
    place = moment.hour + (24 * moment.weekday() if params.profile == "week" else 0)
    hour = state.hours.get(place) or Hour()
    value, outputs = inputs.value, Outputs(learnt=float(hour.count))
    spread = max(hour.variance**0.5, params.least_spread)
    if hour.count >= params.least and spread:
        score = min(max((value - hour.usual) / spread, -1000.0), 1000.0)
        reach = params.threshold * spread
        outputs = Outputs(
            score,
            abs(score) > params.threshold,
            hour.usual,
            windows.finite(hour.usual - reach, "limit"),
            windows.finite(hour.usual + reach, "limit"),
            float(hour.count),
        )
        value = min(max(value, hour.usual - reach), hour.usual + reach)
    hour.count += 1
    # The mean of all until the memory is full, then one that forgets.
    weight = 1 / min(hour.count, params.memory)
    away = value - hour.usual
    hour.usual += weight * away
    hour.variance = (1 - weight) * (hour.variance + weight * away * away)
    state.hours[place] = hour
    return outputs, state


block = Block(
    name="analytics.seasonal_anomaly",
    title="Seasonal anomaly",
    may_take_long=True,
    evaluate=evaluate,
    on_change=["is_anomaly"],
    keywords=["outlier", "unusual", "hour of week", "profile", "baseline", "time of day", "energy", "leak", "night consumption"],
    examples=[
        Example(
            says="water at night, after three nights",
            params={"profile": "day", "least": 3},
            at_s=[7200, 7200 + 86_400, 7200 + 2 * 86_400, 7200 + 3 * 86_400],
            inputs=[{"value": 1}, {"value": 3}, {"value": 2}, {"value": 12}],
            outputs=[
                {"learnt": 0.0},
                {"learnt": 1.0},
                {"learnt": 2.0},
                {
                    "score": 10 / (2 / 3) ** 0.5,
                    "is_anomaly": True,
                    "usual": 2.0,
                    "low": 2 - 4 * (2 / 3) ** 0.5,
                    "high": 2 + 4 * (2 / 3) ** 0.5,
                    "learnt": 3.0,
                },
            ],
        )
    ],
)
