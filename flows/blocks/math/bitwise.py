"""Join two whole numbers bit by bit: AND, OR, XOR; or turn the bits of one round.

- **AND** keeps the bits that are set in both numbers
- **OR** those that are set in one of them or both
- **XOR** those that are set in exactly one
- **NOT** turns every bit of `a` round, over the width
"""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.operands import whole


class BitwiseParams(Params):
    operation: Literal["and", "or", "xor", "not"] = Field("and", title="Operation")
    width: Literal[8, 16, 32, 64] = Field(32, title="Width", json_schema_extra={"show_when": {"operation": ["not"]}})


class Outputs(Ports):
    value: float


def ports(params: BitwiseParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    inputs = [Port("a", "a", "number")]
    if params.operation != "not":
        inputs.append(Port("b", "b", "number"))
    return inputs, [Port("value", params.operation.upper(), "number")]


def evaluate(inputs: Any, params: BitwiseParams) -> Outputs:
    a = whole(inputs.a, "a")
    if params.operation == "not":
        return Outputs(~a & ((1 << params.width) - 1))
    b = whole(inputs.b, "b")
    match params.operation:
        case "and":
            return Outputs(a & b)
        case "or":
            return Outputs(a | b)
    return Outputs(a ^ b)


block = Block(
    name="math.bitwise",
    title="Bitwise operation",
    evaluate=evaluate,
    ports=ports,
    keywords=["bit", "and", "or", "xor", "not", "binary", "mask", "complement", "&", "|", "~"],
    examples=[
        Example(says="AND", inputs={"a": 0b1100, "b": 0b1010}, outputs={"value": 0b1000}),
        Example(says="OR", params={"operation": "or"}, inputs={"a": 0b1100, "b": 0b1010}, outputs={"value": 0b1110}),
        Example(says="XOR", params={"operation": "xor"}, inputs={"a": 0b1100, "b": 0b1010}, outputs={"value": 0b0110}),
        Example(says="NOT over 8 bits", params={"operation": "not", "width": 8}, inputs={"a": 1}, outputs={"value": 254}),
    ],
)
