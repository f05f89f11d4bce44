"""Take values out of a JSON object or list, each by its path.

Each row is an output: its **name**, the **path** where its value stands, its **type**.

| path | is |
|---|---|
| `$.data.temperature` | a member of a member |
| `$.sensors[0].value`, `$.sensors[-1]` | by place: the first, the last |
| `$['my name']` | a name with spaces |
| `$.sensors[*].value` | all of them, as a list |
| `$..value` | all members `value`, however deep |
| `$.sensors[?@.unit == 'bar'].value` | where a condition holds |
| `$.sensors[?search(@.name, '^T')]` | where a text fits a pattern |

Paths that may find several values give a list when the type is *json* or *any*, else the first. These are the paths of RFC
9535.
"""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, field_validator

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.named_ports import outputs_class
from flows.toolbox.picking import JsonPick, Picks, check_picks, picked_ports


class PickParams(Params):
    outputs: list[JsonPick] = Field(
        [JsonPick(name="value", path="$.value", type="any")], title="Outputs", min_length=1, max_length=40
    )
    missing: Literal["error", "nothing"] = Field("error", title="What is not there", description="An error, or nothing is sent")

    @field_validator("outputs")
    @classmethod
    def _can_be_read(cls, rows: list[JsonPick]) -> list[JsonPick]:
        return check_picks(rows)


def ports(params: PickParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [Port("data", "Data", "any", help="A JSON object or list")], picked_ports(params.outputs)


def prepare(params: PickParams) -> tuple[Picks, type[Ports]]:
    return Picks(params.outputs, is_missing_error=params.missing == "error"), outputs_class(picked_ports(params.outputs))


def evaluate(inputs: Any, prepared: tuple[Picks, type[Ports]]) -> Any:
    picks, outputs = prepared
    return outputs(**picks.of(inputs.data))


block = Block(
    name="text.pick",
    title="Pick from JSON",
    evaluate=evaluate,
    params_class=PickParams,
    ports=ports,
    prepare=prepare,
    keywords=["JSONPath", "path", "extract", "field", "property", "member", "get", "change node", "query"],
    examples=[
        Example(
            says="a number and a list",
            params={
                "outputs": [
                    {"name": "first", "path": "$.sensors[0].value", "type": "number"},
                    {"name": "all", "path": "$.sensors[*].value", "type": "json"},
                ]
            },
            inputs={"data": {"sensors": [{"value": 1}, {"value": 2}]}},
            outputs={"first": 1.0, "all": [1, 2]},
        )
    ],
)
