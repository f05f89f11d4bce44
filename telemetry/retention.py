"""How long samples are kept: as the metric says, else its organization or the nearest above that says so, else settings."""

import time
from typing import Final, NamedTuple

from django.conf import settings
from redis.exceptions import RedisError

from core.changes import version
from devices.models import Metric
from organizations.models import Organization
from telemetry.store.interface import Retention

# An announcement of a new metric may be lost; then it is seen after this time.
KEPT_S: Final = 60.0


class _Kept(NamedTuple):
    version: int
    by_organization: dict[str, int]
    until: float
    days_of: dict[int, int]


_kept: _Kept | None = None


def retention() -> Retention:
    """Asked for every few seconds: the metrics of whole organizations are read again only when devices have changed."""
    own = Metric.objects.exclude(retention_days=None).values_list("id", "retention_days")
    days_of = dict(_by_organization(organization_days()))
    days_of.update({metric: days for metric, days in own.iterator() if days is not None})
    return Retention(settings.RETENTION_DAYS, days_of)


def _by_organization(days: dict[str, int]) -> dict[int, int]:
    """What metrics have from their organization, those included that say something themselves."""
    global _kept
    if not days:
        return {}
    try:
        newest = version("devices")
    except RedisError:
        return _read(days)
    now = time.monotonic()
    if _kept is None or (_kept.version, _kept.by_organization) != (newest, days) or _kept.until < now:
        _kept = _Kept(newest, days, now + KEPT_S, _read(days))
    return _kept.days_of


def _read(days: dict[str, int]) -> dict[int, int]:
    rows = Metric.objects.filter(device__organization_id__in=list(days)).values_list("id", "device__organization_id")
    return {metric_id: days[organization_id] for metric_id, organization_id in rows.iterator()}


def organization_days() -> dict[str, int]:
    """What holds in each organization for which somebody said something, there or above."""
    rows = {row[0]: row[1:] for row in Organization.objects.values_list("id", "parent_id", "retention_days")}
    found: dict[str, int] = {}
    for organization_id in rows:
        one: str | None = organization_id
        steps = 0
        while one is not None and one in rows and steps <= len(rows):
            parent, days = rows[one]
            if days is not None:
                found[organization_id] = days
                break
            one, steps = parent, steps + 1
    return found
