"""Compare two values: equal, not equal, less, greater.

The second value comes from a wire or is always the same. `result` is sent when it changes. Numbers count as equal when
they differ by no more than the *tolerance*; texts are compared letter by letter, in the order of the alphabet for `<`.

To watch a limit without flicker take *Threshold*.
"""

import operator
from collections.abc import Callable, Sequence
from typing import Any, Literal

from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs import columns as column
from flows.graphs.facts import Facts


def _constant(kind: str) -> dict[str, Any]:
    return {"show_when": {"second": ["constant"], "values": [kind]}}


class CompareParams(Params):
    values: Literal["number", "text", "boolean"] = Field("number", title="Values")
    operator: Literal["==", "!=", "<", "<=", ">", ">="] = Field(">", title="The first is")
    second: Literal["constant", "input"] = Field("constant", title="Second value", description="Always the same, or from a wire")
    number: float = Field(0.0, title="Constant", json_schema_extra=_constant("number"))
    text: str = Field("", title="Constant", max_length=1000, json_schema_extra=_constant("text"))
    boolean: bool = Field(True, title="Constant", json_schema_extra=_constant("boolean"))
    tolerance: float = Field(
        0.0, title="Tolerance", ge=0, json_schema_extra={"show_when": {"values": ["number"], "operator": ["==", "!="]}}
    )

    @model_validator(mode="after")
    def _booleans_have_no_order(self) -> "CompareParams":
        if self.values == "boolean" and self.operator not in ("==", "!="):
            raise ValueError(f"Two booleans cannot be compared by {self.operator}. Use == or !=.")
        return self


class Outputs(Ports):
    result: bool


_OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def ports(params: CompareParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    inputs = [Port("a", "First", params.values)]
    if params.second == "input":
        inputs.append(Port("b", "Second", params.values))
    return inputs, [Port("result", f"first {params.operator} second", "boolean", help="sent when it changes")]


def evaluate(inputs: Any, params: CompareParams) -> Outputs:
    a = inputs.a
    b = inputs.b if params.second == "input" else getattr(params, params.values)
    if params.tolerance and params.values == "number" and params.operator in ("==", "!="):
        return Outputs((abs(a - b) <= params.tolerance) == (params.operator == "=="))
    return Outputs(_OPERATORS[params.operator](a, b))


def columns(inputs: Any, params: CompareParams) -> column.Outputs:
    if params.values != "number" or params.tolerance:
        raise column.NotInColumns
    b = column.floats(inputs.b) if params.second == "input" else params.number
    return {"result": _OPERATORS[params.operator](column.floats(inputs.a), b)}


block = Block(
    name="logic.compare",
    title="Compare",
    evaluate=evaluate,
    columns=columns,
    ports=ports,
    on_change=["result"],
    keywords=[
        "comparison",
        "equal",
        "not equal",
        "greater",
        "less",
        "boolean comparison",
        "constant",
        "EQ",
        "GT",
        "LT",
    ],
    examples=[
        Example(says="above 80", params={"number": 80}, inputs={"a": 81}, outputs={"result": True}),
        Example(
            says="nearly equal",
            params={"operator": "==", "second": "input", "tolerance": 0.5},
            inputs=[{"a": 10, "b": 10.4}, {"a": 10, "b": 10.6}],
            outputs=[{"result": True}, {"result": False}],
        ),
        Example(
            says="a text",
            params={"values": "text", "operator": "!=", "text": "auto"},
            inputs={"a": "manual"},
            outputs={"result": True},
        ),
    ],
)
