"""Compute with JavaScript: your own ports, a memory, and limits that keep it from harming others.

Name the ports in the two tables. The script runs when one of the inputs gets a value, once all required ones have had one.

```
// how much the tank loses between two samples
const before = state.level ?? inputs.level;
state.level = inputs.level;
outputs.loss = before - inputs.level;
if (outputs.loss > 5) console.log("leak?", outputs.loss);
```

| you can use | it is |
|---|---|
| `inputs.name` | the value of an input; `undefined` while an optional one has none. A series is a list of points |
| `outputs.name = value` | what is sent. An output that is not set, or `undefined` or `null`, is not sent |
| `getInputValue("name")` | the input as a list of points `[{time, value, source}]`: of one point, unless it is a series |
| `setOutputValue("name", value)` | the same as `outputs.name = value` |
| `state` | an object that is kept until the next run, for each device its own: set its members. 16 kB as JSON |
| `at` | the time of the sample that started the run, in milliseconds since 1970 UTC |
| `trigger` | the names of the inputs that have just arrived, such as `["level"]` |
| `console.log(…)` | writes to the debug list of the flow; 20 lines a run |

In points, `time` is in milliseconds since 1970 UTC and `source` is the name of the port; an input without a value is an empty
list. An output of type *series* takes a list of points, or one value, which becomes a point at `at`. The other types take a
value, or a list of points, of which the last one is sent (type *json*: as it is).

The same samples give the same outputs: `Date.now()` is `at`, and `Math.random()` starts anew with each run. There is no
network, no file and no timer. Nothing but `state` lasts from run to run; built-in objects cannot be changed. Code is in
strict mode. Promises are worked off before the run ends; one that never resolves does nothing. A run that takes longer than
its time, or needs more than its memory, is stopped with an error; what it changed in `state` is forgotten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import UNSET
from pydantic import Field, field_validator, model_validator

from flows.block import Block, Example, Params, Port, Ports, PortType, State
from flows.graphs.facts import Facts
from flows.javascript.client import Script, ScriptFailed, mistake_in
from flows.toolbox.named_ports import MAX_PORTS, PortName, Row, brought_to, check_distinct, outputs_class, shown
from flows.toolbox.series import columns
from flows.world import World

MAX_CODE = 50_000
DEFAULT = "// inputs.<name> is what came in, outputs.<name> what is sent\noutputs.result = inputs.value * 2;\n"


class InputRow(Row):
    name: PortName = Field("value", title="Name")
    type: PortType = Field("number", title="Type")
    required: bool = Field(True, title="Required", description="The script waits for its first value")


class OutputRow(Row):
    name: PortName = Field("result", title="Name")
    type: PortType = Field("number", title="Type")


class JavaScriptParams(Params):
    code: str = Field(DEFAULT, title="Script", max_length=MAX_CODE, json_schema_extra={"format": "javascript"})
    inputs: list[InputRow] = Field(
        [InputRow(name="value", type="number", required=True)], title="Inputs", min_length=1, max_length=MAX_PORTS
    )
    outputs: list[OutputRow] = Field([OutputRow(name="result", type="number")], title="Outputs", max_length=MAX_PORTS)
    time_ms: int = Field(
        50,
        title="Time limit",
        description="Of each run; flows beside this one wait so long",
        ge=1,
        le=1000,
        json_schema_extra={"unit": "ms"},
    )
    memory_mb: int = Field(32, title="Memory limit", ge=4, le=128, json_schema_extra={"unit": "MB"})

    @field_validator("code")
    @classmethod
    def _can_be_read(cls, code: str) -> str:
        if mistake := mistake_in(code):
            place = f"Line {mistake.line}, column {mistake.column}: " if mistake.line else ""
            raise ValueError(f"{place}{mistake.message}")
        return code

    @model_validator(mode="after")
    def _ports_are_distinct(self) -> "JavaScriptParams":
        check_distinct([row.name for row in self.inputs], reserved=())
        check_distinct([row.name for row in self.outputs])
        return self


class Memory(State):
    json: str = "{}"


@dataclass(frozen=True)
class Prepared:
    script: Script
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    made: type[Ports]


def ports(params: JavaScriptParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    inputs = [Port(row.name, row.name, row.type, required=row.required and row.type != "trigger") for row in params.inputs]
    return inputs, _outputs(params)


def _outputs(params: JavaScriptParams) -> list[Port]:
    return [Port(row.name, row.name, row.type) for row in params.outputs]


def prepare(params: JavaScriptParams) -> Prepared:
    inputs: dict[str, str] = {row.name: row.type for row in params.inputs}
    outputs: dict[str, str] = {row.name: row.type for row in params.outputs}
    script = Script(params.code, inputs=inputs, outputs=outputs, time_ms=params.time_ms, memory_mb=params.memory_mb)
    return Prepared(script, inputs, outputs, outputs_class(_outputs(params)))


def evaluate(inputs: Any, prepared: Prepared, state: Memory, at: int, fresh: frozenset[str], world: World) -> tuple[Any, Memory]:
    given = {name: _given(getattr(inputs, name), kind, name) for name, kind in prepared.inputs.items()}
    try:
        done = prepared.script.run(
            inputs={name: value for name, value in given.items() if value is not None},
            at_ms=at / 1000,
            trigger=[name for name in prepared.inputs if name in fresh],
            state=state.json,
        )
    except ScriptFailed as failed:
        for note in failed.notes:
            world.note(note)
        raise
    for note in done.notes:
        world.note(note)
    sent = {name: _sent(value, prepared.outputs[name], name, at) for name, value in done.outputs.items() if value is not None}
    state.json = done.state
    return prepared.made(**sent), state


def _given(value: Any, kind: str, name: str) -> Any:
    if kind != "series" or value is None:
        return value
    times, values = columns(value)
    return [{"time": time / 1000, "value": number, "source": name} for time, number in zip(times, values, strict=True)]


def _sent(value: Any, kind: str, name: str, at: int) -> Any:
    if kind == "series":
        points = value if isinstance(value, list) else [{"time": at / 1000, "value": value}]
        return _series(points, name)
    if kind == "trigger":
        return True if value else UNSET
    if kind != "json" and _are_points(value):
        value = value[-1]["value"]
        if value is None:
            return UNSET
    return brought_to(kind, value, name)


def _are_points(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(point, dict) and "time" in point and "value" in point for point in value)
    )


def _series(points: list[Any], name: str) -> list[list[Any]]:
    times, values = [], []
    for point in points:
        time, value = (point.get("time"), point.get("value")) if isinstance(point, dict) else (None, point)
        if not isinstance(time, int | float) or isinstance(time, bool):
            raise ValueError(
                f"“{name}” is a series: give a list of points {{time, value}}. {shown(point)} has no time in milliseconds."
            )
        times.append(round(time * 1000))
        values.append(brought_to("number", value, name))
    return [times, values]


block = Block(
    name="script.javascript",
    title="JavaScript",
    may_take_long=True,
    evaluate=evaluate,
    params_class=JavaScriptParams,
    ports=ports,
    prepare=prepare,
    keywords=[
        "script",
        "code",
        "function",
        "program",
        "JS",
        "getInputValue",
        "setOutputValue",
        "custom",
        "transform",
        "Function node",
    ],
    examples=[
        Example(says="a value is doubled", inputs={"value": 21}, outputs={"result": 42.0}),
        Example(
            says="points in and out, and a memory",
            params={
                "code": 'const points = getInputValue("level");\nstate.sum = (state.sum ?? 0) + points[0].value;\n'
                'setOutputValue("total", [{ time: at, value: state.sum, source: "script" }]);',
                "inputs": [{"name": "level"}],
                "outputs": [{"name": "total"}],
            },
            inputs=[{"level": 2}, {"level": 3}],
            outputs=[{"total": 2.0}, {"total": 5.0}],
        ),
        Example(
            says="only what is set is sent",
            params={
                "code": "if (inputs.text.startsWith('E')) outputs.fault = inputs.text; else console.log('fine', inputs.text);",
                "inputs": [{"name": "text", "type": "text"}],
                "outputs": [{"name": "fault", "type": "text"}],
            },
            inputs=[{"text": "ok"}, {"text": "E7"}],
            outputs=[{}, {"fault": "E7"}],
            does=[("note", "fine ok")],
        ),
    ],
)
