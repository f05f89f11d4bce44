"""Client certificates over HTTP: issue, read again, which end soon; “try my certificate”; whom devices trust."""

import datetime as dt
from typing import Any, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from ninja import Field, Router, Schema

from core.api import Listing, PageQuery, cut, organization_id
from core.errors import Missing
from core.sentences import Said
from devices import authority, certificates, instructions, trial
from devices.api.credentials import EXPIRING_DAYS, CredentialOut, credential_for, shown_once
from devices.api.lookups import device_for
from devices.models import Credential
from organizations import rights

router = Router()


class ExpiringCredentialOut(CredentialOut):
    device: str = Field(alias="device.name")


class CertificateIn(Schema):
    name: str = Field("", max_length=100)
    algorithm: Literal["ec", "rsa"] = "ec"
    days: int = Field(certificates.DEFAULT_DAYS, ge=1, le=certificates.MAX_DAYS)
    csr: str = Field("", max_length=certificates.REQUEST_BYTES, description="a request in PEM; its key is taken, nothing else")


class IssuedCertificateOut(CredentialOut):
    certificate: str = Field(description="PEM")
    chain: str = Field(description="PEM of the authority that signed it")
    private_key: str | None = Field(description="PEM, shown this once; null when a request was given")
    authority: str | None = Field(description="PEM of whom the device must trust; null when the edge has a public certificate")
    mosquitto: str = Field(description="a command that tries it")
    python: str


class CertificateTrialIn(Schema):
    certificate: str = Field(max_length=trial.PEM_BYTES)
    private_key: str = Field("", max_length=trial.PEM_BYTES, description="never stored")
    chain: str = Field("", max_length=trial.PEM_BYTES)


class TrialStepOut(Schema):
    name: Literal["read", "key", "algorithm", "authority", "usage", "dates", "known", "revoked", "device", "size"]
    ok: bool | None = Field(description="null: not looked at, or advice only")
    words: Said


class CertificateTrialOut(Schema):
    is_accepted: bool
    steps: list[TrialStepOut]
    subject: str | None
    issuer: str | None
    serial: str | None
    fingerprint: str | None
    algorithm: str | None
    not_before: dt.datetime | None
    not_after: dt.datetime | None
    device_id: int | None
    device: str | None
    credential_id: int | None
    mosquitto: str
    python: str


def _host(request: HttpRequest) -> str:
    return instructions.host_of(request.get_host())


@router.get("/devices/{int:device_id}/certificates", response=list[CredentialOut])
def device_certificates(request: HttpRequest, device_id: int) -> list[Credential]:
    return list(device_for(request, device_id, "manage_devices").credentials.filter(kind=Credential.Kind.CERTIFICATE)[:500])


@router.post("/devices/{int:device_id}/certificates", response=IssuedCertificateOut)
def issue_certificate(
    request: HttpRequest,
    device_id: int,
    payload: CertificateIn,
    format: Literal["json", "zip"] = "json",  # noqa: A002  the parameter is called format
) -> Any:
    """A new client certificate; its private key is shown this once. `format=zip` answers one file with all of it."""
    device = device_for(request, device_id, "manage_devices")
    issued = certificates.issue_certificate(
        device, name=payload.name, algorithm=payload.algorithm, days=payload.days, csr=payload.csr
    )
    host = _host(request)
    if format == "zip":
        packed = instructions.zip_of(issued, device, host=host)
        name = slugify(device.name) or f"device-{device.id}"
        return HttpResponse(
            packed,
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}-certificate.zip"', "Cache-Control": "no-store"},
        )
    made = instructions.instructions(device.name, host=host)
    return shown_once(
        issued.credential,
        chain=issued.chain,
        private_key=issued.private_key,
        authority=authority.bundle() if instructions.uses_own_authority() else None,
        mosquitto=made.mosquitto,
        python=made.python,
    )


@router.get("/credentials/{int:credential_id}/certificate.pem")
def certificate_pem(request: HttpRequest, credential_id: int) -> HttpResponse:
    """The certificate again, with its chain. The private key is not kept."""
    credential = credential_for(request, credential_id)
    if not credential.certificate:
        raise Missing("A token has no certificate.")
    return _pem(credential.certificate, f"certificate-{credential.hint}.pem")


@router.get("/certificates/expiring", response=Listing[ExpiringCredentialOut])
def expiring_certificates(request: HttpRequest, page: PageQuery, days: int = EXPIRING_DAYS) -> dict[str, Any]:
    """Certificates of the current organization that end within `days` and have no successor, the first to end first."""
    soon = certificates.ending(min(max(days, 0), certificates.MAX_DAYS)).filter(device__organization_id=organization_id(request))
    rows: QuerySet[Credential] = rights.visible(request.user, soon, "manage_devices", by="device")
    if page.search:
        rows = rows.filter(Q(device__name__icontains=page.search) | Q(name__icontains=page.search))
    return cut(rows, page)


@router.post("/certificates/try", response=CertificateTrialOut)
def try_certificate(request: HttpRequest, payload: CertificateTrialIn) -> dict[str, Any]:
    """Step by step what the edge would say to this certificate. Nothing of it is stored."""
    tried = trial.try_certificate(payload.certificate, private_key=payload.private_key, chain=payload.chain)
    device = tried.credential.device if tried.credential else None
    steps = [step._asdict() for step in tried.steps]
    if device is not None and not rights.can(request.user, "read", device):
        # The certificate may have been found in the street: whose it is, is nobody's business but its owner's.
        device = None
        words = {"known": "It was issued here.", "device": "Its device is not one of yours."}
        steps = [{**step, "words": words.get(str(step["name"]), step["words"])} for step in steps]
    made = instructions.instructions(device.name if device else "DEVICE", host=_host(request))
    leaf = tried.certificate
    return {
        "is_accepted": tried.is_accepted,
        "steps": steps,
        "subject": leaf.subject.rfc4514_string() if leaf else None,
        "issuer": leaf.issuer.rfc4514_string() if leaf else None,
        "serial": f"{leaf.serial_number:x}" if leaf else None,
        "fingerprint": certificates.fingerprint_of(leaf) if leaf else None,
        "algorithm": certificates.key_words(leaf.public_key()) if leaf else None,
        "not_before": leaf.not_valid_before_utc if leaf else None,
        "not_after": leaf.not_valid_after_utc if leaf else None,
        "device_id": device.id if device else None,
        "device": device.name if device else None,
        "credential_id": tried.credential.id if tried.credential and device else None,
        "mosquitto": made.mosquitto,
        "python": made.python,
    }


@router.get("/certificates/authority.pem", auth=None)
def authority_pem(request: HttpRequest, algorithm: Literal["", "ec", "rsa"] = "") -> HttpResponse:
    """Whom devices trust: our authorities as PEM. `algorithm=ec` gives the one for small boards alone. Not secret."""
    if algorithm:
        return _pem(authority.pem(authority.authority(algorithm).certificate), f"ca-{algorithm}.pem")
    return _pem(authority.bundle(), "ca.pem")


def _pem(text: str, name: str) -> HttpResponse:
    return HttpResponse(
        text, content_type="application/x-pem-file", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
