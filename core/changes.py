"""Counters that tell caches in other processes when to load again.

Subjects in use: devices, credentials, flows, brokers, rights.
"""

import time

from django.db import transaction

from core.redis import client

CHANNEL = "changes"


def bump(subject: str) -> None:
    """Announce, after commit, that something of `subject` changed."""

    def announce() -> None:
        pipe = client().pipeline(transaction=False)
        pipe.incr(f"changes:{subject}")
        pipe.publish(CHANNEL, subject)
        pipe.execute()
        _recent.pop(subject, None)

    transaction.on_commit(announce)


def tell(news: str) -> None:
    """Announce, after commit, what no cache counts."""
    transaction.on_commit(lambda: client().publish(CHANNEL, news))


def version(subject: str) -> int:
    """A number that is higher than before when something of `subject` changed."""
    return int(client().get(f"changes:{subject}") or 0)


# Subject -> its version, and until when that is recent enough.
_recent: dict[str, tuple[int, float]] = {}


def recent_version(subject: str, *, within_s: float) -> int:
    """The same, for those who ask often and may hear of what other processes change a little later."""
    known = _recent.get(subject)
    if known is not None and time.monotonic() < known[1]:
        return known[0]
    found = version(subject)
    _recent[subject] = found, time.monotonic() + within_s
    return found
