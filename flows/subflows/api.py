"""Subflows over HTTP: drafts, revisions, who uses them, and making one of a selection."""

import datetime as dt
from typing import Any

from django.db.models import Max, QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from flows import catalogue
from flows.doors.schemas import CheckedOut, DraftIn, DraftOut, FlowDocumentIn, PortOut, ProblemOut, RevisionDetailOut, RevisionOut
from flows.graphs import comparing, validation
from flows.models import Flow, Subflow, SubflowRevision
from flows.selectors import OrganizationFacts
from flows.subflows import declared, ports, services, users
from organizations import rights
from organizations.models import Organization, User

router = Router()


class SubflowParamOut(Schema):
    name: str
    title: str
    type: str
    default: Any
    unit: str
    help: str
    choices: list[str]


class SubflowOut(Schema):
    id: int
    name: str
    description: str
    icon: str
    color: str
    revision: int | None
    draft_version: int
    has_changes: bool
    updated_at: dt.datetime
    inputs: list[PortOut]
    outputs: list[PortOut]
    params: list[SubflowParamOut]


class SubflowIn(Schema):
    name: str
    description: str = Field("", max_length=500)
    icon: str = Field("", max_length=30)
    color: str = Field("", max_length=20)
    document: dict[str, Any] | None = None


class SubflowPatch(Schema):
    name: str | None = None
    description: str | None = Field(None, max_length=500)
    icon: str | None = Field(None, max_length=30)
    color: str | None = Field(None, max_length=20)


class PublishSubflowIn(Schema):
    message: str = Field("", max_length=500)
    base_version: int | None = None
    flows: list[int] = Field(default_factory=list, max_length=10_000)
    subflows: list[int] = Field(default_factory=list, max_length=1_000)


class SubflowPortChangeOut(Schema):
    side: str
    name: str
    title: str
    what: str
    before: str
    after: str


class SubflowLostStateOut(Schema):
    block: str
    title: str
    what: str


class SubflowUserOut(Schema):
    kind: str
    id: int
    name: str
    is_running: bool
    numbers: list[int]
    through: list[str]
    problems: list[ProblemOut]
    lost: list[SubflowLostStateOut]


class SubflowPreviewOut(Schema):
    """What publishing a draft would lead to."""

    number: int
    last: int | None
    is_changed: bool
    problems: list[ProblemOut]
    ports: list[SubflowPortChangeOut]
    users: list[SubflowUserOut]


class MakeSubflowIn(Schema):
    name: str
    description: str = Field("", max_length=500)
    document: dict[str, Any]
    blocks: list[str] = Field(max_length=500)
    place: str = Field(max_length=40)


class MadeSubflowOut(Schema):
    subflow: SubflowOut
    document: dict[str, Any]
    block: str


def subflows_of(request: HttpRequest) -> "QuerySet[Subflow]":
    """All subflows that the asking user may see."""
    return rights.visible(request.user, Subflow.objects.all())


def subflow_for(request: HttpRequest, subflow_id: int, permission: rights.Permission = "read") -> Subflow:
    subflow = found(subflows_of(request).select_related("updated_by"), id=subflow_id)
    rights.require(request.user, permission, subflow.organization_id)
    return subflow


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _json(subflow: Subflow, newest: SubflowRevision | None) -> dict[str, Any]:
    document = newest.document if newest else subflow.document
    inputs, outputs = declared.ports_of(document)
    return {
        "id": subflow.id,
        "name": subflow.name,
        "description": subflow.description,
        "icon": subflow.icon,
        "color": subflow.color,
        "revision": newest.number if newest else None,
        "draft_version": subflow.version,
        "has_changes": newest is None or newest.document != subflow.document,
        "updated_at": subflow.updated_at,
        "inputs": [catalogue.port_json(port) for port in inputs],
        "outputs": [catalogue.port_json(port) for port in outputs],
        "params": [item.model_dump() for item in declared.params_of(document)],
    }


def _answer(subflow: Subflow) -> dict[str, Any]:
    return _json(subflow, subflow.revisions.first())


@router.get("/subflows", response=Listing[SubflowOut])
def subflows(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """The current organization's subflows by name, with the ports and params of their newest revision."""
    rows = subflows_of(request).filter(organization_id=organization_id(request))
    listing = cut(rows.filter(name__icontains=page.search) if page.search else rows, page)
    ids = [row.id for row in listing["items"]]
    newest = SubflowRevision.objects.filter(subflow_id__in=ids).values("subflow_id").annotate(last=Max("id")).values("last")
    by_subflow = {revision.subflow_id: revision for revision in SubflowRevision.objects.filter(id__in=newest)}
    return {"items": [_json(row, by_subflow.get(row.id)) for row in listing["items"]], "total": listing["total"]}


@router.post("/subflows", response=SubflowOut)
def create_subflow(request: HttpRequest, payload: SubflowIn) -> dict[str, Any]:
    rights.require_in(request.user, "edit_flows", organization_id(request))
    organization = Organization.objects.get(id=organization_id(request))
    return _answer(services.create_subflow(organization, **payload.dict(), by=_user(request)))


@router.post("/subflows/make", response=MadeSubflowOut)
def make_subflow(request: HttpRequest, payload: MakeSubflowIn) -> dict[str, Any]:
    """Make blocks of a flow a subflow. The answer holds the flow's document with one block in their place; it is not saved."""
    rights.require_in(request.user, "edit_flows", organization_id(request))
    organization = Organization.objects.get(id=organization_id(request))
    made = services.make_subflow(
        organization,
        payload.document,
        payload.blocks,
        name=payload.name,
        description=payload.description,
        place=payload.place,
        inside=0 if "params" in payload.document else None,
        by=_user(request),
    )
    return {"subflow": _json(made.subflow, made.revision), "document": made.document, "block": made.block}


@router.get("/subflows/{subflow_id}", response=SubflowOut)
def subflow(request: HttpRequest, subflow_id: int) -> dict[str, Any]:
    return _answer(subflow_for(request, subflow_id))


@router.patch("/subflows/{subflow_id}", response=SubflowOut)
def change_subflow(request: HttpRequest, subflow_id: int, payload: SubflowPatch) -> dict[str, Any]:
    return _answer(services.change_subflow(subflow_for(request, subflow_id, "edit_flows"), **payload.dict(exclude_none=True)))


@router.delete("/subflows/{subflow_id}", response=Deleted)
def delete_subflow(request: HttpRequest, subflow_id: int) -> Deleted:
    """Remove it; 409 with the names of what uses it."""
    services.delete_subflow(subflow_for(request, subflow_id, "edit_flows"))
    return Deleted()


# --- the draft


def _draft_json(subflow: Subflow, user: User) -> dict[str, Any]:
    document = validation.upgraded(subflow.document)
    checked = validation.check(document, OrganizationFacts(subflow.organization_id, user=user), subflow_id=subflow.id)
    return {
        "version": subflow.version,
        "document": document,
        "updated_at": subflow.updated_at,
        "author": str(subflow.updated_by) if subflow.updated_by else None,
        "problems": [problem.json() for problem in checked.problems],
        "ports": checked.ports_json(),
    }


@router.get("/subflows/{subflow_id}/draft", response=DraftOut)
def subflow_draft(request: HttpRequest, subflow_id: int) -> dict[str, Any]:
    return _draft_json(subflow_for(request, subflow_id), _user(request))


@router.put("/subflows/{subflow_id}/draft", response=DraftOut)
def save_subflow_draft(request: HttpRequest, subflow_id: int, payload: DraftIn) -> dict[str, Any]:
    """Store the draft. 409 with the newer draft in `details` when somebody else has saved since `base_version`."""
    subflow = subflow_for(request, subflow_id, "edit_flows")
    saved = services.save_draft(subflow, document=payload.document, base_version=payload.base_version, by=_user(request))
    return _draft_json(saved, _user(request))


@router.post("/subflows/{subflow_id}/validate", response=CheckedOut)
def validate_subflow(request: HttpRequest, subflow_id: int, payload: FlowDocumentIn) -> dict[str, Any]:
    """Everything that is wrong with a document, without storing it."""
    subflow = subflow_for(request, subflow_id)
    facts = OrganizationFacts(subflow.organization_id, user=_user(request))
    checked = validation.check(payload.document, facts, subflow_id=subflow.id)
    return {"problems": [problem.json() for problem in checked.problems], "ports": checked.ports_json()}


# --- revisions


def _revision_json(revision: SubflowRevision, newest: int) -> dict[str, Any]:
    return {
        "number": revision.number,
        "author": str(revision.author) if revision.author else None,
        "message": revision.message,
        "created_at": revision.created_at,
        "is_live": revision.number == newest,
    }


def _newest(subflow: Subflow) -> int:
    return subflow.revisions.values_list("number", flat=True).first() or 0


@router.get("/subflows/{subflow_id}/revisions", response=Listing[RevisionOut])
def subflow_revisions(request: HttpRequest, subflow_id: int, page: PageQuery) -> dict[str, Any]:
    """The subflow's revisions, newest first."""
    subflow = subflow_for(request, subflow_id)
    listing = cut(subflow.revisions.select_related("author").defer("document"), page)
    newest = _newest(subflow)
    return {"items": [_revision_json(revision, newest) for revision in listing["items"]], "total": listing["total"]}


@router.get("/subflows/{subflow_id}/revisions/{number}", response=RevisionDetailOut)
def subflow_revision(request: HttpRequest, subflow_id: int, number: int) -> dict[str, Any]:
    subflow = subflow_for(request, subflow_id)
    row = found(subflow.revisions.select_related("author"), number=number)
    facts = OrganizationFacts(subflow.organization_id, user=_user(request))
    checked = validation.check(row.document, facts, subflow_id=subflow.id)
    return _revision_json(row, _newest(subflow)) | {"document": row.document, "ports": checked.ports_json()}


@router.post("/subflows/{subflow_id}/revisions/{number}/restore", response=DraftOut)
def restore_subflow(request: HttpRequest, subflow_id: int, number: int) -> dict[str, Any]:
    """Put a revision's document into the draft."""
    subflow = subflow_for(request, subflow_id, "edit_flows")
    found(subflow.revisions.all(), number=number)
    return _draft_json(services.restore(subflow, number=number, by=_user(request)), _user(request))


# --- publishing


@router.get("/subflows/{subflow_id}/users", response=list[SubflowUserOut])
def subflow_users(request: HttpRequest, subflow_id: int) -> list[dict[str, Any]]:
    """Flows and subflows that use it."""
    subflow = subflow_for(request, subflow_id)
    library = users.Library(subflow.organization_id)
    flows = [_flow_json(request, user, [], []) for user in users.flow_users(subflow, library)]
    return [*flows, *(_subflow_json(other, []) for other in users.subflow_users(subflow, library))]


@router.get("/subflows/{subflow_id}/preview", response=SubflowPreviewOut)
def preview_subflow(request: HttpRequest, subflow_id: int) -> dict[str, Any]:
    """What publishing the draft would change, and what would be wrong then with what uses it. Nothing is changed."""
    subflow = subflow_for(request, subflow_id)
    newest = subflow.revisions.first()
    library = users.Library(subflow.organization_id)
    number = newest.number + 1 if newest else 1
    plan, facts = users.plan(subflow, subflow.document, number, library, user=_user(request))
    checked = validation.check(subflow.document, facts, subflow_id=subflow.id)
    answers = []
    for user in users.flow_users(subflow, library):
        running = user.flow.live.document if user.flow.live else None
        document = users.moved(running if running is not None else user.flow.draft.document, plan.numbers)
        problems = validation.check(document, facts).errors
        lost = comparing.lost_state(running, document, facts) if running is not None else []
        answers.append(_flow_json(request, user, problems, lost))
    answers += [_subflow_json(other, plan.problems.get(other.id, [])) for other in users.subflow_users(subflow, library)]
    return {
        "number": number,
        "last": newest.number if newest else None,
        "is_changed": newest is None or newest.document != subflow.document,
        "problems": [problem.json() for problem in checked.problems],
        "ports": ports.changes(newest.document if newest else {}, subflow.document),
        "users": answers,
    }


def _flow_json(request: HttpRequest, user: users.FlowUser, problems: list[validation.Problem], lost: list[Any]) -> dict[str, Any]:
    flow: Flow = user.flow
    return {
        "kind": "flow",
        "id": flow.id,
        "name": flow.name,
        "is_running": flow.live is not None and flow.is_enabled,
        "numbers": sorted({*user.numbers, *user.live_numbers}),
        "through": list(user.through),
        "problems": [problem.json() for problem in problems],
        "lost": lost,
    }


def _subflow_json(subflow: Subflow, problems: list[validation.Problem]) -> dict[str, Any]:
    return {
        "kind": "subflow",
        "id": subflow.id,
        "name": subflow.name,
        "is_running": False,
        "numbers": [],
        "through": [],
        "problems": [problem.json() for problem in problems],
        "lost": [],
    }


@router.post("/subflows/{subflow_id}/publish", response=RevisionOut)
def publish_subflow(request: HttpRequest, subflow_id: int, payload: PublishSubflowIn) -> dict[str, Any]:
    """Make the draft a revision, and bring the named flows and subflows to it: all or none."""
    subflow = subflow_for(request, subflow_id, "edit_flows")
    revision = services.publish(
        subflow,
        message=payload.message,
        by=_user(request),
        base_version=payload.base_version,
        flows=payload.flows,
        containers=payload.subflows,
    )
    return _revision_json(revision, revision.number)
