"""Ask for later work by name, once the present transaction has committed."""

from importlib import import_module
from typing import Any

from django.db import transaction

from core import actor


def later(task: str, *args: Any, countdown_s: float | None = None, expires_s: float | None = None) -> None:
    """Send the Celery task `task` after commit. Arguments are ids and plain values, never objects.

    `expires_s` is after how long it is useless to do it; a task is asked for by name, so what its own declaration says of that
    does not count.

    What the task does is still the doing of whoever acts now.
    """
    who = actor.packed()

    def send() -> None:
        # The site's own app knows our broker: Celery's current one would be a blank in a process that has not loaded
        # ours. By name, because core stands below the site, and late, because the edge does without Celery.
        import_module("iotsite.celery").app.send_task(
            task, args=args, countdown=countdown_s, expires=expires_s, headers={actor.HEADER: who} if who else None
        )

    transaction.on_commit(send)
