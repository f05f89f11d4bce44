"""Fill a text up to a length.

A text that is longer stays, or is cut when you ask for it.
"""

from typing import Annotated, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.patterns import checked_text


class Inputs(Ports):
    text: str


class PadParams(Params):
    length: int = Field(8, title="Length", ge=1, le=1000, json_schema_extra={"unit": "characters"})
    side: Literal["start", "end"] = Field("start", title="Fill at the")
    character: str = Field("0", title="With", min_length=1, max_length=1)
    cut: bool = Field(False, title="Cut longer texts")


class Outputs(Ports):
    text: Annotated[str, port("Text")]


def evaluate(inputs: Inputs, params: PadParams) -> Outputs:
    text = checked_text(inputs.text)
    if params.side == "start":
        padded = text.rjust(params.length, params.character)
        return Outputs(padded[-params.length :] if params.cut else padded)
    padded = text.ljust(params.length, params.character)
    return Outputs(padded[: params.length] if params.cut else padded)


block = Block(
    name="text.pad",
    title="Pad",
    evaluate=evaluate,
    keywords=["fill", "leading zeros", "zero fill", "align", "fixed width", "string"],
    examples=[
        Example(says="leading zeros", params={"length": 5}, inputs={"text": "42"}, outputs={"text": "00042"}),
        Example(
            says="a fixed width",
            params={"length": 3, "side": "end", "character": " ", "cut": True},
            inputs={"text": "pump"},
            outputs={"text": "pum"},
        ),
    ],
)
