"""Be in one of several states, and change between them by conditions, events and time.

Two tables describe it. **States**: the first one holds at the start. **Transitions**: from a state (or from any) to another,

- *when* a condition holds: an expression as in *Formula*, such as `level > 80 and not door_open`. Its names become inputs.
- *after* a time in the state, such as 30 s. With a condition, both must hold.

Names that stand under **events** are triggers: in a condition they are true only in the run in which they arrive. So `start`
as an event begins a cycle once, and `running` as a boolean input holds as long as it is true. A condition with an input that
has had no value yet does not hold.

Transitions are tried from top to bottom. After one, those of the new state are tried at once, so a state may be passed
through; an event counts for one transition only.

`state` is sent when it changes, and each state has an output that is set off when it is entered.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from core.errors import Refused
from flows.block import Block, Complaint, Example, Params, Port, Ports, State
from flows.graphs.facts import Facts, Scope
from flows.toolbox.expression import MAX_LENGTH, Expression, Kind, parse
from flows.toolbox.named_ports import PortName, Row, outputs_class
from flows.world import World

MAX_STATES = 30
MAX_TRANSITIONS = 100


def _trimmed(name: str) -> str:
    if not name.strip():
        raise ValueError("A state needs a name")
    return name.strip()


class StateRow(Row):
    name: Annotated[str, AfterValidator(_trimmed)] = Field("", title="Name", max_length=60)


class TransitionRow(Row):
    source: str = Field(
        "", title="From", description="Empty: any state", max_length=60, json_schema_extra={"format": "row_of:states.name"}
    )
    when: str = Field("", title="When", max_length=MAX_LENGTH, json_schema_extra={"format": "expression"})
    after_s: float = Field(0.0, title="After", ge=0, le=366 * 86_400, json_schema_extra={"unit": "s"})
    target: str = Field("", title="To", max_length=60, json_schema_extra={"format": "row_of:states.name"})


class StateMachineParams(Params):
    states: list[StateRow] = Field(
        [StateRow(name="Off"), StateRow(name="On")],
        title="States",
        description="The first one holds at the start",
        min_length=1,
        max_length=MAX_STATES,
        json_schema_extra={"format": "table"},
    )
    transitions: list[TransitionRow] = Field(
        [TransitionRow(source="Off", when="start", target="On"), TransitionRow(source="On", when="stop", target="Off")],
        title="Transitions",
        max_length=MAX_TRANSITIONS,
        json_schema_extra={"format": "table"},
    )
    events: list[PortName] = Field(
        ["start", "stop"], title="Events", description="Names that are triggers, not values", max_length=30
    )

    @model_validator(mode="after")
    def _states_have_names_of_their_own(self) -> "StateMachineParams":
        outputs = [_output(row.name) for row in self.states]
        for place, name in enumerate(outputs):
            if name in outputs[:place]:
                raise ValueError(f"States {outputs.index(name) + 1} and {place + 1} have the same name. Give each its own.")
        return self


class Machine(State):
    state: str = ""
    entered_us: int = 0
    wake_us: int | None = None


@dataclass(frozen=True)
class Transition:
    source: str
    target: str
    after_us: int
    condition: Expression | None


@dataclass(frozen=True)
class Table:
    """The params, ready to run."""

    first: str
    transitions: Mapping[str, Sequence[Transition]]
    outputs: Callable[..., Ports]
    entered: Mapping[str, str]


def _output(state: str) -> str:
    return "entered_" + (re.sub(r"\W+", "_", state, flags=re.ASCII).strip("_").lower() or f"{abs(hash_of(state))}")


def hash_of(text: str) -> int:
    """A number for a name without any letter that a port's name may have; Python's own differs from process to process."""
    number = 0
    for character in text:
        number = (number * 31 + ord(character)) % 1_000_003
    return number


def _conditions(params: StateMachineParams) -> Iterator[tuple[int, Expression]]:
    """Every condition that can be read; an input that is an event is a boolean, however it is used."""
    for index, row in enumerate(params.transitions):
        if row.when.strip():
            try:
                yield index, parse(row.when, "boolean")
            except Refused:
                continue


def ports(params: StateMachineParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    kinds: dict[str, Kind] = {}
    for _, expression in _conditions(params):
        kinds |= {name: kind for name, kind in expression.inputs.items() if name not in kinds}
    inputs = [
        Port(name, name.replace("_", " ").capitalize(), "trigger" if name in params.events else kind, required=False)
        for name, kind in kinds.items()
    ]
    outputs = [Port("state", "State", "text", help="sent when it changes")]
    outputs += [Port(_output(row.name), row.name, "trigger", help=f"“{row.name}” was entered") for row in params.states]
    return inputs, outputs


def check(params: StateMachineParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    names = [row.name for row in params.states]
    kinds: dict[str, Kind] = {}
    for index, row in enumerate(params.transitions):
        place = f"params.transitions.{index}"
        if row.source and row.source not in names:
            yield Complaint(f"{place}.source", f"There is no state “{row.source}”. There are: {', '.join(names)}.")
        if row.target not in names:
            yield Complaint(f"{place}.target", f"There is no state “{row.target}”. There are: {', '.join(names)}.")
        if not row.when.strip() and not row.after_s:
            yield Complaint(f"{place}.when", "Say when: write a condition, or a time after which the state is left.")
        if row.when.strip():
            yield from _complaints_about(row.when, f"{place}.when", params, kinds)
    unused = [name for name in params.events if name not in kinds]
    if unused:
        yield Complaint("params.events", f"No condition uses the event “{unused[0]}”.", level="warning")
    reached = {names[0]} | {row.target for row in params.transitions}
    for index, name in enumerate(names):
        if name not in reached:
            yield Complaint(f"params.states.{index}.name", f"No transition leads to “{name}”.", level="warning")


def _complaints_about(when: str, field: str, params: StateMachineParams, kinds: dict[str, Kind]) -> Iterator[Complaint]:
    try:
        expression = parse(when, "boolean")
    except Refused as error:
        yield Complaint(field, error.message)
        return
    if expression.name:
        yield Complaint(field, "Write == to compare two values.")
    for name, kind in expression.inputs.items():
        if kinds.setdefault(name, kind) != kind:
            yield Complaint(field, f"{name} is a {kinds[name]} in another condition, and a {kind} here.")
        if name in params.events and kind != "boolean":
            yield Complaint(field, f"{name} is an event, which is true or false, and it is used as a {kind} here.")


def prepare(params: StateMachineParams) -> Table:
    conditions = dict(_conditions(params))
    made: dict[str, list[Transition]] = {row.name: [] for row in params.states}
    for index, row in enumerate(params.transitions):
        for source in [row.source] if row.source else made:
            if source != row.target or row.source:
                after_us = round(row.after_s * 1_000_000)
                made[source].append(Transition(source, row.target, after_us, conditions.get(index)))
    entered = {row.name: _output(row.name) for row in params.states}
    outputs = outputs_class([Port("state", "State", "text"), *(Port(name, name, "trigger") for name in entered.values())])
    return Table(params.states[0].name, made, outputs, entered)


def evaluate(
    inputs: Any, params: StateMachineParams, prepared: Table, state: Machine, at: int, world: World
) -> tuple[Ports, Machine]:
    now, entered_us = state.state, state.entered_us
    passed: list[str] = []
    if now not in prepared.transitions:
        now, entered_us = prepared.first, at
        passed.append(now)
    for _ in range(len(prepared.transitions)):
        transition = next((one for one in prepared.transitions[now] if _holds(one, inputs, at - entered_us)), None)
        if transition is None:
            break
        now, entered_us = transition.target, at
        passed.append(now)
        for event in params.events:
            if getattr(inputs, event, None):
                setattr(inputs, event, False)
    if passed or (state.wake_us is not None and at >= state.wake_us):
        # A time that has run out, but whose condition does not hold, waits for an input.
        dues = [due for one in prepared.transitions[now] if one.after_us and (due := entered_us + one.after_us) > at]
        if dues:
            world.wake_at(min(dues))
        elif state.wake_us is not None:
            world.stay_asleep()
        state.wake_us = min(dues, default=None)
    state.state, state.entered_us = now, entered_us
    return prepared.outputs(state=now, **{prepared.entered[name]: True for name in passed}), state


def _holds(transition: Transition, inputs: Any, lasted_us: int) -> bool:
    if lasted_us < transition.after_us:
        return False
    condition = transition.condition
    if condition is None:
        return transition.after_us > 0
    if any(getattr(inputs, name) is None for name in condition.inputs):
        return False
    return bool(condition.evaluate(inputs))


block = Block(
    name="logic.state_machine",
    title="State machine",
    evaluate=evaluate,
    ports=ports,
    check=check,
    prepare=prepare,
    on_change=["state"],
    has_timer=True,
    starts=True,
    keywords=["states", "transitions", "sequence", "automaton", "FSM", "step chain", "SFC", "GRAFCET", "mode", "workflow"],
    examples=[
        Example(
            says="started and stopped by events",
            inputs=[{}, {"start": True}, {"stop": True}],
            outputs=[
                {"state": "Off", "entered_off": True},
                {"state": "On", "entered_on": True},
                {"state": "Off", "entered_off": True},
            ],
        ),
        Example(
            says="a pump that rests for 10 s after it ran dry",
            params={
                "states": [{"name": "Pumping"}, {"name": "Resting"}],
                "transitions": [
                    {"source": "Pumping", "when": "level < 5", "target": "Resting"},
                    {"source": "Resting", "when": "level > 20", "after_s": 10, "target": "Pumping"},
                ],
                "events": [],
            },
            at_s=[0, 1, 5, 11],
            inputs=[{"level": 50}, {"level": 4}, {"level": 30}, {"level": 30}],
            outputs=[
                {"state": "Pumping", "entered_pumping": True},
                {"state": "Resting", "entered_resting": True},
                {"state": "Resting"},
                {"state": "Pumping", "entered_pumping": True},
            ],
            does=[("wake_at", 11.0), ("stay_asleep",)],
        ),
    ],
)
