"""The Celery application: the cold lane's tasks, and the worker that also starts the hot lane's processes."""

import os
import sys
from contextlib import AbstractContextManager
from typing import Any

from celery import Celery
from celery.signals import setup_logging, task_postrun, task_prerun

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iotsite.settings")

# The clock sends tasks by name only: without Django's apps it needs half of the memory.
is_clock = "beat" in sys.argv
app = Celery("sluice", fixups=[] if is_clock else None)
app.config_from_object("django.conf:settings", namespace="CELERY")
if not is_clock:
    app.autodiscover_tasks()
# Every worker also runs the hot lane.
app.steps["worker"].add("telemetry.lane.step:LaneStep")
# For which actor each running task acts.
_acting: dict[str, AbstractContextManager[Any]] = {}


@setup_logging.connect
def _use_django_logging(**_: object) -> None:
    """Celery would otherwise replace the log format that all other processes share."""
    import logging.config

    from django.conf import settings

    logging.config.dictConfig(settings.LOGGING)


@task_prerun.connect
def _act_for_whoever_asked(task: Any, task_id: str, **_: object) -> None:
    """What a person asked for stays that person's doing in the audit log."""
    from core import actor

    if who := actor.unpacked((task.request.headers or {}).get(actor.HEADER)):
        acting = actor.acting(who)
        acting.__enter__()
        _acting[task_id] = acting


@task_postrun.connect
def _act_for_nobody(task_id: str, **_: object) -> None:
    if acting := _acting.pop(task_id, None):
        acting.__exit__(None, None, None)
