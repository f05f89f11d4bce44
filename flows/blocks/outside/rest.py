"""Call the web service of somebody else (REST) and send on what is picked from its answer.

Give the URL, the method and, where the service wants them, query, headers and payload. **`#name`** in any of these makes an
input `name` on the block: `https://api.example.com/devices/#serial/latest` has an input *serial*. What arrives there is
spelled for its place (percent-encoded in a URL, escaped in a JSON string), so no value can break out of it. `##` is a plain
`#`.

**When it calls.** With a wire on *request*, when something arrives there. Without, when one of the other inputs changes; with
neither, once after each deploy. *Repeat every* makes it call by itself as well.

**Test call** below the settings makes the call now, with sample values for the inputs, also for a token. Click a value in the
answer to make it an output.

**Outputs.** A path that begins with `$` is a JSONPath (`$.sensors[0].value`), one that begins with `/` an XPath
(`/stations/station[1]/temp`, names without their namespace), anything else a regular expression over the text, whose first
group counts. *status* is sent after every answer, *unauthorized* when it is 401 (wire it to *renew* of a token block), *error*
says what went wrong: the server could not be reached, it answered 400 or more, or a path found nothing.

**Logging in.** Choose a credential; it stays in the encrypted store and is added to the call. Parts of it can also be put
anywhere: `#credential.username`, `#credential.password`.

Failures that may pass (no connection, 429, 500, 502, 503, 504) are tried again, later each time, or when the server says
(Retry-After). A POST or PATCH that may have been done is not repeated.
"""

from dataclasses import dataclass
from typing import Any

from flows.block import Answer, Block, Complaint, Example, Port, Ports, State
from flows.cold.kinds import RETRY_KEY, TIMEOUT_KEY
from flows.graphs.facts import Facts, NoFacts, Scope
from flows.toolbox.named_ports import outputs_class
from flows.web import rest
from flows.web.rest import REQUEST_PORT
from flows.web.rest_data import RestParams
from flows.world import World

MAX_AWAITED = 100


class Call(State):
    """What is on its way, and what comes next."""

    awaited: int = 0
    asked_at: int = 0
    # Something came that has to be asked for once it may be.
    is_wanted: bool = False
    poll_at: int = 0
    due: int = 0


def ports(params: RestParams, facts: Facts) -> tuple[list[Port], list[Port]]:
    inputs = [Port(name, name, "any", help="stands in the call as #" + name) for name in params.inputs()]
    inputs.append(Port(REQUEST_PORT, "Request", "trigger", required=False, help="calls; without a wire the other inputs do"))
    outputs = [Port(output.name, output.name, output.type, help=output.path) for output in params.outputs]
    if params.with_body:
        outputs.append(Port("body", "Body", "any", help="the whole answer: JSON and XML as json, everything else as text"))
    outputs.append(Port("status", "Status", "number", help="of the answer, such as 200"))
    if params.with_headers:
        outputs.append(Port("headers", "Headers", "json", help="of the answer, their names in small letters"))
    outputs.append(Port("unauthorized", "Unauthorized", "trigger", help="the answer was 401"))
    outputs.append(Port("error", "Error", "text", help="what went wrong, as a sentence"))
    return inputs, outputs


def check(params: RestParams, facts: Facts, scope: Scope) -> list[Complaint]:
    return list(rest.check(params, facts))


@dataclass(frozen=True)
class Prepared:
    outputs: type[Ports]
    inputs: tuple[str, ...]
    request: dict[str, Any]
    # After so long an answer counts as lost.
    patience_us: int


def prepare(params: RestParams) -> Prepared:
    tried_s = params.tries * params.timeout_s + params.backoff_s * 2.0**params.tries
    return Prepared(
        outputs=outputs_class(ports(params, NoFacts())[1]),
        inputs=tuple(params.inputs()),
        request={
            "call": params.as_request(),
            RETRY_KEY: {"tries": params.tries, "backoff_s": params.backoff_s},
            TIMEOUT_KEY: params.timeout_s,
        },
        patience_us=_us(3_600 + tried_s),
    )


def evaluate(
    inputs: Any,
    params: RestParams,
    state: Call,
    at: int,
    arrived: int,
    fresh: frozenset[str],
    wired: frozenset[str],
    prepared: Prepared,
    answer: Answer | None,
    world: World,
) -> tuple[Ports, Call]:
    outputs = prepared.outputs()
    if answer is not None:
        state.awaited = max(0, state.awaited - 1)
        _fill(outputs, answer, world)
    elif fresh:
        state.is_wanted |= REQUEST_PORT in fresh or REQUEST_PORT not in wired
        state.poll_at = state.poll_at or at + _us(params.every_s)
    elif params.every_s and at >= state.poll_at:
        state.is_wanted = True
        state.poll_at = max(at, arrived) + _us(params.every_s)
    elif not wired and not params.every_s:
        state.is_wanted = True  # it begins
    if state.awaited and at - state.asked_at > prepared.patience_us:
        state.awaited = 0
    _ask(inputs, params, state, at, prepared, world)
    _sleep(params, state, at, world)
    return outputs, state


def _ask(inputs: Any, params: RestParams, state: Call, at: int, prepared: Prepared, world: World) -> None:
    """Call now, unless it is too early or an answer has to be waited for."""
    if not state.is_wanted:
        return
    if state.awaited and params.overlap != "queue":
        state.is_wanted = params.overlap == "newest"
        return
    if state.awaited >= MAX_AWAITED:
        state.is_wanted = False
        world.complain(f"{MAX_AWAITED} answers are awaited already, so this call was left out. Ask less often.")
        return
    if state.asked_at and at < state.asked_at + _us(params.min_interval_s):
        return
    values = {name: getattr(inputs, name) for name in prepared.inputs}
    world.call("rest", {**prepared.request, "values": values})
    state.is_wanted, state.asked_at, state.awaited = False, at, state.awaited + 1


def _sleep(params: RestParams, state: Call, at: int, world: World) -> None:
    """Wake up for the next repetition, or when the least time between calls is over."""
    due = [state.poll_at] if params.every_s else []
    if state.is_wanted and params.min_interval_s and not state.awaited:
        due.append(state.asked_at + _us(params.min_interval_s))
    if due:
        world.wake_at(max(min(due), at + 1))
    elif state.due:
        world.stay_asleep()
    state.due = min(due, default=0)


def _fill(outputs: Any, answer: Answer, world: World) -> None:
    if not answer.ok:
        outputs.error = answer.error
        world.complain(answer.error)
        return
    made = answer.value
    for name, value in made["values"].items():
        setattr(outputs, name, value)
    outputs.status = float(made["status"])
    for name in ("body", "headers"):
        if name in made:
            setattr(outputs, name, made[name])
    if made["status"] == 401:
        outputs.unauthorized = True
    if made["errors"]:
        outputs.error = " ".join(made["errors"])
        world.complain(outputs.error)


def _us(seconds: float) -> int:
    return round(seconds * 1_000_000)


YEPZON = "https://coco.example.com/resource/coco/#serial/data/latest"
PICKED = {"name": "temperature", "path": "$.sensors[0].value", "type": "number"}
REQUEST = {
    "call": {"url": YEPZON, "outputs": [{"name": "temperature", "path": "$.sensors[0].value"}], "with_body": False},
    RETRY_KEY: {"tries": 3, "backoff_s": 2.0},
    TIMEOUT_KEY: 15.0,
    "values": {"serial": "8650-1"},
}

block = Block(
    name="outside.rest",
    title="REST Data",
    evaluate=evaluate,
    ports=ports,
    prepare=prepare,
    check=check,
    has_timer=True,
    has_answer=True,
    starts=True,
    keywords=[
        *("http", "https", "api", "rest", "request", "http request", "web service", "fetch", "get", "post", "put", "url"),
        *("json", "xml", "external", "integration", "curl", "webhook", "poll", "rest api call", "yepzon", "trusted"),
    ],
    examples=[
        Example(
            says="the newest data of a device by its serial number, one value picked from the answer",
            params={"url": YEPZON, "outputs": [PICKED], "with_body": False},
            inputs=[{"serial": "8650-1"}, {"serial": "8650-1"}],
            fresh=[["serial"], []],
            answers=[None, Answer(True, {"status": 200, "values": {"temperature": 21.5}, "errors": []})],
            outputs=[{}, {"temperature": 21.5, "status": 200.0}],
            does=[("call", "rest", REQUEST)],
        ),
        Example(
            says="a server that refuses the token sets off *unauthorized* and says why",
            params={"url": YEPZON, "outputs": [PICKED], "with_body": False},
            inputs=[{"serial": "8650-1"}, {"serial": "8650-1"}],
            fresh=[["serial"], []],
            answers=[
                None,
                Answer(True, {"status": 401, "values": {}, "errors": ["coco.example.com answers 401 Unauthorized"]}),
            ],
            outputs=[{}, {"status": 401.0, "unauthorized": True, "error": "coco.example.com answers 401 Unauthorized"}],
            does=[("call", "rest", REQUEST), ("complain", "coco.example.com answers 401 Unauthorized")],
        ),
    ],
)
