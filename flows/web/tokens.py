"""Tokens that flows obtain for later calls: where the token and its end stand in an answer."""

import base64
import binascii
import datetime as dt
import email.utils
import json
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from core.clock import now_us
from core.errors import Refused, Unavailable
from flows.toolbox.named_ports import check_distinct
from flows.web import answers, rest, rest_data, sealed
from flows.web.answers import Content
from flows.web.rest import Called, CallParams, Method, Pair, PayloadKind

RENEW_PORT = "renew"
MAX_LIFETIME_S = 10.0 * 366 * 86_400

_LOGIN = [
    {"name": "grant_type", "value": "password"},
    {"name": "username", "value": "#credential.username"},
    {"name": "password", "value": "#credential.password"},
]


class TokenParams(CallParams):
    method: Method = Field("POST", title="Method")
    payload_kind: PayloadKind = Field("form", title="Payload")
    form: list[Pair] = Field(
        [Pair(**pair) for pair in _LOGIN],
        title="Form",
        max_length=50,
        json_schema_extra={"show_when": {"payload_kind": ["form"]}},
    )
    token_path: str = Field(
        "$.access_token", title="Path of the token", description="In the answer, as in REST Data", max_length=500
    )
    lifetime: Literal["path", "jwt", "fixed", "none"] = Field(
        "path",
        title="When it ends",
        description="path: the answer says so; jwt: the token says so itself; fixed: you say so; none: it does not end",
    )
    lifetime_path: str = Field(
        "$.expires_in",
        title="Path of its end",
        description="Seconds from now, or a moment",
        max_length=500,
        json_schema_extra={"show_when": {"lifetime": ["path"]}},
    )
    lifetime_s: float = Field(
        3_600.0,
        title="It is good for",
        ge=1,
        le=31_536_000,
        json_schema_extra={"unit": "s", "show_when": {"lifetime": ["fixed"]}},
    )
    renew_share: float = Field(
        0.8,
        title="Renew after this part of its life",
        ge=0.1,
        le=0.98,
        json_schema_extra={"show_when": {"lifetime": ["path", "jwt", "fixed"]}},
    )

    @field_validator("token_path", "lifetime_path")
    @classmethod
    def _is_path(cls, path: str) -> str:
        answers.check_path(path)
        return path

    @model_validator(mode="after")
    def _has_good_ports(self) -> "TokenParams":
        check_distinct(self.inputs(), reserved=(RENEW_PORT,))
        return self


def obtained(params: TokenParams, values: Mapping[str, Any], *, organization_id: str, timeout_s: float) -> dict[str, Any]:
    """A new token, sealed, and for how many seconds it is good (None: for good)."""
    called = rest.call(params, values, organization_id=organization_id, timeout_s=timeout_s)
    if not called.answer.is_ok:
        words = rest_data.sentence_of(called)
        raise (Unavailable if called.answer.status in rest_data.TEMPORARY else Refused)(words)
    token, lifetime_s = token_in(params, called)
    return {"token": sealed.sealed(token, organization_id), "lifetime_s": lifetime_s, "status": called.answer.status}


def token_in(params: TokenParams, called: Called) -> tuple[str, float | None]:
    """The token in an answer and its lifetime."""
    content = Content(called.answer.body, called.answer.headers.get("content-type", ""))
    try:
        token = content.pick(params.token_path, "text", "token").strip()
    except ValueError as error:
        raise Refused(f"{called.hide(str(error))} Correct the path of the token.") from None
    if not token or not token.isprintable():
        raise Refused(f"What stands at {params.token_path} is no token: it is empty or holds line breaks.")
    return token, _lifetime_s(params, content, token)


def _lifetime_s(params: TokenParams, content: Content, token: str) -> float | None:
    match params.lifetime:
        case "none":
            return None
        case "fixed":
            return params.lifetime_s
        case "jwt":
            return _until(_expiry_of_jwt(token))
    try:
        found = content.pick(params.lifetime_path, "any", "lifetime")
    except ValueError as error:
        raise Refused(f"{error} Correct the path of its end, or say how long it is good.") from None
    return _until(found)


def _until(value: Any) -> float:
    """Seconds from now: of a duration, of a moment in seconds or milliseconds since 1970, or of a date in letters."""
    now_s = now_us() / 1_000_000
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = _moment_s(str(value)) if isinstance(value, str) else float("nan")
    if number > 1e11:
        number /= 1_000
    if number > 1e9:
        number -= now_s
    if not 0 < number <= MAX_LIFETIME_S:
        raise Refused(f"“{str(value)[:60]}” is no end of a token that lies ahead. Correct its path, or say how long it is good.")
    return number


def _moment_s(text: str) -> float:
    for read in (dt.datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            moment = read(text)
        except (TypeError, ValueError):
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)).timestamp()
    return float("nan")


def _expiry_of_jwt(token: str) -> Any:
    """The `exp` inside; whether the token is genuine is for its server to judge."""
    try:
        middle = token.split(".")[1]
        return json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))["exp"]
    except (IndexError, KeyError, TypeError, ValueError, binascii.Error):
        raise Refused("The token is no JWT with an end (exp) in it. Choose another way to tell when it ends.") from None
