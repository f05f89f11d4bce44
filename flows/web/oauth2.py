"""Tokens for client credentials (OAuth 2, RFC 6749 section 4.4): asked for once, kept sealed until shortly before they end."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from core import outbound
from core.errors import Refused, Unavailable
from core.outbound import Limits
from core.redis import client
from core.sealing import Unreadable, seal, unseal
from flows.models import Credential
from flows.web import credentials

PURPOSE = "oauth2 token"
DEFAULT_LIFETIME_S = 300.0
MAX_LIFETIME_S = 86_400.0
SHARE = 0.9  # of its lifetime a token is used


def token_for(credential: Credential, secrets: dict[str, str], limits: Limits, *, refused: str = "") -> str:
    """A token of this credential. One that was `refused` is not used again."""
    key = _key(credential)
    kept: Any = client().get(key)
    if kept is not None:
        try:
            token = unseal(kept.decode(), purpose=PURPOSE)
        except Unreadable:
            token = ""
        if token and token != refused:
            return token
    token, lifetime_s = _asked(credential, secrets, limits)
    client().set(key, seal(token, purpose=PURPOSE), px=max(1, round(lifetime_s * SHARE * 1_000)))
    return token


def _key(credential: Credential) -> str:
    """Other secrets or settings mean other tokens."""
    stamp = hashlib.sha256(f"{credential.sealed}{credential.settings}".encode()).hexdigest()[:16]
    return f"flows:oauth2:{credential.id}:{stamp}"


def _asked(credential: Credential, secrets: dict[str, str], limits: Limits) -> tuple[str, float]:
    settings = credential.settings
    fields = {"grant_type": "client_credentials"}
    fields |= {name: settings[name] for name in ("scope", "audience") if settings.get(name)}
    headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Accept", "application/json")]
    if settings["place"] == "header":
        pair = f"{quote(settings['client_id'], safe='')}:{quote(secrets['client_secret'], safe='')}"
        headers.append(("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}"))
    else:
        fields |= {"client_id": settings["client_id"], "client_secret": secrets["client_secret"]}
    url = settings["token_url"]
    if credential.hosts and (host := urlsplit(url).hostname or "") not in credential.hosts:
        credentials.require_host(credential, host)
    answer = outbound.send("POST", url, headers=headers, body=urlencode(fields).encode(), limits=limits)
    host = urlsplit(url).netloc
    if answer.status >= 500 or answer.status == 429:
        raise Unavailable(f"{host} gives no token for “{credential.name}” now: it answers {answer.status}.", code="token")
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError):
        data = {}
    token = data.get("access_token") if isinstance(data, dict) else None
    if answer.status >= 400 or not isinstance(token, str) or not token.isprintable():
        reason = data.get("error_description") or data.get("error") if isinstance(data, dict) else None
        words = f": {str(reason)[:200]}" if reason else ""
        raise Refused(f"{host} gives no token for “{credential.name}” (answer {answer.status}){words}.", code="token")
    try:
        lifetime_s = float(data.get("expires_in") or DEFAULT_LIFETIME_S)
    except (TypeError, ValueError):
        lifetime_s = DEFAULT_LIFETIME_S
    return token, min(max(lifetime_s, 1.0), MAX_LIFETIME_S)
