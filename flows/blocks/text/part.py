"""Take a part of a text: from one place to another.

Places count from 1; negative ones count from the end. `first` 1 and `last` 3 of `"Sluice"` give `"Slu"`, `first` -3 and
`last` -1 give `"ice"`. What lies outside the text is left out.
"""

from typing import Annotated

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.patterns import checked_text


class Inputs(Ports):
    text: str


class PartParams(Params):
    first: int = Field(1, title="From", ge=-100_000, le=100_000)
    last: int = Field(-1, title="To", ge=-100_000, le=100_000)


class Outputs(Ports):
    text: Annotated[str, port("Text")]


def evaluate(inputs: Inputs, params: PartParams) -> Outputs:
    text = checked_text(inputs.text)
    begin = params.first - 1 if params.first > 0 else max(0, len(text) + params.first) if params.first else 0
    end = params.last if params.last >= 0 else len(text) + params.last + 1
    return Outputs(text[begin : max(begin, end)])


block = Block(
    name="text.part",
    title="Part of a text",
    evaluate=evaluate,
    keywords=["substring", "slice", "left", "right", "mid", "cut", "string"],
    examples=[
        Example(says="the first three", params={"last": 3}, inputs={"text": "Sluice"}, outputs={"text": "Slu"}),
        Example(says="the last three", params={"first": -3}, inputs={"text": "Sluice"}, outputs={"text": "ice"}),
    ],
)
