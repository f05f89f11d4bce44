"""Devices that show a certificate: stock clients get in, and are cut off when it is revoked, expires or is replaced."""

import datetime as dt
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.utils.timezone import now
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion

from devices import authority, certificates, credentials, services
from devices.models import Credential, Device
from organizations.models import Organization
from tests.gateways.conftest import Account, Log, RunningEdge, eventually, run
from tests.gateways.wire import Wire

Connect = Callable[..., Wire]


class Holder:
    """A certificate in files, as a device has it."""

    def __init__(self, folder: Path, device: Device, **fields: Any) -> None:
        issued = certificates.issue_certificate(device, **fields)
        self.credential = issued.credential
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        self.certificate.write_text(issued.certificate)
        self.key.write_text(issued.private_key or "")

    def context(self, edge: RunningEdge) -> ssl.SSLContext:
        context = edge.tls()
        context.load_cert_chain(self.certificate, self.key)
        return context

    def options(self, edge: RunningEdge) -> list[str]:
        files = ["--cafile", str(edge.ca), "--cert", str(self.certificate), "--key", str(self.key)]
        return ["-h", "localhost", "-p", str(edge.tls_port), *files]


@pytest.fixture
def holder(press: Account, tmp_path: Path) -> Holder:
    return Holder(tmp_path, press.device, name="line 1")


@pytest.mark.parametrize("algorithm", ["ec", "rsa"])
def test_mosquitto_pub_gets_in_with_its_certificate_alone(
    press: Account, edge: RunningEdge, written: Log, tmp_path: Path, algorithm: Any
) -> None:
    holder = Holder(tmp_path, press.device, algorithm=algorithm)
    sent = run("mosquitto_pub", *holder.options(edge), "-q", "1", "-t", "sluice/press/samples/temperature", "-m", "21.5")
    assert sent.returncode == 0, sent.stderr
    assert written.messages() == [(press.device.id, "samples/temperature", b"21.5")]
    (entry,) = eventually(lambda: written.connections("connected"))
    assert entry["credential_id"] == holder.credential.id
    assert entry["details"] == {"certificate": {"fingerprint": holder.credential.fingerprint}}


def test_paho_gets_in_with_its_certificate(press: Account, edge: RunningEdge, holder: Holder, written: Log) -> None:
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="paho")
    client.tls_set(str(edge.ca), str(holder.certificate), str(holder.key))
    client.connect("localhost", edge.tls_port)
    client.loop_start()
    client.publish("sluice/press/samples", "1", qos=1).wait_for_publish(5)
    client.disconnect()
    client.loop_stop()
    assert written.payloads() == [b"1"]


def test_a_certificate_opens_no_other_devices_topics(
    press: Account, edge: RunningEdge, holder: Holder, wire: Connect, written: Log
) -> None:
    device = wire(None, port=edge.tls_port, tls=holder.context(edge))
    device.publish("sluice/other/samples", "1")
    assert device.is_closed()
    assert written.payloads() == []


@pytest.fixture
def listener(edge: RunningEdge, holder: Holder) -> Iterator[subprocess.Popen[str]]:
    command = ["mosquitto_sub", *holder.options(edge), "-t", "sluice/press/commands", "-q", "1", "-d"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    eventually(lambda: edge.edge.counters.logins == 1)
    yield process
    process.kill()
    process.communicate()


def _cut_off_after_s(listener: subprocess.Popen[str], edge: RunningEdge, written: Log) -> float:
    """mosquitto_sub tries again for ever by itself; what counts is when the edge let it go."""
    began = time.monotonic()
    eventually(lambda: written.connections("disconnected"), within_s=3)
    return time.monotonic() - began


def test_revoking_cuts_mosquitto_sub_off_within_two_seconds(
    listener: subprocess.Popen[str], edge: RunningEdge, holder: Holder, written: Log
) -> None:
    credentials.revoke_credential(holder.credential)
    assert _cut_off_after_s(listener, edge, written) < 2
    assert written.connections("disconnected")[0]["reason"] == (
        "Its certificate was revoked, or its device was renamed or deleted."
    )
    sent = run("mosquitto_pub", *holder.options(edge), "-q", "1", "-t", "sluice/press/samples", "-m", "1")
    assert sent.returncode != 0
    assert "not authorised" in sent.stderr.lower()
    refused = eventually(lambda: written.connections("refused"))
    assert refused[0]["reason"].startswith(f"Its certificate …{holder.credential.hint} was revoked at 20")
    assert written.payloads() == []


def test_expiry_cuts_mosquitto_sub_off_within_two_seconds(
    listener: subprocess.Popen[str], edge: RunningEdge, holder: Holder, written: Log
) -> None:
    from core.changes import bump

    Credential.objects.filter(id=holder.credential.id).update(expires_at=now() + dt.timedelta(seconds=1))
    bump("credentials")
    assert _cut_off_after_s(listener, edge, written) < 1 + 2
    assert written.connections("disconnected")[0]["reason"].startswith("Its certificate ended at 20")


def test_a_rotated_token_stays_connected_until_its_overlap_is_over(press: Account, edge: RunningEdge, wire: Connect) -> None:
    device = wire(press)
    credentials.rotate_token(press.credential, overlap_s=1.5)
    eventually(lambda: len(edge.edge.credentials) == 2)
    time.sleep(0.5)
    device.ping()
    assert device.is_closed(within_s=3)
    wire(press, expect=5)


def test_a_deleted_device_is_cut_off(
    listener: subprocess.Popen[str], press: Account, edge: RunningEdge, written: Log, holder: Holder
) -> None:
    services.delete_device(press.device)
    assert _cut_off_after_s(listener, edge, written) < 2
    sent = run("mosquitto_pub", *holder.options(edge), "-q", "1", "-t", "sluice/press/samples", "-m", "1")
    assert sent.returncode != 0


def test_an_archived_device_is_cut_off(listener: subprocess.Popen[str], press: Account, edge: RunningEdge, written: Log) -> None:
    from core.changes import bump

    Device.objects.filter(id=press.device.id).update(archived_at=now())
    bump("credentials")
    assert _cut_off_after_s(listener, edge, written) < 2


def test_a_token_of_another_device_beside_a_certificate_is_refused(
    press: Account, organization: Organization, edge: RunningEdge, holder: Holder, wire: Connect, written: Log
) -> None:
    punch = Account(organization, "punch")
    eventually(lambda: len(edge.edge.credentials) == 3)
    wire(None, password=punch.token, port=edge.tls_port, tls=holder.context(edge), expect=5)
    (entry,) = eventually(lambda: written.connections("refused"))
    assert entry["reason"].startswith("Wrong device: the certificate belongs to “press”, but the token in the password")
    assert entry["device_id"] == press.device.id
    assert entry["details"]["certificate"]["subject"] == f"CN={press.device.id},O={press.organization_id}"


def test_who_shows_no_certificate_still_needs_a_token(press: Account, edge: RunningEdge, wire: Connect) -> None:
    wire(None, port=edge.tls_port, tls=edge.tls(), expect=5)
    wire(press, port=edge.tls_port, tls=edge.tls()).ping()


def test_a_session_that_tls_resumes_is_the_same_device(press: Account, edge: RunningEdge, holder: Holder, written: Log) -> None:
    context = holder.context(edge)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    session = None
    for number in range(2):
        with (
            socket.create_connection(("127.0.0.1", edge.tls_port), timeout=5) as plain,
            context.wrap_socket(plain, server_hostname="localhost", session=session) as secure,
        ):
            secure.sendall(b"\x10\x0d\x00\x04MQTT\x04\x02\x00\x3c\x00\x01" + b"ab"[number : number + 1])
            assert secure.recv(4) == b"\x20\x02\x00\x00"
            session = secure.session
            assert secure.session_reused is (number == 1)
    entries = eventually(lambda: len(found := written.connections("connected")) == 2 and found)
    assert [entry["device_id"] for entry in entries] == [press.device.id] * 2


def test_the_renewed_certificate_takes_over_when_it_is_used(
    press: Account, edge: RunningEdge, holder: Holder, wire: Connect, tmp_path: Path
) -> None:
    old = wire(None, client_id="press", port=edge.tls_port, tls=holder.context(edge))
    key = ec.generate_private_key(ec.SECP256R1())
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    issued = certificates.renew(
        press.device, request.public_bytes(serialization.Encoding.PEM).decode(), present=holder.credential
    )
    old.ping()
    (tmp_path / "new.pem").write_text(issued.certificate)
    (tmp_path / "new.key").write_text(authority.pem_of_key(key))
    context = edge.tls()
    context.load_cert_chain(tmp_path / "new.pem", tmp_path / "new.key")
    new = wire(None, client_id="other", port=edge.tls_port, tls=context)
    services.record_connections(
        [{"time_us": int(time.time() * 1e6), "event": "connected", "credential_id": issued.credential.id}]
    )
    assert old.is_closed(within_s=2)
    new.ping()


# --- our own certificate


def _issuer(edge: RunningEdge, *options: str) -> str:
    ran = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{edge.tls_port}", "-CAfile", str(edge.ca), *options],
        input="", capture_output=True, text=True, timeout=10, check=False,
    )  # fmt: skip
    assert "Verification: OK" in ran.stdout, ran.stdout + ran.stderr
    return next(line for line in ran.stdout.splitlines() if line.startswith("issuer="))


def test_new_clients_get_ecdsa_and_old_ones_rsa(press: Account, edge: RunningEdge) -> None:
    assert "ECDSA" in _issuer(edge)
    assert "RSA" in _issuer(edge, "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256")


def test_a_small_board_may_ask_for_small_fragments(press: Account, edge: RunningEdge) -> None:
    options = ["-tls1_2", "-maxfraglen", "1024", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256", "-curves", "P-256"]
    assert "ECDSA" in _issuer(edge, *options)


def test_changed_files_are_taken_up_while_connections_stay(
    press: Account, edge: RunningEdge, wire: Connect, settings: Any, tmp_path: Path
) -> None:
    folder = settings.VAR / "tls"
    before = (folder / "server-ec.pem").read_bytes()
    stays = wire(press, port=edge.tls_port, tls=edge.tls())
    try:
        serial = _served(edge).serial_number
        key = authority.new_key("ec")
        made = authority.sign_server(authority.authority("ec"), key.public_key(), authority.server_names())
        authority.write(folder / "server-ec.pem", authority.pem(made))  # without its key yet: the old pair goes on
        time.sleep(2.5)
        assert _served(edge).serial_number == serial
        authority.write(folder / "server-ec.key", authority.pem_of_key(key))
        eventually(lambda: _served(edge).serial_number == made.serial_number, within_s=5)
        stays.ping()
    finally:
        (folder / "server-ec.pem").unlink()
        assert before


def _served(edge: RunningEdge) -> x509.Certificate:
    with (
        socket.create_connection(("127.0.0.1", edge.tls_port), timeout=5) as plain,
        edge.tls().wrap_socket(plain, server_hostname="localhost") as secure,
    ):
        return x509.load_der_x509_certificate(secure.getpeercert(binary_form=True) or b"")
