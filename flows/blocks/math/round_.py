"""Round a number to some digits, or to a step such as 0.25.

**Nearest** rounds halves away from zero, as people do: 2.5 becomes 3 and −2.5 becomes −3. **Down** and **up** go to the next
lower or higher one, **to zero** cuts off.

Negative digits round to tens, hundreds and so on: with −2, 1234 becomes 1200.
"""

import decimal
import math
from typing import Annotated, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.toolbox.operands import finite


class Inputs(Ports):
    value: float


class RoundParams(Params):
    mode: Literal["nearest", "down", "up", "to_zero"] = Field("nearest", title="Round")
    to: Literal["digits", "step"] = Field("digits", title="To")
    digits: int = Field(0, title="Digits", ge=-12, le=12, json_schema_extra={"show_when": {"to": ["digits"]}})
    step: float = Field(1.0, title="Step", gt=0, json_schema_extra={"show_when": {"to": ["step"]}})


class Outputs(Ports):
    value: Annotated[float, port("Rounded")]


_ROUNDINGS = {
    "nearest": decimal.ROUND_HALF_UP,
    "down": decimal.ROUND_FLOOR,
    "up": decimal.ROUND_CEILING,
    "to_zero": decimal.ROUND_DOWN,
}
_CONTEXT = decimal.Context(prec=330)


def prepare(params: RoundParams) -> tuple[decimal.Decimal, str]:
    step = decimal.Decimal(1).scaleb(-params.digits) if params.to == "digits" else decimal.Decimal(repr(params.step))
    return step, _ROUNDINGS[params.mode]


def evaluate(inputs: Inputs, prepared: tuple[decimal.Decimal, str]) -> Outputs:
    step, rounding = prepared
    if not math.isfinite(inputs.value):
        raise ValueError(f"{inputs.value} cannot be rounded.")
    # As the number is written, not as it is stored: 1.005 with two digits is 1.01.
    given = decimal.Decimal(repr(inputs.value))
    count = _CONTEXT.divide(given, step).quantize(decimal.Decimal(1), rounding=rounding, context=_CONTEXT)
    rounded = _CONTEXT.multiply(count, step)
    return Outputs(finite(float(rounded)))


block = Block(
    name="math.round",
    title="Round",
    evaluate=evaluate,
    params_class=RoundParams,
    prepare=prepare,
    keywords=["floor", "ceil", "ceiling", "truncate", "digits", "decimals", "integer", "whole", "TRUNC"],
    examples=[
        Example(says="to a whole number", inputs={"value": 2.5}, outputs={"value": 3.0}),
        Example(says="down to one digit", params={"mode": "down", "digits": 1}, inputs={"value": 2.39}, outputs={"value": 2.3}),
        Example(says="up to hundreds", params={"mode": "up", "digits": -2}, inputs={"value": 1201}, outputs={"value": 1300.0}),
        Example(says="cut off", params={"mode": "to_zero"}, inputs={"value": -2.9}, outputs={"value": -2.0}),
        Example(says="to quarters", params={"to": "step", "step": 0.25}, inputs={"value": 1.4}, outputs={"value": 1.5}),
    ],
)
