"""What many blocks have in common: any number of inputs, a second value from a wire or fixed, values that pass through."""

import math
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from flows.block import Params, Port, PortType

MAX_WHOLE = 2**63  # what stores and wires hold of a whole number
MAX_INPUTS = 16

ValueKind = Literal["number", "boolean", "text", "json"]


class CountParams(Params):
    """Of a block that takes any number of inputs."""

    inputs: int = Field(2, title="Number of inputs", ge=2, le=MAX_INPUTS)


class SecondParams(Params):
    """Of a block with a second number: from a wire, or always the same."""

    second: Literal["input", "constant"] = Field("input", title="Second value", description="From a wire, or always the same")
    constant: float = Field(1.0, title="Constant", json_schema_extra={"show_when": {"second": ["constant"]}})


class PassingParams(Params):
    """Of a block that passes values on and does not care what they are; wires do."""

    values: ValueKind = Field("number", title="Values", description="The type of what passes through")


def numbered(count: int, kind: PortType, *, title: str = "In", required: bool = True) -> list[Port]:
    """`in1`, `in2`, …"""
    return [Port(f"in{number}", f"{title} {number}", kind, required) for number in range(1, count + 1)]


def finite(value: float) -> float:
    """A result as wires carry it; refused when it is no number any more."""
    if isinstance(value, int):
        return value if -MAX_WHOLE <= value < MAX_WHOLE else float(value)
    if math.isfinite(value):
        return value
    raise ValueError(f"The result is {value}, which is not a number that can be passed on.")


def whole(value: float, name: str) -> int:
    """A number that is used bit by bit, or as a place."""
    if value != value // 1 or not -MAX_WHOLE <= value < 2 * MAX_WHOLE:
        raise ValueError(f"{name} is {value:g}, and a whole number of at most 64 bits is needed. Round it first.")
    return int(value)


def listed(value: Any, name: str) -> Sequence[float]:
    """A JSON list of numbers."""
    if not isinstance(value, list):
        raise ValueError(f"{name} is no list but {str(value)[:60]}. Give a list of numbers such as [3, 1, 2].")
    for item in value:
        if isinstance(item, bool) or not isinstance(item, int | float):
            raise ValueError(f"{name} holds {str(item)[:60]}, which is no number.")
    return value


def passing(params: PassingParams, name: str = "value", title: str = "Value", *, required: bool = True, help: str = "") -> Port:  # noqa: A002
    """A port for what passes through."""
    return Port(name, title, params.values, required, help)
