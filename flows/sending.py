"""What people and programs send into running flows: controls of dashboards, HTTP hooks."""

import functools
import hashlib
import hmac
import re
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from core import live
from core.clock import now_us
from core.errors import Missing, Refused
from core.redis import client
from devices.models import Device
from flows.graphs import validation
from flows.graphs.facts import Scope
from flows.graphs.graph import Placed
from flows.lane import news, state
from flows.lane.timers import home_of
from flows.models import Flow, Revision
from flows.selectors import OrganizationFacts
from organizations.models import User
from telemetry import log

HOOK = re.compile(r"([1-9][0-9]{0,17})\.([A-Za-z][A-Za-z0-9_~]{0,99})\.([0-9a-f]{32})")
BODY_BYTES = 64 * 1024


def send_control(flow: Flow, *, block_id: str, value: Any, device: Device | None = None, by: User | None = None) -> None:
    """Send what a control says into its flow; everybody who looks at the control sees it."""
    placed, scope = _live_source(flow, block_id, "control")
    accepted = placed.params.accepted(value)  # type: ignore[attr-defined]  # of a control
    key = _send(flow, placed, scope, accepted, device)
    state.show(flow.id, block_id, key, accepted)
    topic = f"o:{flow.id}:{block_id}:{key or ''}"
    live.publisher().value(flow.organization_id, topic, now_us(), accepted)


def send_to_hook(token: str, *, body: bytes, request: dict[str, Any], device_name: str = "") -> None:
    """What came to a hook's address. Raises Missing when there is no such address, also no longer."""
    match = HOOK.fullmatch(token)
    flow = Flow.objects.select_related("live").filter(id=match[1]).first() if match else None
    if match is None or flow is None:
        raise _no_hook()
    placed, scope = _live_source(flow, match[2].replace("~", "/"), "hook")
    if not hmac.compare_digest(hook_token(flow.id, placed), token):
        raise _no_hook()
    if len(body) > BODY_BYTES:
        raise Refused(f"The body has {len(body):,} bytes; {BODY_BYTES:,} are taken.", status=413)
    params: Any = placed.params
    given = news.value_of(body) if body else request["query"]
    if params.gives == "request":
        value: Any = {**request, "body": given}
    else:
        value = news.typed(params.values, given)
        if not isinstance(value, dict | list | str | float | bool | int | None):
            raise Refused(f"The body is not what this hook takes: send {_WORDS[params.values]}.", field="body")
    device = Device.objects.filter(organization_id=flow.organization_id, name=device_name).first() if device_name else None
    if device_name and device is None:
        raise Refused(f"There is no device “{device_name[:60]}” in this organization.", field="device")
    _send(flow, placed, scope, value, device)


def control_blocks(flows: Iterable[Flow]) -> dict[tuple[int, str], Placed]:
    """The controls of running flows: (flow id, block id) -> block."""
    found: dict[tuple[int, str], Placed] = {}
    for flow in flows:
        if flow.live_id is not None and flow.is_enabled:
            blocks, _ = _sources(flow.live_id, flow.organization_id)
            found |= {(flow.id, block_id): placed for block_id, placed in blocks.items() if _subject(placed) == "control"}
    return found


def bounds_of(control: Placed) -> tuple[float | None, float | None]:
    """The lowest and highest value that a control sends, where it sends numbers."""
    params: Any = control.params
    return (params.low, params.high) if params.kind == "number" else (None, None)


_DATA_TYPES = {"button": "boolean", "toggle": "boolean", "number": "double", "text": "string", "json": "json"}


def type_of(control: Placed) -> str:
    """What a control sends, in the words that metrics have for it."""
    return _DATA_TYPES[control.params.kind]  # type: ignore[attr-defined]  # of a control


def hook_tokens(flow: Flow) -> dict[str, str]:
    """The secret end of the address of each hook that is deployed."""
    if flow.live is None:
        return {}
    blocks, _ = _sources(flow.live.id, flow.organization_id)
    return {block_id: hook_token(flow.id, placed) for block_id, placed in blocks.items() if _subject(placed) == "hook"}


def hook_token(flow_id: int, placed: Placed) -> str:
    """Made from the installation's key, so that it need not be kept, and does not travel with an exported flow."""
    renewed = placed.params.renewed  # type: ignore[attr-defined]  # of a hook
    words = f"{flow_id}.{placed.id.replace('/', '~')}"  # one part of a URL, also inside a subflow
    mark = hmac.digest(settings.SECRET_KEY.encode(), f"hook {words} {renewed}".encode(), hashlib.sha256).hex()[:32]
    return f"{words}.{mark}"


_WORDS = {"number": "a number", "boolean": "true or false", "text": "text", "json": "a JSON object or list"}


def _no_hook() -> Missing:
    return Missing("There is no such hook.")


def _subject(placed: Placed) -> str:
    return placed.listens[0].subject if placed.listens else ""


@functools.lru_cache(maxsize=256)
def _sources(revision_id: int, organization_id: str) -> tuple[dict[str, Placed], Scope]:
    """The sources of a revision, which never changes."""
    revision = Revision.objects.get(id=revision_id)
    graph = validation.check(revision.document, OrganizationFacts(organization_id), is_deployed=True).graph
    if graph is None:
        return {}, Scope()
    return {placed.id: placed for placed in graph.sources()}, graph.scope


def _live_source(flow: Flow, block_id: str, subject: str) -> tuple[Placed, Scope]:
    if flow.live is None or not flow.is_enabled:
        raise Missing("This flow does not run: deploy it or switch it on.")
    blocks, scope = _sources(flow.live.id, flow.organization_id)
    placed = blocks.get(block_id)
    if placed is None or _subject(placed) != subject:
        raise Missing(f"The running flow has no {subject} “{block_id[:40]}”.")
    return placed, scope


def _send(flow: Flow, placed: Placed, scope: Scope, value: Any, device: Device | None) -> int:
    """Put the value into the log, where the flow finds it between the samples; answers the key it is for."""
    if scope.is_each_device and device is None:
        raise Refused("This flow runs once for each device: say for which.", field="device")
    key = device.id if scope.is_each_device and device is not None else 0
    partition = log.partition_of(key) if key else home_of(flow.id, scope.device.id if scope.device else None)
    log.check_room(partition)
    pipe = client().pipeline(transaction=True)
    moment_us = now_us()
    log.append_inputs(pipe, partition, moment_us, [[flow.id, key, placed.id, "value", value, moment_us]])
    pipe.execute()
    return key
