"""Forecast what follows a rhythm, such as the load of a day or a week: Holt-Winters with a band.

The series is brought to an even step and taken apart into level, trend and season, each followed with exponential smoothing;
the model is then carried on for the **horizon**. It needs at least two full seasons, better four or more: for a daily rhythm
with a step of one hour a week of history (168 samples) is good. Feed it from *history of a metric*, or from hourly averages
through *Last samples*.

* **Season** is the length of the rhythm: 86,400 s for a day, 604,800 s for a week.
* **Step** is the distance of the samples that are looked at. Take a 24th to a 100th of the season; not below what is
  measured.
* **Multiplicative** season: the swing grows with the level (a plant that runs at double load swings twice as much).

It is done beside the flow and takes up to a few seconds. While one forecast is under way, newer series wait; between two
forecasts passes at least the time you set.
"""

from typing import Annotated

from msgspec import UNSET, UnsetType
from pydantic import Field, model_validator

from flows.block import Answer, Block, Example, Params, Ports, Series, port
from flows.toolbox.analytics import even
from flows.toolbox.asking import Asking, may_ask, value_of
from flows.toolbox.series import columns
from flows.toolbox.windows import SECOND, finite
from flows.world import World

MAX_VALUES = 10_000


class Inputs(Ports):
    series: Series


class SeasonalParams(Params):
    season_s: float = Field(86_400.0, title="Season", ge=2, le=365 * 86_400, json_schema_extra={"unit": "s"})
    step_s: float = Field(3600.0, title="Step", ge=1, le=7 * 86_400, json_schema_extra={"unit": "s"})
    horizon_s: float = Field(86_400.0, title="Horizon", ge=1, le=365 * 86_400, json_schema_extra={"unit": "s"})
    confidence: float = Field(95.0, title="Confidence", ge=50, le=99.9, json_schema_extra={"unit": "%"})
    trend: bool = Field(True, title="With a trend")
    multiplicative: bool = Field(False, title="The swing grows with the level")
    every_s: float = Field(900.0, title="At most every", ge=1, le=7 * 86_400, json_schema_extra={"unit": "s"})

    @model_validator(mode="after")
    def _fits_together(self) -> "SeasonalParams":
        places = self.season_s / self.step_s
        if abs(places - round(places)) > 1e-6 or not 2 <= round(places) <= 1000:
            raise ValueError(
                f"The season ({self.season_s:g} s) must be 2 to 1000 times the step ({self.step_s:g} s), without a rest. "
                f"Take for example a step of {self.season_s / 24:g} s"
            )
        if not 1 <= round(self.horizon_s / self.step_s) <= 1000:
            raise ValueError(f"The horizon ({self.horizon_s:g} s) must be 1 to 1000 steps of {self.step_s:g} s")
        return self


class Outputs(Ports):
    forecast: Annotated[Series | UnsetType, port("Forecast")] = UNSET
    lower: Annotated[Series | UnsetType, port("Lower band")] = UNSET
    upper: Annotated[Series | UnsetType, port("Upper band")] = UNSET
    next_value: Annotated[float | UnsetType, port("Next value", "one step ahead")] = UNSET
    highest: Annotated[float | UnsetType, port("Highest", "of the forecast")] = UNSET
    highest_at: Annotated[float | UnsetType, port("Highest at", "seconds since 1970 UTC")] = UNSET


def evaluate(
    inputs: Inputs, params: SeasonalParams, state: Asking, at: int, fresh: frozenset[str], answer: Answer | None, world: World
) -> tuple[Outputs, Asking]:
    if answer is not None:
        state.is_waiting = False
        return _outputs(answer, state), state
    if "series" not in fresh or not may_ask(state, at, params.every_s):
        return Outputs(), state
    step_us, season = round(params.step_s * SECOND), round(params.season_s / params.step_s)
    begin, _, values = even(*columns(inputs.series, least=2), step_us)
    values = values[-MAX_VALUES:]
    if len(values) < 2 * season:
        raise ValueError(
            f"The series has {len(values)} steps of {params.step_s:g} s; two seasons are {2 * season}. Give a longer series."
        )
    if params.multiplicative and values.min() <= 0:
        raise ValueError(f"The least value is {values.min():g}; a swing that grows with the level needs values above 0.")
    state.asked_at, state.is_waiting = at, True
    state.begin, state.step, state.count = begin, step_us, len(values)
    world.call(
        "analysis",
        {
            "function": "seasonal_forecast",
            "values": values.tolist(),
            "season": season,
            "steps": round(params.horizon_s / params.step_s),
            "confidence": params.confidence / 100,
            "has_trend": params.trend,
            "is_multiplicative": params.multiplicative,
        },
    )
    return Outputs(), state


def _outputs(answer: Answer, state: Asking) -> Outputs:
    found = value_of(answer)
    values, low, high = ([finite(value, "forecast") for value in found[name]] for name in ("values", "low", "high"))  # type: ignore[attr-defined]  # lists of numbers
    last = state.begin + state.step * (state.count - 1)
    times = [last + state.step * place for place in range(1, len(values) + 1)]
    highest = max(range(len(values)), key=lambda place: values[place])
    return Outputs([times, values], [list(times), low], [list(times), high], values[0], values[highest], times[highest] / SECOND)


block = Block(
    name="analytics.seasonal_forecast",
    title="Seasonal forecast",
    may_take_long=True,
    evaluate=evaluate,
    has_answer=True,
    keywords=["Holt-Winters", "predict", "season", "daily", "weekly", "load", "exponential smoothing", "ETS", "band", "future"],
    examples=[
        Example(
            says="a rhythm of two seconds",
            params={"season_s": 2, "step_s": 1, "horizon_s": 2, "every_s": 1},
            at_s=[4, 5],
            fresh=[["series"], []],
            inputs=[{"series": [[0, 1_000_000, 2_000_000, 3_000_000], [1, 2, 1, 2]]}] * 2,
            answers=[None, Answer(True, {"values": [1.0, 2.0], "low": [0.9, 1.9], "high": [1.1, 2.1]})],
            outputs=[
                {},
                {
                    "forecast": [[4_000_000, 5_000_000], [1.0, 2.0]],
                    "lower": [[4_000_000, 5_000_000], [0.9, 1.9]],
                    "upper": [[4_000_000, 5_000_000], [1.1, 2.1]],
                    "next_value": 1.0,
                    "highest": 2.0,
                    "highest_at": 5.0,
                },
            ],
            does=[
                (
                    "call",
                    "analysis",
                    {
                        "function": "seasonal_forecast",
                        "values": [1.0, 2.0, 1.0, 2.0],
                        "season": 2,
                        "steps": 2,
                        "confidence": 0.95,
                        "has_trend": True,
                        "is_multiplicative": False,
                    },
                )
            ],
        )
    ],
)
