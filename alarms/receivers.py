"""What happens elsewhere and concerns alarms."""

from typing import Any

from django.dispatch import receiver

from alarms import services
from alarms.models import Alarm
from devices.signals import device_deleted, devices_left


@receiver(device_deleted)
def clear_alarms_of_deleted_device(organization_id: str, **_: Any) -> None:
    services.forget_devices(organization_id)


@receiver(devices_left)
def end_alarms_of_devices_that_left(organization_id: str, device_ids: list[int], **_: Any) -> None:
    """What was active ends. What moved away leaves its history here under its name, as it is no longer ours to show."""
    moved = Alarm.objects.filter(organization_id=organization_id, device_id__in=device_ids)
    moved.exclude(device__organization_id=organization_id).update(device=None)
    services.forget_devices(organization_id, archived=device_ids)
