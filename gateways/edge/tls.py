"""The certificates of the TLS port: files named by settings, or ones of our own authority made on first start.

Both kinds are served: ECDSA to whoever can, because it is small and quick, RSA to old clients. Changed files are taken up
while the edge runs; open connections go on.
"""

import asyncio
import logging
import ssl
import time
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from django.conf import settings

from devices import authority
from devices.authority import Pair
from gateways.edge.handshake import Served, WatchedContext

logger = logging.getLogger(__name__)

LOOK_S: Final = 2.0
# How often the demo's own certificate is asked whether it still lasts.
RENEW_S: Final = 3_600.0


class Contexts(NamedTuple):
    """One for handshakes, which reports what it sees, and an equal one for what follows, which costs nothing a message."""

    watched: WatchedContext
    quiet: ssl.SSLContext
    served: Served


Stamp = tuple[tuple[int, int, int], ...]


def pairs() -> list[Pair]:
    """Files named by settings, else those of our own authority."""
    if not (settings.TLS_CERTIFICATE and settings.TLS_KEY):
        return authority.ensure_server_certificates()
    named = [Pair(Path(settings.TLS_CERTIFICATE), Path(settings.TLS_KEY))]
    if settings.TLS_RSA_CERTIFICATE and settings.TLS_RSA_KEY:
        named.append(Pair(Path(settings.TLS_RSA_CERTIFICATE), Path(settings.TLS_RSA_KEY)))
    return named


def contexts(files: list[Pair]) -> Contexts:
    trusted = authority.bundle()
    watched = WatchedContext(ssl.PROTOCOL_TLS_SERVER)
    quiet = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    for made in (watched, quiet):
        # Devices in the field speak 1.2 for a long time yet.
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        for pair in files:
            made.load_cert_chain(pair.certificate, pair.key)
        # Whoever has a certificate of ours needs no token; whoever has none shows a token later.
        made.verify_mode = ssl.CERT_OPTIONAL
        made.load_verify_locations(cadata=trusted)
        # A ticket holds the client's certificate: one is enough, and small boards have to read it.
        made.num_tickets = 1
    watched.watch()
    return Contexts(watched, quiet, _served(files))


def stamp(files: list[Pair]) -> Stamp:
    """Changes when one of the files does; empty while one is being replaced."""
    named = [Path(path) for path in (settings.CA_CERTIFICATE, settings.CA_RSA_CERTIFICATE) if path]
    watched = [*(file for pair in files for file in pair), *named]
    try:
        return tuple((found.st_ino, found.st_mtime_ns, found.st_size) for found in (file.stat() for file in watched))
    except OSError:
        return ()


class Reloader:
    """Looks after the files. A pair that does not fit is named once and left aside until a file changes again."""

    def __init__(self) -> None:
        self._files = pairs()
        self._stamp = stamp(self._files)
        self._renew_at = time.monotonic() + RENEW_S
        self.contexts = contexts(self._files)

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOK_S)
            await loop.run_in_executor(None, self.look)

    def look(self) -> None:
        try:
            if time.monotonic() >= self._renew_at:
                self._renew_at = time.monotonic() + RENEW_S
                self._files = pairs()
            now = stamp(self._files)
            if not now or now == self._stamp:
                return
            self._stamp = now
            self.contexts = contexts(self._files)
        except (OSError, ValueError, TypeError) as error:
            logger.error("The TLS port keeps its old certificates, the new files cannot be used: %s", error)
        else:
            logger.info("The TLS port has new certificates, for %s", ", ".join(self.contexts.served.names))


def _served(files: list[Pair]) -> Served:
    certificate = x509.load_pem_x509_certificate(files[0].certificate.read_bytes())
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        names = tuple(str(name.value) for name in found)
    except x509.ExtensionNotFound:
        names = ()
    return Served(names, f"{certificate.not_valid_before_utc:%Y-%m-%d}", f"{certificate.not_valid_after_utc:%Y-%m-%d}")
