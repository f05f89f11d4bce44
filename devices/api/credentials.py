"""Credentials over HTTP."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from core.api import found
from devices import services
from devices.api.lookups import device_for
from devices.models import Credential
from organizations import rights

router = Router()


class CredentialOut(Schema):
    id: int
    kind: str
    hint: str
    created_at: dt.datetime
    revoked_at: dt.datetime | None
    last_used_at: dt.datetime | None


class TokenOut(CredentialOut):
    token: str


@router.get("/devices/{int:device_id}/credentials", response=list[CredentialOut])
def credentials(request: HttpRequest, device_id: int) -> list[Credential]:
    return list(device_for(request, device_id, "manage_devices").credentials.all())


@router.post("/devices/{int:device_id}/credentials", response=TokenOut)
def issue_token(request: HttpRequest, device_id: int) -> dict[str, Any]:
    """A new token, shown this once."""
    credential, token = services.issue_token(device_for(request, device_id, "manage_devices"))
    return {**CredentialOut.from_orm(credential).dict(), "token": token}


@router.delete("/credentials/{int:credential_id}", response=CredentialOut)
def revoke_credential(request: HttpRequest, credential_id: int) -> Credential:
    rows = rights.visible(request.user, Credential.objects.select_related("device"), by="device")
    credential = found(rows, id=credential_id)
    rights.require(request.user, "manage_devices", credential.device)
    return services.revoke_credential(credential)
