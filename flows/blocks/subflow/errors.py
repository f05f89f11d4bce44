"""Tell what has failed inside a subflow.

It stands behind the error port of every block that runs a subflow, hears all errors inside that are not wired there, and puts the
name of the block before each. Nobody draws it: it comes by itself where that port is wired.
"""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from flows.block import Block, Example, Params, Port, Ports, port
from flows.graphs.facts import Facts

MAX_CHARACTERS = 500


class ErrorsParams(Params):
    blocks: list[str] = Field(default_factory=list, title="Names of the blocks inside", max_length=500)


class Outputs(Ports):
    error: Annotated[str, port("Error", "Which block has failed, and why")]


def ports(params: ErrorsParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    inputs = [Port(f"e{number}", title, "text", required=False) for number, title in enumerate(params.blocks, 1)]
    return inputs, [Port("error", "Error", "text")]


def evaluate(inputs: Ports, params: ErrorsParams, fresh: frozenset[str]) -> Outputs:
    told = [f"{title}: {getattr(inputs, f'e{number}')}" for number, title in enumerate(params.blocks, 1) if f"e{number}" in fresh]
    return Outputs(error="; ".join(told)[:MAX_CHARACTERS])


block = Block(
    name="subflow.errors",
    title="Errors inside",
    evaluate=evaluate,
    ports=ports,
    is_hidden=True,
    keywords=["error", "subflow"],
    examples=[
        Example(
            says="the name of the block stands before what it says",
            params={"blocks": ["Ratio"]},
            inputs={"e1": "float division by zero"},
            outputs={"error": "Ratio: float division by zero"},
        ),
        Example(
            says="two that fail at once are told together",
            params={"blocks": ["Ratio", "Root"]},
            inputs={"e1": "float division by zero", "e2": "math domain error"},
            outputs={"error": "Ratio: float division by zero; Root: math domain error"},
        ),
        Example(
            says="only what is new is told",
            params={"blocks": ["Ratio", "Root"]},
            inputs={"e1": "float division by zero", "e2": "math domain error"},
            fresh=[["e2"]],
            outputs={"error": "Root: math domain error"},
        ),
    ],
)
