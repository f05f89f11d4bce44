"""Set, rename and remove members of an object.

The rows are done one after the other; the object that came in stays as it is. A path with dots leads to members of members
(`data.level`), numbers to places of a list (`sensors.0.value`).

* **set**: to a value written as JSON (`80`, `true`, `"text"`, `{"a": 1}`); what is no JSON is taken as a text
* **input**: to what comes by an input, which is named here
* **rename**: to another path
* **remove**: what is not there does no harm
"""

import copy
import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator

from flows.block import Block, Example, Json, Params, Port, Ports, port
from flows.graphs.facts import Facts
from flows.toolbox.fields import GONE, path_of, set_at, taken_from
from flows.toolbox.named_ports import Row, check_distinct, checked_name


class ChangeRow(Row):
    action: Literal["set", "input", "rename", "remove"] = Field("set", title="Do")
    path: str = Field("name", title="Path", min_length=1, max_length=200)
    to: str = Field("", title="To", description="A value, the name of an input, or a path", max_length=2000)


class SetFieldsParams(Params):
    changes: list[ChangeRow] = Field(
        [ChangeRow(action="set", path="name", to="value")], title="Changes", min_length=1, max_length=40
    )

    @field_validator("changes")
    @classmethod
    def _can_be_done(cls, rows: list[ChangeRow]) -> list[ChangeRow]:
        for row in rows:
            path_of(row.path)
            if row.action == "rename":
                path_of(row.to)
        check_distinct([checked_name(row.to) for row in rows if row.action == "input"], reserved=("object",))
        return rows


class Outputs(Ports):
    object: Annotated[Json, port("Object")]


def ports(params: SetFieldsParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    named = [Port(row.to, row.to, "any") for row in params.changes if row.action == "input"]
    return [Port("object", "Object", "json"), *named], [Port("object", "Object", "json")]


def evaluate(inputs: Any, params: SetFieldsParams) -> Outputs:
    whole = copy.deepcopy(inputs.object)
    for row in params.changes:
        match row.action:
            case "set":
                set_at(whole, path_of(row.path), _constant(row.to))
            case "input":
                set_at(whole, path_of(row.path), getattr(inputs, row.to))
            case "rename":
                value = taken_from(whole, path_of(row.path))
                if value is GONE:
                    raise ValueError(f"There is no “{row.path}” in the object, so it cannot be renamed.")
                set_at(whole, path_of(row.to), value)
            case "remove":
                taken_from(whole, path_of(row.path))
    return Outputs(whole)


def _constant(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


block = Block(
    name="text.set_fields",
    title="Set fields",
    evaluate=evaluate,
    params_class=SetFieldsParams,
    ports=ports,
    keywords=["change", "remove", "delete", "rename", "move", "property", "member", "object", "JSON"],
    examples=[
        Example(
            says="one is set, one comes by an input, one goes",
            params={
                "changes": [
                    {"action": "set", "path": "unit", "to": "bar"},
                    {"action": "input", "path": "data.limit", "to": "limit"},
                    {"action": "rename", "path": "p", "to": "pressure"},
                    {"action": "remove", "path": "debug"},
                ]
            },
            inputs={"object": {"p": 2.5, "debug": True}, "limit": 4},
            outputs={"object": {"unit": "bar", "data": {"limit": 4}, "pressure": 2.5}},
        )
    ],
)
