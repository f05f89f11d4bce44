"""Where connections come in: the plain port and the TLS port."""

import asyncio
import contextlib
import logging
import socket
from typing import TYPE_CHECKING

from django.conf import settings

from gateways.dialect import Refusal
from gateways.edge import handshake, limits, tls
from gateways.edge.client import Client
from gateways.edge.handshake import Handshake, Served

if TYPE_CHECKING:
    from gateways.edge.server import Edge

logger = logging.getLogger(__name__)

ACCEPTED_AT_ONCE = 100
BACKLOG = 4096


async def open_plain(edge: "Edge") -> list[asyncio.Server]:
    return [
        await edge.loop.create_server(lambda: Client(edge), sock=opened, backlog=BACKLOG) for opened in listen(settings.MQTT_PORT)
    ]


def open_tls(edge: "Edge") -> "TlsDoor":
    return TlsDoor(edge, tls.Reloader(), listen(settings.MQTTS_PORT))


class TlsDoor:
    """Takes connections at the TLS port. The handshake is ours to watch, so that its failure gets into the journal."""

    def __init__(self, edge: "Edge", certificates: tls.Reloader, sockets: list[socket.socket]) -> None:
        self._edge = edge
        self._sockets = sockets
        self.certificates = certificates
        for listening in sockets:
            edge.loop.add_reader(listening, self._accept, listening)

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            try:
                accepted, peer = listening.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:  # no file descriptor is left, say: those who wait go on waiting
                logger.error("A connection could not be accepted: %s", error)
                self._edge.loop.remove_reader(listening)
                self._edge.loop.call_later(1, self._edge.loop.add_reader, listening, self._accept, listening)
                return
            accepted.setblocking(False)
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._edge.keep(self._edge.loop.create_task(self._shake_hands(accepted, str(peer[0]))))

    async def _shake_hands(self, accepted: socket.socket, address: str) -> None:
        client = Client(self._edge)
        contexts = self.certificates.contexts
        seen = client.seen = handshake.watched()
        try:
            # The loop closes the socket of a failed handshake before its alert is out: through this one it still goes.
            with accepted.dup() as spare:
                try:
                    await self._edge.loop.connect_accepted_socket(
                        lambda: client, accepted, ssl=contexts.watched, ssl_handshake_timeout=limits.LOGIN_S
                    )
                except OSError:
                    with contextlib.suppress(OSError):
                        spare.send(seen.farewell)
                    raise
        except OSError as error:  # a handshake that failed, or took too long
            client.address = address
            await self._failed(client, error, seen, contexts.served)
        else:
            client.be_quiet(contexts.quiet)

    async def _failed(self, client: Client, error: OSError, seen: Handshake, served: Served) -> None:
        self._edge.counters.failed_handshakes += 1
        if not seen.shown and not self._edge.journal.has_room(client.address):
            self._edge.journal.passed_over(client.address)
            return
        owner = await self._edge.credentials.owner_of(seen.certificate())
        client.details = seen.details()
        self._edge.refused(client, Refusal("unavailable", handshake.explain(error, seen, served), *owner))

    def close(self) -> None:
        for listening in self._sockets:
            self._edge.loop.remove_reader(listening)
            listening.close()


def listen(port: int) -> list[socket.socket]:
    """Sockets for IPv4 and, where there is one, IPv6; other edges may listen at the same port."""
    opened = []
    for family, host in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
        try:
            opened.append(socket.create_server((host, port), family=family, backlog=BACKLOG, reuse_port=True))
        except OSError:
            if family == socket.AF_INET:
                raise
    for listening in opened:
        listening.setblocking(False)
    return opened
