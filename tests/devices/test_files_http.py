"""Uploads and downloads through the real web server: what is too large, what breaks off, and how much memory it takes."""

import hashlib
import json
import os
import signal
import socket
import time

import pytest
import requests

from devices.files import storage
from devices.models import DeviceFile, FileDelivery, FileVersion
from tests import factories
from tests.devices.web import running
from tests.stack import wait_for

pytestmark = pytest.mark.django_db(transaction=True)
MB = 1024 * 1024
LIMIT = 48 * MB


@pytest.fixture(scope="module")
def web(django_db_setup, redis_server):
    with running(SLUICE_FILE_BYTES=str(LIMIT)) as started:
        yield started


class Board(requests.Session):
    """A device's calls."""

    def __init__(self, address: str, token: str) -> None:
        super().__init__()
        self.headers["Authorization"] = f"Bearer {token}"
        self.files = f"{address}/api/device/files"


@pytest.fixture
def board(web, organization):
    return Board(web.address, factories.token(factories.device(organization, "pump 1")))


def sparse(size):
    """That many bytes, made while they are sent."""
    piece = bytes(MB)
    for _ in range(size // MB):
        yield piece


def incoming():
    return sorted(storage.incoming().iterdir())


def conversation(web, head, pieces=(), *, within_s=30):
    """Speak HTTP by hand: send until the server has said enough; answers (what it said, bytes that went out)."""
    with socket.create_connection(("127.0.0.1", web.port), within_s) as wire:
        wire.sendall(head.encode())
        sent = 0
        wire.setblocking(False)
        said, waiting = b"", memoryview(b"")
        source = iter(pieces)
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            try:
                received = wire.recv(65536)
                said += received
                if not received:
                    break
            except BlockingIOError:
                pass
            except ConnectionResetError:
                break
            if b"\r\n\r\n" in said:
                break
            if not waiting:
                waiting = memoryview(next(source, b""))
            try:
                count = wire.send(waiting)
                waiting, sent = waiting[count:], sent + count
                if not count:
                    time.sleep(0.005)
            except BlockingIOError:
                time.sleep(0.001)
            except (BrokenPipeError, ConnectionResetError):
                break
        return said.decode(), sent


def head_for(board, name, *headers):
    lines = (f"PUT /api/device/files/{name} HTTP/1.1", "Host: localhost", f"Authorization: {board.headers['Authorization']}")
    return "\r\n".join((*lines, *headers, "", ""))


def test_a_5_gb_upload_is_cut_off_at_its_first_bytes(web, board):
    before = web.memory
    began = time.monotonic()

    said, sent = conversation(web, head_for(board, "big.bin", f"Content-Length: {5 * 1024 * MB}"), sparse(5 * 1024 * MB))

    assert said.startswith("HTTP/1.1 413 Content Too Large")
    error = json.loads(said.partition("\r\n\r\n")[2])["error"]
    assert error["code"] == "too_large"
    assert "At most" in error["message"] or "may bring at most" in error["message"]
    assert time.monotonic() - began < 5
    assert sent < 64 * MB
    assert web.memory - before < 30 * MB
    assert incoming() == []
    assert DeviceFile.objects.count() == 0


def test_a_stream_that_does_not_say_how_long_it_is_is_cut_off_at_the_bound(web, board):
    before = web.memory
    head = head_for(board, "big.bin", "Transfer-Encoding: chunked")
    chunk = f"{MB:x}\r\n".encode() + bytes(MB) + b"\r\n"

    said, sent = conversation(web, head, (chunk for _ in range(5 * 1024)))

    assert said.startswith("HTTP/1.1 413 Content Too Large")
    assert LIMIT <= sent < LIMIT + 64 * MB
    assert web.memory - before < 30 * MB
    assert incoming() == []


def test_who_asks_first_gets_no_leave_to_send(web, board):
    said, _ = conversation(web, head_for(board, "x", f"Content-Length: {5 * 1024 * MB}", "Expect: 100-continue"))
    assert said.startswith("HTTP/1.1 413")


def test_a_packed_body_is_refused(web, board):
    answer = board.put(f"{board.files}/x", data=b"\x1f\x8b...", headers={"Content-Encoding": "gzip"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (415, "encoded")


def test_the_server_goes_on_after_refusals(web, board):
    assert board.get(board.files).json() == {"items": []}
    small = board.put(f"{board.files}/a", data=(piece for piece in (b"in ", b"chunks")))
    assert (small.status_code, small.json()["size"]) == (200, 9)


def test_a_large_file_goes_in_and_out_in_little_memory(web, board):
    board.get(board.files)
    before = web.memory
    size = 40 * MB
    digest = hashlib.sha256(bytes(size)).hexdigest()

    sent = board.put(f"{board.files}/zeros.bin", data=sparse(size), timeout=60).json()
    assert (sent["size"], sent["sha256"]) == (size, digest)
    grown_in = web.memory - before

    with board.get(f"{board.files}/zeros.bin", stream=True, timeout=60) as answer:
        got = hashlib.sha256()
        most = 0
        for number, piece in enumerate(answer.iter_content(MB)):
            got.update(piece)
            if number == 3:
                time.sleep(1.0)  # a slow reader: what it has not read must not wait in memory
                most = web.memory - before
    assert got.hexdigest() == digest
    assert max(grown_in, most) < 24 * MB


def test_a_download_resumes_where_it_broke_off(web, board):
    data = os.urandom(3 * MB)
    board.put(f"{board.files}/app.bin", data=data)
    first = board.get(f"{board.files}/app.bin", headers={"Range": f"bytes=0-{MB - 1}"})
    rest = board.get(f"{board.files}/app.bin", headers={"Range": f"bytes={MB}-", "If-Range": first.headers["ETag"]})

    assert (first.status_code, rest.status_code) == (206, 206)
    assert rest.headers["Content-Range"] == f"bytes {MB}-{3 * MB - 1}/{3 * MB}"
    assert first.content + rest.content == data
    assert board.head(f"{board.files}/app.bin").headers["Content-Length"] == str(3 * MB)
    wait_for(
        lambda: FileDelivery.objects.filter(status="downloaded", bytes_sent=3 * MB).exists(), within_s=5, says="it is downloaded"
    )


def test_a_browser_uploads_a_form(web, organization, engineer):
    cookies = {"sessionid": factories.client(engineer).cookies["sessionid"].value, "csrftoken": "x" * 32}
    device = factories.device(organization)

    answer = requests.post(
        f"{web.address}/api/files",
        params={"node": f"d:{device.id}", "name": "page.html", "version": "1"},
        files={"content": ("anything", b"<script>", "text/html")},
        cookies=cookies,
        headers={"X-CSRFToken": "x" * 32},
        timeout=20,
    )

    assert answer.status_code == 200, answer.text
    assert answer.json()["active"]["size"] == 8


def test_a_server_that_dies_in_the_middle_of_an_upload_leaves_nothing_visible(board, organization):
    with running() as mortal, socket.create_connection(("127.0.0.1", mortal.port), 10) as wire:
        wire.sendall(head_for(board, "half.bin", f"Content-Length: {20 * MB}").encode())
        wire.sendall(bytes(10 * MB))
        time.sleep(0.3)
        mortal.stop(signal.SIGKILL)

    assert DeviceFile.objects.count() == FileVersion.objects.count() == 0
    assert incoming() == []
    with running() as again:
        assert requests.get(f"{again.address}/api/device/files", headers=dict(board.headers), timeout=10).json() == {"items": []}
