"""Post each value to a webhook: the URL at which another program wants to be told.

A text is sent as it is, everything else as JSON; with device and time it is sent as `{"device": …, "value": …, "at": …}`.
For anything beyond that (other methods, headers, answers) use *REST Data*.

With a *Secret* the body is signed: the header has `sha256=` and the HMAC-SHA256 of the body in hexadecimal, as many services
and your own program can check it. The secret is the token, API key or password of a credential. Each message also carries
its id in the header `Idempotency-Key`, the same when it is tried again. Only an answer of 200 to 299 counts as taken; no
answer, 429 and 500, 502, 503, 504 are tried again, later each time.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import UNSET, UnsetType
from pydantic import Field

from core import outbound
from core.errors import Refused
from flows.block import Answer, Block, Complaint, CredentialId, Example, Params, Ports, Trigger, port
from flows.cold.kinds import RETRY_KEY, TIMEOUT_KEY
from flows.cold.retrying import backoff_field, retrying, tries_field
from flows.graphs.facts import Facts, Scope
from flows.world import World

_HEADER = re.compile(r"[A-Za-z0-9-]{1,100}")


class Inputs(Ports):
    value: Annotated[Any, port("Value")]


class WebhookParams(Params):
    url: str = Field("", title="URL", max_length=2_000, examples=["https://hooks.example.com/boilers"])
    form: Literal["plain", "event"] = Field("plain", title="Send as", description="The value alone, or with device and time")
    secret: CredentialId | None = Field(None, title="Secret", description="Signs the body")
    header: str = Field("X-Signature-256", title="Header of the signature", max_length=100, description="Only with a secret")
    timeout_s: float = Field(15.0, title="Time limit", ge=1, le=120, json_schema_extra={"unit": "s"})
    tries: int = tries_field()
    backoff_s: float = backoff_field()


class Outputs(Ports):
    taken: Annotated[Trigger | UnsetType, port("Taken", "The other side has it")] = UNSET
    status: Annotated[float | UnsetType, port("Status", "Of its answer, such as 200")] = UNSET


def check(params: WebhookParams, facts: Facts, scope: Scope) -> Iterator[Complaint]:
    if not params.url.strip():
        yield Complaint("params.url", "Give the URL to post to.")
    else:
        try:
            outbound.read_url(params.url.strip())
        except Refused as error:
            yield Complaint("params.url", error.message)
    if params.secret is not None:
        if facts.credential(params.secret) is None:
            yield Complaint("params.secret", "The credential is gone. Choose another one.")
        if not _HEADER.fullmatch(params.header):
            yield Complaint("params.header", f"“{params.header}” cannot be the name of a header. Use letters, digits and -.")


def evaluate(inputs: Inputs, params: WebhookParams, at: int, answer: Answer | None, world: World) -> Outputs:
    if answer is not None:
        if not answer.ok:
            raise ValueError(answer.error)
        return Outputs(taken=True, status=float(answer.value["status"]))
    request = {
        "url": params.url.strip(),
        "value": inputs.value,
        "at": at / 1_000 if params.form == "event" else None,
        "secret": params.secret,
        "header": params.header,
    }
    world.call("webhook", request | retrying(params))
    return Outputs()


block = Block(
    name="outside.webhook",
    title="Webhook",
    evaluate=evaluate,
    check=check,
    has_answer=True,
    keywords=["http", "post", "hook", "call", "notify", "signature", "HMAC", "JSON", "integration", "Slack", "Teams"],
    examples=[
        Example(
            says="the value as JSON",
            params={"url": "https://hooks.example.com/boilers"},
            inputs=[{"value": 81.5}, {"value": 81.5}],
            answers=[None, Answer(True, {"status": 204})],
            outputs=[{}, {"taken": True, "status": 204.0}],
            does=[
                (
                    "call",
                    "webhook",
                    {
                        "url": "https://hooks.example.com/boilers",
                        "value": 81.5,
                        "at": None,
                        "secret": None,
                        "header": "X-Signature-256",
                        RETRY_KEY: {"tries": 5, "backoff_s": 2.0},
                        TIMEOUT_KEY: 15.0,
                    },
                )
            ],
        )
    ],
)
