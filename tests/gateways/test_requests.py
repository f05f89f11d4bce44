"""What devices ask over MQTT: to be registered, a new certificate, files. The lane and the cold lane are played by a thread."""

import base64
import hashlib
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.timezone import now
from gmqtt import Client as GmqttClient

from devices import certificates, registration
from devices.files import editing, places, storage
from devices.models import ClaimCode, Credential, Device, DeviceFile, FileDelivery
from gateways import receivers, requests
from gateways.edge import limits
from organizations.models import Organization, User
from tests import factories
from tests.gateways.conftest import Account, Answering, Log, RunningEdge, eventually, run
from tests.gateways.wire import Wire

Connect = Callable[..., Wire]


def ask(device: Wire, topic: str, body: dict[str, Any] | bytes) -> Any:
    device.acked(topic, body if isinstance(body, bytes) else json.dumps(body))
    return json.loads(device.message()[1])


def a_request() -> tuple[ec.EllipticCurvePrivateKey, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    made = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    return key, made.public_bytes(serialization.Encoding.PEM).decode()


# --- registration


@pytest.fixture
def code(edge: RunningEdge, organization: Organization, engineer: User) -> str:
    return registration.create_claim_code(organization, name="line 1", max_devices=2, by=engineer)[1]


def test_a_new_device_registers_with_stock_mosquitto_and_comes_in_with_its_token(
    edge: RunningEdge, code: str, answering: Answering, organization: Organization, written: Log
) -> None:
    answer = run(
        "mosquitto_rr", "-p", str(edge.port), "-u", "claim", "-P", code, "-q", "1", "-W", "5",
        "-t", "sluice/register", "-e", "sluice/registered", "-m", '{"name": "pump 7", "attributes": {"serial": "A-1"}}',
    )  # fmt: skip
    assert answer.returncode == 0, answer.stderr
    registered = json.loads(answer.stdout)
    device = Device.objects.get(organization=organization, name="pump 7")
    assert (registered["device"], registered["device_id"]) == ("pump 7", device.id)
    assert device.attributes.get().value == "A-1"
    sent = run(
        "mosquitto_pub", "-p", str(edge.port), "-u", "x", "-P", registered["token"], "-q", "1",
        "-t", "sluice/pump 7/samples", "-m", "1",
    )  # fmt: skip
    assert sent.returncode == 0, sent.stderr
    assert written.messages() == [(device.id, "samples", b"1")]


def test_a_request_for_a_certificate_is_answered_with_one(
    edge: RunningEdge, code: str, answering: Answering, wire: Connect
) -> None:
    key, csr = a_request()
    claimant = wire(None, user="claim", password=code)
    claimant.subscribe("sluice/registered")
    answer = ask(claimant, "sluice/register", {"id": 1, "name": "pump 7", "csr": csr})
    assert answer["id"] == 1
    assert "token" not in answer
    certificate = x509.load_pem_x509_certificate(answer["certificate"].encode())
    assert certificate.public_key() == key.public_key()
    certificate.verify_directly_issued_by(x509.load_pem_x509_certificate(answer["chain"].encode()))
    assert certificates.device_id_in(certificate) == (answer["organization_id"], answer["device_id"])


def test_two_that_register_at_once_do_not_hear_each_other(
    edge: RunningEdge, code: str, answering: Answering, wire: Connect
) -> None:
    one, other = (wire(None, user="claim", password=code, client_id="same") for _ in range(2))
    for claimant in (one, other):
        claimant.subscribe("sluice/registered")
    assert ask(one, "sluice/register", {"name": "one"})["device"] == "one"
    assert other.is_silent()
    assert ask(other, "sluice/register", {"name": "other"})["device"] == "other"
    assert "error" in ask(one, "sluice/register", {"name": "a third one"})
    assert Device.objects.count() == 2


def test_a_claimant_may_do_nothing_else_and_pushes_nobody_out(
    press: Account, edge: RunningEdge, code: str, wire: Connect, written: Log
) -> None:
    device = wire(press, client_id="press")
    claimant = wire(None, user="claim", password=code, client_id="press", level=5)
    device.ping()
    assert claimant.subscribe("sluice/press/commands", "sluice/registered") == [0x87, 1]
    claimant.publish("sluice/press/samples", "1")
    assert claimant.packet().body[2:] == b"\x87"
    assert written.payloads() == []


@pytest.mark.parametrize("password", ["WRONG-CODE", "", None])
def test_a_wrong_code_is_refused(edge: RunningEdge, wire: Connect, written: Log, password: str | None) -> None:
    wire(None, user="claim", password=password, expect=5)
    (entry,) = eventually(lambda: written.connections("refused"))
    assert "laim code" in entry["reason"]


def test_a_revoked_code_is_refused(edge: RunningEdge, code: str, wire: Connect) -> None:
    registration.revoke_claim_code(ClaimCode.objects.get())
    wire(None, user="claim", password=code, expect=5)


def test_a_session_that_registers_is_not_kept(edge: RunningEdge, code: str, wire: Connect) -> None:
    wire(None, user="claim", password=code, client_id="x", is_clean=False, expect=2)


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"not json", "The request cannot be read: "),
        (b"{}", "The request cannot be read: Object missing required field `name`"),
        (b'{"name": "a/b"}', "“a/b” cannot be used"),
        (b'{"name": "pump", "csr": "nonsense"}', "This is no certificate request in PEM form"),
    ],
)
def test_a_request_that_makes_no_sense_is_answered_with_the_reason(
    edge: RunningEdge, code: str, answering: Answering, wire: Connect, payload: bytes, words: str
) -> None:
    claimant = wire(None, user="claim", password=code)
    claimant.subscribe("sluice/registered")
    assert ask(claimant, "sluice/register", payload)["error"].startswith(words)
    assert not Device.objects.exists()


# --- renewal


def test_a_device_renews_its_certificate_and_comes_in_with_the_new_one(
    press: Account, edge: RunningEdge, answering: Answering, wire: Connect, tmp_path: Path
) -> None:
    issued = certificates.issue_certificate(press.device)
    (tmp_path / "old.pem").write_text(issued.certificate)
    (tmp_path / "old.key").write_text(issued.private_key or "")
    context = edge.tls()
    context.load_cert_chain(tmp_path / "old.pem", tmp_path / "old.key")
    device = wire(None, port=edge.tls_port, tls=context)
    device.subscribe("sluice/press/certificates/renewed")
    key, csr = a_request()
    answer = ask(device, "sluice/press/certificates/renew", {"id": "r1", "csr": csr})
    assert answer["id"] == "r1"
    again = ask(device, "sluice/press/certificates/renew", {"id": "r2", "csr": csr})
    assert again["certificate"] == answer["certificate"]
    new = Credential.objects.get(renews=issued.credential)
    assert answer["expires_at"] == new.expires_at.isoformat()  # type: ignore[union-attr]  # certificates have one
    (tmp_path / "new.pem").write_text(answer["certificate"])
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (tmp_path / "new.key").write_bytes(key.private_bytes(*form))
    context = edge.tls()
    context.load_cert_chain(tmp_path / "new.pem", tmp_path / "new.key")
    wire(None, port=edge.tls_port, tls=context).ping()


def test_a_bad_request_for_renewal_is_answered(press: Account, answering: Answering, wire: Connect) -> None:
    device = wire(press)
    device.subscribe("sluice/press/certificates/renewed")
    answer = ask(device, "sluice/press/certificates/renew", {"id": 5, "csr": "x"})
    assert (answer["id"], answer["code"]) == (5, "bad_certificate_request")


def test_a_gateway_renews_nobody_elses_certificate(press: Account, gateway: Account, wire: Connect, written: Log) -> None:
    connection = wire(gateway, level=5)
    connection.publish("sluice/press/certificates/renew", '{"csr": "x"}')
    assert connection.packet().body[2:] == b"\x87"
    assert written.events("request") == []


# --- files


def a_file(press: Account, name: str, data: bytes, *, kind: str = "FIRMWARE", version: str = "1.0") -> DeviceFile:
    content = storage.receive([data], limit=10_000_000)
    place = places.Place(press.organization_id, device=press.device)
    return editing.create_file(place, name=name, kind=kind, content=content, version=version, is_active=True).file


def test_five_megabytes_of_firmware_arrive_in_chunks_also_after_a_break(
    press: Account, answering: Answering, wire: Connect
) -> None:
    firmware = random.Random(1).randbytes(5_000_000)
    a_file(press, "firmware.bin", firmware)
    device = wire(press)
    device.subscribe("sluice/press/files/chunk")
    got = bytearray()
    size, sha256 = 1, ""
    while len(got) < size:
        if 2_000_000 < len(got) < 2_100_000 and device.level == 4:  # it loses its connection and goes on where it was
            device.close()
            device = wire(press, level=5)
            device.subscribe("sluice/press/files/chunk")
        chunk = ask(device, "sluice/press/files/get", {"id": len(got), "name": "firmware.bin", "offset": len(got)})
        assert (chunk["id"], chunk["offset"], chunk["version"]) == (len(got), len(got), "1.0")
        got += base64.b64decode(chunk["data"])
        size, sha256 = chunk["size"], chunk["sha256"]
        time.sleep(0.05)  # within its rate
    assert bytes(got) == firmware
    assert hashlib.sha256(got).hexdigest() == sha256
    assert FileDelivery.objects.get(device=press.device).status == "downloaded"
    device.subscribe("sluice/press/files/noted")
    answer = ask(device, "sluice/press/files/status", {"name": "firmware.bin", "version": "1.0", "status": "applied"})
    assert answer["status"] == "applied"
    assert FileDelivery.objects.get(device=press.device).status == "applied"


def test_files_are_listed_by_kind(press: Account, answering: Answering, wire: Connect) -> None:
    a_file(press, "firmware.bin", b"abc")
    a_file(press, "settings.json", b"{}", kind="CONFIGURATION", version="7")
    device = wire(press)
    device.subscribe("sluice/press/files/listing")
    both = ask(device, "sluice/press/files/list", b"")
    assert {found["name"] for found in both["files"]} == {"firmware.bin", "settings.json"}
    (one,) = ask(device, "sluice/press/files/list", {"id": "x", "kinds": ["CONFIGURATION"]})["files"]
    assert one == {
        "kind": "CONFIGURATION", "name": "settings.json", "version": "7", "size": 2, "sha256": hashlib.sha256(b"{}").hexdigest(),
    }  # fmt: skip


def test_a_device_sends_a_file_and_a_part_that_comes_twice_does_no_harm(
    press: Account, answering: Answering, wire: Connect
) -> None:
    data = bytes(range(256)) * 500
    device = wire(press)
    device.subscribe("sluice/press/files/stored")
    common = {"name": "log.bin", "kind": "INFORMATION", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    for start in (0, 0, 64_000):
        part = base64.b64encode(data[start : start + 64_000]).decode()
        answer = ask(device, "sluice/press/files/put", common | {"id": start, "offset": start, "data": part})
    assert (answer["is_complete"], answer["offset"]) == (True, len(data))
    version = DeviceFile.objects.get(device=press.device, name="log.bin").versions.get()
    assert (version.size, version.sha256, version.uploaded_from_id) == (len(data), common["sha256"], press.device.id)


def test_what_cannot_be_had_is_said(press: Account, answering: Answering, wire: Connect) -> None:
    device = wire(press)
    device.subscribe("sluice/press/files/chunk", "sluice/press/files/stored")
    answer = ask(device, "sluice/press/files/get", {"id": 1, "name": "nothing.bin"})
    assert (answer["id"], answer["code"]) == (1, "missing")
    answer = ask(device, "sluice/press/files/put", {"id": 2, "name": "x", "size": 1, "sha256": "0" * 64, "data": "!"})
    assert answer == {"id": 2, "error": "`data` is not base64.", "code": "bad_request"}


def test_another_active_version_is_news_for_its_devices_in_their_own_topics(
    press: Account, edge: RunningEdge, organization: Organization, wire: Connect
) -> None:
    other = Account(organization, "other")
    device, silent = wire(press), wire(other)
    device.subscribe("sluice/press/files/updated")
    silent.subscribe("sluice/other/files/updated")
    file = a_file(press, "firmware.bin", b"abc", version="2.0")
    receivers.tell_devices(version=file.versions.get(), devices=[press.device])
    topic, payload = device.message()
    assert topic == "sluice/press/files/updated"
    assert json.loads(payload) == {
        "kind": "FIRMWARE", "name": "firmware.bin", "version": "2.0", "size": 3, "sha256": hashlib.sha256(b"abc").hexdigest(),
    }  # fmt: skip
    receivers.tell_of_withdrawal(name="firmware.bin", devices=[press.device])
    assert json.loads(device.message()[1]) == {"name": "firmware.bin", "version": None}
    assert silent.is_silent()


async def test_gmqtt_hears_the_answer_to_its_listing(press: Account, edge: RunningEdge, answering: Answering) -> None:
    import asyncio

    heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
    subscribed = asyncio.Event()
    client = GmqttClient("gmqtt")
    client.set_auth_credentials("", press.token)
    client.on_message = lambda _, topic, payload, *__: heard.set_result(payload)
    client.on_subscribe = lambda *_: subscribed.set()
    await client.connect("127.0.0.1", edge.port)
    client.subscribe("sluice/press/files/listing", qos=1)
    await asyncio.wait_for(subscribed.wait(), 5)
    client.publish("sluice/press/files/list", {"id": 3}, qos=1)
    assert json.loads(await asyncio.wait_for(heard, 5)) == {"id": 3, "files": []}
    await client.disconnect()


def test_a_device_that_asks_too_often_is_told_in_its_log(
    press: Account, wire: Connect, written: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "REQUESTS_AT_ONCE", 3)
    monkeypatch.setattr(limits, "REQUESTS_PER_SECOND", 0.1)
    device = wire(press)
    for _ in range(6):
        device.acked("sluice/press/files/list", "{}")
    assert len(written.events("request")) == 3
    (problem,) = written.events("problem")
    assert problem[3].startswith("It asks too often: 0.1 requests a second are answered")


def test_a_request_of_qos_2_that_comes_twice_is_taken_once(press: Account, wire: Connect, written: Log) -> None:
    device = wire(press)
    for _ in range(2):
        device.publish("sluice/press/files/list", "{}", qos=2, packet_id=7)
    eventually(lambda: written.events("request"))
    time.sleep(0.1)
    assert len(written.events("request")) == 1


@pytest.mark.django_db
def test_a_request_that_nobody_waits_for_any_more_is_left_out(organization: Organization) -> None:
    device = factories.device(organization, "press")
    body: Any = {
        "id": "1", "kind": "files/list", "at_us": int((now().timestamp() - 200) * 1e6), "organization_id": organization.id,
        "device_id": device.id, "device": "press", "credential_id": 0, "topic": "", "dialect": "sluice",
        "address": "", "payload": "{}",
    }  # fmt: skip
    from core.redis import client

    requests.answer(body)
    assert client().xlen("outgoing") == 0
    body["at_us"] = int(now().timestamp() * 1e6)
    requests.answer(body)
    assert client().xlen("outgoing") == 1
