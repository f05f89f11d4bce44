"""MQTT on the wire: just as much of it as a gateway needs that forwards bytes and leaves sessions to a broker."""

from dataclasses import dataclass, field

CONNECT, CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP = 0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70
SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK, PINGREQ, PINGRESP, DISCONNECT, AUTH = 0x80, 0x90, 0xA0, 0xB0, 0xC0, 0xD0, 0xE0, 0xF0

PINGRESP_PACKET = b"\xd0\x00"

# Lengths of the values of MQTT 5 properties, by identifier: a number of bytes, or how the length is found.
_VARINT, _BINARY, _PAIR = -1, -2, -3
_PROPERTIES = {
    0x01: 1, 0x02: 4, 0x03: _BINARY, 0x08: _BINARY, 0x09: _BINARY, 0x0B: _VARINT, 0x11: 4, 0x12: _BINARY, 0x13: 2, 0x15: _BINARY,
    0x16: _BINARY, 0x17: 1, 0x18: 4, 0x19: 1, 0x1A: _BINARY, 0x1C: _BINARY, 0x1F: _BINARY, 0x21: 2, 0x22: 2, 0x23: 2, 0x24: 1,
    0x25: 1, 0x26: _PAIR, 0x27: 4, 0x28: 1, 0x29: 1, 0x2A: 1,
}  # fmt: skip
SESSION_EXPIRY, ASSIGNED_CLIENT_ID, SERVER_KEEP_ALIVE, AUTH_METHOD = 0x11, 0x12, 0x13, 0x15
WILL_DELAY, RECEIVE_MAXIMUM, TOPIC_ALIAS_MAXIMUM, TOPIC_ALIAS, MAXIMUM_PACKET_SIZE = 0x18, 0x21, 0x22, 0x23, 0x27
MESSAGE_EXPIRY, RESPONSE_INFORMATION, SERVER_REFERENCE = 0x02, 0x1A, 0x1C


class Malformed(Exception):
    """The bytes are not MQTT. The message says what was wrong, in words for the connection log."""


def varint(number: int) -> bytes:
    """A length as MQTT writes it: seven bits a byte, lowest first."""
    if number < 128:
        return bytes((number,))
    out = bytearray()
    while number:
        out.append(number & 127 | (128 if number > 127 else 0))
        number >>= 7
    return bytes(out)


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """A length and the place after it; IndexError while bytes are missing."""
    number = data[at] & 127
    shift = 7
    while data[at] & 128:
        at += 1
        if shift > 21:
            raise Malformed("a length of more than four bytes")
        number |= (data[at] & 127) << shift
        shift += 7
    return number, at + 1


def text(value: bytes) -> bytes:
    """A string or binary field: its length in two bytes, then itself."""
    return len(value).to_bytes(2, "big") + value


def packet(head: int, body: bytes) -> bytes:
    return bytes((head,)) + varint(len(body)) + body


def read_text(data: bytes, at: int) -> tuple[bytes, int]:
    end = at + 2 + (data[at] << 8 | data[at + 1])
    if end > len(data):
        raise Malformed("a field longer than its packet")
    return data[at + 2 : end], end


def split_properties(data: bytes, at: int) -> tuple[list[tuple[int, bytes]], int]:
    """The properties that start at `at`, values as their raw bytes, and the place after them."""
    length, at = read_varint(data, at)
    end = at + length
    if end > len(data):
        raise Malformed("properties longer than their packet")
    found = []
    while at < end:
        identifier = data[at]
        size = _PROPERTIES.get(identifier)
        start = at = at + 1
        if size is None:
            raise Malformed(f"unknown property {identifier}")
        if size > 0:
            at += size
        elif size == _VARINT:
            _, at = read_varint(data, at)
        else:
            for _ in range(2 if size == _PAIR else 1):
                _, at = read_text(data, at)
        if at > end:
            raise Malformed(f"property {identifier} longer than its packet")
        found.append((identifier, data[start:at]))
    return found, end


def join_properties(properties: list[tuple[int, bytes]]) -> bytes:
    body = b"".join(bytes((identifier,)) + value for identifier, value in properties)
    return varint(len(body)) + body


@dataclass(slots=True)
class Will:
    topic: bytes
    payload: bytes
    qos: int
    is_retained: bool
    properties: list[tuple[int, bytes]] = field(default_factory=list)

    @property
    def delay_s(self) -> int:
        return int.from_bytes(dict(self.properties).get(WILL_DELAY, b""), "big")


@dataclass(slots=True)
class Connect:
    """The first packet of a client."""

    level: int
    name: bytes
    client_id: str
    is_clean: bool
    keep_alive_s: int
    properties: list[tuple[int, bytes]]
    will: Will | None
    user: str
    password: bytes | None

    @property
    def is_v5(self) -> bool:
        return self.level == 5

    @property
    def session_expiry_s(self) -> int:
        """How long the session outlives the connection."""
        if self.is_v5:
            return int.from_bytes(dict(self.properties).get(SESSION_EXPIRY, b""), "big")
        return 0 if self.is_clean else 0xFFFFFFFF


LEVELS = {(b"MQIsdp", 3), (b"MQTT", 4), (b"MQTT", 5)}
PROTOCOL_NAMES = {3: "MQTT 3.1", 4: "MQTT 3.1.1", 5: "MQTT 5"}


def read_connect(data: bytes) -> Connect:
    """Read the body of a CONNECT packet."""
    try:
        return _read_connect(data)
    except IndexError:
        raise Malformed("CONNECT ends too early") from None
    except UnicodeDecodeError:
        raise Malformed("client id or user name is not UTF-8") from None


def _read_connect(data: bytes) -> Connect:
    name, at = read_text(data, 0)
    level, flags = data[at], data[at + 1]
    keep_alive_s = data[at + 2] << 8 | data[at + 3]
    at += 4
    if (name, level) not in LEVELS:
        return Connect(level, name, "", True, 0, [], None, "", None)
    if flags & 1:
        raise Malformed("CONNECT with its reserved flag set")
    properties: list[tuple[int, bytes]] = []
    if level == 5:
        properties, at = split_properties(data, at)
    client_id, at = read_text(data, at)
    will = None
    if flags & 4:
        will_properties: list[tuple[int, bytes]] = []
        if level == 5:
            will_properties, at = split_properties(data, at)
        topic, at = read_text(data, at)
        payload, at = read_text(data, at)
        will = Will(topic, payload, flags >> 3 & 3, bool(flags & 32), will_properties)
        if will.qos == 3:
            raise Malformed("a will of QoS 3")
    user, password = b"", None
    if flags & 0x80:
        user, at = read_text(data, at)
    if flags & 0x40:
        password, at = read_text(data, at)
    return Connect(level, name, client_id.decode(), bool(flags & 2), keep_alive_s, properties, will, user.decode(), password)


def write_connect(connect: Connect, *, client_id: str, keep_alive_s: int, will_topic: bytes) -> bytes:
    """The CONNECT for the private broker: the client's, under the scoped names and without its credentials."""
    flags = 2 if connect.is_clean else 0
    will = connect.will
    if will is not None:
        flags |= 4 | will.qos << 3 | (32 if will.is_retained else 0)
    body = text(connect.name) + bytes((connect.level, flags)) + keep_alive_s.to_bytes(2, "big")
    if connect.is_v5:
        # Topic aliases would hide topics from the edge; the broker needs no user of its own.
        body += join_properties([item for item in connect.properties if item[0] not in (TOPIC_ALIAS_MAXIMUM, AUTH_METHOD)])
    body += text(client_id.encode())
    if will is not None:
        if connect.is_v5:
            body += join_properties(will.properties)
        body += text(will_topic) + text(will.payload)
    return packet(CONNECT, body)


# Why a login is refused: the code for MQTT 5 and the one for 3.x.
REFUSALS = {
    "not_authorized": (0x87, 5),
    "bad_auth_method": (0x8C, 5),
    "bad_client_id": (0x85, 2),
    "bad_version": (0x84, 1),
    "malformed": (0x81, 5),
    "bad_will": (0x90, 5),
    "unavailable": (0x88, 3),
    "too_many": (0x9F, 3),
}


def refusal(kind: str, level: int) -> bytes:
    code_5, code_3 = REFUSALS[kind]
    return bytes((CONNACK, 3, 0, code_5, 0)) if level >= 5 else bytes((CONNACK, 2, 0, code_3))


# Why a connection is closed by us, as MQTT 5 tells the client. Older clients just see the end.
CLOSINGS = {
    "malformed": 0x81, "protocol": 0x82, "not_authorized": 0x87, "shutdown": 0x8B, "keep_alive": 0x8D, "taken_over": 0x8E,
    "bad_topic": 0x90, "alias": 0x94, "too_large": 0x95, "revoked": 0x98, "broker_lost": 0x88,
}  # fmt: skip


def goodbye(kind: str) -> bytes:
    return bytes((DISCONNECT, 2, CLOSINGS[kind], 0))


def publish(
    topic: bytes, payload: bytes, *, qos: int = 0, packet_id: int = 0, is_retained: bool = False, properties: bytes = b""
) -> bytes:
    """A whole PUBLISH; `properties` is their encoded form for MQTT 5 and empty for 3.x."""
    head = PUBLISH | qos << 1 | is_retained
    return packet(head, text(topic) + (packet_id.to_bytes(2, "big") if qos else b"") + properties + payload)
