"""Playlists over HTTP."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from core.errors import Refused
from dashboards import playlists
from dashboards.models import Playlist
from organizations.models import User
from organizations.rights import person

router = Router()


class PlaylistItem(Schema):
    dashboard: int = Field(ge=1, le=2**63 - 1)
    # Null: all its pages, each for so long.
    page: str | None = Field(None, max_length=40)
    seconds: int = 30


class PlaylistItemOut(PlaylistItem):
    # Null: deleted, or not the asking person's to see; it is left out when the playlist runs.
    name: str | None


class PlaylistOut(Schema):
    id: int
    name: str
    owner: str | None
    is_shared: bool
    may_change: bool
    items: list[PlaylistItemOut]


class PlaylistIn(Schema):
    name: str
    is_shared: bool = False
    items: list[PlaylistItem] = Field([], max_length=1_000)


class PlaylistPatch(Schema):
    name: str | None = None
    is_shared: bool | None = None
    items: list[PlaylistItem] | None = Field(None, max_length=1_000)


def _out(rows: list[Playlist], user: User, organization: str) -> list[dict[str, Any]]:
    names = playlists.dashboards_in([item for row in rows for item in row.items], user, organization)
    return [
        {
            "id": row.id,
            "name": row.name,
            "owner": str(row.owner) if row.owner else None,
            "is_shared": row.is_shared,
            "may_change": playlists.may_change(row, user),
            "items": [
                {**item, "name": names[item["dashboard"]].name if item["dashboard"] in names else None} for item in row.items
            ],
        }
        for row in rows
    ]


def _one(request: HttpRequest, row: Playlist) -> dict[str, Any]:
    return _out([row], person(request.user), row.organization_id)[0]


def _playlist_for(request: HttpRequest, playlist_id: int) -> Playlist:
    return found(playlists.playlists_of(person(request.user), organization_id(request)), id=playlist_id)


@router.get("/playlists", response=Listing[PlaylistOut])
def list_playlists(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """One's own and those shared with everybody of the organization, by name."""
    organization = organization_id(request)
    rows = playlists.playlists_of(person(request.user), organization).filter(name__icontains=page.search)
    listing = cut(rows, page)
    return {**listing, "items": _out(listing["items"], person(request.user), organization)}


@router.post("/playlists", response={201: PlaylistOut})
def create_playlist(request: HttpRequest, payload: PlaylistIn) -> Status[dict[str, Any]]:
    """A playlist of one's own; who edits the organization's dashboards may share it."""
    user = person(request.user)
    row = playlists.save_playlist(
        Playlist(organization_id=organization_id(request), owner=user),
        by=user,
        name=payload.name,
        is_shared=payload.is_shared,
        items=[item.dict() for item in payload.items],
    )
    return Status(201, _one(request, row))


@router.get("/playlists/{playlist_id}", response=PlaylistOut)
def playlist(request: HttpRequest, playlist_id: int) -> dict[str, Any]:
    return _one(request, _playlist_for(request, playlist_id))


@router.patch("/playlists/{playlist_id}", response=PlaylistOut)
def change_playlist(request: HttpRequest, playlist_id: int, payload: PlaylistPatch) -> dict[str, Any]:
    row = playlists.save_playlist(
        _playlist_for(request, playlist_id),
        by=person(request.user),
        name=payload.name,
        is_shared=payload.is_shared,
        items=None if payload.items is None else [item.dict() for item in payload.items],
    )
    return _one(request, row)


@router.delete("/playlists/{playlist_id}", response=Deleted)
def delete_playlist(request: HttpRequest, playlist_id: int) -> Deleted:
    row = _playlist_for(request, playlist_id)
    if not playlists.may_change(row, person(request.user)):
        raise Refused(f"“{row.name}” is {row.owner}'s: only they and editors delete it.", status=403)
    row.delete()
    return Deleted()
