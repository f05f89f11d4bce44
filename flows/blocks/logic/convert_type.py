"""Turn any value into a number, a text or a boolean.

- To a **number**: texts are read (`21.5`, or `21,5` with a decimal comma; spaces around are ignored), true is 1 and false 0.
- To a **text**: numbers are written as short as possible, lists and objects as JSON.
- To a **boolean**: a number is true unless it is 0; a text is looked up in the words for true and for false.

A value that cannot be turned sends nothing but the error.
"""

import math
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from pydantic import Field, field_validator

from flows.block import Block, Example, Params, Port, Ports, port
from flows.graphs.facts import Facts
from flows.toolbox.named_ports import shown
from flows.toolbox.operands import MAX_WHOLE

_FROM_WORDS: dict[str, Any] = {"show_when": {"to": ["boolean"]}}


class Inputs(Ports):
    value: Annotated[Any, port("Value")]


class ConvertTypeParams(Params):
    to: Literal["number", "text", "boolean"] = Field("number", title="To")
    decimal_sign: Literal["point", "comma"] = Field(
        "point", title="Decimal sign", json_schema_extra={"show_when": {"to": ["number"]}}
    )
    true_words: str = Field(
        "true, on, yes, 1",
        title="Words for true",
        description="Separated by commas",
        max_length=500,
        json_schema_extra=_FROM_WORDS,
    )
    false_words: str = Field("false, off, no, 0", title="Words for false", max_length=500, json_schema_extra=_FROM_WORDS)

    @field_validator("true_words", "false_words")
    @classmethod
    def _is_a_list_of_words(cls, text: str) -> str:
        if not _words(text):
            raise ValueError("Give one word at least, or several with commas between them.")
        return text


class Outputs(Ports):
    value: float | str | bool


def ports(params: ConvertTypeParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [Port("value", "Value", "any")], [Port("value", params.to.capitalize(), params.to)]


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip().casefold() for word in text.split(",") if word.strip())


def prepare(params: ConvertTypeParams) -> dict[str, bool]:
    return dict.fromkeys(_words(params.false_words), False) | dict.fromkeys(_words(params.true_words), True)


def evaluate(inputs: Inputs, params: ConvertTypeParams, prepared: dict[str, bool]) -> Outputs:
    match params.to:
        case "number":
            return Outputs(_number(inputs.value, params))
        case "text":
            return Outputs(_text(inputs.value))
    return Outputs(_boolean(inputs.value, prepared))


def _number(value: Any, params: ConvertTypeParams) -> float:
    if isinstance(value, bool | int | float):
        return int(value) if isinstance(value, bool) else value
    if isinstance(value, str):
        text = value.strip().replace("\N{NO-BREAK SPACE}", "").replace("_", "x")
        if params.decimal_sign == "comma":
            text = text.replace(".", "").replace(",", ".")
        try:
            number = int(text) if text.lstrip("+-").isdecimal() and len(text) < 20 else float(text)
        except ValueError:
            number = math.nan
        if math.isfinite(number):
            return number if -MAX_WHOLE <= number < MAX_WHOLE else float(number)
    raise ValueError(f"{shown(value)} is no number.")


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value) if isinstance(value, int) else msgspec.json.encode(value).decode()


def _boolean(value: Any, words: dict[str, bool]) -> bool:
    if isinstance(value, bool | int | float):
        return value != 0
    if isinstance(value, str):
        found = words.get(value.strip().casefold())
        if found is not None:
            return found
        raise ValueError(f"{shown(value)} stands neither among the words for true nor among those for false.")
    raise ValueError(f"{shown(value)} is neither true nor false.")


block = Block(
    name="logic.convert_type",
    title="Convert type",
    evaluate=evaluate,
    ports=ports,
    prepare=prepare,
    keywords=["cast", "to number", "to text", "to boolean", "parse", "string", "number to text", "type"],
    examples=[
        Example(
            says="a text as a number", inputs=[{"value": " 21.5 "}, {"value": True}], outputs=[{"value": 21.5}, {"value": 1}]
        ),
        Example(
            says="with a decimal comma", params={"decimal_sign": "comma"}, inputs={"value": "1.234,5"}, outputs={"value": 1234.5}
        ),
        Example(
            says="as a text",
            params={"to": "text"},
            inputs=[{"value": 20.0}, {"value": False}, {"value": [1, 2]}],
            outputs=[{"value": "20"}, {"value": "false"}, {"value": "[1,2]"}],
        ),
        Example(
            says="as a boolean",
            params={"to": "boolean", "true_words": "open", "false_words": "closed"},
            inputs=[{"value": "Open"}, {"value": 0}],
            outputs=[{"value": True}, {"value": False}],
        ),
    ],
)
