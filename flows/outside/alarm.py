"""An alarm that could not be raised or cleared at the time, sent again by a person."""

from typing import Any

from flows.cold.kinds import CallKind, Context
from flows.lane import outbox


def perform(request: dict[str, Any], context: Context) -> None:
    outbox.apply([outbox.AlarmEffect(**request)])


kind = CallKind(title="Alarm", perform=perform)
