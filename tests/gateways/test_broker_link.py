"""The edge's own connection to the private broker."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from gateways.edge import packets
from gateways.edge.broker_link import LOST, BrokerLink, Outbound


class SmallBroker(asyncio.Protocol):
    """Speaks 3.1.1 only, and hangs up on anything else, as some brokers do."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.published: list[bytes] = []

    def data_received(self, data: bytes) -> None:
        while data:
            length, start = packets.read_varint(data, 1)
            head, body, data = data[0], data[start : start + length], data[start + length :]
            if head == packets.CONNECT:
                if body[6] != 4:
                    self.transport.close()
                    return
                self.transport.write(b"\x20\x02\x00\x00")
            elif head & 0xF0 == packets.PUBLISH:
                topic, at = packets.read_text(body, 0)
                if topic == b"last":
                    self.transport.close()
                    return
                self.transport.write(b"\x40\x02" + body[at : at + 2])


@pytest.fixture
async def port() -> AsyncIterator[int]:
    server = await asyncio.get_running_loop().create_server(SmallBroker, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def link_to(port: int, level: int) -> BrokerLink:
    link = BrokerLink("edge/test", level=level)
    await asyncio.get_running_loop().create_connection(lambda: link, "127.0.0.1", port)
    await link.ready
    return link


async def test_a_broker_without_mqtt_5_says_so_and_takes_3_1_1(port: int) -> None:
    with pytest.raises(ConnectionError, match="closed the connection"):
        await link_to(port, 5)
    link = await link_to(port, 4)
    assert await link.publish([Outbound("a", b"1", 60), Outbound("b", b"2")] * 300) == [0] * 600
    link.close()
    await link.lost


async def test_what_the_broker_did_not_answer_is_lost(port: int) -> None:
    link = await link_to(port, 4)
    assert await link.publish([Outbound("a", b"1"), Outbound("last", b"2"), Outbound("c", b"3")]) == [0, LOST, LOST]
    assert not link.is_up
    assert await link.publish([Outbound("a", b"1")]) == [LOST]
