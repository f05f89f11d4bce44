"""A POST to somebody's webhook, signed when a secret is chosen."""

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlsplit

from core import outbound
from core.errors import Refused, Unavailable
from flows import selectors
from flows.cold.kinds import CallKind, Context
from flows.web import credentials

SHOWN = 200
PASSING = (408, 425, 429, 500, 502, 503, 504)


class Busy(Unavailable):
    """The server says when it wants to be asked again."""

    def __init__(self, message: str, retry_after_s: float | None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


def perform(request: dict[str, Any], context: Context) -> dict[str, Any]:
    """`{"url", "value", "at": milliseconds or None, "secret": credential id or None, "header"}`."""
    payload, media_type = _payload(request, context)
    headers = [("Content-Type", media_type), ("Idempotency-Key", context.effect_id)]
    if request["secret"] is not None:
        headers.append((request["header"], _signature(request, payload, context)))
    limits = outbound.Limits(total_s=context.timeout_s, redirects=0, max_bytes=100_000)
    answer = outbound.send("POST", request["url"], headers=headers, body=payload, limits=limits)
    if answer.is_ok:
        return {"status": answer.status}
    host = urlsplit(request["url"]).hostname or ""
    words = " ".join(answer.body[:SHOWN].decode(errors="replace").split())
    message = f"{host} answered {answer.status}{': ' + words if words else '.'}"
    if answer.status in PASSING:
        after = answer.headers.get("retry-after", "")
        raise Busy(message, float(after) if after.isdecimal() and len(after) < 7 else None)
    raise Refused(message)


def _payload(request: dict[str, Any], context: Context) -> tuple[bytes, str]:
    """A text as it is, everything else as JSON; with a time it is an event of the device."""
    value = request["value"]
    if request["at"] is not None:
        device = selectors.device_name(context.organization_id, context.device_id)
        value = {"device": device or None, "value": value, "at": request["at"]}
    elif isinstance(value, str):
        return value.encode(), "text/plain; charset=utf-8"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), "application/json"


def _signature(request: dict[str, Any], payload: bytes, context: Context) -> str:
    credential = credentials.find(context.organization_id, request["secret"])
    credentials.require_host(credential, urlsplit(request["url"]).hostname or "")
    secrets = credentials.revealed(credential)
    key = next((secrets[name] for name in ("token", "value", "password") if name in secrets), None)
    if key is None:
        raise Refused(f"“{credential.name}” holds no secret to sign with. Choose a token, an API key or a password.")
    return "sha256=" + hmac.new(key.encode(), payload, hashlib.sha256).hexdigest()


kind = CallKind(title="Webhook", perform=perform)
