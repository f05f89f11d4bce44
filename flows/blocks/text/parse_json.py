"""Read a JSON text, and take values out of it.

`value` is all of it. Each row of **outputs** gives one value a port of its own, by a path such as `$.sensors[0].value`; see
the block *Pick from JSON* for paths. A mistake in the text is an error with line and column.
"""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, field_validator

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.named_ports import brought_to, outputs_class
from flows.toolbox.picking import JsonPick, Picks, check_picks, picked_ports
from flows.toolbox.structure import parsed_json


class ParseJsonParams(Params):
    type: Literal["json", "number", "text", "boolean", "any"] = Field("json", title="The whole is")
    outputs: list[JsonPick] = Field([], title="Outputs", max_length=40)
    missing: Literal["error", "nothing"] = Field("error", title="What is not there", description="An error, or nothing is sent")

    @field_validator("outputs")
    @classmethod
    def _can_be_read(cls, rows: list[JsonPick]) -> list[JsonPick]:
        return check_picks(rows, reserved=("error", "value"))


def ports(params: ParseJsonParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [Port("text", "Text", "text")], _outputs(params)


def _outputs(params: ParseJsonParams) -> list[Port]:
    return [Port("value", "Value", params.type), *picked_ports(params.outputs)]


def prepare(params: ParseJsonParams) -> tuple[Picks, type[Ports]]:
    return Picks(params.outputs, is_missing_error=params.missing == "error"), outputs_class(_outputs(params))


def evaluate(inputs: Any, params: ParseJsonParams, prepared: tuple[Picks, type[Ports]]) -> Any:
    picks, outputs = prepared
    value = parsed_json(inputs.text)
    return outputs(value=brought_to(params.type, value, "value"), **picks.of(value))


block = Block(
    name="text.parse_json",
    title="Parse JSON",
    evaluate=evaluate,
    params_class=ParseJsonParams,
    ports=ports,
    prepare=prepare,
    keywords=["JSON to object", "decode", "deserialize", "payload", "path"],
    examples=[
        Example(
            says="a temperature in a message",
            params={"outputs": [{"name": "temperature", "path": "$.data.temp", "type": "number"}]},
            inputs={"text": '{"data": {"temp": 21.5}}'},
            outputs={"value": {"data": {"temp": 21.5}}, "temperature": 21.5},
        )
    ],
)
