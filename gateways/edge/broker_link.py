"""The edge's own connection to the private broker: alarms and commands go out on it."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple, cast

from gateways.edge import packets
from gateways.edge.packets import Malformed

# Publishes that wait for their PUBACK at one time; below what brokers grant by default.
WINDOW = 200
ANSWER_WITHIN_S = 10.0
KEEP_ALIVE_S = 30
NO_LISTENER = 0x10
LOST = -1


class Outbound(NamedTuple):
    topic: str
    payload: bytes
    expires_in_s: int | None = None


class BrokerLink(asyncio.Protocol):
    """A client that only publishes with QoS 1 and hears how the broker answered; MQTT 5, or 3.1.1 where that is all there is."""

    def __init__(self, client_id: str, *, level: int = 5) -> None:
        self._client_id = client_id
        self.level = level
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._packet_id = 0
        self._answers: dict[int, asyncio.Future[int]] = {}
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def is_up(self) -> bool:
        return self._transport is not None and self.ready.done()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class, not a subclass
        body = packets.text(b"MQTT") + bytes((self.level, 2)) + KEEP_ALIVE_S.to_bytes(2, "big")
        if self.level == 5:
            body += packets.join_properties([])
        self._transport.write(packets.packet(packets.CONNECT, body + packets.text(self._client_id.encode())))

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        for answer in self._answers.values():
            if not answer.done():
                answer.set_result(LOST)
        self._answers.clear()
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("the private broker closed the connection"))
        if not self.lost.done():
            self.lost.set_result(None)

    def data_received(self, data: bytes) -> None:
        data = self._buffer + data
        at = 0
        while len(data) - at >= 2:
            try:
                length, body = packets.read_varint(data, at + 1)
            except (IndexError, Malformed):
                break
            if body + length > len(data):
                break
            self._take(data[at] & 0xF0, data[body : body + length])
            at = body + length
        self._buffer = data[at:]

    def _take(self, kind: int, body: bytes) -> None:
        if kind == packets.CONNACK and not self.ready.done():
            if body[1]:
                self.ready.set_exception(ConnectionError(f"the private broker refused the edge (code {body[1]})"))
            else:
                self.ready.set_result(None)
        elif kind == packets.PUBACK:
            answer = self._answers.pop(body[0] << 8 | body[1], None)
            if answer is not None and not answer.done():
                answer.set_result(body[2] if len(body) > 2 else 0)

    def ping(self) -> None:
        if self._transport is not None:
            self._transport.write(bytes((packets.PINGREQ, 0)))

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    async def publish(self, messages: Sequence[Outbound]) -> list[int]:
        """The broker's answer to each: below 0x80 it has the message, LOST when the connection broke before."""
        answers: list[int] = []
        for start in range(0, len(messages), WINDOW):
            part = messages[start : start + WINDOW]
            if self._transport is None:
                answers += [LOST] * len(part)
                continue
            waiting = [self._expect(message) for message in part]
            self._transport.write(b"".join(packet for packet, _ in waiting))
            await asyncio.wait([answer for _, answer in waiting], timeout=ANSWER_WITHIN_S)
            answers += [answer.result() if answer.done() else LOST for _, answer in waiting]
        return answers

    def _expect(self, message: Outbound) -> tuple[bytes, asyncio.Future[int]]:
        self._packet_id = self._packet_id % 0xFFFF + 1
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._answers[self._packet_id] = answer
        properties = []
        if message.expires_in_s is not None:
            properties.append((packets.MESSAGE_EXPIRY, min(max(1, message.expires_in_s), 0xFFFFFFFF).to_bytes(4, "big")))
        packet = packets.publish(
            message.topic.encode(),
            message.payload,
            qos=1,
            packet_id=self._packet_id,
            properties=packets.join_properties(properties) if self.level == 5 else b"",
        )
        return packet, answer
