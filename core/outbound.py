"""Calls to other people's HTTP servers, for flows and webhooks: bounded in time, size and reach.

`send` makes one call and follows redirects. It raises `Refused` for what stays wrong until somebody changes something, and
`Unavailable` for what may go better next time. Any status the server answers with is an answer, not an error.
"""

import contextlib
import functools
import http.client
import os
import re
import socket
import ssl
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import certifi
import idna

from core import addresses
from core.errors import Refused, Unavailable

USER_AGENT = "Sluice"
MAX_REDIRECTS = 5
MAX_URL = 8_000
CHUNK = 65_536
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")

_REDIRECTS = (301, 302, 303, 307, 308)
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
# They say how a message is carried, which is decided here, or for whom it is, which the URL says.
_OURS = {"host", "content-length", "transfer-encoding", "connection", "keep-alive", "upgrade", "te", "trailer", "expect"}
# What a server that we are sent on to may see; everything else may be a secret meant for the first one.
_HARMLESS = {"accept", "accept-language", "user-agent"}
_IN_PATH = "/%:@!$&'()*+,;=~-._[]"

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Limits:
    """How long a call may take as a whole and in its parts, and how much the answer may be, also once it is unpacked."""

    total_s: float = 30.0
    connect_s: float = 10.0
    read_s: float = 30.0
    max_bytes: int = 5_000_000
    redirects: int = MAX_REDIRECTS


@dataclass(frozen=True)
class Tls:
    """How the server proves who it is, and we to it. All are texts in PEM form."""

    verify: bool = True
    ca: str = ""
    certificate: str = field(default="", repr=False)
    key: str = field(default="", repr=False)


@dataclass(frozen=True)
class Answer:
    """What a server said in the end."""

    status: int
    reason: str
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str
    took_s: float
    redirects: int = 0

    @property
    def is_ok(self) -> bool:
        return self.status < 400


def send(
    method: str,
    url: str,
    *,
    headers: Headers = (),
    body: bytes = b"",
    limits: Limits | None = None,
    tls: Tls | None = None,
) -> Answer:
    """Make the call. Headers, payload and client certificate go to the server of `url` only, not to where it redirects."""
    limits, tls = limits or Limits(), tls or Tls()
    started = time.monotonic()
    deadline = _Deadline(started + limits.total_s, limits)
    check_headers(headers)
    place = read_url(url)
    for hop in range(limits.redirects + 1):
        with _speak(place, deadline):
            found = _one(method, place, headers, body, deadline, tls)
        target = found.headers.get("location") if found.status in _REDIRECTS else None
        if target is None or limits.redirects == 0:
            return Answer(**vars(found) | {"took_s": time.monotonic() - started, "redirects": hop})
        before, place = place, read_url(urljoin(place.geturl(), target))
        if found.status == 303 or (found.status in (301, 302) and method == "POST"):
            method, body = ("HEAD" if method == "HEAD" else "GET"), b""
            headers = [pair for pair in headers if pair[0].lower() != "content-type"]
        if not _is_same_server(before, place):
            if body:
                raise Refused(
                    f"{_name(before)} wants the payload sent on to {_name(place)}, another server. "
                    "If that is right, use its URL in the first place.",
                    code="redirect",
                )
            headers = [pair for pair in headers if pair[0].lower() in _HARMLESS]
            tls = Tls(verify=tls.verify, ca=tls.ca)
    raise Refused(f"{_name(place)} has redirected more than {limits.redirects} times. Use the last URL.", code="redirect")


# --- what is asked


def read_url(url: str) -> SplitResult:
    """The URL in parts, spelled with the characters that may travel; refused when it can name no HTTP server."""
    shown = url[:100]
    if len(url) > MAX_URL:
        raise Refused(f"The URL has {len(url):,} characters; {MAX_URL:,} are allowed.", code="url")
    if any(ord(letter) < 33 or ord(letter) == 127 for letter in url):
        raise Refused(f"“{shown}” holds a space or a control character, which URLs cannot.", code="url")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname or ""
    except ValueError:
        raise Refused(f"“{shown}” is no URL: give something like https://api.example.com/data.", code="url") from None
    if parts.scheme not in ("http", "https") or not host:
        raise Refused(f"“{shown}” is no URL of a web server: it begins with https:// or http:// and a host.", code="url")
    if parts.username is not None or parts.password is not None:
        raise Refused("The URL holds a user name or password. Keep them among the credentials and choose them there.", code="url")
    if port == 0:
        raise Refused("A server cannot have port 0.", code="url")
    name = _spelled(host)
    address = f"[{name}]" if ":" in name else name
    return SplitResult(
        parts.scheme,
        f"{address}:{port}" if port else address,
        quote(parts.path or "/", safe=_IN_PATH),
        quote(parts.query, safe=_IN_PATH + "?"),
        "",
    )


def _spelled(host: str) -> str:
    """The host in letters that the DNS knows."""
    if host.isascii():
        if not re.fullmatch(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+(%25[A-Za-z0-9]+)?", host):
            raise Refused(f"“{host[:100]}” is no name of a host.", code="url")
        return host
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        raise Refused(f"“{host[:100]}” is no name of a host.", code="url") from None


def check_headers(headers: Headers) -> None:
    """Refuse what would end the header early, smuggle in another one, or say how the message is carried."""
    for name, value in headers:
        if not _TOKEN.fullmatch(name):
            raise Refused(f"“{name[:60]}” cannot be the name of a header: use letters, digits and -.", code="header")
        if name.lower() in _OURS or name.lower().startswith("proxy-"):
            raise Refused(f"The header {name} follows from the call itself and cannot be set.", code="header")
        if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value):
            raise Refused(f"The value of the header {name} holds a line break or another control character.", code="header")
        if len(value) > 16_000:
            raise Refused(f"The value of the header {name} has {len(value):,} characters; 16,000 are allowed.", code="header")


def _is_same_server(one: SplitResult, other: SplitResult) -> bool:
    """The same host and port, or the same host after the usual step from http to https."""
    if one.hostname != other.hostname:
        return False
    if one.scheme == other.scheme:
        return _port(one) == _port(other)
    return (one.scheme, _port(one), other.scheme, _port(other)) == ("http", 80, "https", 443)


def _port(place: SplitResult) -> int:
    return place.port or (443 if place.scheme == "https" else 80)


def _name(place: SplitResult) -> str:
    return place.netloc


# --- one call


class _Deadline:
    """The end of the whole call, and how long each part may take until then."""

    def __init__(self, at: float, limits: Limits) -> None:
        self._at = at
        self.limits = limits
        self.waited_for_s = limits.total_s

    def left_s(self, most_s: float) -> float:
        left = self._at - time.monotonic()
        self.waited_for_s = most_s if most_s < left else self.limits.total_s
        if left <= 0:
            raise TimeoutError
        return min(left, most_s)


class _Socket(socket.socket):
    """A server that sends one byte a second keeps a plain time limit from ever running out; these look at the whole."""

    deadline: _Deadline

    def recv_into(self, *args: Any) -> int:
        self.settimeout(self.deadline.left_s(self.deadline.limits.read_s))
        return super().recv_into(*args)


class _TlsSocket(ssl.SSLSocket):
    deadline: _Deadline

    def recv_into(self, *args: Any) -> int:
        self.settimeout(self.deadline.left_s(self.deadline.limits.read_s))
        return super().recv_into(*args)

    def send(self, *args: Any) -> int:
        self.settimeout(self.deadline.left_s(self.deadline.limits.read_s))
        return super().send(*args)


class _Connection(http.client.HTTPConnection):
    """Connects to an address that has been looked at, under the name that the certificate must bear."""

    def __init__(self, place: SplitResult, deadline: _Deadline, context: ssl.SSLContext | None) -> None:
        super().__init__(place.hostname or "", _port(place))
        self.default_port = 443 if place.scheme == "https" else 80
        self._deadline = deadline
        self._context = context

    def connect(self) -> None:
        deadline, limits = self._deadline, self._deadline.limits
        plain = self._reach(addresses.resolve(self.host, self.port, timeout_s=deadline.left_s(limits.connect_s)))
        self.sock = plain
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._context is not None:
            plain.settimeout(deadline.left_s(limits.connect_s))
            secure = self._context.wrap_socket(plain, server_hostname=self.host)
            assert isinstance(secure, _TlsSocket)
            secure.deadline = deadline
            self.sock = secure
        self.sock.settimeout(deadline.left_s(limits.read_s))

    def _reach(self, found: list[tuple[int, Any]]) -> _Socket:
        last: OSError | None = None
        for family, address in found:
            plain = _Socket(family, socket.SOCK_STREAM)
            plain.deadline = self._deadline
            try:
                plain.settimeout(self._deadline.left_s(self._deadline.limits.connect_s))
                plain.connect(address)
            except OSError as error:
                plain.close()
                last = error
            else:
                return plain
        raise last or OSError("no address")


def _one(method: str, place: SplitResult, headers: Headers, body: bytes, deadline: _Deadline, tls: Tls) -> Answer:
    connection = _Connection(place, deadline, context_of(tls) if place.scheme == "https" else None)
    try:
        target = place.path + (f"?{place.query}" if place.query else "")
        connection.putrequest(method, target, skip_accept_encoding=True)
        given = {name.lower() for name, _ in headers}
        for name, value in [("User-Agent", USER_AGENT), ("Accept", "*/*"), ("Accept-Encoding", "gzip, deflate")]:
            if name.lower() not in given:
                connection.putheader(name, value)
        for name, value in headers:
            connection.putheader(name, value.strip().encode())
        connection.putheader("Connection", "close")
        if body or method in ("POST", "PUT", "PATCH"):
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        with contextlib.closing(connection.getresponse()) as response:
            is_sent_on = response.status in _REDIRECTS and deadline.limits.redirects
            return Answer(
                status=response.status,
                reason=response.reason[:200],
                headers=_joined(response.getheaders()),
                body=b"" if is_sent_on else _body(response, place, deadline),
                url=place.geturl(),
                took_s=0.0,
            )
    finally:
        connection.close()


def _joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in pairs:
        low = name.lower()
        headers[low] = f"{headers[low]}, {value}" if low in headers else value
    return headers


def _body(response: http.client.HTTPResponse, place: SplitResult, deadline: _Deadline) -> bytes:
    """The unpacked body. What is too long is noticed while it comes, so a packed gigabyte never stands in memory."""
    most = deadline.limits.max_bytes
    pieces: list[bytes] = []
    size = 0
    for piece in _unpacked(_raw(response, most, place), response.getheader("Content-Encoding", ""), most):
        size += len(piece)
        if size > most:
            raise _too_large(place, most)
        pieces.append(piece)
    return b"".join(pieces)


def _raw(response: http.client.HTTPResponse, most: int, place: SplitResult) -> Iterator[bytes]:
    size = 0
    # `read1` gives what is there, `read` would wait for all of it.
    while piece := response.read1(CHUNK):
        size += len(piece)
        if size > most:
            raise _too_large(place, most)
        yield piece
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)


def _unpacked(pieces: Iterator[bytes], encoding: str, most: int) -> Iterator[bytes]:
    kinds = [kind.strip() for kind in encoding.lower().split(",") if kind.strip() not in ("", "identity")]
    if not kinds:
        yield from pieces
        return
    if len(kinds) > 1 or kinds[0] not in ("gzip", "x-gzip", "deflate"):
        raise Refused(f"The answer is packed as “{encoding[:60]}”; gzip and deflate are understood.", code="encoding")
    unpack = None
    for piece in pieces:
        if unpack is None:
            # Some servers send deflate without its two bytes of header.
            is_bare = kinds[0] == "deflate" and piece[0] & 0x0F != 8
            unpack = zlib.decompressobj(-zlib.MAX_WBITS if is_bare else zlib.MAX_WBITS | 32)
        while piece:
            yield unpack.decompress(piece, most + 1)
            piece = unpack.unconsumed_tail
    if unpack is not None and not unpack.eof:
        raise http.client.IncompleteRead(b"")


def _too_large(place: SplitResult, most: int) -> Refused:
    return Refused(
        f"{_name(place)} sends more than {most:,} bytes. Ask it for less, or raise the limit of the answer's size.", code="size"
    )


@contextlib.contextmanager
def _speak(place: SplitResult, deadline: _Deadline) -> Iterator[None]:
    """What can go wrong on the way, as sentences."""
    name = _name(place)
    try:
        yield
    except TimeoutError:
        raise Unavailable(
            f"{name} has not answered within {deadline.waited_for_s:g} s. Try again, or give it more time.", code="timeout"
        ) from None
    except ssl.SSLCertVerificationError as error:
        raise Refused(
            f"The certificate of {name} is not trusted: {error.verify_message}. "
            "Give its authority, or use the name it was made for.",
            code="certificate",
        ) from None
    except ssl.SSLError as error:
        words = (error.reason or str(error)).replace("_", " ").lower()
        raise Unavailable(f"The secure connection to {name} failed: {words}.", code="tls") from None
    except zlib.error:
        raise Unavailable(f"The answer of {name} is damaged: it cannot be unpacked.", code="answer") from None
    except http.client.IncompleteRead:
        raise Unavailable(f"{name} has broken off in the middle of its answer.", code="answer") from None
    except http.client.HTTPException as error:
        raise Unavailable(f"{name} does not answer in HTTP ({type(error).__name__}).", code="answer") from None
    except OSError as error:
        words = (error.strerror or str(error) or type(error).__name__).lower()
        raise Unavailable(f"{name} cannot be reached: {words}.", code="connection") from None


# --- TLS


def context_of(tls: Tls) -> ssl.SSLContext:
    if not tls.certificate:
        return _shared_context(tls.verify, tls.ca)
    context = _new_context(tls.verify, tls.ca)
    # OpenSSL reads keys from files only; this one has no name and is gone once it is closed.
    with os.fdopen(os.memfd_create("client", os.MFD_CLOEXEC), "w") as file:
        file.write(f"{tls.certificate}\n{tls.key}\n")
        file.flush()
        try:
            context.load_cert_chain(f"/proc/self/fd/{file.fileno()}", password="")
        except (ssl.SSLError, ValueError):
            raise Refused("The client certificate and its key do not fit, or are not in PEM form.", code="certificate") from None
    return context


@functools.lru_cache(maxsize=32)
def _shared_context(verify: bool, ca: str) -> ssl.SSLContext:
    return _new_context(verify, ca)


def _new_context(verify: bool, ca: str) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.sslsocket_class = _TlsSocket
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    try:
        # Small containers have no authorities of their own.
        context.load_verify_locations(certifi.where())
        if ca:
            context.load_verify_locations(cadata=ca)
    except (ssl.SSLError, ValueError):
        raise Refused(
            "The authority is no certificate in PEM form (-----BEGIN CERTIFICATE----- …).", code="certificate"
        ) from None
    return context
