"""Flows as text over HTTP, out and in, and the flows to begin with."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.api import found, organization_id
from flows.doors.schemas import ProblemOut
from flows.graphs import validation
from flows.models import Flow, Subflow
from flows.portable import exchange, files
from flows.portable.references import OrganizationNames
from flows.selectors import OrganizationFacts
from flows.starters import Starter, starters
from organizations import rights
from organizations.models import User

router = Router()


class FlowTextOut(Schema):
    text: str
    file_name: str


class FlowWriteIn(Schema):
    """A document as it is open in the editor, saved or not."""

    document: dict[str, Any]
    format: Literal["yaml", "json"] = "yaml"


class FlowReadIn(Schema):
    text: str = Field(max_length=4_000_000)


class FlowReadOut(Schema):
    """What a text says: a document of this installation, and what is wrong with it here."""

    kind: str
    name: str
    description: str
    document: dict[str, Any]
    problems: list[ProblemOut]


class FlowStarterOut(Schema):
    key: str
    name: str
    description: str
    document: dict[str, Any]


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@router.get("/flow-templates", response=list[FlowStarterOut])
def flow_templates(request: HttpRequest) -> list[Starter]:
    """Flows to begin with."""
    return list(starters())


@router.post("/flows/{flow_id}/export", response=FlowTextOut)
def export_flow(request: HttpRequest, flow_id: int, payload: FlowWriteIn) -> dict[str, str]:
    """A document of the flow as text, with names instead of ids."""
    flow = found(rights.visible(request.user, Flow.objects.all()), id=flow_id)
    names = OrganizationNames(flow.organization_id, user=_user(request))
    portable = exchange.flow_out(flow, payload.document, names)
    return {"text": files.written(portable, payload.format), "file_name": files.file_name(portable, payload.format)}


@router.post("/subflows/{subflow_id}/export", response=FlowTextOut)
def export_subflow(request: HttpRequest, subflow_id: int, payload: FlowWriteIn) -> dict[str, str]:
    """A document of the subflow as text, with names instead of ids."""
    subflow = found(rights.visible(request.user, Subflow.objects.all()), id=subflow_id)
    names = OrganizationNames(subflow.organization_id, user=_user(request))
    portable = exchange.subflow_out(subflow, payload.document, names)
    return {"text": files.written(portable, payload.format), "file_name": files.file_name(portable, payload.format)}


@router.post("/flow-texts/read", response=FlowReadOut)
def read_text(request: HttpRequest, payload: FlowReadIn) -> dict[str, Any]:
    """A flow or subflow from YAML or JSON, with the ids that its names have here. Nothing is stored."""
    rights.require_in(request.user, "edit_flows", organization_id(request))
    portable = files.read(payload.text)
    document = exchange.document_in(portable, organization_id(request), user=_user(request))
    facts = OrganizationFacts(organization_id(request), user=_user(request))
    checked = validation.check(document, facts, subflow_id=0 if portable.kind == "subflow" else None)
    return {
        "kind": portable.kind,
        "name": portable.name,
        "description": portable.head.get("description", ""),
        "document": document,
        "problems": [problem.json() for problem in checked.problems],
    }
