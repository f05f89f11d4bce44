"""Keep the last samples as a series, for the blocks of the analytics family.

**By count**: the last n samples. **By time**: those of the last so many seconds, at most as many as you allow. The series is
sent with every sample, or with every so many: a regression over an hour need not be done each second.

Each sample takes about 18 bytes of the flow's memory for each device. For longer stretches take *history* from the stored
samples.
"""

from bisect import bisect_right
from typing import Annotated, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Ports, Series, State, Trigger, port
from flows.toolbox.windows import SECOND


class Inputs(Ports):
    value: float
    reset: Annotated[Trigger, port("Reset", "forget all samples")] = False


class SeriesParams(Params):
    by: Literal["count", "time"] = Field("count", title="By")
    values: int = Field(50, title="Samples", ge=2, le=10_000, json_schema_extra={"show_when": {"by": ["count"]}})
    length_s: float = Field(
        600.0, title="Length", ge=1, le=31 * 86_400, json_schema_extra={"show_when": {"by": ["time"]}, "unit": "s"}
    )
    max_values: int = Field(
        1000, title="At most", ge=2, le=10_000, json_schema_extra={"show_when": {"by": ["time"]}, "unit": "samples"}
    )
    send_every: int = Field(1, title="Send with every", ge=1, le=10_000, json_schema_extra={"unit": "samples"})


class Kept(State):
    times: list[int] = []
    values: list[float] = []
    since_sent: int = 0


class Outputs(Ports):
    series: Annotated[Series | UnsetType, port("Series")] = UNSET
    count: Annotated[float | UnsetType, port("Count", "how many samples are in it")] = UNSET


def evaluate(inputs: Inputs, params: SeriesParams, state: Kept, at: int, fresh: frozenset[str]) -> tuple[Outputs, Kept]:
    if inputs.reset:
        state.times, state.values, state.since_sent = [], [], 0
    if "value" not in fresh:
        return Outputs(), state
    place = bisect_right(state.times, at)
    state.times.insert(place, at)
    state.values.insert(place, inputs.value)
    most = params.values if params.by == "count" else params.max_values
    gone = max(0, len(state.times) - most)
    if params.by == "time":
        gone = max(gone, bisect_right(state.times, state.times[-1] - round(params.length_s * SECOND)))
    del state.times[:gone], state.values[:gone]
    state.since_sent += 1
    if state.since_sent < params.send_every:
        return Outputs(), state
    state.since_sent = 0
    sent: list[list[object]] = [list(state.times), list(state.values)]
    return Outputs(sent, float(len(sent[0]))), state


block = Block(
    name="statistics.series",
    title="Last samples",
    evaluate=evaluate,
    keywords=["series", "window", "buffer", "history", "collect", "array", "analytics", "ring"],
    examples=[
        Example(
            says="the last two samples",
            params={"values": 2},
            inputs=[{"value": 1}, {"value": 2}, {"value": 3}],
            outputs=[
                {"series": [[0], [1]], "count": 1.0},
                {"series": [[0, 1_000_000], [1, 2]], "count": 2.0},
                {"series": [[1_000_000, 2_000_000], [2, 3]], "count": 2.0},
            ],
        ),
        Example(
            says="the last ten seconds, with every second sample",
            params={"by": "time", "length_s": 10, "send_every": 2},
            at_s=[0, 10],
            inputs=[{"value": 1}, {"value": 2}],
            outputs=[{}, {"series": [[10_000_000], [2]], "count": 1.0}],
        ),
    ],
)
