"""Where somebody is logged in. allauth keeps the list; we keep it up to date, without a write for every request."""

from collections.abc import Callable
from typing import Final

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

from core.api import found
from core.redis import client
from organizations import rights
from organizations.models import User

NOTED_EVERY_S: Final = 60


def sessions_of(user: User) -> list[UserSession]:
    """Those that still are good, the newest use first. Rows of ended ones go."""
    found: list[UserSession] = UserSession.objects.purge_and_list(user)
    return sorted(found, key=lambda session: session.last_seen_at, reverse=True)


def end_all(user: User, *, but: str | None = None) -> int:
    """Log the user out everywhere, but in the session of that key; answers how many sessions ended."""
    ended = 0
    for session in UserSession.objects.filter(user=user).exclude(session_key=but or ""):
        session.end()
        ended += 1
    if ended:
        rights.changed()  # open sockets of those sessions look again
    return ended


def end(user: User, session_id: int) -> None:
    """End one session of the user."""
    found(UserSession.objects.filter(user=user), id=session_id).end()
    rights.changed()


class NoteSessions:
    """Middleware: notes once a minute that a session is in use, and from where."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        # Asking for the user costs a query: who has no session has none to note.
        if key and _is_due(key) and request.user.is_authenticated:
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


def _is_due(key: str) -> bool:
    try:
        return bool(client().set(f"sessions:noted:{key}", b"1", nx=True, ex=NOTED_EVERY_S))
    except RedisError:
        return False
