"""Params of blocks whose calls may be tried again, and how they travel in the request."""

from typing import Any, Protocol

from pydantic import Field

from flows.cold.kinds import MAX_BACKOFF_S, MAX_TRIES, RETRY_KEY, TIMEOUT_KEY


class Retrying(Protocol):
    """Params with `tries: int = tries_field()` and `backoff_s: float = backoff_field()`, best as the last ones."""

    tries: int
    backoff_s: float
    timeout_s: float


def tries_field(tries: int = 5) -> Any:
    words = "When the other side is away; what it refuses is not tried again"
    return Field(tries, title="Tries", description=words, ge=1, le=MAX_TRIES)


def backoff_field(backoff_s: float = 2.0) -> Any:
    words = "Before the second try; twice as long each time"
    return Field(backoff_s, title="First pause", description=words, ge=0.1, le=MAX_BACKOFF_S, json_schema_extra={"unit": "s"})


def retrying(params: Retrying) -> dict[str, Any]:
    """What of a request says how it is tried."""
    return {RETRY_KEY: {"tries": params.tries, "backoff_s": params.backoff_s}, TIMEOUT_KEY: params.timeout_s}
