"""The TLS port, its own authority, and handshakes that fail."""

import socket
import ssl
from collections.abc import Callable

from tests.gateways.conftest import Account, Log, RunningEdge, eventually, run
from tests.gateways.wire import Wire

Connect = Callable[..., Wire]


def test_a_device_over_tls_is_logged_with_version_and_cipher(
    press: Account, wire: Connect, edge: RunningEdge, written: Log
) -> None:
    device = wire(press, port=edge.tls_port, tls=edge.tls())
    device.acked("sluice/press/samples", "1")
    (entry,) = eventually(lambda: written.connections("connected"))
    assert (entry["tls_version"], entry["cipher"]) == ("TLSv1.3", "TLS_AES_256_GCM_SHA384")


def test_tls_1_2_is_still_spoken(press: Account, wire: Connect, edge: RunningEdge, written: Log) -> None:
    context = edge.tls()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    wire(press, port=edge.tls_port, tls=context)
    (entry,) = eventually(lambda: written.connections("connected"))
    assert (entry["tls_version"], entry["cipher"]) == ("TLSv1.2", "ECDHE-ECDSA-AES256-GCM-SHA384")


def test_a_refusal_over_tls_names_version_and_cipher(wire: Connect, edge: RunningEdge, written: Log) -> None:
    wire(None, password="wrong", expect=5, port=edge.tls_port, tls=edge.tls())
    (entry,) = eventually(lambda: written.connections("refused"))
    assert entry["tls_version"] == "TLSv1.3"


def test_tls_1_1_is_refused_and_written_down(wire: Connect, edge: RunningEdge, written: Log) -> None:
    # A ClientHello of TLS 1.1 as an old device sends it: version 3.2, one cipher, no extensions.
    hello = b"\x03\x02" + b"\x00" * 32 + b"\x00" + b"\x00\x02\x00\x2f" + b"\x01\x00"
    handshake = b"\x01" + len(hello).to_bytes(3, "big") + hello
    with socket.create_connection(("127.0.0.1", edge.tls_port), timeout=5) as connection:
        connection.sendall(b"\x16\x03\x01" + len(handshake).to_bytes(2, "big") + handshake)
        while connection.recv(1000):
            pass
    (entry,) = eventually(lambda: written.connections("refused"))
    assert entry["reason"] == "The client offers TLS 1.1 only: the edge speaks TLS 1.2 and 1.3. Update the client's TLS library."
    assert entry["address"] == "127.0.0.1"


def test_plain_mqtt_at_the_tls_port_is_written_down(edge: RunningEdge, written: Log) -> None:
    with socket.create_connection(("127.0.0.1", edge.tls_port), timeout=5) as connection:
        connection.sendall(b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x3c\x00\x00")
        try:
            while connection.recv(1000):
                pass
        except ConnectionResetError:
            pass
    (entry,) = eventually(lambda: written.connections("refused"))
    assert entry["reason"] == (
        "What came first was no TLS: the client speaks MQTT without TLS at the TLS port. Switch TLS on, or use the other port."
    )


def test_mosquitto_pub_trusts_the_demo_authority(press: Account, edge: RunningEdge, written: Log) -> None:
    sent = run(
        "mosquitto_pub", "-h", "localhost", "-p", str(edge.tls_port), "--cafile", str(edge.ca), "-u", "any", "-P", press.token,
        "-q", "1", "-t", "sluice/press/samples/temperature", "-m", "21.5",
    )  # fmt: skip
    assert sent.returncode == 0, sent.stderr
    assert written.payloads() == [b"21.5"]
