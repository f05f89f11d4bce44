"""Dashboards over HTTP: documents with versions, the data of all widgets in one answer, commands of controls."""

import datetime as dt
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema, Status

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from core.sentences import Said
from dashboards import documents, selectors, services
from dashboards.annotations_api import MarksOut
from dashboards.annotations_api import router as annotations_router
from dashboards.api_lookups import dashboard_for, dashboards_of, with_permissions
from dashboards.draft_api import DashboardDraftOut
from dashboards.draft_api import router as draft_router
from dashboards.errors import BadDocument
from dashboards.figures.api import router as figures_router
from dashboards.models import Dashboard, DashboardDraft, DashboardVersion
from dashboards.operating_api import router as operating_router
from dashboards.page_api import router as page_router
from dashboards.pictures.api import CarriedIn
from dashboards.pictures.api import router as pictures_router
from dashboards.pictures.carried import Carried
from dashboards.pictures.services import PICTURES_BOUND
from dashboards.playlist_api import router as playlist_router
from dashboards.portable.api import router as portable_router
from dashboards.public.api import router as public_router
from dashboards.ranges import RangeQuery
from dashboards.template_api import router as template_router
from dashboards.type_api import router as type_router
from dashboards.variables import choosing, declared, resolving
from dashboards.variables.declared import given_in
from devices.models import Device, DeviceType
from organizations import rights, tree
from organizations.models import Organization, Site
from organizations.rights import person

router = Router()
router.add_router("", annotations_router)
router.add_router("", type_router)
router.add_router("", operating_router)
router.add_router("", playlist_router)
router.add_router("", public_router)
router.add_router("", figures_router)
router.add_router("", pictures_router)
router.add_router("", draft_router)
router.add_router("", portable_router)
router.add_router("", page_router)
router.add_router("", template_router)


class DashboardOut(Schema):
    id: int
    name: str
    version: int
    created_at: dt.datetime
    changed_at: dt.datetime
    changed_by: str | None
    site_id: int | None
    device_id: int | None
    # The data flow in which its widgets are blocks.
    flow_id: int | None
    draft_version: int
    permissions: list[str] = Field(alias="granted")
    is_favourite: bool = False

    @staticmethod
    def resolve_changed_by(dashboard: Dashboard) -> str | None:
        return str(dashboard.changed_by) if dashboard.changed_by else None


class DashboardDetailOut(DashboardOut):
    document: dict[str, Any]
    # What is being arranged, for those who may edit; null when that is what is published.
    draft: DashboardDraftOut | None
    # Saved by a newer Sluice: it can be looked at, not changed.
    is_newer: bool

    @staticmethod
    def resolve_draft(dashboard: Dashboard) -> DashboardDraft | None:
        may_edit = "edit_dashboards" in dashboard.granted  # type: ignore[attr-defined]  # by `with_permissions`
        return DashboardDraft.objects.filter(dashboard=dashboard).select_related("changed_by").first() if may_edit else None

    @staticmethod
    def resolve_is_newer(dashboard: Dashboard) -> bool:
        return documents.is_newer(selectors.newest_version(dashboard).document)

    @staticmethod
    def resolve_document(dashboard: Dashboard) -> dict[str, Any]:
        document: dict[str, Any] = selectors.newest_version(dashboard).document
        return document


class DashboardIn(Schema):
    name: str
    template: str = "empty"
    # The device that the template “device” shows.
    device_id: int | None = None
    # The device type that “type” is for, and to which a ready one is limited.
    device_type_id: int | None = None
    document: dict[str, Any] | None = None
    # What the document names by `{$picture: <SHA-256>}`.
    pictures: dict[str, CarriedIn] | None = Field(None, max_length=PICTURES_BOUND)
    # Where the dashboard stands in the tree; without either at the organization itself.
    place_site_id: int | None = None
    place_device_id: int | None = None


class DashboardPatch(Schema):
    name: str | None = None
    site_id: int | None = None
    device_id: int | None = None


class DashboardDocumentIn(Schema):
    document: dict[str, Any]
    base_version: int
    message: str = Field("", max_length=200)


class VersionOut(Schema):
    version: int = Field(alias="number")
    author: str | None
    message: str
    created_at: dt.datetime

    @staticmethod
    def resolve_author(version: DashboardVersion) -> str | None:
        return str(version.author) if version.author else None


class VersionDetailOut(VersionOut):
    document: dict[str, Any]


class WidgetDraftsIn(Schema):
    """Widgets as they stand in a document that is not saved yet."""

    widgets: dict[str, dict[str, Any]] = Field(max_length=500)
    time_zone: str | None = Field(None, max_length=60)


class VariableQuestionIn(Schema):
    """A variable as it stands in the dashboard, or in the designer and not saved yet."""

    variable: dict[str, Any]
    variables: list[Any] = Field([], max_length=declared.VARIABLES_BOUND)
    given: dict[str, list[str]] = {}
    search: str = Field("", max_length=100)


class VariableChoiceOut(Schema):
    value: str
    label: str
    hint: str


class ResolveIn(Schema):
    """Variables and bindings as they stand in the designer."""

    variables: list[Any] = Field(max_length=declared.VARIABLES_BOUND)
    bindings: list[dict[str, Any]] = Field(max_length=2_000)
    given: dict[str, list[str]] = {}


class ResolveOut(Schema):
    variables: list[dict[str, Any]]
    paths: dict[str, list[dict[str, Any]]]


class ShareChoiceOut(Schema):
    id: int
    name: str
    description: Said


class SharesOut(Schema):
    """To which profiles the dashboard is shown; `choices` are those that it can be shown to."""

    profile_ids: list[int]
    choices: list[ShareChoiceOut]


class SharesIn(Schema):
    profile_ids: list[int] = Field(max_length=500)


def _place(request: HttpRequest, site_id: int | None, device_id: int | None) -> tuple[Site | None, Device | None]:
    """Where a dashboard is to stand, among what the user may see of the current organization."""
    site = device = None
    if site_id is not None:
        site = found(rights.visible(request.user, Site.objects.filter(organization_id=organization_id(request))), id=site_id)
    if device_id is not None:
        rows = Device.objects.filter(organization_id=organization_id(request)).select_related("site")
        device = found(rights.visible(request.user, rows), id=device_id)
    return site, device


@router.get("/dashboards", response=Listing[DashboardOut])
def dashboards(
    request: HttpRequest,
    page: PageQuery,
    site_id: int | None = None,
    device_id: int | None = None,
    favourites: Annotated[bool, Query(description="Only those that one has marked")] = False,
    flow_id: int | None = None,
) -> dict[str, Any]:
    """The current organization's dashboards by name, as far as they are shown to the user."""
    rows = dashboards_of(request).filter(organization_id=organization_id(request), name__icontains=page.search)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    if device_id is not None:
        rows = rows.filter(device_id=device_id)
    if favourites:
        rows = rows.filter(id__in=tree.favourite_ids(person(request.user), "b"))
    if flow_id is not None:
        rows = rows.filter(flow_id=flow_id)
    listing = cut(rows, page)
    marked = tree.favourite_keys(person(request.user), [f"b:{dashboard.id}" for dashboard in listing["items"]])
    for dashboard in listing["items"]:
        shown = with_permissions(request, dashboard)
        shown.is_favourite = f"b:{dashboard.id}" in marked  # type: ignore[attr-defined]  # for the answer only
    return listing


@router.post("/dashboards", response={201: DashboardDetailOut})
def create_dashboard(request: HttpRequest, payload: DashboardIn) -> Status[Dashboard]:
    """A dashboard from a template: “empty”, “device” with everything a device says, “type” for all devices of a type, or one
    of the listed."""
    organization = Organization.objects.get(id=organization_id(request))
    site, place = _place(request, payload.place_site_id, payload.place_device_id)
    _, device = _place(request, None, payload.device_id)
    types = DeviceType.objects.filter(organization_id=organization.id)
    kind = None if payload.device_type_id is None else found(types, id=payload.device_type_id)
    rights.check(
        rights.access_of(request.user).bits((place or site or organization).node_line()) | rights.READ, "edit_dashboards"
    )
    dashboard = services.create_dashboard(
        organization,
        name=payload.name,
        template=payload.template,
        device=device,
        device_type=kind,
        document=payload.document,
        pictures={sha: Carried(one.name, one.data) for sha, one in (payload.pictures or {}).items()},
        site=site,
        place=place,
        by=person(request.user),
    )
    return Status(201, dashboard_for(request, dashboard.id, "view_dashboards"))


@router.get("/dashboards/{dashboard_id}", response=DashboardDetailOut)
def dashboard(request: HttpRequest, dashboard_id: int) -> Dashboard:
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    key = f"b:{dashboard.id}"
    dashboard.is_favourite = key in tree.favourite_keys(person(request.user), [key])  # type: ignore[attr-defined]
    return dashboard


@router.patch("/dashboards/{dashboard_id}", response=DashboardOut)
def change_dashboard(request: HttpRequest, dashboard_id: int, payload: DashboardPatch) -> Dashboard:
    """Rename it, or put it at another place of the tree: a site, a device, or (both null) the organization itself."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    if payload.name is not None:
        services.rename_dashboard(dashboard, name=payload.name)
    fields = payload.dict(exclude_unset=True)
    if "site_id" in fields or "device_id" in fields:
        site, device = _place(request, fields.get("site_id"), fields.get("device_id"))
        place = device or site or dashboard.organization
        rights.check(rights.access_of(request.user).bits(place.node_line()) | rights.READ, "edit_dashboards")
        services.place_dashboard(dashboard, site=site, device=device)
    return dashboard_for(request, dashboard_id, "view_dashboards")


@router.delete("/dashboards/{dashboard_id}", response=Deleted)
def delete_dashboard(request: HttpRequest, dashboard_id: int) -> Deleted:
    dashboard_for(request, dashboard_id, "edit_dashboards").delete()
    return Deleted()


@router.get("/dashboards/{dashboard_id}/shares", response=SharesOut)
def shares(request: HttpRequest, dashboard_id: int) -> dict[str, Any]:
    """The profiles whose people see the dashboard."""
    return _shares(dashboard_for(request, dashboard_id, "edit_dashboards"))


@router.put("/dashboards/{dashboard_id}/shares", response=SharesOut)
def share(request: HttpRequest, dashboard_id: int, payload: SharesIn) -> dict[str, Any]:
    """Show the dashboard to exactly these profiles. Managers see it in any case."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    services.share_dashboard(dashboard, payload.profile_ids)
    return _shares(dashboard)


def _shares(dashboard: Dashboard) -> dict[str, Any]:
    return {
        "profile_ids": list(dashboard.shares.order_by("profile_id").values_list("profile_id", flat=True)),
        "choices": list(selectors.share_choices(dashboard)),
    }


@router.put("/dashboards/{dashboard_id}/document", response=VersionOut)
def save_document(request: HttpRequest, dashboard_id: int, payload: DashboardDocumentIn) -> DashboardVersion:
    """Save a version; 409 brings the newer one when somebody was faster."""
    return services.save_document(
        dashboard_for(request, dashboard_id, "edit_dashboards"),
        document=payload.document,
        base_version=payload.base_version,
        message=payload.message,
        by=person(request.user),
    )


@router.get("/dashboards/{dashboard_id}/versions", response=Listing[VersionOut])
def versions(request: HttpRequest, dashboard_id: int, page: PageQuery) -> dict[str, Any]:
    """All that was saved, newest first."""
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    return cut(dashboard.versions.select_related("author").defer("document").filter(message__icontains=page.search), page)


@router.get("/dashboards/{dashboard_id}/versions/{number}", response=VersionDetailOut)
def version(request: HttpRequest, dashboard_id: int, number: int) -> DashboardVersion:
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    return found(dashboard.versions.select_related("author"), number=number)


@router.post("/dashboards/{dashboard_id}/versions/{number}/restore", response=VersionOut)
def restore_version(request: HttpRequest, dashboard_id: int, number: int) -> DashboardVersion:
    """Save an old version again as the newest."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    return services.restore_version(dashboard, number=number, by=person(request.user))


@router.get("/dashboards/{dashboard_id}/data", response={200: dict[str, Any]})
def data(request: HttpRequest, dashboard_id: int, period: Annotated[RangeQuery, Query()]) -> HttpResponse:
    """What every widget is drawn from: `{widgets: {id: {sources: [{topic, state, latest, series, ...}]}}}`.

    `from` and `to` are milliseconds, ISO 8601 or relative like `now-1h`. `var-machine=12` chooses a variable; the answer
    says in `variables` what each stands for, and in `paths` where bindings that name one lead.
    """
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards" if period.draft else "view_dashboards")
    draft = DashboardDraft.objects.filter(dashboard=dashboard).first() if period.draft else None
    answer = selectors.dashboard_data(
        dashboard,
        person(request.user),
        page=period.page(),
        only=period.only(),
        given=given_in(request.GET),
        document=documents.read(draft.document) if draft else None,
    )
    # Thousands of points: encoded at once, not value by value through a schema.
    return HttpResponse(msgspec.json.encode(answer), content_type="application/json")


@router.post("/dashboards/{dashboard_id}/data", response={200: dict[str, Any]})
def draft_data(
    request: HttpRequest, dashboard_id: int, period: Annotated[RangeQuery, Query()], payload: WidgetDraftsIn
) -> HttpResponse:
    """The same for widgets that are being edited and are not saved yet."""
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    document = documents.draft(payload.widgets, time_zone=payload.time_zone)
    answer = selectors.dashboard_data(dashboard, person(request.user), page=period.page(), document=document, only=period.only())
    return HttpResponse(msgspec.json.encode(answer), content_type="application/json")


@router.get("/dashboards/{dashboard_id}/marks", response=MarksOut)
def marks(request: HttpRequest, dashboard_id: int, period: Annotated[RangeQuery, Query()]) -> dict[str, Any]:
    """Alarms of what the dashboard shows, and what people noted on it, in a period."""
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    return selectors.marks_of(dashboard, person(request.user), period.page().period, given_in(request.GET))


@router.post("/dashboards/{dashboard_id}/variable-choices", response=list[VariableChoiceOut])
def variable_choices(request: HttpRequest, dashboard_id: int, payload: VariableQuestionIn) -> list[dict[str, str]]:
    """What can be chosen for a variable, among what the user may see."""
    dashboard = dashboard_for(request, dashboard_id, "view_dashboards")
    asked = declared.declared([payload.variable])
    if not asked:
        raise BadDocument("This is no variable that can be chosen.", field="variable")
    return choosing.choices(
        asked[0],
        declared.declared(payload.variables),
        organization_id=dashboard.organization_id,
        user=person(request.user),
        given=payload.given,
        search=payload.search,
    )


@router.post("/dashboards/{dashboard_id}/resolve", response=ResolveOut)
def resolve(request: HttpRequest, dashboard_id: int, payload: ResolveIn) -> dict[str, Any]:
    """Where bindings that are not saved yet lead."""
    dashboard = dashboard_for(request, dashboard_id, "edit_dashboards")
    document = documents.of_bindings(payload.bindings, payload.variables)
    return resolving.resolved(
        document, organization_id=dashboard.organization_id, user=person(request.user), given=payload.given
    ).json()
