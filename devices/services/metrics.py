"""Verbs that change metrics."""

import re
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from core.changes import bump
from core.errors import Refused
from devices import signals
from devices.errors import BadPath, PathTaken
from devices.models import PATH_PATTERN, DataType, Device, Metric


def create_metric(device: Device, *, path: str, data_type: str = DataType.DOUBLE, **fields: Any) -> Metric:
    if len(path) > 200 or not path.strip() or not re.fullmatch(PATH_PATTERN, path):
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
    if len(path) > 200 or not path.strip() or not re.fullmatch(PATH_PATTERN, path):
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
