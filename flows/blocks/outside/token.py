"""Obtain a token for other calls, and renew it before it ends.

Describe the request that gives the token, usually a POST with user name and password. Choose a credential and name its parts
in the payload (`#credential.username`, `#credential.password`): so the password stands in no flow. *Path of the token* says
where the token stands in the answer, *When it ends* how long it is good.

The first token is obtained when the flow is deployed, the next when the chosen part of its life is over, so calls that use
it never meet its end. Wire *unauthorized* of a REST Data block to *renew*: should the server take a token back early, a new
one is obtained at once. When renewing fails, the old token stays and it is tried again, after 5 s, 10 s, up to 5 minutes.

*token* is a **secret**: it travels sealed. Wires, traces and debug messages show `sealed:…` and it is kept in no readable form;
only a call opens it, where `#token` stands (such as in a header `Authorization: Bearer #token`).
"""

from dataclasses import dataclass
from typing import Any

from msgspec import UNSET, UnsetType

from flows.block import Answer, Block, Complaint, Example, Port, Ports, State, ports_of_struct
from flows.cold.kinds import RETRY_KEY, TIMEOUT_KEY
from flows.graphs.facts import Facts, Scope
from flows.web import rest
from flows.web.tokens import RENEW_PORT, TokenParams
from flows.world import World

FIRST_RETRY_S = 5.0
LAST_RETRY_S = 300.0
# A server that says 401 to everything must not make us ask for tokens without end.
LEAST_LIFE_S = 10.0


class Outputs(Ports):
    token: str | UnsetType = UNSET
    expires_at: float | UnsetType = UNSET
    error: str | UnsetType = UNSET


class Held(State):
    """The token that is good now, sealed."""

    token: str = ""
    obtained_at: int = 0
    expires_at: int = 0
    renew_at: int = 0
    failures: int = 0
    asked_at: int = 0
    # A deploy has perhaps put new blocks behind it.
    is_shown_again: bool = False


def ports(params: TokenParams, facts: Facts) -> tuple[list[Port], list[Port]]:
    inputs = [Port(name, name, "any", help="stands in the call as #" + name) for name in params.inputs()]
    inputs.append(Port(RENEW_PORT, "Renew", "trigger", required=False, help="obtains a new token now"))
    helps = {
        "token": "sealed: only a call opens it",
        "expires_at": "when it ends, in seconds since 1970",
        "error": "why there is no new token",
    }
    return inputs, [_helped(port, helps[port.name]) for port in ports_of_struct(Outputs)]


def _helped(port: Port, text: str) -> Port:
    return Port(port.name, port.title, port.type, port.required, text)


def check(params: TokenParams, facts: Facts, scope: Scope) -> list[Complaint]:
    return list(rest.check(params, facts))


@dataclass(frozen=True)
class Prepared:
    inputs: tuple[str, ...]
    request: dict[str, Any]
    patience_us: int


def prepare(params: TokenParams) -> Prepared:
    tried_s = params.tries * params.timeout_s + params.backoff_s * 2.0**params.tries
    return Prepared(
        inputs=tuple(params.inputs()),
        request={
            "call": params.as_request(),
            RETRY_KEY: {"tries": params.tries, "backoff_s": params.backoff_s},
            TIMEOUT_KEY: params.timeout_s,
        },
        patience_us=_us(600 + tried_s),
    )


def evaluate(
    inputs: Any,
    params: TokenParams,
    state: Held,
    at: int,
    fresh: frozenset[str],
    prepared: Prepared,
    answer: Answer | None,
    world: World,
) -> tuple[Outputs, Held]:
    outputs = Outputs()
    if answer is not None:
        state.asked_at = 0
        _take(answer, params, state, at, outputs, world)
    elif fresh - {RENEW_PORT}:
        state.renew_at = at  # another user, another server
    elif fresh:
        if not state.failures:  # else the next try is near
            state.renew_at = max(at, state.obtained_at + _us(LEAST_LIFE_S)) if state.token else at
    elif state.is_shown_again and state.token:
        outputs.token, outputs.expires_at = state.token, _seconds(state.expires_at)
        state.is_shown_again = False
    elif state.token and at < state.renew_at:
        state.is_shown_again = True  # by its timer, for what a deploy sends is sent there
    is_waiting = bool(state.asked_at) and at - state.asked_at < prepared.patience_us
    if at >= state.renew_at and not is_waiting:
        values = {name: getattr(inputs, name) for name in prepared.inputs}
        world.call("token", {**prepared.request, "values": values})
        state.asked_at = at
        is_waiting = True
    due = state.asked_at + prepared.patience_us if is_waiting else state.renew_at
    # Never now: whoever wakes up at once, and again, holds up everybody.
    world.wake_at(max(at + 1, 0 if state.is_shown_again else due))
    return outputs, state


def _take(answer: Answer, params: TokenParams, state: Held, at: int, outputs: Outputs, world: World) -> None:
    if not answer.ok:
        state.renew_at = at + _us(min(FIRST_RETRY_S * 2.0 ** min(state.failures, 10), LAST_RETRY_S))
        state.failures += 1
        outputs.error = answer.error
        world.complain(answer.error)
        return
    lifetime_s = answer.value["lifetime_s"]
    life_us = _us(lifetime_s) if lifetime_s is not None else _us(3_650 * 86_400)
    state.token, state.obtained_at, state.failures, state.is_shown_again = answer.value["token"], at, 0, False
    state.expires_at = at + life_us
    state.renew_at = at + (round(life_us * params.renew_share) if lifetime_s is not None else life_us)
    outputs.token, outputs.expires_at = state.token, _seconds(state.expires_at)


def _us(seconds: float) -> int:
    return round(seconds * 1_000_000)


def _seconds(moment_us: int) -> float:
    return moment_us / 1_000_000


URL = "https://api.example.com/token"
REQUEST = {
    "call": {"url": URL, "credential": 1},
    RETRY_KEY: {"tries": 3, "backoff_s": 2.0},
    TIMEOUT_KEY: 15.0,
    "values": {},
}
GIVEN = Answer(True, {"token": "sealed:gAAA", "lifetime_s": 60.0, "status": 200})
AGAIN = Answer(True, {"token": "sealed:gBBB", "lifetime_s": 60.0, "status": 200})

block = Block(
    name="outside.token",
    title="Token",
    evaluate=evaluate,
    ports=ports,
    prepare=prepare,
    check=check,
    has_timer=True,
    has_answer=True,
    starts=True,
    delays=True,
    keywords=[
        "login",
        "log in",
        "oauth",
        "bearer",
        "access token",
        "jwt",
        "authorization",
        "session",
        "expires",
        "renew",
        "refresh",
    ],
    examples=[
        Example(
            says="a token that is good for a minute is renewed after 48 s",
            params={"url": URL, "credential": 1},
            inputs=[{}, {}, {}, {}],
            at_s=[0, 1, 49, 50],
            answers=[None, GIVEN, None, AGAIN],
            outputs=[
                {},
                {"token": "sealed:gAAA", "expires_at": 61.0},
                {},
                {"token": "sealed:gBBB", "expires_at": 110.0},
            ],
            does=[
                ("call", "token", REQUEST),
                ("wake_at", 661.0),
                ("wake_at", 49.0),
                ("call", "token", REQUEST),
                ("wake_at", 710.0),
                ("wake_at", 98.0),
            ],
        ),
        Example(
            says="a token that is refused early is renewed at once",
            params={"url": URL, "credential": 1},
            inputs=[{}, {}, {RENEW_PORT: True}],
            at_s=[0, 1, 20],
            fresh=[[], [], [RENEW_PORT]],
            answers=[None, GIVEN, None],
            outputs=[{}, {"token": "sealed:gAAA", "expires_at": 61.0}, {}],
            does=[
                ("call", "token", REQUEST),
                ("wake_at", 661.0),
                ("wake_at", 49.0),
                ("call", "token", REQUEST),
                ("wake_at", 681.0),
            ],
        ),
    ],
)
