"""Give what is left after a division: `a mod b`.

The result has the sign of `b`, so angles and places on a ring stay in their range: −90 mod 360 is 270.
"""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from flows.block import Block, Example, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.operands import SecondParams, finite


class ModuloParams(SecondParams):
    second: Literal["input", "constant"] = Field("constant", title="Divisor", description="From a wire, or always the same")
    constant: float = Field(360.0, title="Constant", json_schema_extra={"show_when": {"second": ["constant"]}})


class Outputs(Ports):
    value: float


def ports(params: ModuloParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    inputs = [Port("a", "a", "number")]
    if params.second == "input":
        inputs.append(Port("b", "Divisor", "number"))
    return inputs, [Port("value", "Remainder", "number")]


def evaluate(inputs: Any, params: ModuloParams) -> Outputs:
    b = inputs.b if params.second == "input" else params.constant
    if b == 0:
        raise ValueError(f"{inputs.a:g} cannot be divided by 0, so there is no remainder.")
    return Outputs(finite(inputs.a % b))


block = Block(
    name="math.modulo",
    title="Modulo",
    evaluate=evaluate,
    ports=ports,
    keywords=["remainder", "rest", "wrap", "ring", "%", "MOD"],
    examples=[
        Example(says="17 mod 5", params={"constant": 5}, inputs={"a": 17}, outputs={"value": 2.0}),
        Example(says="an angle from 0 to 360", params={"constant": 360}, inputs={"a": -90.0}, outputs={"value": 270.0}),
    ],
)
