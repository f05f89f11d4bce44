"""Write values to the debug list of the flow.

The last 100 messages are kept; open the debug panel of the editor to see them arrive.
"""

from typing import Annotated, Any

from flows.block import Block, Example, Ports, port
from flows.graphs import columns as column
from flows.world import World


class Inputs(Ports):
    value: Annotated[Any, port("Value")]


class Outputs(Ports):
    pass


def evaluate(inputs: Inputs, world: World) -> Outputs:
    world.note(inputs.value)
    return Outputs()


def columns(inputs: Any, world: column.RowsWorld) -> column.Outputs:
    world.note(inputs.value)
    return {}


block = Block(
    name="output.debug",
    title="Debug",
    evaluate=evaluate,
    columns=columns,
    keywords=["log", "print", "trace", "message"],
    examples=[
        Example(
            says="every value is kept",
            inputs=[{"value": 1}, {"value": "two"}],
            outputs=[{}, {}],
            does=[("note", 1), ("note", "two")],
        )
    ],
)
