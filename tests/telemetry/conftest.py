"""A store of each kind, empty, and a way to run programs beside the test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pytest_django import Settings

from core.redis import client
from telemetry import log
from telemetry.decode import directory
from telemetry.lane import Entry
from telemetry.store import current, open_store
from telemetry.store.interface import Store
from tests import postgres


@pytest.fixture(autouse=True)
def _new_directory() -> None:
    """No test knows the devices of another."""
    directory.forget()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL: the one that TEST_POSTGRES_URL names, else a cluster of our own in a folder of its own."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with postgres.cluster() as folder:
        yield f"postgresql://sluice@/postgres?host={folder}"


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'readings.db'}"
    url: str = request.getfixturevalue("postgres_url")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS readings CASCADE")
    return url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()


@pytest.fixture
def readings(settings: Settings, tmp_path: Path) -> Iterator[Store]:
    """The installation's store, new and empty."""
    settings.READINGS_URL = f"sqlite:///{tmp_path / 'readings.db'}"
    yield current()
    current().close()


@pytest.fixture
def log_entries() -> Callable[[int], list[Entry]]:
    """Reads the log of a device's partition as a lane does."""

    def entries(device_id: int) -> list[Entry]:
        rows: Any = client().xrange(log.stream(log.partition_of(device_id)))
        return [Entry(entry_id, *fields.popitem()) for entry_id, fields in rows]

    return entries
