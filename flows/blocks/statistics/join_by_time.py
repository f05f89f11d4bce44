"""Bring samples of several metrics together when their times agree.

Name the inputs; each name becomes an **input** and an **output**. Values wait until each of the others has one whose time
is at most the *tolerance* away; then all outputs are sent together, each value once. So `flow × pressure` is computed from
values that belong together, and not from a new one and an old one.

What finds no partner is dropped: when newer ones have been joined, or when 100 newer ones of the same input wait.
"""

from collections.abc import Sequence
from typing import Any

from pydantic import Field, field_validator

from flows.block import Block, Example, Params, Port, Ports, State
from flows.graphs.facts import Facts
from flows.toolbox.named_ports import PortName, ValueType, check_distinct, outputs_class
from flows.toolbox.windows import SECOND

MAX_WAITING = 100


class JoinParams(Params):
    names: list[PortName] = Field(["a", "b"], title="Inputs", min_length=2, max_length=8)
    type: ValueType = Field("number", title="Values")
    tolerance_s: float = Field(1.0, title="Tolerance", ge=0, le=86_400, json_schema_extra={"unit": "s"})

    @field_validator("names")
    @classmethod
    def _are_distinct(cls, names: list[str]) -> list[str]:
        check_distinct(names, reserved=("error", "time"))
        return names


class Waiting(State):
    queues: dict[str, list[tuple[int, Any]]] = {}


def ports(params: JoinParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    return _named(params), _outputs(params)


def prepare(params: JoinParams) -> type[Ports]:
    return outputs_class(_outputs(params))


def _named(params: JoinParams) -> list[Port]:
    return [Port(name, name, params.type) for name in params.names]


def _outputs(params: JoinParams) -> list[Port]:
    return [*_named(params), Port("time", "Time", "number", help="Of the latest of the joined values, seconds since 1970 UTC")]


def evaluate(
    inputs: Any, params: JoinParams, prepared: type[Ports], state: Waiting, at: int, fresh: frozenset[str]
) -> tuple[Any, Waiting]:
    for name in params.names:
        if name in fresh:
            queue = state.queues.setdefault(name, [])
            queue.append((at, getattr(inputs, name)))
            queue.sort(key=_time)
            del queue[:-MAX_WAITING]
    places = _together(params, state, at)
    if places is None:
        return prepared(), state
    joined = {name: state.queues[name][place] for name, place in places.items()}
    for name, place in places.items():
        del state.queues[name][: place + 1]
    given: dict[str, Any] = {name: value for name, (_, value) in joined.items()}
    given["time"] = max(time for time, _ in joined.values()) / SECOND
    return prepared(**given), state


def _time(sample: tuple[int, Any]) -> int:
    return sample[0]


def _together(params: JoinParams, state: Waiting, at: int) -> dict[str, int] | None:
    """The place in each queue of the sample that is nearest to `at`, if all are near enough to each other."""
    tolerance = round(params.tolerance_s * SECOND)
    places, times = {}, []
    for name in params.names:
        queue = state.queues.get(name)
        if not queue:
            return None
        places[name] = min(range(len(queue)), key=lambda place: (abs(queue[place][0] - at), -place))
        times.append(queue[places[name]][0])
    return places if max(times) - min(times) <= tolerance else None


block = Block(
    name="statistics.join_by_time",
    title="Join by time",
    evaluate=evaluate,
    params_class=JoinParams,
    ports=ports,
    prepare=prepare,
    keywords=["synchronize", "align", "merge", "combine", "pair", "zip", "match", "wait for all"],
    examples=[
        Example(
            says="values that are at most a second apart leave together",
            at_s=[0, 5, 5.4],
            fresh=[["a"], ["a"], ["b"]],
            inputs=[{"a": 1, "b": 0}, {"a": 2, "b": 0}, {"a": 2, "b": 30}],
            outputs=[{}, {}, {"a": 2, "b": 30, "time": 5.4}],
        )
    ],
)
