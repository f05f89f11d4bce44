"""How this app's doors find what the asking person may see."""

from django.db.models import QuerySet
from django.http import HttpRequest

from core.api import found
from dashboards import selectors, topics
from dashboards.models import Dashboard
from organizations import rights
from organizations.rights import person


def dashboards_of(request: HttpRequest) -> "QuerySet[Dashboard]":
    """The dashboards that the asking user may see, each with `granted`: what they may do there."""
    rows = Dashboard.objects.select_related("changed_by", "device", "site").prefetch_related("shares")
    return topics.visible_dashboards(person(request.user), rows)


def with_permissions(request: HttpRequest, dashboard: Dashboard) -> Dashboard:
    bits = selectors.permission_bits(person(request.user), dashboard)
    dashboard.granted = sorted(rights.names(bits))  # type: ignore[attr-defined]  # for the answer only
    return dashboard


def dashboard_for(request: HttpRequest, dashboard_id: int, permission: rights.Permission) -> Dashboard:
    dashboard = found(dashboards_of(request), id=dashboard_id)
    rights.check(selectors.permission_bits(person(request.user), dashboard), permission)
    return with_permissions(request, dashboard)
