"""Multiply a number and add another: `value × factor + offset`.

For units (°C to °F: factor 1.8, offset 32), for 4-20 mA inputs and for calibration.
"""

from typing import Annotated, Any

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.graphs import columns as column


class Inputs(Ports):
    value: float


class ScaleParams(Params):
    factor: float = Field(1.0, title="Factor", examples=[1.8])
    offset: float = Field(0.0, title="Offset", examples=[32])


class Outputs(Ports):
    value: Annotated[float, port("Value", "value × factor + offset")]


def evaluate(inputs: Inputs, params: ScaleParams) -> Outputs:
    return Outputs(inputs.value * params.factor + params.offset)


def columns(inputs: Any, params: ScaleParams) -> column.Outputs:
    return {"value": column.finite(column.floats(inputs.value) * params.factor + params.offset)}


block = Block(
    name="math.scale",
    title="Scale",
    evaluate=evaluate,
    columns=columns,
    keywords=["multiply", "gain", "offset", "convert", "unit", "calibrate", "linear"],
    examples=[
        Example(says="20 °C are 68 °F", params={"factor": 1.8, "offset": 32}, inputs={"value": 20}, outputs={"value": 68.0}),
        Example(says="without params the value stays", inputs={"value": 7.5}, outputs={"value": 7.5}),
    ],
)
