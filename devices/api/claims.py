"""Claim codes, and devices that register themselves with them, over HTTP."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.actor import address_of
from core.api import Listing, PageQuery, cut, found, organization_id
from devices import registration
from devices.api.lookups import in_utc, links, require_place
from devices.models import ClaimCode
from organizations import rights
from organizations.models import Organization
from organizations.rights import person

router = Router()


class ClaimCodeOut(Schema):
    id: int
    name: str
    # The last four characters.
    hint: str
    site_id: int | None
    site: str | None
    type_id: int | None
    type: str | None
    max_devices: int
    used: int
    created_by: str | None
    created_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None

    @staticmethod
    def resolve_site(claim: ClaimCode) -> str | None:
        return claim.site.name if claim.site else None

    @staticmethod
    def resolve_type(claim: ClaimCode) -> str | None:
        return claim.type.name if claim.type else None

    @staticmethod
    def resolve_created_by(claim: ClaimCode) -> str | None:
        return str(claim.created_by) if claim.created_by else None


class NewClaimCodeOut(ClaimCodeOut):
    # Shown this once.
    code: str


class ClaimCodeIn(Schema):
    name: str = Field(max_length=1_000)
    site_id: int | None = None
    type_id: int | None = None
    max_devices: int = 1
    # Without one: in seven days.
    expires_at: dt.datetime | None = None


class RegisterIn(Schema):
    code: str = Field(max_length=200)
    name: str = Field(max_length=1_000)
    attributes: dict[str, Any] = {}
    # A certificate signing request in PEM: the device keeps its own key and gets a certificate instead of a token.
    csr: str = Field("", max_length=20_000)


class RegisteredOut(Schema):
    device_id: int
    device: str
    organization_id: str
    token: str | None
    certificate: str | None
    chain: str | None
    expires_at: dt.datetime | None


def claims_of(request: HttpRequest) -> "QuerySet[ClaimCode]":
    rows = ClaimCode.objects.select_related("site", "type", "created_by")
    return rights.visible(request.user, rows, "manage_devices")


@router.get("/claim-codes", response=Listing[ClaimCodeOut])
def claim_codes(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """The current organization's claim codes, newest first, where the person manages devices."""
    return cut(claims_of(request).filter(organization_id=organization_id(request), name__icontains=page.search), page)


@router.post("/claim-codes", response=NewClaimCodeOut)
def create_claim_code(request: HttpRequest, payload: ClaimCodeIn) -> ClaimCode:
    organization = Organization.objects.get(id=organization_id(request))
    fields = links(request, organization.id, payload.dict())
    if payload.expires_at is not None:
        fields["expires_at"] = in_utc(payload.expires_at)
    require_place(request, organization.id, fields["site"])
    row, code = registration.create_claim_code(organization, **fields, by=person(request.user))
    row.code = code  # type: ignore[attr-defined]  # read by NewClaimCodeOut, kept nowhere
    return row


@router.delete("/claim-codes/{int:claim_id}", response=ClaimCodeOut)
def revoke_claim_code(request: HttpRequest, claim_id: int) -> ClaimCode:
    """Nobody comes in with it any more; devices that did stay."""
    return registration.revoke_claim_code(found(claims_of(request), id=claim_id))


@router.post("/register", response=RegisteredOut, auth=None)
def register(request: HttpRequest, payload: RegisterIn) -> dict[str, Any]:
    """A device registers itself with a claim code, without any login. Asked again after a lost answer, the answer is
    given anew as long as nobody used the first one."""
    made = registration.register_device(
        code=payload.code,
        name=payload.name,
        attributes=payload.attributes,
        csr=payload.csr,
        address=address_of(request),
    )
    device = made.device
    return {
        "device_id": device.id,
        "device": device.name,
        "organization_id": device.organization_id,
        "token": made.token,
        "certificate": made.certificate,
        "chain": made.chain,
        "expires_at": made.expires_at,
    }
