"""A web server of other people for tests: two makers of devices as their customers know them, and every bad habit.

`Yepzon` answers GET /resource/coco/SERIAL/data/latest with the newest data of a device. `Trusted` gives a token for user name
and password (POST /token), which ends after `token_s`; its data is read with the token in a header.
"""

import gzip
import json
import ssl
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

SERIAL = "865851039617741"
USER, PASSWORD = "plant@example.com", "s3cret-of-the-plant"


class RestServer(ThreadingHTTPServer):
    """Listens on a free port of 127.0.0.1; `clock` tells seconds, so that tests can let tokens end."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, token_s: float = 60.0, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.clock = clock
        self.token_s = token_s
        self.tokens: dict[str, float] = {}
        self.seen: list[dict[str, Any]] = []
        self.counts: Counter[str] = Counter()
        self.refused = 0
        self.failures_left = 0
        self.answer: Any = {}
        self.scheme = "http"
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up early is none of our business."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: RestServer

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        query = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        with self.server.lock:
            self.server.counts[parts.path] += 1
            self.server.seen.append(
                {
                    "method": self.command,
                    "path": parts.path,
                    "raw_path": self.path,
                    "query": query,
                    "headers": dict(self.headers.items()),
                    "body": body.decode(errors="replace"),
                }
            )
            del self.server.seen[:-200]
        name = parts.path.strip("/").split("/")[0]
        answer = getattr(self, f"get_{name.replace('-', '_')}", None)
        if answer is None:
            self.send(404, {"error": f"nothing at {parts.path}"})
        else:
            answer(parts.path, query, body)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET  # noqa: N815  the names that the standard library calls

    def send(self, status: int, value: Any = b"", *, kind: str = "application/json", **headers: str) -> None:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    # --- the two makers

    def get_resource(self, path: str, query: dict[str, str], body: bytes) -> None:
        serial = path.split("/")[3]
        if serial != SERIAL:
            return self.send(404, {"error": "no such asset"})
        count = self.server.counts[path]
        return self.send(
            200,
            {
                "serial": serial,
                "timestamp": 1_543_658_400_000 + count * 1_000,
                "location": {"latitude": 63.0951, "longitude": 21.6165, "method": "GPS"},
                "sensors": [
                    {"type": "temperature", "value": 21.5 + count % 3, "unit": "C"},
                    {"type": "humidity", "value": 40 + count % 5, "unit": "%"},
                ],
            },
        )

    def get_token(self, path: str, query: dict[str, str], body: bytes) -> None:
        kind = self.headers.get("Content-Type", "")
        given = (
            json.loads(body or b"{}")
            if "json" in kind
            else {name: values[-1] for name, values in parse_qs(body.decode()).items()}
        )
        if self.command != "POST" or (given.get("username"), given.get("password")) != (USER, PASSWORD):
            return self.send(400, {"error": "invalid_grant"})
        token = f"token-{self.server.counts['/token']}"
        with self.server.lock:
            self.server.tokens[token] = self.server.clock() + self.server.token_s
        return self.send(200, {"access_token": token, "token_type": "bearer", "expires_in": int(self.server.token_s)})

    def get_api(self, path: str, query: dict[str, str], body: bytes) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.server.tokens.get(token, -1.0) <= self.server.clock():
            self.server.refused += 1
            return self.send(401, {"message": "Authorization has been denied for this request."})
        if query.get("SerialNumber") != SERIAL or query.get("Count") != "1":
            return self.send(400, {"message": "Name a SerialNumber, and Count=1."})
        count = self.server.counts[path]
        moment = f"2018-12-01T10:00:{count % 60:02}Z"
        if path == "/api/Positions/Get":
            return self.send(200, [{"Latitude": 55.6761, "Longitude": 12.5683, "Timestamp": moment}])
        return self.send(200, [{"SerialNumber": SERIAL, "Temperature": 4.0 + count % 10, "Timestamp": moment}])

    # --- OAuth 2

    def get_oauth(self, path: str, query: dict[str, str], body: bytes) -> None:
        token = f"oauth-{self.server.counts['/oauth']}"
        self.server.tokens[token] = self.server.clock() + self.server.token_s
        self.send(200, {"access_token": token, "token_type": "bearer", "expires_in": int(self.server.token_s)})

    def get_guarded(self, path: str, query: dict[str, str], body: bytes) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        is_good = self.server.tokens.get(token, -1.0) > self.server.clock()
        self.send(200 if is_good else 401, {"value": 1})

    # --- habits

    def get_answer(self, path: str, query: dict[str, str], body: bytes) -> None:
        """What the test has laid down."""
        self.send(200, self.server.answer)

    def get_echo(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(200, self.server.seen[-1])

    def get_status(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(int(path.split("/")[2]), {"status": path.split("/")[2]})

    def get_redirect(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(int(query.get("status", "302")), b"", Location=query["to"])

    def get_again(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(302, b"", Location="/again")

    def get_flaky(self, path: str, query: dict[str, str], body: bytes) -> None:
        """Fails as often as it was told to, then answers."""
        if self.server.failures_left > 0:
            self.server.failures_left -= 1
            after = {"Retry_After": query["after"]} if "after" in query else {}
            return self.send(int(query.get("status", "503")), {"error": "busy"}, **after)
        return self.send(200, {"value": 7})

    def get_gzip(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(200, gzip.compress(json.dumps({"packed": True}).encode()), Content_Encoding="gzip")

    def get_deflate(self, path: str, query: dict[str, str], body: bytes) -> None:
        packer = zlib.compressobj(wbits=-15 if "bare" in query else 15)
        self.send(200, packer.compress(b'{"packed": true}') + packer.flush(), Content_Encoding="deflate")

    def get_bomb(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(200, gzip.compress(b"\0" * 50_000_000), Content_Encoding="gzip")

    def get_broken_gzip(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(200, b"no gzip at all", Content_Encoding="gzip")

    def get_brotli(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(200, b"\x0b", Content_Encoding="br")

    def get_large(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(200, b"x" * int(query["bytes"]), kind="text/plain")

    def get_endless(self, path: str, query: dict[str, str], body: bytes) -> None:
        self._begin_chunks()
        while True:
            self._chunk(b"x" * 10_000)

    def get_trickle(self, path: str, query: dict[str, str], body: bytes) -> None:
        """One byte now and then, so that no single read ever times out."""
        self._begin_chunks()
        while True:
            self._chunk(b"x")
            time.sleep(0.02)

    def get_slow_head(self, path: str, query: dict[str, str], body: bytes) -> None:
        for letter in b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 10_000:
            self.wfile.write(bytes([letter]))
            time.sleep(0.02)

    def get_silent(self, path: str, query: dict[str, str], body: bytes) -> None:
        time.sleep(float(query.get("s", "5")))

    def get_cut(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")
        self.close_connection = True

    def get_garbage(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.wfile.write(b"SSH-2.0-OpenSSH_9.6\r\n")
        self.close_connection = True

    def get_latin(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(200, "Lämpö: 21 °C".encode("latin-1"), kind="text/plain; charset=iso-8859-1")

    def get_binary(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(200, b"\xff\xfe\x00\x01", kind="application/octet-stream")

    def get_bad_json(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(200, b'{"temperature": 21.5,')

    def get_text(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(200, b"pressure=2.5 bar; state=OK", kind="text/plain")

    def get_html(self, path: str, query: dict[str, str], body: bytes) -> None:
        page = b"<html><body><h1>Tank</h1><p id='level'>71</p><script>alert(1)</script></body></html>"
        self.send(200, page, kind="text/html")

    def get_xml(self, path: str, query: dict[str, str], body: bytes) -> None:
        text = (
            '<?xml version="1.0"?><stations xmlns="urn:weather">'
            '<station id="a"><temp unit="C">3.5</temp></station><station id="b"><temp unit="C">-1</temp></station></stations>'
        )
        self.send(200, text.encode(), kind="application/xml")

    def get_entities(self, path: str, query: dict[str, str], body: bytes) -> None:
        text = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
        self.send(200, text.encode(), kind="text/xml")

    def get_script(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(200, {"<img src=x onerror=alert(1)>": "<script>alert(2)</script>"})

    def get_pages(self, path: str, query: dict[str, str], body: bytes) -> None:
        """Seven items, three a page; the next page stands in the body, in a header, or follows from the number."""
        page = int(query.get("page", "1"))
        items = list(range(7))[(page - 1) * 3 : page * 3]
        more = page * 3 < 7
        following = f"{self.server.url}/pages?page={page + 1}"
        headers = {"Link": f'<{following}>; rel="next", <{self.server.url}/pages>; rel="first"'} if more else {}
        self.send(200, {"items": items, "next": following if more else None}, **headers)

    def get_redirected_page(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(200, {"items": [1], "next": "http://evil.example/pages"})

    def get_count(self, path: str, query: dict[str, str], body: bytes) -> None:
        self.send(200, {"count": self.server.counts[path]})

    def _begin_chunks(self) -> None:
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _chunk(self, piece: bytes) -> None:
        self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")


@contextmanager
def running(server: RestServer, *, certificate: Path | None = None, client_authority: Path | None = None) -> Iterator[RestServer]:
    """The server in a thread of its own; over TLS when it has a certificate (and its key, in one file)."""
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        if client_authority is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(client_authority)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.scheme = "https"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
