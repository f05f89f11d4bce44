"""Dashboards by their names, for flows that travel as text."""

from django.db.models import QuerySet

from dashboards import topics
from dashboards.models import Dashboard
from flows.portable.references import register
from organizations.models import User


def _dashboards(organization_id: str, user: User | None) -> "QuerySet[Dashboard]":
    rows = Dashboard.objects.filter(organization_id=organization_id)
    return rows if user is None else topics.visible_dashboards(user, rows)


register("dashboard", _dashboards)
