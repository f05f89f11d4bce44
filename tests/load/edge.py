"""How fast a running edge acknowledges QoS 1, and how late at a given rate.

    SLUICE_MQTT_PORT=1883 python -m tests.load.edge --token sluice_… --device press --rate 1000 --seconds 10
    … --rate 0                 as fast as it goes
    … --connects 1000          a storm of log-ins

Without a flow behind it this measures the edge and the log alone; watch the other processes with `top`. The token's device
is `--device`; a gateway's token may name any device of its organization.
"""

import argparse
import os
import select
import socket
import time
from collections import deque

from gateways.edge import packets

# Unacknowledged messages that one connection may have when there is no rate.
WINDOW = 500
UNANSWERED = 200


class Connection:
    def __init__(self, number: int, options: argparse.Namespace) -> None:
        self.socket = socket.create_connection((options.host, options.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        body = packets.text(b"MQTT") + b"\x04\xc2\x00\x3c" + packets.text(b"load-%d-%d" % (os.getpid(), number))
        body += packets.text(b"load") + packets.text(options.token.encode())
        self.socket.sendall(packets.packet(packets.CONNECT, body))
        self.topic = f"sluice/{options.device}/samples/load{number}".encode()
        self.sent: dict[int, float] = {}
        self._next = 0
        self._buffer = b""

    def wait_for_login(self) -> None:
        answer = self.socket.recv(4)
        if answer[3:] != b"\x00":
            raise SystemExit(f"The edge refused the log-in (code {answer[3:].hex()}).")

    def publish(self, payload: bytes) -> None:
        self._next = self._next % 60_000 + 1
        self.sent[self._next] = time.perf_counter()
        self.socket.sendall(packets.publish(self.topic, payload, qos=1, packet_id=self._next))

    def read(self) -> list[float]:
        """How long each message took that was acknowledged now."""
        now = time.perf_counter()
        data = self._buffer + self.socket.recv(65_536)
        whole = len(data) - len(data) % 4  # every answer is a PUBACK of four bytes
        self._buffer = data[whole:]
        return [now - self.sent.pop(data[at + 2] << 8 | data[at + 3]) for at in range(0, whole, 4)]


def publish(options: argparse.Namespace) -> list[float]:
    connections = [Connection(number, options) for number in range(options.connections)]
    for connection in connections:
        connection.wait_for_login()
    by_socket = {connection.socket: connection for connection in connections}
    took: list[float] = []
    start, sent = time.perf_counter(), 0
    end = start + options.seconds
    while time.perf_counter() < end or any(connection.sent for connection in connections):
        now = time.perf_counter()
        while now < end and (sent < (now - start) * options.rate if options.rate else True):
            connection = connections[sent % len(connections)]
            if not options.rate and len(connection.sent) >= WINDOW:
                break
            connection.publish(b"%.2f" % (sent % 97))
            sent += 1
        for ready in select.select(by_socket, [], [], 0.0005)[0]:
            took += by_socket[ready].read()
        if now > end + 10:
            raise SystemExit(f"{sum(len(connection.sent) for connection in connections)} messages were never acknowledged.")
    return sorted(took)


def storm(options: argparse.Namespace) -> None:
    """All log-ins as fast as one process sends them, at most 200 unanswered."""
    start = time.perf_counter()
    open_connections = []
    waiting: deque[Connection] = deque()
    for number in range(options.connects):
        waiting.append(Connection(number, options))
        open_connections.append(waiting[-1])
        if len(waiting) > UNANSWERED:
            waiting.popleft().wait_for_login()
    while waiting:
        waiting.popleft().wait_for_login()
    passed_s = time.perf_counter() - start
    print(f"{len(open_connections)} log-ins in {passed_s:.2f} s: {len(open_connections) / passed_s:,.0f}/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("SLUICE_MQTT_PORT", "1883")))
    parser.add_argument("--token", required=True)
    parser.add_argument("--device", required=True)
    parser.add_argument("--connections", type=int, default=10)
    parser.add_argument("--rate", type=float, default=1000, help="messages a second over all connections; 0: all it takes")
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connects", type=int, default=0)
    options = parser.parse_args()
    if options.connects:
        storm(options)
        return
    took = publish(options)
    p50, p99 = took[len(took) // 2] * 1000, took[len(took) * 99 // 100] * 1000
    rate, worst = len(took) / options.seconds, took[-1] * 1000
    print(f"{rate:,.0f} messages/s acknowledged; p50 {p50:.2f} ms, p99 {p99:.2f} ms, worst {worst:.0f} ms")


if __name__ == "__main__":
    main()
