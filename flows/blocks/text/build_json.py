"""Make a JSON object of several values.

Each name is an **input** and a member of the object. Dots make objects within: rows may give a member another name, such as
`data.temperature`. `value` is the object, `text` the same as a text, ready to be sent.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, field_validator

from flows.block import Block, Example, Json, Params, Port, Ports, port
from flows.graphs.facts import Facts
from flows.toolbox.fields import path_of, set_at
from flows.toolbox.named_ports import PortName, Row, ValueType, check_distinct
from flows.toolbox.structure import built_json


class MemberRow(Row):
    name: PortName = Field("value", title="Input")
    member: str = Field("", title="Member", description="Empty: like the input; dots make objects within", max_length=200)
    type: ValueType = Field("any", title="Type")


class BuildJsonParams(Params):
    members: list[MemberRow] = Field(
        [MemberRow(name="value", member="", type="any")], title="Members", min_length=1, max_length=40
    )
    indent: bool = Field(False, title="Text over several lines")

    @field_validator("members")
    @classmethod
    def _are_distinct(cls, rows: list[MemberRow]) -> list[MemberRow]:
        check_distinct([row.name for row in rows], reserved=())
        for row in rows:
            path_of(row.member or row.name)
        return rows


class Outputs(Ports):
    value: Annotated[Json, port("Object")]
    text: Annotated[str, port("Text")]


def ports(params: BuildJsonParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    inputs = [Port(row.name, row.name, row.type) for row in params.members]
    return inputs, [Port("value", "Object", "json"), Port("text", "Text", "text")]


def evaluate(inputs: Any, params: BuildJsonParams) -> Outputs:
    value: dict[str, Any] = {}
    for row in params.members:
        set_at(value, path_of(row.member or row.name), getattr(inputs, row.name))
    return Outputs(value, built_json(value, indent=2 if params.indent else None))


block = Block(
    name="text.build_json",
    title="Build JSON",
    evaluate=evaluate,
    params_class=BuildJsonParams,
    ports=ports,
    keywords=["object to JSON", "encode", "serialize", "stringify", "payload", "compose"],
    examples=[
        Example(
            says="two values in one message",
            params={"members": [{"name": "id"}, {"name": "level", "member": "data.level", "type": "number"}]},
            inputs={"id": "T1", "level": 7.5},
            outputs={"value": {"id": "T1", "data": {"level": 7.5}}, "text": '{"id":"T1","data":{"level":7.5}}'},
        )
    ],
)
