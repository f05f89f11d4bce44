"""Set off what follows at certain times: every so often, by a week's calendar, by cron, on dates, or by the sun.

| when | means |
|---|---|
| every | each 15 minutes, say, counted from midnight; or each few days at a time |
| weekly | a table of weekdays and times. With *until* a row lasts: `active` is true meanwhile |
| cron | `minute hour day month weekday`, or six fields with seconds first |
| dates | single days, or the same days each year |
| sun | sunrise, sunset, dawn or dusk at a place, earlier or later by some minutes; daylight lasts until sunset |

Times are those of the **time zone**, summer time included. A time that is jumped over in spring happens at the end of the
jump, one that comes twice in autumn happens once. *Every* so many minutes or hours keeps its distance on both days.

**Missed runs**: a run whose time came while the server or the flow was off may be left out, be done once for all of them, or
be done for each, with its own time; of these at most 100 in a row, then the rest is left out. `missed` tells how many were
left out.

`next` is the time of the next run, in seconds since 1970 UTC. In a flow that runs for each device every device has its own
schedule, which begins with its first sample.
"""

from typing import Annotated, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Block, Example, Ports, State, Trigger, port
from flows.toolbox.schedules import SECOND, Schedule, ScheduleParams, schedule_of
from flows.world import World

MAX_CAUGHT_UP = 100
MAX_COUNTED = 10_000


class SchedulerParams(ScheduleParams):
    missed: Literal["skip", "once", "all"] = Field("skip", title="Missed runs", description="Leave out, do once, or do all")
    late_after_s: float = Field(
        60.0, title="Missed after", description="A run that is less late counts as in time", ge=1, le=86_400,
        json_schema_extra={"unit": "s"},
    )  # fmt: skip


class Coming(State):
    next_us: int | None = None
    caught_up: int = 0


class Outputs(Ports):
    active: Annotated[bool, port("Active", "while a span lasts; sent when it changes")]
    run: Annotated[Trigger | UnsetType, port("Run")] = UNSET
    next: Annotated[float | UnsetType, port("Next", "seconds since 1970 UTC")] = UNSET
    missed: Annotated[float | UnsetType, port("Missed", "how many runs were left out")] = UNSET


def prepare(params: SchedulerParams) -> Schedule:
    return schedule_of(params)


def evaluate(
    params: SchedulerParams, prepared: Schedule, state: Coming, at: int, arrived: int, world: World
) -> tuple[Outputs, Coming]:
    run, missed, now = False, 0, at
    is_late = arrived - at > params.late_after_s * SECOND
    if state.next_us is not None and at >= state.next_us:
        run = True
        state.caught_up = state.caught_up + 1 if is_late else 0
        if is_late and (params.missed != "all" or state.caught_up > MAX_CAUGHT_UP):
            run, now = params.missed == "once", arrived
            missed = _count(prepared, at, arrived) + (not run)
            state.caught_up = 0
    elif is_late and params.missed != "all":
        now = arrived  # the end of a span that is over
    if state.next_us is None or state.next_us <= now:
        state.next_us = prepared.next_after(now)
    dues = [due for due in (state.next_us, prepared.next_end_after(now)) if due is not None]
    if dues:
        world.wake_at(min(dues))
    outputs = Outputs(
        active=prepared.is_active(now),
        run=True if run else UNSET,
        next=UNSET if state.next_us is None else state.next_us / SECOND,
        missed=missed or UNSET,
    )
    return outputs, state


def _count(schedule: Schedule, after_us: int, until_us: int) -> int:
    """How many runs there were, the ends included."""
    count = 0
    following = schedule.next_after(after_us)
    while following is not None and following <= until_us and count < MAX_COUNTED:
        count += 1
        following = schedule.next_after(following)
    return count


block = Block(
    name="source.scheduler",
    title="Scheduler",
    evaluate=evaluate,
    prepare=prepare,
    on_change=["active", "next"],
    has_timer=True,
    starts=True,
    keywords=[
        "cron",
        "schedule",
        "calendar",
        "clock",
        "time of day",
        "daily",
        "weekly",
        "sunrise",
        "sunset",
        "astro",
        "weather",
        "sun",
    ],
    examples=[
        Example(
            says="every minute",
            params={"every": 1},
            at_s=[30, 60, 120],
            inputs=[{}, {}, {}],
            outputs=[
                {"active": False, "next": 60.0},
                {"active": False, "run": True, "next": 120.0},
                {"active": False, "run": True, "next": 180.0},
            ],
            does=[("wake_at", 60.0), ("wake_at", 120.0), ("wake_at", 180.0)],
        ),
        Example(
            says="from 8 to 9 o'clock on Thursdays (1 January 1970 was one)",
            params={"mode": "weekly", "week": [{"days": ["thursday"], "start": "08:00", "end": "09:00"}]},
            at_s=[0, 28_800, 32_400],
            inputs=[{}, {}, {}],
            outputs=[
                {"active": False, "next": 28_800.0},
                {"active": True, "run": True, "next": 633_600.0},
                {"active": False, "next": 633_600.0},
            ],
            does=[("wake_at", 28_800.0), ("wake_at", 32_400.0), ("wake_at", 633_600.0)],
        ),
        Example(
            says="at half past six on weekdays",
            params={"mode": "cron", "cron": "30 6 * * 1-5"},
            inputs=[{}],
            outputs=[{"active": False, "next": 23_400.0}],
            does=[("wake_at", 23_400.0)],
        ),
    ],
)
