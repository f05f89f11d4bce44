"""Dashboards in turn, for a wall: what a playlist may hold, whose it is, and who changes it."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from core.errors import Missing, Refused
from dashboards import topics
from dashboards.models import Dashboard, Playlist
from organizations import rights
from organizations.models import Organization, User

ITEMS_BOUND: Final = 100
PLAYLISTS_BOUND: Final = 100
NOT_SHARED: Final = "Only those who edit the organization's dashboards share a playlist with everybody."
SECONDS: Final = (3, 24 * 3600)


def playlists_of(user: User, organization_id: str) -> "QuerySet[Playlist]":
    """The person's own, and those shared with everybody of the organization."""
    if organization_id not in rights.access_of(user).organizations:
        return Playlist.objects.none()
    rows = Playlist.objects.filter(organization_id=organization_id).select_related("owner")
    return rows.filter(Q(owner=user) | Q(is_shared=True))


def may_change(playlist: Playlist, user: User) -> bool:
    return playlist.owner_id == user.pk or (playlist.is_shared and _may_share(playlist.organization_id, user))


def _may_share(organization_id: str, user: User) -> bool:
    return rights.can(user, "edit_dashboards", Organization.objects.get(id=organization_id))


def save_playlist(
    playlist: Playlist,
    *,
    by: User,
    name: str | None = None,
    is_shared: bool | None = None,
    items: list[dict[str, Any]] | None = None,
) -> Playlist:
    """Make or change one. Only those who edit the organization's dashboards show it to everybody."""
    if playlist._state.adding and by.playlists.filter(organization_id=playlist.organization_id).count() >= PLAYLISTS_BOUND:
        raise Refused(f"You have {PLAYLISTS_BOUND} playlists already: delete some first.")
    if not playlist._state.adding and not may_change(playlist, by):
        raise Refused(f"“{playlist.name}” is {playlist.owner}'s: make one of your own.", status=403)
    if name is not None:
        playlist.name = _checked_name(name)
    if is_shared is not None and is_shared != playlist.is_shared:
        if is_shared and not _may_share(playlist.organization_id, by):
            raise Refused(NOT_SHARED, field="is_shared", status=403)
        playlist.is_shared = is_shared
    if items is not None:
        playlist.items = _checked_items(items, playlist, by)
    try:
        with transaction.atomic():
            playlist.save()
    except IntegrityError:
        raise Refused(f"You already have a playlist named “{playlist.name}”: choose another name.", field="name") from None
    return playlist


def _checked_name(name: str) -> str:
    name = name.encode(errors="replace").decode().replace("\0", "").strip()
    if not 1 <= len(name) <= 100:
        raise Refused("Give the playlist a name of 1 to 100 characters.", field="name")
    return name


def _checked_items(items: list[dict[str, Any]], playlist: Playlist, by: User) -> list[dict[str, Any]]:
    if len(items) > ITEMS_BOUND:
        raise Refused(f"{len(items)} entries are too many: {ITEMS_BOUND} at most.", field="items")
    # What it named before may be gone, or another's to see: it stays.
    known = {item["dashboard"] for item in playlist.items}
    seen = set(dashboards_in(items, by, playlist.organization_id)) | known
    for place, item in enumerate(items):
        if item["dashboard"] not in seen:
            raise Missing(f"There is no dashboard {item['dashboard']}, or it is not yours.", field=f"items.{place}.dashboard")
        if not SECONDS[0] <= item["seconds"] <= SECONDS[1]:
            raise Refused(f"{item['seconds']} s cannot be shown: give 3 s to a day.", field=f"items.{place}.seconds")
    return [{"dashboard": item["dashboard"], "page": item["page"], "seconds": item["seconds"]} for item in items]


def dashboards_in(items: Iterable[dict[str, Any]], user: User, organization_id: str) -> dict[int, Dashboard]:
    """Those of the dashboards that the person may see."""
    wanted = {item["dashboard"] for item in items}
    rows = Dashboard.objects.filter(organization_id=organization_id, id__in=wanted)
    return {row.id: row for row in topics.visible_dashboards(user, rows)} if wanted else {}
