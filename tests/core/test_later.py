"""Later work reaches our broker from processes that have not loaded Celery themselves, such as the web server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings

SEND = """
import django; django.setup()
from core import later
from unittest import mock
sent = []
with mock.patch("celery.app.base.Celery.send_task", lambda self, name, **how: sent.append((self.main, name, how["args"]))):
    later.later("devices.expire_commands", 7)
assert sent == [("sluice", "devices.expire_commands", (7,))], sent
"""


def test_a_process_that_has_not_loaded_celery_sends_to_our_broker(tmp_path: Path) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "iotsite.settings", "SLUICE_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SEND], cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", settings.CELERY_BEAT_SCHEDULE)
def test_what_the_clock_asks_for_is_dropped_when_it_comes_too_late(name: str) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE[name]

    assert 0 < entry["options"]["expires"] <= max(10, 2 * entry["schedule"])


def test_no_task_says_itself_when_it_is_too_late() -> None:
    """It would not be heard: tasks are sent by name, from processes that do not know them."""
    import iotsite.celery  # noqa: F401  loads the tasks of all apps

    current_app.loader.import_default_modules()
    assert {name for name, task in current_app.tasks.items() if task.expires and not name.startswith("celery.")} == set()
