"""Exports that are sent by mail at local times."""

import calendar
import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.timezone import now

from core.errors import Missing, Refused
from core.later import later
from organizations import rights
from telemetry.exports.definition import MAX_METRICS, ExportDefinition
from telemetry.models import Export, ExportSchedule
from telemetry.selection import asker, readable_metrics
from telemetry.zones import zone_of

MAX_SCHEDULES: Final = 50  # of one organization
MAX_RECIPIENTS: Final = 20
HISTORY: Final = 100  # runs that are remembered of one schedule


def next_due(schedule: ExportSchedule, *, after: dt.datetime) -> dt.datetime:
    """The first due time after a moment, by the wall clock of the schedule's zone.

    A time that the clock leaps over comes an hour later, one that it shows twice comes the first time only.
    """
    zone = zone_of(schedule.time_zone)
    day = after.astimezone(zone).date() - dt.timedelta(days=1)
    for _ in range(70):
        if _is_day(schedule, day):
            due = _at(day, schedule.at, zone)
            if due > after:
                return due
        day += dt.timedelta(days=1)
    raise AssertionError("every month has a last day")


def _is_day(schedule: ExportSchedule, day: dt.date) -> bool:
    if schedule.every == ExportSchedule.Every.WEEK:
        return day.weekday() == schedule.weekday
    if schedule.every == ExportSchedule.Every.MONTH:
        return day.day == min(schedule.day, calendar.monthrange(day.year, day.month)[1])
    return True


def _at(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    local = dt.datetime.combine(day, time.replace(fold=0), tzinfo=zone)
    # Going over UTC lets a time that does not exist become the one an hour later.
    return local.astimezone(dt.UTC)


def run_due(moment: dt.datetime | None = None) -> int:
    """Begin an export for each schedule that is due; answers how many. Any number of clocks may call it at once.

    After a time without a clock, a schedule runs once, for the last time that was due.
    """
    moment = moment or now()
    begun = 0
    due = ExportSchedule.objects.filter(is_active=True, next_due_at__lte=moment).order_by("next_due_at")
    for schedule in due.select_related("user", "organization")[:100]:
        begun += _run(schedule, moment)
    return begun


def _run(schedule: ExportSchedule, moment: dt.datetime) -> bool:
    due_at = following = schedule.next_due_at
    while following <= moment:
        due_at = following
        following = next_due(schedule, after=following)
    with transaction.atomic():
        # Whoever moves the due time on is the one who begins the run.
        mine = ExportSchedule.objects.filter(id=schedule.pk, is_active=True, next_due_at=schedule.next_due_at)
        if not mine.update(next_due_at=following):
            return False
        try:
            _check_owner(schedule)
        except (Refused, Missing) as error:
            stop(schedule, f"Stopped: {error.message}")
            return False
        export, is_new = Export.objects.get_or_create(
            schedule=schedule,
            due_at=due_at,
            defaults={
                "organization_id": schedule.organization_id,
                "user": schedule.user,
                "scope": schedule.scope,
                "name": schedule.name,
                "definition": schedule.definition,
            },
        )
        if is_new:
            later("telemetry.run_export", export.pk)
            _forget_old_runs(schedule)
    return is_new


def _check_owner(schedule: ExportSchedule) -> None:
    user = asker(schedule.user, schedule.scope)
    if not rights.organizations_of(user).filter(id=schedule.organization_id).exists():
        raise Refused(f"{user.email} may see nothing of {schedule.organization.name} any more.")
    definition = ExportDefinition.model_validate(schedule.definition)
    if not readable_metrics(user, definition.nodes, bound=MAX_METRICS, is_strict=False):
        raise Refused(f"{user.email} may read none of its metrics any more, or they are gone.")


def stop(schedule: ExportSchedule, why: str) -> None:
    """Switch it off and say why, where its owner looks."""
    ExportSchedule.objects.filter(id=schedule.pk).update(is_active=False, stopped_because=why[:300])


def _forget_old_runs(schedule: ExportSchedule) -> None:
    rows = Export.objects.filter(schedule=schedule, path="").order_by("-id")
    Export.objects.filter(id__in=list(rows.values_list("id", flat=True)[HISTORY : HISTORY + 100])).delete()
