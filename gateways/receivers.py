"""Signals -> MQTT: what apps below announce and devices or foreign programs want to hear."""

import time
from collections.abc import Sequence
from typing import Any

from django.dispatch import receiver

from alarms.models import Alarm
from alarms.services import AlarmChange
from alarms.signals import alarms_changed
from alarms.states import Severity
from core.later import later
from devices.models import Command, Device, FileVersion
from devices.signals import command_queued, file_activated, file_withdrawn
from gateways import outgoing, selectors
from telemetry.signals import requests_received

# How long the broker keeps news for a device with a kept session.
NEWS_KEPT_S = 7 * 86_400
# A device that has waited so long for an answer has asked again, or sleeps.
ANSWER_WAITS_S = 120
# What devices know of an alarm's life; acknowledgement is between people.
STATES = {"raised": "raise", "cleared": "clear"}


@receiver(command_queued)
def send_commands(commands: Sequence[Command], **_: Any) -> None:
    names = {device.id: device for device in Device.objects.filter(id__in={command.device_id for command in commands})}
    items: list[outgoing.CommandItem] = [
        {
            "kind": "command",
            "organization": device.organization_id,
            "device_id": device.id,
            "device": device.name,
            "id": command.pk,
            "metric": command.name,
            "value": command.value,
            "expires": int(command.expires_at.timestamp() * 1000),
            "attempt": command.attempts,
        }
        for command in commands
        if (device := names.get(command.device_id))
    ]
    outgoing.append(items)


@receiver(requests_received)
def ask_for_answers(requests: Sequence[dict[str, Any]], **_: Any) -> None:
    """Inside the transaction of the lane that advances its position: each request is asked for once."""
    for request in requests:
        wanted = {**request, "payload": bytes(request["payload"]).decode(errors="replace")}
        later("gateways.answer_request", wanted, expires_s=ANSWER_WAITS_S)


@receiver(file_activated)
def tell_devices(version: FileVersion, devices: Sequence[Device], **_: Any) -> None:
    """Another version of a file holds for these devices. Who is away asks for the listing when it comes back."""
    body = {
        "kind": version.file.kind,
        "name": version.file.name,
        "version": version.version,
        "size": version.size,
        "sha256": version.sha256,
    }
    _tell(devices, body)


@receiver(file_withdrawn)
def tell_of_withdrawal(name: str, devices: Sequence[Device], **_: Any) -> None:
    """No version of the file holds for these devices any more."""
    _tell(devices, {"name": name, "version": None})


def _tell(devices: Sequence[Device], body: dict[str, Any]) -> None:
    expires = int((time.time() + NEWS_KEPT_S) * 1000)
    outgoing.append(
        {
            "kind": "news",
            "organization": device.organization_id,
            "device": device.name,
            "news": "files/updated",
            "body": body,
            "expires": expires,
        }
        for device in devices
    )


@receiver(alarms_changed)
def publish_alarms(changes: Sequence[AlarmChange], **_: Any) -> None:
    by_organization: dict[str, list[tuple[str | None, str, outgoing.AlarmItem]]] = {}
    for change in changes:
        if change.change in STATES:
            organization_id = change.alarm.organization_id
            by_organization.setdefault(organization_id, []).append((change.effect_id, organization_id, _item(change)))
    for organization_id, alarms in by_organization.items():
        outgoing.append_alarms([outgoing.STREAM, *selectors.alarm_streams(organization_id)], alarms)


def _item(change: AlarmChange) -> outgoing.AlarmItem:
    alarm: Alarm = change.alarm
    return {
        "id": alarm.pk,
        "rule": alarm.rule_id,
        "title": alarm.title,
        "device": alarm.device_name or None,
        "state": STATES[change.change],
        "severity": Severity(alarm.severity).name.lower(),
        "value": change.value,
        "text": change.text,
        "ts": change.time_us / 1000,
    }
