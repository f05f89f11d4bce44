"""Give a value out of a subflow.

It stands only inside a subflow and makes an output of the block that flows use. Outputs stand there in the order from top to
bottom in which they stand here.
"""

from collections.abc import Sequence
from typing import Literal

from pydantic import Field

from flows.block import Block, Example, Params, Port
from flows.graphs.facts import Facts


class OutputParams(Params):
    name: str = Field(
        "value", title="Name", description="Small letters, digits and _; wires know it by this", pattern=r"^[a-z][a-z0-9_]{0,39}$"
    )
    title: str = Field("", title="Title", description="What people read", max_length=60)
    type: Literal["number", "boolean", "text", "json", "series", "trigger", "any"] = Field("number", title="Type")
    help: str = Field("", title="Help", max_length=300)


def ports(params: OutputParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [Port("value", params.title or params.name, params.type)], []


block = Block(
    name="subflow.output",
    title="Subflow output",
    ports=ports,
    params_class=OutputParams,
    is_outline=True,
    keywords=["subflow", "port", "result", "return", "out"],
    examples=[Example(says="the number that arrives leaves the subflow as `average`", params={"name": "average"})],
)
