"""Compute a value from a formula, such as `voltage * current`.

Every name in the formula that is no function becomes an **input** of the block: write `a + b` and the block has the
inputs `a` and `b`. The result is sent each time one of them gets a new value, once all of them have had one.

| you can write | for example |
|---|---|
| arithmetic `+ - * / // % **` | `(a + b) / 2`, `a % 2`, `a ** 2` |
| comparison `== != < <= > >=` | `0 < level <= 100` |
| logic `and` `or` `not` | `pump_on and not door_open` |
| a choice | `a if use_a else b` |
| texts | `mode == "auto"`, `"level " + name` |
| constants | `pi`, `e`, `true`, `false` |

Functions: `absolute` `arccosine` `arcsine` `arctangent` `arctangent2` `ceiling` `clamp(x, low, high)` `cosine`
`degrees` `exponential` `floor` `hypotenuse(a, b)` `length` `logarithm10` `logarithm2` `lower_case` `maximum(a, b, …)`
`minimum(a, b, …)` `natural_logarithm` `power(a, b)` `radians` `round(x, digits)` `sign` `sine` `square_root`
`tangent` `truncate` `upper_case`. Angles are in radians.

A division by zero, or a root of a negative number, sends nothing and counts as an error of the block.
"""

import math
from collections.abc import Sequence
from typing import Any

from pydantic import Field, field_validator

from flows import columns as column
from flows import formula_columns
from flows.block import Block, Example, Params, Port, Ports
from flows.expression import MAX_LENGTH, Expression, parse
from flows.facts import Facts

MAX_TEXT = 10_000
MAX_WHOLE = 2**63  # what stores and wires hold of a whole number


class Outputs(Ports):
    value: float | bool | str


class FormulaParams(Params):
    expression: str = Field(
        "a + b",
        title="Formula",
        description="Names become inputs of the block",
        max_length=MAX_LENGTH,
        examples=["voltage * current", "(a + b) / 2", "a if use_a else b"],
        json_schema_extra={"format": "expression"},
    )

    @field_validator("expression")
    @classmethod
    def _can_be_parsed(cls, text: str) -> str:
        parse(text)
        return text


def prepare(params: FormulaParams) -> Expression:
    return parse(params.expression)


def ports(params: FormulaParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    expression = parse(params.expression)
    inputs = [Port(name=name, title=name, type=kind) for name, kind in expression.inputs.items()]
    return inputs, [Port(name="value", title="Value", type=expression.result, help=params.expression)]


def evaluate(inputs: Any, prepared: Expression) -> Outputs:
    value = prepared.evaluate(inputs)
    if value.__class__ is float and not math.isfinite(value):
        raise ValueError(f"The result is {value}, which is not a number that can be passed on.")
    if value.__class__ is int and not -MAX_WHOLE <= value < MAX_WHOLE:
        return Outputs(float(value))
    if value.__class__ is str and len(value) > MAX_TEXT:
        raise ValueError(f"The result has {len(value)} characters; {MAX_TEXT} can be passed on.")
    return Outputs(value)


def columns(inputs: Any, params: FormulaParams, prepared: Expression, at: column.Ints) -> column.Outputs:
    compute = formula_columns.in_columns(params.expression)
    if compute is None:
        raise column.NotInColumns
    for name, kind in prepared.inputs.items():
        take = column.real_floats if kind == "number" else column.booleans
        take(getattr(inputs, name))
    try:
        return {"value": formula_columns.finite_or_refused(compute(inputs), len(at))}
    except (ArithmeticError, ValueError):
        raise column.NotInColumns from None


block = Block(
    name="math.formula",
    title="Formula",
    evaluate=evaluate,
    columns=columns,
    params_class=FormulaParams,
    ports=ports,
    prepare=prepare,
    keywords=["expression", "calculate", "equation", "add", "subtract", "multiply", "divide", "compare", "script", "if"],
    examples=[
        Example(
            says="power from voltage and current",
            params={"expression": "u * i"},
            inputs={"u": 230.0, "i": 2.0},
            outputs={"value": 460.0},
        ),
        Example(
            says="a comparison gives a boolean",
            params={"expression": "low < level <= high"},
            inputs={"low": 0, "level": 100, "high": 100},
            outputs={"value": True},
        ),
        Example(
            says="the condition of a choice is a boolean input",
            params={"expression": "a if use_a else b"},
            inputs={"use_a": False, "a": 1.0, "b": 2.0},
            outputs={"value": 2.0},
        ),
        Example(
            says="functions are spelled out",
            params={"expression": "round(square_root(x), 2)"},
            inputs={"x": 2.0},
            outputs={"value": 1.41},
        ),
    ],
)
