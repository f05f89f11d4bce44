"""“Try my certificate”: step by step what our edge would say to it, before anybody stands at a machine in the field."""

import contextlib
import datetime as dt
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils.timezone import now

from devices import authority, certificates
from devices.models import Credential, Device

PEM_BYTES: Final = 64 * 1024
CHAIN_BOUND: Final = 10
# A TLS record of 16 KB holds the chain of any sane client; small boards take far less.
SMALL_CHAIN_BYTES: Final = 2_048


class Step(NamedTuple):
    """One thing that is looked at. `ok` is None when it could not be looked at, or when it only gives advice."""

    name: str
    ok: bool | None
    words: str


class Trial(NamedTuple):
    is_accepted: bool
    steps: list[Step]
    certificate: x509.Certificate | None
    credential: Credential | None


def try_certificate(certificate: str, *, private_key: str = "", chain: str = "") -> Trial:
    """Everything the edge looks at, in its order. Nothing of it is kept."""
    steps: list[Step] = []
    leaf, above, step = _read(certificate, chain)
    steps.append(step)
    if leaf is None:
        return Trial(is_accepted=False, steps=steps, certificate=None, credential=None)
    steps.append(_key_matches(leaf, private_key))
    steps.append(_algorithm(leaf))
    issuer = authority.issuer_of(leaf)
    steps.append(_issuer(leaf, issuer))
    steps.append(_usage(leaf))
    steps.append(_dates(leaf))
    credential = None
    if issuer is not None:
        credential = Credential.objects.select_related("device").filter(fingerprint=certificates.fingerprint_of(leaf)).first()
        steps.append(_known(leaf, credential))
    if credential is not None:
        steps += [_not_revoked(credential), _device(credential.device)]
    steps.append(_size(leaf, above))
    return Trial(all(step.ok is not False for step in steps), steps, leaf, credential)


def _read(certificate: str, chain: str) -> tuple[x509.Certificate | None, list[x509.Certificate], Step]:
    for label, text in (("certificate", certificate), ("chain", chain)):
        if len(text) > PEM_BYTES:
            words = f"The {label} has {len(text):,} characters; at most {PEM_BYTES:,} are read."
            return None, [], Step("read", False, words)
    if "PRIVATE KEY-----" in certificate and "BEGIN CERTIFICATE-----" not in certificate:
        return None, [], Step("read", False, "This is a private key. Give the certificate here and the key below.")
    if "BEGIN CERTIFICATE REQUEST-----" in certificate:
        words = "This is a request (CSR), not yet a certificate: let the device's page issue one for it."
        return None, [], Step("read", False, words)
    try:
        found = x509.load_pem_x509_certificates(certificate.encode())
        above = x509.load_pem_x509_certificates(chain.encode()) if chain.strip() else []
    except (ValueError, UnsupportedAlgorithm) as error:
        words = f"It cannot be read: it must be PEM text that begins with -----BEGIN CERTIFICATE----- ({str(error)[:120]})."
        return None, [], Step("read", False, words)
    if len(found) + len(above) > CHAIN_BOUND:
        return None, [], Step("read", False, f"{len(found) + len(above)} certificates are too many: at most {CHAIN_BOUND}.")
    leaf = found[0]
    try:
        _touch(leaf)
    except Exception as error:  # it can be wrong in more ways than the library has a family of errors for
        return None, [], Step("read", False, f"A part of it cannot be read ({str(error)[:120]}).")
    return leaf, found[1:] + above, Step("read", True, f"It is a certificate of {leaf.subject.rfc4514_string() or 'nobody'}.")


def _touch(leaf: x509.Certificate) -> None:
    """Read all that the steps look at: the library reads lazily."""
    leaf.public_key()
    assert leaf.not_valid_before_utc <= leaf.not_valid_after_utc, "its dates are the wrong way round"
    certificates.key_words(leaf.public_key())
    for name in (leaf.subject, leaf.issuer):
        name.rfc4514_string()
    with contextlib.suppress(UnsupportedAlgorithm):
        leaf.signature_hash_algorithm  # noqa: B018  read for its errors
    list(leaf.extensions)


def _key_matches(leaf: x509.Certificate, private_key: str) -> Step:
    if not private_key.strip():
        return Step("key", None, "No private key was given, so nobody looked whether it fits. The device needs it beside this.")
    if len(private_key) > PEM_BYTES:
        return Step("key", False, f"The key has {len(private_key):,} characters; at most {PEM_BYTES:,} are read.")
    try:
        key = load_pem_private_key(private_key.encode(), password=None)
    except TypeError:
        return Step("key", False, "The private key is protected by a password: devices cannot type one, so remove it.")
    except (ValueError, UnsupportedAlgorithm):
        return Step("key", False, "The private key cannot be read: it must be PEM text with BEGIN … PRIVATE KEY.")
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if public != certificates.public_bytes(leaf):
        return Step("key", False, "The private key belongs to another certificate: take the pair that was issued together.")
    return Step("key", True, f"The private key ({certificates.key_words(key)}) fits the certificate.")


def _algorithm(leaf: x509.Certificate) -> Step:
    key = leaf.public_key()
    if fault := certificates.key_fault(key):
        return Step("algorithm", False, fault)
    try:
        is_weak = isinstance(leaf.signature_hash_algorithm, hashes.MD5 | hashes.SHA1)
    except UnsupportedAlgorithm:
        return Step("algorithm", False, "It is signed with an algorithm that is not supported: ECDSA or RSA with SHA-256 is.")
    if is_weak:
        return Step("algorithm", False, "It is signed with MD5 or SHA-1, which TLS libraries of today refuse.")
    words = f"Its key is {certificates.key_words(key)}."
    if isinstance(key, rsa.RSAPublicKey):
        words += " Small boards are quicker with ECDSA P-256."
    elif isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP384R1):
        words += " Many small boards know P-256 only."
    return Step("algorithm", True, words)


def _issuer(leaf: x509.Certificate, issuer: x509.Certificate | None) -> Step:
    name = leaf.issuer.rfc4514_string() or "nobody"
    if issuer is not None:
        return Step("authority", True, f"It is signed by our authority {_common_name(issuer.subject)}.")
    if any(leaf.issuer == known.subject for known in authority.trusted()):
        words = "It names our authority, but the signature does not fit: another installation, or an earlier authority, made it."
        return Step("authority", False, words)
    return Step("authority", False, f"It is signed by {name}, whom the edge does not know: issue one on the device's page.")


def _usage(leaf: x509.Certificate) -> Step:
    try:
        usages = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return Step("usage", True, "It does not say what it is for, so it may log in.")
    except ValueError as error:
        return Step("usage", False, f"Its extensions cannot be read ({str(error)[:120]}).")
    if ExtendedKeyUsageOID.CLIENT_AUTH in usages or ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE in usages:
        return Step("usage", True, "It may be used to log in.")
    return Step("usage", False, "It is not for clients (its extended key usage lacks clientAuth): it is a server's, perhaps.")


def _dates(leaf: x509.Certificate) -> Step:
    moment = dt.datetime.now(dt.UTC)
    start, end = leaf.not_valid_before_utc, leaf.not_valid_after_utc
    if moment < start:
        return Step("dates", False, f"It is not valid before {start:%Y-%m-%d %H:%M} UTC.")
    if moment > end:
        return Step("dates", False, f"It expired at {end:%Y-%m-%d %H:%M} UTC: issue another.")
    days = (end - moment).days
    return Step(
        "dates", True, f"It is valid until {end:%Y-%m-%d %H:%M} UTC, for another {days} {'day' if days == 1 else 'days'}."
    )


def _known(leaf: x509.Certificate, credential: Credential | None) -> Step:
    if credential is not None:
        return Step(
            "known", True, f"It is the certificate …{credential.hint}{f' “{credential.name}”' if credential.name else ''}."
        )
    if certificates.device_id_in(leaf) is None:
        return Step("known", False, "It names no device: our authority has not issued it for one.")
    return Step("known", False, "The device that it was issued for is deleted.")


def _not_revoked(credential: Credential) -> Step:
    if credential.revoked_at is not None:
        return Step("revoked", False, f"It was revoked at {credential.revoked_at:%Y-%m-%d %H:%M:%S} UTC: issue another.")
    return Step("revoked", True, "It is not revoked.")


def _device(device: Device) -> Step:
    if device.archived_at is not None:
        return Step("device", False, f"Its device “{device.name}” was deleted at {device.archived_at:%Y-%m-%d %H:%M} UTC.")
    return Step("device", True, f"Whoever shows it is the device “{device.name}”.")


def _size(leaf: x509.Certificate, above: list[x509.Certificate]) -> Step:
    sizes = [len(certificate.public_bytes(Encoding.DER)) for certificate in (leaf, *above)]
    words = f"It sends {sum(sizes):,} bytes in {len(sizes)} {'certificate' if len(sizes) == 1 else 'certificates'}."
    if above:
        words += " The edge has its authority's certificate: the device need not send it, which saves memory."
    if sum(sizes) > SMALL_CHAIN_BYTES:
        words += " That may be too much for a small board."
    return Step("size", None, words)


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def expires_in_days(credential: Credential) -> int | None:
    """Whole days that are left, below zero once it is over; None for what does not end."""
    return (credential.expires_at - now()).days if credential.expires_at else None
