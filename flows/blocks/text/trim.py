"""Remove spaces, or other characters, at the ends of a text.

Without *characters*, spaces, tabs and new lines are removed.
"""

from typing import Annotated, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.patterns import checked_text


class Inputs(Ports):
    text: str


class TrimParams(Params):
    where: Literal["both", "start", "end"] = Field("both", title="Where")
    characters: str = Field("", title="Characters", description="Any of these; empty: spaces and new lines", max_length=100)


class Outputs(Ports):
    text: Annotated[str, port("Text")]


def evaluate(inputs: Inputs, params: TrimParams) -> Outputs:
    text, characters = checked_text(inputs.text), params.characters or None
    match params.where:
        case "start":
            return Outputs(text.lstrip(characters))
        case "end":
            return Outputs(text.rstrip(characters))
    return Outputs(text.strip(characters))


block = Block(
    name="text.trim",
    title="Trim",
    evaluate=evaluate,
    keywords=["strip", "spaces", "whitespace", "clean", "string"],
    examples=[
        Example(says="spaces", inputs={"text": "  7.5 \n"}, outputs={"text": "7.5"}),
        Example(
            says="leading zeros", params={"where": "start", "characters": "0"}, inputs={"text": "00070"}, outputs={"text": "70"}
        ),
    ],
)
