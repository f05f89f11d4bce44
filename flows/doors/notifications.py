"""Notifications over HTTP: everybody reads their own."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.api import PageQuery, cut, organization_id
from flows import notifications
from flows.access import user_of
from flows.models import Notification
from organizations.models import Organization

router = Router()


class NotificationOut(Schema):
    id: int
    level: str
    title: str
    text: str
    link: str
    flow_id: int | None
    created_at: dt.datetime
    is_seen: bool


class NotificationsOut(Schema):
    items: list[NotificationOut]
    total: int
    unseen: int


class SeenIn(Schema):
    until: int = Field(ge=0, le=2**60)


class SeenOut(Schema):
    until: int


@router.get("/notifications", response=NotificationsOut)
def list_notifications(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """What flows of the current organization have told you, newest first."""
    rows = notifications.of(user_of(request), organization_id(request))
    until = notifications.seen_until(user_of(request), organization_id(request))
    unseen = rows.filter(id__gt=until).count()
    listing = cut(rows.filter(title__icontains=page.search) if page.search else rows, page)
    return listing | {"items": [_json(row, until) for row in listing["items"]], "unseen": unseen}


@router.post("/notifications/seen", response=SeenOut)
def see_notifications(request: HttpRequest, payload: SeenIn) -> dict[str, int]:
    """You have seen everything up to the one with this id."""
    newest = notifications.of(user_of(request), organization_id(request)).values_list("id", flat=True).first() or 0
    organization = Organization.objects.get(id=organization_id(request))
    return {"until": notifications.see(user_of(request), organization, until=min(payload.until, newest))}


def _json(row: Notification, until: int) -> dict[str, Any]:
    names = ("id", "level", "title", "text", "link", "flow_id", "created_at")
    return {name: getattr(row, name) for name in names} | {"is_seen": row.pk <= until}
