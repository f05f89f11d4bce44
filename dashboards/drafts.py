"""Drafts: what is being arranged, kept apart from what viewers see until it is published."""

from typing import Any

from django.db import transaction
from django.utils.timezone import now

from dashboards import documents, flow_blocks
from dashboards.errors import DraftStale, NoDraft, Stale
from dashboards.models import Dashboard, DashboardDraft, DashboardVersion
from dashboards.selectors import newest_version
from dashboards.services import add_version, check_references
from organizations.models import User


@transaction.atomic
def save_draft(
    dashboard: Dashboard, *, document: dict[str, Any], base_version: int, by: User | None, base: int | None = None
) -> Dashboard:
    """Keep the draft. Whoever began with an older one than the newest must look again first.

    `base` is given by who has brought the draft together with a newer published version.
    """
    dashboard = Dashboard.objects.select_for_update(of=("self",)).get(id=dashboard.id)
    newest = newest_version(dashboard)
    draft = DashboardDraft.objects.select_related("changed_by").filter(dashboard=dashboard).first()
    if base_version != dashboard.draft_version:
        raise _stale(dashboard, draft, newest)
    documents.require_ours(newest.document)
    known = draft.document if draft else newest.document
    check_references(documents.parsed(document), organization_id=dashboard.organization_id, user=by, known=known)
    start = draft.base if draft else newest.number
    if base is not None and start <= base <= newest.number:
        start = base
    DashboardDraft.objects.update_or_create(dashboard=dashboard, defaults={"document": document, "base": start, "changed_by": by})
    flow_blocks.bring_widgets(dashboard, document, by=by)
    return _next(dashboard)


@transaction.atomic
def publish(dashboard: Dashboard, *, base_version: int, message: str, by: User | None) -> DashboardVersion:
    """Show the draft to everybody. When a newer version was published since it began, the two come together first."""
    dashboard = Dashboard.objects.select_for_update(of=("self",)).get(id=dashboard.id)
    newest = newest_version(dashboard)
    draft = DashboardDraft.objects.select_related("changed_by").filter(dashboard=dashboard).first()
    if base_version != dashboard.draft_version:
        raise _stale(dashboard, draft, newest)
    if draft is None:
        raise NoDraft
    if draft.base != newest.number:
        raise Stale(newest)
    # What it refers to was checked when it was saved; what is gone since shows as missing.
    documents.parsed(draft.document)
    document = draft.document
    draft.delete()
    _next(dashboard)
    flow_blocks.bring_widgets(dashboard, document, by=by, removes=True)
    return add_version(dashboard, document=document, by=by, message=message)


@transaction.atomic
def discard(dashboard: Dashboard, *, base_version: int) -> Dashboard:
    """Throw the draft away: the designer begins again with what is published."""
    dashboard = Dashboard.objects.select_for_update(of=("self",)).get(id=dashboard.id)
    draft = DashboardDraft.objects.select_related("changed_by").filter(dashboard=dashboard).first()
    if base_version != dashboard.draft_version:
        raise _stale(dashboard, draft, newest_version(dashboard))
    if draft is not None:
        draft.delete()
    return _next(dashboard)


def _next(dashboard: Dashboard) -> Dashboard:
    dashboard.draft_version += 1
    dashboard.save(update_fields=["draft_version"])
    return dashboard


def _stale(dashboard: Dashboard, draft: DashboardDraft | None, newest: DashboardVersion) -> DraftStale:
    return DraftStale(
        version=dashboard.draft_version,
        base=draft.base if draft else newest.number,
        document=draft.document if draft else newest.document,
        author=draft.changed_by if draft else newest.author,
        at=draft.changed_at if draft else now(),
    )
