"""Reads that others need often: what a device's metrics are, and who a token belongs to."""

from collections.abc import Iterable
from typing import NamedTuple

from devices.models import Credential, Device, Metric


class MetricInfo(NamedTuple):
    """As much of a metric as the journey of a sample needs."""

    id: int
    path: str
    data_type: str


class DeviceInfo(NamedTuple):
    """As much of a device as the journey of a sample needs; `metrics` by path."""

    id: int
    organization_id: str
    name: str
    type_id: int | None
    may_create_metrics: bool
    metrics: dict[str, MetricInfo]


def device_infos(device_ids: Iterable[int]) -> dict[int, DeviceInfo]:
    """The devices that exist, by id, with their metrics: two queries."""
    infos = {
        device.id: DeviceInfo(device.id, device.organization_id, device.name, device.type_id, device.may_create_metrics, {})
        for device in Device.objects.filter(id__in=list(device_ids))
    }
    for metric_id, device_id, path, data_type in Metric.objects.filter(device_id__in=list(infos)).values_list(
        "id", "device_id", "path", "data_type"
    ):
        infos[device_id].metrics[path] = MetricInfo(metric_id, path, data_type)
    return infos


class TokenOwner(NamedTuple):
    credential_id: int
    token_hash: str
    device_id: int
    device_name: str
    organization_id: str
    is_gateway: bool


def token_owners() -> list[TokenOwner]:
    """Every valid token's owner, for the edge's memory."""
    rows = Credential.objects.filter(revoked_at=None, token_hash__isnull=False).values_list(
        "id", "token_hash", "device_id", "device__name", "device__organization_id", "device__is_gateway"
    )
    return [TokenOwner(row[0], row[1] or "", *row[2:]) for row in rows.iterator()]


def device_of_token(token_hash: str) -> Device | None:
    credential = Credential.objects.select_related("device").filter(token_hash=token_hash, revoked_at=None).first()
    return credential.device if credential else None
