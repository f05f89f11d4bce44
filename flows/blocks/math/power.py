"""Raise a number to a power: `a` to the power of `b`.

With the exponent 2 it squares. A negative number has no real power with a fractional exponent: that sends nothing but the
error.
"""

import math
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from flows.block import Block, Example, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.operands import SecondParams, finite


class PowerParams(SecondParams):
    second: Literal["input", "constant"] = Field("constant", title="Exponent", description="From a wire, or always the same")
    constant: float = Field(2.0, title="Exponent", json_schema_extra={"show_when": {"second": ["constant"]}})


class Outputs(Ports):
    value: float


def ports(params: PowerParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    inputs = [Port("a", "a", "number")]
    if params.second == "input":
        inputs.append(Port("b", "Exponent", "number"))
    return inputs, [Port("value", "Power", "number")]


def evaluate(inputs: Any, params: PowerParams) -> Outputs:
    b = inputs.b if params.second == "input" else params.constant
    try:
        return Outputs(finite(math.pow(inputs.a, b)))
    except (ValueError, OverflowError):
        raise ValueError(f"{inputs.a:g} to the power of {b:g} is no number that can be passed on.") from None


block = Block(
    name="math.power",
    title="Power",
    evaluate=evaluate,
    ports=ports,
    keywords=["exponentiation", "square", "cube", "pow", "^", "**", "EXPT"],
    examples=[
        Example(says="3 squared", inputs={"a": 3}, outputs={"value": 9.0}),
        Example(says="2 to the power of 10", params={"second": "input"}, inputs={"a": 2, "b": 10}, outputs={"value": 1024.0}),
    ],
)
