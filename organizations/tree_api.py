"""The tree, organizations, sites and favourites over HTTP."""

import datetime as dt
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from core.sentences import Said
from organizations import places, rights, tree
from organizations.models import Organization, Site
from organizations.nodes import Node
from organizations.rights import person

router = Router()


class CrumbOut(Schema):
    key: str
    kind: str
    label: str


class TreeCountsOut(Schema):
    """How many of each stand below, counting only what the person may see. Absent: not counted for this kind."""

    organizations: int | None = None
    sites: int | None = None
    devices: int | None = None
    online: int | None = None
    alarms: int | None = None
    metrics: int | None = None


class TreeItemOut(Schema):
    key: str
    kind: str
    id: str
    organization_id: str
    label: str
    description: str
    has_children: bool
    counts: TreeCountsOut
    online: bool | None
    is_favourite: bool
    # Seen only because the way to something allowed leads through it: it has no page of its own for this person.
    is_passage: bool
    permissions: list[str]
    # Of a device.
    type: str | None = None
    # Of a metric.
    unit: str | None = None
    data_type: str | None = None
    is_writable: bool | None = None


class TreeOut(Schema):
    node: TreeItemOut | None
    breadcrumbs: list[CrumbOut]
    items: list[TreeItemOut]
    total: int
    # How many stand before the first of these.
    offset: int


class TreeHitOut(Schema):
    key: str
    kind: str
    id: str
    label: str
    breadcrumbs: list[CrumbOut]


class TreeSearchOut(Schema):
    items: list[TreeHitOut]
    # More was found than is shown.
    has_more: bool


class MoveIn(Schema):
    keys: list[str] = Field(min_length=1, max_length=tree.MOVE_BOUND)
    # The key of the organization or site that takes them.
    to: str = Field(max_length=250)


class MoveRefusalOut(Schema):
    key: str
    reason: Said


class MoveOut(Schema):
    moved: int
    refused: list[MoveRefusalOut]


def item_out(visitor: tree.Visitor, item: tree.Item, favourites: set[str]) -> dict[str, Any]:
    bits = visitor.access.bits(item.line)
    counted = any(item.counts.get(name) for name in ("organizations", "sites", "devices", "metrics"))
    return {
        "key": item.key,
        "kind": item.kind,
        "id": item.id,
        "organization_id": item.line[-1][2:],
        "label": item.label,
        "description": item.description,
        "has_children": counted,
        "counts": dict(item.counts),
        "online": item.online,
        "is_favourite": item.key in favourites,
        "is_passage": not bits & rights.READ,
        "permissions": sorted(rights.names(bits)),
        **item.facts,
    }


def hits_out(visitor: tree.Visitor, found_nodes: list[Node]) -> list[dict[str, Any]]:
    ways = tree.ways(visitor, [node.line for node in found_nodes])
    return [
        {"key": node.key, "kind": node.kind, "id": node.key[2:], "label": node.label, "breadcrumbs": way}
        for node, way in zip(found_nodes, ways, strict=True)
    ]


@router.get("/tree", response=TreeOut)
def browse(
    request: HttpRequest,
    node: Annotated[str, Query(max_length=250)] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
    around: Annotated[
        str, Query(max_length=250, description="The page on which this child stands, instead of the one at `offset`")
    ] = "",
) -> dict[str, Any]:
    """One page of what stands below a node: organizations, then sites, devices, folders, metrics.

    Without a node: the organizations that the person sees first.
    """
    visitor = tree.Visitor(person(request.user))
    page = tree.children(visitor, node, offset=offset, limit=limit, around=around)
    itself = tree.itself(visitor, page.node) if page.node else None
    keys = {item.key for item in page.items} | ({itself.key} if itself else set())
    favourites = tree.favourite_keys(visitor.user, keys)
    return {
        "node": item_out(visitor, itself, favourites) if itself else None,
        "breadcrumbs": page.breadcrumbs,
        "items": [item_out(visitor, item, favourites) for item in page.items],
        "total": page.total,
        "offset": page.offset,
    }


@router.get("/tree/search", response=TreeSearchOut)
def search(
    request: HttpRequest,
    search: Annotated[str, Query(max_length=200)] = "",
    kinds: Annotated[str, Query(max_length=100, description="Of organization, site, device, folder, metric, by commas")] = "",
    limit: Annotated[int, Query(ge=1, le=tree.SEARCH_BOUND)] = 50,
) -> dict[str, Any]:
    """Everything that the person may see in whose name every word stands, with the way to it."""
    visitor = tree.Visitor(person(request.user))
    asked = [kind for kind in kinds.split(",") if kind]
    found_nodes = tree.search(visitor, search, kinds=asked, limit=limit + 1)
    return {"items": hits_out(visitor, found_nodes[:limit]), "has_more": len(found_nodes) > limit}


@router.post("/tree/move", response=MoveOut)
def move(request: HttpRequest, payload: MoveIn) -> dict[str, Any]:
    """Move devices, sites and organizations; what cannot be moved is named with the reason, the others are moved."""
    refused = tree.move(person(request.user), payload.keys, payload.to)
    return {
        "moved": len(set(payload.keys)) - len(refused),
        "refused": [{"key": key, "reason": reason} for key, reason in refused.items()],
    }


@router.get("/favourites", response=list[TreeHitOut])
def favourites(request: HttpRequest) -> list[dict[str, Any]]:
    """The person's favourites that they still may see, the newest first; at most 500."""
    visitor = tree.Visitor(person(request.user))
    return hits_out(visitor, tree.favourites(visitor))


@router.put("/favourites/{path:key}", response=TreeHitOut)
def add_favourite(request: HttpRequest, key: str) -> dict[str, Any]:
    visitor = tree.Visitor(person(request.user))
    return hits_out(visitor, [tree.add_favourite(visitor, key)])[0]


@router.delete("/favourites/{path:key}", response=Deleted)
def remove_favourite(request: HttpRequest, key: str) -> dict[str, bool]:
    person(request.user).favourites.filter(node=key).delete()
    return {"deleted": True}


# --- organizations


class OrganizationOut(Schema):
    id: str
    name: str
    description: str
    parent_id: str | None
    retention_days: int | None
    created_at: dt.datetime
    permissions: list[str]


class OrganizationIn(Schema):
    name: str = Field(max_length=1_000)
    description: str = Field("", max_length=10_000)
    # Without one the organization stands at the top, which only an administrator of the installation may do.
    parent_id: str | None = None
    retention_days: int | None = None


class OrganizationPatch(Schema):
    name: str | None = Field(None, max_length=1_000)
    description: str | None = Field(None, max_length=10_000)
    parent_id: str | None = None
    retention_days: int | None = None


def organization_out(request: HttpRequest, row: Organization) -> dict[str, Any]:
    """Somebody who sees only parts of an organization learns no more of its parents."""
    above = row.parent_id if row.parent_id and rights.can(request.user, "read", row.parent_id) else None
    return {
        "id": row.id,
        "name": row.name,
        "description": row.description,
        "parent_id": above,
        "retention_days": row.retention_days,
        "created_at": row.created_at,
        "permissions": sorted(rights.permissions(request.user, row)),
    }


@router.get("/organizations", response=Listing[OrganizationOut])
def organizations(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """The organizations that the person may see, or see a part of, by name."""
    rows = rights.organizations_of(request.user).filter(name__icontains=page.search).order_by("name", "id")
    answer = cut(rows, page)
    return {"items": [organization_out(request, row) for row in answer["items"]], "total": answer["total"]}


@router.post("/organizations", response=OrganizationOut)
def create_organization(request: HttpRequest, payload: OrganizationIn) -> dict[str, Any]:
    parent = places.found_parent(payload.parent_id, by=person(request.user))
    if parent is not None:
        rights.require(request.user, "create_organization", parent)
    else:
        places.refuse_at_the_top(person(request.user))
    row = places.create_organization(
        name=payload.name, parent=parent, description=payload.description, retention_days=payload.retention_days
    )
    return organization_out(request, row)


@router.get("/organizations/{organization}", response=OrganizationOut)
def organization(request: HttpRequest, organization: str) -> dict[str, Any]:
    return organization_out(request, found(rights.organizations_of(request.user), id=organization))


@router.patch("/organizations/{organization}", response=OrganizationOut)
def change_organization(request: HttpRequest, organization: str, payload: OrganizationPatch) -> dict[str, Any]:
    """Rename, describe, set the retention; another `parent_id` moves it with all below."""
    row = found(rights.organizations_of(request.user), id=organization)
    rights.require(request.user, "edit_organization", row)
    fields = payload.dict(exclude_unset=True)
    places.refuse_empty(fields, "name", "description")
    return organization_out(request, places.edit_organization(row, fields, by=person(request.user)))


@router.delete("/organizations/{organization}", response=Deleted)
def delete_organization(request: HttpRequest, organization: str) -> dict[str, bool]:
    """Only an empty one; the refusal says what it still holds."""
    row = found(rights.organizations_of(request.user), id=organization)
    rights.require(request.user, "edit_organization", row)
    places.delete_own_organization(row, by=person(request.user))
    return {"deleted": True}


# --- sites


class SiteOut(Schema):
    id: int
    organization_id: str
    name: str
    description: str
    latitude: float | None
    longitude: float | None
    time_zone: str
    permissions: list[str]


class SiteIn(Schema):
    name: str = Field(max_length=1_000)
    description: str = Field("", max_length=10_000)
    latitude: float | None = None
    longitude: float | None = None
    # An IANA name; empty: UTC.
    time_zone: str = Field("", max_length=100)


class SitePatch(Schema):
    name: str | None = Field(None, max_length=1_000)
    description: str | None = Field(None, max_length=10_000)
    latitude: float | None = None
    longitude: float | None = None
    time_zone: str | None = Field(None, max_length=100)


def sites_of(request: HttpRequest) -> "QuerySet[Site]":
    """Sites whose name one may know: those one may see, and those on the way to a device that one may see."""
    return tree.Visitor(person(request.user)).reachable(Site.objects.all(), "s")


def site_out(request: HttpRequest, row: Site) -> dict[str, Any]:
    fields = ("id", "organization_id", "name", "description", "latitude", "longitude", "time_zone")
    return {
        **{field: getattr(row, field) for field in fields},
        "permissions": sorted(rights.permissions(request.user, row)),
    }


@router.get("/sites", response=Listing[SiteOut])
def sites(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """The current organization's sites by name."""
    rows = sites_of(request).filter(organization_id=organization_id(request), name__icontains=page.search)
    answer = cut(rows, page)
    return {"items": [site_out(request, row) for row in answer["items"]], "total": answer["total"]}


@router.post("/sites", response=SiteOut)
def create_site(request: HttpRequest, payload: SiteIn) -> dict[str, Any]:
    organization = Organization.objects.get(id=organization_id(request))
    rights.require_in(request.user, "manage_sites", organization.id)
    return site_out(request, places.create_site(organization, **payload.dict()))


@router.get("/sites/{int:site_id}", response=SiteOut)
def site(request: HttpRequest, site_id: int) -> dict[str, Any]:
    return site_out(request, found(sites_of(request), id=site_id))


@router.patch("/sites/{int:site_id}", response=SiteOut)
def change_site(request: HttpRequest, site_id: int, payload: SitePatch) -> dict[str, Any]:
    row = found(rights.visible(request.user, Site.objects.all()), id=site_id)
    rights.require(request.user, "manage_sites", row)
    fields = payload.dict(exclude_unset=True)
    places.refuse_empty(fields, "name", "description", "time_zone")
    return site_out(request, places.change_site(row, **fields))


@router.delete("/sites/{int:site_id}", response=Deleted)
def delete_site(request: HttpRequest, site_id: int) -> dict[str, bool]:
    """Only when nothing stands there; the refusal says what does."""
    row = found(rights.visible(request.user, Site.objects.all()), id=site_id)
    rights.require(request.user, "manage_sites", row)
    places.delete_site(row)
    return {"deleted": True}
