"""A version's bytes over HTTP: whole, in ranges, or not at all when the caller has them; and the bytes of a request."""

import base64
import contextlib
import re
from collections.abc import AsyncIterator, Callable, Iterator
from http import HTTPStatus
from typing import Any, BinaryIO, Final

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.http import content_disposition_header

from core.errors import Refused
from devices.files import storage
from devices.files.errors import TooLarge
from devices.models import FileVersion

PIECE: Final = 256 * 1024
_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")

Sent = Callable[[int], None]


class FileResponse(StreamingHttpResponse):
    """Part of a file, piece by piece. Django would gather a plain iterator in memory before it sends it; this one goes on."""

    def __init__(self, file: BinaryIO, *, start: int, end: int, sent: Sent | None, **kwargs: Any) -> None:
        self._file, self._at, self._end, self._sent = file, start, end, sent
        file.seek(start)
        super().__init__(self._pieces(), **kwargs)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _next(self) -> bytes:
        piece = self._file.read(min(PIECE, self._end - self._at)) if self._at < self._end else b""
        self._at += len(piece)
        return piece

    def _ended(self) -> None:
        if self._sent is not None:
            self._sent(self._at)

    def _pieces(self) -> Iterator[bytes]:
        try:
            while piece := self._next():
                yield piece
        finally:
            self._ended()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        following = sync_to_async(self._next, thread_sensitive=False)
        at = self._at
        try:
            while piece := await following():
                yield piece
                at = self._at
        finally:
            # A piece that was read but never taken does not count.
            self._at = at
            if self._sent is not None:
                await sync_to_async(self._ended)()


def response(request: HttpRequest, version: FileVersion, *, sent: Sent | None = None) -> HttpResponse | StreamingHttpResponse:
    """The version as a download. `sent` hears up to which byte it went.

    Whatever a file contains, browsers neither guess its type nor run it as a page of ours.
    """
    etag = f'"{version.sha256}"'
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": etag,
        # The names of versions can be reused, and rights can end: ask each time.
        "Cache-Control": "private, no-cache",
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=version.file.name) or "attachment",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(version.sha256)).decode()}:",
        "X-File-Kind": version.file.kind,
    }
    if etag in _tags(request.headers.get("If-None-Match", "")):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    start, end, status = 0, version.size, HTTPStatus.OK
    wanted = request.headers.get("Range", "")
    # A range of another content than the caller began with would make a broken file.
    if wanted and request.headers.get("If-Range", etag).strip() == etag:
        cut = byte_range(wanted, version.size)
        if cut == ():
            headers["Content-Range"] = f"bytes */{version.size}"
            return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
        if cut:
            start, end = cut
            status = HTTPStatus.PARTIAL_CONTENT
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{version.size}"
    headers["Content-Length"] = str(end - start)
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers, content_type="application/octet-stream")
    file = storage.opened(version.sha256)
    if sent is not None:
        sent(start)
    return FileResponse(
        file, start=start, end=end, sent=sent, status=status, headers=headers, content_type="application/octet-stream"
    )


def _tags(header: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in header.split(",")]


def byte_range(header: str, size: int) -> tuple[int, int] | tuple[()] | None:
    """From which byte to which, the end excluded; empty when nothing of it is there; None for what we do not serve in parts.

    Several ranges at once may be answered with the whole, says RFC 9110, and so they are.
    """
    match = _RANGE.fullmatch(header.replace(" ", ""))
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        length = min(int(match[2]), size)
        return (size - length, size) if length else ()
    start = int(match[1])
    last = int(match[2]) if match[2] else size - 1
    if match[2] and last < start:
        return None
    return (start, min(last + 1, size)) if start < size else ()


def check_request(request: HttpRequest) -> int:
    """Refuse what can be refused by the headers alone; answers how large the file will be, 0 when they do not tell."""
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused("Send the file as it is, without Content-Encoding: nothing is unpacked here.", code="encoded", status=415)
    text = request.headers.get("Content-Length") or "0"
    size = int(text) if text.isdigit() and len(text) < 19 else 0
    if is_form(request):
        return 0  # there is something around the file, which is counted when it is read
    if size > settings.FILE_BYTES:
        raise TooLarge(settings.FILE_BYTES)
    return size


def is_form(request: HttpRequest) -> bool:
    return request.method == "POST" and (request.content_type or "") == "multipart/form-data"


def pieces(request: HttpRequest) -> Iterator[bytes]:
    """The file that came with the request: the body as it is, or the file of a form."""
    if is_form(request):
        yield from _file_of_form(request).chunks(storage.PIECE)
        return
    while piece := request.read(storage.PIECE):
        yield piece


def _file_of_form(request: HttpRequest) -> "UploadedFile[bytes]":
    with contextlib.suppress(MultiPartParserError):
        for file in request.FILES.values():
            if isinstance(file, UploadedFile):
                return file
    raise Refused("The form brings no file: send one field with a file, or the bytes as the body.", field="content")


def store(request: HttpRequest) -> storage.Content:
    """Take the request's file into the store; its rows follow."""
    check_request(request)
    return storage.receive(pieces(request), limit=settings.FILE_BYTES)
