"""What every test may ask for. The servers behind it are in `tests/services.py`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import redis
from django.contrib.auth.hashers import Argon2PasswordHasher

from organizations import rights
from organizations.audit.append_only import PROTECT, UNPROTECT
from organizations.models import Organization, User
from tests import factories
from tests.stack import Stack


@pytest.fixture(autouse=True, scope="session")
def _flush_in_spite_of_triggers() -> Iterator[None]:
    """Tests that commit empty all tables afterwards, also the one that the database itself protects."""
    from django.core.management.commands import flush
    from django.db import connection

    plain = vars(flush)["sql_flush"]

    def sql_flush(*arguments: Any, **options: Any) -> list[str]:
        return [*UNPROTECT[connection.vendor], *plain(*arguments, **options), *PROTECT[connection.vendor]]

    with mock.patch.object(flush, "sql_flush", sql_flush):
        yield


# The real hash with little work: what is slow on purpose would be half of the tests' time.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1


@pytest.fixture(autouse=True)
def _empty_redis(redis_server: Path) -> None:
    """No test sees what another left in Redis."""
    with redis.Redis(unix_socket_path=str(redis_server)) as connection:
        connection.flushall()
    # Users' ids begin anew with each test's database.
    rights.forget()


@pytest.fixture
def organization(db: None) -> Organization:
    return factories.organization()


@pytest.fixture
def other_organization(db: None) -> Organization:
    """Where strangers come from."""
    return factories.organization()


@pytest.fixture
def engineer(organization: Organization) -> User:
    return factories.user(organization, role="engineer")


@pytest.fixture
def operator(organization: Organization) -> User:
    return factories.user(organization, role="operator")


@pytest.fixture
def viewer(organization: Organization) -> User:
    return factories.user(organization, role="viewer")


@pytest.fixture
def stranger(other_organization: Organization) -> User:
    """An engineer of another organization: may do everything there and nothing here."""
    return factories.user(other_organization, role="engineer")


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """The whole product, running; shared by all tests that only use it."""
    running = Stack()
    running.start()
    yield running
    running.stop()
