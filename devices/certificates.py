"""Verbs of client certificates: issue, renew, and what a certificate or a request says of itself.

The private key is either made here and shown once, or never leaves the device that sends a request (CSR). What stands in
a certificate is ours in both cases: the subject holds the device's id, and nothing of it comes from the request.
"""

import datetime as dt
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import now

from core.changes import bump
from devices import authority
from devices.authority import Algorithm, PublicKey
from devices.credentials import checked_name, lock_device, revoke_credential
from devices.errors import BadRequest, TooManyCertificates
from devices.models import Credential, Device, DeviceLog

DEFAULT_DAYS: Final = 730
MAX_DAYS: Final = 3650
# Valid ones of one device at a time: enough to change over, too few to fill a table.
VALID_PER_DEVICE: Final = 20
RENEWALS_PER_DAY: Final = 10
REQUEST_BYTES: Final = 16 * 1024
CURVES: Final = (ec.SECP256R1, ec.SECP384R1)
RSA_BITS: Final = (2048, 4096)
WEAK_HASHES: Final = (hashes.MD5, hashes.SHA1)
WARNING_DAYS: Final = (30, 7, 1)
ORGANIZATION_PREFIX: Final = "urn:sluice:device:"


class Issued(NamedTuple):
    """A new certificate. The key is there when we made it, this once."""

    credential: Credential
    certificate: str
    chain: str
    private_key: str | None


def subject_of(device: Device) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, device.organization_id),
            x509.NameAttribute(NameOID.COMMON_NAME, str(device.id)),
        ]
    )


def names_of(device: Device) -> list[x509.GeneralName]:
    return [x509.UniformResourceIdentifier(f"{ORGANIZATION_PREFIX}{device.organization_id}:{device.id}")]


def device_id_in(certificate: x509.Certificate) -> tuple[str, int] | None:
    """The organization and device that a certificate of ours names; says nothing about whether it is ours."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        for name in names.get_values_for_type(x509.UniformResourceIdentifier):
            if name.startswith(ORGANIZATION_PREFIX):
                organization_id, _, device_id = name.removeprefix(ORGANIZATION_PREFIX).partition(":")
                return (organization_id, int(device_id)) if device_id.isdecimal() and len(device_id) < 19 else None
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        pass
    return None


def fingerprint_of(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(hashes.SHA256()).hex()


def key_words(key: object) -> str:
    """The kind of a key as people name it."""
    if isinstance(key, ec.EllipticCurvePublicKey | ec.EllipticCurvePrivateKey):
        return {"secp256r1": "ECDSA P-256", "secp384r1": "ECDSA P-384"}.get(key.curve.name, f"ECDSA {key.curve.name}")
    if isinstance(key, rsa.RSAPublicKey | rsa.RSAPrivateKey):
        return f"RSA {key.key_size}"
    return type(key).__name__.strip("_").removesuffix("PublicKey").removesuffix("PrivateKey")


def key_fault(key: object) -> str | None:
    """Why this key cannot serve, as a sentence with the way out."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        if isinstance(key.curve, CURVES):
            return None
        return f"The key is of the curve {key.curve.name}: use P-256 (prime256v1) or P-384 (secp384r1)."
    if isinstance(key, rsa.RSAPublicKey):
        low, high = RSA_BITS
        if low <= key.key_size <= high:
            return None
        return f"The RSA key has {key.key_size} bits: use {low} to {high}."
    return f"A key of the kind {key_words(key)} is not supported: use ECDSA P-256 or RSA {RSA_BITS[0]}."


# --- issuing


def issue_certificate(
    device: Device, *, name: str = "", algorithm: Algorithm = "ec", days: float = DEFAULT_DAYS, csr: str = ""
) -> Issued:
    """A certificate for the device: with a new key of ours, or for the key of the device's own request."""
    if not 0 < days <= MAX_DAYS:
        raise BadRequest(f"A certificate cannot last {days:g} days: give 1 to {MAX_DAYS}.", field="days")
    name = checked_name(name)
    if csr:
        public_key = key_of_request(csr, device)
        return _store(device, public_key, name=name, days=days, private_key=None)
    if algorithm not in authority.ALGORITHMS:
        raise BadRequest(f"“{algorithm}” is no algorithm here: choose ec (for small boards too) or rsa.", field="algorithm")
    key = authority.new_key(algorithm)
    return _store(device, key.public_key(), name=name, days=days, private_key=authority.pem_of_key(key))


def renew(device: Device, csr: str, *, present: Credential | None) -> Issued:
    """A certificate in place of the one that the device logged in with (`present`), for its own new request.

    The old one stays valid until the new one was used, or it expires. Asked again with the same key, the answer is the
    same certificate: a device that lost the first answer loses nothing.
    """
    public_key = key_of_request(csr, device)
    with transaction.atomic():
        lock_device(device)
        mine = Credential.objects.filter(device=device, kind=Credential.Kind.CERTIFICATE)
        if (issued := issued_for(device, public_key)) is not None:
            return issued
        if mine.filter(created_at__gt=now() - dt.timedelta(days=1)).count() >= RENEWALS_PER_DAY:
            raise TooManyCertificates(f"This device got {RENEWALS_PER_DAY} certificates within a day: try again tomorrow.")
        old = present if present is not None and present.kind == Credential.Kind.CERTIFICATE else None
        days: float = DEFAULT_DAYS
        name = "by renewal" if old is None else old.name
        if old is not None:
            if old.expires_at is not None:  # as long as the old one was meant to last
                days = min(MAX_DAYS, max(1.0, (old.expires_at - old.created_at).total_seconds() / 86400))
            for unused in old.renewals.filter(revoked_at=None, last_used_at=None):
                revoke_credential(unused)
        return _store(device, public_key, name=name, days=days, private_key=None, renews=old)


def issued_for(device: Device, public_key: PublicKey) -> Issued | None:
    """The valid certificate that this key has already."""
    mine = Credential.objects.filter(device=device, kind=Credential.Kind.CERTIFICATE)
    for credential in mine.filter(revoked_at=None, expires_at__gt=now()):
        if public_bytes(x509.load_pem_x509_certificate(credential.certificate.encode())) == _bytes_of(public_key):
            return _issued(credential, None)
    return None


def settle_renewals(used: list[Credential]) -> None:
    """Certificates that were used now end those which they renew: two valid ones are one too many."""
    for credential in used:
        old = credential.renews
        if old is not None and old.revoked_at is None:
            revoke_credential(old)


def _store(
    device: Device, public_key: PublicKey, *, name: str, days: float, private_key: str | None, renews: Credential | None = None
) -> Issued:
    signer = authority.authority("rsa" if isinstance(public_key, rsa.RSAPublicKey) else "ec")
    made = authority.sign_client(signer, public_key, subject=subject_of(device), names=names_of(device), days=days)
    fingerprint = fingerprint_of(made)
    with transaction.atomic():
        lock_device(device)
        valid = Credential.objects.filter(
            device=device, kind=Credential.Kind.CERTIFICATE, revoked_at=None, expires_at__gt=now()
        ).count()
        if valid >= VALID_PER_DEVICE:
            raise TooManyCertificates(f"This device has {valid} valid certificates: revoke one before you issue another.")
        credential = Credential.objects.create(
            device=device,
            kind=Credential.Kind.CERTIFICATE,
            name=name,
            hint=fingerprint[-4:],
            fingerprint=fingerprint,
            serial=f"{made.serial_number:x}",
            algorithm=key_words(public_key),
            certificate=authority.pem(made),
            renews=renews,
            expires_at=made.not_valid_after_utc,
        )
        bump("credentials")
    return _issued(credential, private_key)


def _issued(credential: Credential, private_key: str | None) -> Issued:
    issuer = authority.issuer_of(x509.load_pem_x509_certificate(credential.certificate.encode()))
    return Issued(credential, credential.certificate, authority.pem(issuer) if issuer is not None else "", private_key)


def public_bytes(certificate: x509.Certificate) -> bytes:
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _bytes_of(key: PublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


# --- requests


def key_of_request(csr: str, device: Device) -> PublicKey:
    """The key that a request (CSR, PEM) asks a certificate for; a refusal says what is wrong with the request."""
    if len(csr) > REQUEST_BYTES:
        raise BadRequest(f"The request has {len(csr):,} characters, at most {REQUEST_BYTES:,} are read.", field="csr")
    try:
        request = x509.load_pem_x509_csr(csr.encode())
        public_key = request.public_key()
        weak = isinstance(request.signature_hash_algorithm, WEAK_HASHES)
        names = _names_in(request)
    except (UnsupportedAlgorithm, InvalidSignature, x509.DuplicateExtension, x509.InvalidVersion) as error:
        words = f"The request uses what is not supported ({str(error)[:100]}): use ECDSA P-256 and no extensions."
        raise BadRequest(words, field="csr") from None
    except ValueError:
        raise BadRequest(
            "This is no certificate request in PEM form: one begins with -----BEGIN CERTIFICATE REQUEST-----, "
            "as `openssl req -new` writes it.",
            field="csr",
        ) from None
    if fault := key_fault(public_key):
        raise BadRequest(fault, field="csr")
    if weak:
        raise BadRequest("The request is signed with MD5 or SHA-1: sign it with SHA-256.", field="csr")
    if not _is_signed(request):
        raise BadRequest("The request's signature does not fit its key: it was changed on the way, or made wrongly.", field="csr")
    for name in names:
        if name not in _accepted_names(device):
            raise BadRequest(
                f"The request names “{name[:60]}”, but the certificate is for “{device.name}”: leave the names out, or ask for "
                f"CN={device.id}.",
                field="csr",
            )
    assert isinstance(public_key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey)
    _refuse_revoked_key(device, public_key)
    return public_key


def _is_signed(request: x509.CertificateSigningRequest) -> bool:
    try:
        return request.is_signature_valid
    except (UnsupportedAlgorithm, ValueError):
        return False


def _names_in(request: x509.CertificateSigningRequest) -> list[str]:
    """Whom the request says to be: its common names and alternative names. Other wishes are passed over."""
    found = [str(attribute.value) for attribute in request.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    try:
        names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return found
    return found + [str(name.value) for name in names]


def _accepted_names(device: Device) -> set[str]:
    own = {str(name.value) for name in names_of(device)}
    return own | {"", str(device.id), device.name, f"{device.organization_id}/{device.name}"}


def _refuse_revoked_key(device: Device, public_key: PublicKey) -> None:
    """A key that was lost once is lost."""
    revoked = Credential.objects.filter(device=device, kind=Credential.Kind.CERTIFICATE).exclude(revoked_at=None)
    for credential in revoked.exclude(certificate="")[:200]:
        if public_bytes(x509.load_pem_x509_certificate(credential.certificate.encode())) == _bytes_of(public_key):
            raise BadRequest(
                f"The request's key belongs to the revoked certificate …{credential.hint}: make a new key.", field="csr"
            )


# --- expiry


def ending(within_days: float) -> "QuerySet[Credential]":
    """Certificates that end soon and have no successor yet, the first to end first."""
    moment = now()
    successors = Credential.objects.filter(renews=OuterRef("id"), revoked_at=None)
    return (
        Credential.objects.select_related("device")
        .filter(
            kind=Credential.Kind.CERTIFICATE,
            revoked_at=None,
            expires_at__gt=moment,
            expires_at__lte=moment + dt.timedelta(days=within_days),
            device__archived_at=None,
        )
        .exclude(Exists(successors))
        .order_by("expires_at", "id")
    )


def warn_of_expiry() -> int:
    """A line in the log of each device whose certificate ends soon, at 30, 7 and 1 days; answers how many were written."""
    written = 0
    moment = now()
    for credential in ending(max(WARNING_DAYS)).iterator(chunk_size=500):
        assert credential.expires_at is not None
        left = credential.expires_at - moment
        days = min(limit for limit in WARNING_DAYS if left <= dt.timedelta(days=limit))
        words = (
            f"The certificate …{credential.hint} ends within {days} {'day' if days == 1 else 'days'}, at "
            f"{credential.expires_at:%Y-%m-%d %H:%M} UTC: renew it, or issue another."
        )
        _, is_new = DeviceLog.objects.get_or_create(
            device=credential.device, kind="certificate", message=words, defaults={"at": moment, "level": "warning"}
        )
        written += is_new
    return written
