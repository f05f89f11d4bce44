"""What can be refused about alarms."""

from alarms.models import Alarm
from core.errors import Conflict, Refused


class BadComment(Refused):
    code = "bad_comment"

    def __init__(self, length: int) -> None:
        given = "it is blank" if length == 0 else f"it has {length} characters"
        super().__init__(f"Say what you found or did, in 1 to 2000 characters: {given}.", field="comment")


class AlreadyAcknowledged(Conflict):
    code = "already_acknowledged"

    def __init__(self, alarm: Alarm) -> None:
        assert alarm.ack_at is not None
        self.alarm_id = alarm.pk
        who = str(alarm.ack_by) if alarm.ack_by else "a user who is gone"
        super().__init__(
            f"{who} acknowledged it at {alarm.ack_at:%F %T} UTC: {alarm.ack_comment}",
            details={
                "ack_by": who,
                "ack_at": alarm.ack_at.isoformat(),
                "ack_comment": alarm.ack_comment,
                "version": alarm.version,
            },
        )


class Stale(Conflict):
    code = "stale"

    def __init__(self, alarm: Alarm) -> None:
        super().__init__(
            "The alarm has changed since you looked: look again, then acknowledge it.", details={"version": alarm.version}
        )


class NotResettable(Refused):
    code = "not_resettable"

    def __init__(self) -> None:
        super().__init__("Only a latched alarm whose condition is gone can be reset, and only once.")


class BadZone(Refused):
    code = "bad_zone"

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name[:60]}” is no time zone: give a name like Europe/Berlin or UTC.", field="tz")


class BadMoment(Refused):
    code = "bad_moment"

    def __init__(self, field: str) -> None:
        super().__init__("Years from 2 to 9998 can be asked for.", field=field)


class BadSeverity(Refused):
    code = "bad_severity"

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name[:60]}” is no severity: give warning, minor, major or critical.", field="severity")
