"""Put texts together, with a separator between them if you like.

Each input is a part; numbers, booleans and objects are written as texts. The text is sent when one of the parts is new, once
all have had a value. Use a **template** for longer texts.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from flows.block import Block, Example, Params, Port, Ports, port
from flows.graphs.facts import Facts
from flows.toolbox.patterns import checked_text
from flows.toolbox.templates import as_text


class ConcatenateParams(Params):
    parts: int = Field(2, title="Parts", ge=2, le=20)
    separator: str = Field("", title="Separator", max_length=100)


class Outputs(Ports):
    text: Annotated[str, port("Text")]


def ports(params: ConcatenateParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [Port(f"part{n}", f"Part {n}", "any") for n in range(1, params.parts + 1)], [Port("text", "Text", "text")]


def evaluate(inputs: Any, params: ConcatenateParams) -> Outputs:
    parts = [as_text(getattr(inputs, f"part{n}")) for n in range(1, params.parts + 1)]
    return Outputs(checked_text(params.separator.join(parts)))


block = Block(
    name="text.concatenate",
    title="Concatenate",
    evaluate=evaluate,
    params_class=ConcatenateParams,
    ports=ports,
    keywords=["join", "append", "string", "combine", "text", "plus"],
    examples=[
        Example(
            says="a name and a number",
            params={"separator": " = "},
            inputs={"part1": "pressure", "part2": 2.5},
            outputs={"text": "pressure = 2.5"},
        )
    ],
)
