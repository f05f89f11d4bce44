"""A command that could not be sent at the time, sent again by a person."""

from typing import Any

from core.errors import Refused
from flows.cold.kinds import CallKind, Context
from flows.lane import outbox


def perform(request: dict[str, Any], context: Context) -> None:
    outbox.perform([outbox.CommandEffect(**request)], _refuse)


def _refuse(flow_id: int, block_id: str, time_us: int, message: str) -> None:
    raise Refused(message)


kind = CallKind(title="Command", perform=perform)
