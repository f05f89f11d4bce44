"""The Celery application: the cold lane's tasks, and the worker that also starts the hot lane's processes."""

import os
import sys

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iotsite.settings")

# The clock sends tasks by name only: without Django's apps it needs half of the memory.
is_clock = "beat" in sys.argv
app = Celery("sluice", fixups=[] if is_clock else None)
app.config_from_object("django.conf:settings", namespace="CELERY")
if not is_clock:
    app.autodiscover_tasks()
# Every worker also runs the hot lane.
app.steps["worker"].add("telemetry.lane.step:LaneStep")


@setup_logging.connect
def _use_django_logging(**_: object) -> None:
    """Celery would otherwise replace the log format that all other processes share."""
    import logging.config

    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)
