"""Dashboards over HTTP: documents with versions, the data of all widgets in one answer, commands of controls."""

import datetime as dt
from typing import Annotated, Any

import msgspec
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status

from core.api import Listing, PageQuery, cut, found, organization_id
from dashboards import selectors, services
from dashboards.models import Dashboard, DashboardVersion
from devices.api import CommandOut
from devices.models import Command, Device
from organizations import rights
from organizations.models import Organization
from organizations.rights import person
from telemetry import selectors as samples

router = Router()


class DashboardOut(Schema):
    id: int
    name: str
    version: int
    created_at: dt.datetime
    changed_at: dt.datetime
    changed_by: str | None

    @staticmethod
    def resolve_changed_by(dashboard: Dashboard) -> str | None:
        return str(dashboard.changed_by) if dashboard.changed_by else None


class DashboardDetailOut(DashboardOut):
    document: dict[str, Any]

    @staticmethod
    def resolve_document(dashboard: Dashboard) -> dict[str, Any]:
        document: dict[str, Any] = selectors.newest_version(dashboard).document
        return document


class DashboardIn(Schema):
    name: str
    template: str = "empty"
    device_id: int | None = None
    document: dict[str, Any] | None = None


class DashboardPatch(Schema):
    name: str


class DocumentIn(Schema):
    document: dict[str, Any]
    base_version: int
    message: str = Field("", max_length=200)


class VersionOut(Schema):
    version: int = Field(alias="number")
    author: str | None
    message: str
    created_at: dt.datetime

    @staticmethod
    def resolve_author(version: DashboardVersion) -> str | None:
        return str(version.author) if version.author else None


class VersionDetailOut(VersionOut):
    document: dict[str, Any]


class RangeQuery(Schema):
    from_: str = Field("now-1h", alias="from", max_length=40)
    to: str = Field("now", max_length=40)
    points: int = Field(800, ge=10, le=4_000)


class WidgetCommandIn(Schema):
    value: Any


class Deleted(Schema):
    deleted: bool = True


def dashboard_for(request: HttpRequest, dashboard_id: int, permission: rights.Permission) -> Dashboard:
    rows: QuerySet[Dashboard] = rights.visible(request.user, Dashboard.objects.select_related("changed_by"))
    dashboard = found(rows, id=dashboard_id)
    rights.require(request.user, permission, dashboard.organization_id)
    return dashboard


@router.get("/dashboards", response=Listing[DashboardOut])
def dashboards(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """The current organization's dashboards by name."""
    rights.require(request.user, "view_dashboards", organization_id(request))
    rows = Dashboard.objects.filter(organization_id=organization_id(request), name__icontains=page.search)
    return cut(rows.select_related("changed_by"), page)


@router.post("/dashboards", response={201: DashboardDetailOut})
def create_dashboard(request: HttpRequest, payload: DashboardIn) -> Status[Dashboard]:
    """A dashboard from a template: “empty”, or “device” with everything a device says."""
    rights.require(request.user, "edit_dashboards", organization_id(request))
    device = None
    if payload.device_id is not None:
        device = found(Device.objects.filter(organization_id=organization_id(request)), id=payload.device_id)
    dashboard = services.create_dashboard(
        Organization.objects.get(id=organization_id(request)),
        name=payload.name,
        template=payload.template,
        device=device,
        document=payload.document,
        by=person(request.user),
    )
    return Status(201, dashboard)


@router.get("/dashboards/{dashboard_id}", response=DashboardDetailOut)
def dashboard(request: HttpRequest, dashboard_id: int) -> Dashboard:
    return dashboard_for(request, dashboard_id, "view_dashboards")


@router.patch("/dashboards/{dashboard_id}", response=DashboardOut)
def rename_dashboard(request: HttpRequest, dashboard_id: int, payload: DashboardPatch) -> Dashboard:
    return services.rename_dashboard(dashboard_for(request, dashboard_id, "edit_dashboards"), name=payload.name)


@router.delete("/dashboards/{dashboard_id}", response=Deleted)
def delete_dashboard(request: HttpRequest, dashboard_id: int) -> Deleted:
    dashboard_for(request, dashboard_id, "edit_dashboards").delete()
    return Deleted()


@router.put("/dashboards/{dashboard_id}/document", response=VersionOut)
def save_document(request: HttpRequest, dashboard_id: int, payload: DocumentIn) -> DashboardVersion:
    """Save a version; 409 brings the newer one when somebody was faster."""
    return services.save_document(
        dashboard_for(request, dashboard_id, "edit_dashboards"),
        document=payload.document,
        base_version=payload.base_version,
        message=payload.message,
        by=person(request.user),
    )


@router.get("/dashboards/{dashboard_id}/versions", response=Listing[VersionOut])
def versions(request: HttpRequest, dashboard_id: int, page: PageQuery) -> dict[str, Any]:
    """All that was saved, newest first."""
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    return cut(dashboard.versions.select_related("author").defer("document").filter(message__icontains=page.search), page)


@router.get("/dashboards/{dashboard_id}/versions/{number}", response=VersionDetailOut)
def version(request: HttpRequest, dashboard_id: int, number: int) -> DashboardVersion:
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    return found(dashboard.versions.select_related("author"), number=number)


@router.post("/dashboards/{dashboard_id}/versions/{number}/restore", response=VersionOut)
def restore_version(request: HttpRequest, dashboard_id: int, number: int) -> DashboardVersion:
    """Save an old version again as the newest."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    return services.restore_version(dashboard, number=number, by=person(request.user))


@router.get("/dashboards/{dashboard_id}/data", response={200: dict[str, Any]})
def data(request: HttpRequest, dashboard_id: int, period: Annotated[RangeQuery, Query()]) -> HttpResponse:
    """What every widget is drawn from: `{widgets: {id: {sources: [{topic, state, latest, series, ...}]}}}`.

    `from` and `to` are milliseconds, ISO 8601 or relative like `now-1h`.
    """
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    from_us, to_us = samples.period(period.from_, period.to)
    answer = selectors.dashboard_data(dashboard, from_us=from_us, to_us=to_us, points=period.points)
    # Thousands of points: encoded at once, not value by value through a schema.
    return HttpResponse(msgspec.json.encode(answer), content_type="application/json")


@router.post("/dashboards/{dashboard_id}/widgets/{widget_id}/command", response=CommandOut)
def send_command(request: HttpRequest, dashboard_id: int, widget_id: str, payload: WidgetCommandIn) -> Command:
    """Send what a toggle, button or slider says."""
    dashboard = dashboard_for(request, dashboard_id, "operate")
    rights.require(request.user, "write_metric", dashboard.organization_id)
    return services.send_from_widget(dashboard, widget_id=widget_id, value=payload.value, by=person(request.user))
