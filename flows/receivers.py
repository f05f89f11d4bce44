"""What flows do when something changes below them."""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from devices.models import Command, Device
from devices.signals import attributes_changed, command_changed, device_deleted, devices_left
from flows.lane import command_answers, news, state
from flows.models import Flow


@receiver(device_deleted)
def forget_state(organization_id: str, device_id: int, **kwargs: Any) -> None:
    """A device that is gone leaves no state behind. The signal also tells of single metrics, whose device stays."""
    if Device.objects.filter(id=device_id).exists():
        return
    flow_ids = list(Flow.objects.filter(organization_id=organization_id).values_list("id", flat=True))
    if flow_ids:
        transaction.on_commit(lambda: state.forget_key(flow_ids, device_id))


@receiver(attributes_changed)
def tell_attributes(device: Device, changes: dict[str, Any], **kwargs: Any) -> None:
    if Flow.objects.filter(organization_id=device.organization_id, is_enabled=True, live__isnull=False).exists():
        news.tell_attributes({(device.id, name): value for name, value in changes.items()})


@receiver(command_changed)
def tell_what_became_of_commands(commands: list[Command], **kwargs: Any) -> None:
    told = {command.source: (str(command.status), command.detail) for command in commands if command.source}
    if told:
        command_answers.tell(told)


@receiver(devices_left)
def forget_state_of_those_that_left(organization_id: str, device_ids: list[int], **kwargs: Any) -> None:
    flow_ids = list(Flow.objects.filter(organization_id=organization_id).values_list("id", flat=True))
    if not flow_ids:
        return
    for device_id in device_ids:
        transaction.on_commit(partial(state.forget_key, flow_ids, device_id))
