import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client
from django.utils.timezone import now

from core.errors import Refused
from devices import registration
from devices.errors import BadClaim, NameTaken, TooManyAttempts
from devices.models import ClaimCode, Credential, Device
from devices.services import types
from devices.tokens import hash_token
from organizations import places
from organizations.models import AuditEntry
from tests import factories

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def organization():
    return factories.organization()


def claim_code(organization, **fields):
    return registration.create_claim_code(organization, name="Box", by=factories.user(organization), **fields)


def request_of(key, name="pump"):
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    signed = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return signed.public_bytes(serialization.Encoding.PEM).decode()


# --- coming in


def test_a_device_comes_in_with_name_site_type_and_attributes(organization):
    hall = places.create_site(organization, name="Hall")
    pump = types.create_type(organization, name="Pump", metrics=[{"path": "speed"}])
    claim, code = claim_code(organization, site=hall, type=pump)

    made = registration.register_device(code=code, name="pump 1", attributes={"serial": "0815"}, address="10.0.0.7")

    device = Device.objects.get()
    assert (device.name, device.site, device.type, device.claim) == ("pump 1", hall, pump, claim)
    assert list(device.metrics.values_list("path", flat=True)) == ["speed"]
    assert list(device.attributes.values_list("name", "value")) == [("serial", "0815")]
    assert factories.device_of_token(hash_token(made.token or "")) == device
    claim.refresh_from_db()
    assert claim.used == 1
    entry = AuditEntry.objects.get(kind="device", action="created")
    assert (entry.actor, entry.address) == ("device pump 1, by claim code", "10.0.0.7")


def test_the_code_may_be_typed_in_small_letters_and_without_lines(organization):
    _, code = claim_code(organization)

    assert registration.register_device(code=f" {code.lower().replace('-', ' ')} ", name="pump").device.name == "pump"


def test_neither_the_code_nor_the_token_is_stored(organization):
    claim, code = claim_code(organization)
    made = registration.register_device(code=code, name="pump")

    assert code not in claim.code_hash
    assert made.token
    assert made.token not in str(Credential.objects.get().token_hash)


def test_with_a_request_the_device_keeps_its_key_and_gets_a_certificate(organization):
    _, code = claim_code(organization)
    key = ec.generate_private_key(ec.SECP256R1())

    made = registration.register_device(code=code, name="pump", csr=request_of(key))

    certificate = x509.load_pem_x509_certificate(str(made.certificate).encode())
    assert certificate.public_key() == key.public_key()
    assert (made.token, made.expires_at) == (None, certificate.not_valid_after_utc)
    assert "BEGIN CERTIFICATE" in str(made.chain)


def test_a_request_that_cannot_be_signed_leaves_no_device_behind(organization):
    claim, code = claim_code(organization)

    with pytest.raises(Refused):
        registration.register_device(code=code, name="pump", csr="not a request")

    claim.refresh_from_db()
    assert (Device.objects.count(), claim.used) == (0, 0)


@pytest.mark.parametrize(
    "spoil",
    [
        {"revoked_at": now()},
        {"expires_at": now() - dt.timedelta(seconds=1)},
        {"used": 1},
    ],
)
def test_codes_that_are_over_answer_as_one_that_never_was(organization, spoil):
    claim, code = claim_code(organization)
    ClaimCode.objects.filter(id=claim.id).update(**spoil)

    with pytest.raises(BadClaim) as over:
        registration.register_device(code=code, name="pump")
    with pytest.raises(BadClaim) as unknown:
        registration.register_device(code="AAAA-AAAA-AAAA-AAAA-AAAA", name="pump")

    assert over.value.message == unknown.value.message
    assert Device.objects.count() == 0


def test_a_code_lets_in_as_many_devices_as_it_says(organization):
    claim, code = claim_code(organization, max_devices=2)

    for name in ("a", "b"):
        registration.register_device(code=code, name=name)
    with pytest.raises(BadClaim):
        registration.register_device(code=code, name="c")

    claim.refresh_from_db()
    assert (Device.objects.count(), claim.used) == (2, 2)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "a/b"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "pump", "attributes": {"place": {"x": 1}}}, "attributes.place"),
    ],
)
def test_what_cannot_be_a_device_is_refused_and_uses_nothing_up(organization, fields, field):
    claim, code = claim_code(organization)

    with pytest.raises(Refused) as refusal:
        registration.register_device(code=code, **fields)

    assert refusal.value.field == field
    claim.refresh_from_db()
    assert claim.used == 0


# --- asking again


def test_a_lost_answer_is_given_anew_and_makes_no_second_device(organization):
    claim, code = claim_code(organization)
    lost = registration.register_device(code=code, name="pump")

    again = registration.register_device(code=code, name="pump")

    assert (again.device, again.is_repeat) == (lost.device, True)
    assert factories.device_of_token(hash_token(lost.token or "")) is None
    assert factories.device_of_token(hash_token(again.token or "")) == again.device
    claim.refresh_from_db()
    assert (Device.objects.count(), claim.used) == (1, 1)


def test_once_the_token_was_used_nobody_gets_another_one_by_the_code(organization):
    _, code = claim_code(organization, max_devices=5)
    made = registration.register_device(code=code, name="pump")
    Credential.objects.update(last_used_at=now())

    with pytest.raises(NameTaken):
        registration.register_device(code=code, name="pump")

    assert factories.device_of_token(hash_token(made.token or "")) == made.device


def test_a_device_that_did_not_come_by_this_code_is_not_given_away(organization):
    factories.device(organization, "pump")
    _, code = claim_code(organization)

    with pytest.raises(NameTaken):
        registration.register_device(code=code, name="pump")

    assert Credential.objects.count() == 0


def test_the_same_key_gets_the_same_certificate_even_after_it_was_used(organization):
    _, code = claim_code(organization)
    csr = request_of(ec.generate_private_key(ec.SECP256R1()))
    first = registration.register_device(code=code, name="pump", csr=csr)
    Credential.objects.update(last_used_at=now())

    again = registration.register_device(code=code, name="pump", csr=csr)

    assert again.certificate == first.certificate
    assert Credential.objects.count() == 1
    with pytest.raises(NameTaken):
        registration.register_device(code=code, name="pump", csr=request_of(ec.generate_private_key(ec.SECP256R1())))


# --- limits


def test_whoever_guesses_is_stopped(organization, monkeypatch):
    monkeypatch.setattr(registration, "FAILURES_PER_ADDRESS", 3)
    _, code = claim_code(organization)
    for guess in range(3):
        with pytest.raises(BadClaim):
            registration.register_device(code=f"guess {guess}", name="pump", address="10.0.0.7")

    with pytest.raises(TooManyAttempts) as stopped:
        registration.register_device(code=code, name="pump", address="10.0.0.7")

    assert stopped.value.status == 429
    assert registration.register_device(code=code, name="pump", address="10.0.0.8").device.name == "pump"


def test_one_code_is_tried_a_bounded_number_of_times(organization, monkeypatch):
    monkeypatch.setattr(registration, "TRIES_PER_CODE", 2)
    _, code = claim_code(organization, max_devices=9)
    for name in ("a", "b"):
        registration.register_device(code=code, name=name, address=name)

    with pytest.raises(TooManyAttempts):
        registration.register_device(code=code, name="c", address="c")


# --- codes over the API


def test_a_code_is_shown_once_and_can_be_revoked(organization):
    browser = factories.client(factories.user(organization))

    made = browser.post("/api/claim-codes", {"name": "Box", "max_devices": 3}, JSON).json()
    listed = browser.get("/api/claim-codes").json()["items"]
    registered = Client().post("/api/register", {"code": made["code"], "name": "pump"}, JSON)
    revoked = browser.delete(f"/api/claim-codes/{made['id']}").json()
    refused = Client().post("/api/register", {"code": made["code"], "name": "fan"}, JSON)

    assert len(made["code"]) == 24
    assert "code" not in listed[0]
    assert listed[0]["hint"] == made["code"][-4:]
    assert (registered.status_code, registered.json()["device"]) == (200, "pump")
    assert revoked["revoked_at"] is not None
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad_claim")


def test_nobody_is_answered_what_another_was_told(organization):
    """Not even with the idempotency key that the other one used."""
    _, code = claim_code(organization, max_devices=5)
    call = {"code": code, "name": "pump"}
    headers = {"Idempotency-Key": "1"}

    first = Client().post("/api/register", call, JSON, headers=headers)
    Credential.objects.update(last_used_at=now())
    again = Client().post("/api/register", call, JSON, headers=headers)

    assert (first.status_code, again.status_code) == (200, 400)
    assert "token" not in again.json()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": "Box", "max_devices": 0}, "max_devices"),
        ({"name": "Box", "max_devices": 100_001}, "max_devices"),
        ({"name": "Box", "expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"name": "Box", "expires_at": "2999-01-01T00:00:00Z"}, "expires_at"),
        ({"name": "Box", "site_id": 999999}, "site_id"),
    ],
)
def test_a_code_that_cannot_be_is_refused(organization, fields, field):
    answer = factories.client(factories.user(organization)).post("/api/claim-codes", fields, JSON)

    assert (answer.status_code, answer.json()["error"]["field"]) == (400, field)
    assert ClaimCode.objects.count() == 0


def test_a_code_keeps_neither_its_site_nor_its_organization_from_being_deleted(organization):
    plant = places.create_organization(name="Plant", parent=organization)
    hall = places.create_site(plant, name="Hall")
    claim_code(plant, site=hall)
    plant.profiles.all().delete()

    places.delete_site(hall)
    places.delete_organization(plant)

    assert ClaimCode.objects.count() == 0


def test_only_who_manages_devices_there_sees_and_makes_codes(organization):
    hall, vault = places.create_site(organization, name="Hall"), places.create_site(organization, name="Vault")
    mine, _ = claim_code(organization, site=hall)
    theirs, _ = claim_code(organization, site=vault)
    person = factories.user()
    factories.allow(factories.profile(organization, None, person), hall, "read", "manage_devices")
    browser = factories.client(person)

    assert [row["id"] for row in browser.get("/api/claim-codes").json()["items"]] == [mine.id]
    assert browser.delete(f"/api/claim-codes/{theirs.id}").status_code == 404
    assert browser.post("/api/claim-codes", {"name": "Box"}, JSON).status_code == 404
    assert browser.post("/api/claim-codes", {"name": "Box", "site_id": hall.id}, JSON).status_code == 200


def test_a_stranger_and_a_viewer_see_no_codes(organization):
    claim, _ = claim_code(organization)

    for person in (factories.user(factories.organization("Other")), factories.user(organization, "viewer")):
        browser = factories.client(person)
        assert browser.get("/api/claim-codes").json() == {"items": [], "total": 0}
        assert browser.delete(f"/api/claim-codes/{claim.id}").status_code == 404
    claim.refresh_from_db()
    assert claim.revoked_at is None
