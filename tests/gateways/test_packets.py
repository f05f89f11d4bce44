"""MQTT on the wire."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.edge import packets
from gateways.edge.packets import Malformed


@given(st.integers(0, 268_435_455))
def test_a_length_reads_back_as_it_was_written(number: int) -> None:
    written = packets.varint(number)
    assert packets.read_varint(b"x" + written + b"y", 1) == (number, 1 + len(written))


def test_a_length_of_five_bytes_is_malformed() -> None:
    with pytest.raises(Malformed):
        packets.read_varint(b"\x80\x80\x80\x80\x01", 0)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader_of_connect(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        packets.read_connect(data)


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reader_of_properties(data: bytes) -> None:
    with contextlib.suppress(Malformed, IndexError):
        packets.split_properties(data, 0)


def test_properties_are_split_and_joined_unchanged() -> None:
    properties = [
        (packets.SESSION_EXPIRY, (60).to_bytes(4, "big")),
        (0x26, packets.text(b"key") + packets.text(b"value")),
        (0x0B, packets.varint(300)),
        (0x01, b"\x01"),
    ]
    assert packets.split_properties(packets.join_properties(properties), 0)[0] == properties


def test_the_brokers_connect_has_scoped_names_and_no_credentials() -> None:
    will = packets.join_properties([(packets.WILL_DELAY, b"\x00\x00\x00\x05")])
    own = packets.join_properties([(packets.TOPIC_ALIAS_MAXIMUM, b"\x00\x0a"), (packets.RECEIVE_MAXIMUM, b"\x00\x14")])
    body = packets.text(b"MQTT") + b"\x05\xee\x00\x3c" + own + packets.text(b"id") + will
    body += packets.text(b"t") + packets.text(b"w") + packets.text(b"user") + packets.text(b"secret")
    connect = packets.read_connect(body)
    assert (connect.user, connect.password, connect.keep_alive_s) == ("user", b"secret", 60)
    assert connect.will == packets.Will(b"t", b"w", 1, True, [(packets.WILL_DELAY, b"\x00\x00\x00\x05")])
    sent = packets.write_connect(connect, client_id="o/1/id", keep_alive_s=0, will_topic=b"o/x/t")
    assert b"secret" not in sent
    again = packets.read_connect(sent[2:])
    assert (again.client_id, again.user, again.password, again.keep_alive_s) == ("o/1/id", "", None, 0)
    assert again.properties == [(packets.RECEIVE_MAXIMUM, b"\x00\x14")]
    assert again.will is not None
    assert (again.will.topic, again.will.delay_s) == (b"o/x/t", 5)


@pytest.mark.parametrize(
    ("level", "is_clean", "expiry", "kept_s"),
    [(4, True, b"", 0), (4, False, b"", 2**32 - 1), (5, True, b"\x11\x00\x00\x00\x3c", 60), (5, False, b"", 0)],
)
def test_how_long_a_session_is_kept(level: int, is_clean: bool, expiry: bytes, kept_s: int) -> None:
    properties = packets.varint(len(expiry)) + expiry if level == 5 else b""
    flags = 2 if is_clean else 0
    connect = packets.read_connect(packets.text(b"MQTT") + bytes((level, flags, 0, 0)) + properties + packets.text(b""))
    assert connect.session_expiry_s == kept_s
