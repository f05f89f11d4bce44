"""The broker's side of a client: hands its messages on under the client's own topic names, and holds them while the
client reads too slowly."""

import asyncio
from collections import deque
from typing import TYPE_CHECKING, cast

from gateways.dialect import Delivery
from gateways.edge import limits, packets
from gateways.edge.packets import Malformed

if TYPE_CHECKING:
    from gateways.edge.client import Client


class Held:
    """Messages for a client that is busy, in their order: the newest SLOW_READER_MESSAGES of each subscription, and of
    all together no more than SLOW_READER_BYTES."""

    def __init__(self) -> None:
        self._queues: dict[str, deque[tuple[int, bytes, int, bytes]]] = {}
        self._place = 0
        self._bytes = 0

    def put(self, subscription: str, packet: bytes, qos: int, packet_id: bytes) -> list[tuple[int, bytes]]:
        """Keep the packet; answers QoS and id of those that had to go."""
        queue = self._queues.setdefault(subscription, deque())
        self._place += 1
        self._bytes += len(packet)
        queue.append((self._place, packet, qos, packet_id))
        dropped = []
        if len(queue) > limits.SLOW_READER_MESSAGES:
            dropped.append(self._pop(queue)[2:])
        while self._bytes > limits.SLOW_READER_BYTES and (oldest := self._oldest()) is not None:
            dropped.append(self._pop(oldest)[2:])
        return dropped

    def take(self) -> bytes | None:
        """The oldest packet of all."""
        oldest = self._oldest()
        return self._pop(oldest)[1] if oldest is not None else None

    def _oldest(self) -> deque[tuple[int, bytes, int, bytes]] | None:
        return min((queue for queue in self._queues.values() if queue), key=lambda queue: queue[0][0], default=None)

    def _pop(self, queue: deque[tuple[int, bytes, int, bytes]]) -> tuple[int, bytes, int, bytes]:
        found = queue.popleft()
        self._bytes -= len(found[1])
        return found


class Upstream(asyncio.Protocol):
    """One connection to the private broker for one client."""

    def __init__(self, client: "Client") -> None:
        self._client = client
        self._buffer = b""
        self._deliveries: dict[bytes, tuple[bytes, Delivery] | None] = {}
        self._subscriptions: dict[bytes, str] = {}
        self._held: Held | None = None
        self._released: set[bytes] = set()  # QoS 2 messages dropped here, whose handshake we end ourselves
        self._is_open = False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's own class, not a subclass

    def write(self, data: bytes) -> None:
        if self.transport is not None:
            self.transport.write(data)

    def close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        self._client.broker_lost()

    def pause_writing(self) -> None:
        self._client.pause("broker")

    def resume_writing(self) -> None:
        self._client.resume("broker")

    def data_received(self, data: bytes) -> None:
        try:
            self._pump(self._buffer + data if self._buffer else data)
        except (Malformed, IndexError) as error:
            self._client.close("broker_lost", f"The private broker sent something that is not MQTT: {error}.")

    def _pump(self, data: bytes) -> None:
        at, end = 0, len(data)
        out: list[bytes] = []
        while end - at >= 2:
            try:
                length, body = packets.read_varint(data, at + 1)
            except IndexError:
                break
            after = body + length
            if after > end:
                break
            kind = data[at] & 0xF0
            if kind == packets.PUBLISH:
                self._deliver(data[at], data[body:after], out)
            elif kind == packets.PUBACK:
                # Of a message that the edge forwarded; the client waits for it as for the edge's own.
                out.append(data[at:after])
            elif kind == packets.CONNACK and not self._is_open:
                self._is_open = True
                out.append(self._client.accepted(data[body:after]))
            elif kind == packets.SUBACK:
                out.append(self._client.subscriptions.acknowledged(data[body:after]))
            elif kind == packets.PUBREL and data[body : body + 2] in self._released:
                self._released.discard(data[body : body + 2])
                self.write(b"\x70\x02" + data[body : body + 2])
            elif kind == packets.PINGRESP:
                pass
            else:
                out.append(data[at:after])
            at = after
        self._buffer = data[at:]
        if out:
            self._client.write(b"".join(out))

    def _deliver(self, head: int, body: bytes, out: list[bytes]) -> None:
        topic_end = 2 + (body[0] << 8 | body[1])
        topic = body[2:topic_end]
        found = self._deliveries.get(topic) or self._resolve(topic)
        if found is None:
            self._refuse(head, body[topic_end : topic_end + 2])
            return
        name, delivery = found
        rest = body[topic_end:]
        qos = head >> 1 & 3
        client = self._client
        if qos and delivery.is_command:
            self._expect(rest)
        client.counters.delivered += 1
        packet = bytes((head,)) + packets.varint(2 + len(name) + len(rest)) + len(name).to_bytes(2, "big") + name + rest
        if not client.is_busy and self._held is None:
            out.append(packet)
            return
        if out:  # what stands before it goes first
            client.write(b"".join(out))
            out.clear()
        self._hold(topic, packet, qos, rest[:2])

    def _resolve(self, topic: bytes) -> tuple[bytes, Delivery] | None:
        delivery = self._client.scope.deliver(topic.decode(errors="replace"))
        if delivery is None:
            return None
        found = (delivery.topic.encode(), delivery)
        if len(self._deliveries) < limits.ROUTES:
            self._deliveries[topic] = found
        return found

    def _refuse(self, head: int, packet_id: bytes) -> None:
        """A message that is not for this client, from an earlier session say: take it from the broker and forget it."""
        qos = head >> 1 & 3
        if qos == 1:
            self.write(b"\x40\x02" + packet_id)
        elif qos == 2:
            self._released.add(packet_id)
            self.write(b"\x50\x02" + packet_id)

    def _expect(self, rest: bytes) -> None:
        """Remember a command until the device acknowledges it."""
        client = self._client
        start = 2
        if client.is_v5:
            length, start = packets.read_varint(rest, 2)
            start += length
        command_id = client.dialect.command_id(rest[start:])
        if command_id is not None and len(client.commands) < limits.OPEN_HANDSHAKES:
            client.commands[rest[:2]] = command_id

    # --- slow readers

    def _hold(self, topic: bytes, packet: bytes, qos: int, packet_id: bytes) -> None:
        if self._held is None:
            self._held = Held()
        subscription = self._subscriptions.get(topic)
        if subscription is None:
            subscription = self._client.subscriptions.of(topic.decode(errors="replace"))
            if len(self._subscriptions) < limits.ROUTES:
                self._subscriptions[topic] = subscription
        for dropped_qos, dropped_id in self._held.put(subscription, packet, qos, packet_id):
            self._client.dropped += 1
            self._client.counters.dropped += 1
            if dropped_qos:
                self._client.commands.pop(dropped_id, None)
                self._refuse(dropped_qos << 1, dropped_id)

    def forget_subscriptions(self) -> None:
        self._subscriptions.clear()

    def drain(self) -> None:
        """The client reads again: give it what waits, as much as its socket takes."""
        held = self._held
        while held is not None and not self._client.is_busy:
            packet = held.take()
            if packet is None:
                self._held = None
                return
            self._client.write(packet)
