"""Reads of alarms: the lists of people, and an alarm as everybody outside sees it."""

from typing import Any

from django.db.models import Q, QuerySet

from alarms.models import Alarm
from alarms.states import Severity


def alarm_json(alarm: Alarm) -> dict[str, Any]:
    """The alarm as API, live news and exports show it."""
    return {
        "id": alarm.pk,
        "rule_id": alarm.rule_id,
        "title": alarm.title,
        "severity": Severity(alarm.severity).name.lower(),
        "state": alarm.state.name,
        "is_open": alarm.closed_at is None,
        "device_id": alarm.device_id,
        "device": alarm.device_name or None,
        "metric_id": alarm.metric_id,
        "value_at_raise": alarm.value_at_raise,
        "text": alarm.text,
        "raised_at": alarm.raised_at.isoformat(),
        "cleared_at": alarm.cleared_at.isoformat() if alarm.cleared_at else None,
        "clear_cause": alarm.clear_cause or None,
        "ack_at": alarm.ack_at.isoformat() if alarm.ack_at else None,
        "ack_by": str(alarm.ack_by) if alarm.ack_by else None,
        "ack_comment": alarm.ack_comment,
        "closed_at": alarm.closed_at.isoformat() if alarm.closed_at else None,
        # In the history although its condition still holds.
        "still_active": alarm.closed_at is not None and alarm.cleared_at is None,
        "version": alarm.version,
    }


def news_topic(device_id: int) -> str:
    """The live topic that says when the device's alarms changed, and nothing of what changed."""
    return f"a:{device_id}"


def listed(
    alarms: "QuerySet[Alarm]", *, scope: str, search: str = "", severities: frozenset[Severity] = frozenset()
) -> "QuerySet[Alarm]":
    """One of the two lists: what needs attention, worst first; or what is over, newest first."""
    if scope == "current":
        rows = alarms.filter(closed_at=None).order_by("-severity", "-raised_at", "-id")
    else:
        rows = alarms.exclude(closed_at=None).order_by("-raised_at", "-id")
    if search:
        rows = rows.filter(Q(title__icontains=search) | Q(text__icontains=search) | Q(device_name__icontains=search))
    if severities:
        rows = rows.filter(severity__in=severities)
    return rows.select_related("ack_by")
