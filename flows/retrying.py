"""Params of blocks whose calls may be tried again, and how they travel in the request."""

from typing import Any

from pydantic import Field

from flows.block import Params
from flows.kinds import MAX_BACKOFF_S, MAX_TRIES, RETRY_KEY, TIMEOUT_KEY


class RetryParams(Params):
    tries: int = Field(
        5, title="Tries", description="When the other side is away; what it refuses is not tried again", ge=1, le=MAX_TRIES
    )
    backoff_s: float = Field(
        2.0,
        title="First pause",
        description="Before the second try; twice as long each time",
        ge=0.1,
        le=MAX_BACKOFF_S,
        json_schema_extra={"unit": "s"},
    )


def retrying(params: RetryParams, *, timeout_s: float | None = None) -> dict[str, Any]:
    """What of a request says how it is tried."""
    keys: dict[str, Any] = {RETRY_KEY: {"tries": params.tries, "backoff_s": params.backoff_s}}
    return keys if timeout_s is None else keys | {TIMEOUT_KEY: timeout_s}
