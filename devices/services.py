"""Verbs that change devices, their metrics, credentials, journals and commands."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypedDict

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.timezone import now

from core.changes import bump
from core.errors import Refused
from devices import signals, tokens
from devices.errors import BadName, BadPath, BadValue, NameTaken, NotWritable, PathTaken
from devices.models import (
    NAME_PATTERN,
    OPEN_STATUSES,
    PATH_PATTERN,
    Command,
    CommandStatus,
    ConnectionLog,
    Credential,
    DataType,
    Device,
    DeviceLog,
    DeviceType,
    Metric,
)
from organizations.models import Organization, Site, User

LOG_ROWS_PER_DEVICE = 500
CONNECTION_ROWS_PER_DEVICE = 500
MAX_EXPIRY_S = 7 * 24 * 3600
INT64 = 2**63


def instant(time_us: int) -> dt.datetime:
    """The moment of a microsecond count."""
    return dt.datetime.fromtimestamp(time_us // 1_000_000, tz=dt.UTC).replace(microsecond=time_us % 1_000_000)


def create_device(
    organization: Organization,
    *,
    name: str,
    description: str = "",
    site: Site | None = None,
    type: DeviceType | None = None,  # noqa: A002  the column is called type
    is_gateway: bool = False,
    may_create_metrics: bool = True,
) -> Device:
    if not re.fullmatch(NAME_PATTERN, name) or name != name.strip():
        raise BadName(name)
    if site is not None and site.organization_id != organization.id:
        raise Refused("There is no such site.", field="site_id")
    if type is not None and type.organization_id != organization.id:
        raise Refused("There is no such device type.", field="type_id")
    try:
        with transaction.atomic():
            device = Device.objects.create(
                organization=organization,
                name=name,
                description=description,
                site=site,
                type=type,
                is_gateway=is_gateway,
                may_create_metrics=may_create_metrics,
            )
    except IntegrityError:
        raise NameTaken(name) from None
    bump("devices")
    return device


def change_device(device: Device, **fields: Any) -> Device:
    """Set the named fields: name, description, site, type, is_gateway, may_create_metrics."""
    name = fields.get("name", device.name)
    if not re.fullmatch(NAME_PATTERN, name) or name != name.strip():
        raise BadName(name)
    for field, value in fields.items():
        setattr(device, field, value)
    try:
        with transaction.atomic():
            device.save(update_fields=list(fields))
    except IntegrityError:
        raise NameTaken(name) from None
    bump("devices")
    bump("credentials")  # the edge keeps name and gateway flag beside the token
    return device


@transaction.atomic
def delete_device(device: Device) -> None:
    """Remove the device with its metrics; the store forgets their samples afterwards."""
    organization_id, device_id = device.organization_id, device.id
    metric_ids = list(device.metrics.values_list("id", flat=True))
    device.delete()
    bump("devices")
    bump("credentials")
    signals.device_deleted.send(sender=Device, organization_id=organization_id, device_id=device_id, metric_ids=metric_ids)


# --- metrics


def create_metric(device: Device, *, path: str, data_type: str = DataType.DOUBLE, **fields: Any) -> Metric:
    if len(path) > 200 or not re.fullmatch(PATH_PATTERN, path):
        raise BadPath(path)
    if data_type not in DataType.values:
        raise Refused(f"“{data_type}” is no data type: choose one of {', '.join(DataType.values)}.", field="data_type")
    try:
        with transaction.atomic():
            metric = Metric.objects.create(device=device, path=path, data_type=data_type, **fields)
    except IntegrityError:
        raise PathTaken(path) from None
    bump("devices")
    return metric


def change_metric(metric: Metric, **fields: Any) -> Metric:
    path = fields.get("path", metric.path)
    if len(path) > 200 or not re.fullmatch(PATH_PATTERN, path):
        raise BadPath(path)
    if fields.get("data_type", metric.data_type) not in DataType.values:
        raise Refused(f"“{fields['data_type']}” is no data type: choose one of {', '.join(DataType.values)}.", field="data_type")
    for field, value in fields.items():
        setattr(metric, field, value)
    if metric.low is not None and metric.high is not None and metric.low > metric.high:
        raise Refused(f"The lower limit {metric.low:g} is above the upper limit {metric.high:g}.", field="low")
    try:
        with transaction.atomic():
            metric.save(update_fields=list(fields))
    except IntegrityError:
        raise PathTaken(path) from None
    bump("devices")
    return metric


@transaction.atomic
def delete_metric(metric: Metric) -> None:
    device, metric_id = metric.device, metric.id
    metric.delete()
    bump("devices")
    signals.device_deleted.send(
        sender=Device, organization_id=device.organization_id, device_id=device.id, metric_ids=[metric_id]
    )


def create_metrics(wanted: Iterable[tuple[int, str, str]]) -> dict[tuple[int, str], tuple[int, str]]:
    """Get or create `(device id, path, data type)` in bulk; answers (device id, path) -> (metric id, data type it has).

    Two workers may ask for the same metric at once: the first one decides its type.
    """
    rows = list(wanted)
    if not rows:
        return {}
    Metric.objects.bulk_create(
        [Metric(device_id=device_id, path=path, data_type=data_type) for device_id, path, data_type in rows],
        ignore_conflicts=True,
    )
    asked = {(device_id, path) for device_id, path, _ in rows}
    found = {
        (device_id, path): (metric_id, data_type)
        for metric_id, device_id, path, data_type in Metric.objects.filter(
            device_id__in={row[0] for row in rows}, path__in={row[1] for row in rows}
        ).values_list("id", "device_id", "path", "data_type")
        if (device_id, path) in asked
    }
    bump("devices")
    return found


# --- credentials


def issue_token(device: Device) -> tuple[Credential, str]:
    """A new token for the device. The second part is shown once and not kept."""
    token = tokens.new_token()
    credential = Credential.objects.create(device=device, token_hash=tokens.hash_token(token), hint=token[-4:])
    bump("credentials")
    return credential, token


@transaction.atomic
def revoke_credential(credential: Credential) -> Credential:
    """End the credential; the edge closes its open connections at once."""
    if credential.revoked_at is None:
        credential.revoked_at = now()
        credential.save(update_fields=["revoked_at"])
        bump("credentials")
        signals.credential_revoked.send(sender=Credential, credential=credential)
    return credential


# --- journals


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
                reason=entry.get("reason", "")[:300],
            )
        )
    ConnectionLog.objects.bulk_create(rows)
    used = {credential_id: entry["time_us"] for entry in entries if (credential_id := entry.get("credential_id"))}
    credentials = list(Credential.objects.filter(id__in=used))
    for credential in credentials:
        credential.last_used_at = max(instant(used[credential.id]), credential.last_used_at or credential.created_at)
    Credential.objects.bulk_update(credentials, ["last_used_at"])


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
        for device in Device.objects.filter(id__in=seen):
            at = instant(seen[device.id])
            if device.last_seen_at is None or (at - device.last_seen_at).total_seconds() >= 10:
                device.last_seen_at = at
                stale.append(device)
        Device.objects.bulk_update(stale, ["last_seen_at"])


def trim_journals() -> None:
    """Keep the newest rows of each device's log and connection log."""
    for model, bound in ((DeviceLog, LOG_ROWS_PER_DEVICE), (ConnectionLog, CONNECTION_ROWS_PER_DEVICE)):
        crowded = model._default_manager.values("device_id").annotate(rows=Count("id")).filter(rows__gt=bound).order_by()
        for device_id in [row["device_id"] for row in crowded[:100]]:
            rows = model._default_manager.filter(device_id=device_id).order_by("-at", "-id")
            oldest_kept = rows.values_list("id", flat=True)[bound - 1]
            model._default_manager.filter(device_id=device_id, id__lt=oldest_kept).delete()


# --- commands


def checked_value(value: Any, *, metric: str, data_type: str) -> Any:
    """The value as the metric's type wants it, or a refusal that names both."""
    match data_type:
        case DataType.BOOLEAN if isinstance(value, bool):
            return value
        case DataType.LONG if isinstance(value, int) and not isinstance(value, bool) and -INT64 <= value < INT64:
            return value
        case DataType.LONG if isinstance(value, float) and value.is_integer() and abs(value) < INT64:
            return int(value)
        case DataType.DOUBLE if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        case DataType.STRING | DataType.BINARY if isinstance(value, str) and len(value) <= 10_000:
            return value
        case DataType.JSON:
            return value
    raise BadValue(value, metric, data_type)


@transaction.atomic
def send_command(
    *,
    device: Device,
    value: Any,
    metric: Metric | None = None,
    name: str = "",
    by: User | None = None,
    source: str | None = None,
    expires_in_s: float = 60,
) -> Command:
    """Queue a value for the device. Asked twice with the same `source`, it is sent once."""
    if metric is not None:
        if metric.device_id != device.id:
            raise Refused("The metric belongs to another device.", field="metric_id")
        if not metric.is_writable:
            raise NotWritable(metric.path)
        name, value = metric.path, checked_value(value, metric=metric.path, data_type=metric.data_type)
    elif not name or len(name) > 200:
        raise Refused("Give the metric or the command's name (1 to 200 characters).", field="name")
    if not 1 <= expires_in_s <= MAX_EXPIRY_S:
        raise Refused(f"{expires_in_s:g} s cannot be waited: give 1 s to 7 days.", field="expires_in_s")
    if source is not None and (existing := Command.objects.filter(source=source).first()):
        return existing
    command = Command.objects.create(
        device=device,
        metric=metric,
        name=name,
        value=value,
        requested_by=by,
        source=source,
        expires_at=now() + dt.timedelta(seconds=expires_in_s),
    )
    transaction.on_commit(lambda: signals.command_queued.send(sender=Command, commands=[command]))
    return command


ORDER = {status: place for place, status in enumerate((*OPEN_STATUSES, CommandStatus.DONE))} | {
    CommandStatus.FAILED: 3,
    CommandStatus.EXPIRED: 3,
}
TIME_FIELD = {CommandStatus.SENT: "sent_at", CommandStatus.DELIVERED: "delivered_at"}


def record_command_status(steps: Sequence[tuple[int, str, int, str]]) -> None:
    """`(command id, status, time in µs, detail)`: a status only moves forward, whatever order the news comes in."""
    with transaction.atomic():
        commands = {c.id: c for c in Command.objects.select_for_update().filter(id__in={step[0] for step in steps})}
        moved: dict[int, Command] = {}
        for command_id, status, time_us, detail in steps:
            command = commands.get(command_id)
            new = CommandStatus(status)
            if command is None or ORDER[new] <= ORDER[CommandStatus(command.status)]:
                continue
            command.status = new
            command.detail = detail[:300] or command.detail
            setattr(command, TIME_FIELD.get(new, "finished_at"), instant(time_us))
            moved[command_id] = command
        Command.objects.bulk_update(moved.values(), ["status", "detail", "sent_at", "delivered_at", "finished_at"])
        if moved:
            transaction.on_commit(lambda: signals.command_changed.send(sender=Command, commands=list(moved.values())))


def record_command_results(results: Sequence[tuple[int, int, str, int, str]]) -> None:
    """`(device id, command id, status, time in µs, detail)` as devices report them: each about its own commands only."""
    owners = dict(Command.objects.filter(id__in={result[1] for result in results}).values_list("id", "device_id"))
    record_command_status([result[1:] for result in results if owners.get(result[1]) == result[0]])


def expire_commands() -> int:
    """End the commands whose time is over; answers how many."""
    due = list(Command.objects.filter(status__in=OPEN_STATUSES, expires_at__lte=now())[:1000])
    words = {
        CommandStatus.QUEUED: "It never left: the device was not listening in time.",
        CommandStatus.SENT: "The device did not take it in time.",
        CommandStatus.DELIVERED: "The device took it but never reported a result.",
    }
    record_command_status(
        [(c.id, CommandStatus.EXPIRED, int(now().timestamp() * 1e6), words[CommandStatus(c.status)]) for c in due]
    )
    return len(due)
