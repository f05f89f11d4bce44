"""Lists of devices as CSV over HTTP."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile

from core.api import Listing, PageQuery, cut, found, organization_id
from core.sentences import Said
from devices.imports import services
from devices.models import DeviceImport
from organizations.models import Organization
from organizations.rights import person

router = Router()


class DeviceImportProblemOut(Schema):
    # As the spreadsheet counts: the header is row 1.
    row: int
    column: str
    name: str
    message: Said


class DeviceImportRowOut(Schema):
    id: int
    name: str
    # queued, running, done or failed
    status: str
    detail: Said
    dry_run: bool
    total: int
    done: int
    # Of a dry run: what would be.
    created: int
    changed: int
    refused: int
    created_at: dt.datetime
    finished_at: dt.datetime | None


class DeviceImportOut(DeviceImportRowOut):
    # The first 1,000.
    problems: list[DeviceImportProblemOut]


class DeviceImportOptions(Schema):
    dry_run: bool = False
    create_sites: bool = False
    create_types: bool = False
    existing: str = "refuse"
    encoding: str = ""
    delimiter: str = ""


def row_out(job: DeviceImport) -> dict[str, Any]:
    fields = ("id", "name", "status", "detail", "total", "done", "created", "changed", "refused", "created_at", "finished_at")
    return {**{field: getattr(job, field) for field in fields}, "dry_run": job.is_dry_run}


def import_out(job: DeviceImport) -> dict[str, Any]:
    keys = ("row", "column", "name", "message")
    return {**row_out(job), "problems": [dict(zip(keys, problem, strict=True)) for problem in job.problems]}


def imports_of(request: HttpRequest) -> "QuerySet[DeviceImport]":
    """A person's own: the report names devices that others may not see."""
    return DeviceImport.objects.filter(requested_by=person(request.user))


@router.post("/devices/import", response=DeviceImportOut)
def import_devices(
    request: HttpRequest,
    options: Query[DeviceImportOptions],
    file: File[UploadedFile],
) -> dict[str, Any]:
    """Make devices from a list, a device a row; a bad row is named and does not stop the good ones.

    `dry_run` only says what would happen. Up to 1,000 rows are done when the answer arrives; longer lists (100,000 rows at
    most) go on in the background: ask for `/device-imports/{id}` until `finished_at` is set. `existing`: refuse or change
    devices that are there already. `encoding` and `delimiter` are found out when they are not given.
    """
    organization = Organization.objects.get(id=organization_id(request))
    assert file.file is not None
    job = services.start_import(
        organization,
        file.file,
        size=file.size or 0,
        name=file.name or "devices.csv",
        options=services.Options(
            encoding=options.encoding,
            delimiter=options.delimiter,
            create_sites=options.create_sites,
            create_types=options.create_types,
            existing=options.existing,
        ),
        is_dry_run=options.dry_run,
        by=person(request.user),
    )
    return import_out(job)


@router.get("/device-imports", response=Listing[DeviceImportRowOut])
def imports(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """The person's own imports into the current organization, newest first."""
    rows = imports_of(request).filter(organization_id=organization_id(request), name__icontains=page.search)
    answer = cut(rows.defer("problems"), page)
    return {**answer, "items": [row_out(job) for job in answer["items"]]}


@router.get("/device-imports/{int:import_id}", response=DeviceImportOut)
def one_import(request: HttpRequest, import_id: int) -> dict[str, Any]:
    return import_out(found(imports_of(request), id=import_id))
