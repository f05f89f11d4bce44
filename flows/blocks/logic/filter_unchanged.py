"""Pass a value on only when it has changed, or changed enough.

- **Any change**: every value that differs from the one sent last
- **Absolute**: a number that differs by at least the *dead band*
- **Percent**: a number that differs by at least so many percent of the one sent last

With *Send again after*, an unchanged value is sent once more when the last one is that old, so that others see that it is
still there.
"""

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import UNSET
from pydantic import Field, model_validator

from flows.block import Block, Example, Port, Ports, State
from flows.graphs.facts import Facts
from flows.toolbox.operands import PassingParams, passing


class FilterParams(PassingParams):
    mode: Literal["any", "absolute", "percent"] = Field(
        "any", title="Pass on", description="Any change, or one that is large enough"
    )
    band: float = Field(1.0, title="Dead band", gt=0, json_schema_extra={"show_when": {"mode": ["absolute", "percent"]}})
    again_after_s: float = Field(
        0.0, title="Send again after", description="0: never", ge=0, le=366 * 86_400, json_schema_extra={"unit": "s"}
    )

    @model_validator(mode="after")
    def _bands_are_for_numbers(self) -> "FilterParams":
        if self.mode != "any" and self.values != "number":
            raise ValueError(f"A dead band is for numbers, and the values are {self.values}. Pass on any change instead.")
        return self


class LastSent(State):
    at_us: int | None = None
    value: Any = None


class Outputs(Ports):
    value: Any = UNSET


def ports(params: FilterParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [passing(params)], [passing(params, title="Changed")]


def evaluate(inputs: Any, params: FilterParams, state: LastSent, at: int) -> tuple[Outputs, LastSent]:
    value = inputs.value
    is_old = state.at_us is None or (0 < params.again_after_s * 1_000_000 <= at - state.at_us)
    if not is_old and not _has_changed(value, state.value, params):
        return Outputs(), state
    state.at_us, state.value = at, value
    return Outputs(value), state


def _has_changed(value: Any, before: Any, params: FilterParams) -> bool:
    match params.mode:
        case "absolute":
            return bool(abs(value - before) >= params.band)
        case "percent":
            return bool(value != before and abs(value - before) >= abs(before) * params.band / 100)
    return bool(value != before)


block = Block(
    name="logic.filter_unchanged",
    title="Filter unchanged",
    evaluate=evaluate,
    ports=ports,
    keywords=[
        "filter",
        "dead band",
        "deadband",
        "report by exception",
        "RBE",
        "change of value",
        "COV",
        "duplicate",
        "on change",
    ],
    examples=[
        Example(
            says="any change",
            inputs=[{"value": 1}, {"value": 1}, {"value": 2}],
            outputs=[{"value": 1}, {}, {"value": 2}],
        ),
        Example(
            says="by ten percent at least",
            params={"mode": "percent", "band": 10},
            inputs=[{"value": 100}, {"value": 109}, {"value": 110}],
            outputs=[{"value": 100}, {}, {"value": 110}],
        ),
        Example(
            says="again after a minute",
            params={"values": "text", "again_after_s": 60},
            at_s=[0, 59, 60],
            inputs=[{"value": "on"}, {"value": "on"}, {"value": "on"}],
            outputs=[{"value": "on"}, {}, {"value": "on"}],
        ),
    ],
)
