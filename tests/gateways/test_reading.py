"""Publishes are taken out of what a foreign broker's socket brought, in whatever pieces it came."""

import random
from types import SimpleNamespace
from typing import Any

import pytest

from gateways.mqtt_client import reading


def packet(
    topic: bytes, payload: bytes, *, head: int = 0x30, packet_id: int = 0, is_v5: bool = False, properties: bytes = b""
) -> bytes:
    body = len(topic).to_bytes(2, "big") + topic
    if head & 0x06:
        body += packet_id.to_bytes(2, "big")
    if is_v5:
        body += bytes((len(properties),)) + properties
    body += payload
    length, left = b"", len(body)
    while True:
        length += bytes((left & 127 | (128 if left > 127 else 0),))
        left >>= 7
        if not left:
            return bytes((head,)) + length + body


class Socket:
    """A connection of gmqtt, as far as the reader knows it: keeps what it takes and what it passes on."""

    def __init__(self, *, is_v5: bool = False) -> None:
        self.read: list[Any] = []
        self._protocol = SimpleNamespace()
        self._handler = SimpleNamespace(current_connection=self)
        reading.read_publishes_by(lambda *publish: self.read.append(publish), self, is_v5=is_v5)

    def put_package(self, package: Any) -> None:
        self.read.append((package.cmd, package.data))

    def receive(self, *pieces: bytes) -> list[Any]:
        rest = b""
        for piece in pieces:
            rest += piece
            done = self._protocol._read_packet(rest)
            if done < 0:
                return ["nonsense"]
            rest = rest[done:]
        assert not rest
        return self.read


def test_publishes_of_qos_0_and_1_are_taken_and_anything_else_is_passed_on_in_order() -> None:
    stream = [
        packet(b"a/b", b"1"),
        packet(b"a/b", b"2" * 300, head=0x32, packet_id=513),
        b"\xd0\x00",
        packet(b"a/b", b"3", head=0x3B, packet_id=7),
        packet(b"a/b", b"4", head=0x34, packet_id=8),
    ]
    assert Socket().receive(b"".join(stream)) == [
        ("a/b", b"1", 0),
        ("a/b", b"2" * 300, 513),
        (0xD0, b""),
        ("a/b", b"3", 7),
        (0x34, b"\x00\x03a/b\x00\x084"),
    ]


@pytest.mark.parametrize("is_v5", [False, True])
def test_the_pieces_in_which_it_comes_make_no_difference(is_v5: bool) -> None:
    chance = random.Random(5)
    stream = b"".join(
        packet(
            b"t/%d" % n,
            bytes(chance.randbytes(chance.choice((1, 90, 200, 20_000)))),
            head=0x30 | 2 * (n % 2),
            packet_id=n,
            is_v5=is_v5,
        )
        for n in range(60)
    )
    at_once = Socket(is_v5=is_v5).receive(stream)
    cuts = sorted(chance.sample(range(1, len(stream)), 400))
    pieces = [stream[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert Socket(is_v5=is_v5).receive(*pieces) == at_once
    assert [topic for topic, _, _ in at_once] == [f"t/{n}" for n in range(60)]


@pytest.mark.parametrize(
    "odd",
    [
        packet(b"\xff\xfe", b"1"),
        packet(b"", b"123"),
        packet(b"a/bcd", b""),
        b"\x30\x06\x00\x09abcd",
        b"\x32\x06\x00\x03abc\x01",
    ],
    ids=["topic no text", "no topic", "no payload", "topic longer than all", "half a packet id"],
)
def test_what_is_odd_is_left_to_gmqtt(odd: bytes) -> None:
    (passed_on,) = Socket().receive(odd)
    assert passed_on == (odd[0], odd[2:])


def test_a_publish_with_properties_is_left_to_gmqtt() -> None:
    with_alias = packet(b"a/b", b"1", is_v5=True, properties=b"\x23\x00\x01")
    plain = packet(b"a/b", b"1", is_v5=True)
    assert Socket(is_v5=True).receive(with_alias + plain) == [(0x30, with_alias[2:]), ("a/b", b"1", 0)]


def test_a_length_that_cannot_be_ends_the_connection() -> None:
    assert Socket().receive(b"\x30\xff\xff\xff\xff\x01abcdef") == ["nonsense"]


def test_a_connection_that_was_replaced_hands_nothing_over() -> None:
    old = Socket()
    old._handler.current_connection = None
    assert old.receive(packet(b"a/b", b"1")) == [(0x30, b"\x00\x03a/b1")]
