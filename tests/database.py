"""The tests' database: migrated once for each state of the migrations, then copied for every process.

Migrating takes longer than most files of tests. So the first process that finds no template makes one, below `.build`
or in the PostgreSQL server, and all others copy it.
"""

import contextlib
import fcntl
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import quote

from django.conf import settings
from django.core.management.commands import flush
from django.db import connection

from organizations.audit.append_only import PROTECT, UNPROTECT
from tests.room import TEMPLATES, migrations_state

# Filled by Django after migrating, from what models there are. No test changes them, so no test need empty them.
KEPT_TABLES = {"django_content_type", "auth_permission"}


def database_url() -> str:
    """Its DATABASE_URL, for processes that a test starts."""
    options = settings.DATABASES["default"]
    if "sqlite" in options["ENGINE"]:
        return f"sqlite:///{options['NAME']}"
    user, password, name = (quote(str(options[key]), safe="") for key in ("USER", "PASSWORD", "NAME"))
    return f"postgresql://{user}:{password}@{options['HOST']}:{options['PORT']}/{name}"


def make() -> None:
    """Make the tests' database and use it. The first test waits for it, on a busy machine longer than a test may take."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    with _clock_of_the_test_stopped(), open(TEMPLATES / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (_make_file if connection.vendor == "sqlite" else _make_in_server)(migrations_state())


@contextlib.contextmanager
def _clock_of_the_test_stopped() -> Iterator[None]:
    """pytest-timeout ends tests by this timer."""
    left_s, again_s = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left_s, again_s)


def remove() -> None:
    connection.close()
    if connection.vendor == "postgresql":
        with contextlib.closing(_server()) as server:
            server.execute(f"DROP DATABASE IF EXISTS {_quoted(settings.DATABASES['default']['NAME'])} WITH (FORCE)")


def _use(name: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _migrated() -> None:
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()


def _make_file(state: str) -> None:
    template, file = TEMPLATES / f"{state}.db", Path(settings.DATABASES["default"]["TEST"]["NAME"])
    if template.exists():
        shutil.copy(template, file)
        _use(str(file))
        return
    _migrated()
    for older in TEMPLATES.glob("*.db"):
        older.unlink()
    unfinished = template.with_suffix(".unfinished")
    shutil.copy(file, unfinished)
    unfinished.rename(template)


def _make_in_server(state: str) -> None:
    template, name = _quoted(f"sluice_tests_{state}"), f"test_{connection.settings_dict['NAME']}"
    with contextlib.closing(_server()) as server:
        found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template.strip('"')]).fetchone()
        if found is None:
            _migrated()
            server.execute(f"ALTER DATABASE {_quoted(name)} RENAME TO {template}")
        server.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {_quoted(name)} TEMPLATE {template}")
    _use(name)


def _server() -> Any:
    """A connection to another database of the same server."""
    import psycopg

    return psycopg.connect(f"{database_url().rpartition('/')[0]}/postgres", autocommit=True)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextlib.contextmanager
def quick_flush() -> Iterator[None]:
    """Tests that commit empty all tables afterwards, also the one that the database itself protects.

    What Django wrote after migrating stays: emptying that too and writing it again was longer than most such tests.
    """
    plain = vars(flush)["sql_flush"]

    def sql_flush(style: Any, connection: Any, **options: Any) -> list[str]:
        names = connection.introspection.django_table_names

        def without_kept(*arguments: Any, **more: Any) -> list[str]:
            return [name for name in names(*arguments, **more) if name not in KEPT_TABLES]

        with mock.patch.object(connection.introspection, "django_table_names", without_kept):
            statements = plain(style, connection, **options)
        return [*UNPROTECT[connection.vendor], *statements, *PROTECT[connection.vendor]]

    with mock.patch.object(flush, "sql_flush", sql_flush), mock.patch.object(flush, "emit_post_migrate_signal"):
        yield
