"""What happened at the doors, what devices did wrong, and when they were last seen."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple, TypedDict

from django.db import transaction
from django.db.models import Count
from django.utils.timezone import now

from core import bulk
from devices import certificates, signals
from devices.models import ConnectionLog, Credential, Device, DeviceLog

LOG_ROWS_PER_DEVICE = 500
CONNECTION_ROWS_PER_DEVICE = 500


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def instant(time_us: int) -> dt.datetime:
    """The moment of a microsecond count."""
    return _EPOCH + dt.timedelta(microseconds=time_us)


class ConnectionEntry(TypedDict, total=False):
    """One row for the connection log; `time_us` and `event` are always there."""

    time_us: int
    event: str
    organization_id: str | None
    device_id: int | None
    credential_id: int | None
    client_id: str
    address: str
    protocol: str
    tls_version: str
    cipher: str
    reason: str
    details: dict[str, Any]


def record_connections(entries: Sequence[ConnectionEntry]) -> None:
    known = set(
        Device.objects.filter(id__in={e["device_id"] for e in entries if e.get("device_id")}).values_list("id", flat=True)
    )
    rows = []
    for entry in entries:
        device_id = entry.get("device_id")
        if device_id is not None and device_id not in known:
            continue  # deleted meanwhile
        rows.append(
            ConnectionLog(
                organization_id=entry.get("organization_id"),
                device_id=device_id,
                at=instant(entry["time_us"]),
                event=entry["event"],
                client_id=entry.get("client_id", "")[:200],
                address=entry.get("address", "")[:60],
                protocol=entry.get("protocol", "")[:20],
                tls_version=entry.get("tls_version", "")[:20],
                cipher=entry.get("cipher", "")[:60],
                reason=entry.get("reason", "")[:500],
                details=entry.get("details") or {},
            )
        )
    ConnectionLog.objects.bulk_create(rows)
    used = {credential_id: entry["time_us"] for entry in entries if (credential_id := entry.get("credential_id"))}
    credentials = list(Credential.objects.select_related("renews").filter(id__in=used))
    for credential in credentials:
        credential.last_used_at = max(instant(used[credential.id]), credential.last_used_at or credential.created_at)
    Credential.objects.bulk_update(credentials, ["last_used_at"])
    certificates.settle_renewals(credentials)


class Problem(NamedTuple):
    """Something that a device did wrong."""

    device_id: int
    level: str
    kind: str
    message: str
    payload: str = ""


def record_problems(problems: Sequence[Problem]) -> None:
    """Write the devices' logs: the same thing again only counts up."""
    counted: dict[Problem, int] = {}
    by_key: dict[tuple[int, str, str], Problem] = {}
    for problem in problems:
        problem = problem._replace(message=problem.message[:500], payload=problem.payload[:300])
        key = (problem.device_id, problem.kind, problem.message)
        first = by_key.setdefault(key, problem)
        counted[first] = counted.get(first, 0) + 1
    known = set(Device.objects.filter(id__in={p.device_id for p in counted}).values_list("id", flat=True))
    moment = now()
    with transaction.atomic():
        existing = {
            (row.device_id, row.kind, row.message): row
            for row in DeviceLog.objects.filter(device_id__in=known, message__in={p.message for p in counted})
        }
        new, changed = [], []
        for problem, count in counted.items():
            if problem.device_id not in known:
                continue
            row = existing.get((problem.device_id, problem.kind, problem.message))
            if row is None:
                new.append(
                    DeviceLog(
                        device_id=problem.device_id,
                        at=moment,
                        level=problem.level,
                        kind=problem.kind,
                        message=problem.message,
                        payload=problem.payload,
                        count=count,
                    )
                )
            else:
                row.count, row.at, row.payload = row.count + count, moment, problem.payload
                changed.append(row)
        DeviceLog.objects.bulk_create(new)
        DeviceLog.objects.bulk_update(changed, ["count", "at", "payload"])


def record_presence(changes: Sequence[tuple[int, bool, int]]) -> None:
    """`(device id, online, time in µs)`, oldest first: keep the newest of each device."""
    newest = {device_id: (online, time_us) for device_id, online, time_us in changes}
    with transaction.atomic():
        devices = list(Device.objects.select_for_update().filter(id__in=newest))
        for device in devices:
            device.online, time_us = newest[device.id]
            device.last_seen_at = max(instant(time_us), device.last_seen_at or instant(time_us))
        Device.objects.bulk_update(devices, ["online", "last_seen_at"])
        transaction.on_commit(lambda: signals.presence_changed.send(sender=Device, devices=devices))


def record_last_seen(seen: dict[int, int]) -> None:
    """Device id -> time in µs of its newest message; a row is written only when it moves by 10 s or more."""
    with transaction.atomic():
        stale = []
        for device_id, before in Device.objects.filter(id__in=seen).values_list("id", "last_seen_at"):
            at = instant(seen[device_id])
            if before is None or (at - before).total_seconds() >= 10:
                stale.append((at, device_id))
        bulk.update(Device, ("last_seen_at",), stale)


def trim_journals() -> None:
    """Keep the newest rows of each device's log and connection log."""
    for model, bound in ((DeviceLog, LOG_ROWS_PER_DEVICE), (ConnectionLog, CONNECTION_ROWS_PER_DEVICE)):
        crowded = model._default_manager.values("device_id").annotate(rows=Count("id")).filter(rows__gt=bound).order_by()
        for device_id in [row["device_id"] for row in crowded[:100]]:
            rows = model._default_manager.filter(device_id=device_id).order_by("-at", "-id")
            oldest_kept = rows.values_list("id", flat=True)[bound - 1]
            model._default_manager.filter(device_id=device_id, id__lt=oldest_kept).delete()
