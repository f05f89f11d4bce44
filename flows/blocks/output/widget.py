"""Show the value on dashboards.

Widgets can be bound to this block. The newest value is kept, so a page that is opened later shows it at once; for a
history, write the value to a metric.
"""

from typing import Annotated, Any

from pydantic import Field

from flows.block import Block, Example, Params, Ports, port
from flows.graphs import columns as column
from flows.world import World


class Inputs(Ports):
    # Not required: a dashboard's own blocks stand here before they are wired, and keep nothing from running.
    value: Annotated[Any, port("Value")] = None


class WidgetParams(Params):
    label: str = Field("", title="Label", description="The name under which dashboards offer it", max_length=100)
    unit: str = Field("", title="Unit", max_length=30, examples=["°C"])


class Outputs(Ports):
    pass


def evaluate(inputs: Inputs, world: World) -> Outputs:
    world.show(inputs.value)
    return Outputs()


def columns(inputs: Any, world: column.RowsWorld) -> column.Outputs:
    world.show(inputs.value)
    return {}


block = Block(
    name="output.widget",
    title="Widget",
    evaluate=evaluate,
    columns=columns,
    params_class=WidgetParams,
    keywords=["dashboard", "display", "show", "gauge", "chart"],
    examples=[
        Example(says="the newest value is shown", params={"label": "Average"}, inputs={"value": 21.5}, does=[("show", 21.5)])
    ],
)
