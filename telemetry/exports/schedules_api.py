"""Export schedules over HTTP."""

import datetime as dt
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils.timezone import now
from ninja import Field, Router, Schema
from ninja.responses import Status

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from core.clock import now_us
from core.errors import Refused
from organizations import rights
from telemetry.answers import Plain
from telemetry.exports import schedules, services
from telemetry.exports.definition import ExportDefinition
from telemetry.models import ExportSchedule
from telemetry.selection import asker, scope_of
from telemetry.zones import zone_of

router = Router(tags=["exports"])

Every = Literal["day", "week", "month"]


class ExportScheduleIn(Schema):
    name: Plain = Field(min_length=1, max_length=100)
    definition: ExportDefinition
    every: Every
    at: dt.time
    weekday: int = Field(0, ge=0, le=6, description="Of a weekly one; 0 is Monday.")
    day: int = Field(1, ge=1, le=31, description="Of a monthly one; in a shorter month its last day.")
    time_zone: str = Field("UTC", max_length=60)
    recipients: list[str] = Field(min_length=1, max_length=schedules.MAX_RECIPIENTS)
    is_active: bool = True


class ExportSchedulePatch(Schema):
    name: Plain | None = Field(None, min_length=1, max_length=100)
    definition: ExportDefinition | None = None
    every: Every | None = None
    at: dt.time | None = None
    weekday: int | None = Field(None, ge=0, le=6)
    day: int | None = Field(None, ge=1, le=31)
    time_zone: str | None = Field(None, max_length=60)
    recipients: list[str] | None = Field(None, min_length=1, max_length=schedules.MAX_RECIPIENTS)
    is_active: bool | None = None


class ExportScheduleOut(Schema):
    id: int
    name: str
    definition: ExportDefinition
    every: Every
    at: dt.time
    weekday: int
    day: int
    time_zone: str
    recipients: list[str]
    is_active: bool
    stopped_because: str
    next_due_at: dt.datetime
    created_at: dt.datetime
    owner: str
    is_mine: bool


def _shown(row: ExportSchedule, person: Any) -> dict[str, Any]:
    fields = ("id", "name", "definition", "every", "at", "weekday", "day", "time_zone", "recipients", "is_active")
    more = ("stopped_because", "next_due_at", "created_at")
    shown = {name: getattr(row, name) for name in (*fields, *more)}
    return shown | {"owner": str(row.user), "is_mine": row.user_id == person.pk}


def reachable(request: HttpRequest) -> Any:
    """A person's own; for those who look after the organization, everybody's, so that nothing is sent that none can stop."""
    person, organization = rights.person(request.user), organization_id(request)
    rows = ExportSchedule.objects.filter(organization_id=organization).select_related("user")
    return rows if rights.can(person, "edit_organization", organization) else rows.filter(user=person)


@router.get("/export-schedules", response=Listing[ExportScheduleOut], by_alias=True)
def listed(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """Your schedules; those who may edit the organization see all of it."""
    rows = reachable(request)
    if page.search:
        rows = rows.filter(name__icontains=page.search)
    answer = cut(rows, page)
    return answer | {"items": [_shown(row, request.user) for row in answer["items"]]}


@router.get("/export-schedules/{int:schedule_id}", response=ExportScheduleOut, by_alias=True)
def one(request: HttpRequest, schedule_id: int) -> dict[str, Any]:
    return _shown(found(reachable(request), id=schedule_id), request.user)


@router.post("/export-schedules", response={201: ExportScheduleOut}, by_alias=True)
def create(request: HttpRequest, payload: ExportScheduleIn) -> Any:
    """Send an export by mail each day, week or month. It runs with your rights."""
    person, organization = rights.person(request.user), organization_id(request)
    if ExportSchedule.objects.filter(organization_id=organization).count() >= schedules.MAX_SCHEDULES:
        raise Refused(f"Your organization has {schedules.MAX_SCHEDULES} schedules already: delete one first.")
    services.chosen_for(person, payload.definition)
    row = ExportSchedule(organization_id=organization, user=person, scope=scope_of(person))
    _set(row, payload.model_dump(exclude={"definition"}) | {"definition": payload.definition.stored()})
    row.save()
    return Status(201, _shown(row, person))


@router.patch("/export-schedules/{int:schedule_id}", response=ExportScheduleOut, by_alias=True)
def change(request: HttpRequest, schedule_id: int, payload: ExportSchedulePatch) -> dict[str, Any]:
    """Change a schedule. Others than its owner may only switch it off, for it runs with its owner's rights."""
    person = rights.person(request.user)
    row: ExportSchedule = found(reachable(request), id=schedule_id)
    fields = payload.model_dump(exclude_unset=True, exclude={"definition"})
    fields = {name: value for name, value in fields.items() if value is not None}
    if payload.definition is not None:
        fields["definition"] = payload.definition.stored()
    if row.user_id != person.pk and fields != {"is_active": False}:
        raise Refused(f"This schedule runs with the rights of {row.user}: others may only switch it off.", status=403)
    if payload.definition is not None:
        services.chosen_for(person, payload.definition)
        # Whoever changes what is sent through a narrower key narrows the schedule with it.
        fields["scope"] = scope_of(person)
    if fields.get("is_active"):
        asker(row.user, row.scope)
        fields["stopped_because"] = ""
    _set(row, fields)
    row.save()
    return _shown(row, person)


@router.delete("/export-schedules/{int:schedule_id}", response=Deleted)
def delete(request: HttpRequest, schedule_id: int) -> Deleted:
    """Remove the schedule; files that it made stay until they expire."""
    found(reachable(request), id=schedule_id).delete()
    return Deleted()


@router.post("/export-schedules/{int:schedule_id}/run", response={202: dict[str, int]})
def run(request: HttpRequest, schedule_id: int) -> Any:
    """Make the export once now, for you alone, to see what it sends."""
    person = rights.person(request.user)
    row: ExportSchedule = found(reachable(request), id=schedule_id, user=person)
    definition = ExportDefinition.model_validate(row.definition)
    metrics, _ = services.chosen_for(person, definition)
    export = services.ask(organization_id(request), person, definition, metrics, name=row.name, wants_mail=True)
    return Status(202, {"export_id": export.pk})


def _set(row: ExportSchedule, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    zone_of(row.time_zone)
    row.at = row.at.replace(second=0, microsecond=0, tzinfo=None)
    row.recipients = list(dict.fromkeys(address.strip() for address in row.recipients))
    for address in row.recipients:
        try:
            validate_email(address)
        except ValidationError:
            raise Refused(f"“{address[:80]}” is no e-mail address.", field="recipients") from None
    definition = ExportDefinition.model_validate(row.definition)
    definition.span(now_us())
    row.next_due_at = schedules.next_due(row, after=now())
