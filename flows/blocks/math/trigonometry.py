"""Compute a sine, cosine, tangent or one of their inverses, in degrees or radians.

**Arctangent of y and x** gives the angle of a point, over the whole circle: the direction of a wind from its two parts.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.operands import finite

Function = Literal[
    "sine", "cosine", "tangent", "arcsine", "arccosine", "arctangent", "arctangent_of_y_and_x", "sinh", "cosh", "tanh"
]


class TrigonometryParams(Params):
    function: Function = Field("sine", title="Function")
    angles: Literal["degrees", "radians"] = Field("degrees", title="Angles in")


class Outputs(Ports):
    value: float


_OF_ANGLE: dict[str, Callable[[float], float]] = {"sine": math.sin, "cosine": math.cos, "tangent": math.tan}
_TO_ANGLE: dict[str, Callable[[float], float]] = {"arcsine": math.asin, "arccosine": math.acos, "arctangent": math.atan}
_HYPERBOLIC: dict[str, Callable[[float], float]] = {"sinh": math.sinh, "cosh": math.cosh, "tanh": math.tanh}
# Where the sine of a rounded angle in radians would be a hair beside the truth.
_EXACT = {"sine": {0: 0.0, 90: 1.0, 180: 0.0, 270: -1.0}, "cosine": {0: 1.0, 90: 0.0, 180: -1.0, 270: 0.0}}


def ports(params: TrigonometryParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    unit = "°" if params.angles == "degrees" else "rad"
    result = Port("value", params.function.replace("_", " ").capitalize(), "number")
    if params.function == "arctangent_of_y_and_x":
        return [Port("y", "y", "number"), Port("x", "x", "number")], [Port("value", "Angle", "number", help=f"in {unit}")]
    if params.function in _TO_ANGLE:
        return [Port("value", "Value", "number")], [Port("value", "Angle", "number", help=f"in {unit}")]
    if params.function in _OF_ANGLE:
        return [Port("value", "Angle", "number", help=f"in {unit}")], [result]
    return [Port("value", "Value", "number")], [result]


def evaluate(inputs: Any, params: TrigonometryParams) -> Outputs:
    name, is_in_degrees = params.function, params.angles == "degrees"
    if name == "arctangent_of_y_and_x":
        angle = math.atan2(inputs.y, inputs.x)
        return Outputs(math.degrees(angle) if is_in_degrees else angle)
    value = inputs.value
    if name in _TO_ANGLE:
        if name != "arctangent" and not -1 <= value <= 1:
            raise ValueError(f"{value:g} has no {name}: only numbers from -1 to 1 have one.")
        angle = _TO_ANGLE[name](value)
        return Outputs(math.degrees(angle) if is_in_degrees else angle)
    if name in _HYPERBOLIC:
        try:
            return Outputs(_HYPERBOLIC[name](value))
        except OverflowError:
            raise ValueError(f"The {name} of {value:g} is too large to be passed on.") from None
    if is_in_degrees:
        if name == "tangent" and value % 180 == 90:
            raise ValueError(f"{value:g}° has no tangent.")
        exact = _EXACT.get(name, {}).get(value % 360)
        return Outputs(_OF_ANGLE[name](math.radians(value % 360)) if exact is None else exact)
    return Outputs(finite(_OF_ANGLE[name](value)))


block = Block(
    name="math.trigonometry",
    title="Trigonometry",
    evaluate=evaluate,
    ports=ports,
    keywords=["sin", "cos", "tan", "asin", "acos", "atan", "atan2", "angle", "degrees", "radians", "hyperbolic", "SIN", "COS"],
    examples=[
        Example(says="the sine of 90°", inputs={"value": 90}, outputs={"value": 1.0}),
        Example(says="radians", params={"function": "cosine", "angles": "radians"}, inputs={"value": 0}, outputs={"value": 1.0}),
        Example(
            says="the direction of a wind",
            params={"function": "arctangent_of_y_and_x"},
            inputs={"y": -1, "x": 0},
            outputs={"value": -90.0},
        ),
        Example(says="back to the angle", params={"function": "arccosine"}, inputs={"value": -1}, outputs={"value": 180.0}),
    ],
)
