"""Who acts just now, and from where: what the audit log writes beside each change.

Doors say it once (a request, a task, a flow's effect), verbs need not pass it on. It lives in a context variable, which
the threads of a request inherit, and travels in the messages to the tasks that it asks for.
"""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

HEADER: Final = "sluice_actor"  # of a Celery message
LOCAL: Final = ("127.0.0.1", "::1", "")
NOBODY: Final = "somebody not logged in"


@dataclass(slots=True)
class Actor:
    """A person, an API key, a device, a flow. Without an id it is a machine of ours."""

    # As people read it: "Dana", "API key …1f3c of Dana", "device pump 7", "flow Cooling".
    name: str
    # The user's id, also behind an API key; None for what is no person.
    id: int | None = None
    address: str = ""
    is_superuser: bool = False
    # Of whoever is known only when somebody asks: reading the session costs a query that most requests can do without.
    request: HttpRequest | None = None


_current: ContextVar[Actor | None] = ContextVar("actor", default=None)


def current() -> Actor:
    """Whoever acts; Sluice itself where nobody asked."""
    actor = _current.get()
    if actor is None:
        return Actor("Sluice")
    if actor.id is None and actor.request is not None:
        user = getattr(actor.request, "user", None)
        if user is not None and user.is_authenticated:
            name_person(user)
    return actor


@contextlib.contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """All that happens inside is the actor's doing."""
    token = _current.set(actor)
    try:
        yield actor
    finally:
        _current.reset(token)


def name_person(user: Any, *, through: str = "") -> None:
    """Say who the present request turned out to be; `through` names the key that they came in with."""
    actor = _current.get()
    if actor is not None:
        name = str(user)[:120]
        actor.name = f"{through} of {name}" if through else name
        actor.id = user.pk
        actor.is_superuser = bool(user.is_superuser)


def address_of(request: HttpRequest) -> str:
    """Where the request comes from. Only a proxy on this very machine is believed when it names somebody else."""
    return _believed(str(request.META.get("REMOTE_ADDR") or ""), request.headers.get("X-Forwarded-For") or "")


def address_of_scope(scope: Mapping[str, Any]) -> str:
    """The same for a websocket."""
    client = scope.get("client") or ("",)
    headers = dict(scope.get("headers") or ())
    return _believed(str(client[0] or ""), headers.get(b"x-forwarded-for", b"").decode("latin-1"))


def _believed(address: str, forwarded: str) -> str:
    if address in LOCAL and forwarded:
        return forwarded.rpartition(",")[2].strip()[:60]
    return address[:60]


def packed() -> dict[str, Any] | None:
    """Whoever acts, for a message to another process."""
    if _current.get() is None:
        return None
    actor = current()
    return {"name": actor.name, "id": actor.id, "address": actor.address, "is_superuser": actor.is_superuser}


def unpacked(given: Any) -> Actor | None:
    """What `packed` made; anything else is nobody."""
    if not isinstance(given, Mapping) or "name" not in given:
        return None
    return Actor(**{name: given.get(name) for name in ("name", "id", "address", "is_superuser")})  # type: ignore[arg-type]  # ours


class Acting:
    """Middleware: each request has an actor, who is nobody until the session or a key says more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting(Actor(NOBODY, address=address_of(request), request=request)):
            return self.get_response(request)
