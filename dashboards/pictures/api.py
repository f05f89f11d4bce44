"""Pictures over HTTP."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema, Status

from core.api import Deleted, Listing, PageQuery, cut, found
from dashboards.api_lookups import dashboard_for, dashboards_of
from dashboards.models import Picture
from dashboards.pictures import services
from organizations.rights import person

router = Router()


class PictureOut(Schema):
    id: int
    name: str
    content_type: str
    size: int
    created_at: dt.datetime


class PictureKeptOut(PictureOut):
    left_out: dict[str, int] = Field(description="What an SVG had that could act or reach out, and how often")


class PictureIn(Schema):
    name: str = Field("", max_length=200)
    data: str = Field(max_length=services.PICTURE_BYTES * 2, description="Base64, or a data URL")


class CarriedIn(Schema):
    """A picture that travels with a document, which names it by its SHA-256."""

    name: str = Field("picture", max_length=200)
    data: str = Field(max_length=services.PICTURE_BYTES * 2, description="Base64")


class MapOut(Schema):
    """Where maps get their tiles from; empty: the outlines of the world that we carry ourselves."""

    tiles: str
    attribution: str


@router.get("/dashboards/{dashboard_id}/pictures", response=Listing[PictureOut])
def pictures(request: HttpRequest, dashboard_id: int, page: PageQuery) -> dict[str, Any]:
    """The pictures that a dashboard keeps, by name."""
    rows = dashboard_for(request, dashboard_id, "view_dashboards").pictures.defer("content")
    return cut(rows.filter(name__icontains=page.search), page)


@router.post("/dashboards/{dashboard_id}/pictures", response={201: PictureKeptOut})
def keep_picture(request: HttpRequest, dashboard_id: int, payload: PictureIn) -> Status[dict[str, Any]]:
    """Keep a PNG, JPEG, WebP, GIF or SVG of at most 3 MB. Of an SVG, what could act is left out and told."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    kept = services.keep_picture(dashboard, name=payload.name, data=payload.data, by=person(request.user))
    return Status(201, {**PictureOut.from_orm(kept.picture).dict(), "left_out": kept.left_out})


@router.delete("/dashboards/{dashboard_id}/pictures/{picture_id}", response=Deleted)
def delete_picture(request: HttpRequest, dashboard_id: int, picture_id: int) -> Deleted:
    found(dashboard_for(request, dashboard_id, "edit_dashboards").pictures.defer("content"), id=picture_id).delete()
    return Deleted()


@router.get("/pictures/{picture_id}", response={200: bytes})
def picture(request: HttpRequest, picture_id: int) -> HttpResponse:
    """The picture itself, for whoever sees its dashboard."""
    return shown(found(Picture.objects.filter(dashboard__in=dashboards_of(request)), id=picture_id))


def shown(picture: Picture) -> HttpResponse:
    """As an answer that browsers show and never run."""
    return HttpResponse(
        bytes(picture.content),
        content_type=picture.content_type,
        headers={
            # An id always stands for the same content; that it may be seen can end.
            "Cache-Control": "private, max-age=300",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
        },
    )


@router.get("/maps", response=MapOut)
def maps(request: HttpRequest) -> dict[str, str]:
    """What maps are drawn on."""
    return {"tiles": settings.MAP_TILES, "attribution": settings.MAP_ATTRIBUTION}
