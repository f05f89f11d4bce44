"""What the clock asks of devices."""

from celery import shared_task

from devices import certificates, services
from devices.files import tasks as _files  # noqa: F401  Celery looks for tasks in this module
from devices.imports import tasks as _imports  # noqa: F401


@shared_task(name="devices.expire_commands")
def expire_commands() -> None:
    services.expire_commands()


@shared_task(name="devices.trim_journals")
def trim_journals() -> None:
    services.trim_journals()


@shared_task(name="devices.warn_of_expiry")
def warn_of_expiry() -> None:
    certificates.warn_of_expiry()
