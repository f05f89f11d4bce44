"""Flows over HTTP: the catalogue, drafts, revisions, deploying."""

import datetime as dt
import json
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from core.sentences import Said
from devices.models import Device
from flows import finding, sending, services, translated
from flows.access import flow_for, flows_of, user_of
from flows.doors.credentials import router as credentials_router
from flows.doors.failed_calls import router as failed_calls_router
from flows.doors.finding import router as finding_router
from flows.doors.notifications import router as notifications_router
from flows.doors.params import router as params_router
from flows.doors.rest import router as rest_router
from flows.doors.schemas import (
    CheckedOut,
    DeployIn,
    DraftIn,
    DraftOut,
    FlowDocumentIn,
    PortOut,
    ProblemOut,
    RevisionDetailOut,
    RevisionOut,
)
from flows.doors.tracing import router as tracing_router
from flows.graphs import comparing, compiler, validation
from flows.lane import state
from flows.models import Flow, FlowDraft, Revision
from flows.portable.api import router as portable_router
from flows.replay import api as replays
from flows.selectors import OrganizationFacts
from flows.subflows import inside
from flows.subflows.api import router as subflows_router
from organizations import rights
from organizations.models import Organization, User

router = Router()
router.add_router("", credentials_router)
router.add_router("", params_router)
router.add_router("", rest_router)
router.add_router("", subflows_router)
router.add_router("", portable_router)
router.add_router("", failed_calls_router)
router.add_router("", notifications_router)
router.add_router("", replays.router)
router.add_router("", tracing_router)
router.add_router("", finding_router)


class HitOut(Schema):
    block: str
    title: str


class FlowOut(Schema):
    id: int
    name: str
    description: str
    is_enabled: bool
    live_revision: int | None
    draft_version: int
    deployed_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime
    # The first blocks in which the words of a search were found.
    hits: list[HitOut] = []

    @staticmethod
    def resolve_hits(flow: Flow) -> list[finding.Hit]:
        return getattr(flow, "hits", [])

    @staticmethod
    def resolve_live_revision(flow: Flow) -> int | None:
        return flow.live.number if flow.live else None

    @staticmethod
    def resolve_draft_version(flow: Flow) -> int:
        return flow.draft.version

    @staticmethod
    def resolve_updated_at(flow: Flow) -> dt.datetime:
        return flow.draft.updated_at


class FlowIn(Schema):
    name: str
    description: str = Field("", max_length=500)
    document: dict[str, Any] | None = None


class FlowPatch(Schema):
    name: str | None = None
    description: str | None = Field(None, max_length=500)
    is_enabled: bool | None = None


class RollBackIn(Schema):
    message: str = Field("", max_length=500)


class LostStateOut(Schema):
    block: str
    title: str
    what: str


class BlockOut(Schema):
    type: str
    title: str
    family: str
    summary: str
    help: str
    version: int
    params: dict[str, Any]
    inputs: list[PortOut]
    outputs: list[PortOut]
    ports: str
    delays: bool
    # It asks for something that takes a while, and is run again with the answer.
    answers: bool
    examples: list[dict[str, Any]]
    keywords: list[str]


class PlacedIn(Schema):
    type: str
    version: int = 1
    params: dict[str, Any] = {}


class PortsIn(Schema):
    blocks: dict[str, PlacedIn] = Field(max_length=500)


class BlockPortsOut(Schema):
    inputs: list[PortOut] | None
    outputs: list[PortOut] | None
    problems: list[ProblemOut]


class BlocksPortsOut(Schema):
    blocks: dict[str, BlockPortsOut]


class SourceOut(Schema):
    revision: int | None
    source: str
    watched_source: str


class MessageOut(Schema):
    ts: float
    block: str
    device_id: int | None
    value: Any


class BlockErrorOut(Schema):
    count: int
    at: float
    device_id: int | None
    message: Said
    inputs: dict[str, Any]


class FlowStatusOut(Schema):
    is_running: bool
    revision: int | None
    keys: int
    errors: dict[str, BlockErrorOut]


# --- the catalogue


@router.get("/blocks", response=Listing[BlockOut])
def blocks(request: HttpRequest) -> dict[str, Any]:
    """All blocks with their params, ports, help and examples."""
    items = translated.descriptions()
    return {"items": items, "total": len(items)}


@router.post("/blocks/ports", response=BlocksPortsOut)
def block_ports(request: HttpRequest, payload: PortsIn) -> dict[str, Any]:
    """The ports of blocks whose ports depend on their params; null where the params are too broken to tell."""
    facts = OrganizationFacts(organization_id(request), user=user_of(request))
    answers = {}
    for block_id, item in payload.blocks.items():
        placed, problems = validation.place(block_id, item.type, item.version, item.params, facts)
        answers[block_id] = {
            **(translated.ports_json(placed) if placed else {"inputs": None, "outputs": None}),
            "problems": [problem.json() for problem in problems],
        }
    return {"blocks": answers}


# --- flows


@router.get("/flows", response=Listing[FlowOut])
def flows(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """The current organization's flows by name.

    `search` looks in names, and in the drafts: labels, types and params of blocks, the metrics that these name, titles of
    groups, and notes. `hits` then says in which blocks.
    """
    rows = flows_of(request).filter(organization_id=organization_id(request))
    if not page.search:
        return cut(rows.defer("draft__document", "live__document"), page)
    metrics = finding.metrics_called(page.search, organization_id(request), by=user_of(request))
    listing = cut(finding.holding(rows, page.search, metrics).defer("live__document"), page)
    for row in listing["items"]:
        row.hits = finding.hits_in(row.draft.document, page.search, metrics)
    return listing


@router.post("/flows", response=FlowOut)
def create_flow(request: HttpRequest, payload: FlowIn) -> Flow:
    rights.require_in(request.user, "edit_flows", organization_id(request))
    organization = Organization.objects.get(id=organization_id(request))
    return services.create_flow(
        organization, name=payload.name, description=payload.description, document=payload.document, by=user_of(request)
    )


@router.get("/flows/{flow_id}", response=FlowOut)
def flow(request: HttpRequest, flow_id: int) -> Flow:
    return flow_for(request, flow_id)


@router.patch("/flows/{flow_id}", response=FlowOut)
def change_flow(request: HttpRequest, flow_id: int, payload: FlowPatch) -> Flow:
    return services.change_flow(flow_for(request, flow_id, "edit_flows"), **payload.dict(exclude_none=True))


@router.delete("/flows/{flow_id}", response=Deleted)
def delete_flow(request: HttpRequest, flow_id: int) -> Deleted:
    services.delete_flow(flow_for(request, flow_id, "edit_flows"))
    return Deleted()


class DashboardBlockOut(Schema):
    block: str
    title: str
    is_control: bool


@router.get("/flows/{flow_id}/dashboard-blocks", response=Listing[DashboardBlockOut])
def dashboard_blocks(request: HttpRequest, flow_id: int) -> dict[str, Any]:
    """The blocks of the draft that show something on dashboards, and those that take what controls there send."""
    flow = flow_for(request, flow_id)
    facts = OrganizationFacts(flow.organization_id, user=user_of(request))
    items = inside.dashboard_blocks(FlowDraft.objects.get(flow=flow).document, facts)
    return {"items": items, "total": len(items)}


# --- the draft


def _draft_json(draft: FlowDraft, flow: Flow, user: User) -> dict[str, Any]:
    document = validation.upgraded(draft.document)
    checked = validation.check(document, OrganizationFacts(flow.organization_id, user=user))
    return {
        "version": draft.version,
        "document": document,
        "updated_at": draft.updated_at,
        "author": str(draft.updated_by) if draft.updated_by else None,
        "problems": _problems(checked, document, flow, user),
        "ports": checked.ports_json(),
        "is_each_device": checked.is_each_device,
    }


def _problems(checked: validation.Checked, document: dict[str, Any], flow: Flow, user: User) -> list[dict[str, Any]]:
    """What is wrong with a document, and what of dashboards this person would not bind with it."""
    found = [*checked.problems, *services.would_not_bind(flow, document, checked, by=user)]
    return [problem.json() for problem in found]


@router.get("/flows/{flow_id}/draft", response=DraftOut)
def draft(request: HttpRequest, flow_id: int) -> dict[str, Any]:
    flow = flow_for(request, flow_id)
    return _draft_json(FlowDraft.objects.select_related("updated_by").get(flow=flow), flow, user_of(request))


@router.put("/flows/{flow_id}/draft", response=DraftOut)
def save_draft(request: HttpRequest, flow_id: int, payload: DraftIn) -> dict[str, Any]:
    """Store the draft. 409 with the newer draft in `details` when somebody else has saved since `base_version`."""
    flow = flow_for(request, flow_id, "edit_flows")
    saved = services.save_draft(flow, document=payload.document, base_version=payload.base_version, by=user_of(request))
    return _draft_json(saved, flow, user_of(request))


@router.post("/flows/{flow_id}/validate", response=CheckedOut)
def validate(request: HttpRequest, flow_id: int, payload: FlowDocumentIn) -> dict[str, Any]:
    """Everything that is wrong with a document, without storing it."""
    flow = flow_for(request, flow_id)
    checked = validation.check(payload.document, OrganizationFacts(flow.organization_id, user=user_of(request)))
    return {
        "problems": _problems(checked, payload.document, flow, user_of(request)),
        "ports": checked.ports_json(),
        "is_each_device": checked.is_each_device,
    }


# --- revisions


def _revision_json(revision: Revision, flow: Flow) -> dict[str, Any]:
    return {
        "number": revision.number,
        "author": str(revision.author) if revision.author else None,
        "message": revision.message,
        "created_at": revision.created_at,
        "is_live": revision.id == flow.live_id,
        "unbound": [problem.json() for problem in revision.unbound],
    }


@router.post("/flows/{flow_id}/deploy", response=RevisionOut)
def deploy(request: HttpRequest, flow_id: int, payload: DeployIn) -> dict[str, Any]:
    """Make the draft a revision and run it; 400 with all problems in `details` when it has errors.

    Also 400, with code `tests` and what came of them in `details`, when its tests fail; `despite_tests` deploys all the same.
    """
    flow = flow_for(request, flow_id, "edit_flows")
    revision = services.deploy(
        flow,
        message=payload.message,
        by=user_of(request),
        base_version=payload.base_version,
        despite_tests=payload.despite_tests,
    )
    flow.refresh_from_db(fields=["live"])
    return _revision_json(revision, flow)


@router.get("/flows/{flow_id}/revisions", response=Listing[RevisionOut])
def revisions(request: HttpRequest, flow_id: int, page: PageQuery) -> dict[str, Any]:
    """The flow's revisions, newest first."""
    flow = flow_for(request, flow_id)
    listing = cut(flow.revisions.select_related("author").defer("document"), page)
    return {"items": [_revision_json(revision, flow) for revision in listing["items"]], "total": listing["total"]}


@router.get("/flows/{flow_id}/revisions/{number}", response=RevisionDetailOut)
def revision(request: HttpRequest, flow_id: int, number: int) -> dict[str, Any]:
    flow = flow_for(request, flow_id)
    row = found(flow.revisions.select_related("author"), number=number)
    checked = validation.check(row.document, OrganizationFacts(flow.organization_id, user=user_of(request)))
    return _revision_json(row, flow) | {"document": row.document, "ports": checked.ports_json()}


@router.post("/flows/{flow_id}/revisions/{number}/restore", response=DraftOut)
def restore(request: HttpRequest, flow_id: int, number: int) -> dict[str, Any]:
    """Put a revision's document into the draft."""
    flow = flow_for(request, flow_id, "edit_flows")
    found(flow.revisions.all(), number=number)
    return _draft_json(services.restore(flow, number=number, by=user_of(request)), flow, user_of(request))


# --- sending into a running flow


class ControlIn(Schema):
    value: Any = None
    device_id: int | None = None


class TakenOut(Schema):
    sent: bool = True


class HookOut(Schema):
    block: str
    path: str


class HooksOut(Schema):
    items: list[HookOut]


@router.post("/flows/{flow_id}/controls/{path:block_id}", response={202: TakenOut})
def send_control(request: HttpRequest, flow_id: int, block_id: str, payload: ControlIn) -> Status[TakenOut]:
    """Send a value into the running flow, as a control on a dashboard does. It is in the log when this answers."""
    flow = flow_for(request, flow_id, "edit_flows")
    device = None
    if payload.device_id is not None:
        devices = rights.visible(request.user, Device.objects.filter(organization_id=flow.organization_id))
        device = found(devices, id=payload.device_id)
    sending.send_control(flow, block_id=block_id, value=payload.value, device=device)
    return Status(202, TakenOut())


@router.get("/flows/{flow_id}/hooks", response=HooksOut)
def hooks(request: HttpRequest, flow_id: int) -> dict[str, Any]:
    """The secret addresses of the deployed HTTP hooks of a flow."""
    flow = flow_for(request, flow_id, "edit_flows")
    return {"items": [{"block": block, "path": f"/api/hooks/{token}"} for block, token in sending.hook_tokens(flow).items()]}


@router.post("/hooks/{token}", auth=None, response={202: TakenOut})
def post_to_hook(request: HttpRequest, token: str, device: str = "") -> Status[TakenOut]:
    """The address of an HTTP hook: whoever knows it may send. `device` names the device in flows that run once for each."""
    query = {name: value for name, value in request.GET.items() if name != "device"}
    headers = {name: value for name, value in request.headers.items() if name.lower() not in ("cookie", "authorization")}
    is_form = request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data")
    body = json.dumps(request.POST.dict()).encode() if is_form else request.body
    described = {"method": request.method, "query": query, "headers": headers}
    sending.send_to_hook(token, body=body, request=described, device_name=device)
    return Status(202, TakenOut())


@router.get("/hooks/{token}", auth=None, response={202: TakenOut})
def call_hook(request: HttpRequest, token: str, device: str = "") -> Status[TakenOut]:
    """The same for callers that can only open an address: the query is what is sent."""
    return post_to_hook(request, token, device)


@router.post("/flows/{flow_id}/revisions/{number}/deploy", response=RevisionOut)
def roll_back(request: HttpRequest, flow_id: int, number: int, payload: RollBackIn) -> dict[str, Any]:
    """Run an earlier revision again, as a new one. Its document becomes the draft as well."""
    flow = flow_for(request, flow_id, "edit_flows")
    found(flow.revisions.all(), number=number)
    revision = services.roll_back(flow, number=number, message=payload.message, by=user_of(request))
    flow.refresh_from_db(fields=["live"])
    return _revision_json(revision, flow)


@router.post("/flows/{flow_id}/lost-state", response=list[LostStateOut])
def lost_state(request: HttpRequest, flow_id: int, payload: FlowDocumentIn) -> list[comparing.LostState]:
    """Blocks whose state would not outlive a deploy of this document."""
    flow = flow_for(request, flow_id)
    if flow.live is None:
        return []
    return comparing.lost_state(flow.live.document, payload.document, OrganizationFacts(flow.organization_id))


# --- looking inside


@router.get("/flows/{flow_id}/source", response=SourceOut)
def source(request: HttpRequest, flow_id: int) -> dict[str, Any]:
    """The Python function that the live revision was compiled to; of the draft when nothing runs yet."""
    flow = flow_for(request, flow_id)
    document = flow.live.document if flow.live else flow.draft.document
    checked = validation.check(document, OrganizationFacts(flow.organization_id))
    if checked.graph is None:
        return {"revision": None, "source": "", "watched_source": ""}
    return {
        "revision": flow.live.number if flow.live else None,
        "source": compiler.compile_graph(checked.graph).source,
        "watched_source": compiler.compile_graph(checked.graph, is_watched=True).source,
    }


@router.get("/flows/{flow_id}/debug", response=list[MessageOut])
def debug(request: HttpRequest, flow_id: int) -> list[dict[str, Any]]:
    """The last messages of debug blocks, newest first."""
    return state.debug_messages(flow_for(request, flow_id).id)


@router.get("/flows/{flow_id}/status", response=FlowStatusOut)
def status(request: HttpRequest, flow_id: int) -> dict[str, Any]:
    """Whether the flow runs, for how many devices it has state, and the last error of each block."""
    flow = flow_for(request, flow_id)
    titles = inside.titles_in(flow.live.document, OrganizationFacts(flow.organization_id)) if flow.live else {}
    return {
        "is_running": flow.is_enabled and flow.live is not None,
        "revision": flow.live.number if flow.live else None,
        "keys": state.count_keys(flow.id),
        "errors": inside.errors_with_uses(state.block_errors(flow.id), titles),
    }
