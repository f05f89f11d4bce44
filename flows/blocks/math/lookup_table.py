"""Look a value up in a table.

- **Line**: between two points the result lies on the straight line between them: a tank's level becomes its volume, a
  thermistor's resistance a temperature.
- **Steps**: a value gets the result of the nearest point at or below it: tariffs, wind forces, classes.
- **Texts**: a text (or whole number, or boolean) is replaced by another one: error codes become sentences.

The points need no order. Outside of them the end points hold, the line goes on, or the value is refused.
"""

import bisect
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, model_validator

from flows.block import Block, Example, Params, Port, Ports
from flows.graphs.facts import Facts
from flows.toolbox.named_ports import Row
from flows.toolbox.operands import finite

_NUMBERS: dict[str, Any] = {"mode": ["line", "steps"]}


class Point(Row):
    x: float = Field(title="Value")
    y: float = Field(title="Result")


class Entry(Row):
    key: str = Field(title="Text", max_length=200)
    result: str = Field("", title="Result", max_length=1000)


class LookupParams(Params):
    mode: Literal["line", "steps", "texts"] = Field("line", title="Look up by")
    points: list[Point] = Field(
        [Point(x=0, y=0), Point(x=100, y=100)],
        title="Points",
        max_length=500,
        json_schema_extra={"show_when": _NUMBERS, "format": "table"},
    )
    outside: Literal["hold", "go_on", "refuse"] = Field(
        "hold",
        title="Outside the points",
        description="Hold the end point, go on along the line, or send nothing but the error",
        json_schema_extra={"show_when": _NUMBERS},
    )
    entries: list[Entry] = Field(
        [], title="Texts", max_length=500, json_schema_extra={"show_when": {"mode": ["texts"]}, "format": "table"}
    )
    otherwise: str = Field(
        "",
        title="Otherwise",
        description="Result for a text that is not in the table; empty: the text itself",
        max_length=1000,
        json_schema_extra={"show_when": {"mode": ["texts"]}},
    )

    @model_validator(mode="after")
    def _table_is_sound(self) -> "LookupParams":
        if self.mode == "texts":
            _refuse_twice([entry.key for entry in self.entries])
            if not self.entries:
                raise ValueError("The table is empty. Add a row for each text that is to be replaced.")
            return self
        _refuse_twice([f"{point.x:g}" for point in self.points])
        if len(self.points) < (2 if self.mode == "line" else 1):
            raise ValueError(f"The table has {len(self.points)} points. A line needs two at least, and steps need one.")
        return self


def _refuse_twice(keys: Sequence[str]) -> None:
    for index, key in enumerate(keys):
        if key in keys[:index]:
            raise ValueError(f"“{key}” stands twice in the table, in rows {keys.index(key) + 1} and {index + 1}. Delete one.")


class Outputs(Ports):
    value: float | str


def ports(params: LookupParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    if params.mode == "texts":
        return [Port("value", "Value", "any")], [Port("value", "Result", "text")]
    return [Port("value", "Value", "number")], [Port("value", "Result", "number")]


def prepare(params: LookupParams) -> Any:
    if params.mode == "texts":
        return {entry.key: entry.result for entry in params.entries}
    points = sorted(params.points, key=lambda point: point.x)
    return [point.x for point in points], [point.y for point in points]


def evaluate(inputs: Any, params: LookupParams, prepared: Any) -> Outputs:
    value = inputs.value
    if params.mode == "texts":
        key = _key_of(value)
        return Outputs(prepared.get(key, params.otherwise or key))
    xs, ys = prepared
    if not xs[0] <= value <= xs[-1] and params.outside == "refuse":
        raise ValueError(f"{value:g} is outside the table, which goes from {xs[0]:g} to {xs[-1]:g}.")
    place = bisect.bisect_right(xs, value)
    if params.mode == "steps":
        return Outputs(ys[max(place - 1, 0)])
    if params.outside != "go_on":
        value = min(max(value, xs[0]), xs[-1])
    left = min(max(place - 1, 0), len(xs) - 2)
    part = (value - xs[left]) / (xs[left + 1] - xs[left])
    return Outputs(finite(ys[left] + part * (ys[left + 1] - ys[left])))


def _key_of(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)[:200]


block = Block(
    name="math.lookup_table",
    title="Lookup table",
    evaluate=evaluate,
    ports=ports,
    prepare=prepare,
    keywords=[
        "interpolate",
        "curve",
        "characteristic",
        "calibration",
        "map",
        "dictionary",
        "translate",
        "enum",
        "steps",
        "error code",
    ],
    examples=[
        Example(
            says="between two points",
            params={"points": [{"x": 0, "y": 0}, {"x": 10, "y": 100}, {"x": 20, "y": 120}]},
            inputs=[{"value": 5}, {"value": 15}, {"value": 30}],
            outputs=[{"value": 50.0}, {"value": 110.0}, {"value": 120.0}],
        ),
        Example(
            says="steps",
            params={"mode": "steps", "points": [{"x": 10, "y": 2}, {"x": 0, "y": 1}]},
            inputs=[{"value": 9.9}, {"value": 10}],
            outputs=[{"value": 1}, {"value": 2}],
        ),
        Example(
            says="error codes in words",
            params={"mode": "texts", "entries": [{"key": "17", "result": "Pump blocked"}], "otherwise": "Unknown"},
            inputs=[{"value": 17.0}, {"value": 4}],
            outputs=[{"value": "Pump blocked"}, {"value": "Unknown"}],
        ),
    ],
)
