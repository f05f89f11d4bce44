"""Files over HTTP, for devices with their token. A gateway names the device it speaks for: `?device=<name>`."""

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Field, Query, Router, Schema

from devices.bearer import DeviceBearer, calling_device
from devices.files import content, editing, services
from devices.models import FileDelivery, FileKind, FileVersion

router = Router(tags=["files"], auth=DeviceBearer())

RAW: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class OwnFileOut(Schema):
    kind: str
    name: str
    version: str
    size: int
    sha256: str


class OwnFilesOut(Schema):
    items: list[OwnFileOut]


class SpeakerQuery(Schema):
    device: str = Field("", max_length=100, description="for gateways: the device they speak for")


class OwnFilesQuery(SpeakerQuery):
    kind: list[FileKind] = Field(default_factory=list, max_length=10)


class SendFileQuery(SpeakerQuery):
    kind: FileKind = FileKind.UNDEFINED
    version: str = Field("", max_length=40, description="empty: the time")
    note: str = Field("", max_length=500)


class FileStatusIn(Schema):
    version: str = Field(min_length=1, max_length=40)
    status: FileDelivery.Status
    detail: str = Field("", max_length=300)


class FileStatusOut(Schema):
    status: str
    detail: str
    changed_at: dt.datetime


@router.get("/device/files", response=OwnFilesOut)
def own_files(request: HttpRequest, query: Annotated[OwnFilesQuery, Query()]) -> dict[str, Any]:
    """The files that hold for this device, newest active version first."""
    device = calling_device(request, query.device)
    return {"items": [listed._asdict() for listed in services.listing(device, query.kind or None)]}


def _served(request: HttpRequest, name: str, version: str | None, speaker: str) -> HttpResponse | StreamingHttpResponse:
    device = calling_device(request, speaker)
    row = services.version_for(device, name, version)

    def sent(until: int) -> None:
        services.record_sent(device, row, until=until)

    answer = content.response(request, row, sent=sent)
    answer.headers["X-File-Version"] = row.version
    return answer


@router.api_operation(["GET", "HEAD"], "/device/files/{name}", response={200: bytes, 206: bytes})
def own_file(request: HttpRequest, name: str, query: Annotated[SpeakerQuery, Query()]) -> HttpResponse | StreamingHttpResponse:
    """The active version, whole or in ranges. Its ETag is the SHA-256, `X-File-Version` its version."""
    return _served(request, name, None, query.device)


@router.api_operation(["GET", "HEAD"], "/device/files/{name}/versions/{version}", response={200: bytes, 206: bytes})
def own_file_version(
    request: HttpRequest, name: str, version: str, query: Annotated[SpeakerQuery, Query()]
) -> HttpResponse | StreamingHttpResponse:
    """A named version, whole or in ranges."""
    return _served(request, name, version, query.device)


@router.put("/device/files/{name}", response=OwnFileOut, openapi_extra=RAW)
def send_file(request: HttpRequest, name: str, query: Annotated[SendFileQuery, Query()]) -> dict[str, Any]:
    """Send a file: the body is its bytes. It becomes a new version of the device's own file of that name."""
    device = calling_device(request, query.device)
    editing.checked_name(name)
    if query.version:
        editing.checked_version(query.version)
    editing.check_room(device.organization_id, content.check_request(request))
    version: FileVersion = services.store_sent(
        device, name=name, content=content.store(request), kind=query.kind, version=query.version, note=query.note
    )
    return services.Listed(version.file.kind, name, version.version, version.size, version.sha256)._asdict()


@router.post("/device/files/{name}/status", response=FileStatusOut)
def report_file_status(
    request: HttpRequest, name: str, payload: FileStatusIn, query: Annotated[SpeakerQuery, Query()]
) -> FileDelivery:
    """Say what became of a version: `applied`, or `failed` with the reason in `detail`."""
    device = calling_device(request, query.device)
    return services.report_status(device, name=name, version=payload.version, status=payload.status, detail=payload.detail)
