"""Give the largest (or smallest) few of several numbers, in order.

The numbers come from inputs, or as one JSON list. `values` is a list of those that are left, best first; `last` is the
last of them, so with an amount of 2 it is the second largest; `places` says which inputs (or items, counted from 1) they
were.
"""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from pydantic import Field

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.operands import MAX_INPUTS, listed, numbered


class TopParams(Params):
    order: Literal["largest", "smallest"] = Field("largest", title="Take the")
    amount: int = Field(3, title="Amount", ge=1, le=1000)
    numbers: Literal["inputs", "list"] = Field("inputs", title="Numbers from")
    inputs: int = Field(
        4, title="Number of inputs", ge=2, le=MAX_INPUTS, json_schema_extra={"show_when": {"numbers": ["inputs"]}}
    )


class Outputs(Ports):
    values: list[float]
    last: float
    places: list[int]


def ports(params: TopParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    outputs = [Port("values", "Values", "json"), Port("last", "Last of them", "number"), Port("places", "Places", "json")]
    return [Port("list", "List", "json")] if params.numbers == "list" else numbered(params.inputs, "number"), outputs


def evaluate(inputs: Any, params: TopParams) -> Outputs:
    values = listed(inputs.list, "The list") if params.numbers == "list" else msgspec.structs.astuple(inputs)
    if not values:
        raise ValueError("The list is empty, so none of its numbers is the largest.")
    places = sorted(range(len(values)), key=values.__getitem__, reverse=params.order == "largest")[: params.amount]
    best = [values[place] for place in places]
    return Outputs(best, best[-1], [place + 1 for place in places])


block = Block(
    name="math.top_n",
    title="Top n",
    evaluate=evaluate,
    ports=ports,
    keywords=["maximum", "minimum", "largest", "smallest", "rank", "best", "worst", "sort", "amount"],
    examples=[
        Example(
            says="the two hottest of four",
            params={"amount": 2},
            inputs={"in1": 61, "in2": 75, "in3": 70, "in4": 50},
            outputs={"values": [75, 70], "last": 70, "places": [2, 3]},
        ),
        Example(
            says="the smallest of a list",
            params={"numbers": "list", "order": "smallest", "amount": 1},
            inputs={"list": [3, 1.5, 2]},
            outputs={"values": [1.5], "last": 1.5, "places": [2]},
        ),
    ],
)
