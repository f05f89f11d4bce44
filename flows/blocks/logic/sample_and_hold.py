"""Take the newest value at the moment of a trigger, and send that.

Values that come in between are seen but not sent: so a fast metric becomes one value an hour, or the weight at the moment
when the button was pressed.
"""

from collections.abc import Sequence
from typing import Any

from flows.block import Block, Example, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.operands import PassingParams, passing


class Outputs(Ports):
    value: Any


def ports(params: PassingParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [passing(params), Port("sample", "Sample", "trigger", help="takes the newest value")], [passing(params, title="Held")]


def evaluate(inputs: Any) -> Outputs:
    return Outputs(inputs.value)


block = Block(
    name="logic.sample_and_hold",
    title="Sample and hold",
    evaluate=evaluate,
    params_class=PassingParams,
    ports=ports,
    quiet=["value"],
    keywords=["latch value", "snapshot", "freeze", "take", "S/H", "read on trigger", "data tag read"],
    examples=[
        Example(says="the value at the trigger", inputs={"value": 21.5, "sample": True}, outputs={"value": 21.5}),
    ],
)
