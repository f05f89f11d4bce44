"""Look whether a text contains another one, begins or ends with it, or is equal to it.

What is looked for is set here, or comes by the input `find`.
"""

from typing import Annotated, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.patterns import checked_text


class Inputs(Ports):
    text: str
    find: Annotated[str | None, port("Find", "instead of the one that is set")] = None


class ContainsParams(Params):
    mode: Literal["contains", "begins_with", "ends_with", "equals"] = Field("contains", title="The text")
    find: str = Field("error", title="Find", max_length=1000)
    ignore_case: bool = Field(True, title="Ignore case")


class Outputs(Ports):
    value: Annotated[bool, port("Is so", "sent when it changes")]


def evaluate(inputs: Inputs, params: ContainsParams) -> Outputs:
    text, find = checked_text(inputs.text), params.find if inputs.find is None else checked_text(inputs.find)
    if params.ignore_case:
        text, find = text.casefold(), find.casefold()
    match params.mode:
        case "contains":
            return Outputs(find in text)
        case "begins_with":
            return Outputs(text.startswith(find))
        case "ends_with":
            return Outputs(text.endswith(find))
    return Outputs(text == find)


block = Block(
    name="text.contains",
    title="Text contains",
    evaluate=evaluate,
    on_change=["value"],
    keywords=["find", "search", "starts with", "ends with", "equal", "includes", "string"],
    examples=[
        Example(
            says="a word in a message",
            inputs=[{"text": "Pump: ERROR 7"}, {"text": "Pump: ok"}],
            outputs=[{"value": True}, {"value": False}],
        ),
        Example(
            says="what comes by the input is looked for",
            params={"mode": "begins_with"},
            inputs={"text": "Pump: ok", "find": "pump"},
            outputs={"value": True},
        ),
    ],
)
