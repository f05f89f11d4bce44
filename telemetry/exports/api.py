"""Exports over HTTP: small ones come at once, large ones as a job with progress and a file to fetch."""

import datetime as dt
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import now
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from core.errors import Refused
from core.sentences import Said
from organizations import audit, rights
from organizations.models import User
from telemetry import jobs
from telemetry.answers import Plain
from telemetry.exports import services
from telemetry.exports.definition import ExportDefinition
from telemetry.exports.sending import file_response
from telemetry.models import Export
from telemetry.store import current

router = Router(tags=["exports"])

COUNTED = 1_000_000  # an estimate ends here


class ExportIn(ExportDefinition):
    name: Plain = Field("", max_length=100)
    delivery: Literal["auto", "job"] = Field("auto", description="auto: a small export is the answer itself; job: never.")
    wants_mail: bool = Field(False, description="Write to you when a job is finished.")


class ExportEstimateOut(Schema):
    """`rows` for exports of samples as they came in are counted, up to a million; those of buckets are at most so many."""

    metrics: int
    rows: int
    is_more: bool
    is_small: bool
    from_ms: float
    to_ms: float


class ExportOut(Schema):
    id: int
    name: str
    status: str
    progress: float
    rows: int
    metrics: int
    size_bytes: int
    file_name: str
    has_file: bool
    # Fetches the file without more ado, as long as it is kept; whoever has it may use it.
    link: str | None
    notes: list[Said]
    error: Said
    wants_mail: bool
    schedule_id: int | None
    due_at: dt.datetime | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    expires_at: dt.datetime | None
    definition: ExportDefinition

    @staticmethod
    def resolve_has_file(row: Export) -> bool:
        return bool(row.path)

    @staticmethod
    def resolve_link(row: Export) -> str | None:
        return f"/api/exports/download/{services.link_token(row)}" if row.path else None

    @staticmethod
    def resolve_metrics(row: Export) -> int:
        return len(row.metric_ids)


def mine(request: HttpRequest) -> Any:
    """A person's own exports in the current organization."""
    person = rights.person(request.user)
    return Export.objects.filter(organization_id=organization_id(request), user=person)


@router.post("/exports", response={202: ExportOut}, by_alias=True)
def ask(request: HttpRequest, payload: ExportIn) -> Any:
    """Export samples. A small export is the answer: 200 with the file. A large one becomes a job: 202 with its row."""
    definition = ExportDefinition.model_validate(payload.stored())
    person: User = rights.person(request.user)
    metrics, span = services.chosen_for(person, definition)
    if payload.delivery == "auto" and services.is_small(definition, metrics, span):
        data = services.small_file(definition, metrics, span)
        response = HttpResponse(data, content_type=services.CONTENT_TYPES[definition.format])
        name = services.file_name(payload.name or services.default_name(metrics), definition, now())
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
        response["Cache-Control"] = "no-store"
        # The others are written by their rows.
        audit.record("exported", kind="export", target=name, organization_id=organization_id(request))
        return response
    export = services.ask(organization_id(request), person, definition, metrics, name=payload.name, wants_mail=payload.wants_mail)
    return Status(202, export)


@router.post("/exports/estimate", response=ExportEstimateOut)
def estimate(request: HttpRequest, payload: ExportDefinition) -> dict[str, Any]:
    """How large an export would be, without making it."""
    metrics, span = services.chosen_for(rights.person(request.user), payload)
    if payload.bucket_s:
        buckets = -(-(span.end_us - span.start_us) // (payload.bucket_s * 1_000_000))
        rows = buckets * (len(metrics) if payload.shape == "long" else 1)
    else:
        rows = current().count([metric.id for metric in metrics], *span, at_most=COUNTED)
    return {
        "metrics": len(metrics),
        "rows": rows,
        "is_more": not payload.bucket_s and rows >= COUNTED,
        "is_small": services.is_small(payload, metrics, span),
        "from_ms": span.start_us / 1000,
        "to_ms": span.end_us / 1000,
    }


@router.get("/exports", response=Listing[ExportOut], by_alias=True)
def exports(
    request: HttpRequest, page: PageQuery, schedule: Annotated[int | None, Query(ge=1, le=2**53)] = None
) -> dict[str, Any]:
    """Your exports, the newest first; with `schedule`, the runs of that one."""
    rows = mine(request)
    if schedule is not None:
        rows = rows.filter(schedule_id=schedule)
    if page.search:
        rows = rows.filter(name__icontains=page.search)
    return cut(rows, page)


@router.get("/exports/{int:export_id}", response=ExportOut, by_alias=True)
def export(request: HttpRequest, export_id: int) -> Export:
    row: Export = found(mine(request), id=export_id)
    return row


@router.get("/exports/{int:export_id}/content", response={200: None})
def content(request: HttpRequest, export_id: int) -> StreamingHttpResponse:
    """The file of a finished export. It is kept for seven days."""
    return _file(request, found(mine(request), id=export_id))


@router.get("/exports/download/{token}", auth=None, response={200: None})
def download(request: HttpRequest, token: str) -> StreamingHttpResponse:
    """The file behind a link that was sent by mail; whoever has the link may fetch it."""
    return _file(request, services.of_token(token))


def _file(request: HttpRequest, row: Export) -> StreamingHttpResponse:
    kind = services.CONTENT_TYPES[row.definition["format"]]
    return file_response(request, services.file_of(row), name=row.file_name, content_type=kind)


@router.post("/exports/{int:export_id}/cancel", response=ExportOut, by_alias=True)
def cancel(request: HttpRequest, export_id: int) -> Export:
    """Stop a job that waits or runs."""
    row: Export = found(mine(request), id=export_id)
    if not jobs.cancel(row):
        raise Refused("This export is over already.", code="is_over", status=409)
    row.refresh_from_db()
    return row


@router.delete("/exports/{int:export_id}", response=Deleted)
def delete(request: HttpRequest, export_id: int) -> Deleted:
    """Remove the export with its file; one under way is cancelled."""
    services.delete_export(found(mine(request), id=export_id))
    return Deleted()
