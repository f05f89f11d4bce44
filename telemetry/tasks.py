"""What the clock and others ask of telemetry in the cold lane."""

from celery import shared_task

from core.errors import Unavailable
from telemetry import jobs, services
from telemetry.exports import schedules
from telemetry.exports import services as exports
from telemetry.imports import services as imports
from telemetry.models import Export, Import

MAINTAIN_S = 4.0


@shared_task(name="telemetry.maintain")
def maintain() -> None:
    services.maintain(MAINTAIN_S)


@shared_task(name="telemetry.forget_metrics", autoretry_for=(Unavailable,), max_retries=10, retry_backoff=True)
def forget_metrics(metric_ids: list[int]) -> None:
    services.forget_metrics(metric_ids)


@shared_task(name="telemetry.run_export")
def run_export(export_id: int) -> None:
    jobs.work(Export, export_id, exports.run)


@shared_task(name="telemetry.run_import")
def run_import(import_id: int) -> None:
    jobs.work(Import, import_id, imports.run)


@shared_task(name="telemetry.send_waiting_jobs")
def send_waiting_jobs() -> None:
    jobs.send_waiting()


@shared_task(name="telemetry.run_schedules")
def run_schedules() -> None:
    schedules.run_due()


@shared_task(name="telemetry.sweep_files")
def sweep_files() -> None:
    exports.sweep()
    imports.sweep()
