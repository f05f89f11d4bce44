"""Which machines the program may call on behalf of its users: those of the internet, and whatever the administrator names.

A flow's author chooses a URL, but stands outside; the program stands inside, next to the database and the metadata
service of the cloud. So addresses are looked at, not names, and whoever connects uses the very addresses that were
looked at: a name that means something else a moment later gains nothing.
"""

import functools
import ipaddress
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from core.errors import Refused, Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# What the registries call global, although nobody but one's own cloud or router answers there.
_LOCAL_AFTER_ALL = (
    ipaddress.ip_network("168.63.129.16/32"),  # metadata of a large cloud
    ipaddress.ip_network("192.0.0.0/24"),  # of another one
    ipaddress.ip_network("192.88.99.0/24"),  # relays of 6to4
    ipaddress.ip_network("3fff::/20"),  # for examples in books
)
_UNICAST_6 = ipaddress.ip_network("2000::/3")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotAllowed(Refused):
    code = "address"

    def __init__(self, host: str) -> None:
        super().__init__(
            f"“{host}” is on this machine or in a private network, which are not called. "
            "Give a public address, or ask the administrator to allow it (SLUICE_OUTBOUND_ALLOW)."
        )


@dataclass(frozen=True)
class Allowance:
    """One entry of the setting: a network, or a name (`*.lan` for all below it), and perhaps one port of it."""

    network: Network | None
    name: str
    port: int | None

    def covers(self, host: str, address: Address, port: int) -> bool:
        if self.port is not None and self.port != port:
            return False
        if self.network is not None:
            return address in self.network
        return host == self.name or (self.name.startswith("*.") and host.endswith(self.name[1:]))


def is_public(address: Address) -> bool:
    """Whether it is a machine of the internet: nothing that only has a meaning here, or inside another address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return is_public(inner)
        if address not in _UNICAST_6:
            return False
    return address.is_global and not address.is_multicast and not any(address in network for network in _LOCAL_AFTER_ALL)


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which a gateway on the way would take this one."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def resolve(host: str, port: int, *, timeout_s: float) -> list[tuple[int, Any]]:
    """The addresses of `host` that may be called, as (family, socket address): connect to these, not to the name."""
    allowances = _allowances(tuple(settings.OUTBOUND_ALLOW))
    plain_name = host.lower().rstrip(".")
    allowed = []
    for family, socket_address in _look_up(host, port, timeout_s):
        address = ipaddress.ip_address(str(socket_address[0]).partition("%")[0])
        shown = getattr(address, "ipv4_mapped", None) or address
        if is_public(address) or any(entry.covers(plain_name, shown, port) for entry in allowances):
            allowed.append((family, socket_address))
    if not allowed:
        raise NotAllowed(host)
    return allowed


def _look_up(host: str, port: int, timeout_s: float) -> list[tuple[int, Any]]:
    """What the system's resolver says, which knows no time limit itself."""
    answers: list[Any] = []

    def ask() -> None:
        try:
            answers.append(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(timeout_s)
    match answers:
        case []:
            raise Unavailable(f"Nobody has told within {timeout_s:g} s where “{host}” is.", code="timeout")
        case [Exception()]:
            raise Unavailable(f"There is no host “{host}”, or nobody knows it now. Check how it is written.", code="host")
    return [(family, address) for family, _, _, _, address in answers[0] if family in (socket.AF_INET, socket.AF_INET6)]


def allowance(text: str) -> Allowance:
    """Reads `10.0.0.0/8`, `192.168.1.5`, `printer.lan`, `*.lan`, each perhaps with `:port` (`[fd00::1]:8080`)."""
    whole = text.strip()
    try:
        return Allowance(ipaddress.ip_network(whole.strip("[]"), strict=False), "", None)
    except ValueError:
        rest, _, port = whole.rpartition(":")
    if not rest:
        return Allowance(None, whole.lower(), None)
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise ValueError(f"“{text}” in SLUICE_OUTBOUND_ALLOW is not understood: give a network, an address or a host name.")
    try:
        return Allowance(ipaddress.ip_network(rest.strip("[]"), strict=False), "", int(port))
    except ValueError:
        return Allowance(None, rest.lower(), int(port))


@functools.lru_cache(maxsize=8)
def _allowances(entries: Sequence[str]) -> list[Allowance]:
    return [allowance(entry) for entry in entries if entry.strip()]
