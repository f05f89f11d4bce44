"""Reads: what an organization's devices and metrics are to its flows, and what runs."""

import re
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from devices.models import Device, DeviceType, Metric
from flows.graphs.facts import CredentialFact, DeviceFact, MetricFact, SubflowFact
from flows.models import Credential, Flow, Revision, SubflowRevision
from organizations import rights
from organizations.models import Site, User


class OrganizationFacts:
    """Facts of one organization from the database, each asked for once. Make a new one for every check."""

    def __init__(self, organization_id: str, *, user: User | None = None) -> None:
        """With `user`, what that person may not see does not exist, and what they may not write is not writable."""
        self.organization_id = organization_id
        self.user = user
        self.metric = cache(self._metric)
        self.metric_at = cache(self._metric_at)
        self.device = cache(self._device)
        self.device_type = cache(self._device_type)
        self.site = cache(self._site)
        self.credential = cache(self._credential)
        self.subflow = cache(self._subflow)
        # Revisions of subflows that are there only in thought, to see what would come of them.
        self.planned: dict[tuple[int, int], SubflowFact] = {}

    def _metric(self, metric_id: int) -> MetricFact | None:
        return self._first_metric(id=metric_id)

    def _metric_at(self, device_id: int, path: str) -> MetricFact | None:
        return self._first_metric(device_id=device_id, path=path)

    def _first_metric(self, **lookup: object) -> MetricFact | None:
        rows = Metric.objects.filter(device__organization_id=self.organization_id, **lookup)
        row = (
            (rows if self.user is None else rights.visible(self.user, rows))
            .values_list("id", "path", "data_type", "is_writable", "device_id", "device__name", "device__type_id")
            .first()
        )
        if row is None:
            return None
        fact = MetricFact(*row)
        if fact.is_writable and self.user is not None and not rights.visible(self.user, rows, "write_metric").exists():
            return replace(fact, is_writable=False)
        return fact

    def _device(self, device_id: int) -> DeviceFact | None:
        rows = Device.objects.filter(organization_id=self.organization_id, id=device_id)
        row = (rows if self.user is None else rights.visible(self.user, rows)).values_list("id", "name", "type_id").first()
        return DeviceFact(*row) if row else None

    def _device_type(self, type_id: int) -> str | None:
        return DeviceType.objects.filter(organization_id=self.organization_id, id=type_id).values_list("name", flat=True).first()

    def _site(self, site_id: int) -> str | None:
        rows = Site.objects.filter(organization_id=self.organization_id, id=site_id)
        return (rows if self.user is None else rights.visible(self.user, rows)).values_list("name", flat=True).first()

    def _credential(self, credential_id: int) -> CredentialFact | None:
        rows = Credential.objects.filter(organization_id=self.organization_id, id=credential_id)
        row = rows.values_list("id", "name", "kind", "settings").first()
        return CredentialFact(*row[:3], system=re.split("[+:]", row[3].get("address", ""))[0]) if row else None

    def _subflow(self, subflow_id: int, number: int) -> SubflowFact | None:
        if (subflow_id, number) in self.planned:
            return self.planned[subflow_id, number]
        rows = SubflowRevision.objects.filter(subflow__organization_id=self.organization_id, subflow_id=subflow_id, number=number)
        row = rows.values_list("subflow__name", "document").first()
        return SubflowFact(subflow_id, row[0], number, row[1]) if row else None


class Deployed(NamedTuple):
    """Which revision of a flow runs."""

    flow_id: int
    organization_id: str
    revision_id: int


def deployed() -> list[Deployed]:
    """Every flow that runs now."""
    rows = Flow.objects.filter(is_enabled=True, live__isnull=False).order_by("id")
    return [Deployed(*row) for row in rows.values_list("id", "organization_id", "live_id")]


def revision(revision_id: int) -> Revision | None:
    return Revision.objects.filter(id=revision_id).first()


def device_name(organization_id: str, device_id: int | None) -> str:
    """The name of a device of the organization; empty when there is none such."""
    if device_id is None:
        return ""
    rows = Device.objects.filter(organization_id=organization_id, id=device_id)
    return rows.values_list("name", flat=True).first() or ""
