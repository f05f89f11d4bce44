"""Run a subflow: blocks that were drawn once and are used in many flows.

Its ports and params are those that the subflow declares. It is used in one revision and changes only when it is brought to
another one, with a look at what changes.

`error` tells what fails inside and is not wired there, with the name of the block.

Blocks inside run as if they stood here themselves: each use has its own state, alarms and timers. Go inside with a double
click to see values and errors there.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import Field

from core.errors import Refused
from flows.block import ERROR_PORT, Block, Complaint, Example, Params, Port, SubflowId
from flows.graphs.facts import Facts, Scope
from flows.subflows import declared


class UseParams(Params):
    subflow: SubflowId | None = Field(None, title="Subflow")
    revision: int = Field(1, title="Revision", ge=1)
    values: dict[str, Any] = Field(default_factory=dict, title="Params")


def ports(params: UseParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    if params.subflow is None:
        return [], []
    fact = facts.subflow(params.subflow, params.revision)
    if fact is None:
        raise Refused(
            f"There is no revision {params.revision} of subflow {params.subflow}. Choose another one.", field="params.subflow"
        )
    inputs, outputs = declared.ports_of(fact.document)
    if all(port.name != ERROR_PORT.name for port in outputs):
        outputs.append(ERROR_PORT)
    return inputs, outputs


def check(params: UseParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    if params.subflow is None:
        yield Complaint("params.subflow", "Choose the subflow to run.")
        return
    fact = facts.subflow(params.subflow, params.revision)
    if fact is None:
        return
    known = declared.params_of(fact.document)
    for item in known:
        value = params.values.get(item.name)
        if value is None:
            if item.default is None:
                yield Complaint(f"params.values.{item.name}", f"“{item.shown}” of “{fact.name}” needs a value.")
        elif declared.is_filled({"value": value}) and (wrong := item.complaint(value)):
            yield Complaint(f"params.values.{item.name}", wrong)
    for name in params.values.keys() - {item.name for item in known}:
        message = f"“{fact.name}” has no param “{name}” in revision {fact.number}; its value is not used."
        yield Complaint(f"params.values.{name}", message, "warning")


block = Block(
    name="subflow.use",
    title="Subflow",
    ports=ports,
    params_class=UseParams,
    check=check,
    is_outline=True,
    keywords=["subflow", "function", "reuse", "group", "macro", "template", "component", "nested", "flow"],
    examples=[Example(says="the values of its params stand in `values`", params={"values": {"limit": 80}})],
)
