"""Queries over HTTP: run one, keep it, share it."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja.responses import Status

from core.api import Deleted, Listing, PageQuery, organization_id
from core.errors import Missing, Refused
from devices.models import Metric
from organizations import rights
from telemetry.answers import Plain, answer
from telemetry.models import SavedQuery
from telemetry.queries import run
from telemetry.queries.definition import QueryDefinition

router = Router(tags=["queries"])

MAX_KEPT = 500  # of one organization


class QueryStatisticsOut(Schema):
    count: int
    min: float
    max: float
    avg: float
    sum: float
    first: float
    last: float
    change: float


class QueryMetricOut(Schema):
    id: int
    path: str
    device_id: int
    device: str
    unit: str
    data_type: str
    expected_interval_s: float | None
    statistics: QueryStatisticsOut | None
    statistics_before: QueryStatisticsOut | None


class QuerySeriesOut(Schema):
    """`ts` are the beginnings of the buckets, in milliseconds; empty buckets are left out."""

    metric: int
    function: str
    is_before: bool
    ts: list[float]
    value: list[Any]
    reduced: bool


class QueryAnswerOut(Schema):
    """`hidden`: how many of the metrics do not exist, or may not be read by whoever asks."""

    from_ms: float
    to_ms: float
    width_s: float | None
    shift_ms: float | None
    metrics: list[QueryMetricOut]
    series: list[QuerySeriesOut]
    hidden: int


class SavedQueryIn(Schema):
    name: Plain = Field(min_length=1, max_length=100)
    document: QueryDefinition
    is_shared: bool = False


class SavedQueryPatch(Schema):
    name: Plain | None = Field(None, min_length=1, max_length=100)
    document: QueryDefinition | None = None
    is_shared: bool | None = None


class SavedQueryOut(Schema):
    id: int
    name: str
    document: QueryDefinition
    is_shared: bool
    is_mine: bool
    owner: str
    created_at: dt.datetime
    changed_at: dt.datetime


def _shown(row: SavedQuery, person: Any) -> dict[str, Any]:
    names = ("id", "name", "document", "is_shared", "created_at", "changed_at")
    return {name: getattr(row, name) for name in names} | {"is_mine": row.user_id == person.pk, "owner": str(row.user)}


def reachable(request: HttpRequest) -> list[SavedQuery]:
    """A person's own queries, and the shared ones of which they may read at least one metric."""
    person = rights.person(request.user)
    kept = SavedQuery.objects.filter(organization_id=organization_id(request)).select_related("user")
    rows = list(kept.filter(Q(user=person) | Q(is_shared=True))[: MAX_KEPT * 2])
    asked = {metric for row in rows if row.user_id != person.pk for metric in row.document["metrics"]}
    readable: set[int] = set()
    if asked:
        readable = set(rights.visible(person, Metric.objects.filter(id__in=asked)).values_list("id", flat=True))
    shown = []
    for row in rows:
        if row.user_id != person.pk:
            # What the person may not read is not even said to be there.
            row.document["metrics"] = [metric for metric in row.document["metrics"] if metric in readable]
        if row.document["metrics"]:
            shown.append(row)
    return shown


def _reached(request: HttpRequest, query_id: int) -> SavedQuery:
    for row in reachable(request):
        if row.pk == query_id:
            return row
    raise Missing(rights.NOT_YOURS)


def _own(request: HttpRequest, query_id: int) -> SavedQuery:
    row = _reached(request, query_id)
    if row.user_id != rights.person(request.user).pk:
        raise Refused(f"This query belongs to {row.user}: save it under a name of your own.", code="forbidden", status=403)
    return row


@router.post("/queries/run", response=QueryAnswerOut)
def run_query(request: HttpRequest, payload: QueryDefinition) -> HttpResponse:
    """Compute a query. At most 50 metrics and 5,000 points each; median, percentile and deviation from 2,000,000 samples."""
    return answer(run.answer(rights.person(request.user), payload)._asdict())


@router.get("/queries", response=Listing[SavedQueryOut], by_alias=True)
def queries(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """Your saved queries and those that others share with you."""
    rows = [row for row in reachable(request) if page.search.lower() in row.name.lower()]
    shown = rows[page.offset : page.offset + page.limit]
    return {"items": [_shown(row, request.user) for row in shown], "total": len(rows)}


@router.get("/queries/{int:query_id}", response=SavedQueryOut, by_alias=True)
def query(request: HttpRequest, query_id: int) -> dict[str, Any]:
    return _shown(_reached(request, query_id), request.user)


@router.post("/queries", response={201: SavedQueryOut}, by_alias=True)
def save(request: HttpRequest, payload: SavedQueryIn) -> Any:
    """Keep a query for yourself, or share it at once."""
    person, organization = rights.person(request.user), organization_id(request)
    if SavedQuery.objects.filter(organization_id=organization).count() >= MAX_KEPT:
        raise Refused(f"Your organization keeps {MAX_KEPT} queries already: delete one first.")
    row = SavedQuery(organization_id=organization, user=person, name=payload.name.strip(), is_shared=payload.is_shared)
    row.document = _checked(person, payload.document)
    _store(row)
    return Status(201, _shown(row, person))


@router.patch("/queries/{int:query_id}", response=SavedQueryOut, by_alias=True)
def change(request: HttpRequest, query_id: int, payload: SavedQueryPatch) -> dict[str, Any]:
    """Rename, change or share a query of yours."""
    row = _own(request, query_id)
    if payload.name is not None:
        row.name = payload.name.strip()
    if payload.document is not None:
        row.document = _checked(row.user, payload.document)
    if payload.is_shared is not None:
        row.is_shared = payload.is_shared
    _store(row)
    return _shown(row, request.user)


@router.delete("/queries/{int:query_id}", response=Deleted)
def delete(request: HttpRequest, query_id: int) -> Deleted:
    _own(request, query_id).delete()
    return Deleted()


def _checked(person: Any, document: QueryDefinition) -> dict[str, Any]:
    """Nobody keeps a query of what is not theirs to read: sharing it would tell what exists."""
    readable = rights.visible(person, Metric.objects.filter(id__in=document.metrics))
    missing = set(document.metrics) - set(readable.values_list("id", flat=True))
    if missing:
        raise Missing(f"There is no metric {min(missing)}, or it is not yours.")
    return document.stored()


def _store(row: SavedQuery) -> None:
    if not row.name:
        raise Refused("A query needs a name.", field="name")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(f"You have a query “{row.name}” already: take another name.", code="name_taken", field="name") from None
