"""Passwords of other people's brokers, which we must be able to show them: encrypted at rest."""

from core.errors import Refused
from core.sealing import Unreadable, seal, unseal

PURPOSE = "foreign secrets"


def encrypted(secret: str) -> str:
    return seal(secret, purpose=PURPOSE) if secret else ""


def decrypted(text: str) -> str:
    """The secret; refused when the installation's key is another one than when it was stored."""
    if not text:
        return ""
    try:
        return unseal(text, purpose=PURPOSE)
    except Unreadable:
        raise Refused("The stored password was encrypted with another key: enter it again.", field="password") from None
