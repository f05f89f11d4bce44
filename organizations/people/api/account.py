"""One's own sessions and API keys."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from core.api import Deleted, found
from organizations.people import keys, sessions
from organizations.people.api import shapes
from organizations.people.schemas import ApiKeyIn, ApiKeyIssuedOut, ApiKeyOut, SessionOut

router = Router()


@router.get("/sessions", response=list[SessionOut])
def list_sessions(request: HttpRequest) -> list[dict[str, Any]]:
    """Where one is logged in, the newest use first."""
    return [
        {
            "id": row.pk,
            "user_agent": row.user_agent,
            "address": row.ip,
            "created_at": row.created_at,
            "last_seen_at": row.last_seen_at,
            "is_current": row.session_key == request.session.session_key,
        }
        for row in sessions.sessions_of(shapes.logged_in(request))
    ]


@router.delete("/sessions/{session_id}", response=Deleted)
def end_session(request: HttpRequest, session_id: int) -> dict[str, bool]:
    """Log out there; also here, when it is the session of this request."""
    sessions.end(shapes.logged_in(request), session_id)
    return {"deleted": True}


@router.delete("/sessions", response=Deleted)
def end_other_sessions(request: HttpRequest) -> dict[str, bool]:
    """Log out everywhere but here."""
    sessions.end_all(shapes.logged_in(request), but=request.session.session_key)
    return {"deleted": True}


@router.get("/api-keys", response=list[ApiKeyOut])
def list_keys(request: HttpRequest) -> list[dict[str, Any]]:
    """One's own keys; revoked ones too, as a record."""
    rows = shapes.logged_in(request).api_keys.prefetch_related("profiles__organization")
    return [shapes.api_key(row) for row in rows[: keys.SHOWN_BOUND]]


@router.post("/api-keys", response=ApiKeyIssuedOut)
def issue_key(request: HttpRequest, payload: ApiKeyIn) -> dict[str, Any]:
    """A new key with some of one's own profiles. `key` is shown this once."""
    row, secret = keys.issue_key(
        shapes.logged_in(request), name=payload.name, profile_ids=payload.profile_ids, expires_at=payload.expires_at
    )
    return {**shapes.api_key(row), "key": secret}


@router.delete("/api-keys/{key_id}", response=Deleted)
def revoke_key(request: HttpRequest, key_id: int) -> dict[str, bool]:
    """The key stops working at once."""
    keys.revoke_key(found(shapes.logged_in(request).api_keys.all(), id=key_id))
    return {"deleted": True}
