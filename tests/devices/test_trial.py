"""“Try my certificate”: every step says what the edge would say, and who may know whose it is."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from devices import authority, certificates, credentials, trial
from devices.models import ConnectionLog, Device
from organizations.models import Organization, User
from tests import factories
from tests.devices.test_certificates import a_request


@pytest.fixture
def press(organization: Organization) -> Device:
    return factories.device(organization, "press")


def steps(tried: trial.Trial) -> dict[str, bool | None]:
    return {step.name: step.ok for step in tried.steps}


def words(tried: trial.Trial, name: str) -> str:
    return next(step.words for step in tried.steps if step.name == name)


def test_a_good_certificate_passes_every_step(press: Device) -> None:
    issued = certificates.issue_certificate(press, name="line 1")
    tried = trial.try_certificate(issued.certificate, private_key=issued.private_key or "", chain=issued.chain)
    assert tried.is_accepted
    passed = dict.fromkeys(["read", "key", "algorithm", "authority", "usage", "dates", "known", "revoked", "device"], True)
    assert steps(tried) == passed | {"size": None}
    assert words(tried, "device") == "Whoever shows it is the device “press”."
    assert "the device need not send it" in words(tried, "size")


def test_a_key_of_another_certificate_is_named(press: Device) -> None:
    issued, other = certificates.issue_certificate(press), certificates.issue_certificate(press)
    tried = trial.try_certificate(issued.certificate, private_key=other.private_key or "")
    assert not tried.is_accepted
    assert words(tried, "key") == "The private key belongs to another certificate: take the pair that was issued together."


def test_a_key_with_a_password_is_named(press: Device) -> None:
    issued = certificates.issue_certificate(press)
    key = serialization.load_pem_private_key((issued.private_key or "").encode(), password=None)
    locked = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.BestAvailableEncryption(b"secret")
    )
    tried = trial.try_certificate(issued.certificate, private_key=locked.decode())
    assert words(tried, "key") == "The private key is protected by a password: devices cannot type one, so remove it."


def test_a_revoked_one_is_refused_with_its_date(press: Device) -> None:
    issued = certificates.issue_certificate(press)
    credentials.revoke_credential(issued.credential)
    tried = trial.try_certificate(issued.certificate)
    assert not tried.is_accepted
    assert steps(tried)["revoked"] is False
    assert words(tried, "revoked").startswith("It was revoked at 20")


def _signed(signer: authority.Authority, *, days: float = 1, server: bool = False) -> str:
    key = authority.new_key("ec").public_key()
    names = [x509.DNSName("x")]
    if server:
        return authority.pem(authority.sign_server(signer, key, names))
    return authority.pem(authority.sign_client(signer, key, subject=signer.certificate.subject, names=names, days=days))


@pytest.mark.parametrize(
    ("certificate", "step", "reason"),
    [
        (lambda: "hello", "read", "It cannot be read: it must be PEM text that begins with -----BEGIN CERTIFICATE-----"),
        (lambda: "-----BEGIN EC PRIVATE KEY-----", "read", "This is a private key. Give the certificate here and the key below."),
        (lambda: "-----BEGIN CERTIFICATE REQUEST-----", "read", "This is a request (CSR), not yet a certificate"),
        (lambda: "x" * 70_000, "read", "The certificate has 70,000 characters; at most 65,536 are read."),
        (
            lambda: authority.pem(authority.authority("ec").certificate) * 11,
            "read",
            "11 certificates are too many: at most 10.",
        ),
        (
            lambda: _signed(authority._new_authority("ec")._replace()),
            "authority",
            "It names our authority, but the signature does not fit: another installation, or an earlier authority, made it.",
        ),
        (lambda: _signed(authority.authority("ec"), days=-0.5), "dates", "It expired at "),
        (lambda: _signed(authority.authority("ec"), server=True), "usage", "It is not for clients"),
        (lambda: _signed(authority.authority("ec")), "known", "It names no device: our authority has not issued it for one."),
    ],
)
@pytest.mark.django_db
def test_what_the_edge_would_refuse_is_refused_at_its_step(certificate: Any, step: str, reason: str) -> None:
    tried = trial.try_certificate(certificate())
    assert not tried.is_accepted
    assert steps(tried)[step] is False
    assert words(tried, step).startswith(reason)


def test_the_certificate_of_a_deleted_device_is_said_to_be_so(press: Device) -> None:
    issued = certificates.issue_certificate(press)
    press.delete()
    assert words(trial.try_certificate(issued.certificate), "known") == "The device that it was issued for is deleted."


# --- doors


def test_a_certificate_is_issued_listed_tried_and_revoked(engineer: User, press: Device) -> None:
    browser = factories.client(engineer)
    address = f"/api/devices/{press.id}/certificates"
    issued = browser.post(address, {"name": "line 1", "algorithm": "ec", "days": 90}, "application/json").json()
    assert issued["private_key"].startswith("-----BEGIN EC PRIVATE KEY-----")
    assert issued["authority"] == authority.bundle()
    assert issued["mosquitto"].startswith("mosquitto_pub -h testserver -p ")
    (listed,) = browser.get(address).json()
    assert (listed["name"], listed["state"], listed["expires_in_days"], listed["algorithm"]) == (
        "line 1",
        "valid",
        89,
        "ECDSA P-256",
    )
    assert "private_key" not in listed
    body = {"certificate": issued["certificate"], "private_key": issued["private_key"]}
    tried = browser.post("/api/certificates/try", body, "application/json").json()
    assert (tried["is_accepted"], tried["device"], tried["credential_id"]) == (True, "press", issued["id"])
    again = browser.get(f"/api/credentials/{issued['id']}/certificate.pem")
    assert again.content.decode() == issued["certificate"]
    assert browser.delete(f"/api/credentials/{issued['id']}").json()["state"] == "revoked"
    assert browser.post("/api/certificates/try", body, "application/json").json()["is_accepted"] is False


def test_one_zip_holds_all_that_the_device_needs(engineer: User, press: Device) -> None:
    browser = factories.client(engineer)
    answer = browser.post(f"/api/devices/{press.id}/certificates?format=zip", {"name": "x"}, "application/json")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="press-certificate.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert set(archive.namelist()) == {"README.txt", "certificate.pem", "chain.pem", "ca.pem", "ca-ec.pem", "key.pem"}
        assert archive.getinfo("key.pem").external_attr >> 16 == 0o600
        readme = archive.read("README.txt").decode()
    assert "--cert certificate.pem --key key.pem" in readme


def test_what_ends_soon_is_listed_until_it_has_a_successor(engineer: User, stranger: User, press: Device) -> None:
    soon = certificates.issue_certificate(press, days=10).credential
    certificates.issue_certificate(press, days=100)
    browser = factories.client(engineer)
    (row,) = browser.get("/api/certificates/expiring").json()["items"]
    assert (row["id"], row["device"], row["state"], row["expires_in_days"]) == (soon.id, "press", "expiring", 9)
    assert factories.client(stranger).get("/api/certificates/expiring").json()["total"] == 0
    renewed = certificates.renew(press, a_request(), present=soon).credential
    listed = browser.get("/api/certificates/expiring").json()["items"]
    assert [row["id"] for row in listed] == [renewed.id]


def test_a_token_is_rotated_and_named(engineer: User, press: Device) -> None:
    browser = factories.client(engineer)
    first = browser.post(f"/api/devices/{press.id}/credentials", {"name": "line 1"}, "application/json").json()
    second = browser.post(f"/api/credentials/{first['id']}/rotate", {"overlap_s": 60}, "application/json").json()
    assert second["token"] != first["token"]
    listed = {row["id"]: row for row in browser.get(f"/api/devices/{press.id}/credentials").json()}
    assert listed[first["id"]]["expires_at"] is not None
    assert listed[second["id"]]["name"] == "line 1"


def test_strangers_and_viewers_get_at_nothing(stranger: User, viewer: User, press: Device) -> None:
    issued = certificates.issue_certificate(press)
    for person, status in ((stranger, 404), (viewer, 403)):
        browser = factories.client(person)
        addresses = [f"/api/devices/{press.id}/certificates", f"/api/devices/{press.id}/credentials"]
        for address in addresses:
            assert browser.get(address).status_code == status
            assert browser.post(address, {}, "application/json").status_code == status
        assert browser.get(f"/api/credentials/{issued.credential.id}/certificate.pem").status_code == status
        assert browser.delete(f"/api/credentials/{issued.credential.id}").status_code == status
    assert press.credentials.filter(revoked_at=None).count() == 1


def test_a_stranger_learns_that_a_certificate_is_good_but_not_whose_it_is(stranger: User, press: Device) -> None:
    issued = certificates.issue_certificate(press, name="secret place")
    tried = factories.client(stranger).post("/api/certificates/try", {"certificate": issued.certificate}, "application/json")
    assert (tried.json()["is_accepted"], tried.json()["device"], tried.json()["credential_id"]) == (True, None, None)
    assert "secret place" not in tried.content.decode()
    assert "press" not in tried.content.decode()


@pytest.mark.django_db
def test_whom_to_trust_is_no_secret() -> None:
    from django.test import Client

    assert Client().get("/api/certificates/authority.pem").content.decode() == authority.bundle()
    small = Client().get("/api/certificates/authority.pem?algorithm=ec").content
    assert small.decode() == authority.pem(authority.authority("ec").certificate)


def test_attempts_of_nobody_are_for_superusers(engineer: User, press: Device) -> None:
    at = dt.datetime.now(dt.UTC)
    ConnectionLog.objects.create(
        at=at, event="refused", reason="no TLS", address="203.0.113.7", details={"versions": ["TLS 1.0"]}
    )
    ConnectionLog.objects.create(at=at, event="refused", reason="other", device=press, organization=press.organization)
    assert factories.client(engineer).get("/api/connection-log").status_code == 404
    operator = factories.user(None, is_superuser=True)
    (row,) = factories.client(operator).get("/api/connection-log?search=203.0").json()["items"]
    assert (row["reason"], row["details"]) == ("no TLS", {"versions": ["TLS 1.0"]})
    assert factories.client(operator).get("/api/connection-log").json()["total"] == 1
