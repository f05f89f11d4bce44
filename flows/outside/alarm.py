"""An alarm that could not be raised or cleared at the time, sent again by a person."""

from typing import Any

from flows import outbox
from flows.kinds import CallKind, Context


def perform(request: dict[str, Any], context: Context) -> None:
    outbox.apply([outbox.AlarmEffect(**request)])


kind = CallKind(title="Alarm", perform=perform)
