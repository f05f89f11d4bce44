"""Annotations over HTTP."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from core.api import Deleted, found
from dashboards import annotations, marks, selectors
from dashboards.api_lookups import dashboard_for
from dashboards.models import Annotation
from organizations import rights
from organizations.rights import person

router = Router()


class AnnotationOut(Schema):
    id: int
    text: str
    at: dt.datetime
    until: dt.datetime | None
    metric_id: int | None
    author: str | None
    is_mine: bool
    created_at: dt.datetime
    changed_at: dt.datetime | None
    changed_by: str | None


class AnnotationIn(Schema):
    text: str
    at: dt.datetime
    until: dt.datetime | None = None
    metric_id: int | None = None


class AnnotationPatch(Schema):
    text: str | None = None
    at: dt.datetime | None = None
    until: dt.datetime | None = None


class AlarmMarkOut(Schema):
    id: int
    title: str
    severity: str
    device: str
    device_id: int | None
    metric_id: int | None
    raised_at: dt.datetime
    cleared_at: dt.datetime | None


class MarksOut(Schema):
    """What charts mark on their time axis."""

    alarms: list[AlarmMarkOut]
    annotations: list[AnnotationOut]


@router.post("/dashboards/{dashboard_id}/annotations", response={201: AnnotationOut})
def add_annotation(request: HttpRequest, dashboard_id: int, payload: AnnotationIn) -> Status[dict[str, Any]]:
    """Note what happened at a moment, or over a stretch of time."""
    dashboard = dashboard_for(request, dashboard_id, "operate")
    note = annotations.add_annotation(dashboard, by=person(request.user), **payload.dict())
    return Status(201, marks.annotation_json(note, user=person(request.user)))


@router.patch("/dashboards/{dashboard_id}/annotations/{annotation_id}", response=AnnotationOut)
def change_annotation(request: HttpRequest, dashboard_id: int, annotation_id: int, payload: AnnotationPatch) -> dict[str, Any]:
    note = annotation_for(request, dashboard_id, annotation_id)
    note = annotations.change_annotation(note, by=person(request.user), **payload.dict())
    return marks.annotation_json(note, user=person(request.user))


@router.delete("/dashboards/{dashboard_id}/annotations/{annotation_id}", response=Deleted)
def delete_annotation(request: HttpRequest, dashboard_id: int, annotation_id: int) -> Deleted:
    annotations.delete_annotation(annotation_for(request, dashboard_id, annotation_id))
    return Deleted()


def annotation_for(request: HttpRequest, dashboard_id: int, annotation_id: int) -> Annotation:
    """One that the user may change: their own while they operate the dashboard, any when they edit it."""
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    note = found(dashboard.annotations.select_related("author", "dashboard"), id=annotation_id)
    is_mine = note.author_id == person(request.user).pk
    rights.check(selectors.permission_bits(person(request.user), dashboard), "operate" if is_mine else "edit_dashboards")
    return note
