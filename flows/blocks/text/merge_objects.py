"""Put several objects together to one.

Where two have the same member, that of the later input wins. **Deep** also merges the objects within; lists are replaced, or
put one behind the other when you ask for it. The object is sent when one of the inputs is new, once all have had a value.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from flows.block import Block, Example, Json, Params, Port, Ports, port
from flows.graphs.facts import Facts
from flows.toolbox.named_ports import shown

MAX_DEPTH = 100


class MergeParams(Params):
    objects: int = Field(2, title="Objects", ge=2, le=20)
    deep: bool = Field(True, title="Also merge the objects within")
    lists: Literal["replace", "append"] = Field("replace", title="Lists", json_schema_extra={"show_when": {"deep": [True]}})


class Outputs(Ports):
    value: Annotated[Json, port("Object")]


def ports(params: MergeParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [Port(f"object{n}", f"Object {n}", "json") for n in range(1, params.objects + 1)], [Port("value", "Object", "json")]


def evaluate(inputs: Any, params: MergeParams) -> Outputs:
    whole: dict[str, Any] = {}
    for number in range(1, params.objects + 1):
        part = getattr(inputs, f"object{number}")
        if not isinstance(part, dict):
            raise ValueError(f"Object {number} is {shown(part)}; only objects can be merged.")
        whole = _merged(whole, part, params, 0) if params.deep else {**whole, **part}
    return Outputs(whole)


def _merged(one: Any, other: Any, params: MergeParams, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise ValueError(f"The objects are nested deeper than {MAX_DEPTH} levels.")
    if isinstance(one, dict) and isinstance(other, dict):
        merged = dict(one)
        for name, value in other.items():
            merged[name] = _merged(one[name], value, params, depth + 1) if name in one else value
        return merged
    if isinstance(one, list) and isinstance(other, list) and params.lists == "append":
        return one + other
    return other


block = Block(
    name="text.merge_objects",
    title="Merge objects",
    evaluate=evaluate,
    params_class=MergeParams,
    ports=ports,
    keywords=["join", "combine", "extend", "assign", "union", "JSON"],
    examples=[
        Example(
            says="the later one wins",
            inputs={"object1": {"id": 1, "data": {"a": 1}}, "object2": {"id": 2, "data": {"b": 2}}},
            outputs={"value": {"id": 2, "data": {"a": 1, "b": 2}}},
        )
    ],
)
