"""What the clock asks of devices."""

from celery import shared_task

from devices import services
from devices.files import tasks as _files  # noqa: F401  Celery looks for tasks in this module


@shared_task(name="devices.expire_commands", expires=5)
def expire_commands() -> None:
    services.expire_commands()


@shared_task(name="devices.trim_journals", expires=60)
def trim_journals() -> None:
    services.trim_journals()
