"""Take what people press, switch, slide or type on a dashboard into the flow; programs may send it too.

Controls of dashboards can be bound to this block like widgets to an output: they show the newest value, and a person with the
right to operate sends another one. In the editor the panel of this block sends one for a trial. Programs use
`POST /api/flows/<flow>/controls/<block>` with `{"value": …}`.

In a flow that runs once for each device the sender says for which one.
"""

import math
from typing import Any, Literal

from pydantic import Field, model_validator

from core.errors import Refused
from devices.parameters import can_be_kept
from flows.block import Block, Example, Listen, Params, Port
from flows.graphs.facts import Facts

TEXT_BOUND = 2_000


class ControlParams(Params):
    label: str = Field("", title="Name on dashboards", description="The name under which they offer it", max_length=100)
    kind: Literal["button", "toggle", "number", "text", "json"] = Field("button", title="What is sent")
    low: float = Field(0.0, title="Lowest value", json_schema_extra={"show_when": {"kind": ["number"]}})
    high: float = Field(100.0, title="Highest value", json_schema_extra={"show_when": {"kind": ["number"]}})

    @model_validator(mode="after")
    def _in_order(self) -> "ControlParams":
        if self.low >= self.high:
            raise ValueError(f"The lowest value ({self.low:g}) must be below the highest ({self.high:g}).")
        return self

    def accepted(self, value: Any) -> Any:
        """The value as it enters the flow; Refused when it is none that this control sends."""
        match self.kind, value:
            case "button", (None | True):
                return True
            case "toggle", bool():
                return value
            case "number", int() | float() if not isinstance(value, bool) and math.isfinite(value):
                if self.low <= value <= self.high:
                    return float(value)
                raise Refused(f"{value:g} is outside of {self.low:g} to {self.high:g}.", field="value")
            case "text", str() if len(value) <= TEXT_BOUND and "\0" not in value:
                return value
            case "json", dict() | list() if can_be_kept(value):
                return value
        wanted = {
            "button": "true",
            "toggle": "true or false",
            "number": "a number",
            "text": f"a text of up to {TEXT_BOUND} characters",
            "json": "a JSON object or list",
        }
        raise Refused(f"{str(value)[:60]!r} cannot be sent here: give {wanted[self.kind]}.", field="value")


_TYPES: dict[str, Any] = {"button": "trigger", "toggle": "boolean", "number": "number", "text": "text", "json": "json"}


def ports(params: ControlParams, facts: Facts) -> tuple[list[Port], list[Port]]:
    return [], [Port("value", params.label or "Value", _TYPES[params.kind], help="Each time somebody sends it")]


def listen(params: ControlParams) -> Listen:
    return Listen(subject="control")


block = Block(
    name="source.control",
    title="Control",
    params_class=ControlParams,
    ports=ports,
    listen=listen,
    keywords=["button", "toggle", "switch", "slider", "text box", "widget", "input", "inject", "flow input", "dashboard"],
    examples=[
        Example(says="a button sets off what is wired to it", params={"label": "Start", "kind": "button"}),
        Example(says="a slider for a setpoint", params={"label": "Setpoint", "kind": "number", "low": 10, "high": 30}),
        Example(says="a week of values, drawn on a dashboard, leaves as JSON", params={"label": "Heating times", "kind": "json"}),
    ],
)
