"""Bring a number from one range to another along a straight line.

For sensors with a current loop: 4–20 mA become 0–10 bar. A value outside the first range goes on along the line, or is
kept inside the second range.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.operands import finite


class Inputs(Ports):
    value: float


class MapRangeParams(Params):
    from_low: float = Field(4.0, title="From, low end")
    from_high: float = Field(20.0, title="From, high end")
    to_low: float = Field(0.0, title="To, low end")
    to_high: float = Field(100.0, title="To, high end")
    outside: Literal["go_on", "keep_inside", "refuse"] = Field(
        "go_on", title="Values outside", description="Refuse: send nothing but the error, for a broken wire"
    )

    @model_validator(mode="after")
    def _range_has_a_length(self) -> "MapRangeParams":
        if self.from_low == self.from_high:
            raise ValueError(f"The range from {self.from_low:g} to {self.from_high:g} has no length. Give two different ends.")
        return self


class Outputs(Ports):
    value: Annotated[float, port("Mapped")]


def evaluate(inputs: Inputs, params: MapRangeParams) -> Outputs:
    part = (inputs.value - params.from_low) / (params.from_high - params.from_low)
    if not 0 <= part <= 1:
        if params.outside == "refuse":
            raise ValueError(f"{inputs.value:g} is outside the range from {params.from_low:g} to {params.from_high:g}.")
        if params.outside == "keep_inside":
            part = min(max(part, 0.0), 1.0)
    return Outputs(finite(params.to_low + part * (params.to_high - params.to_low)))


block = Block(
    name="math.map_range",
    title="Map range",
    evaluate=evaluate,
    keywords=["linear", "scale", "4-20 mA", "0-10 V", "normalize", "range", "convert", "SCALE", "SCP", "interpolate"],
    examples=[
        Example(says="12 mA of 4–20 are half", inputs={"value": 12}, outputs={"value": 50.0}),
        Example(says="kept inside", params={"outside": "keep_inside"}, inputs={"value": 22}, outputs={"value": 100.0}),
        Example(
            says="a falling line",
            params={"to_low": 10, "to_high": 0, "from_low": 0, "from_high": 5},
            inputs={"value": 1},
            outputs={"value": 8.0},
        ),
    ],
)
