"""The web process: Daphne, with bounds on what it holds for a client (`python -m iotsite.web`, arguments as for daphne).

Daphne takes a request's whole body before it asks the application, puts all of it into memory once more to hand it over,
and keeps in memory whatever a slow client has not read, and whatever a fast one has said. Here a body that is too large is
cut off while it comes in, a body is handed over in pieces as the application asks for them, the application waits for slow
readers, and a websocket is read no faster than the application hears it.
"""

import asyncio
import errno
import json
import os
import tempfile
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iotsite.settings")

# The import order is Daphne's: its server chooses the reactor.
from daphne import cli, http_protocol, server, ws_protocol
from django.conf import settings
from twisted.internet import reactor as _reactor

reactor: Any = _reactor

PIECE: Final = 64 * 1024
# A refused client may go on sending this long, so that it finds the answer instead of a broken connection.
HEAR_OUT_S: Final = 2.0
# A client that reads nothing for this long is gone.
UNREAD_S: Final = 120.0
# Messages of a websocket that wait for the application; then its connection is not read.
UNHEARD: Final = 64


class Refusal(dict[str, Any]):
    """Why a body is not taken, as the API says it."""

    def __init__(self, status: str, code: str, message: str) -> None:
        super().__init__(error={"code": code, "message": message, "field": None})
        self.status = status


def too_large(bound: int) -> Refusal:
    return Refusal(
        "413 Content Too Large",
        "too_large",
        f"A request may bring at most {bound} bytes: send a smaller file, or ask whoever runs Sluice to raise SLUICE_FILE_BYTES.",
    )


DISK_FULL: Final = Refusal(
    "507 Insufficient Storage", "disk_full", "The server's disk is full: nothing was stored. Try again later."
)
ENCODED: Final = Refusal(
    "415 Unsupported Media Type", "encoded", "Send the body as it is, without Content-Encoding: nothing is unpacked here."
)


class Paced:
    """Whoever sends through a connection can wait until its client has read enough (Twisted's push producer)."""

    _room: asyncio.Event | None = None
    # Of the connection that is to be cut.
    _connection: Any

    def pauseProducing(self) -> None:  # noqa: N802  Twisted's name
        if self._room is not None:
            self._room.clear()

    def resumeProducing(self) -> None:  # noqa: N802  Twisted's name
        if self._room is not None:
            self._room.set()

    def stopProducing(self) -> None:  # noqa: N802  Twisted's name
        self.resumeProducing()

    def _pace(self) -> None:
        self._room = asyncio.Event()
        self._room.set()

    async def room(self) -> None:
        """Until the client has read enough for the next piece; one that reads nothing is cut off."""
        if self._room is None:
            return
        try:
            await asyncio.wait_for(self._room.wait(), UNREAD_S)
        except TimeoutError:
            _hang_up(self._connection)

    def connectionLost(self, reason: Any) -> None:  # noqa: N802  Twisted's name
        super().connectionLost(reason)  # type: ignore[misc]  # of the protocol that this is mixed into
        self.resumeProducing()


class Request(Paced, http_protocol.WebRequest):
    """One HTTP request, whose body has bounds on its way in and whose answer has bounds on its way out."""

    # Twisted would parse forms in memory, for a result that nobody uses.
    _parsePOSTFormSubmission = False  # noqa: N815  Twisted's name
    content: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._received = 0
        self._is_refused = False

    # --- the body on its way in

    def gotLength(self, length: int | None) -> None:  # noqa: N802  Twisted's name
        """All headers are there, the body is not."""
        encoding = (self.getHeader(b"content-encoding") or b"identity").lower()
        if length is not None and length > settings.BODY_BYTES:
            self._refuse(too_large(settings.BODY_BYTES))
        elif encoding != b"identity":
            self._refuse(ENCODED)
        super().gotLength(0 if self._is_refused else length)

    def handleContentChunk(self, data: bytes) -> None:  # noqa: N802  Twisted's name
        if self._is_refused:
            return
        self._received += len(data)
        if self._received > settings.BODY_BYTES:
            # The client did not say how much it sends, or said less.
            self._refuse(too_large(settings.BODY_BYTES))
            return
        try:
            super().handleContentChunk(data)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            self._refuse(DISK_FULL)

    def process(self) -> Any:
        return None if self._is_refused else super().process()

    def _refuse(self, refusal: Refusal) -> None:
        """Answer in the middle of the request, then let the client speak into the void for a while."""
        self._is_refused = True
        if self.content is not None:
            self.content.close()
            self.content = BytesIO()
        body = json.dumps(refusal).encode()
        headers = ("Content-Type: application/json", f"Content-Length: {len(body)}", "Connection: close")
        head = "\r\n".join((f"HTTP/1.1 {refusal.status}", *headers, "", ""))
        # Who waits for leave to send must not get it.
        self.requestHeaders.removeHeader(b"expect")
        transport = self.channel.transport
        transport.write(head.encode() + body)
        if hasattr(transport, "loseWriteConnection"):
            transport.loseWriteConnection()
        reactor.callLater(HEAR_OUT_S, _hang_up, transport)

    # --- the answer on its way out

    def handle_reply(self, message: dict[str, Any]) -> None:
        is_streamed = message["type"] == "http.response.body" and message.get("more_body", False)
        if is_streamed and self._room is None and not self.finished and self.channel is not None:
            self._pace()
            self.registerProducer(self, True)
        super().handle_reply(message)

    @property
    def _connection(self) -> Any:
        return self.channel.transport if self.channel is not None else None

    def finish(self) -> None:
        if self.producer is not None and self.channel is not None:
            self.unregisterProducer()
        super().finish()


class Socket(Paced, ws_protocol.WebSocketProtocol):
    """One websocket: told no more than it reads, and read no more than is heard."""

    application_queue: "Inbox"
    _is_unread = False

    def connectionMade(self) -> None:  # noqa: N802  Twisted's name
        super().connectionMade()
        self._pace()
        # The HTTP request that it was had taken this place.
        self.transport.unregisterProducer()
        self.transport.registerProducer(self, True)

    def onMessage(self, payload: bytes, isBinary: bool) -> None:  # noqa: N802, N803  Autobahn's names
        super().onMessage(payload, isBinary)
        if self.application_queue.qsize() >= UNHEARD and not self._is_unread:
            self._is_unread = True
            self.transport.pauseProducing()

    def has_heard(self) -> None:
        if self._is_unread and self.application_queue.qsize() < UNHEARD:
            self._is_unread = False
            self.transport.resumeProducing()

    @property
    def _connection(self) -> Any:
        return self.transport


class Inbox(asyncio.Queue[dict[str, Any]]):
    """What a websocket said and nobody has heard yet."""

    def __init__(self, socket: Socket) -> None:
        super().__init__()
        self._socket = socket

    async def get(self) -> dict[str, Any]:
        message = await super().get()
        self._socket.has_heard()
        return message


def _hang_up(transport: Any) -> None:
    if transport is not None and getattr(transport, "connected", True):
        transport.abortConnection()


class Body:
    """Stands where Daphne has a queue: hands the request's body over as it is asked for, then what Daphne has to say."""

    def __init__(self, content: Any) -> None:
        self._content = content
        self._is_read = False
        self._said: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def put_nowait(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.request":
            return  # Daphne's reading of the emptied body
        self._content.close()
        self._said.put_nowait(message)

    async def get(self) -> dict[str, Any]:
        if self._is_read or self._content.closed or not self._said.empty():
            return await self._said.get()
        piece = self._content.read(PIECE)
        self._is_read = len(piece) < PIECE
        return {"type": "http.request", "body": piece, "more_body": not self._is_read}


class Factory(http_protocol.HTTPFactory):
    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802  Twisted's name
        protocol = super().buildProtocol(addr)
        protocol.requestFactory = Request
        return protocol


class Server(server.Server):
    def create_application(self, protocol: Any, scope: dict[str, Any]) -> Any:
        said: Body | Inbox
        if scope["type"] == "http":
            said = Body(protocol.content)
            # Daphne reads what stands here into memory; the body itself goes piece by piece.
            protocol.content = BytesIO()
        else:
            said = Inbox(protocol)
        scope.setdefault("asgi", {"version": "3.0"})
        running = self.application(scope=scope, receive=said.get, send=partial(self.handle_reply, protocol))
        if protocol not in self.connections:
            return None
        self.connections[protocol]["application_instance"] = asyncio.ensure_future(running)
        return said

    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        await super().handle_reply(protocol, message)
        if isinstance(protocol, Paced):
            await protocol.room()


class CommandLine(cli.CommandLineInterface):
    server_class = Server


# Daphne makes its factories by these names.
server.HTTPFactory = Factory
ws_protocol.WebSocketFactory.protocol = Socket


def main() -> None:
    # Bodies wait in files without a name, beside everything else that Sluice writes: /tmp may be memory.
    folder = Path(settings.VAR) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    tempfile.tempdir = str(folder)
    CommandLine.entrypoint()


if __name__ == "__main__":
    main()
