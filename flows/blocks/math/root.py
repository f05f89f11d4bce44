"""Take a root of a number: the square root, the cube root, or any other.

A negative number has roots only when the degree is odd. Others send nothing but the error.
"""

import math
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from flows.block import Block, Example, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.operands import SecondParams, finite


class RootParams(SecondParams):
    second: Literal["input", "constant"] = Field("constant", title="Degree", description="From a wire, or always the same")
    constant: float = Field(2.0, title="Degree", json_schema_extra={"show_when": {"second": ["constant"]}})


class Outputs(Ports):
    value: float


def ports(params: RootParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    inputs = [Port("a", "a", "number")]
    if params.second == "input":
        inputs.append(Port("b", "Degree", "number"))
    return inputs, [Port("value", "Root", "number")]


def evaluate(inputs: Any, params: RootParams) -> Outputs:
    b = inputs.b if params.second == "input" else params.constant
    a = inputs.a
    if b == 0:
        raise ValueError("There is no root of degree 0. Use 2 for the square root.")
    if a >= 0:
        return Outputs(finite(math.sqrt(a) if b == 2 else math.cbrt(a) if b == 3 else math.pow(a, 1 / b)))
    if b % 2 != 1:
        raise ValueError(f"{a:g} is negative and has no root of degree {b:g}.")
    return Outputs(finite(math.cbrt(a) if b == 3 else -math.pow(-a, 1 / b)))


block = Block(
    name="math.root",
    title="Root",
    evaluate=evaluate,
    ports=ports,
    keywords=["square root", "sqrt", "cube root", "radical", "SQRT"],
    examples=[
        Example(says="the square root of 2.25", inputs={"a": 2.25}, outputs={"value": 1.5}),
        Example(says="the cube root of a negative number", params={"constant": 3}, inputs={"a": -8}, outputs={"value": -2.0}),
    ],
)
