"""Let values through while the gate is open.

The gate is open while `open` is true. With *Keep the last value* the newest value that came while it was
closed is sent when it opens.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET
from pydantic import Field

from flows.block import Block, Example, Port, Ports, State
from flows.graphs.facts import Facts
from flows.toolbox.operands import PassingParams, passing


class GateParams(PassingParams):
    is_open_at_first: bool = Field(True, title="Open at first", description="Until the input “Open” has had a value")
    keeps_last: bool = Field(False, title="Keep the last value", description="And send it when the gate opens")


class Gate(State):
    has_kept: bool = False


class Outputs(Ports):
    value: Any = UNSET


def ports(params: GateParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [passing(params), Port("open", "Open", "boolean", required=False)], [passing(params)]


def evaluate(inputs: Any, params: GateParams, state: Gate, fresh: frozenset[str]) -> tuple[Outputs, Gate]:
    is_open = params.is_open_at_first if inputs.open is None else inputs.open
    is_new = "value" in fresh
    value = inputs.value if is_open and (is_new or (params.keeps_last and state.has_kept)) else UNSET
    state.has_kept = not is_open and (is_new or state.has_kept)
    return Outputs(value), state


block = Block(
    name="logic.gate",
    title="Gate",
    evaluate=evaluate,
    ports=ports,
    keywords=["enable", "block", "filter", "valve", "pass", "inhibit", "pause"],
    examples=[
        Example(
            says="closed, then open",
            inputs=[{"value": 1, "open": False}, {"value": 1, "open": True}, {"value": 2, "open": True}],
            fresh=[["value", "open"], ["open"], ["value"]],
            outputs=[{}, {}, {"value": 2}],
        ),
        Example(
            says="the last value is kept",
            params={"keeps_last": True},
            inputs=[{"value": 1, "open": False}, {"value": 2, "open": False}, {"value": 2, "open": True}],
            fresh=[["value", "open"], ["value"], ["open"]],
            outputs=[{}, {}, {"value": 2}],
        ),
    ],
)
