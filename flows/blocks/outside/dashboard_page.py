"""Show another page of a dashboard to everybody who looks at it now.

When something arrives at *Show*, browsers that have the dashboard open go to the page that you name: a control room sees the
burner when the burner fails. Whoever is arranging the dashboard stays where they are, and anybody can go back at any time.
The page can also come by wire, by its title.
"""

from collections.abc import Iterator
from typing import Annotated

from msgspec import UNSET, UnsetType
from pydantic import Field

from flows.block import Answer, Block, Complaint, DashboardId, Example, Params, Ports, Trigger, port
from flows.graphs.facts import Facts, Scope
from flows.world import World


class Inputs(Ports):
    show: Annotated[Trigger, port("Show", "Anything that arrives here shows the page")] = False
    page: Annotated[str, port("Page", "Instead of the page set here")] = ""


class PageParams(Params):
    dashboard: DashboardId | None = Field(None, title="Dashboard")
    page: str = Field("", title="Page", max_length=100, description="Its title", examples=["Burner"])


class Outputs(Ports):
    shown: Annotated[Trigger | UnsetType, port("Shown")] = UNSET


def check(params: PageParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    if params.dashboard is None:
        yield Complaint("params.dashboard", "Choose the dashboard.")


def evaluate(inputs: Inputs, params: PageParams, answer: Answer | None, world: World) -> Outputs:
    if answer is not None:
        if not answer.ok:
            raise ValueError(answer.error)
        return Outputs(shown=True)
    if inputs.show:
        page = (inputs.page or params.page).strip()
        if not page:
            raise ValueError("Which page is to be shown? Give its title, or wire one to Page.")
        world.call("dashboard_page", {"dashboard": params.dashboard, "page": page})
    return Outputs()


block = Block(
    name="outside.dashboard_page",
    title="Dashboard page",
    evaluate=evaluate,
    check=check,
    quiet=["page"],
    has_answer=True,
    keywords=["navigate", "view", "interface", "switch", "screen", "tab", "control room"],
    examples=[
        Example(
            says="the page of the burner when something is wrong with it",
            params={"dashboard": 3, "page": "Burner"},
            inputs=[{"show": True}, {}],
            answers=[None, Answer(True)],
            outputs=[{}, {"shown": True}],
            does=[("call", "dashboard_page", {"dashboard": 3, "page": "Burner"})],
        )
    ],
)
