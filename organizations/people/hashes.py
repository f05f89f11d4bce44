"""Secrets of links and keys: random, shown once, stored as a keyed hash.

They have 192 random bits and more, so a fast hash is right: there is nothing to guess.
"""

import hashlib
import secrets
from typing import Final

from django.conf import settings

KEY_PREFIX: Final = "sluice_key_"


def new_link() -> str:
    return secrets.token_urlsafe(32)


def new_key() -> str:
    return KEY_PREFIX + secrets.token_urlsafe(24)


def hash_link(link: str) -> str:
    return _keyed(link, b"invitations")


def hash_key(key: str) -> str:
    return _keyed(key, b"API keys")


def _keyed(secret: str, purpose: bytes) -> str:
    """64 hexadecimal digits, of no use without the installation's key, and of none for another purpose."""
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=purpose).digest()
    return hashlib.blake2b(secret.encode(), key=key, digest_size=32).hexdigest()
