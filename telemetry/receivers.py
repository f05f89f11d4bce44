"""What telemetry does when something happens below it."""

from typing import Any

from django.dispatch import receiver

from core.later import later
from devices import signals

FORGET_AT_ONCE = 100


@receiver(signals.device_deleted)
def forget_its_samples(metric_ids: list[int], **_: Any) -> None:
    """A deleted metric's samples go too; its id is never given to another."""
    for start in range(0, len(metric_ids), FORGET_AT_ONCE):
        later("telemetry.forget_metrics", metric_ids[start : start + FORGET_AT_ONCE], countdown_s=2)
