"""What a TLS handshake looks like from our side, and why it failed, in words for the connection log.

OpenSSL says little about a failed handshake, and to the client of a small board it says nothing. So each one is watched:
what the client offered, the certificate it showed, which alert went which way.
"""

import functools
import ssl
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from cryptography import x509

from devices import certificates

_HANDSHAKE, _ALERT = 22, 21
_CLIENT_HELLO, _CERTIFICATE = 1, 11
_SERVER_NAME, _MAX_FRAGMENT, _GROUPS, _VERSIONS = 0, 1, 10, 43
VERSIONS: Final = {0x0300: "SSL 3.0", 0x0301: "TLS 1.0", 0x0302: "TLS 1.1", 0x0303: "TLS 1.2", 0x0304: "TLS 1.3"}
GROUPS: Final = {23: "P-256", 24: "P-384", 25: "P-521", 29: "X25519", 30: "X448"}
OUR_VERSIONS: Final = frozenset({"TLS 1.2", "TLS 1.3"})
OFFERS_KEPT: Final = 40
CERTIFICATE_BYTES: Final = 32 * 1024
# More than this is a lot for a board with 40 KB of memory.
SMALL_BYTES: Final = 1_500

ALERTS: Final = {
    0: "close notify", 10: "unexpected message", 20: "bad record MAC", 22: "record overflow", 40: "handshake failure",
    42: "bad certificate", 43: "unsupported certificate", 44: "certificate revoked", 45: "certificate expired",
    46: "certificate unknown", 47: "illegal parameter", 48: "unknown CA", 49: "access denied", 50: "decode error",
    51: "decrypt error", 70: "protocol version", 71: "insufficient security", 80: "internal error", 86: "inappropriate fallback",
    90: "user canceled", 109: "missing extension", 110: "unsupported extension", 112: "unrecognized name",
    116: "certificate required", 120: "no application protocol",
}  # fmt: skip


@dataclass(slots=True)
class Hello:
    """What a client offers in its first message."""

    versions: list[str] = field(default_factory=list)
    ciphers: list[int] = field(default_factory=list)
    server_name: str = ""
    groups: list[str] = field(default_factory=list)
    max_fragment: int = 0


class Served(NamedTuple):
    """Our own certificate, as far as a client can stumble over it."""

    names: tuple[str, ...]
    not_before: str
    not_after: str


@dataclass(slots=True)
class Handshake:
    """One handshake as it was seen. Small: thousands go on at a time."""

    hello: Hello | None = None
    hello_fault: str = ""
    shown: bytes = b""  # the client's own certificate, DER
    shown_count: int = 0
    shown_bytes: int = 0
    sent_bytes: int = 0  # of our certificates
    alert_in: int | None = None
    alert_out: int | None = None
    outgoing: ssl.MemoryBIO | None = None
    farewell: bytes = b""  # the alert that we owe the client

    def see(self, direction: str, content_type: int, data: bytes) -> None:
        if content_type == _ALERT and len(data) == 2:
            if direction == "read":
                self.alert_in = data[1]
            else:
                self.alert_out = data[1]
        elif content_type == _HANDSHAKE and data:
            if data[0] == _CLIENT_HELLO and direction == "read":
                try:
                    self.hello = read_hello(data)
                except (IndexError, ValueError) as error:
                    self.hello_fault = str(error)
            elif data[0] == _CERTIFICATE and direction == "read":
                self._see_certificate(data)
            elif data[0] == _CERTIFICATE:
                self.sent_bytes = len(data)

    def _see_certificate(self, data: bytes) -> None:
        # TLS 1.2 has the length of the list first; 1.3 puts a context before it and extensions behind each certificate.
        if len(data) < 8:
            return
        at = 4
        is_1_3 = int.from_bytes(data[4:7], "big") != len(data) - 7
        if is_1_3:
            at += 1 + data[at]
        at += 3
        while at + 3 <= len(data):
            length = int.from_bytes(data[at : at + 3], "big")
            if not self.shown_count and length <= CERTIFICATE_BYTES:
                self.shown = bytes(data[at + 3 : at + 3 + length])
            self.shown_count += 1
            self.shown_bytes += length
            at += 3 + length
            if is_1_3:
                at += 2 + int.from_bytes(data[at : at + 2], "big")

    def certificate(self) -> x509.Certificate | None:
        """The one that the client showed, whatever it is worth."""
        if not self.shown:
            return None
        try:
            certificate = x509.load_der_x509_certificate(self.shown)
            facts_of(certificate)
            certificates.device_id_in(certificate)
        except Exception:  # made by a stranger, it can be wrong in more ways than the library has a family of errors for
            return None
        return certificate

    def details(self) -> dict[str, Any]:
        """All of it, for whoever wants to know more than the sentence says."""
        found: dict[str, Any] = {}
        if self.hello is not None:
            found["versions"] = self.hello.versions
            found["ciphers"] = [cipher_name(number) for number in self.hello.ciphers[:OFFERS_KEPT]]
            found["groups"] = self.hello.groups
            if self.hello.server_name:
                found["sni"] = self.hello.server_name
            if self.hello.max_fragment:
                found["max_fragment_bytes"] = self.hello.max_fragment
        if self.alert_in is not None:
            found["alert_of_client"] = ALERTS.get(self.alert_in, f"alert {self.alert_in}")
        if self.alert_out is not None:
            found["alert_of_edge"] = ALERTS.get(self.alert_out, f"alert {self.alert_out}")
        if self.sent_bytes:
            found["our_certificate_bytes"] = self.sent_bytes
        if self.shown:
            found["certificate"] = facts_of(self.certificate()) | {"count": self.shown_count, "bytes": self.shown_bytes}
        return found


def facts_of(certificate: x509.Certificate | None) -> dict[str, Any]:
    if certificate is None:
        return {"subject": "it cannot be read"}
    return {
        "subject": _subject(certificate),
        "issuer": certificate.issuer.rfc4514_string()[:200],
        "serial": f"{certificate.serial_number:x}",
        "fingerprint": certificates.fingerprint_of(certificate),
        "not_before": f"{certificate.not_valid_before_utc:%Y-%m-%dT%H:%M:%SZ}",
        "not_after": f"{certificate.not_valid_after_utc:%Y-%m-%dT%H:%M:%SZ}",
    }


# --- watching

_watched: ContextVar[Handshake] = ContextVar("handshake")


class WatchedObject(ssl.SSLObject):
    """Keeps the alert of a failed handshake, which the loop throws away."""

    seen: Handshake | None = None

    def do_handshake(self) -> None:
        try:
            super().do_handshake()
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except ssl.SSLError:
            if self.seen is not None and self.seen.outgoing is not None:
                self.seen.farewell = self.seen.outgoing.read()
            raise


class WatchedContext(ssl.SSLContext):
    """Reports the messages of each handshake to the `Handshake` of the task that takes the connection.

    Python has the hook that OpenSSL offers for this, but under a private name. Nothing else shows a client's certificate
    that was refused, or an alert inside TLS 1.3, where both are encrypted.
    """

    sslobject_class = WatchedObject

    def watch(self) -> None:
        # The property of `ssl.SSLContext` turns every number into an enum, at ten times the price.
        hook: Any = ssl.SSLContext.__mro__[1]
        hook._msg_callback.__set__(self, _on_message)

    def wrap_bio(self, incoming: ssl.MemoryBIO, outgoing: ssl.MemoryBIO, *arguments: Any, **options: Any) -> ssl.SSLObject:
        made = super().wrap_bio(incoming, outgoing, *arguments, **options)
        seen = _watched.get(None)
        if seen is not None and isinstance(made, WatchedObject):
            seen.outgoing = outgoing
            made.seen = seen
        return made


def watched() -> Handshake:
    """A new record; whatever handshake the present task begins is written into it."""
    made = Handshake()
    _watched.set(made)
    return made


def _on_message(connection: Any, direction: str, version: int, content_type: int, message_type: int, data: bytes) -> None:
    if content_type in (_HANDSHAKE, _ALERT):
        seen = getattr(connection, "seen", None)
        if seen is not None:
            seen.see(direction, content_type, data)


# --- reading a ClientHello


def read_hello(data: bytes) -> Hello:
    """The first message of a client, from its type on."""
    hello = Hello()
    legacy = int.from_bytes(data[4:6], "big")
    at = 6 + 32
    at += 1 + data[at]
    size = int.from_bytes(data[at : at + 2], "big")
    ciphers = data[at + 2 : at + 2 + size]
    # Numbers of the form 0x?A?A mean nothing: some clients send them so that servers stay tolerant.
    hello.ciphers = [number for number in _pairs(ciphers) if number & 0x0F0F != 0x0A0A and number not in (0x00FF, 0x5600)]
    at += 2 + size
    at += 1 + data[at]
    hello.versions = [VERSIONS.get(legacy, f"version {legacy:#06x}")]
    end = at + 2 + int.from_bytes(data[at : at + 2], "big")
    at += 2
    while at + 4 <= min(end, len(data)):
        kind, length = int.from_bytes(data[at : at + 2], "big"), int.from_bytes(data[at + 2 : at + 4], "big")
        _read_extension(hello, kind, data[at + 4 : at + 4 + length])
        at += 4 + length
    return hello


def _read_extension(hello: Hello, kind: int, body: bytes) -> None:
    if kind == _SERVER_NAME and len(body) > 5:
        hello.server_name = body[5:].decode("ascii", errors="replace")[:255]
    elif kind == _MAX_FRAGMENT and len(body) == 1:
        hello.max_fragment = 256 << body[0] if 1 <= body[0] <= 4 else 0
    elif kind == _GROUPS and len(body) > 2:
        hello.groups = [GROUPS.get(number, f"group {number}") for number in _pairs(body[2:]) if number & 0x0F0F != 0x0A0A]
    elif kind == _VERSIONS and len(body) > 1:
        hello.versions = [VERSIONS.get(number, f"version {number:#06x}") for number in _pairs(body[1:]) if number in VERSIONS]


def _pairs(body: bytes) -> list[int]:
    return [body[at] << 8 | body[at + 1] for at in range(0, len(body) - 1, 2)]


@functools.lru_cache(maxsize=1)
def _cipher_names() -> dict[int, str]:
    everything = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    everything.set_ciphers("ALL:COMPLEMENTOFALL:@SECLEVEL=0")
    return {cipher["id"] & 0xFFFF: cipher["name"] for cipher in everything.get_ciphers()}


def cipher_name(number: int) -> str:
    return _cipher_names().get(number, f"{number:#06x}")


# --- saying why


def explain(error: Exception, seen: Handshake, served: Served) -> str:
    """Why the handshake failed and what to do about it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate_refused(error, seen)
    if seen.alert_in not in (None, 0):
        return _client_refused(seen, served)
    reason = (getattr(error, "reason", None) or "") if isinstance(error, ssl.SSLError) else ""
    words = _BY_REASON.get(reason)
    if words is not None:
        return words(seen)
    if isinstance(error, ConnectionAbortedError | TimeoutError):
        return _silent(seen)
    if reason and reason != "UNEXPECTED_EOF_WHILE_READING":
        return f"The TLS handshake failed: {reason.replace('_', ' ').lower()}.{_offer(seen)}"
    return _hung_up(seen)


def _certificate_refused(error: ssl.SSLCertVerificationError, seen: Handshake) -> str:
    certificate = seen.certificate()
    name = f"The client's certificate ({_subject(certificate)})"
    if certificate is None:
        return f"The client's certificate cannot be read: {error.verify_message}. Issue another on the device's page."
    match error.verify_code:
        case 10:
            return f"{name} expired at {certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC: issue another on the device's page."
        case 9:
            return f"{name} is not valid before {certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC."
        case 18:
            return f"{name} is signed by itself, not by our authority: issue one on the device's page."
        case 2 | 19 | 20 | 21 | 24 | 27:
            issuer = certificate.issuer.rfc4514_string() or "nobody"
            return f"{name} is signed by an unknown authority ({issuer[:120]}): issue one on the device's page."
        case 7:
            return f"{name} bears a signature that does not fit: it was changed, or another installation made it."
        case 26:
            return f"{name} is not meant for clients: it is a server's, perhaps."
        case 66 | 67 | 68:
            return f"{name} is too weak ({error.verify_message}): use ECDSA P-256, or RSA with 2,048 bits or more, and SHA-256."
    return f"{name} is refused: {error.verify_message}."


def _client_refused(seen: Handshake, served: Served) -> str:
    assert seen.alert_in is not None
    alert = ALERTS.get(seen.alert_in, str(seen.alert_in))
    said = f"The client ended the TLS handshake with the alert “{alert}”"
    match seen.alert_in:
        case 48:
            way_out = "Give it ca.pem (/api/certificates/authority.pem)."
            return f"{said}: it does not know our authority. {way_out}{_wrong_name(seen, served)}"
        case 42 | 46:
            return (
                f"{said}: it does not accept our certificate. Either it lacks ca.pem, or it connects under a name that the "
                f"certificate does not hold.{_wrong_name(seen, served)}"
            )
        case 45:
            return (
                f"{said}: to its clock our certificate is out of date, which is valid from {served.not_before} to "
                f"{served.not_after} UTC. Is the client's clock right?"
            )
        case 43 | 51:
            return f"{said}: it cannot use the kind of our certificate (ECDSA P-256, or RSA).{_offer(seen)}"
        case 112:
            return f"{said}: it expects another name than the edge has.{_wrong_name(seen, served)}"
        case 80:
            return f"{said}: it failed by its own fault, often for lack of memory.{_memory(seen)}"
        case 40 | 47 | 70 | 71:
            return f"{said}: it finds nothing that both sides can do.{_offer(seen)}"
    return f"{said}.{_offer(seen)}"


def _wrong_name(seen: Handshake, served: Served) -> str:
    wanted = seen.hello.server_name if seen.hello else ""
    if not wanted or any(_fits(name, wanted) for name in served.names):
        return ""
    return f" It asked for the name “{wanted[:80]}”; the certificate holds {', '.join(served.names)[:160]}."


def _fits(name: str, wanted: str) -> bool:
    if name.startswith("*."):
        return wanted.partition(".")[2].lower() == name[2:].lower()
    return name.lower() == wanted.lower()


def _old_version(seen: Handshake) -> str:
    offered = ", ".join(seen.hello.versions) if seen.hello else "an old version"
    return f"The client offers {offered} only: the edge speaks TLS 1.2 and 1.3. Update the client's TLS library."


def _no_cipher(seen: Handshake) -> str:
    return (
        f"Client and edge have no cipher in common.{_offer(seen)} The edge takes ECDHE with AES-GCM, AES-CBC-SHA256 or ChaCha20, "
        "with ECDSA or RSA."
    )


def _no_tls(seen: Handshake) -> str:
    return "What came first was no TLS: the client speaks MQTT without TLS at the TLS port. Switch TLS on, or use the other port."


def _http(seen: Handshake) -> str:
    return "A browser or HTTP client came to the MQTT port: pages and API are at the HTTP port."


def _too_large(seen: Handshake) -> str:
    return "The client's certificates are too large (100 KB are read): it needs to send its own certificate only, no chain."


def _bad_proof(seen: Handshake) -> str:
    return (
        f"The client showed the certificate {_subject(seen.certificate())}, but its private key is another one: take the "
        "pair that was issued together."
    )


def _corrupt(seen: Handshake) -> str:
    return "The client's messages cannot be decrypted: something on the way changes them, or its TLS library is broken."


_BY_REASON: Final[dict[str, Callable[[Handshake], str]]] = {
    "UNSUPPORTED_PROTOCOL": _old_version,
    "VERSION_TOO_LOW": _old_version,
    "NO_SHARED_CIPHER": _no_cipher,
    "NO_SUITABLE_SIGNATURE_ALGORITHM": _no_cipher,
    "NO_SUITABLE_KEY_SHARE": _no_cipher,
    "NO_SHARED_SIGNATURE_ALGORITHMS": _no_cipher,
    "WRONG_VERSION_NUMBER": _no_tls,
    "NOT_SSL_RECORD_OR_HTTP": _no_tls,
    "UNKNOWN_PROTOCOL": _no_tls,
    "PACKET_LENGTH_TOO_LONG": _no_tls,
    "BAD_RECORD_TYPE": _no_tls,
    "HTTP_REQUEST": _http,
    "HTTPS_PROXY_REQUEST": _http,
    "EXCESSIVE_MESSAGE_SIZE": _too_large,
    "BAD_SIGNATURE": _bad_proof,
    "DECRYPTION_FAILED_OR_BAD_RECORD_MAC": _corrupt,
    "BAD_DECRYPT": _corrupt,
}


def _silent(seen: Handshake) -> str:
    if seen.hello is None:
        return "The client said nothing that begins a TLS handshake within 10 s."
    return f"The client began a TLS handshake and then fell silent.{_memory(seen)}"


def _hung_up(seen: Handshake) -> str:
    if seen.hello is None:
        return "The client hung up before it began a TLS handshake."
    if not seen.sent_bytes:
        return f"The client hung up in the middle of the TLS handshake, before it saw our certificate.{_offer(seen)}"
    return (
        f"The client hung up in the middle of the TLS handshake, after our certificate, without saying why: it may not trust our "
        f"authority (ca.pem), or not believe the date.{_memory(seen)}"
    )


def _memory(seen: Handshake) -> str:
    words = f" Our certificate took {seen.sent_bytes:,} bytes." if seen.sent_bytes else ""
    if seen.sent_bytes > SMALL_BYTES:
        words += " A small board may run out of memory: let it offer ECDSA ciphers, whose certificate is a third as long."
    elif seen.sent_bytes:
        words += (
            " A small board may run out of memory: it needs about 20 KB free, or less with a maximum fragment length of 1,024."
        )
    return words


def _offer(seen: Handshake) -> str:
    """What the client can, as far as it said."""
    if seen.hello is None:
        return ""
    names = [cipher_name(number) for number in seen.hello.ciphers]
    listed = ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
    return f" It offers {', '.join(seen.hello.versions)} with {listed or 'no cipher'}."


def _subject(certificate: x509.Certificate | None) -> str:
    if certificate is None:
        return "which cannot be read"
    return certificate.subject.rfc4514_string()[:120] or "without a name"
