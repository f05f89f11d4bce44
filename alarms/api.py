"""Alarms over HTTP: the two lists, one alarm with its journal, acknowledgement, CSV."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from ninja import Field, Query, Router, Schema

from alarms import exports, selectors, services
from alarms.errors import BadMoment
from alarms.models import Alarm, AlarmTransition
from alarms.states import Severity
from core.api import Listing, PageQuery, cut, found, organization_id
from core.sentences import Said
from organizations import audit, rights
from organizations.rights import person

router = Router()

Scope = Literal["current", "history"]
BULK_BOUND = 500


class AlarmOut(Schema):
    id: int
    rule_id: int
    title: str
    severity: str
    state: str
    is_open: bool
    device_id: int | None
    device: str | None
    metric_id: int | None
    value_at_raise: Any
    text: str
    raised_at: dt.datetime
    cleared_at: dt.datetime | None
    clear_cause: str | None
    ack_at: dt.datetime | None
    ack_by: str | None
    ack_comment: str
    closed_at: dt.datetime | None
    still_active: bool
    version: int
    # Whether the asking user may take notice of it. News that are sent to many do not say.
    may_acknowledge: bool | None = None


class TransitionOut(Schema):
    kind: str
    at: dt.datetime
    by: str | None
    comment: str
    value: Any
    severity: str

    @staticmethod
    def resolve_by(transition: AlarmTransition) -> str | None:
        return str(transition.by) if transition.by else None

    @staticmethod
    def resolve_severity(transition: AlarmTransition) -> str:
        return Severity(transition.severity).name.lower()


class AlarmDetailOut(AlarmOut):
    transitions: list[TransitionOut]


# Not checked here: a blank comment is refused in the service's words, the same for every door.
class AckIn(Schema):
    comment: str = ""
    expected_version: int | None = None


class BulkAckIn(Schema):
    ids: list[Annotated[int, Field(ge=1, le=2**63 - 1)]] = Field(min_length=1, max_length=BULK_BOUND)
    comment: str = ""


class AckRefusalOut(Schema):
    id: int
    code: str
    message: Said


class BulkAckOut(Schema):
    acknowledged: list[AlarmOut]
    refused: list[AckRefusalOut]


def alarms_of(request: HttpRequest) -> "QuerySet[Alarm]":
    """The alarms of what the user may see: the id of another one does not exist."""
    return rights.visible(request.user, Alarm.objects.select_related("ack_by", "device", "metric__device"))


def _alarm_json(request: HttpRequest, alarm: Alarm) -> dict[str, Any]:
    return selectors.alarm_json(alarm) | {"may_acknowledge": rights.can(request.user, "acknowledge_alarms", alarm)}


def severities_named(names: list[str]) -> frozenset[Severity]:
    return frozenset(services.severity_named(name) for text in names for name in text.split(",") if name)


@router.get("/alarms", response=Listing[AlarmOut])
def alarms(
    request: HttpRequest,
    page: PageQuery,
    scope: Scope = "current",
    severity: Annotated[list[str], Query()] = [],  # noqa: B006  never changed
    device: Annotated[list[int], Query(max_length=200)] = [],  # noqa: B006  never changed
    site: Annotated[list[int], Query(max_length=200)] = [],  # noqa: B006  never changed
) -> dict[str, Any]:
    """The current list, worst first; or the history, newest first. Of some devices, or of the devices at some sites."""
    here = rights.visible(request.user, Alarm.objects.filter(organization_id=organization_id(request)))
    if device:
        here = here.filter(device_id__in=device)
    if site:
        here = here.filter(device__site_id__in=site)
    rows = selectors.listed(here, scope=scope, search=page.search, severities=severities_named(severity))
    rows = rows.select_related("device", "metric__device")
    listing = cut(rows, page)
    return {**listing, "items": [_alarm_json(request, alarm) for alarm in listing["items"]]}


@router.get("/alarms/export.csv", include_in_schema=True, response={200: None})
def export(
    request: HttpRequest,
    scope: Scope = "current",
    from_: Annotated[dt.datetime | None, Query(alias="from")] = None,
    to: dt.datetime | None = None,
    tz: str = "UTC",
) -> StreamingHttpResponse:
    """One of the lists as a CSV file; `from` and `to` bound when alarms were raised, `tz` is the zone of its times."""
    zone = exports.zone(tz)
    rows = rights.visible(request.user, Alarm.objects.filter(organization_id=organization_id(request)))
    rows = selectors.listed(rows, scope=scope)
    if from_ is not None:
        rows = rows.filter(raised_at__gte=_in_zone(from_, zone, field="from"))
    if to is not None:
        rows = rows.filter(raised_at__lt=_in_zone(to, zone, field="to"))
    audit.record("exported", kind="alarm list", target=scope, organization_id=organization_id(request))
    return StreamingHttpResponse(
        exports.csv_chunks(rows, zone),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="alarms-{scope}.csv"', "Cache-Control": "no-store"},
    )


def _in_zone(at: dt.datetime, zone: dt.tzinfo, *, field: str) -> dt.datetime:
    """The moment in UTC; without a zone of its own it is in that of the file."""
    try:
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(dt.UTC)
    except OverflowError:
        raise BadMoment(field) from None


@router.post("/alarms/ack", response=BulkAckOut)
def acknowledge_many(request: HttpRequest, payload: BulkAckIn) -> dict[str, Any]:
    """Acknowledge up to 500 alarms with one comment, written to each of them."""
    wanted = list(alarms_of(request).filter(id__in=payload.ids))
    for alarm in wanted:
        rights.require(request.user, "acknowledge_alarms", alarm)
    done, late = services.acknowledge_many(wanted, by=person(request.user), comment=payload.comment)
    answered = {alarm.pk for alarm in done}
    refused = [{"id": error.alarm_id, "code": error.code, "message": error.message} for error in late]
    seen = answered | {error.alarm_id for error in late}
    refused += [
        {"id": alarm_id, "code": "missing", "message": "There is no such thing, or it is not yours."}
        for alarm_id in dict.fromkeys(payload.ids)
        if alarm_id not in seen
    ]
    return {"acknowledged": [selectors.alarm_json(alarm) for alarm in done], "refused": refused}


@router.get("/alarms/{alarm_id}", response=AlarmDetailOut)
def alarm(request: HttpRequest, alarm_id: int) -> dict[str, Any]:
    """One alarm with everything that happened to it."""
    row = found(alarms_of(request), id=alarm_id)
    journal = row.transitions.exclude(kind=AlarmTransition.Kind.NOTHING).select_related("by")
    return {**_alarm_json(request, row), "transitions": list(journal)}


@router.post("/alarms/{alarm_id}/ack", response=AlarmOut)
def acknowledge(request: HttpRequest, alarm_id: int, payload: AckIn) -> dict[str, Any]:
    """Take notice, with a comment; 409 names who was faster."""
    row = found(alarms_of(request), id=alarm_id)
    rights.require(request.user, "acknowledge_alarms", row)
    row = services.acknowledge(row, by=person(request.user), comment=payload.comment, expected_version=payload.expected_version)
    return selectors.alarm_json(row)


@router.post("/alarms/{alarm_id}/reset", response=AlarmOut)
def reset(request: HttpRequest, alarm_id: int, payload: AckIn) -> dict[str, Any]:
    """Let a latched alarm go once its condition is gone."""
    row = found(alarms_of(request), id=alarm_id)
    rights.require(request.user, "acknowledge_alarms", row)
    return selectors.alarm_json(services.reset(row, by=person(request.user), comment=payload.comment))
