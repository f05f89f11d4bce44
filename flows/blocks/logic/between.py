"""Say whether a number lies between two limits.

`inside` is sent when it changes. The limits themselves count as inside unless you say otherwise. They are fixed, or come
from wires.
"""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs import columns as column
from flows.graphs.facts import Facts


class BetweenParams(Params):
    limits: Literal["constant", "input"] = Field("constant", title="Limits", description="Always the same, or from wires")
    low: float = Field(0.0, title="Low", json_schema_extra={"show_when": {"limits": ["constant"]}})
    high: float = Field(100.0, title="High", json_schema_extra={"show_when": {"limits": ["constant"]}})
    includes_limits: bool = Field(True, title="The limits count as inside")

    @model_validator(mode="after")
    def _limits_in_order(self) -> "BetweenParams":
        if self.limits == "constant" and self.low > self.high:
            raise ValueError(f"“Low” ({self.low:g}) must not be higher than “high” ({self.high:g}).")
        return self


class Outputs(Ports):
    inside: bool


def ports(params: BetweenParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    names = ["value"] if params.limits == "constant" else ["value", "low", "high"]
    inputs = [Port(name, name.capitalize(), "number") for name in names]
    return inputs, [Port("inside", "Inside", "boolean", help="sent when it changes")]


def evaluate(inputs: Any, params: BetweenParams) -> Outputs:
    limits = params if params.limits == "constant" else inputs
    if params.includes_limits:
        return Outputs(limits.low <= inputs.value <= limits.high)
    return Outputs(limits.low < inputs.value < limits.high)


def columns(inputs: Any, params: BetweenParams) -> column.Outputs:
    low: Any
    high: Any
    if params.limits == "input":
        low, high = column.floats(inputs.low), column.floats(inputs.high)
    else:
        low, high = params.low, params.high
    value = column.floats(inputs.value)
    if params.includes_limits:
        return {"inside": (low <= value) & (value <= high)}
    return {"inside": (low < value) & (value < high)}


block = Block(
    name="logic.between",
    title="Between",
    evaluate=evaluate,
    columns=columns,
    ports=ports,
    on_change=["inside"],
    keywords=["range", "window", "in range", "limits", "inside", "outside", "band"],
    examples=[
        Example(
            says="in the range, on the limit and outside",
            inputs=[{"value": 50}, {"value": 100}, {"value": 101}],
            outputs=[{"inside": True}, {"inside": True}, {"inside": False}],
        ),
        Example(
            says="limits from wires, without them",
            params={"limits": "input", "includes_limits": False},
            inputs={"value": 5, "low": 5, "high": 9},
            outputs={"inside": False},
        ),
    ],
)
