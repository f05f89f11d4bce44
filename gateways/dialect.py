"""What a dialect is: the topics, logins and payloads by which one family of devices speaks MQTT to the edge.

A dialect is one folder beside this file with a module `dialect` that holds an object named `dialect`; it is found by
walking. The edge does the rest: sockets, sessions, acknowledgements, the log. Everything in a dialect is pure, so it
is tested without a network. Inside the private broker all topics of an organization stand under `o/<organization>/`.
"""

import functools
import importlib
import importlib.util
import math
import pkgutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from gateways.edge.packets import Connect

if TYPE_CHECKING:
    from gateways.requests import Asked

EVERYBODY = "*"


class Identity(NamedTuple):
    """Who a connection is, once its credential is known."""

    credential_id: int
    organization_id: str
    device_id: int
    device_name: str
    is_gateway: bool
    expires_at: float = math.inf  # seconds since 1970
    proof: Literal["token", "certificate", "claim code"] = "token"

    @property
    def is_device(self) -> bool:
        """False for one that is here to become a device."""
        return self.device_id != 0


class Claim(NamedTuple):
    """What a CONNECT shows of itself: its secret, and whom it says to be (only used to file a refusal)."""

    token: str
    organization_id: str = ""
    device_name: str = ""
    is_claim_code: bool = False  # the secret lets new devices register, and is none of a device


class Names(Protocol):
    """The devices of the organizations that have gateways."""

    def device_id(self, organization_id: str, name: str) -> int | None: ...


class Route(NamedTuple):
    """Where a publish of a client goes."""

    topic: str  # in the private broker
    use: Literal["samples", "results", "request", "other"]
    device_id: int
    device_name: str
    decoder: str = ""  # of the samples, registered with the telemetry log
    tail: str = ""  # what the topic says beyond the device, for the decoder; of a request its kind


class Filter(NamedTuple):
    """A subscription as the private broker sees it."""

    topic: str
    hears: str  # the name of the device whose own messages it takes, EVERYBODY, or empty when it takes none of any


class Delivery(NamedTuple):
    """A message of the private broker as the client sees it."""

    topic: str
    is_command: bool


class Scope(Protocol):
    """The topics of one connection, in both directions. Answers are kept by the edge, so none may change later."""

    def publish(self, topic: str) -> Route | str:
        """Where a publish goes, or why it is refused, as a sentence for the device's log."""
        ...

    def subscribe(self, topic_filter: str) -> Filter | None: ...

    def deliver(self, topic: str) -> Delivery | None:
        """None: not for this client."""
        ...


class Message(NamedTuple):
    topic: str
    payload: bytes


class Dialect(Protocol):
    name: str
    # The highest asks first; our own comes last because it takes every login.
    precedence: int

    def claim(self, connect: Connect) -> Claim | None:
        """What this CONNECT shows, or None when it is of another dialect."""
        ...

    def scope(self, identity: Identity, names: Names) -> Scope: ...

    def results(self, payload: bytes) -> list[tuple[int, str, str]]:
        """(command id, `done` or `failed`, words) of a results message; ValueError says what is wrong with it."""
        ...

    def command(self, organization_id: str, device_name: str, command: dict[str, Any]) -> Message | None: ...

    def command_id(self, payload: bytes) -> int | None:
        """The id of a command on its way to the device."""
        ...

    def alarm(self, organization_id: str, device_name: str, alarm: dict[str, Any]) -> Message | None: ...

    def request(self, kind: str, payload: bytes) -> "Asked":
        """What a device asks for; ValueError says what is wrong with it."""
        ...

    def answer(self, organization_id: str, device_name: str, answer: dict[str, Any]) -> Message | None:
        """`answer` has the kind of the `request`, the `topic` of one without a device, and the `body`."""
        ...

    def news(self, organization_id: str, device_name: str, news: str, body: dict[str, Any]) -> Message | None:
        """Something happened: `files/updated`."""
        ...


class Refusal(Exception):
    """A login that is not accepted: the kind of CONNACK and the reason in words for the connection log."""

    def __init__(self, kind: str, reason: str, organization_id: str | None = None, device_id: int | None = None) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.organization_id = organization_id
        self.device_id = device_id


def inside(organization_id: str, topic: str) -> str:
    """The topic's name in the private broker."""
    return f"o/{organization_id}/{topic}"


def is_topic_name(topic: str) -> bool:
    """A topic to publish to: without wildcards and zero characters."""
    return bool(topic) and not any(mark in topic for mark in "+#\x00")


def is_topic_filter(topic_filter: str) -> bool:
    """A filter whose wildcards each fill a whole level, `#` the last."""
    levels = topic_filter.split("/")
    return (
        bool(topic_filter)
        and "\x00" not in topic_filter
        and all(level in ("+", "#") or not ("+" in level or "#" in level) for level in levels)
        and "#" not in levels[:-1]
    )


def _found() -> Iterator[Dialect]:
    import gateways

    for module in pkgutil.iter_modules(gateways.__path__):
        if module.ispkg and importlib.util.find_spec(f"gateways.{module.name}.dialect"):
            yield importlib.import_module(f"gateways.{module.name}.dialect").dialect


@functools.cache
def dialects() -> tuple[Dialect, ...]:
    """All dialects, in the order in which they are asked about a login."""
    return tuple(sorted(_found(), key=lambda dialect: -dialect.precedence))


def dialect_named(name: str) -> Dialect:
    return next(dialect for dialect in dialects() if dialect.name == name)
