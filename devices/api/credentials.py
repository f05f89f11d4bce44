"""Tokens and certificates of a device over HTTP: what there is, new tokens, and the end of either kind."""

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Field, Router, Schema

from core.api import found
from devices import certificates, credentials, trial
from devices.api.lookups import device_for
from devices.models import Credential
from organizations import rights

router = Router()

# A certificate that ends within this time is called `expiring`.
EXPIRING_DAYS = max(certificates.WARNING_DAYS)


class CredentialOut(Schema):
    id: int
    device_id: int
    kind: str = Field(description="token or certificate")
    name: str
    hint: str = Field(description="the last four characters of the token, or of the certificate's fingerprint")
    state: str = Field(description="valid, expiring (ends within 30 days), expired or revoked")
    created_at: dt.datetime
    expires_at: dt.datetime | None
    expires_in_days: int | None
    revoked_at: dt.datetime | None
    last_used_at: dt.datetime | None
    fingerprint: str | None = Field(description="SHA-256 of a certificate, in hex")
    serial: str
    algorithm: str
    renews_id: int | None

    @staticmethod
    def resolve_expires_in_days(credential: Credential) -> int | None:
        return trial.expires_in_days(credential)

    @staticmethod
    def resolve_state(credential: Credential) -> str:
        if credential.revoked_at is not None:
            return "revoked"
        if credential.expires_at is None:
            return "valid"
        left = credential.expires_at - now()
        if left <= dt.timedelta(0):
            return "expired"
        return "expiring" if left <= dt.timedelta(days=EXPIRING_DAYS) else "valid"


class TokenIn(Schema):
    name: str = Field("", max_length=100)


class TokenOut(CredentialOut):
    token: str = Field(description="shown this once")


class TokenRotation(Schema):
    overlap_s: float = Field(86_400, ge=0, le=credentials.MAX_OVERLAP_S, description="how long the old token stays valid")


def credential_for(request: HttpRequest, credential_id: int) -> Credential:
    rows = rights.visible(request.user, Credential.objects.select_related("device"), by="device")
    credential = found(rows, id=credential_id)
    rights.require(request.user, "manage_devices", credential.device)
    return credential


def shown_once(credential: Credential, **secrets: Any) -> Credential:
    """The row as it is listed, with what nobody sees again after this answer."""
    for name, value in secrets.items():
        setattr(credential, name, value)
    return credential


@router.get("/devices/{int:device_id}/credentials", response=list[CredentialOut])
def device_credentials(request: HttpRequest, device_id: int) -> list[Credential]:
    """Tokens and certificates of the device, the newest first."""
    return list(device_for(request, device_id, "manage_devices").credentials.all()[:500])


@router.post("/devices/{int:device_id}/credentials", response=TokenOut)
def issue_token(request: HttpRequest, device_id: int, payload: TokenIn | None = None) -> Credential:
    """A new token, shown this once."""
    name = payload.name if payload else ""
    credential, token = credentials.issue_token(device_for(request, device_id, "manage_devices"), name=name)
    return shown_once(credential, token=token)


@router.post("/credentials/{int:credential_id}/rotate", response=TokenOut)
def rotate_token(request: HttpRequest, credential_id: int, payload: TokenRotation) -> Credential:
    """A new token in place of this one, which ends after the overlap."""
    credential, token = credentials.rotate_token(credential_for(request, credential_id), overlap_s=payload.overlap_s)
    return shown_once(credential, token=token)


@router.delete("/credentials/{int:credential_id}", response=CredentialOut)
def revoke_credential(request: HttpRequest, credential_id: int) -> Credential:
    """End a token or certificate at once; open connections that used it are cut."""
    return credentials.revoke_credential(credential_for(request, credential_id))
