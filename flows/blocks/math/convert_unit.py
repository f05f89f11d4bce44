"""Convert a number from one unit to another: °F to °C, bar to psi, m³/h to l/min.

Any unit that is made of known ones will do, such as `W/(m²*K)`. Both must measure the same: a pressure cannot become a
temperature. For differences of temperatures take Δ°C and Δ°F.
"""

from collections.abc import Iterator, Sequence

from pydantic import Field

from core.errors import Refused
from flows.block import Block, Complaint, Example, Params, Port, Ports
from flows.graphs.facts import Facts, Scope
from flows.toolbox.operands import finite
from flows.toolbox.units import Conversion, conversion, unit_of


class Inputs(Ports):
    value: float


class ConvertUnitParams(Params):
    source: str = Field("°F", title="From", max_length=40, json_schema_extra={"format": "unit"})
    target: str = Field("°C", title="To", max_length=40, json_schema_extra={"format": "unit"})


class Outputs(Ports):
    value: float


def prepare(params: ConvertUnitParams) -> Conversion:
    return conversion(unit_of(params.source), unit_of(params.target))


def ports(params: ConvertUnitParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [Port("value", f"in {params.source}", "number")], [Port("value", f"in {params.target}", "number")]


def check(params: ConvertUnitParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    for name in ("source", "target"):
        try:
            unit_of(getattr(params, name))
        except Refused as error:
            yield Complaint(f"params.{name}", error.message)
            return
    try:
        prepare(params)
    except Refused as error:
        yield Complaint("params.target", error.message)


def evaluate(inputs: Inputs, prepared: Conversion) -> Outputs:
    return Outputs(finite(inputs.value * prepared.factor + prepared.offset))


block = Block(
    name="math.convert_unit",
    title="Convert unit",
    evaluate=evaluate,
    params_class=ConvertUnitParams,
    ports=ports,
    prepare=prepare,
    check=check,
    keywords=["unit conversion", "celsius", "fahrenheit", "bar", "psi", "kWh", "metric", "imperial", "measure"],
    examples=[
        Example(says="Fahrenheit to Celsius", inputs={"value": 212}, outputs={"value": 100.0}),
        Example(says="a flow", params={"source": "m³/h", "target": "l/s"}, inputs={"value": 7.2}, outputs={"value": 2.0}),
    ],
)
