"""Dashboards as text over HTTP, out and in."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.api import organization_id
from core.sentences import Said
from dashboards import documents
from dashboards.api_lookups import dashboard_for
from dashboards.pictures.api import CarriedIn
from dashboards.portable import files
from dashboards.portable.references import Names
from dashboards.selectors import newest_version
from organizations import rights
from organizations.rights import person

router = Router()


class DashboardTextOut(Schema):
    text: str
    file_name: str
    # Names of pictures that were too large to travel inside.
    left_out: list[str]


class DashboardWriteIn(Schema):
    format: Literal["yaml", "json"] = "yaml"
    # A document as it stands in the designer; without one what is published.
    document: dict[str, Any] | None = None


class DashboardReadIn(Schema):
    text: str = Field(max_length=files.TEXT_BOUND)


class AbsentOut(Schema):
    place: str
    kind: str
    name: str
    message: Said


class DashboardReadOut(Schema):
    """What a text says: a document of this organization, and what it names that is not here."""

    name: str
    document: dict[str, Any]
    # What travelled inside, by the SHA-256 of each; they go along when a dashboard is made of the document.
    pictures: dict[str, CarriedIn]
    absent: list[AbsentOut]
    is_newer: bool


@router.post("/dashboards/{dashboard_id}/export", response=DashboardTextOut)
def export_dashboard(request: HttpRequest, dashboard_id: int, payload: DashboardWriteIn) -> dict[str, Any]:
    """The dashboard as text, with names instead of ids."""
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    names = Names(dashboard.organization_id, user=person(request.user))
    document = newest_version(dashboard).document if payload.document is None else payload.document
    portable = files.exported(dashboard, document, names)
    return {
        "text": files.written(portable, payload.format),
        "file_name": files.file_name(dashboard.name, payload.format),
        "left_out": portable.left_out,
    }


@router.post("/dashboard-texts/read", response=DashboardReadOut)
def read_text(request: HttpRequest, payload: DashboardReadIn) -> dict[str, Any]:
    """A dashboard from YAML or JSON, with the ids that its names have here. Nothing is stored."""
    rights.require_in(request.user, "view_dashboards", organization_id(request))
    portable = files.without_files(files.read(payload.text))
    document, absent = files.imported(portable, Names(organization_id(request), user=person(request.user)))
    documents.kept(document)
    return {
        "name": portable.name,
        "document": document,
        "pictures": {sha: one._asdict() for sha, one in portable.pictures.items() if one.data},
        "absent": [one.json() for one in absent],
        "is_newer": documents.is_newer(document),
    }
