"""Verbs on annotations. Everybody who operates a dashboard may note something; whoever wrote it, or edits the
dashboard, may change it."""

import datetime as dt

from django.utils.timezone import now

from core import live
from core.errors import Missing
from dashboards import topics
from dashboards.errors import BadAnnotation
from dashboards.models import Annotation, Dashboard
from organizations.models import User

ANNOTATIONS_BOUND = 5_000
TEXT_BOUND = 500


def add_annotation(
    dashboard: Dashboard, *, at: dt.datetime, text: str, by: User, until: dt.datetime | None = None, metric_id: int | None = None
) -> Annotation:
    check_ends(at, until)
    if metric_id is not None and metric_id not in topics.readable_metrics(by, dashboard.organization_id, [metric_id]):
        raise Missing(f"There is no metric {metric_id}, or it is not yours.")
    if dashboard.annotations.count() >= ANNOTATIONS_BOUND:
        raise BadAnnotation(f"This dashboard has {ANNOTATIONS_BOUND:,} annotations already: delete old ones first.", field="text")
    note = Annotation.objects.create(
        dashboard=dashboard, at=at, until=until, text=checked_text(text), metric_id=metric_id, author=by
    )
    announce(dashboard)
    return note


def change_annotation(
    note: Annotation, *, by: User, text: str | None = None, at: dt.datetime | None = None, until: dt.datetime | None = None
) -> Annotation:
    """`until` goes with `at`: a new moment without an end is a moment."""
    if text is not None:
        note.text = checked_text(text)
    if at is not None:
        check_ends(at, until)
        note.at, note.until = at, until
    note.changed_by, note.changed_at = by, now()
    note.save(update_fields=["text", "at", "until", "changed_by", "changed_at"])
    announce(note.dashboard)
    return note


def delete_annotation(note: Annotation) -> None:
    note.delete()
    announce(note.dashboard)


def checked_text(text: str) -> str:
    text = text.encode(errors="replace").decode().replace("\0", "").strip()
    if not 1 <= len(text) <= TEXT_BOUND:
        raise BadAnnotation(f"Write what happened in 1 to {TEXT_BOUND} characters; these are {len(text)}.", field="text")
    return text


def check_ends(at: dt.datetime, until: dt.datetime | None) -> None:
    if at.tzinfo is None or (until is not None and until.tzinfo is None):
        raise BadAnnotation("Give times with their zone, such as 2026-03-01T12:00:00Z.", field="at")
    if until is not None and until <= at:
        raise BadAnnotation(f"The end {until:%F %T} is not after the start {at:%F %T}: exchange them.", field="until")


def announce(dashboard: Dashboard) -> None:
    """Open pages ask again: what stands there may be more than one of them shows."""
    live.publisher().event(dashboard.organization_id, topics.annotations_topic(dashboard.pk), {"changed": "annotations"})
