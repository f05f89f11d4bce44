"""Large lists of devices, in the background."""

from celery import shared_task

from core.errors import Unavailable
from devices.imports import services


@shared_task(name="devices.run_import", autoretry_for=(Unavailable,), max_retries=5, retry_backoff=True)
def run_import(job_id: int) -> None:
    services.run_import(job_id)
