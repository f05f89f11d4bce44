"""Reads that others need often: what a device's metrics are, and who a token belongs to."""

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q
from django.utils.timezone import now

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
    site_id: int | None = None


def device_infos(device_ids: Iterable[int]) -> dict[int, DeviceInfo]:
    """The devices that exist, by id, with their metrics: two queries."""
    infos = {
        device.id: DeviceInfo(
            device.id, device.organization_id, device.name, device.type_id, device.may_create_metrics, {}, device.site_id
        )
        for device in Device.objects.filter(id__in=list(device_ids))
    }
    for metric_id, device_id, path, data_type in Metric.objects.filter(device_id__in=list(infos)).values_list(
        "id", "device_id", "path", "data_type"
    ):
        infos[device_id].metrics[path] = MetricInfo(metric_id, path, data_type)
    return infos


class CredentialOwner(NamedTuple):
    """Whose credential it is. A token has a hash, a certificate a fingerprint."""

    credential_id: int
    token_hash: str | None
    fingerprint: str | None
    expires_at: dt.datetime | None
    device_id: int
    device_name: str
    organization_id: str
    is_gateway: bool


def credential_owners() -> list[CredentialOwner]:
    """The owner of every credential that is valid or will have been until it expired, for the edge's memory."""
    rows = (
        Credential.objects.filter(revoked_at=None, device__archived_at=None)
        .order_by()
        .values_list(
            "id",
            "token_hash",
            "fingerprint",
            "expires_at",
            "device_id",
            "device__name",
            "device__organization_id",
            "device__is_gateway",
        )
    )
    return [CredentialOwner(*row) for row in rows.iterator(chunk_size=5_000)]


def credential_of_token(token_hash: str) -> Credential | None:
    return (
        Credential.objects.select_related("device")
        .filter(token_hash=token_hash, revoked_at=None, device__archived_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=now()))
        .first()
    )
