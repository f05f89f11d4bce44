"""Counters that tell caches in other processes when to load again.

Subjects in use: devices, credentials, flows, brokers, rights.
"""

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

    transaction.on_commit(announce)


def tell(news: str) -> None:
    """Announce, after commit, what no cache counts."""
    transaction.on_commit(lambda: client().publish(CHANNEL, news))


def version(subject: str) -> int:
    """A number that is higher than before when something of `subject` changed."""
    return int(client().get(f"changes:{subject}") or 0)
