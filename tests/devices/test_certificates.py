"""Client certificates: what is issued, what is refused, how one follows another."""

import datetime as dt
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils.timezone import now

from core.errors import Missing, Refused
from devices import authority, certificates, credentials, services, tokens
from devices.errors import BadRequest, TooManyCertificates
from devices.models import Credential, Device, DeviceLog
from organizations.models import Organization
from tests import factories


@pytest.fixture
def press(organization: Organization) -> Device:
    return factories.device(organization, "press")


def a_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def a_request(key: Any = None, *, name: str = "", also: str = "", algorithm: Any = hashes.SHA256()) -> str:  # noqa: B008  immutable
    attributes = [x509.NameAttribute(NameOID.COMMON_NAME, name)] if name else []
    builder = x509.CertificateSigningRequestBuilder().subject_name(x509.Name(attributes))
    if also:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(also)]), critical=False)
    return builder.sign(key or a_key(), algorithm).public_bytes(serialization.Encoding.PEM).decode()


def loaded(issued: certificates.Issued) -> x509.Certificate:
    return x509.load_pem_x509_certificate(issued.certificate.encode())


@pytest.mark.parametrize(("algorithm", "words"), [("ec", "ECDSA P-256"), ("rsa", "RSA 2048")])
def test_a_certificate_holds_the_devices_id_and_lasts_as_long_as_asked(
    press: Device, algorithm: authority.Algorithm, words: str
) -> None:
    issued = certificates.issue_certificate(press, name="line 1", algorithm=algorithm, days=90)
    certificate = loaded(issued)
    assert certificate.subject.rfc4514_string() == f"CN={press.id},O={press.organization_id}"
    assert certificates.device_id_in(certificate) == (press.organization_id, press.id)
    usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usages) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert (certificate.not_valid_after_utc - dt.datetime.now(dt.UTC)).days in (89, 90)
    issuer = x509.load_pem_x509_certificate(issued.chain.encode())
    certificate.verify_directly_issued_by(issuer)
    row = issued.credential
    assert (row.kind, row.name, row.algorithm, row.hint) == ("certificate", "line 1", words, row.fingerprint[-4:])  # type: ignore[index]  # set
    assert row.fingerprint == certificate.fingerprint(hashes.SHA256()).hex()


def test_the_private_key_fits_and_is_not_kept(press: Device) -> None:
    issued = certificates.issue_certificate(press)
    assert issued.private_key is not None
    key = serialization.load_pem_private_key(issued.private_key.encode(), password=None)
    form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    assert key.public_key().public_bytes(*form) == certificates.public_bytes(loaded(issued))
    row = Credential.objects.filter(id=issued.credential.id).values().get()
    assert "PRIVATE KEY" not in str(row)


def test_of_a_request_only_the_key_is_taken(press: Device) -> None:
    key = a_key()
    wish = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name(
            [
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Somebody Important"),
                x509.NameAttribute(NameOID.COMMON_NAME, "press"),
            ]
        )
    )
    wish = wish.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    csr = wish.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()
    issued = certificates.issue_certificate(press, csr=csr)
    certificate = loaded(issued)
    assert issued.private_key is None
    assert certificate.subject == certificates.subject_of(press)
    assert certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert certificate.public_key() == key.public_key()


def _tampered() -> str:
    request = x509.load_pem_x509_csr(a_request().encode()).public_bytes(serialization.Encoding.DER)
    changed = request[:-4] + bytes([request[-4] ^ 0xFF]) + request[-3:]
    return x509.load_der_x509_csr(changed).public_bytes(serialization.Encoding.PEM).decode()


@pytest.mark.parametrize(
    ("csr", "reason"),
    [
        (lambda: a_request(name="punch"), "The request names “punch”, but the certificate is for “press”: leave the names out"),
        (lambda: a_request(also="evil.example.com"), "The request names “evil.example.com”"),
        (lambda: a_request(rsa.generate_private_key(65537, 1024)), "The RSA key has 1024 bits: use 2048 to 4096."),
        (
            lambda: a_request(ec.generate_private_key(ec.SECP521R1())),
            "The key is of the curve secp521r1: use P-256 (prime256v1) or P-384 (secp384r1).",
        ),
        (lambda: a_request(ed25519.Ed25519PrivateKey.generate(), algorithm=None), "A key of the kind Ed25519 is not supported"),
        (
            lambda: a_request(dsa.generate_private_key(2048)),
            "A key of the kind DSA is not supported: use ECDSA P-256 or RSA 2048.",
        ),
        (_tampered, "The request's signature does not fit its key: it was changed on the way, or made wrongly."),
        (lambda: "-----BEGIN NONSENSE-----", "This is no certificate request in PEM form"),
        (lambda: "x" * 20_000, "The request has 20,000 characters, at most 16,384 are read."),
    ],
)
def test_a_request_that_cannot_be_granted_is_refused_with_its_reason(press: Device, csr: Any, reason: str) -> None:
    with pytest.raises(BadRequest) as refused:
        certificates.issue_certificate(press, csr=csr())
    assert refused.value.message.startswith(reason)
    assert not press.credentials.exists()


@pytest.mark.parametrize("days", [0, -1, 3651])
def test_a_certificate_cannot_last_for_ever_or_not_at_all(press: Device, days: int) -> None:
    with pytest.raises(BadRequest, match=f"A certificate cannot last {days} days"):
        certificates.issue_certificate(press, days=days)


def test_no_device_collects_certificates(press: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "VALID_PER_DEVICE", 2)
    first = certificates.issue_certificate(press)
    certificates.issue_certificate(press)
    with pytest.raises(TooManyCertificates, match="This device has 2 valid certificates: revoke one"):
        certificates.issue_certificate(press)
    credentials.revoke_credential(first.credential)
    certificates.issue_certificate(press)


def test_a_deleted_device_gets_nothing_any_more(press: Device) -> None:
    Device.objects.filter(id=press.id).update(archived_at=now())
    for issue in (certificates.issue_certificate, credentials.issue_token):
        with pytest.raises(Missing, match="The device “press” was deleted"):
            issue(press)
    assert not press.credentials.exists()


# --- renewal


def test_a_renewed_certificate_ends_the_old_one_when_it_is_used_first(press: Device) -> None:
    old = certificates.issue_certificate(press, name="line 1", days=100).credential
    new = certificates.renew(press, a_request(), present=old).credential
    assert (new.renews, new.name) == (old, "line 1")
    assert new.expires_at is not None
    assert abs((new.expires_at - now()).total_seconds() - 100 * 86400) < 60
    old.refresh_from_db()
    assert old.revoked_at is None
    services.record_connections([{"time_us": int(now().timestamp() * 1e6), "event": "connected", "credential_id": new.id}])
    old.refresh_from_db()
    assert old.revoked_at is not None


def test_asking_again_with_the_same_key_gives_the_same_certificate(press: Device) -> None:
    old = certificates.issue_certificate(press).credential
    csr = a_request()
    first = certificates.renew(press, csr, present=old)
    assert certificates.renew(press, csr, present=old).certificate == first.certificate
    assert press.credentials.count() == 2


def test_an_unused_renewal_gives_way_to_the_next(press: Device) -> None:
    old = certificates.issue_certificate(press).credential
    first = certificates.renew(press, a_request(), present=old).credential
    second = certificates.renew(press, a_request(), present=old).credential
    first.refresh_from_db()
    assert first.revoked_at is not None
    assert press.credentials.filter(revoked_at=None).count() == 2
    assert second.revoked_at is None


def test_renewals_of_a_day_are_counted(press: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "RENEWALS_PER_DAY", 2)
    for _ in range(2):
        certificates.renew(press, a_request(), present=None)
    with pytest.raises(TooManyCertificates, match="This device got 2 certificates within a day"):
        certificates.renew(press, a_request(), present=None)


def test_a_key_that_was_revoked_is_not_taken_again(press: Device) -> None:
    csr = a_request()
    issued = certificates.issue_certificate(press, csr=csr)
    credentials.revoke_credential(issued.credential)
    with pytest.raises(BadRequest, match=f"belongs to the revoked certificate …{issued.credential.hint}"):
        certificates.renew(press, csr, present=None)


# --- expiry


@pytest.mark.parametrize(("days", "words"), [(29, "30 days"), (6, "7 days"), (0.5, "1 day")])
def test_an_end_that_comes_near_is_written_into_the_devices_log_once(press: Device, days: float, words: str) -> None:
    certificates.issue_certificate(press, days=days)
    assert certificates.warn_of_expiry() == 1
    assert certificates.warn_of_expiry() == 0
    (line,) = DeviceLog.objects.filter(device=press)
    assert f"ends within {words}, at " in line.message
    assert line.level == "warning"


def test_nobody_is_warned_of_what_is_far_renewed_or_revoked(press: Device) -> None:
    certificates.issue_certificate(press, days=60)
    old = certificates.issue_certificate(press, days=5).credential
    certificates.renew(press, a_request(), present=old)
    assert certificates.warn_of_expiry() == 1  # of the new one, which lasts 5 days too
    credentials.revoke_credential(certificates.issue_certificate(press, days=3).credential)
    assert certificates.warn_of_expiry() == 0


# --- tokens


def test_a_rotated_token_stays_valid_for_the_overlap(press: Device) -> None:
    old, token = credentials.issue_token(press, name="line 1")
    new, fresh = credentials.rotate_token(old, overlap_s=3600)
    assert new.name == "line 1"
    assert factories.device_of_token(tokens.hash_token(token)) == factories.device_of_token(tokens.hash_token(fresh)) == press
    old.refresh_from_db()
    assert old.expires_at is not None
    assert abs((old.expires_at - now()).total_seconds() - 3600) < 60
    Credential.objects.filter(id=old.id).update(expires_at=now() - dt.timedelta(seconds=1))
    assert factories.device_of_token(tokens.hash_token(token)) is None


def test_without_overlap_the_old_token_ends_at_once(press: Device) -> None:
    old, token = credentials.issue_token(press)
    credentials.rotate_token(old, overlap_s=0)
    assert factories.device_of_token(tokens.hash_token(token)) is None


def test_what_is_over_or_no_token_is_not_rotated(press: Device) -> None:
    old, _ = credentials.issue_token(press)
    credentials.revoke_credential(old)
    with pytest.raises(Refused, match="is not valid any more"):
        credentials.rotate_token(old, overlap_s=1)
    certificate = certificates.issue_certificate(press).credential
    with pytest.raises(Refused, match="Only tokens are rotated"):
        credentials.rotate_token(certificate, overlap_s=1)
    assert press.credentials.count() == 2
