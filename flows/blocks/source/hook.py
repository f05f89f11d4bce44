"""Let other programs send values into the flow over HTTP, at a secret address of its own.

The address is shown in the panel of this block once the flow is deployed: `POST` JSON, text or a form to it, or call it with
`GET` and values in the query. Whoever knows the address may send, and needs no account; *Renew* makes a new one and closes the
old one. It answers 202 when the value is in the log, 503 when the log is full, 404 when the flow does not run.

In a flow that runs once for each device the address takes `?device=<name>`.
"""

from typing import Literal

from pydantic import Field

from flows.block import Block, Example, Listen, Params, Port
from flows.graphs.facts import Facts


class HookParams(Params):
    gives: Literal["body", "request"] = Field(
        "body", title="Gives", description="The body alone, or the whole request: method, query, headers and body"
    )
    values: Literal["any", "number", "boolean", "text", "json"] = Field(
        "json",
        title="Values",
        description="The type of the body; others are refused",
        json_schema_extra={"show_when": {"gives": ["body"]}},
    )
    renewed: int = Field(0, title="Renewed", ge=0, le=1_000_000, description="A higher number makes a new address")


def ports(params: HookParams, facts: Facts) -> tuple[list[Port], list[Port]]:
    kind = "json" if params.gives == "request" else params.values
    return [], [Port("value", "Request" if params.gives == "request" else "Body", kind, help="Each time somebody calls")]


def listen(params: HookParams) -> Listen:
    return Listen(subject="hook")


block = Block(
    name="source.hook",
    title="HTTP hook",
    params_class=HookParams,
    ports=ports,
    listen=listen,
    keywords=["webhook", "http in", "callback", "endpoint", "REST", "POST", "receive", "incoming"],
    examples=[
        Example(says="JSON that another program posts", params={"gives": "body", "values": "json"}),
        Example(says="the whole request, for a look at its headers", params={"gives": "request"}),
    ],
)
