"""Read a number from a text, such as `1.234,5 kWh`.

Give the decimal mark and the separator between thousands as the text has them. With *ignore what stands around it* the first
number in the text is taken, so units and words do no harm. A text without a number is an error, or gives the number you set.
"""

import re
from typing import Annotated, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.formats import text_as_number
from flows.toolbox.patterns import checked_text

_NUMBER = re.compile(r"[-+\u2212]?\d[\d.,'’\u00a0\u202f ]*(?:[eE][-+]?\d+)?")


class Inputs(Ports):
    text: str


class ParseParams(Params):
    mark: Literal["dot", "comma"] = Field("dot", title="Decimal mark")
    separator: Literal["none", "comma", "dot", "space", "apostrophe"] = Field("none", title="Between thousands")
    anywhere: bool = Field(True, title="Ignore what stands around it")
    otherwise: float | None = Field(None, title="Without a number", description="Empty: that is an error")


class Outputs(Ports):
    value: Annotated[float, port("Value")]


def evaluate(inputs: Inputs, params: ParseParams) -> Outputs:
    text = checked_text(inputs.text)
    if params.anywhere and (found := _NUMBER.search(text)):
        text = found.group(0).rstrip(" .,'’\u00a0\u202f")
        if params.separator != "space":
            text = re.split(r"[ \u00a0\u202f]", text, maxsplit=1)[0]
    try:
        return Outputs(text_as_number(text, mark=params.mark, separator=params.separator))
    except ValueError:
        if params.otherwise is None:
            raise
        return Outputs(params.otherwise)


block = Block(
    name="text.parse_number",
    title="Parse number",
    evaluate=evaluate,
    keywords=["text to number", "string to number", "convert", "float", "atoi", "cast"],
    examples=[
        Example(
            says="as it is written in Germany",
            params={"mark": "comma", "separator": "dot"},
            inputs={"text": "1.234,5 kWh"},
            outputs={"value": 1234.5},
        ),
        Example(says="a number where there is none", params={"otherwise": -1}, inputs={"text": "n/a"}, outputs={"value": -1}),
    ],
)
