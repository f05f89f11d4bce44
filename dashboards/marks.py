"""What charts mark on their time axis: alarms of what they show, and what people noted."""

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Q

from alarms.models import Alarm
from alarms.states import Severity
from dashboards.levels import Period
from dashboards.models import Annotation, Dashboard
from devices.models import Metric
from organizations import rights
from organizations.models import User
from telemetry.zones import moment_of

MARKS_BOUND: Final = 300  # of each kind, the newest


def marks(dashboard: Dashboard, user: User, period: Period, metrics: Iterable[Metric]) -> dict[str, list[dict[str, Any]]]:
    """What charts mark on their time axis: alarms of what they show, and what people noted."""
    start, end = moment_of(period.from_us), moment_of(period.to_us)
    shown = list(metrics)
    raised: list[Alarm] = []
    if shown:
        of_shown = Q(metric_id__in=[one.id for one in shown]) | Q(metric=None, device_id__in={one.device_id for one in shown})
        rows = rights.visible(user, Alarm.objects.filter(organization_id=dashboard.organization_id))
        rows = rows.filter(of_shown, raised_at__lt=end).filter(Q(cleared_at=None) | Q(cleared_at__gt=start))
        raised = list(rows.order_by("-raised_at", "-id")[:MARKS_BOUND])
    notes = dashboard.annotations.select_related("author", "changed_by").order_by("-at", "-id")
    notes = notes.filter(at__lt=end).filter(Q(at__gte=start) | Q(until__gt=start))
    return {
        "alarms": [alarm_mark(alarm) for alarm in raised],
        "annotations": [annotation_json(note, user=user) for note in notes[:MARKS_BOUND]],
    }


def alarm_mark(alarm: Alarm) -> dict[str, Any]:
    return {
        "id": alarm.pk,
        "title": alarm.title,
        "severity": Severity(alarm.severity).name.lower(),
        "device": alarm.device_name,
        "device_id": alarm.device_id,
        "metric_id": alarm.metric_id,
        "raised_at": alarm.raised_at.isoformat(),
        "cleared_at": alarm.cleared_at.isoformat() if alarm.cleared_at else None,
    }


def annotation_json(note: Annotation, *, user: User) -> dict[str, Any]:
    return {
        "id": note.pk,
        "text": note.text,
        "at": note.at.isoformat(),
        "until": note.until.isoformat() if note.until else None,
        "metric_id": note.metric_id,
        "author": str(note.author) if note.author else None,
        "is_mine": note.author_id == user.pk,
        "created_at": note.created_at.isoformat(),
        "changed_at": note.changed_at.isoformat() if note.changed_at else None,
        "changed_by": str(note.changed_by) if note.changed_by else None,
    }
