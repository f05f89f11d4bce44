"""Choose between two values by a condition.

While *condition* is true the value is the one under **then**, else the one under **else**. The two come from wires, or are
always the same. The value is sent when the condition changes and when the chosen value gets a new one.
"""

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import UNSET
from pydantic import Field

from flows.block import Block, Example, Port, Ports, State
from flows.graphs.facts import Facts
from flows.toolbox.operands import PassingParams, passing


def _constant(kind: str) -> dict[str, Any]:
    return {"show_when": {"source": ["constant"], "values": [kind]}}


class IfParams(PassingParams):
    values: Literal["number", "boolean", "text", "json"] = Field("number", title="Values", description="The type of both values")
    source: Literal["input", "constant"] = Field("input", title="They come", description="From wires, or are always the same")
    then_number: float = Field(1.0, title="Then", json_schema_extra=_constant("number"))
    else_number: float = Field(0.0, title="Else", json_schema_extra=_constant("number"))
    then_text: str = Field("", title="Then", max_length=1000, json_schema_extra=_constant("text"))
    else_text: str = Field("", title="Else", max_length=1000, json_schema_extra=_constant("text"))
    then_boolean: bool = Field(True, title="Then", json_schema_extra=_constant("boolean"))
    else_boolean: bool = Field(False, title="Else", json_schema_extra=_constant("boolean"))
    then_json: dict[str, Any] | list[Any] = Field({}, title="Then", json_schema_extra=_constant("json"))
    else_json: dict[str, Any] | list[Any] = Field({}, title="Else", json_schema_extra=_constant("json"))


class Chosen(State):
    was: bool | None = None


class Outputs(Ports):
    value: Any = UNSET


def ports(params: IfParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    inputs = [Port("condition", "Condition", "boolean")]
    if params.source == "input":
        # One of them is enough to begin with.
        inputs += [passing(params, "if_true", "Then", required=False), passing(params, "if_false", "Else", required=False)]
    return inputs, [passing(params)]


def evaluate(inputs: Any, params: IfParams, state: Chosen, fresh: frozenset[str]) -> tuple[Outputs, Chosen]:
    condition = inputs.condition
    is_turned, state.was = condition != state.was, condition
    if params.source == "constant":
        value = getattr(params, f"{'then' if condition else 'else'}_{params.values}") if is_turned else UNSET
        return Outputs(value), state
    name = "if_true" if condition else "if_false"
    value = getattr(inputs, name)
    if value is None or not (is_turned or name in fresh):
        return Outputs(), state
    return Outputs(value), state


block = Block(
    name="logic.if_then_else",
    title="If-then-else",
    evaluate=evaluate,
    ports=ports,
    keywords=["if", "choose", "condition", "ternary", "case", "SEL", "switch"],
    examples=[
        Example(
            says="the value of the branch that holds",
            inputs=[
                {"condition": True, "if_true": 1, "if_false": 2},
                {"condition": False, "if_true": 1, "if_false": 2},
                {"condition": False, "if_true": 7, "if_false": 2},
            ],
            fresh=[["condition"], ["condition"], ["if_true"]],
            outputs=[{"value": 1}, {"value": 2}, {}],
        ),
        Example(
            says="two texts",
            params={"values": "text", "source": "constant", "then_text": "open", "else_text": "closed"},
            inputs=[{"condition": True}, {"condition": True}, {"condition": False}],
            outputs=[{"value": "open"}, {}, {"value": "closed"}],
        ),
    ],
)
