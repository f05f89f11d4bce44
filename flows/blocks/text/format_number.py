"""Write a number as a text, with the decimals, separators and unit you want.

Rounded as people do: half away from zero. `1234567.891` becomes `1,234,567.9`, `1 234 567,9` or `1.234.567,9 kWh`.
"""

from typing import Annotated, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.formats import number_as_text

Separator = Literal["none", "comma", "dot", "space", "apostrophe"]


class Inputs(Ports):
    value: float


class FormatParams(Params):
    decimals: int = Field(2, title="Decimals", ge=0, le=12)
    mark: Literal["dot", "comma"] = Field("dot", title="Decimal mark")
    separator: Separator = Field("none", title="Between thousands")
    sign: bool = Field(False, title="Plus before positive numbers")
    prefix: str = Field("", title="Before", max_length=100)
    suffix: str = Field("", title="Behind", max_length=100, examples=[" °C"])


class Outputs(Ports):
    text: Annotated[str, port("Text")]


def evaluate(inputs: Inputs, params: FormatParams) -> Outputs:
    text = number_as_text(inputs.value, decimals=params.decimals, separator=params.separator, mark=params.mark, sign=params.sign)
    return Outputs(f"{params.prefix}{text}{params.suffix}")


block = Block(
    name="text.format_number",
    title="Format number",
    evaluate=evaluate,
    keywords=["number to text", "decimals", "round", "string", "unit", "printf", "thousands"],
    examples=[
        Example(
            says="energy as it is written in Germany",
            params={"decimals": 1, "mark": "comma", "separator": "dot", "suffix": " kWh"},
            inputs={"value": 1234567.85},
            outputs={"text": "1.234.567,9 kWh"},
        ),
        Example(says="two decimals", inputs={"value": -0.001}, outputs={"text": "0.00"}),
    ],
)
