"""Why an attempt failed, in words: what the owner of a device reads, and what nobody's attempts leave behind."""

import datetime as dt
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509

from devices import authority, certificates, services
from devices.models import ConnectionLog
from gateways.edge import handshake, limits
from gateways.edge.handshake import Handshake, Served
from tests.gateways.conftest import Account, Log, RunningEdge, eventually, run
from tests.gateways.wire import Wire

Connect = Callable[..., Wire]


def refusal(written: Log) -> dict[str, Any]:
    (entry,) = eventually(lambda: written.connections("refused"))
    found: dict[str, Any] = entry
    return found


def s_client(edge: RunningEdge, *options: str) -> str:
    """What OpenSSL's own client says."""
    ran = subprocess.run(
        ["openssl", "s_client", "-ign_eof", "-connect", f"127.0.0.1:{edge.tls_port}", "-CAfile", str(edge.ca), *options],
        input="x", capture_output=True, text=True, timeout=10, check=False,
    )  # fmt: skip
    return ran.stdout + ran.stderr


def files(folder: Path, signer: authority.Authority, **fields: Any) -> list[str]:
    """Options for a client certificate that this authority signs."""
    key = authority.new_key("ec")
    options: dict[str, Any] = {"subject": authority._name("somebody"), "names": [x509.DNSName("x")], "days": 1.0}
    options |= fields
    (folder / "c.pem").write_text(authority.pem(authority.sign_client(signer, key.public_key(), **options)))
    (folder / "k.pem").write_text(authority.pem_of_key(key))
    return ["-cert", str(folder / "c.pem"), "-key", str(folder / "k.pem")]


# --- the client does not like us


def test_a_client_without_our_authority_is_told_so(edge: RunningEdge, written: Log, tmp_path: Path) -> None:
    stranger = authority._new_authority("ec")
    (tmp_path / "other.pem").write_text(authority.pem(stranger.certificate))
    sent = run(
        "mosquitto_pub", "-h", "localhost", "-p", str(edge.tls_port), "--cafile", str(tmp_path / "other.pem"),
        "-t", "sluice/press/samples", "-m", "1",
    )  # fmt: skip
    assert sent.returncode != 0
    entry = refusal(written)
    assert entry["reason"] == (
        "The client ended the TLS handshake with the alert “unknown CA”: it does not know our authority. "
        "Give it ca.pem (/api/certificates/authority.pem)."
    )
    assert entry["details"]["alert_of_client"] == "unknown CA"
    assert entry["details"]["versions"] == ["TLS 1.3", "TLS 1.2"]
    assert entry["details"]["ciphers"][0] == "TLS_AES_256_GCM_SHA384"
    assert entry["details"]["sni"] == "localhost"
    assert (entry["device_id"], entry["address"]) == (None, "127.0.0.1")


def test_a_client_that_expects_another_name_reads_which_ones_there_are(edge: RunningEdge, written: Log) -> None:
    with (
        pytest.raises(ssl.SSLCertVerificationError),
        socket.create_connection(("127.0.0.1", edge.tls_port), timeout=5) as plain,
        edge.tls().wrap_socket(plain, server_hostname="wrong.example.com"),
    ):
        pass
    reason = refusal(written)["reason"]
    assert "it connects under a name that the certificate does not hold" in reason
    assert "It asked for the name “wrong.example.com”; the certificate holds " in reason
    assert "localhost" in reason


def test_a_client_that_hangs_up_after_our_certificate_may_lack_memory(edge: RunningEdge, written: Log) -> None:
    outgoing, incoming = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    board = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
    with pytest.raises(ssl.SSLWantReadError):
        board.do_handshake()
    with socket.create_connection(("127.0.0.1", edge.tls_port), timeout=5) as plain:
        plain.sendall(outgoing.read())
        assert plain.recv(4096)
    entry = refusal(written)
    assert entry["reason"].startswith(
        "The client hung up in the middle of the TLS handshake, after our certificate, without saying"
    )
    assert f"Our certificate took {entry['details']['our_certificate_bytes']} bytes." in entry["reason"]
    assert entry["details"]["our_certificate_bytes"] < 1_000


# --- we do not like the client


def test_a_certificate_of_an_unknown_authority_is_named(edge: RunningEdge, written: Log, tmp_path: Path) -> None:
    stranger = authority._new_authority("rsa")._replace()
    said = s_client(edge, *files(tmp_path, stranger))
    assert "alert unknown ca" in said
    entry = refusal(written)
    assert entry["reason"].startswith("The client's certificate (CN=somebody) is signed by ")
    assert entry["details"]["certificate"]["subject"] == "CN=somebody"
    assert entry["details"]["alert_of_edge"] == "unknown CA"


@pytest.mark.parametrize("version", ["-tls1_2", "-tls1_3"])
def test_an_expired_certificate_is_filed_at_its_device(
    press: Account, edge: RunningEdge, written: Log, tmp_path: Path, version: str
) -> None:
    device = press.device
    fields = {"subject": certificates.subject_of(device), "names": certificates.names_of(device), "days": -0.5}
    said = s_client(edge, version, *files(tmp_path, authority.authority("ec"), **fields))
    assert "alert certificate expired" in said
    entry = refusal(written)
    ended = dt.datetime.now(dt.UTC) - dt.timedelta(days=0.5)
    assert entry["reason"].startswith(
        f"The client's certificate (CN={device.id},O={press.organization_id}) expired at {ended:%Y-%m-%d}"
    )
    assert (entry["organization_id"], entry["device_id"]) == (press.organization_id, device.id)


def test_a_certificate_that_is_too_large_is_said_to_be_so(edge: RunningEdge, written: Log, tmp_path: Path) -> None:
    names = [x509.DNSName(f"{number:06}.example.com") for number in range(6_000)]
    s_client(edge, *files(tmp_path, authority.authority("ec"), names=names))
    assert refusal(written)["reason"] == (
        "The client's certificates are too large (100 KB are read): it needs to send its own certificate only, no chain."
    )


def test_a_servers_certificate_is_no_clients(edge: RunningEdge, written: Log, settings: Any) -> None:
    folder = settings.VAR / "tls"
    s_client(edge, "-cert", str(folder / "server-ec.pem"), "-key", str(folder / "server-ec.key"))
    assert refusal(written)["reason"] == (
        "The client's certificate (CN=Sluice edge) is not meant for clients: it is a server's, perhaps."
    )


def test_one_of_ours_that_names_a_deleted_device_is_refused(
    edge: RunningEdge, press: Account, wire: Connect, written: Log
) -> None:
    issued = certificates.issue_certificate(press.device)
    folder = edge.ca.parent
    (folder / "c.pem").write_text(issued.certificate)
    (folder / "k.pem").write_text(issued.private_key or "")
    context = edge.tls()
    context.load_cert_chain(folder / "c.pem", folder / "k.pem")
    eventually(lambda: len(edge.edge.credentials) == 2)
    services.delete_device(press.device)
    eventually(lambda: len(edge.edge.credentials) == 0)
    wire(None, port=edge.tls_port, tls=context, expect=5)
    assert refusal(written)["reason"].startswith("Its certificate is one of ours, but not on our list: its device was deleted")


# --- nothing in common


def test_old_ciphers_are_listed(edge: RunningEdge, written: Log) -> None:
    assert "alert handshake failure" in s_client(edge, "-tls1_2", "-cipher", "AES128-SHA:AES256-SHA")
    entry = refusal(written)
    assert entry["reason"] == (
        "Client and edge have no cipher in common. It offers TLS 1.2 with AES128-SHA, AES256-SHA. "
        "The edge takes ECDHE with AES-GCM, AES-CBC-SHA256 or ChaCha20, with ECDSA or RSA."
    )


def test_tls_at_the_plain_port_and_a_browser_at_the_tls_port_are_sent_away(
    edge: RunningEdge, written: Log, wire: Connect
) -> None:
    with pytest.raises((ssl.SSLError, OSError)):
        wire(None, port=edge.port, tls=edge.tls())
    assert refusal(written)["reason"] == "It speaks TLS at the port without TLS: use the TLS port, or switch TLS off."
    with socket.create_connection(("127.0.0.1", edge.tls_port), timeout=5) as browser:
        browser.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        browser.recv(100)
    eventually(lambda: len(written.connections("refused")) == 2)
    assert written.connections("refused")[1]["reason"].startswith("A browser or HTTP client came to the MQTT port")


def test_who_says_nothing_at_the_tls_port_is_cut_off(edge: RunningEdge, written: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LOGIN_S", 0.5)
    with socket.create_connection(("127.0.0.1", edge.tls_port), timeout=5) as silent:
        assert silent.recv(100) == b""
    assert refusal(written)["reason"] == "The client said nothing that begins a TLS handshake within 10 s."


# --- whose it is


def test_a_wrong_token_under_a_known_client_id_is_news_for_its_device(press: Account, wire: Connect, written: Log) -> None:
    wire(press, client_id="press-1").disconnect()
    wire(None, password="wrong", client_id="press-1", expect=5)
    entry = refusal(written)
    assert (entry["organization_id"], entry["device_id"]) == (press.organization_id, press.device.id)


def test_a_client_id_that_two_organizations_use_tells_nothing(
    press: Account, strange_press: Account, wire: Connect, written: Log
) -> None:
    wire(press, client_id="press-1").disconnect()
    wire(strange_press, client_id="press-1").disconnect()
    wire(None, password="wrong", client_id="press-1", expect=5)
    assert refusal(written)["device_id"] is None


def test_a_storm_of_strangers_leaves_few_rows(edge: RunningEdge, written: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "STRANGERS_PER_SECOND", 5)

    def knock() -> None:
        for number in range(200):
            edge.edge.journal.refused({"address": f"198.51.100.{number}", "device_id": None, "reason": "x", "event": "refused"})

    edge.call(knock)
    eventually(lambda: written.connections("refused"))
    time.sleep(0.2)
    assert len(written.connections("refused")) <= 10  # a tick may have come in between


def test_noise_behind_one_address_does_not_hide_a_devices_own_refusals(
    press: Account, edge: RunningEdge, wire: Connect, written: Log
) -> None:
    for _ in range(limits.REFUSALS_PER_MINUTE + 5):
        wire(None, password="wrong", expect=5)
    wire(None, password="wrong", user=f"{press.organization_id}/press", expect=5)
    eventually(lambda: [entry for entry in written.connections("refused") if entry["device_id"] == press.device.id])
    assert len(written.connections("refused")) == limits.REFUSALS_PER_MINUTE + 1


@pytest.mark.django_db
def test_rows_of_nobody_are_trimmed_like_those_of_a_device(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.journals, "CONNECTION_ROWS_PER_DEVICE", 3)
    services.record_connections(
        [{"time_us": number, "event": "refused", "reason": str(number), "details": {"sni": "x"}} for number in range(1, 9)]
    )
    services.trim_journals()
    assert list(ConnectionLog.objects.values_list("reason", flat=True)) == ["8", "7", "6"]
    assert ConnectionLog.objects.values_list("details", flat=True)[0] == {"sni": "x"}


# --- the sentences


SERVED = Served(("localhost", "*.example.com"), "2026-01-01", "2027-01-01")


@pytest.mark.parametrize(
    ("alert", "words"),
    [
        (
            45,
            "to its clock our certificate is out of date, which is valid from 2026-01-01 to 2027-01-01 UTC. Is the",
        ),
        (80, "it failed by its own fault, often for lack of memory. Our certificate took 2,000 bytes. A small board may run out"),
        (43, "it cannot use the kind of our certificate (ECDSA P-256, or RSA)."),
        (70, "it finds nothing that both sides can do. It offers TLS 1.2 with ECDHE-ECDSA-AES128-GCM-SHA256."),
        (51, "it cannot use the kind of our certificate"),
    ],
)
def test_each_alert_of_a_client_has_its_sentence(alert: int, words: str) -> None:
    hello = handshake.Hello(versions=["TLS 1.2"], ciphers=[0xC02B])
    seen = Handshake(hello=hello, alert_in=alert, sent_bytes=2_000)
    assert words in handshake.explain(ssl.SSLError("x"), seen, SERVED)


@pytest.mark.parametrize(("wanted", "is_held"), [("LOCALHOST", True), ("a.example.com", True), ("a.b.example.com", False)])
def test_a_wrong_name_is_only_named_when_it_is_wrong(wanted: str, is_held: bool) -> None:
    seen = Handshake(hello=handshake.Hello(server_name=wanted), alert_in=42)
    assert ("It asked for the name" not in handshake.explain(ssl.SSLError("x"), seen, SERVED)) is is_held


@pytest.mark.parametrize("junk", [b"", b"\x01", b"\x01\x00\x00\x05\x03\x03", b"\x01" + b"\xff" * 60, bytes(range(256)) * 4])
def test_a_hello_of_junk_does_no_harm(junk: bytes) -> None:
    seen = Handshake()
    seen.see("read", 22, junk)
    seen.see("read", 22, b"\x0b" + junk)
    assert isinstance(seen.details(), dict)
