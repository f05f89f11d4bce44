"""What `./check fast` takes and leaves out."""

import subprocess
from types import SimpleNamespace
from typing import Any

import pytest

from iotsite import check
from iotsite.processes import CHECKOUT
from tests import selection


def test_a_changed_file_leads_to_its_application():
    changed = ["devices/models/device.py", "tests/flows/test_engine.py", "frontend/src/app/main.tsx", "docs/flows.md"]
    assert check.apps_of(changed) == {"devices", "flows"}


@pytest.mark.parametrize("file", ["requirements.txt", "pyproject.toml", "tests/conftest.py", "manage.py"])
def test_what_all_share_leads_to_the_core(file):
    assert check.apps_of([file]) == {"core"}


def test_every_folder_of_unit_tests_is_that_of_an_application():
    folders = {path.parent.name for path in (CHECKOUT / "tests").glob("*/test_*.py")}
    assert folders - {"browser", "faults"} == set(check.APPS)


def item(folder: str, *fixtures: str, marks: tuple[str, ...] = ()) -> Any:
    return SimpleNamespace(
        path=CHECKOUT / "tests" / folder / "test_x.py",
        fixturenames=fixtures,
        get_closest_marker=lambda name: name if name in marks else None,
    )


@pytest.mark.parametrize(
    ("one", "is_taken"),
    [
        (item("devices", "db"), True),
        (item("flows", "db"), False),
        (item("flows", marks=("django_db",)), False),
        (item("flows", "organization"), True),
        (item("devices", marks=("slow",)), False),
    ],
    ids=["near", "far", "far-by-mark", "pure", "slow"],
)
def test_near_tests_and_those_without_a_database_are_taken(one, is_taken):
    assert selection.is_near(one, {"devices"}) is is_taken


@pytest.mark.parametrize(
    ("one", "is_taken"),
    [(item("flows", "db"), True), (item("flows", marks=("django_db",)), True), (item("flows", "tmp_path"), False)],
    ids=["fixture", "mark", "pure"],
)
def test_tests_of_the_database_run_on_each_of_them(one, is_taken):
    assert selection.uses_database(one) is is_taken


def test_a_change_in_the_checkout_is_seen(monkeypatch):
    answers = {"diff": "flows/a.py\n", "ls-files": "devices/new.py\n"}

    def run(command: list[str], **options: Any) -> Any:
        return SimpleNamespace(stdout=answers[command[1]], returncode=0)

    monkeypatch.setattr(subprocess, "run", run)
    assert check.changed_files("main") == ["flows/a.py", "devices/new.py"]
