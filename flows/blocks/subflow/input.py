"""Take a value into a subflow.

It stands only inside a subflow and makes an input of the block that flows use. Inputs stand there in the order from top to
bottom in which they stand here.

An input that need not be wired can have a value that stands in for the wire: it is there from the first run on, as a
constant is.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import Field

from flows.block import Block, Complaint, Example, Params, Port
from flows.graphs.facts import Facts, Scope


class InputParams(Params):
    name: str = Field(
        "value", title="Name", description="Small letters, digits and _; wires know it by this", pattern=r"^[a-z][a-z0-9_]{0,39}$"
    )
    title: str = Field("", title="Title", description="What people read", max_length=60)
    type: Literal["number", "boolean", "text", "json", "series", "trigger", "any"] = Field("number", title="Type")
    is_required: bool = Field(True, title="Must be wired")
    default: str = Field(
        "",
        title="Value without a wire",
        description="A number, a text, or true or false; empty: none",
        max_length=1000,
        json_schema_extra={"show_when": {"type": ["number", "boolean", "text"]}},
    )
    help: str = Field("", title="Help", max_length=300)


def ports(params: InputParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [], [Port("value", params.title or params.name, params.type)]


def check(params: InputParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    if params.default and params.type == "number":
        try:
            float(params.default)
        except ValueError:
            yield Complaint("params.default", f"“{params.default}” is no number. Write one such as 21.5, or leave it empty.")
    if params.default and params.type == "boolean" and params.default not in ("true", "false"):
        yield Complaint("params.default", f"Write true or false, not “{params.default}”, or leave it empty.")


block = Block(
    name="subflow.input",
    title="Subflow input",
    ports=ports,
    params_class=InputParams,
    check=check,
    is_outline=True,
    keywords=["subflow", "port", "argument", "parameter", "in"],
    examples=[
        Example(says="a number that must be wired", params={"name": "temperature", "type": "number"}),
        Example(says="a limit that is 80 unless it is wired", params={"name": "limit", "is_required": False, "default": "80"}),
    ],
)
