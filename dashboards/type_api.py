"""The dashboard that devices of a type open with, over HTTP."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from core.api import found
from core.errors import Refused
from dashboards import selectors, topics
from dashboards.models import Dashboard, DefaultDashboard
from devices.api.types import type_for
from organizations import audit
from organizations.rights import person

router = Router()


class DefaultDashboardOut(Schema):
    """Both null: there is none, or it is not shown to the person."""

    dashboard_id: int | None
    name: str | None
    # The variable that a device of the type is put into: `/dashboards/5?var-machine=12`; null when it has none such.
    variable: str | None = None


class DefaultDashboardIn(Schema):
    # Null takes it away.
    dashboard_id: int | None


def _shown(request: HttpRequest, default: DefaultDashboard | None) -> dict[str, Any]:
    rows = topics.visible_dashboards(person(request.user), Dashboard.objects.all())
    dashboard = rows.filter(id=default.dashboard_id).first() if default else None
    if default is None or dashboard is None:
        return {"dashboard_id": None, "name": None, "variable": None}
    return {
        "dashboard_id": dashboard.id,
        "name": dashboard.name,
        "variable": selectors.device_variable(dashboard, default.type_id),
    }


@router.get("/device-types/{int:type_id}/default-dashboard", response=DefaultDashboardOut)
def default_dashboard(request: HttpRequest, type_id: int) -> dict[str, Any]:
    row = type_for(request, type_id, "read")
    return _shown(request, DefaultDashboard.objects.filter(type=row).first())


@router.put("/device-types/{int:type_id}/default-dashboard", response=DefaultDashboardOut)
def set_default_dashboard(request: HttpRequest, type_id: int, payload: DefaultDashboardIn) -> dict[str, Any]:
    """Needs “manage templates files” where the type stands; the dashboard stands in the same organization."""
    row = type_for(request, type_id, "manage_templates_files")
    before = DefaultDashboard.objects.filter(type=row).select_related("dashboard").first()
    after: DefaultDashboard | None = None
    if payload.dashboard_id is None:
        DefaultDashboard.objects.filter(type=row).delete()
    else:
        rows = topics.visible_dashboards(person(request.user), Dashboard.objects.all())
        dashboard = found(rows, id=payload.dashboard_id)
        if dashboard.organization_id != row.organization_id:
            raise Refused(f"“{dashboard.name}” stands in another organization than the type.", field="dashboard_id")
        after, _ = DefaultDashboard.objects.update_or_create(type=row, defaults={"dashboard": dashboard})
    audit.record(
        "changed",
        kind="device type",
        target_id=row.id,
        target=row.name,
        organization_id=row.organization_id,
        changes={"default dashboard": (before.dashboard.name if before else None, after.dashboard.name if after else None)},
    )
    return _shown(request, after)
