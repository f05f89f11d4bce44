"""Average, minimum, maximum, sum, count, median and more over a window of time or of values.

Choose **which window** and **which functions**; each function becomes an output.

| window | collects | sends |
|---|---|---|
| calendar | each minute, hour, day, week or month of a time zone | when it is over |
| time | each stretch of a fixed length, such as 15 minutes, one after the other (aligned to UTC) | when it is over |
| count | each n values, one group after the other | with the last of them |
| sliding time | the last 10 minutes, say, at any moment | with every value, or every *step* |
| sliding count | the last n values | with every value |
| session | values that follow each other, until none has come for the *gap* | when the gap is over |

Windows are closed by a timer, also when no further value comes. The time that counts is the time of the sample. A value
that comes *after* its window was sent is **late**: it is left out, and the output `late` tells how many there have been.
Set an *allowed lateness* to hold windows open for a while; they are then sent by so much later.

Median and percentile are exact up to 60 values a window (all values with a sliding window without step), and off by about
one percent of the rank beyond that, so that a week of values takes no more room than a minute. Standard deviation and
variance are those of a sample (divided by n - 1). `start` and `end` are seconds since 1970 UTC.
"""

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, UnsetType
from pydantic import Field, field_validator, model_validator

from flows.block import Block, Example, Params, Port, Ports, State
from flows.graphs.facts import Facts
from flows.toolbox import windows
from flows.toolbox.windows import SECOND, Calendar, Function, Needs, Summary
from flows.world import World

MAX_PANES = 120
CAUGHT_UP = 1_000  # empty windows in a row that are sent late; beyond that the present is more useful
SHORTEST_S = {"minute": 60, "hour": 3600, "day": 82_800, "week": 7 * 86_400 - 3600, "month": 28 * 86_400 - 3600}

Kind = Literal["calendar", "time", "count", "sliding_time", "sliding_count", "session"]


class Inputs(Ports):
    value: float


class WindowParams(Params):
    kind: Kind = Field("time", title="Window")
    unit: Calendar = Field("hour", title="Length", json_schema_extra={"show_when": {"kind": ["calendar"]}})
    zone: str = Field(
        "UTC",
        title="Time zone",
        description="Where days and hours begin",
        max_length=60,
        examples=["Europe/Helsinki"],
        json_schema_extra={"show_when": {"kind": ["calendar"]}, "format": "time_zone"},
    )
    length_s: float = Field(
        60.0,
        title="Length",
        ge=0.1,
        le=31 * 86_400,
        json_schema_extra={"show_when": {"kind": ["time", "sliding_time"]}, "unit": "s"},
    )
    values: int = Field(10, title="Values", ge=1, le=1000, json_schema_extra={"show_when": {"kind": ["count", "sliding_count"]}})
    step_s: float = Field(
        0.0,
        title="Step",
        description="0: with every value. Else it is sent once a step, and takes little room also for long windows",
        ge=0,
        le=86_400,
        json_schema_extra={"show_when": {"kind": ["sliding_time"]}, "unit": "s"},
    )
    max_values: int = Field(
        1000,
        title="At most",
        description="When more values are inside, the oldest are left out (without step)",
        ge=1,
        le=10_000,
        json_schema_extra={"show_when": {"kind": ["sliding_time"]}, "unit": "values"},
    )
    gap_s: float = Field(
        60.0, title="Gap", ge=0.1, le=7 * 86_400, json_schema_extra={"show_when": {"kind": ["session"]}, "unit": "s"}
    )
    lateness_s: float = Field(
        0.0,
        title="Allowed lateness",
        description="How much longer a window waits for values that are on their way",
        ge=0,
        le=7 * 86_400,
        json_schema_extra={"show_when": {"kind": ["calendar", "time"]}, "unit": "s"},
    )
    send_empty: bool = Field(
        False,
        title="Also send windows without values",
        description="With count 0 and sum 0",
        json_schema_extra={"show_when": {"kind": ["calendar", "time"]}},
    )
    functions: list[Function] = Field(["average", "minimum", "maximum", "count"], title="Functions", min_length=1, max_length=12)
    percent: float = Field(
        95.0, title="Percentile", description="For the function percentile", ge=0, le=100, json_schema_extra={"unit": "%"}
    )

    @field_validator("zone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        windows.zone_of(name)
        return name

    @model_validator(mode="after")
    def _fits_together(self) -> "WindowParams":
        if len(set(self.functions)) < len(self.functions):
            raise ValueError("A function is chosen twice. Remove one of them")
        if self.kind == "sliding_time" and self.step_s:
            panes = self.length_s / self.step_s
            if abs(panes - round(panes)) > 1e-6 or not 1 <= round(panes) <= MAX_PANES:
                raise ValueError(
                    f"The length ({self.length_s:g} s) must be 1 to {MAX_PANES} times the step ({self.step_s:g} s), "
                    f"without a rest. Take for example a step of {self.length_s / 60:g} s"
                )
        longest = 10 * (SHORTEST_S[self.unit] if self.kind == "calendar" else self.length_s)
        if self.kind in ("calendar", "time") and self.lateness_s > longest:
            raise ValueError(f"The allowed lateness ({self.lateness_s:g} s) is more than ten windows ({longest:g} s). Shorten it")
        return self


class Window(msgspec.Struct, gc=False, array_like=True):
    """A stretch of time that is open, or one of those that make a sliding window."""

    begin: int
    end: int
    summary: Summary


class Windows(State):
    panes: list[Window] = []
    newest: int | None = None
    closed: int | None = None
    due: int | None = None
    late: int = 0
    times: list[int] = []
    samples: list[float] = []


class Outputs(Ports):
    average: float | UnsetType = UNSET
    minimum: float | UnsetType = UNSET
    maximum: float | UnsetType = UNSET
    sum: float | UnsetType = UNSET
    count: float | UnsetType = UNSET
    median: float | UnsetType = UNSET
    percentile: float | UnsetType = UNSET
    standard_deviation: float | UnsetType = UNSET
    variance: float | UnsetType = UNSET
    first: float | UnsetType = UNSET
    last: float | UnsetType = UNSET
    range: float | UnsetType = UNSET
    start: float | UnsetType = UNSET
    end: float | UnsetType = UNSET
    late: float | UnsetType = UNSET


@dataclass(frozen=True)
class Plan:
    """What follows from the params, once."""

    params: WindowParams
    needs: Needs
    pane_us: int
    length_us: int
    lateness_us: int
    zone: ZoneInfo

    def pane(self, at: int) -> tuple[int, int]:
        if self.params.kind == "calendar":
            return windows.calendar_window(at, self.params.unit, self.zone)
        begin = windows.grid_before(at, self.pane_us)
        return begin, begin + self.pane_us


def prepare(params: WindowParams) -> Plan:
    length_us = round(params.length_s * SECOND)
    is_stepped = params.kind == "sliding_time" and params.step_s > 0
    pane_us = length_us // round(params.length_s / params.step_s) if is_stepped else length_us
    if params.kind == "calendar":
        pane_us = SHORTEST_S[params.unit] * SECOND
    return Plan(
        params=params,
        needs=Needs.of(params.functions),
        pane_us=pane_us,
        length_us=length_us,
        lateness_us=round(params.lateness_s * SECOND) if params.kind in ("calendar", "time") else 0,
        zone=windows.zone_of(params.zone),
    )


def ports(params: WindowParams, facts: Facts) -> tuple[Sequence[Port], Sequence[Port]]:
    outputs = [
        Port(name, _title(name, params), "number", help=f"{_title(name, params)} of the window") for name in params.functions
    ]
    outputs.append(Port("start", "Start", "number", help="Begin of the window, seconds since 1970 UTC"))
    outputs.append(Port("end", "End", "number", help="End of the window, seconds since 1970 UTC"))
    if params.kind not in ("count", "sliding_count"):
        outputs.append(Port("late", "Late", "number", help="How many values have come too late so far; sent with each of them"))
    return [Port("value", "Value", "number")], outputs


def _title(name: str, params: WindowParams) -> str:
    return f"{params.percent:g}th percentile" if name == "percentile" else name.replace("_", " ").capitalize()


def evaluate(
    inputs: Inputs, prepared: Plan, state: Windows, at: int, arrived: int, fresh: frozenset[str], world: World
) -> tuple[Outputs, Windows]:
    is_sample = "value" in fresh
    match prepared.params.kind:
        case "count":
            return (_counted(inputs.value, at, prepared, state) if is_sample else Outputs()), state
        case "sliding_count":
            return (_last_values(inputs.value, at, prepared, state) if is_sample else Outputs()), state
        case "session":
            return (_joined(inputs.value, at, prepared, state, world) if is_sample else _ended(at, prepared, state, world)), state
        case "sliding_time" if not prepared.params.step_s:
            return (_last_stretch(inputs.value, at, prepared, state) if is_sample else Outputs()), state
    if is_sample:
        return _taken(inputs.value, at, prepared, state, world), state
    return _closed(at, arrived, prepared, state, world), state


# --- windows that follow each other in time


def _taken(value: float, at: int, plan: Plan, state: Windows, world: World) -> Outputs:
    pane = next((pane for pane in reversed(state.panes) if pane.begin <= at < pane.end), None)
    begin, end = (pane.begin, pane.end) if pane is not None else plan.pane(at)
    if state.newest is not None and end + plan.lateness_us <= state.newest:
        return _too_late(state)
    if pane is None:
        pane = Window(begin, end, Summary())
        insort(state.panes, pane, key=lambda known: known.begin)
    windows.add(pane.summary, value, at, plan.needs)
    state.newest = at if state.newest is None else max(at, state.newest)
    if state.due is None or end + plan.lateness_us < state.due:
        _wake(end + plan.lateness_us, state, world)
    return Outputs()


def _closed(at: int, arrived: int, plan: Plan, state: Windows, world: World) -> Outputs:
    """A window is over: send it, and wait for the next one. One at a time; the timer comes again for further ones."""
    if state.due is None or at < state.due:
        return Outputs()
    end = state.due - plan.lateness_us
    is_sliding = plan.params.kind == "sliding_time"
    if is_sliding:
        begin = end - plan.length_us
    else:
        begin = next((pane.begin for pane in state.panes if pane.end == end), plan.pane(end - 1)[0])
    summary = windows.merged([pane.summary for pane in state.panes if begin <= pane.begin and pane.end <= end])
    state.closed, state.newest = end, max(at, state.newest or at)
    forget = begin + plan.pane_us if is_sliding else end
    state.panes = [pane for pane in state.panes if pane.begin >= forget]
    following = _following(end, arrived, plan, state)
    if following is None:
        state.due = None
    else:
        _wake(following + plan.lateness_us, state, world)
    if summary.count == 0 and not plan.params.send_empty:
        return Outputs()
    return _outputs(summary, begin, end, plan.params)


def _following(end: int, arrived: int, plan: Plan, state: Windows) -> int | None:
    """The end of the next window to send."""
    coming = next((pane.end for pane in state.panes if pane.end > end), None)
    is_wanted = (plan.params.send_empty and plan.params.kind != "sliding_time") or any(pane.end <= end for pane in state.panes)
    if not is_wanted:
        return coming
    following = plan.pane(end)[1]
    if arrived - following > CAUGHT_UP * plan.pane_us:
        following = plan.pane(arrived)[1]
    return following if coming is None else min(coming, following)


def _wake(due: int, state: Windows, world: World) -> None:
    state.due = due
    world.wake_at(due)


def _too_late(state: Windows) -> Outputs:
    state.late += 1
    return Outputs(late=float(state.late))


# --- the other windows


def _counted(value: float, at: int, plan: Plan, state: Windows) -> Outputs:
    if not state.panes:
        state.panes = [Window(at, at, Summary())]
    window = state.panes[0]
    window.begin, window.end = min(window.begin, at), max(window.end, at)
    windows.add(window.summary, value, at, plan.needs)
    if window.summary.count < plan.params.values:
        return Outputs()
    state.panes = []
    return _outputs(window.summary, window.begin, window.end, plan.params)


def _last_values(value: float, at: int, plan: Plan, state: Windows) -> Outputs:
    state.times.append(at)
    state.samples.append(value)
    del state.times[: -plan.params.values], state.samples[: -plan.params.values]
    return _of_samples(state, plan)


def _last_stretch(value: float, at: int, plan: Plan, state: Windows) -> Outputs:
    newest = at if not state.times else max(at, state.times[-1])
    if at <= newest - plan.length_us:
        return _too_late(state)
    place = bisect_right(state.times, at)
    state.times.insert(place, at)
    state.samples.insert(place, value)
    gone = max(bisect_right(state.times, newest - plan.length_us), len(state.times) - plan.params.max_values)
    del state.times[:gone], state.samples[:gone]
    return _of_samples(state, plan)


def _of_samples(state: Windows, plan: Plan) -> Outputs:
    params = plan.params
    summary = windows.summary_of(state.samples, state.times, msgspec.structs.replace(plan.needs, sketch=False))
    if plan.needs.sketch:
        summary.points, summary.weights = sorted(state.samples), [1] * len(state.samples)
    return _outputs(summary, min(state.times), max(state.times), params)


def _joined(value: float, at: int, plan: Plan, state: Windows, world: World) -> Outputs:
    gap_us = round(plan.params.gap_s * SECOND)
    if not state.panes:
        if state.newest is not None and at <= state.newest:
            return _too_late(state)
        state.panes = [Window(at, at, Summary())]
    session = state.panes[0]
    if at < session.begin - gap_us:
        return _too_late(state)
    session.begin, session.end = min(session.begin, at), max(session.end, at)
    windows.add(session.summary, value, at, plan.needs)
    if state.due is None:
        _wake(session.end + gap_us, state, world)
    return Outputs()


def _ended(at: int, plan: Plan, state: Windows, world: World) -> Outputs:
    """The timer set by the first value looks whether others have followed: one timer a gap, not one a value."""
    if state.due is None or at < state.due or not state.panes:
        return Outputs()
    session = state.panes[0]
    over = session.end + round(plan.params.gap_s * SECOND)
    if at < over:
        _wake(over, state, world)
        return Outputs()
    state.panes, state.due, state.newest = [], None, session.end
    return _outputs(session.summary, session.begin, session.end, plan.params)


def _outputs(summary: Summary, begin: int, end: int, params: WindowParams) -> Outputs:
    given: dict[str, Any] = {"start": begin / SECOND, "end": end / SECOND}
    for name in params.functions:
        value = windows.result(summary, name, params.percent)
        if value is not None:
            given[name] = windows.finite(value, name)
    return Outputs(**given)


block = Block(
    name="statistics.window",
    title="Window statistics",
    evaluate=evaluate,
    params_class=WindowParams,
    ports=ports,
    prepare=prepare,
    has_timer=True,
    keywords=[
        "average",
        "mean",
        "minimum",
        "maximum",
        "sum",
        "total",
        "count",
        "median",
        "percentile",
        "quantile",
        "standard deviation",
        "stddev",
        "variance",
        "first",
        "last",
        "range",
        "aggregate",
        "tumbling",
        "sliding",
        "hopping",
        "session",
        "hourly",
        "daily",
        "weekly",
        "monthly",
        "rollup",
        "batch",
        "statistics",
    ],
    examples=[
        Example(
            says="the average of each minute, sent when the minute is over",
            params={"kind": "time", "length_s": 60, "functions": ["average", "maximum", "count"]},
            at_s=[10, 50, 60, 70],
            fresh=[["value"], ["value"], [], ["value"]],
            inputs=[{"value": 1}, {"value": 4}, {"value": 4}, {"value": 9}],
            outputs=[{}, {}, {"average": 2.5, "maximum": 4, "count": 2.0, "start": 0.0, "end": 60.0}, {}],
            does=[("wake_at", 60.0), ("wake_at", 120.0)],
        ),
        Example(
            says="a value that comes after its minute was sent is late",
            params={"kind": "time", "length_s": 60, "functions": ["sum"]},
            at_s=[10, 60, 50],
            fresh=[["value"], [], ["value"]],
            inputs=[{"value": 1}, {"value": 1}, {"value": 5}],
            outputs=[{}, {"sum": 1.0, "start": 0.0, "end": 60.0}, {"late": 1.0}],
            does=[("wake_at", 60.0)],
        ),
        Example(
            says="the day of Helsinki begins at 22:00 UTC in winter",
            params={"kind": "calendar", "unit": "day", "zone": "Europe/Helsinki", "functions": ["last"]},
            at_s=[1767218400.0, 1767304799.0, 1767304800.0],
            fresh=[["value"], ["value"], []],
            inputs=[{"value": 7}, {"value": 8}, {"value": 8}],
            outputs=[{}, {}, {"last": 8, "start": 1767218400.0, "end": 1767304800.0}],
            does=[("wake_at", 1767304800.0)],
        ),
        Example(
            says="the median of each three values",
            params={"kind": "count", "values": 3, "functions": ["median"]},
            inputs=[{"value": 1}, {"value": 100}, {"value": 2}],
            outputs=[{}, {}, {"median": 2.0, "start": 0.0, "end": 2.0}],
        ),
        Example(
            says="the range of the last ten seconds, with every value",
            params={"kind": "sliding_time", "length_s": 10, "functions": ["range"]},
            at_s=[0, 5, 10],
            inputs=[{"value": 1}, {"value": 4}, {"value": 5}],
            outputs=[
                {"range": 0.0, "start": 0.0, "end": 0.0},
                {"range": 3.0, "start": 0.0, "end": 5.0},
                {"range": 1.0, "start": 5.0, "end": 10.0},
            ],
        ),
        Example(
            says="a session ends when nothing has come for five seconds",
            params={"kind": "session", "gap_s": 5, "functions": ["sum", "count"]},
            at_s=[0, 4, 5, 9],
            fresh=[["value"], ["value"], [], []],
            inputs=[{"value": 1}, {"value": 2}, {"value": 2}, {"value": 2}],
            outputs=[{}, {}, {}, {"sum": 3.0, "count": 2.0, "start": 0.0, "end": 4.0}],
            does=[("wake_at", 5.0), ("wake_at", 9.0)],
        ),
    ],
)
