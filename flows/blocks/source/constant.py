"""Give a value that never changes.

It is there from the first run of the flow on. It starts no run later: what it is wired to runs when its other inputs
change.
"""

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs.facts import Facts


class Outputs(Ports):
    value: float | bool | str | UnsetType = UNSET


class ConstantParams(Params):
    kind: Literal["number", "boolean", "text"] = Field("number", title="Type")
    number: float = Field(0.0, title="Value", json_schema_extra={"show_when": {"kind": ["number"]}})
    boolean: bool = Field(False, title="Value", json_schema_extra={"show_when": {"kind": ["boolean"]}})
    text: str = Field("", title="Value", max_length=1000, json_schema_extra={"show_when": {"kind": ["text"]}})


def ports(params: ConstantParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [], [Port(name="value", title="Value", type=params.kind)]


def evaluate(params: ConstantParams) -> Outputs:
    values: dict[str, Any] = {"number": params.number, "boolean": params.boolean, "text": params.text}
    return Outputs(value=values[params.kind])


block = Block(
    name="source.constant",
    title="Constant",
    evaluate=evaluate,
    ports=ports,
    keywords=["fixed", "literal", "number", "text", "value"],
    examples=[
        Example(says="a number", params={"number": 21.5}, outputs={"value": 21.5}),
        Example(says="a text", params={"kind": "text", "text": "open"}, outputs={"value": "open"}),
    ],
)
