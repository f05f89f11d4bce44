"""Change the case of a text: lower, UPPER, Title, Sentence."""

from typing import Annotated, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.patterns import checked_text


class Inputs(Ports):
    text: str


class CaseParams(Params):
    to: Literal["lower", "upper", "title", "sentence"] = Field("lower", title="To")


class Outputs(Ports):
    text: Annotated[str, port("Text")]


def evaluate(inputs: Inputs, params: CaseParams) -> Outputs:
    text = checked_text(inputs.text)
    match params.to:
        case "lower":
            return Outputs(text.lower())
        case "upper":
            return Outputs(text.upper())
        case "title":
            return Outputs(text.title())
    return Outputs(text[:1].upper() + text[1:].lower())


block = Block(
    name="text.case",
    title="Change case",
    evaluate=evaluate,
    keywords=["upper case", "lower case", "capitalize", "capital letters", "string"],
    examples=[
        Example(says="small letters", inputs={"text": "Pump NORTH"}, outputs={"text": "pump north"}),
        Example(says="a sentence", params={"to": "sentence"}, inputs={"text": "PUMP north"}, outputs={"text": "Pump north"}),
    ],
)
