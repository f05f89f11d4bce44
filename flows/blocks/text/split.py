"""Cut a text into parts at a separator.

`parts` is the list of all. Each row of **outputs** gives one part a port of its own: place 1 is the first part, -1 the last,
and its type makes a number of it. A part that is not there is an error that says so.
"""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, field_validator

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.named_ports import PortName, Row, brought_to, check_distinct, outputs_class, shown
from flows.toolbox.patterns import checked_text


class Inputs(Ports):
    text: str


class PartRow(Row):
    name: PortName = Field("part", title="Name")
    place: int = Field(1, title="Place", description="1 is the first, -1 the last", ge=-10_000, le=10_000)
    type: Literal["text", "number", "boolean"] = Field("text", title="Type")


class SplitParams(Params):
    separator: str = Field(",", title="Separator", description="\\t is a tab, \\n a new line", min_length=1, max_length=100)
    trim: bool = Field(True, title="Remove spaces around each part")
    skip_empty: bool = Field(False, title="Leave out empty parts")
    outputs: list[PartRow] = Field([], title="Outputs", max_length=40)

    @field_validator("outputs")
    @classmethod
    def _are_distinct(cls, rows: list[PartRow]) -> list[PartRow]:
        check_distinct([row.name for row in rows], reserved=("error", "parts", "count"))
        if any(row.place == 0 for row in rows):
            raise ValueError("There is no place 0: the first part is 1, the last -1")
        return rows


def ports(params: SplitParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [Port("text", "Text", "text")], _outputs(params)


def _outputs(params: SplitParams) -> list[Port]:
    return [
        Port("parts", "Parts", "json", help="The list of all"),
        Port("count", "Count", "number"),
        *(Port(row.name, row.name, row.type) for row in params.outputs),
    ]


def prepare(params: SplitParams) -> type[Ports]:
    return outputs_class(_outputs(params))


def evaluate(inputs: Any, params: SplitParams, prepared: type[Ports]) -> Any:
    separator = params.separator.replace("\\t", "\t").replace("\\n", "\n")
    parts = checked_text(inputs.text).split(separator)
    if params.trim:
        parts = [part.strip() for part in parts]
    if params.skip_empty:
        parts = [part for part in parts if part]
    given: dict[str, Any] = {"parts": parts, "count": float(len(parts))}
    for row in params.outputs:
        place = row.place - 1 if row.place > 0 else row.place
        if not -len(parts) <= place < len(parts):
            raise ValueError(f"{shown(inputs.text)} has {len(parts)} parts, so there is no part {row.place} for “{row.name}”.")
        given[row.name] = brought_to(row.type, parts[place], row.name)
    return prepared(**given)


block = Block(
    name="text.split",
    title="Split",
    evaluate=evaluate,
    params_class=SplitParams,
    ports=ports,
    prepare=prepare,
    keywords=["separate", "explode", "tokenize", "parts", "string", "delimiter", "NMEA"],
    examples=[
        Example(says="a list of parts", inputs={"text": "a, b,c"}, outputs={"parts": ["a", "b", "c"], "count": 3.0}),
        Example(
            says="the second part as a number",
            params={"separator": ";", "outputs": [{"name": "level", "place": 2, "type": "number"}]},
            inputs={"text": "T1;7.5;ok"},
            outputs={"parts": ["T1", "7.5", "ok"], "count": 3.0, "level": 7.5},
        ),
    ],
)
