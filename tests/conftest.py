"""What every test may ask for. The servers behind it are in `tests/services.py`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher

from organizations import rights
from organizations.models import Organization, User
from tests import database, factories
from tests.stack import Stack

# Each `Client()` builds the whole chain of middleware, and WhiteNoise would read all built files every time.
settings.WHITENOISE_AUTOREFRESH = True
# The real hash with little work: what is slow on purpose would be half of the tests' time.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost, Argon2PasswordHasher.parallelism = 1, 64, 1


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """In place of pytest-django's, which migrates each time."""
    with django_db_blocker.unblock():
        database.make()
    with database.quick_flush():
        yield
    with django_db_blocker.unblock():
        database.remove()


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
