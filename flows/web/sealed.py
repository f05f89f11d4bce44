"""Secrets on wires: a token travels sealed, so that wires, traces, debug messages, states and failed calls show nothing.

A block that obtains a secret sends it in the form `sealed:…`, encrypted for its organization. Blocks may pass it on and put
it into other texts; only a call in the cold lane opens it, at the moment it is sent.
"""

import re
from collections.abc import Callable

from core.errors import Refused
from core.sealing import Unreadable, seal, unseal

PURPOSE = "flow secret"
PREFIX = "sealed:"
HIDDEN = "••••••"
MAX_BYTES = 16_000

_SEALED = re.compile(re.escape(PREFIX) + r"([A-Za-z0-9_=-]{40,})")


def sealed(secret: str, organization_id: str) -> str:
    """The secret as it may travel."""
    if len(secret.encode()) > MAX_BYTES:
        raise Refused(f"The secret takes {len(secret.encode()):,} bytes; {MAX_BYTES:,} are possible.")
    return PREFIX + seal(f"{organization_id}\n{secret}", purpose=PURPOSE)


def opened(text: str, organization_id: str) -> str:
    """`text` with all secrets in it readable. What another organization has sealed is refused."""

    def open_one(found: re.Match[str]) -> str:
        try:
            owner, _, secret = unseal(found[1], purpose=PURPOSE).partition("\n")
        except Unreadable:
            owner, secret = "", ""
        if owner != organization_id:
            raise Refused("The secret on the wire cannot be read: it was cut, or made elsewhere. Let its block make a new one.")
        return secret

    return _SEALED.sub(open_one, text)


def secrets_in(text: str, organization_id: str) -> list[str]:
    """The secrets that are sealed in it, readable."""
    return [opened(found[0], organization_id) for found in _SEALED.finditer(text)]


def hidden(text: str) -> str:
    """`text` as people may see it."""
    return _SEALED.sub(HIDDEN, text)


def hiding(*secrets: str) -> Callable[[str], str]:
    """A function that takes these secrets out of texts. Very short ones would take half of the text with them."""
    known = sorted({secret for secret in secrets if len(secret) >= 4}, key=len, reverse=True)
    if not known:
        return lambda text: text
    pattern = re.compile("|".join(re.escape(secret) for secret in known))
    return lambda text: pattern.sub(HIDDEN, text)
