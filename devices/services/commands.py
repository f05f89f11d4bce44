"""Verbs of commands: sending, what became of them, and their end."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.timezone import now

from core.errors import Refused
from devices import signals
from devices.errors import BadValue, NotWritable
from devices.models import OPEN_STATUSES, Command, CommandStatus, DataType, Device, Metric
from devices.services.journals import instant
from organizations.models import User

MAX_EXPIRY_S = 7 * 24 * 3600
INT64 = 2**63


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
