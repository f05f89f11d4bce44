"""What happened to devices, in one list: alarms that came and went, commands, devices that came and went."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any, Final, Literal, NamedTuple, get_args

from django.db.models import QuerySet

from alarms.models import Alarm, AlarmTransition
from alarms.states import Severity
from devices.models import Command, ConnectionLog, Device
from organizations import rights
from organizations.models import User

Kind = Literal["alarms", "commands", "connections"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


class Entry(NamedTuple):
    kind: Kind
    at: dt.datetime
    device_id: int | None
    device: str
    # What happened: raised, cleared, acknowledged ... of alarms, the state of commands, connected or disconnected.
    event: str
    title: str
    text: str
    severity: str | None
    by: str | None
    value: Any


class Asked(NamedTuple):
    user: User
    organization_id: str
    # None: all that the user may see.
    device_ids: Collection[int] | None
    since: dt.datetime | None
    until: dt.datetime | None
    limit: int
    # Of devices at these alone.
    site_ids: Collection[int] | None = None


def entries(asked: Asked, kinds: Collection[Kind]) -> list[Entry]:
    """The newest of each kind together, newest first. One read a kind, however many devices there are."""
    found = [entry for kind in KINDS if kind in kinds for entry in READERS[kind](asked)]
    return sorted(found, key=lambda entry: entry.at, reverse=True)[: asked.limit]


def _cut(rows: "QuerySet[Any]", asked: Asked, *, time: str) -> Sequence[Any]:
    if asked.since is not None:
        rows = rows.filter(**{f"{time}__gte": asked.since})
    if asked.until is not None:
        rows = rows.filter(**{f"{time}__lt": asked.until})
    return list(rows.order_by(f"-{time}", "-id")[: asked.limit])


def _chosen(rows: "QuerySet[Any]", asked: Asked, *, device: str) -> "QuerySet[Any]":
    """Of the devices that were asked for; `device` is where the rows have theirs."""
    if asked.device_ids is not None:
        rows = rows.filter(**{f"{device}_id__in" if device else "id__in": asked.device_ids})
    if asked.site_ids is not None:
        rows = rows.filter(**{f"{device}__site_id__in" if device else "site_id__in": asked.site_ids})
    return rows


def _alarms(asked: Asked) -> list[Entry]:
    alarms = rights.visible(asked.user, Alarm.objects.filter(organization_id=asked.organization_id))
    alarms = _chosen(alarms, asked, device="device")
    rows = AlarmTransition.objects.filter(alarm__in=alarms.values("id")).exclude(kind=AlarmTransition.Kind.NOTHING)
    return [
        Entry(
            kind="alarms",
            at=row.at,
            device_id=row.alarm.device_id,
            device=row.alarm.device.name if row.alarm.device else "",
            event=row.kind,
            title=row.alarm.title,
            text=row.comment or row.alarm.text,
            severity=Severity(row.severity).name.lower(),
            by=str(row.by) if row.by else None,
            value=row.value,
        )
        for row in _cut(rows.select_related("alarm__device", "by"), asked, time="at")
    ]


def _commands(asked: Asked) -> list[Entry]:
    rows = rights.visible(asked.user, Command.objects.filter(device__organization_id=asked.organization_id))
    rows = _chosen(rows, asked, device="device")
    return [
        Entry(
            kind="commands",
            at=row.created_at,
            device_id=row.device_id,
            device=row.device.name,
            event=row.status,
            title=row.name,
            text=row.detail,
            severity=None,
            by=str(row.requested_by) if row.requested_by else None,
            value=row.value,
        )
        for row in _cut(rows.select_related("device", "requested_by"), asked, time="created_at")
    ]


def _connections(asked: Asked) -> list[Entry]:
    devices = rights.visible(asked.user, Device.objects.filter(organization_id=asked.organization_id))
    devices = _chosen(devices, asked, device="")
    rows = ConnectionLog.objects.filter(device__in=devices.values("id")).select_related("device")
    return [
        Entry(
            kind="connections",
            at=row.at,
            device_id=row.device_id,
            device=row.device.name if row.device else "",
            event=row.event,
            title=row.protocol,
            text=row.reason,
            severity=None,
            by=None,
            value=None,
        )
        for row in _cut(rows, asked, time="at")
    ]


READERS: Final[dict[Kind, Callable[[Asked], list[Entry]]]] = {
    "alarms": _alarms,
    "commands": _commands,
    "connections": _connections,
}
