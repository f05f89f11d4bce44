"""Show the value on dashboards.

Widgets can be bound to this block. The newest value is kept, so a page that is opened later shows it at once; for a
history, write the value to a metric.

The blocks that stand for the widgets of a dashboard in its own data flow have inputs for the widget's looks besides: its
title, the color of its state (`normal`, `warning`, `minor`, `major` or `critical`), whether it is visible, and its text and
unit where it has such a thing. What arrived last is kept and shown in place of what the designer wrote; an empty text gives
back what the designer wrote.
"""

from collections.abc import Sequence
from typing import Any, Final, Literal

from pydantic import Field

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs import columns as column
from flows.graphs.facts import Facts
from flows.toolbox.named_ports import shown
from flows.world import World

InputName = Literal["value", "title", "color", "visible", "text", "unit"]

STATES: Final = ("normal", "warning", "minor", "major", "critical")
BOUNDS: Final = {"title": 200, "text": 2_000, "unit": 20}
_ONLY_VALUE: Final = frozenset({"value"})
# None is required: a dashboard's own blocks stand here before they are wired, and keep nothing from running.
_PORTS: Final[dict[str, Port]] = {
    "value": Port("value", "Value", "any", required=False),
    "title": Port("title", "Title", "any", required=False),
    "color": Port("color", "Color", "text", required=False),
    "visible": Port("visible", "Visible", "boolean", required=False),
    "text": Port("text", "Text", "any", required=False),
    "unit": Port("unit", "Unit", "text", required=False),
}


class WidgetParams(Params):
    label: str = Field("", title="Name on dashboards", description="The name under which they offer it", max_length=100)
    unit: str = Field("", title="Unit", max_length=30, examples=["°C"])
    # Set by the dashboard, by the type of the widget that the block stands for.
    inputs: list[InputName] = Field(["value"], title="Inputs", min_length=1, max_length=6, json_schema_extra={"hidden": True})


class Outputs(Ports):
    pass


def ports(params: WidgetParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return [port for name, port in _PORTS.items() if name in params.inputs], []


def evaluate(inputs: Any, fresh: frozenset[str], world: World) -> Outputs:
    # A new title is no new value: that keeps its time.
    if "value" in fresh:
        world.show(inputs.value)
        if fresh == _ONLY_VALUE:
            return Outputs()
    world.look(_look(inputs))
    return Outputs()


def _look(inputs: Any) -> dict[str, Any]:
    """What has been set, by name."""
    look: dict[str, Any] = {}
    for name, bound in BOUNDS.items():
        text = _text(getattr(inputs, name, None))
        if len(text) > bound:
            raise ValueError(f"The {name} {shown(text)} has {len(text)} characters: {bound} at most.")
        if text:
            look[name] = text
    state = getattr(inputs, "color", None)
    if state:
        if state not in STATES:
            raise ValueError(f"{shown(state)} is no state of a widget: give one of {', '.join(STATES)}.")
        look["color"] = state
    visible = getattr(inputs, "visible", None)
    if visible is not None:
        look["visible"] = visible
    return look


def _text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def columns(inputs: Any, params: WidgetParams, world: column.RowsWorld) -> column.Outputs:
    if any(getattr(inputs, name, None) is not None for name in params.inputs if name != "value"):
        raise column.NotInColumns
    world.show(inputs.value)
    return {}


block = Block(
    name="output.widget",
    title="Widget",
    evaluate=evaluate,
    columns=columns,
    ports=ports,
    params_class=WidgetParams,
    keywords=["dashboard", "display", "show", "gauge", "chart", "title", "colour", "visible", "hide"],
    examples=[
        Example(says="the newest value is shown", params={"label": "Average"}, inputs={"value": 21.5}, does=[("show", 21.5)]),
        Example(
            says="a block of a dashboard also sets the title and the state of its widget, which changes no value",
            params={"inputs": ["value", "title", "color"]},
            inputs=[{"value": 91.5}, {"value": 91.5, "title": "Boiler, hot", "color": "major"}],
            outputs=[{}, {}],
            fresh=[["value"], ["title", "color"]],
            does=[("show", 91.5), ("look", {"title": "Boiler, hot", "color": "major"})],
        ),
        Example(
            says="a widget that is shown only while something is wrong",
            params={"inputs": ["value", "visible"]},
            inputs={"visible": False},
            does=[("look", {"visible": False})],
        ),
    ],
)
