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

**Units**: give inputs their units and the result its own, and the formula is checked: `power = voltage * current` with V
and A can be in kW, but not in kg. Values are converted where units meet, so do not write factors such as 1000 yourself.
A number in the formula takes on the unit of what it is added to or compared with: `temperature > 80` means 80 °C when the
temperature is in °C.

A division by zero, or a root of a negative number, sends nothing and counts as an error of the block.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import Field, field_validator

from core.errors import Refused
from flows.block import Block, Complaint, Example, Params, Port, Ports
from flows.graphs import columns as column
from flows.graphs import formula_columns
from flows.graphs.facts import Facts, Scope
from flows.toolbox.dimensions import parse_with_units
from flows.toolbox.expression import MAX_LENGTH, Expression, parse
from flows.toolbox.named_ports import Row
from flows.toolbox.operands import MAX_WHOLE
from flows.toolbox.units import unit_of

MAX_TEXT = 10_000


class Outputs(Ports):
    value: float | bool | str


class InputUnit(Row):
    name: str = Field(title="Input", max_length=40, json_schema_extra={"format": "input"})
    unit: str = Field("", title="Unit", max_length=40, json_schema_extra={"format": "unit"})


class FormulaParams(Params):
    expression: str = Field(
        "a + b",
        title="Formula",
        description="Names become inputs of the block; a name and = before it names the result",
        max_length=MAX_LENGTH,
        examples=["voltage * current", "(a + b) / 2", "power = u * i"],
        json_schema_extra={"format": "expression"},
    )

    units: list[InputUnit] = Field(
        [], title="Units of inputs", description="Optional", max_length=50, json_schema_extra={"format": "table"}
    )
    result_unit: str = Field("", title="Unit of the result", max_length=40, json_schema_extra={"format": "unit"})

    @field_validator("expression")
    @classmethod
    def _can_be_parsed(cls, text: str) -> str:
        parse(text)
        return text


def prepare(params: FormulaParams) -> Expression:
    units = {item.name: item.unit for item in params.units if item.unit}
    return parse_with_units(params.expression, units, params.result_unit)[0] if units else parse(params.expression)


def ports(params: FormulaParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    expression = parse(params.expression)
    units = {item.name: f"in {item.unit}" for item in params.units if item.unit}
    inputs = [Port(name=name, title=name, type=kind, help=units.get(name, "")) for name, kind in expression.inputs.items()]
    title = expression.name.replace("_", " ").capitalize() or "Value"
    text = f"{params.expression}, in {params.result_unit}" if params.result_unit else params.expression
    return inputs, [Port(name="value", title=title, type=expression.result, help=text)]


def check(params: FormulaParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    inputs = parse(params.expression).inputs
    is_sound = True
    for index, item in enumerate(params.units):
        try:
            if item.name not in inputs:
                raise Refused(f"The formula has no input “{item.name}”. It has: {', '.join(inputs) or 'none'}.")
            if item.name in [other.name for other in params.units[:index]]:
                raise Refused(f"The unit of “{item.name}” is given twice. Delete one of them.")
            if item.unit and inputs[item.name] != "number":
                raise Refused(f"“{item.name}” is a {inputs[item.name]}, which has no unit.")
            if item.unit:
                unit_of(item.unit)
        except Refused as error:
            is_sound = False
            yield Complaint(f"params.units.{index}.{'unit' if error.code == 'unit' else 'name'}", error.message)
    try:
        if params.result_unit:
            unit_of(params.result_unit)
    except Refused as error:
        yield Complaint("params.result_unit", error.message)
        return
    if is_sound:
        try:
            prepare(params)
        except Refused as error:
            yield Complaint("params.result_unit" if error.code == "unit" else "params.expression", error.message)


def upgrade(params: dict[str, Any], from_version: int) -> dict[str, Any]:
    """Version 1 had no units."""
    return {"units": [], "result_unit": "", **params}


def evaluate(inputs: Any, prepared: Expression) -> Outputs:
    value = prepared.evaluate(inputs)
    if value.__class__ is float and not math.isfinite(value):
        raise ValueError(f"The result is {value}, which is not a number that can be passed on.")
    if value.__class__ is int and not -MAX_WHOLE <= value < MAX_WHOLE:
        return Outputs(float(value))
    if value.__class__ is str and len(value) > MAX_TEXT:
        raise ValueError(f"The result has {len(value)} characters; {MAX_TEXT} can be passed on.")
    return Outputs(value)


def columns(inputs: Any, prepared: Expression, at: column.Ints) -> column.Outputs:
    compute = formula_columns.in_columns(prepared.text)
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
    check=check,
    version=2,
    upgrade=upgrade,
    keywords=[
        "expression",
        "calculate",
        "equation",
        "add",
        "subtract",
        "multiply",
        "divide",
        "compare",
        "script",
        "if",
        "units",
        "convert",
    ],
    examples=[
        Example(
            says="power from voltage and current",
            params={"expression": "u * i"},
            inputs={"u": 230.0, "i": 2.0},
            outputs={"value": 460.0},
        ),
        Example(
            says="with units: V times A is W, and the result is in kW",
            params={
                "expression": "power = voltage * current",
                "units": [{"name": "voltage", "unit": "V"}, {"name": "current", "unit": "A"}],
                "result_unit": "kW",
            },
            inputs={"voltage": 200.0, "current": 10.0},
            outputs={"value": 2.0},
        ),
        Example(
            says="metres and millimetres in one sum",
            params={
                "expression": "height + offset",
                "units": [{"name": "height", "unit": "m"}, {"name": "offset", "unit": "mm"}],
                "result_unit": "cm",
            },
            inputs={"height": 2.0, "offset": 500.0},
            outputs={"value": 250.0},
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
