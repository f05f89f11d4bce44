"""Imports of history over HTTP: announce, upload in pieces, say how it is read, check, import."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.responses import Status

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from core.errors import Refused
from core.sentences import Said
from organizations import rights
from telemetry import jobs
from telemetry.answers import Plain
from telemetry.imports import services
from telemetry.imports.options import ImportOptions
from telemetry.models import Import
from telemetry.zones import zone_of

router = Router(tags=["imports"])


class ImportIn(Schema):
    file_name: Plain = Field(min_length=1, max_length=200)
    size_bytes: int = Field(gt=0)


class ImportPreviewOut(Schema):
    encoding: str
    delimiter: str
    decimal: str
    has_header: bool
    titles: list[str]
    rows: list[list[str]]
    notes: list[str]


class ImportProblemOut(Schema):
    """A row, or one value of a row, that cannot be used."""

    line: int
    column: str
    value: str
    reason: str


class ImportNewMetricOut(Schema):
    device_id: int
    device: str
    path: str
    unit: str
    data_type: str
    values: int


class ImportReportOut(Schema):
    """What the check found, or the import did. Of the problems the first 200 are named; `bad` counts all."""

    rows: int
    values: int
    empty: int
    bad: int
    stored: int
    first_ms: float | None
    last_ms: float | None
    problems: list[ImportProblemOut]
    metrics: int
    new_metrics: list[ImportNewMetricOut]


class ImportOut(Schema):
    id: int
    file_name: str
    size_bytes: int
    received_bytes: int
    stage: str
    status: str
    progress: float
    notes: list[Said]
    error: Said
    has_file: bool
    preview: ImportPreviewOut | None
    options: ImportOptions | None
    report: ImportReportOut | None
    created_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None

    @staticmethod
    def resolve_has_file(row: Import) -> bool:
        return bool(row.path)

    @staticmethod
    def resolve_preview(row: Import) -> Any:
        return row.preview or None

    @staticmethod
    def resolve_options(row: Import) -> Any:
        return row.options or None

    @staticmethod
    def resolve_report(row: Import) -> Any:
        return row.report or None


def mine(request: HttpRequest) -> Any:
    return Import.objects.filter(organization_id=organization_id(request), user=rights.person(request.user))


def _may_import(request: HttpRequest) -> None:
    """Somewhere in the organization the person must be allowed to write; where exactly, each row is asked."""
    person, organization = rights.person(request.user), organization_id(request)
    from devices.models import Metric

    rows = Metric.objects.filter(device__organization_id=organization)
    if rights.can(person, "write_metric", organization) or rights.can(person, "manage_metric", organization):
        return
    if not rights.visible(person, rows, "write_metric").exists():
        raise Refused("Your profiles do not let you write to any metric here.", code="forbidden", status=403)


@router.post("/imports", response={201: ImportOut})
def announce(request: HttpRequest, payload: ImportIn) -> Any:
    """Announce a CSV file by name and size; then send it with PUT. Too large a file is refused here already."""
    _may_import(request)
    person = rights.person(request.user)
    row = services.begin_upload(organization_id(request), person, file_name=payload.file_name, size_bytes=payload.size_bytes)
    return Status(201, row)


@router.put("/imports/{int:import_id}/content", response=ImportOut)
def upload(
    request: HttpRequest,
    import_id: int,
    offset: Annotated[int, Query(ge=0)] = 0,
    time_zone: Annotated[str, Query(max_length=60)] = "UTC",
) -> Import:
    """Send the file, whole or in pieces: the body is what begins at `offset`. After the last piece the preview is there."""
    row: Import = found(mine(request), id=import_id)
    zone_of(time_zone)
    length = request.headers.get("Content-Length") or "0"
    if length.isdecimal() and offset + int(length) > row.size_bytes:
        raise Refused(f"The file is longer than the {row.size_bytes} bytes that were announced.", code="too_large", status=413)
    return services.receive(row, request, offset=offset, time_zone=time_zone)


@router.get("/imports", response=Listing[ImportOut])
def imports(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """Your imports, the newest first."""
    rows = mine(request)
    if page.search:
        rows = rows.filter(file_name__icontains=page.search)
    return cut(rows, page)


@router.get("/imports/{int:import_id}", response=ImportOut)
def one(request: HttpRequest, import_id: int) -> Import:
    row: Import = found(mine(request), id=import_id)
    return row


@router.put("/imports/{int:import_id}/options", response=ImportOut)
def set_up(request: HttpRequest, import_id: int, payload: ImportOptions) -> Import:
    """Say how the file is read, and which column goes to which metric."""
    return services.set_up(found(mine(request), id=import_id), payload, rights.person(request.user))


@router.post("/imports/{int:import_id}/check", response={202: ImportOut})
def check(request: HttpRequest, import_id: int) -> Any:
    """Read the whole file in the background and report what cannot be used; nothing is written."""
    return Status(202, services.begin(found(mine(request), id=import_id), Import.Stage.CHECK))


@router.post("/imports/{int:import_id}/start", response={202: ImportOut})
def start(request: HttpRequest, import_id: int) -> Any:
    """Import what the check found usable. Doing it twice changes nothing: a metric has one value at a time."""
    return Status(202, services.begin(found(mine(request), id=import_id), Import.Stage.IMPORT))


@router.post("/imports/{int:import_id}/cancel", response=ImportOut)
def cancel(request: HttpRequest, import_id: int) -> Import:
    """Stop it. What has been stored stays."""
    row: Import = found(mine(request), id=import_id)
    if not jobs.cancel(row):
        raise Refused("Nothing is under way.", code="is_over", status=409)
    row.refresh_from_db()
    return row


@router.delete("/imports/{int:import_id}", response=Deleted)
def delete(request: HttpRequest, import_id: int) -> Deleted:
    """Forget the import and its file. What has been imported stays."""
    services.remove(found(mine(request), id=import_id))
    return Deleted()
