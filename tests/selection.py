"""A pytest plugin: what a run leaves out.

Everything runs on SQLite. `--of-database` runs what there is to run again on PostgreSQL: tests that use the database.
`--near=devices,flows` is for authors who cannot wait: all tests of these applications, and of the others those that need no
database; in both cases without those marked `slow`.
"""

import pytest

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--of-database", action="store_true", help="only tests that use the database")
    parser.addoption("--near", metavar="APPS", help="tests of these applications, and quick ones of others")


def uses_database(item: pytest.Item) -> bool:
    return item.get_closest_marker("django_db") is not None or not DATABASE_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


def is_near(item: pytest.Item, folders: set[str]) -> bool:
    """`folders` are those below tests/."""
    if item.get_closest_marker("slow") is not None:
        return False
    return item.path.parent.name in folders or not uses_database(item)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = items
    if config.getoption("--of-database"):
        kept = [item for item in kept if uses_database(item)]
    if (near := config.getoption("--near")) is not None:
        folders = set(near.split(","))
        kept = [item for item in kept if is_near(item, folders)]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept
