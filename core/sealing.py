"""Secrets that must be read again, and therefore cannot be hashed: encrypted with a key that is not in the database."""

import base64
import functools
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class Unreadable(Exception):
    """It was sealed with another key or for another purpose, or is not whole."""


def seal(text: str, *, purpose: str) -> str:
    """`text` encrypted; what is sealed for one purpose cannot pass for something sealed for another."""
    return _fernet(settings.SECRET_KEY, purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    try:
        return _fernet(settings.SECRET_KEY, purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise Unreadable from None


@functools.lru_cache(maxsize=16)
def _fernet(secret_key: str, purpose: str) -> Fernet:
    key = hashlib.blake2b(secret_key.encode(), digest_size=32, person=purpose.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
