"""The credentials store over HTTP. What is secret goes in, and never comes out."""

import datetime as dt
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from core.errors import Refused
from flows.models import Credential
from flows.web import credentials
from organizations import rights
from organizations.models import Organization

router = Router()

CredentialKind = Literal["basic", "bearer", "oauth2", "api_key", "database", "certificate"]


class CredentialUseOut(Schema):
    flow_id: int
    flow: str
    is_deployed: bool = Field(description="in what runs now, not only in the draft")


class FlowCredentialOut(Schema):
    id: int
    name: str
    kind: str
    settings: dict[str, str]
    hosts: list[str]
    renewed_at: dt.datetime
    created_at: dt.datetime
    used_by: list[CredentialUseOut]


class FlowCredentialIn(Schema):
    name: str = Field(max_length=200)
    kind: CredentialKind
    settings: dict[str, str] = {}
    secrets: dict[str, str] = Field({}, description="never given back")
    hosts: list[str] = Field([], description="where it may be sent; none named means everywhere")


class FlowCredentialPatch(Schema):
    name: str | None = Field(None, max_length=200)
    settings: dict[str, str] | None = None
    secrets: dict[str, str] | None = None
    hosts: list[str] | None = None


def _out(credential: Credential, uses: dict[int, list[credentials.Use]]) -> dict[str, Any]:
    return {
        "id": credential.id,
        "name": credential.name,
        "kind": credential.kind,
        "settings": credential.settings,
        "hosts": credential.hosts,
        "renewed_at": credential.renewed_at,
        "created_at": credential.created_at,
        "used_by": [vars(use) for use in uses.get(credential.id, [])],
    }


def _credential(request: HttpRequest, credential_id: int) -> Credential:
    credential = found(rights.visible(request.user, Credential.objects.all()), id=credential_id)
    rights.require(request.user, "edit_flows", credential.organization_id)
    return credential


@router.get("/flow-credentials", response=Listing[FlowCredentialOut])
def flow_credentials(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """The current organization's credentials for other people's servers, by name."""
    rights.require_in(request.user, "edit_flows", organization_id(request))
    rows = Credential.objects.filter(organization_id=organization_id(request), name__icontains=page.search)
    listing = cut(rows, page)
    uses = credentials.uses_of(organization_id(request)) if listing["items"] else {}
    return {"items": [_out(row, uses) for row in listing["items"]], "total": listing["total"]}


@router.post("/flow-credentials", response=FlowCredentialOut)
def create_flow_credential(request: HttpRequest, payload: FlowCredentialIn) -> dict[str, Any]:
    rights.require_in(request.user, "edit_flows", organization_id(request))
    organization = Organization.objects.get(id=organization_id(request))
    return _out(credentials.create_credential(organization, **payload.dict()), {})


@router.get("/flow-credentials/{int:credential_id}", response=FlowCredentialOut)
def flow_credential(request: HttpRequest, credential_id: int) -> dict[str, Any]:
    credential = _credential(request, credential_id)
    return _out(credential, credentials.uses_of(credential.organization_id))


@router.patch("/flow-credentials/{int:credential_id}", response=FlowCredentialOut)
def change_flow_credential(request: HttpRequest, credential_id: int, payload: FlowCredentialPatch) -> dict[str, Any]:
    """Change what is given. Secrets that are not given stay; for other hosts they must be given again."""
    credential = _credential(request, credential_id)
    fields = payload.dict(exclude_unset=True)
    if none := next((name for name, value in fields.items() if value is None), None):
        raise Refused(f"{none} cannot be null.", field=none)
    changed = credentials.change_credential(credential, **fields)
    return _out(changed, credentials.uses_of(changed.organization_id))


@router.delete("/flow-credentials/{int:credential_id}", response=Deleted)
def delete_flow_credential(request: HttpRequest, credential_id: int) -> Deleted:
    """Refused while a flow that runs uses it."""
    credentials.delete_credential(_credential(request, credential_id))
    return Deleted()
