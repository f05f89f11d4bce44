"""Count how often values lie in which range.

`histogram` has the lists `edges` (one more than there are ranges) and `counts`; `most_frequent` is the middle of the range
with most values. With **from** and **to** the ranges stay the same from series to series, and `below` and `above` count what
lies outside; without them, they reach from the least to the greatest value.
"""

from typing import Annotated

import numpy as np
from pydantic import Field, model_validator

from flows.block import Block, Example, Json, Params, Ports, Series, port
from flows.toolbox.series import columns


class Inputs(Ports):
    series: Series


class HistogramParams(Params):
    ranges: int = Field(20, title="Ranges", ge=1, le=500)
    low: float | None = Field(None, title="From", description="Empty: the least value")
    high: float | None = Field(None, title="To", description="Empty: the greatest value")

    @model_validator(mode="after")
    def _in_order(self) -> "HistogramParams":
        if self.low is not None and self.high is not None and self.low >= self.high:
            raise ValueError(f"“From” ({self.low:g}) must be lower than “to” ({self.high:g})")
        return self


class Outputs(Ports):
    histogram: Annotated[Json, port("Histogram")]
    most_frequent: Annotated[float, port("Most frequent")]
    below: Annotated[float, port("Below", "how many values are lower than all ranges")]
    above: Annotated[float, port("Above", "how many values are higher than all ranges")]


def evaluate(inputs: Inputs, params: HistogramParams) -> Outputs:
    _, values = columns(inputs.series, least=1)
    given = np.asarray(values)
    low = params.low if params.low is not None else float(given.min())
    high = params.high if params.high is not None else float(given.max())
    if low >= high:
        # All values are alike, or all lie beyond the one end that is set.
        high = low + max(abs(low) * 1e-9, 1e-9) if params.high is None else high
        low = high - max(abs(high) * 1e-9, 1e-9) if params.low is None and params.high is not None else low
    counts, edges = np.histogram(given, bins=params.ranges, range=(low, high))
    most = int(counts.argmax())
    return Outputs(
        {"edges": edges.tolist(), "counts": counts.tolist()},
        float((edges[most] + edges[most + 1]) / 2),
        float((given < low).sum()),
        float((given > high).sum()),
    )


block = Block(
    name="analytics.histogram",
    title="Histogram",
    may_take_long=True,
    evaluate=evaluate,
    keywords=["distribution", "frequency", "bins", "classes", "load profile", "mode"],
    examples=[
        Example(
            says="two ranges",
            params={"ranges": 2, "low": 0, "high": 10},
            inputs={"series": [[0, 1, 2, 3], [1, 2, 7, 12]]},
            outputs={
                "histogram": {"edges": [0.0, 5.0, 10.0], "counts": [2, 1]},
                "most_frequent": 2.5,
                "below": 0.0,
                "above": 1.0,
            },
        )
    ],
)
