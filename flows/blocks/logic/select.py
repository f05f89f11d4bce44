"""Choose one of several inputs by its number, and pass its value on.

The value is sent when another input is chosen and when the chosen one gets a new value. What comes at the other inputs is
remembered for when they are chosen. A number that is no input sends nothing but the error.
"""

from collections.abc import Sequence
from typing import Any, Literal

from msgspec import UNSET
from pydantic import Field

from flows.block import Block, Example, Port, Ports, State
from flows.graphs.facts import Facts
from flows.toolbox.operands import MAX_INPUTS, PassingParams, passing


class SelectParams(PassingParams):
    inputs: int = Field(2, title="Number of inputs", ge=2, le=MAX_INPUTS)
    first: Literal["1", "0"] = Field("1", title="The first input has the number")


class Chosen(State):
    was: int | None = None


class Outputs(Ports):
    value: Any = UNSET


def ports(params: SelectParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    first = int(params.first)
    inputs = [passing(params, f"in{place}", f"In {place - 1 + first}", required=False) for place in range(1, params.inputs + 1)]
    return [Port("number", "Number", "number", help="of the input to pass on"), *inputs], [passing(params)]


def evaluate(inputs: Any, params: SelectParams, state: Chosen, fresh: frozenset[str]) -> tuple[Outputs, Chosen]:
    place = inputs.number - int(params.first) + 1
    if place not in range(1, params.inputs + 1):
        last = params.inputs - 1 + int(params.first)
        raise ValueError(f"There is no input {inputs.number:g}. The inputs have the numbers {params.first} to {last}.")
    is_turned, state.was = place != state.was, int(place)
    name = f"in{int(place)}"
    value = getattr(inputs, name)
    return Outputs(value if value is not None and (is_turned or name in fresh) else UNSET), state


block = Block(
    name="logic.select",
    title="Select",
    evaluate=evaluate,
    ports=ports,
    keywords=["multiplexer", "mux", "choose input", "selector", "MUX"],
    examples=[
        Example(
            says="from the first to the second input",
            inputs=[
                {"number": 1, "in1": 10, "in2": 20},
                {"number": 1, "in1": 10, "in2": 21},
                {"number": 2, "in1": 10, "in2": 21},
                {"number": 2, "in1": 10, "in2": 22},
            ],
            fresh=[["number"], ["in2"], ["number"], ["in2"]],
            outputs=[{"value": 10}, {}, {"value": 21}, {"value": 22}],
        )
    ],
)
