"""Test calls of the editor: the real call, with sample values for the inputs, before anything is deployed."""

import contextlib
import re
from collections.abc import Iterator
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import ValidationError

from core.api import organization_id
from core.errors import Refused, SluiceError
from core.redis import client
from core.sentences import Said
from flows.web import answers, rest, rest_data, sealed, tokens
from flows.web.answers import Content
from flows.web.rest import Called, CallParams
from flows.web.rest_data import RestParams
from flows.web.tokens import TokenParams
from organizations import rights
from organizations.models import User

router = Router()

TRIALS_A_MINUTE = 30  # of one person
MAX_TIMEOUT_S = 30.0
MAX_TEXT = 200_000
MAX_TREE_BYTES = 1_000_000

_SECRET_NAME = re.compile(r"token$|secret|passw|assertion|session_?(id|key)", re.IGNORECASE)

PARAMS: dict[str, type[CallParams]] = {"outside.rest": RestParams, "outside.token": TokenParams}


class RestTrialIn(Schema):
    type: Literal["outside.rest", "outside.token"] = "outside.rest"
    params: dict[str, Any]
    values: dict[str, Any] = Field({}, description="sample values by the names of the inputs")


class RestHeaderOut(Schema):
    name: str
    value: str


class RestRequestOut(Schema):
    """What was sent, without its secrets."""

    method: str
    url: str
    headers: list[RestHeaderOut]
    payload: str


class RestPickOut(Schema):
    name: str
    value: Any = None
    error: Said | None


class RestTrialOut(Schema):
    """What came back. `error` says what went wrong, also when there was an answer."""

    error: Said | None
    code: str | None = Field(description="what kind of failure: address, timeout, certificate, size, ...")
    request: RestRequestOut | None
    status: int | None
    reason: str
    headers: list[RestHeaderOut]
    took_ms: float | None
    size: int | None
    redirects: int
    format: str | None = Field(description="json, xml, html, text or binary")
    data: Any = Field(None, description="the JSON value, when it is JSON")
    tree: Any = Field(None, description="elements with their XPaths, when it is XML or HTML")
    text: str
    is_cut: bool
    picks: list[RestPickOut]
    token: str | None = Field(None, description="of a token block: sealed, good as a sample value")


@router.post("/flows/rest/test", response=RestTrialOut)
def test_rest_call(request: HttpRequest, payload: RestTrialIn) -> dict[str, Any]:
    """Make the call now. Secrets are masked in everything that comes back."""
    organization = organization_id(request)
    rights.require_in(request.user, "edit_flows", organization)
    assert isinstance(request.user, User)
    _count_trial(request.user.pk)
    params = _params(payload)
    missing = [name for name in params.inputs() if name not in payload.values]
    if missing:
        raise Refused(f"Give a sample value for “{missing[0]}”: the call needs it.", field=f"values.{missing[0]}")
    shown: dict[str, Any] = {"error": None, "code": None, "request": None, "status": None, "reason": "", "headers": []}
    shown |= {"took_ms": None, "size": None, "redirects": 0, "format": None, "text": "", "is_cut": False, "picks": []}
    try:
        timeout_s = min(params.timeout_s, MAX_TIMEOUT_S)
        called = rest.call(params, payload.values, organization_id=organization, timeout_s=timeout_s)
    except SluiceError as error:
        # The outside failed, which is what people want to see here; the test itself has worked.
        return shown | {"error": error.message, "code": error.code}
    return shown | _shown(params, called, organization)


def _params(payload: RestTrialIn) -> CallParams:
    try:
        return PARAMS[payload.type](**payload.params)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise Refused(f"{first['msg'].removeprefix('Value error, ').rstrip('.')}.", field=f"params.{place}") from None
    except TypeError as error:
        raise Refused(f"The params cannot be read: {error}.", field="params") from None


def _count_trial(user_id: int) -> None:
    """Nobody can make this a cannon against somebody else's server."""
    redis: Any = client()
    key = f"flows:rest:trials:{user_id}"
    pipe = redis.pipeline(transaction=True)
    pipe.set(key, 0, ex=60, nx=True)
    pipe.incr(key)
    count = pipe.execute()[1]
    if count > TRIALS_A_MINUTE:
        wait_s = max(1, redis.ttl(key))
        raise Refused(f"{TRIALS_A_MINUTE} test calls a minute are possible. Wait {wait_s} s.", code="too_many", status=429)


def _shown(params: CallParams, called: Called, organization: str) -> dict[str, Any]:
    answer = called.answer
    content = Content(answer.body, answer.headers.get("content-type", ""), getattr(params, "answer", "auto"))
    hide = sealed.hiding(*called.secrets, *rest.spelled(_secrets_in(params, content)))
    made: dict[str, Any] = {
        "request": {"method": called.method, "url": called.url, "headers": _rows(called.headers, str), "payload": called.payload},
        "status": answer.status,
        "reason": answer.reason,
        "headers": _rows(answer.headers.items(), hide),
        "took_ms": round(answer.took_s * 1_000, 1),
        "size": len(answer.body),
        "redirects": answer.redirects,
        "format": content.format,
        "text": "" if content.format == "binary" else hide(content.text)[:MAX_TEXT],
        "is_cut": len(content.text) > MAX_TEXT,
    }
    if not answer.is_ok:
        made["error"], made["code"] = rest_data.sentence_of(called), "status"
    made |= _looked_into(content, hide)
    if isinstance(params, TokenParams) and answer.is_ok:
        made |= _token(params, called, organization)
    if isinstance(params, RestParams):
        made["picks"] = [_pick(content, output, hide) for output in params.outputs] if answer.is_ok else []
    return made


def _rows(pairs: Any, hide: Any) -> list[dict[str, str]]:
    return [{"name": name, "value": hide(value)} for name, value in pairs]


def _looked_into(content: Content, hide: Any) -> dict[str, Any]:
    if len(content.body) > MAX_TREE_BYTES:
        return {"is_cut": True}
    try:
        match content.format:
            case "json":
                return {"data": masked(content.data, hide)}
            case "xml" | "html":
                return {"tree": masked(answers.tree_of(content.root), hide)}
    except ValueError as error:
        return {"error": str(error), "code": "answer"}
    return {}


def masked(value: Any, hide: Any) -> Any:
    """The value with secrets taken out of all its texts."""
    match value:
        case str():
            return hide(value)
        case dict():
            return {hide(name): masked(inner, hide) for name, inner in value.items()}
        case list():
            return [masked(inner, hide) for inner in value]
    return value


def _pick(content: Content, output: rest_data.Output, hide: Any) -> dict[str, Any]:
    try:
        value = content.pick(output.path, output.type, output.name)
    except ValueError as error:
        return {"name": output.name, "value": None, "error": hide(str(error))}
    return {"name": output.name, "value": sealed.HIDDEN if output.is_secret else masked(value, hide), "error": None}


def _token(params: TokenParams, called: Called, organization: str) -> dict[str, Any]:
    try:
        token, _ = tokens.token_in(params, called)
    except Refused as error:
        return {"error": error.message, "code": "token"}
    return {"token": sealed.sealed(token, organization)}


def _secrets_in(params: CallParams, content: Content) -> list[str]:
    """What of the answer itself is secret: the token, outputs that are marked so, and what a token's answer calls so."""
    found: list[Any] = []
    if isinstance(params, RestParams):
        for output in params.outputs:
            if output.is_secret:
                with contextlib.suppress(ValueError):
                    found.append(content.pick(output.path, "text", output.name))
        return found
    assert isinstance(params, TokenParams)
    with contextlib.suppress(ValueError):
        found.append(content.pick(params.token_path, "text", "token"))
    with contextlib.suppress(ValueError):
        if content.format == "json":
            found += _called_secret(content.data)
    return found


def _called_secret(value: Any) -> Iterator[str]:
    """Texts under a name that speaks of a secret, so that a path may be looked for without showing it."""
    match value:
        case dict():
            for name, inner in value.items():
                if isinstance(inner, str) and _SECRET_NAME.search(name):
                    yield inner
                else:
                    yield from _called_secret(inner)
        case list():
            for inner in value:
                yield from _called_secret(inner)
