"""What the clock and others ask of telemetry in the cold lane."""

from celery import shared_task

from core.errors import Unavailable
from telemetry import services

MAINTAIN_S = 4.0


@shared_task(name="telemetry.maintain", expires=10)
def maintain() -> None:
    services.maintain(MAINTAIN_S)


@shared_task(name="telemetry.forget_metrics", autoretry_for=(Unavailable,), max_retries=10, retry_backoff=True)
def forget_metrics(metric_ids: list[int]) -> None:
    services.forget_metrics(metric_ids)
