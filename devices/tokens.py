"""Device tokens: random, shown once, stored as a keyed hash.

A token has 192 random bits, so a fast hash is right: there is nothing to guess, and thousands connect at once.
"""

import hashlib
import secrets

from django.conf import settings

PREFIX = "sluice_"


def new_token() -> str:
    return PREFIX + secrets.token_urlsafe(24)


def hash_token(token: str) -> str:
    """64 hexadecimal digits, of no use without the installation's key."""
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"device tokens").digest()
    return hashlib.blake2b(token.encode(), key=key, digest_size=32).hexdigest()
