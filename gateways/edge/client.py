"""The client's side: log-in, topics, acknowledgements. One object for each connection, no task while it is open."""

import asyncio
import hashlib
import logging
import secrets
import ssl
import time
from typing import TYPE_CHECKING, Any, cast

from django.db import DatabaseError

from gateways.dialect import Dialect, Identity, Refusal, Route, Scope
from gateways.edge import limits, packets
from gateways.edge.handshake import Handshake, WatchedObject
from gateways.edge.packets import Connect, Malformed
from gateways.edge.subscriptions import Subscriptions
from gateways.edge.upstream import Upstream
from telemetry import log

if TYPE_CHECKING:
    from gateways.edge.server import Edge

logger = logging.getLogger(__name__)


class Client(asyncio.Protocol):
    def __init__(self, edge: "Edge") -> None:
        self.edge = edge
        self.counters = edge.counters
        self._writer = edge.writer
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._phase = "connect"  # connect, login, open, closed
        self._login: asyncio.Task[None] | None = None
        self._paused: set[str] = set()
        self._waiting = 0  # parts of what it sent that are not in the log yet
        self._farewell = ""  # what its DISCONNECT said
        self._leaves_will = True
        self._routes: dict[bytes, Route | str] = {}
        self._handshakes: set[bytes] = set()  # ids of QoS 2 messages in the log whose PUBREL has not come
        self._inherited: frozenset[str] = frozenset()  # whom the kept session of an earlier connection listens to
        self._upstream: Upstream | None = None
        self.connect: Connect | None = None
        self.identity: Identity | None = None
        self.dialect: Dialect
        self.scope: Scope
        self.subscriptions: Subscriptions
        self.is_v5 = False
        self.client_id = ""
        self.address = ""
        self.tls_version = ""
        self.cipher = ""
        self.certificate = b""  # of the client, DER, proved by the TLS handshake
        self.details: dict[str, Any] = {}  # of a handshake or log-in that failed
        self.seen: Handshake | None = None  # until the log-in is through
        self._tls: ssl.SSLObject | None = None
        self._requests = limits.REQUESTS_AT_ONCE * 1.0
        self._requests_at = edge.loop.time()
        self.keep_alive_s = 0.0
        self.partitions: set[int] = set()  # of the log, that it writes to
        self.seen_at = edge.loop.time()
        self.taken_at_us = 0  # when it took over its client id
        self.commands: dict[bytes, int] = {}  # packet id -> command that waits for the device's acknowledgement
        self.dropped = 0
        self.is_busy = False  # its socket is full

    # --- the socket

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class, not a subclass
        self._transport.set_write_buffer_limits(high=limits.SOCKET_BYTES)
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if isinstance(peer, tuple) and peer else ""
        tls = transport.get_extra_info("ssl_object")
        if isinstance(tls, ssl.SSLObject):
            self.tls_version = tls.version() or ""
            self.cipher = (tls.cipher() or ("",))[0]
            self.certificate = tls.getpeercert(binary_form=True) or b""
            self._tls = tls
        self.edge.sockets.add(self)
        if self._buffer:  # TLS may hand over bytes before it tells us that the connection stands
            data, self._buffer = self._buffer, b""
            self.data_received(data)

    def be_quiet(self, context: ssl.SSLContext) -> None:
        """The handshake is over: what follows need not be watched any more."""
        if isinstance(self._tls, WatchedObject):
            self._tls.context = context
            self._tls.seen = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._end(f"The connection was lost: {exc}." if exc else "The client hung up without saying DISCONNECT.")

    def write(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    def pause_writing(self) -> None:
        self.is_busy = True

    def resume_writing(self) -> None:
        self.is_busy = False
        if self._upstream is not None:
            self._upstream.drain()

    def pause(self, why: str) -> None:
        """Stop reading the socket; the device slows down, nothing is lost."""
        if not self._paused and self._transport is not None:
            self._transport.pause_reading()
        self._paused.add(why)

    def resume(self, why: str) -> None:
        if why in self._paused:
            self._paused.discard(why)
            self.seen_at = self.edge.loop.time()
            if not self._paused and self._transport is not None:
                self._transport.resume_reading()

    @property
    def is_paused(self) -> bool:
        return bool(self._paused)

    @property
    def is_open(self) -> bool:
        return self._phase == "open"

    def data_received(self, data: bytes) -> None:
        self.seen_at = self.edge.loop.time()
        if self._buffer:
            data = self._buffer + data
            self._buffer = b""
        if self._phase == "open":
            try:
                self._pump(data)
            except Malformed as error:
                self.close("malformed", f"It sent a malformed packet: {error}.")
            except IndexError:
                self.close("malformed", "It sent a packet that ends too early.")
        elif self._phase == "connect" and self._transport is not None:
            self._take_connect(data)
        elif self._phase != "closed":
            self._buffer = data

    # --- log-in

    def _take_connect(self, data: bytes) -> None:
        self._buffer = data
        if data[0] != packets.CONNECT:
            words = "Its first packet was not CONNECT."
            if data[:2] == b"\x16\x03" and self._tls is None:
                words = "It speaks TLS at the port without TLS: use the TLS port, or switch TLS off."
            self._refuse(Refusal("malformed", words))
            return
        try:
            length, start = packets.read_varint(data, 1)
            if length > limits.PACKET_BYTES:
                raise Malformed(f"CONNECT has {length} bytes, at most {limits.PACKET_BYTES} are taken")
            if len(data) < start + length:
                return
            self.connect = packets.read_connect(data[start : start + length])
        except IndexError:
            return
        except Malformed as error:
            self._refuse(Refusal("malformed", f"CONNECT could not be read: {error}."))
            return
        self._buffer = data[start + length :]
        self._phase = "login"
        self.pause("login")
        self._login = self.edge.loop.create_task(self._log_in(self.connect))

    async def _log_in(self, connect: Connect) -> None:
        try:
            self.is_v5 = connect.is_v5
            self.dialect, self.identity = await self.edge.identify(connect, self.certificate)
            await self._enter(connect, self.identity)
        except Refusal as refusal:
            self._refuse(refusal)
        except OSError as error:
            self._refuse(Refusal("unavailable", f"The private broker is not reachable: {error}.", *self._owner()))
        except DatabaseError as error:
            logger.error("A log-in could not be checked: %s", error)
            self._refuse(Refusal("unavailable", "The database is not reachable, and the token is not in memory.", *self._owner()))
        except Exception:
            logger.exception("A log-in failed by our own fault")
            self._refuse(Refusal("unavailable", "The log-in failed by our own fault.", *self._owner()))

    async def _enter(self, connect: Connect, identity: Identity) -> None:
        if not identity.is_device and (not connect.is_clean or connect.session_expiry_s):
            words = "A connection that registers a device cannot be kept: connect with a clean session."
            raise Refusal("bad_client_id", words, *self._owner())
        self.scope = self.dialect.scope(identity, self.edge.credentials)
        self.subscriptions = Subscriptions(self.scope, is_v5=self.is_v5)
        will_topic = self._will_topic(connect)
        self.client_id = self._checked_client_id(connect)
        self.keep_alive_s = connect.keep_alive_s * 1.5
        if self.keeps_session and not connect.is_clean:
            self._handshakes = await self.edge.handshakes(self)
            self._inherited = self.edge.audience.inherited(self)
        if self._is_gone():
            raise Refusal("unavailable", "The client hung up during its log-in.", *self._owner())
        self.edge.take_over(self)
        upstream = self._upstream = Upstream(self)
        await self.edge.connect_broker(upstream)
        if self._is_gone():
            upstream.close()
            return
        upstream.write(
            packets.write_connect(
                connect, client_id=self.edge.broker_client_id(self), keep_alive_s=0, will_topic=will_topic.encode()
            )
        )

    def _is_gone(self) -> bool:
        return self._transport is None

    def _will_topic(self, connect: Connect) -> str:
        if connect.will is None:
            return ""
        route = self.scope.publish(connect.will.topic.decode(errors="replace"))
        if isinstance(route, str):
            raise Refusal("bad_will", f"Its will is refused: {route}", *self._owner())
        return route.topic

    def _checked_client_id(self, connect: Connect) -> str:
        client_id = connect.client_id
        if self.identity is not None and not self.identity.is_device:
            return self.edge.new_client_id()  # it must not push out a device that has this id
        if not client_id:
            if not connect.is_clean and not connect.is_v5:
                raise Refusal("bad_client_id", "A session that shall be kept needs a client id.", *self._owner())
            return self.edge.new_client_id()
        if len(client_id) > limits.CLIENT_ID_CHARACTERS or not client_id.isprintable():
            words = f"The client id has {len(client_id)} characters; give 1 to {limits.CLIENT_ID_CHARACTERS} printable ones."
            raise Refusal("bad_client_id", words, *self._owner())
        return client_id

    def _owner(self) -> tuple[str | None, int | None]:
        if self.identity is None:
            return None, None
        return self.identity.organization_id, self.identity.device_id or None

    def _refuse(self, refusal: Refusal) -> None:
        if self._phase == "closed":
            return
        self.edge.refused(self, refusal)
        self.write(packets.refusal(refusal.kind, self.connect.level if self.connect else 4))
        self._phase = "closed"
        self._shut()

    def accepted(self, body: bytes) -> bytes:
        """The broker's CONNACK, as the client shall see it; from here on the connection is open."""
        assert self.connect is not None
        if body[1]:
            self._refuse(Refusal("unavailable", f"The private broker refused the connection (code {body[1]}).", *self._owner()))
            return b""
        if not self.edge.credentials.is_valid(self.identity):  # it was revoked since the log-in began
            proof = self.identity.proof if self.identity else "token"
            self._refuse(Refusal("not_authorized", f"The {proof} was revoked during the log-in.", *self._owner()))
            return b""
        self._phase = "open"
        self.edge.opened(self)
        self.seen = None
        answer = body[:2]
        if self.is_v5:
            found, _ = packets.split_properties(body, 2)
            ours = (
                packets.TOPIC_ALIAS_MAXIMUM,
                packets.MAXIMUM_PACKET_SIZE,
                packets.SERVER_KEEP_ALIVE,
                packets.ASSIGNED_CLIENT_ID,
                packets.RESPONSE_INFORMATION,
                packets.SERVER_REFERENCE,
            )
            properties = [item for item in found if item[0] not in ours]
            properties.append((packets.MAXIMUM_PACKET_SIZE, limits.PACKET_BYTES.to_bytes(4, "big")))
            if not self.connect.client_id:
                properties.append((packets.ASSIGNED_CLIENT_ID, packets.text(self.client_id.encode())))
            answer += packets.join_properties(properties)
        # What the client sent together with its CONNECT follows once the answer is on its way.
        self.edge.loop.call_soon(self._begin)
        return packets.packet(packets.CONNACK, answer)

    def _begin(self) -> None:
        if self._buffer and self._phase == "open":
            data, self._buffer = self._buffer, b""
            self.data_received(data)
        self.resume("login")

    def check_time(self, now: float) -> None:
        """Cut a client that does not log in, or was silent for one and a half times its keep-alive."""
        if self._phase == "open":
            if self.identity is not None and self.identity.expires_at <= time.time():
                self.edge.close_ended(self)
            elif self.keep_alive_s and not self._paused and now - self.seen_at > self.keep_alive_s:
                promised_s = self.keep_alive_s / 1.5
                words = f"It was silent for {now - self.seen_at:.0f} s though it promised a word every {promised_s:.0f} s."
                self.close("keep_alive", words)
        elif self._phase == "connect" and now - self.seen_at > limits.LOGIN_S:
            self._refuse(Refusal("unavailable", f"It did not say CONNECT within {limits.LOGIN_S:.0f} s."))
        elif self._phase == "login" and now - self.seen_at > 2 * limits.LOGIN_S:
            self._refuse(Refusal("unavailable", "The private broker did not answer in time.", *self._owner()))

    # --- from the client

    def _pump(self, data: bytes) -> None:
        at, end = 0, len(data)
        acks: list[bytes] = []
        forward: list[bytes] = []
        logged = 0
        routes, is_v5, writer = self._routes, self.is_v5, self._writer
        while end - at >= 2:
            length = data[at + 1]
            body = at + 2
            if length > 127:
                try:
                    length, body = packets.read_varint(data, at + 1)
                except IndexError:
                    break
                if length > limits.PACKET_BYTES:
                    self._too_large(length)
                    break
            after = body + length
            if after > end:
                break
            head = data[at]
            at = after
            if head & 0xF0 != packets.PUBLISH:
                if not self._control(head, data[body:after], acks, forward):
                    break
                continue
            topic_end = body + 2 + (data[body] << 8 | data[body + 1])
            topic = data[body + 2 : topic_end]
            route = routes.get(topic)
            if route is None:
                route = self._route(topic)
            qos = head >> 1 & 3
            start = topic_end + 2 if qos else topic_end
            if start > after or qos == 3:
                raise Malformed("a PUBLISH shorter than its fields" if qos < 3 else "a PUBLISH of QoS 3")
            packet_id = data[topic_end:start]
            if is_v5:
                start = self._skip_properties(data, start, after)
            if isinstance(route, str):
                if not self._refuse_publish(route, data[start:after], qos, packet_id, acks):
                    break
                continue
            is_repeat = qos == 2 and packet_id in self._handshakes
            if not is_repeat:
                self.counters.received += 1
                if route.use == "samples":
                    columns = writer.columns((route.device_id % self.edge.partitions, route.decoder))
                    columns.device_ids.append(route.device_id)
                    columns.tails.append(route.tail)
                    columns.payloads.append(data[start:after])
                    logged += length
                elif route.use == "request":
                    self._take_request(route, data[start:after])
                    logged += length
                else:
                    self._take_results(route, data[start:after])
                    logged += 1
            if qos == 2 and not is_repeat:
                self._remember_handshake(packet_id)
            if route.use == "request":
                head &= 0xFE  # kept by the broker, it would stay there for ever
            # Retained messages and QoS 2 are the broker's business; the rest is passed on where somebody listens.
            if qos == 2 or head & 1 or self.edge.audience.hears(self.organization_id, route.device_name):
                name = route.topic.encode()
                rest = data[topic_end:after]
                forward.append(
                    bytes((head,)) + packets.varint(2 + len(name) + len(rest)) + len(name).to_bytes(2, "big") + name + rest
                )
                self.counters.forwarded += 1
            elif qos:
                acks.append(b"\x40\x02" + packet_id)
        if self._phase == "closed":
            return
        self._buffer = data[at:]
        if logged or self._waiting:
            self._waiting += 1
            writer.defer(self, b"".join(acks), b"".join(forward), logged)
            if logged:
                self.edge.shares.wrote(self.organization_id, logged)
            if writer.is_congested or self.edge.is_crowded:
                self.edge.slow_down(self)
        else:
            self._pass_on(b"".join(acks), b"".join(forward))

    def _route(self, topic: bytes) -> Route | str:
        try:
            route = self.scope.publish(topic.decode())
        except UnicodeDecodeError:
            route = "A topic that is not UTF-8 cannot be used."
        # A refusal may be cured, by creating the device it names: it is looked up again the next time.
        if isinstance(route, Route) and len(self._routes) < limits.ROUTES:
            self._routes[topic] = route
            self.partitions.add(log.partition_of(route.device_id))
        return route

    def _skip_properties(self, data: bytes, start: int, after: int) -> int:
        length, at = packets.read_varint(data, start)
        if at + length > after:
            raise Malformed("properties longer than their packet")
        if length:
            for identifier, _ in packets.split_properties(data, start)[0]:
                if identifier == packets.TOPIC_ALIAS:
                    raise Malformed("a topic alias, though none was offered")
        return at + length

    def _refuse_publish(self, words: str, payload: bytes, qos: int, packet_id: bytes, acks: list[bytes]) -> bool:
        """MQTT 5 can be told; of an older client only the connection can be ended. Answers whether it goes on."""
        assert self.identity is not None
        if self.identity.is_device:
            self.edge.problem(self.identity.device_id, "topic", words, payload)
        self.counters.refused_publishes += 1
        if not self.is_v5:
            self.close("not_authorized", f"It published where it may not: {words}")
            return False
        if qos == 1:
            acks.append(b"\x40\x03" + packet_id + b"\x87")
        elif qos == 2:
            acks.append(b"\x50\x03" + packet_id + b"\x87")
        return True

    def _take_results(self, route: Route, payload: bytes) -> None:
        partition = log.partition_of(route.device_id)
        try:
            for command_id, status, detail in self.dialect.results(payload):
                self._writer.event(partition, ["result", route.device_id, command_id, status, detail])
        except ValueError as error:
            self.edge.problem(route.device_id, "result", str(error), payload)

    def _take_request(self, route: Route, payload: bytes) -> None:
        """What the device asks of the platform: written down like a sample, answered by a task."""
        now = self.edge.loop.time()
        self._requests = min(limits.REQUESTS_AT_ONCE, self._requests + (now - self._requests_at) * limits.REQUESTS_PER_SECOND)
        self._requests_at = now
        if self._requests < 1:
            words = (
                f"It asks too often: {limits.REQUESTS_PER_SECOND:g} requests a second are answered, this one was left out. "
                "Wait for the answer before the next request."
            )
            self.edge.problem(route.device_id, "request", words, payload)
            return
        self._requests -= 1
        assert self.identity is not None
        body = {
            "id": secrets.token_hex(8),
            "kind": route.tail,
            "organization_id": self.identity.organization_id,
            "device_id": route.device_id,
            "device": route.device_name,
            "credential_id": self.identity.credential_id,
            "topic": route.topic,
            "dialect": self.dialect.name,
            "address": self.address,
            "payload": payload,
        }
        self._writer.event(log.partition_of(route.device_id), ["request", body])

    def _remember_handshake(self, packet_id: bytes) -> None:
        if len(self._handshakes) >= limits.OPEN_HANDSHAKES:
            raise Malformed(f"more than {limits.OPEN_HANDSHAKES} messages of QoS 2 without PUBREL")
        self._handshakes.add(packet_id)
        if self.keeps_session:
            self._writer.command(*self.edge.handshake_commands(self, "SADD", packet_id))

    def _control(self, head: int, body: bytes, acks: list[bytes], forward: list[bytes]) -> bool:
        """A packet that is no PUBLISH. Answers whether the connection goes on."""
        kind = head & 0xF0
        if kind == packets.PINGREQ:
            self.write(packets.PINGRESP_PACKET)
        elif kind in (packets.PUBACK, packets.PUBCOMP, packets.PUBREC):
            if kind != packets.PUBREC and self.commands:
                self._delivered(body[:2])
            forward.append(packets.packet(head, body))
        elif kind == packets.PUBREL:
            if body[:2] in self._handshakes:
                self._handshakes.discard(body[:2])
                if self.keeps_session:
                    self._writer.command(*self.edge.handshake_commands(self, "SREM", body[:2]))
            forward.append(packets.packet(head, body))
        elif kind == packets.SUBSCRIBE:
            self._subscribe(head, body, acks, forward)
        elif kind == packets.UNSUBSCRIBE:
            self._unsubscribe(head, body, forward)
        elif kind == packets.DISCONNECT:
            self._leave(body, forward)
            return False
        else:
            name = "a second CONNECT" if kind == packets.CONNECT else f"a packet of type {kind >> 4}"
            self.close("protocol", f"It sent {name}.")
            return False
        return True

    def _delivered(self, packet_id: bytes) -> None:
        command_id = self.commands.pop(packet_id, None)
        if command_id is not None and self.identity is not None:
            # A quick device answers before the broker has told us that it took the command: delivered implies sent.
            for status in ("sent", "delivered"):
                self._writer.event(log.partition_of(self.identity.device_id), ["command", command_id, status, ""])

    def _leave(self, body: bytes, forward: list[bytes]) -> None:
        # MQTT 5 reason 4: "disconnect with will message"; the broker shall then publish it, and the log has it too.
        self._leaves_will = self.is_v5 and body[:1] == b"\x04"
        self._farewell = "The client disconnected and left its will." if self._leaves_will else "The client disconnected."
        forward.append(packets.packet(packets.DISCONNECT, body))
        self.pause("leaving")
        self.edge.loop.call_soon(self._shut)

    # --- subscriptions

    def _subscribe(self, head: int, body: bytes, acks: list[bytes], forward: list[bytes]) -> None:
        asked = self.subscriptions.subscribe(head, body)
        if asked.denied and self.identity is not None and self.identity.is_device:
            words = f"It may not subscribe to “{asked.denied[0]}”: this device hears topics below its own name."
            self.edge.problem(self.identity.device_id, "subscription", words, b"")
        if asked.answer:
            acks.append(asked.answer)
        else:
            forward.append(asked.forward)
            self._subscriptions_changed()

    def _unsubscribe(self, head: int, body: bytes, forward: list[bytes]) -> None:
        forward.append(self.subscriptions.unsubscribe(head, body))
        self._subscriptions_changed()

    def _subscriptions_changed(self) -> None:
        self.edge.audience.listens(self, self.subscriptions.hears | self._inherited, is_kept=self.keeps_session)
        if self._upstream is not None:
            self._upstream.forget_subscriptions()

    # --- acknowledgements

    def settle(self, acks: bytes, forward: bytes) -> None:
        self._waiting -= 1
        self._pass_on(acks, forward)
        if self._phase == "closed" and not self._waiting and self._upstream is not None:
            self._upstream.close()

    def _pass_on(self, acks: bytes, forward: bytes) -> None:
        if acks:
            self.write(acks)
        if forward and self._upstream is not None:
            self._upstream.write(forward)

    # --- the end

    def _too_large(self, length: int) -> None:
        words = f"A message of {length} bytes is too large: at most {limits.PACKET_BYTES} are taken."
        if self.identity is not None and self.identity.is_device:
            self.edge.problem(self.identity.device_id, "size", words, b"")
        self.close("too_large", words)

    def broker_lost(self) -> None:
        self.close("broker_lost", "The private broker closed the connection.")

    def close(self, kind: str, reason: str) -> None:
        """End the connection from our side and say why, as far as the protocol can."""
        if self._phase == "closed":
            return
        if self._phase == "open" and self.is_v5:
            self.write(packets.goodbye(kind))
        elif self._phase == "login":
            self._refuse(Refusal("unavailable", reason, *self._owner()))
        self._end(reason)
        self._shut()

    def _end(self, reason: str) -> None:
        """Everything that follows the end of a connection, once."""
        was_open = self._phase == "open"
        self._phase = "closed"
        self.edge.ended(self)
        if was_open:
            if self._leaves_will:
                self._log_will()
            self.edge.closed(self, self._farewell or reason)
        if self._upstream is not None and not self._waiting:
            self._upstream.close()

    def _log_will(self) -> None:
        """The broker publishes the will to those who listen; here it becomes samples, after its delay."""
        will = self.connect.will if self.connect else None
        if will is None:
            return
        route = self.scope.publish(will.topic.decode(errors="replace"))
        if isinstance(route, Route) and route.use == "samples":
            self.edge.log_will(self, route, will.payload, min(will.delay_s, self.connect.session_expiry_s if self.connect else 0))

    def _shut(self) -> None:
        if self._transport is not None:
            self._transport.close()
            # A client that does not read would keep its last bytes, and the socket, for ever.
            self.edge.loop.call_later(limits.FAREWELL_S, self._transport.abort)

    # --- for the log

    @property
    def keeps_session(self) -> bool:
        """Subscriptions and open handshakes outlive this connection."""
        return self.connect is not None and self.connect.session_expiry_s > 0

    @property
    def organization_id(self) -> str:
        return self.identity.organization_id if self.identity else ""

    def entry(self, event: str, reason: str) -> dict[str, Any]:
        organization_id, device_id = self._owner()
        details = self._details(event)
        return {
            "time_us": time.time_ns() // 1_000,
            "event": event,
            "organization_id": organization_id,
            "device_id": device_id,
            "credential_id": self.identity.credential_id if self.identity and self.identity.is_device else None,
            "client_id": self.client_id or (self.connect.client_id if self.connect else ""),
            "address": self.address,
            "protocol": packets.PROTOCOL_NAMES.get(self.connect.level, "MQTT") if self.connect else "MQTT",
            "tls_version": self.tls_version,
            "cipher": self.cipher,
            "reason": reason,
            **({"details": details} if details else {}),
        }

    def _details(self, event: str) -> dict[str, Any]:
        if event == "refused":
            return self.details or (self.seen.details() if self.seen is not None else {})
        if event == "connected" and self.certificate:
            return {"certificate": {"fingerprint": hashlib.sha256(self.certificate).hexdigest()}}
        return {}
