"""Templates over HTTP: the ready ones and the organization's own."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from core.api import Deleted, found, organization_id
from dashboards import services
from dashboards.api_lookups import dashboard_for
from dashboards.models import DashboardTemplate
from dashboards.starters import starters
from organizations import rights
from organizations.rights import person

router = Router()


class DashboardTemplateOut(Schema):
    """`key` is what a new dashboard names. A ready one has its words in the pages' messages too."""

    key: str
    kind: Literal["ready", "own"]
    name: str
    description: str
    document: dict[str, Any]


class DashboardTemplateIn(Schema):
    name: str
    description: str = Field("", max_length=500)
    document: dict[str, Any]


@router.get("/dashboard-templates", response=list[DashboardTemplateOut])
def dashboard_templates(request: HttpRequest) -> list[dict[str, Any]]:
    """Dashboards to begin with: ready ones, then the organization's own."""
    organization = organization_id(request)
    rights.require_in(request.user, "view_dashboards", organization)
    ready = [
        {"key": one.key, "kind": "ready", "name": one.name, "description": one.description, "document": one.document}
        for one in starters()
    ]
    own = [_shown(one) for one in DashboardTemplate.objects.filter(organization_id=organization)]
    return [*ready, *own]


@router.post("/dashboards/{dashboard_id}/templates", response={201: DashboardTemplateOut})
def save_template(request: HttpRequest, dashboard_id: int, payload: DashboardTemplateIn) -> Status[dict[str, Any]]:
    """Keep the document, saved or not, as a template of the organization."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    made = services.save_template(
        dashboard, name=payload.name, description=payload.description, document=payload.document, by=person(request.user)
    )
    return Status(201, _shown(made))


@router.delete("/dashboard-templates/{int:template_id}", response=Deleted)
def delete_template(request: HttpRequest, template_id: int) -> Deleted:
    """Dashboards that were made from it stay."""
    organization = organization_id(request)
    template = found(DashboardTemplate.objects.filter(organization_id=organization), id=template_id)
    rights.require_in(request.user, "edit_dashboards", organization)
    template.delete()
    return Deleted()


def _shown(template: DashboardTemplate) -> dict[str, Any]:
    return {
        "key": f"own:{template.id}",
        "kind": "own",
        "name": template.name,
        "description": template.description,
        "document": template.document,
    }
