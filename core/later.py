"""Ask for later work by name, once the present transaction has committed."""

from typing import Any

from celery import current_app
from django.db import transaction


def later(task: str, *args: Any, countdown_s: float | None = None) -> None:
    """Send the Celery task `task` after commit. Arguments are ids and plain values, never objects."""

    def send() -> None:
        current_app.send_task(task, args=args, countdown=countdown_s)

    transaction.on_commit(send)
