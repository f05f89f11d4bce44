"""Raise an alarm while `active` is true, and clear it when it becomes false.

There is one alarm at a time for each device. `value`, when wired, is shown in the alarm. In the text `{value}` stands
for that value and `{device}` for the name of the device.

What arrives at *Acknowledge* takes notice of the alarm in nobody's name, with the comment set here: for a button on the machine,
or for alarms that need nobody's eye. An alarm that somebody has acknowledged already stays as it is.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import Field

from flows.block import Block, Complaint, Example, Params, Ports, State, Trigger, port
from flows.graphs import columns as column
from flows.graphs.facts import Facts, Scope
from flows.toolbox import texts
from flows.world import World


class Inputs(Ports):
    active: bool
    value: Annotated[Any, port("Value", "shown in the alarm; starts nothing by itself")] = None
    acknowledge: Annotated[Trigger, port("Acknowledge", "Anything that arrives here acknowledges the alarm")] = False


class AlarmParams(Params):
    severity: Literal["warning", "minor", "major", "critical"] = Field("major", title="Severity")
    title: str = Field("Value out of range", title="Title", min_length=1, max_length=100)
    text: str = Field(
        "{device}: {value}",
        title="Text",
        description="{value} and {device} are filled in; {value:.1f} shows one decimal",
        max_length=500,
        json_schema_extra={"format": "multiline"},
    )
    comment: str = Field(
        "Acknowledged by the flow",
        title="Comment",
        description="When the flow acknowledges it; {value} and {device} are filled in",
        min_length=1,
        max_length=500,
    )


class Raised(State):
    is_raised: bool = False


class Outputs(Ports):
    pass


def check(params: AlarmParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    for field in ("text", "comment"):
        for message in texts.problems(getattr(params, field)):
            yield Complaint(f"params.{field}", message)
    if not params.comment.strip():
        yield Complaint("params.comment", "An alarm is acknowledged with a comment. Write one.")


def rule(params: AlarmParams) -> Mapping[str, str]:
    return {"title": params.title, "severity": params.severity, "text": params.text}


def evaluate(inputs: Inputs, params: AlarmParams, state: Raised, world: World) -> tuple[Outputs, Raised]:
    if inputs.active != state.is_raised:
        state.is_raised = inputs.active
        world.alarm("raise" if inputs.active else "clear", inputs.value, params.text)
    if inputs.acknowledge:
        world.alarm("acknowledge", inputs.value, params.comment)
    return Outputs(), state


def columns(inputs: Any, params: AlarmParams, state: Raised, world: column.RowsWorld) -> tuple[column.Outputs, Raised]:
    if inputs.acknowledge is not False and np.any(inputs.acknowledge):
        raise column.NotInColumns
    active = column.booleans(inputs.active)
    changes = np.flatnonzero(active != np.concatenate(([state.is_raised], active[:-1])))
    for place in changes.tolist():
        value = inputs.value if inputs.value is None else column.plain(inputs.value[place])
        world.run(place).alarm("raise" if active[place] else "clear", value, params.text)
    state.is_raised = bool(active[-1])
    return {}, state


block = Block(
    name="output.alarm",
    title="Alarm",
    evaluate=evaluate,
    columns=columns,
    check=check,
    rule=rule,
    quiet=["value"],
    keeps_state=True,  # an alarm that is raised must be cleared one day, whatever its title has become
    keywords=["event", "alert", "warning", "notify", "raise", "clear"],
    examples=[
        Example(
            says="raised once and cleared once",
            params={"text": "{device} is at {value}"},
            inputs=[
                {"active": False},
                {"active": True, "value": 81.0},
                {"active": True, "value": 90.0},
                {"active": False, "value": 74.0},
            ],
            outputs=[{}, {}, {}, {}],
            does=[("raise", 81.0, "{device} is at {value}"), ("clear", 74.0, "{device} is at {value}")],
        ),
        Example(
            says="acknowledged by a button on the machine",
            params={"comment": "Seen at the machine"},
            inputs=[{"active": True, "value": 81.0}, {"active": True, "value": 82.0, "acknowledge": True}],
            outputs=[{}, {}],
            does=[("raise", 81.0, "{device}: {value}"), ("acknowledge", 82.0, "Seen at the machine")],
        ),
    ],
)
