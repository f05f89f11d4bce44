"""Public links over HTTP: making and revoking them for those who edit the dashboard; looking for whoever has one."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status

from core.actor import address_of
from core.api import Deleted, found
from dashboards.api_lookups import dashboard_for
from dashboards.models import PublicLink
from dashboards.pictures.api import MapOut, maps, shown
from dashboards.public import limits, links, showing
from dashboards.ranges import RangeQuery
from dashboards.variables.declared import NAME, VARIABLES_BOUND, given_in
from organizations.rights import person

router = Router()
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
Choosable = Annotated[
    list[Annotated[str, Field(pattern=f"^{NAME}$")]],
    Field(max_length=VARIABLES_BOUND, description="Variables that visitors may choose: they see the names of what can be chosen"),
]
Grant = Annotated[str, Query(max_length=500, description="What giving the password answered")]


class PublicLinkOut(Schema):
    id: int
    name: str
    hint: str = Field(description="The last four characters of the address")
    has_password: bool
    hosts: list[str]
    choosable: list[str] = Field(description="Names of the variables that visitors may choose")
    expires_at: dt.datetime | None
    is_expired: bool
    created_at: dt.datetime
    created_by: str
    opened_count: int
    last_opened_at: dt.datetime | None

    @staticmethod
    def resolve_created_by(link: PublicLink) -> str:
        return str(link.created_by)


class PublicLinkMadeOut(PublicLinkOut):
    path: str = Field(description="The address, which nobody can read again")


class PublicLinkIn(Schema):
    name: str = Field("", max_length=100)
    expires_at: dt.datetime | None = None
    password: str = Field("", max_length=links.PASSWORD_LENGTHS[1])
    # Sites that may show the page in a frame, besides this one.
    hosts: list[str] = Field([], max_length=links.HOSTS_BOUND)
    choosable: Choosable = []


class PublicLinkPatch(Schema):
    """What is absent stays as it is."""

    name: str = Field("", max_length=100)
    expires_at: dt.datetime | None = None
    password: str = Field("", max_length=links.PASSWORD_LENGTHS[1], description="Empty: none any more. Old visits end")
    hosts: list[str] = Field([], max_length=links.HOSTS_BOUND)
    choosable: Choosable = []


class PublicPasswordIn(Schema):
    password: str = Field(max_length=links.PASSWORD_LENGTHS[1])


class PublicGrantOut(Schema):
    grant: str


class PublicDashboardOut(Schema):
    name: str
    version: int
    document: dict[str, Any]
    choosable: list[str] = Field(description="Names of the variables that may be chosen, in the address as `var-<name>`")


class PublicChoiceOut(Schema):
    value: str
    label: str


class PublicAlarmOut(Schema):
    id: int
    title: str
    severity: str
    state: str
    device: str | None
    text: str
    value_at_raise: Any
    raised_at: dt.datetime


class PublicAlarmsOut(Schema):
    items: list[PublicAlarmOut]
    topics: list[str] = Field(description="The live topics on which these rows change: one for each device that is shown")


@router.get("/dashboards/{dashboard_id}/public-links", response=list[PublicLinkOut])
def public_links(request: HttpRequest, dashboard_id: int) -> list[PublicLink]:
    """The dashboard's public links that were not revoked, newest first."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    return list(dashboard.public_links.filter(revoked_at=None).select_related("created_by"))


@router.post("/dashboards/{dashboard_id}/public-links", response={201: PublicLinkMadeOut})
def make_public_link(request: HttpRequest, dashboard_id: int, payload: PublicLinkIn) -> Status[PublicLink]:
    """Show the dashboard to whoever has an address. It shows what you may read, as long as you may; nothing can be set."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    link, token = links.make_link(dashboard, by=person(request.user), **payload.dict())
    link.path = f"/public/{token}"  # type: ignore[attr-defined]  # for the answer only
    return Status(201, link)


@router.patch("/dashboards/{dashboard_id}/public-links/{link_id}", response=PublicLinkOut)
def change_public_link(request: HttpRequest, dashboard_id: int, link_id: int, payload: PublicLinkPatch) -> PublicLink:
    """Change a link's name, end, password or sites; its address stays. Whoever gave an old password gives the new one."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    link = found(dashboard.public_links.filter(revoked_at=None), id=link_id)
    return links.change_link(link, payload.dict(exclude_unset=True))


@router.delete("/dashboards/{dashboard_id}/public-links/{link_id}", response=Deleted)
def revoke_public_link(request: HttpRequest, dashboard_id: int, link_id: int) -> Deleted:
    """From this moment the address shows nothing."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    links.revoke_link(found(dashboard.public_links.all(), id=link_id))
    return Deleted()


@router.get("/public/{token}", auth=None, response=PublicDashboardOut)
def public_dashboard(request: HttpRequest, token: str, grant: Grant = "", again: bool = False) -> dict[str, Any]:
    """The dashboard behind a public link. 403 `password_needed` asks for the password; `again` is not counted."""
    link = _visited(request, token, grant)
    if not again:
        links.note_opening(link)
    return {
        "name": link.dashboard.name,
        "version": link.dashboard.version,
        "document": showing.document(link),
        "choosable": link.choosable,
    }


@router.post("/public/{token}/grant", auth=None, response=PublicGrantOut)
def public_grant(request: HttpRequest, token: str, payload: PublicPasswordIn) -> dict[str, str]:
    """Give the password of a link. The answer opens it for twelve hours."""
    address = address_of(request)
    limits.count_address(address)
    return {"grant": links.grant_for(token, payload.password, address=address)}


@router.get("/public/{token}/data", auth=None, response={200: dict[str, Any]})
def public_data(request: HttpRequest, token: str, period: Annotated[RangeQuery, Query()], grant: Grant = "") -> HttpResponse:
    """What every widget is drawn from, as for those who are logged in."""
    link = _visited(request, token, grant)
    given = showing.given(link, given_in(request.GET))
    return _json(showing.data(link, period.page(), period.only(), given, period.model_dump_json()))


@router.get("/public/{token}/latest", auth=None, response={200: dict[str, Any], 204: None})
def public_latest(
    request: HttpRequest,
    token: str,
    grant: Grant = "",
    seen: Annotated[str, Query(max_length=64, description="The `tag` of the answer before: 204 when nothing is new")] = "",
) -> HttpResponse:
    """The newest values: `{version, tag, values: {topic: {ts, value, quality}}}`. For pages that get no socket."""
    link = _visited(request, token, grant)
    tag, content = showing.latest(link, showing.given(link, given_in(request.GET)))
    return HttpResponse(status=204, headers=PRIVATE) if seen == tag else _json(content)


@router.get("/public/{token}/alarms/{widget_id}", auth=None, response=PublicAlarmsOut)
def public_alarms(request: HttpRequest, token: str, widget_id: str, grant: Grant = "") -> HttpResponse:
    """The rows of an alarm table: alarms of the devices that the dashboard shows, without people and their comments."""
    link = _visited(request, token, grant)
    return _json(showing.alarms(link, widget_id, showing.given(link, given_in(request.GET))))


@router.get("/public/{token}/choices/{name}", auth=None, response=list[PublicChoiceOut])
def public_choices(
    request: HttpRequest, token: str, name: str, grant: Grant = "", search: Annotated[str, Query(max_length=200)] = ""
) -> list[dict[str, str]]:
    """What a visitor can choose for a variable that the link leaves open, by name. Any other variable does not exist."""
    link = _visited(request, token, grant)
    return showing.choices(link, name, showing.given(link, given_in(request.GET)), search)


@router.get("/public/{token}/pictures/{picture_id}", auth=None, response={200: bytes})
def public_picture(request: HttpRequest, token: str, picture_id: int, grant: Grant = "") -> HttpResponse:
    """A picture that the dashboard keeps."""
    return shown(found(_visited(request, token, grant).dashboard.pictures.all(), id=picture_id))


@router.get("/public/{token}/maps", auth=None, response=MapOut)
def public_maps(request: HttpRequest, token: str, grant: Grant = "") -> dict[str, str]:
    """What maps are drawn on."""
    _visited(request, token, grant)
    return maps(request)


def _visited(request: HttpRequest, token: str, grant: str) -> PublicLink:
    """The link, within what its visitors may ask."""
    limits.count_address(address_of(request))
    link = links.opened(token, grant)
    limits.count_link(link)
    return link


def _json(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="application/json", headers=PRIVATE)
