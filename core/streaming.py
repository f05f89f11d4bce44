"""Long answers sent piece by piece, under ASGI as under the test client."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse


def streamed(request: HttpRequest, pieces: Iterator[bytes], *, content_type: str, file_name: str = "") -> StreamingHttpResponse:
    """`pieces` may read the database: they are made in the request's own thread, each when the last one has gone out."""
    content: Any = _pieces(pieces) if isinstance(request, ASGIRequest) else pieces
    answer = StreamingHttpResponse(content, content_type=content_type)
    if file_name:
        answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


async def _pieces(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    # Django would gather all of a plain iterator in memory first.
    following = sync_to_async(lambda: next(pieces, None))
    while (piece := await following()) is not None:
        yield piece
