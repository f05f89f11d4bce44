"""An MQTT client that shows every packet, and can misbehave."""

import contextlib
import socket
import ssl
import time
from typing import Any

from gateways.edge import packets


class Closed(Exception):
    """The other side hung up."""


class Packet:
    def __init__(self, head: int, body: bytes) -> None:
        self.head = head
        self.kind = head & 0xF0
        self.body = body

    def __repr__(self) -> str:
        return f"{self.head:02x} {self.body!r}"


class Wire:
    def __init__(self, port: int, *, tls: ssl.SSLContext | None = None, receive_buffer: int | None = None) -> None:
        self.socket: Any = socket.socket()
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(20)
        try:
            self.socket.connect(("127.0.0.1", port))
        except OSError:
            self.socket.close()
            raise
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        self._buffer = b""
        self.level = 4
        self._packet_id = 0

    # --- bytes

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def packet(self, *, within_s: float = 20) -> Packet:
        """The next packet; Closed when there is none any more."""
        deadline = time.monotonic() + within_s
        while True:
            with contextlib.suppress(IndexError):
                length, start = packets.read_varint(self._buffer, 1)
                if len(self._buffer) >= start + length:
                    head, body = self._buffer[0], self._buffer[start : start + length]
                    self._buffer = self._buffer[start + length :]
                    return Packet(head, body)
            self.socket.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                data = self.socket.recv(1 << 20)
            except ConnectionResetError:
                data = b""
            if not data:
                raise Closed
            self._buffer += data

    def is_silent(self, *, for_s: float = 0.2) -> bool:
        """Nothing comes within this time."""
        try:
            self.packet(within_s=for_s)
        except TimeoutError:
            return True
        return False

    def is_closed(self, *, within_s: float = 20) -> bool:
        """The other side ends the connection; what it says before is passed over."""
        with contextlib.suppress(Closed):
            while True:
                self.packet(within_s=within_s)
        return True

    # --- packets

    def connect(self, *, expect: int | None = 0, **options: Any) -> Packet:
        """Log in, and see the answer that is expected; `options` as of `send_connect`."""
        self.send_connect(**options)
        answer = self.packet()
        assert answer.kind == packets.CONNACK
        if expect is not None:
            assert answer.body[1] == expect, answer
        return answer

    def send_connect(
        self,
        *,
        client_id: str = "",
        level: int = 4,
        user: str | None = "x",
        password: str | bytes | None = None,
        is_clean: bool = True,
        keep_alive_s: int = 60,
        will: tuple[str, bytes, int, bool] | None = None,
        will_properties: bytes = b"\x00",
        properties: bytes = b"\x00",
    ) -> None:
        self.level = level
        flags = (2 if is_clean else 0) | (0x80 if user is not None else 0) | (0x40 if password is not None else 0)
        if will:
            flags |= 4 | will[2] << 3 | (32 if will[3] else 0)
        body = packets.text(b"MQTT") + bytes((level, flags)) + keep_alive_s.to_bytes(2, "big")
        if level == 5:
            body += properties
        body += packets.text(client_id.encode())
        if will:
            body += (will_properties if level == 5 else b"") + packets.text(will[0].encode()) + packets.text(will[1])
        if user is not None:
            body += packets.text(user.encode())
        if password is not None:
            body += packets.text(password if isinstance(password, bytes) else password.encode())
        self.send(packets.packet(packets.CONNECT, body))

    def next_id(self) -> int:
        self._packet_id += 1
        return self._packet_id

    def publish(
        self, topic: str, payload: bytes | str, *, qos: int = 1, is_retained: bool = False, packet_id: int | None = None
    ) -> int:
        number = packet_id or self.next_id()
        data = payload if isinstance(payload, bytes) else payload.encode()
        properties = b"\x00" if self.level == 5 else b""
        self.send(
            packets.publish(topic.encode(), data, qos=qos, packet_id=number, is_retained=is_retained, properties=properties)
        )
        return number

    def acked(self, topic: str, payload: bytes | str, **options: Any) -> None:
        """Publish with QoS 1 and wait for the acknowledgement."""
        number = self.publish(topic, payload, qos=1, **options)
        answer = self.packet()
        assert answer.kind == packets.PUBACK, answer
        assert answer.body[:2] == number.to_bytes(2, "big")
        assert len(answer.body) == 2 or answer.body[2] < 0x80

    def subscribe(self, *filters: str, qos: int = 1) -> list[int]:
        """The codes of the SUBACK."""
        number = self.next_id().to_bytes(2, "big")
        body = number + (b"\x00" if self.level == 5 else b"")
        body += b"".join(packets.text(name.encode()) + bytes((qos,)) for name in filters)
        self.send(packets.packet(0x82, body))
        answer = self.packet()
        assert answer.kind == packets.SUBACK, answer
        assert answer.body[:2] == number
        return list(answer.body[3:] if self.level == 5 else answer.body[2:])

    def message(self, *, within_s: float = 5, is_acked: bool = True) -> tuple[str, bytes]:
        """The next message; acknowledged as its QoS wants."""
        packet = self.packet(within_s=within_s)
        assert packet.kind == packets.PUBLISH, packet
        topic, at = packets.read_text(packet.body, 0)
        qos = packet.head >> 1 & 3
        packet_id = packet.body[at : at + 2] if qos else b""
        at += len(packet_id)
        if self.level == 5:
            length, at = packets.read_varint(packet.body, at)
            at += length
        if qos == 1 and is_acked:
            self.send(packets.packet(packets.PUBACK, packet_id))
        return topic.decode(), packet.body[at:]

    def ping(self) -> None:
        self.send(b"\xc0\x00")
        assert self.packet().kind == packets.PINGRESP

    def disconnect(self) -> None:
        self.send(b"\xe0\x00")

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.close()
