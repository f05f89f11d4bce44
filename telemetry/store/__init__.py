"""Samples at rest: `current()` is this installation's store; `interface.py` says what a store does."""

import functools
from pathlib import Path

from django.conf import settings

from telemetry.store.columns import Samples
from telemetry.store.interface import Store

__all__ = ["Samples", "Store", "current", "open_store"]


def open_store(url: str) -> Store:
    """A store by its address: `sqlite:///path/to/readings.db` or `postgresql://…`."""
    if url.startswith("sqlite:///"):
        from telemetry.store.sqlite import SqliteStore

        return SqliteStore(Path(url.removeprefix("sqlite:///")))
    from telemetry.store.postgres import PostgresStore

    return PostgresStore(url)


@functools.cache
def _open(url: str) -> Store:
    return open_store(url)


def current() -> Store:
    """The store that the settings name, one object per process. Threads and forked children may share it."""
    return _open(settings.READINGS_URL)
