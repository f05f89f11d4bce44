"""Secrets of other people's systems, which we must be able to show them: encrypted at rest."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from core.errors import Refused


def _fernet() -> Fernet:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"foreign secrets").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def encrypted(secret: str) -> str:
    return _fernet().encrypt(secret.encode()).decode() if secret else ""


def decrypted(text: str) -> str:
    """The secret; refused when the installation's key is another one than when it was stored."""
    if not text:
        return ""
    try:
        return _fernet().decrypt(text.encode()).decode()
    except InvalidToken:
        raise Refused("The stored password was encrypted with another key: enter it again.", field="password") from None
