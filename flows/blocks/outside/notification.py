"""Tell people something in the program: a message on their screens, and in the list behind the speech bubble.

It goes to everybody in the organization, or to those who have a profile. Who is not there finds it in the list later. In
title and text `{value}` stands for the value at *Value*, `{device}` for the name of the device of the run. With a *page* a
click leads there, for example to `/dashboards/3`.

A notification asks for nothing. What must be seen to is an *Alarm*; what must reach people who are away is an *E-mail*.
"""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Answer, Block, Complaint, Example, Params, Ports, Trigger, port
from flows.graphs.facts import Facts, Scope
from flows.toolbox import texts
from flows.world import World


class Inputs(Ports):
    send: Annotated[Trigger, port("Send", "Anything that arrives here tells them")] = False
    value: Annotated[Any, port("Value", "{value} in title and text")] = None


class NotificationParams(Params):
    title: str = Field("{device}: {value}", title="Title", min_length=1, max_length=200)
    text: str = Field("", title="Text", max_length=1_000, json_schema_extra={"format": "multiline"})
    level: Literal["info", "success", "warning", "error"] = Field("info", title="Kind")
    profile: str = Field("", title="To those with the profile", description="Its name; empty: everybody", max_length=100)
    link: str = Field("", title="Page", max_length=200, examples=["/dashboards/3"], description="Where a click leads")


class Outputs(Ports):
    told: Annotated[Trigger | UnsetType, port("Told")] = UNSET


def check(params: NotificationParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    for field in ("title", "text"):
        for message in texts.problems(getattr(params, field)):
            yield Complaint(f"params.{field}", message)
    if params.link and (not params.link.startswith("/") or params.link.startswith("//")):
        yield Complaint("params.link", f"“{params.link}” is no page of the program. Give a path such as /dashboards/3.")


def evaluate(inputs: Inputs, params: NotificationParams, answer: Answer | None, world: World) -> Outputs:
    if answer is not None:
        if not answer.ok:
            raise ValueError(answer.error)
        return Outputs(told=True)
    if inputs.send:
        world.call("notification", params.model_dump() | {"value": inputs.value})
    return Outputs()


block = Block(
    name="outside.notification",
    title="Notification",
    evaluate=evaluate,
    check=check,
    quiet=["value"],
    has_answer=True,
    keywords=["message", "toast", "popup", "browser", "user", "tell", "inform", "push"],
    examples=[
        Example(
            says="a word when a batch is done",
            params={"title": "Batch {value} is done", "level": "success"},
            inputs=[{"send": True, "value": 17}, {}],
            answers=[None, Answer(True)],
            outputs=[{}, {"told": True}],
            does=[
                (
                    "call",
                    "notification",
                    {"title": "Batch {value} is done", "text": "", "level": "success", "profile": "", "link": "", "value": 17},
                )
            ],
        )
    ],
)
