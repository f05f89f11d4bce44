"""Later work reaches our broker from processes that have not loaded Celery themselves, such as the web server."""

import os
import subprocess
import sys
from pathlib import Path

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
