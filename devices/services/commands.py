"""Verbs of commands: sending, what became of them, trying again, and their end."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.utils.timezone import now

from core.errors import Refused
from devices import parameters, signals
from devices.errors import BadValue, NotWritable
from devices.models import OPEN_STATUSES, Command, CommandStatus, CommandTemplate, DataType, Device, Metric
from devices.services.journals import instant
from organizations.audit import record
from organizations.models import User

MAX_EXPIRY_S: Final = 7 * 24 * 3600
MAX_ATTEMPTS: Final = 10
SELECTION_BOUND: Final = 10_000
EXPIRE_AT_ONCE: Final = 1_000
INSERT_AT_ONCE: Final = 500


def checked_value(value: Any, *, metric: str, data_type: str) -> Any:
    """The value as the metric's type wants it, or a refusal that names both."""
    try:
        return parameters.fits(value, data_type)
    except ValueError:
        raise BadValue(value, metric, data_type) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be sent, to whichever device.

    With `parameters` the device's type must know the command of that name; with `value` anything goes that is JSON.
    """

    name: str = ""
    value: Any = None
    parameters: Mapping[str, Any] | None = None
    # How long one attempt may take and how many are made; None: as the command's template says, else 60 s and one.
    timeout_s: float | None = None
    max_attempts: int | None = None

    def __post_init__(self) -> None:
        if self.timeout_s is not None and not 1 <= self.timeout_s <= MAX_EXPIRY_S:
            raise Refused(f"{self.timeout_s:g} s cannot be waited: give 1 s to 7 days.", field="timeout_s")
        if self.max_attempts is not None and not 1 <= self.max_attempts <= MAX_ATTEMPTS:
            raise Refused(f"{self.max_attempts} attempts cannot be made: give 1 to {MAX_ATTEMPTS}.", field="max_attempts")

    def command(self, device: Device, metric: Metric | None, template: CommandTemplate | None) -> Command:
        """The row to store, checked against the metric or the template; or the refusal."""
        name, value = self.name, self.value
        if metric is not None:
            if metric.device_id != device.id:
                raise Refused("The metric belongs to another device.", field="metric_id")
            if not metric.is_writable:
                raise NotWritable(metric.path)
            name, value = metric.path, checked_value(value, metric=metric.path, data_type=metric.data_type)
        elif not name or len(name) > 200:
            raise Refused("Give the metric or the command's name (1 to 200 characters).", field="name")
        elif self.parameters is not None:
            if template is None:
                raise Refused(f"The device's type has no command “{name[:60]}”: choose one of the type's commands.", field="name")
            value = parameters.checked_parameters(template.parameters, self.parameters)
        else:
            value = checked_value(value, metric=name, data_type=DataType.JSON)
        default_s, default_attempts = (template.timeout_s, template.max_attempts) if template and metric is None else (60.0, 1)
        timeout_s = default_s if self.timeout_s is None else self.timeout_s
        return Command(
            device=device,
            metric=metric,
            name=name,
            value=value,
            attempts=1,
            max_attempts=default_attempts if self.max_attempts is None else self.max_attempts,
            timeout_s=timeout_s,
            expires_at=now() + dt.timedelta(seconds=timeout_s),
        )


@transaction.atomic
def send_command(
    *,
    device: Device,
    value: Any = None,
    metric: Metric | None = None,
    name: str = "",
    parameters: Mapping[str, Any] | None = None,
    by: User | None = None,
    source: str | None = None,
    expires_in_s: float | None = None,
    max_attempts: int | None = None,
) -> Command:
    """Queue a value for the device. Asked twice with the same `source`, it is sent once."""
    wanted = Wanted(name=name, value=value, parameters=parameters, timeout_s=expires_in_s, max_attempts=max_attempts)
    template = None
    if metric is None and device.type_id is not None:
        template = CommandTemplate.objects.filter(type_id=device.type_id, name=name).first()
    command = wanted.command(device, metric, template)
    if source is not None and (existing := Command.objects.filter(source=source).first()):
        return existing
    command.requested_by, command.source = by, source
    command.save()
    transaction.on_commit(lambda: signals.command_queued.send(sender=Command, commands=[command]))
    return command


class Refusal(NamedTuple):
    """A device of a selection that is not sent the command."""

    device_id: int
    device: str
    reason: str


class Sent(NamedTuple):
    batch: uuid.UUID
    commands: int
    refused: list[Refusal]


@transaction.atomic
def send_to_selection(
    devices: Sequence[Device], *, wanted: Wanted, metrics: Mapping[int, Metric] | None = None, by: User, organization_id: str
) -> Sent:
    """The same command to many devices; those that cannot take it are named with the reason, the others get it.

    `metrics`: by device, where the command is a value for a metric instead of a named command.
    """
    if len(devices) > SELECTION_BOUND:
        raise Refused(f"The selection has {len(devices)} devices: {SELECTION_BOUND} at most. Choose fewer.", field="device_ids")
    templates = {
        template.type_id: template
        for template in CommandTemplate.objects.filter(
            type_id__in={device.type_id for device in devices if device.type_id}, name=wanted.name
        )
    }
    batch = uuid.uuid4()
    commands: list[Command] = []
    refused: list[Refusal] = []
    for device in devices:
        try:
            metric = metrics.get(device.id) if metrics is not None else None
            if metrics is not None and metric is None:
                raise Refused(f"It has no metric “{wanted.name[:100]}” that you may write to.")
            template = templates.get(device.type_id) if device.type_id else None
            command = wanted.command(device, metric, template)
        except Refused as refusal:
            refused.append(Refusal(device.id, device.name, refusal.message))
        else:
            command.batch, command.requested_by = batch, by
            commands.append(command)
    Command.objects.bulk_create(commands, batch_size=INSERT_AT_ONCE)
    if commands:
        record(
            "sent",
            kind="command",
            target_id=batch,
            target=f"{wanted.name} to {len(commands)} devices",
            organization_id=organization_id,
            changes={"value": (None, commands[0].value), "devices": (0, len(commands))},
        )
        transaction.on_commit(lambda: _announce(commands))
    return Sent(batch, len(commands), refused)


def _announce(commands: Sequence[Command]) -> None:
    for start in range(0, len(commands), INSERT_AT_ONCE):
        signals.command_queued.send(sender=Command, commands=commands[start : start + INSERT_AT_ONCE])


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


WHY_EXPIRED: Final = {
    CommandStatus.QUEUED: "It never left: the device was not listening in time.",
    CommandStatus.SENT: "The device did not take it in time.",
    CommandStatus.DELIVERED: "The device took it but never reported a result.",
}


def expire_commands() -> int:
    """Try the commands again whose attempt is over, or end them after the last one; answers how many ended.

    A new attempt keeps the command's id, so the result of an earlier one, coming late, still counts; and it begins only
    when the earlier one is over, so no two run at the same time.
    """
    moment = now()
    with transaction.atomic():
        due = list(
            Command.objects.select_for_update()
            .filter(status__in=OPEN_STATUSES, expires_at__lte=moment)
            .order_by("expires_at")[:EXPIRE_AT_ONCE]
        )
        # Of an archived device nobody will ever hear again.
        present = set(Device.objects.filter(id__in={c.device_id for c in due}).values_list("id", flat=True))
        again = [command for command in due if command.attempts < command.max_attempts and command.device_id in present]
        for command in again:
            why = WHY_EXPIRED[CommandStatus(command.status)]
            command.attempts += 1
            command.detail = f"Attempt {command.attempts} of {command.max_attempts}. Before: {why}"
            command.status, command.sent_at, command.delivered_at = CommandStatus.QUEUED, None, None
            command.expires_at = moment + dt.timedelta(seconds=command.timeout_s)
        Command.objects.bulk_update(
            again, ["attempts", "detail", "status", "sent_at", "delivered_at", "expires_at"], batch_size=INSERT_AT_ONCE
        )
        over = [command for command in due if command not in again]
        record_command_status(
            [(c.id, CommandStatus.EXPIRED, int(moment.timestamp() * 1e6), WHY_EXPIRED[CommandStatus(c.status)]) for c in over]
        )
        if again:
            transaction.on_commit(lambda: _announce(again))
    return len(over)
