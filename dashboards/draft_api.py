"""Drafts over HTTP: saving, publishing, what differs, and how two people's work comes together."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from core.api import Deleted, found
from core.errors import Missing
from dashboards import comparing, documents, drafts, flow_blocks, merging, selectors
from dashboards.api_lookups import dashboard_for
from dashboards.models import Dashboard, DashboardDraft, DashboardVersion
from organizations import rights
from organizations.rights import person

# A number, “published” or “draft”.
VersionName = Annotated[str, Query(max_length=20)]

router = Router()


class DashboardDraftOut(Schema):
    document: dict[str, Any]
    # The published version that it began with.
    base: int
    changed_at: dt.datetime
    changed_by: str | None

    @staticmethod
    def resolve_changed_by(draft: DashboardDraft) -> str | None:
        return str(draft.changed_by) if draft.changed_by else None


class DashboardDraftIn(Schema):
    document: dict[str, Any]
    base_version: int
    # Given by who brought the draft together with a newer published version.
    base: int | None = None


class DashboardDraftSavedOut(Schema):
    version: int


class DashboardPublishIn(Schema):
    base_version: int
    message: str = Field("", max_length=200)


class DashboardPublishedOut(Schema):
    version: int
    draft_version: int


class DashboardFlowOut(Schema):
    flow_id: int


class DashboardChangeOut(Schema):
    what: str
    id: str
    title: str
    fields: list[str]
    before: str


class DashboardChangesOut(Schema):
    changes: list[DashboardChangeOut]


class DashboardMergeIn(Schema):
    """`base`: what mine began with, a document or the number of a version."""

    base: dict[str, Any] | int
    mine: dict[str, Any]
    choices: dict[str, Literal["mine", "theirs"]] = {}
    # Theirs: the draft as it is now, or what is published.
    theirs: Literal["draft", "published"] = "draft"


class MergeConflictOut(Schema):
    key: str
    what: str
    id: str
    title: str
    fields: list[str]


class DashboardMergeOut(Schema):
    document: dict[str, Any]
    conflicts: list[MergeConflictOut]
    # What they changed since, and what mine changes of theirs now.
    theirs: list[DashboardChangeOut]
    result: list[DashboardChangeOut]


@router.put("/dashboards/{dashboard_id}/draft", response=DashboardDraftSavedOut)
def save_draft(request: HttpRequest, dashboard_id: int, payload: DashboardDraftIn) -> dict[str, int]:
    """Keep what is being arranged; viewers do not see it. 409 brings the newer one when somebody was faster."""
    dashboard = drafts.save_draft(
        dashboard_for(request, dashboard_id, "edit_dashboards"),
        document=payload.document,
        base_version=payload.base_version,
        base=payload.base,
        by=person(request.user),
    )
    return {"version": dashboard.draft_version}


@router.delete("/dashboards/{dashboard_id}/draft", response=Deleted)
def discard_draft(request: HttpRequest, dashboard_id: int, base_version: int) -> Deleted:
    """Throw the draft away."""
    drafts.discard(dashboard_for(request, dashboard_id, "edit_dashboards"), base_version=base_version)
    return Deleted()


@router.post("/dashboards/{dashboard_id}/publish", response=DashboardPublishedOut)
def publish(request: HttpRequest, dashboard_id: int, payload: DashboardPublishIn) -> dict[str, int]:
    """Show the draft to everybody, as a new version. 409 brings what was published since the draft began."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    version = drafts.publish(dashboard, base_version=payload.base_version, message=payload.message, by=person(request.user))
    return {"version": version.number, "draft_version": version.dashboard.draft_version}


@router.post("/dashboards/{dashboard_id}/flow", response=DashboardFlowOut)
def ensure_flow(request: HttpRequest, dashboard_id: int) -> dict[str, int]:
    """The data flow in which each widget is a block; made when there is none yet. Needs “edit flows” too."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    rights.require(request.user, "edit_flows", dashboard.organization_id)
    return {"flow_id": flow_blocks.ensure_flow(dashboard, by=person(request.user)).id}


@router.get("/dashboards/{dashboard_id}/changes", response=DashboardChangesOut)
def changes(request: HttpRequest, dashboard_id: int, before: VersionName, after: VersionName) -> dict[str, Any]:
    """What differs between two versions: numbers, “published”, or “draft” for those who may edit."""
    needed: rights.Permission = "edit_dashboards" if "draft" in (before, after) else "view_dashboards"
    dashboard = dashboard_for(request, dashboard_id, needed)
    found_changes = comparing.changes(_document(dashboard, before), _document(dashboard, after))
    return {"changes": [change.json() for change in found_changes]}


@router.post("/dashboards/{dashboard_id}/merge", response=DashboardMergeOut)
def merge(request: HttpRequest, dashboard_id: int, payload: DashboardMergeIn) -> dict[str, Any]:
    """Bring mine together with theirs. Nothing is stored; where both changed the same, the choices decide."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    base = _document(dashboard, str(payload.base)) if isinstance(payload.base, int) else payload.base
    for document in (base, payload.mine):
        documents.parsed(document)
    theirs = _document(dashboard, payload.theirs)
    merged = merging.merge(base, payload.mine, theirs, payload.choices)
    return {
        "document": merged.document,
        "conflicts": [conflict.json() for conflict in merged.conflicts],
        "theirs": [change.json() for change in comparing.changes(base, theirs)],
        "result": [change.json() for change in comparing.changes(theirs, merged.document)],
    }


def _document(dashboard: Dashboard, which: str) -> dict[str, Any]:
    if which == "draft":
        draft = DashboardDraft.objects.filter(dashboard=dashboard).first()
        if draft is not None:
            return dict(draft.document)
    if which in ("draft", "published"):
        return dict(selectors.newest_version(dashboard).document)
    if not which.isdecimal() or len(which) > 9:
        raise Missing(f"There is no version “{which}”: give a number, “published” or “draft”.")
    version: DashboardVersion = found(dashboard.versions.all(), number=int(which))
    return dict(version.document)
