"""Verbs of device types: what every device of one make is to have, and bringing devices up to it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db import IntegrityError, transaction

from core.changes import bump
from core.errors import Refused
from devices import parameters
from devices.errors import BadPath, TypeInUse, TypeNameTaken
from devices.models import PATH_PATTERN, CommandTemplate, DataType, Device, DeviceType, Metric, MetricTemplate
from organizations.audit import record
from organizations.models import Organization
from organizations.places import checked_description, checked_name

TYPES_BOUND: Final = 1_000
METRICS_BOUND: Final = 500
COMMANDS_BOUND: Final = 100
APPLY_AT_ONCE: Final = 500
DIFFERENCES_SHOWN: Final = 200
METRIC_FIELDS: Final = ("unit", "data_type", "expected_interval_s", "low", "high", "is_writable")
MAX_TIMEOUT_S: Final = 7 * 24 * 3600
MAX_ATTEMPTS: Final = 10


@transaction.atomic
def create_type(
    organization: Organization,
    *,
    metrics: Sequence[Mapping[str, Any]] = (),
    commands: Sequence[Mapping[str, Any]] = (),
    **fields: Any,
) -> DeviceType:
    fields = checked_fields(fields)
    if DeviceType.objects.filter(organization=organization).count() >= TYPES_BOUND:
        raise Refused(f"An organization can have {TYPES_BOUND} device types.")
    try:
        with transaction.atomic():
            made = DeviceType.objects.create(organization=organization, **fields)
    except IntegrityError:
        raise TypeNameTaken(fields["name"]) from None
    _write_metrics(made, metrics)
    _write_commands(made, commands)
    return made


@transaction.atomic
def change_type(
    changed: DeviceType,
    *,
    metrics: Sequence[Mapping[str, Any]] | None = None,
    commands: Sequence[Mapping[str, Any]] | None = None,
    **fields: Any,
) -> DeviceType:
    """Metrics and commands that are given replace all there were. Devices that exist stay as they are: see `apply_type`."""
    changed = DeviceType.objects.select_for_update().get(id=changed.id)
    for field, value in checked_fields(fields).items():
        setattr(changed, field, value)
    if fields:
        try:
            with transaction.atomic():
                changed.save(update_fields=list(fields))
        except IntegrityError:
            raise TypeNameTaken(changed.name) from None
        bump("devices")
    if metrics is not None:
        _write_metrics(changed, metrics)
    if commands is not None:
        _write_commands(changed, commands)
    return changed


@transaction.atomic
def delete_type(gone: DeviceType, *, unset: bool = False) -> None:
    """Refused while devices have it, unless they are to be left without a type."""
    gone = DeviceType.objects.select_for_update().get(id=gone.id)
    devices = Device.objects.filter(type=gone).count()
    if devices and not unset:
        raise TypeInUse(gone.name, devices)
    gone.delete()
    bump("devices")


def copy_type(original: DeviceType, *, name: str, organization: Organization) -> DeviceType:
    """The same template under another name, or in another organization."""
    return create_type(
        organization,
        name=name,
        description=original.description,
        manufacturer=original.manufacturer,
        model=original.model,
        metrics=list(original.metrics.values("path", *METRIC_FIELDS)),
        commands=list(
            original.commands.values("name", "title", "description", "parameters", "timeout_s", "max_attempts", "confirmation")
        ),
    )


def checked_fields(fields: dict[str, Any]) -> dict[str, Any]:
    if "name" in fields:
        fields["name"] = checked_name(fields["name"], what="device type")
    if "description" in fields:
        fields["description"] = checked_description(fields["description"])
    for field in ("manufacturer", "model"):
        if len(fields.get(field, "")) > 100:
            raise Refused(f"The {field} has {len(fields[field])} characters: give 100 at most.", field=field)
    return fields


def checked_metric(given: Mapping[str, Any]) -> dict[str, Any]:
    path = str(given.get("path", ""))
    if len(path) > 200 or not path.strip() or not re.fullmatch(PATH_PATTERN, path):
        raise BadPath(path)
    fields = {field: given[field] for field in METRIC_FIELDS if field in given}
    if fields.get("data_type", DataType.DOUBLE) not in DataType.values:
        raise Refused(
            f"“{str(fields['data_type'])[:40]}” is no data type: choose one of {', '.join(DataType.values)}.", field="data_type"
        )
    low, high = fields.get("low"), fields.get("high")
    if low is not None and high is not None and low > high:
        raise Refused(f"“{path}”: the lower limit {low:g} is above the upper limit {high:g}.", field="low")
    return {"path": path, **fields}


def checked_command(given: Mapping[str, Any]) -> dict[str, Any]:
    name = " ".join(str(given.get("name", "")).split())
    if not 1 <= len(name) <= 100:
        raise Refused(f"“{name[:40]}” cannot be a command's name: give 1 to 100 characters.", field="commands")
    timeout_s, attempts = given.get("timeout_s", 60), given.get("max_attempts", 1)
    if not 1 <= timeout_s <= MAX_TIMEOUT_S:
        raise Refused(f"“{name}”: {timeout_s:g} s cannot be waited: give 1 s to 7 days.", field="timeout_s")
    if not 1 <= attempts <= MAX_ATTEMPTS:
        raise Refused(f"“{name}”: {attempts} attempts cannot be made: give 1 to {MAX_ATTEMPTS}.", field="max_attempts")
    texts = {field: str(given.get(field, "")) for field in ("title", "description", "confirmation")}
    for field, bound in (("title", 100), ("description", 500), ("confirmation", 200)):
        if len(texts[field]) > bound:
            raise Refused(f"“{name}”: the {field} has {len(texts[field])} characters: give {bound} at most.", field=field)
    return {
        "name": name,
        **texts,
        "timeout_s": float(timeout_s),
        "max_attempts": int(attempts),
        "parameters": parameters.checked_template(given.get("parameters") or []),
    }


def _write_metrics(of: DeviceType, given: Sequence[Mapping[str, Any]]) -> None:
    if len(given) > METRICS_BOUND:
        raise Refused(f"A device type has {METRICS_BOUND} metrics at most, not {len(given)}.", field="metrics")
    _write(MetricTemplate, of, "path", [checked_metric(one) for one in given])


def _write_commands(of: DeviceType, given: Sequence[Mapping[str, Any]]) -> None:
    if len(given) > COMMANDS_BOUND:
        raise Refused(f"A device type has {COMMANDS_BOUND} commands at most, not {len(given)}.", field="commands")
    _write(CommandTemplate, of, "name", [checked_command(one) for one in given])


def _write(model: Any, of: DeviceType, key: str, wanted: Sequence[dict[str, Any]]) -> None:
    """Make the rows what is wanted; those that stay the same stay the same rows."""
    by_key: dict[str, dict[str, Any]] = {}
    for one in wanted:
        if one[key] in by_key:
            raise Refused(f"“{one[key]}” is there twice: keep one.", field=f"{model.__name__.removesuffix('Template').lower()}s")
        by_key[one[key]] = one
    before = {getattr(row, key): row for row in model.objects.filter(type=of)}
    for name, row in before.items():
        if name not in by_key:
            row.delete()
    for name, fields in by_key.items():
        row = before.get(name) or model(type=of)
        if row.pk is None or any(getattr(row, field) != value for field, value in fields.items()):
            for field, value in fields.items():
                setattr(row, field, value)
            row.save()


# --- devices of a type


def add_template_metrics(device_ids: Iterable[int], of: DeviceType) -> int:
    """The metrics of the type that the devices do not have yet; answers how many were made."""
    templates = list(of.metrics.all())
    ids = list(device_ids)
    if not templates or not ids:
        return 0
    paths = [template.path for template in templates]
    have = set(Metric.objects.filter(device_id__in=ids, path__in=paths).values_list("device_id", "path"))
    missing = [
        Metric(device_id=device_id, path=template.path, **{field: getattr(template, field) for field in METRIC_FIELDS})
        for device_id in ids
        for template in templates
        if (device_id, template.path) not in have
    ]
    Metric.objects.bulk_create(missing, ignore_conflicts=True, batch_size=1_000)
    if missing:
        bump("devices")
    return len(missing)


class Difference(NamedTuple):
    """A device's metric that is not as the type says. It is left alone: its samples were taken like that."""

    device_id: int
    device: str
    path: str
    field: str
    device_has: Any
    type_says: Any


class Applied(NamedTuple):
    devices: int
    added: int
    differences: list[Difference]
    # Devices with a higher id have not been looked at; None: all were.
    next_after: int | None


@transaction.atomic
def apply_type(of: DeviceType, devices: "Iterable[Device]", *, dry_run: bool = False) -> Applied:
    """Give the devices (at most APPLY_AT_ONCE, by id) the metrics they lack, and say where theirs differ."""
    rows = {device.id: device for device in devices}
    templates = {template.path: template for template in of.metrics.all()}
    metrics = Metric.objects.filter(device_id__in=list(rows), path__in=list(templates))
    differences: list[Difference] = []
    have = 0
    for metric in metrics.order_by("device_id", "path"):
        have += 1
        template = templates[metric.path]
        for field in METRIC_FIELDS:
            mine, theirs = getattr(metric, field), getattr(template, field)
            if mine != theirs and len(differences) < DIFFERENCES_SHOWN:
                differences.append(Difference(metric.device_id, rows[metric.device_id].name, metric.path, field, mine, theirs))
    added = len(rows) * len(templates) - have
    if added and not dry_run:
        add_template_metrics(rows, of)
        record(
            "applied",
            kind="device type",
            target_id=of.id,
            target=of.name,
            organization_id=of.organization_id,
            changes={"metrics added": (0, added), "devices": (0, len(rows))},
        )
    return Applied(len(rows), added, differences, max(rows) if len(rows) == APPLY_AT_ONCE else None)
