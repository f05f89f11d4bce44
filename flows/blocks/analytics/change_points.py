"""Find the moments in a series at which its level changed.

The series is cut into stretches so that each is as even as possible, with as few cuts as are worth it (PELT). For "since
when does the pump draw more?". Take a series of up to 10,000 samples, such as *history of a metric*.

* `changes` is a list of objects: `time` (seconds since 1970 UTC), `before` and `after` (the mean levels).
* **Penalty**: how much a cut has to be worth. 3 is usual; more gives fewer changes.
* **Shortest**: stretches with fewer samples are not looked for.

It is done beside the flow and takes up to some seconds. While one search is under way, newer series wait.
"""

from typing import Annotated, Any

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Answer, Block, Example, Json, Params, Ports, Series, port
from flows.toolbox.analytics import even
from flows.toolbox.asking import Asking, may_ask, value_of
from flows.toolbox.series import columns
from flows.toolbox.windows import SECOND
from flows.world import World

MAX_VALUES = 10_000


class Inputs(Ports):
    series: Series


class ChangePointsParams(Params):
    penalty: float = Field(3.0, title="Penalty", ge=0.1, le=1000)
    shortest: int = Field(5, title="Shortest", ge=2, le=1000, json_schema_extra={"unit": "samples"})
    every_s: float = Field(60.0, title="At most every", ge=1, le=7 * 86_400, json_schema_extra={"unit": "s"})


class Outputs(Ports):
    changes: Annotated[Json | UnsetType, port("Changes")] = UNSET
    count: Annotated[float | UnsetType, port("Count")] = UNSET
    last_at: Annotated[float | UnsetType, port("Last change at", "seconds since 1970 UTC")] = UNSET
    level: Annotated[float | UnsetType, port("Level", "since the last change")] = UNSET


def evaluate(
    inputs: Inputs, params: ChangePointsParams, state: Asking, at: int, fresh: frozenset[str], answer: Answer | None, world: World
) -> tuple[Outputs, Asking]:
    if answer is not None:
        state.is_waiting = False
        return _outputs(answer, state), state
    if "series" not in fresh or not may_ask(state, at, params.every_s):
        return Outputs(), state
    begin, step, values = even(*columns(inputs.series, least=2 * params.shortest))
    if len(values) > MAX_VALUES:
        raise ValueError(f"The series has {len(values):,} even steps; {MAX_VALUES:,} can be searched. Resample or shorten it.")
    state.asked_at, state.is_waiting = at, True
    state.begin, state.step, state.count = begin, step, len(values)
    world.call(
        "analysis",
        {"function": "change_points", "values": values.tolist(), "penalty": params.penalty, "shortest": params.shortest},
    )
    return Outputs(), state


def _outputs(answer: Answer, state: Asking) -> Outputs:
    found: dict[str, Any] = value_of(answer)
    times = [(state.begin + state.step * int(cut)) / SECOND for cut in found["cuts"]]
    levels = [float(level) for level in found["levels"]]
    changes = [
        {"time": time, "before": before, "after": after} for time, before, after in zip(times, levels, levels[1:], strict=False)
    ]
    return Outputs(changes, float(len(times)), times[-1] if times else UNSET, levels[-1])


block = Block(
    name="analytics.change_points",
    title="Change points",
    may_take_long=True,
    evaluate=evaluate,
    has_answer=True,
    keywords=["PELT", "segmentation", "breakpoint", "shift", "step", "when did it change", "regime"],
    examples=[
        Example(
            says="one change, three seconds after the first sample",
            params={"shortest": 2},
            at_s=[6, 7],
            fresh=[["series"], []],
            inputs=[{"series": [[0, 1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000], [1, 1, 1, 5, 5, 5]]}] * 2,
            answers=[None, Answer(True, {"cuts": [3], "levels": [1.0, 5.0]})],
            outputs=[
                {},
                {"changes": [{"time": 3.0, "before": 1.0, "after": 5.0}], "count": 1.0, "last_at": 3.0, "level": 5.0},
            ],
            does=[
                (
                    "call",
                    "analysis",
                    {"function": "change_points", "values": [1.0, 1.0, 1.0, 5.0, 5.0, 5.0], "penalty": 3.0, "shortest": 2},
                )
            ],
        )
    ],
)
