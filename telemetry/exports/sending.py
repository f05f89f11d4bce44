"""Handing a large file to a browser, piece by piece, whichever way the server runs."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Final

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

PIECE_BYTES: Final = 256 * 1024


def file_response(request: HttpRequest, path: Path, *, name: str, content_type: str) -> StreamingHttpResponse:
    """The file as an attachment. Memory holds a piece of it at a time."""
    # Open before answering: a file that is removed meanwhile is still read to its end.
    file = path.open("rb")

    def pieces() -> Iterator[bytes]:
        with file:
            while piece := file.read(PIECE_BYTES):
                yield piece

    async def async_pieces() -> AsyncIterator[bytes]:
        with file:
            while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
                yield piece

    # Under ASGI Django would read an ordinary iterator to its end before it sends anything.
    content = async_pieces() if isinstance(request, ASGIRequest) else pieces()
    response = StreamingHttpResponse(content, content_type=content_type)
    response["Content-Length"] = path.stat().st_size
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    response["Cache-Control"] = "no-store"
    return response
