"""Tell devices that another version of a file holds for them, a batch at a time."""

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils.timezone import now

from core.later import later
from devices import signals
from devices.files import places, selectors
from devices.models import Device, FileDelivery, FileVersion

BATCH: Final = 1_000


def ask_for_roll_out(place: places.Place, name: str, *, is_repeat: bool = False) -> None:
    """After commit, and in the background: there may be tens of thousands of devices. A repeat spares who has applied it."""
    later("devices.roll_out_file", place.key, name, now().isoformat(), 0, is_repeat)


def roll_out_batch(place: places.Place, name: str, *, since: dt.datetime, after_id: int, is_repeat: bool = False) -> int | None:
    """Notify the next devices of the place; answers the last one's id, or nothing when all are through.

    What counts is what holds now: a roll-out that another change has overtaken tells the devices the newest state. Done
    twice, it tells nobody twice of a version: `since` is the time of the change, and who was told after it is left alone.
    """
    devices = list(place.devices().filter(id__gt=after_id).order_by("id")[:BATCH])
    winners = selectors.winners(devices, name)
    told: dict[int, list[Device]] = {}
    versions: dict[int, FileVersion] = {version.pk: version for version in winners.values()}
    with transaction.atomic():
        present = {
            (row.version_id, row.device_id): row
            for row in FileDelivery.objects.select_for_update().filter(
                version_id__in=versions, device_id__in=[device.id for device in devices]
            )
        }
        new, again, moment = [], [], now()
        for device in devices:
            version = winners.get(device.id)
            if version is None or version.uploaded_from_id == device.id:
                continue  # nothing holds for it any more (it is told below), or it sent the file itself
            if places.nearness(version.file) < place.nearness:
                continue  # a file of its own hides the one that changed
            row = present.get((version.pk, device.id))
            if row is not None and (row.changed_at >= since or (is_repeat and row.status == FileDelivery.Status.APPLIED)):
                continue
            if row is None:
                new.append(FileDelivery(version=version, device=device, changed_at=moment))
            else:
                row.status, row.bytes_sent, row.detail, row.changed_at = FileDelivery.Status.NOTIFIED, 0, "", moment
                again.append(row)
            told.setdefault(version.pk, []).append(device)
        FileDelivery.objects.bulk_create(new, ignore_conflicts=True)
        FileDelivery.objects.bulk_update(again, ["status", "bytes_sent", "detail", "changed_at"])
    gone = [device for device in devices if device.id not in winners]
    if gone and not is_repeat:
        signals.file_withdrawn.send(sender=FileVersion, name=name, devices=gone)
    for version_id, listeners in told.items():
        signals.file_activated.send(sender=FileVersion, version=versions[version_id], devices=listeners)
    return devices[-1].id if len(devices) == BATCH else None
