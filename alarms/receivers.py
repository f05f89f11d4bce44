"""What happens elsewhere and concerns alarms."""

from typing import Any

from django.dispatch import receiver

from alarms import services
from devices.signals import device_deleted


@receiver(device_deleted)
def clear_alarms_of_deleted_device(organization_id: str, **_: Any) -> None:
    services.forget_devices(organization_id)
