"""Files over HTTP, for people. What devices call stands in `device_api.py`."""

import datetime as dt
from typing import Annotated, Any

from django.conf import settings
from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Field, Query, Router, Schema

from core.api import Deleted, Listing, Page, cut, found, organization_id
from core.sentences import Said
from devices.files import content, editing, places, selectors
from devices.files.editing import Then
from devices.models import DeviceFile, FileDelivery, FileKind, FileVersion
from organizations import rights

router = Router(tags=["files"])

# An upload's body is the file itself, so that it can be stored while it comes in; a form works too.
UPLOAD: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {"content": {"type": "string", "format": "binary"}},
                    "required": ["content"],
                }
            },
        },
    }
}


class FileVersionOut(Schema):
    id: int
    version: str
    size: int
    sha256: str
    note: str
    metadata: dict[str, Any]
    is_active: bool
    uploaded_by: str | None
    uploaded_from: str | None
    created_at: dt.datetime
    activated_at: dt.datetime | None

    @staticmethod
    def resolve_uploaded_by(version: FileVersion) -> str | None:
        return str(version.uploaded_by) if version.uploaded_by else None

    @staticmethod
    def resolve_uploaded_from(version: FileVersion) -> str | None:
        return version.uploaded_from.name if version.uploaded_from else None


class RollOutOut(Schema):
    total: int
    waiting: int
    notified: int
    downloading: int
    downloaded: int
    applied: int
    failed: int


class FileOut(Schema):
    id: int
    name: str
    kind: FileKind
    description: str
    node: str
    place: str
    created_at: dt.datetime
    active: FileVersionOut | None
    version_count: int
    is_hidden: bool = False
    permissions: list[str]

    @staticmethod
    def resolve_node(file: DeviceFile) -> str:
        return places.place_of(file).key

    @staticmethod
    def resolve_place(file: DeviceFile) -> str:
        return (file.device or file.type or file.organization).name

    @staticmethod
    def resolve_active(file: DeviceFile) -> FileVersion | None:
        active: list[FileVersion] = file.active_versions  # type: ignore[attr-defined]  # prefetched by files_of
        return active[0] if active else None


class FileStoreOut(Schema):
    """How large a file may be, and how much room the organization has left."""

    file_bytes: int
    quota_bytes: int
    used_bytes: int
    kinds: list[str]


class FileQuery(Page):
    node: str = Field("", max_length=120, description="d:<device>, t:<device type> or o:<organization>; empty: all you may see")
    kind: FileKind | None = None
    inherited: bool = Field(False, description="of a device: also the files of its type and its organization")


class NewVersionQuery(Schema):
    version: str = Field(min_length=1, max_length=40)
    note: str = Field("", max_length=500)
    activate: bool = True


class NewFileQuery(NewVersionQuery):
    node: str = Field(min_length=3, max_length=120)
    name: str = Field(min_length=1, max_length=100)
    kind: FileKind = FileKind.UNDEFINED
    description: str = Field("", max_length=500)


class FilePatch(Schema):
    name: str | None = Field(None, min_length=1, max_length=100)
    kind: FileKind | None = None
    description: str | None = Field(None, max_length=500)


class FileVersionPatch(Schema):
    version: str | None = Field(None, min_length=1, max_length=40)
    note: str | None = Field(None, max_length=500)
    metadata: dict[str, str] | None = None


class DeleteVersionQuery(Schema):
    then: Then = Field("refuse", description="what follows an active version: the newest other one, or none")


class DeliveryOut(Schema):
    device_id: int
    device: str = Field(alias="device.name")
    status: str
    bytes_sent: int
    detail: Said
    changed_at: dt.datetime


class DeliveryQuery(Page):
    status: FileDelivery.Status | None = None


def files_of(request: HttpRequest) -> "QuerySet[DeviceFile]":
    """All files that the asking user may see, with what a row shows."""
    active = FileVersion.objects.filter(is_active=True).select_related("uploaded_by", "uploaded_from")
    return (
        rights.visible(request.user, DeviceFile.objects.all())
        .select_related("device", "type", "organization")
        .prefetch_related(Prefetch("versions", queryset=active, to_attr="active_versions"))
        .annotate(version_count=Count("versions"))
    )


def file_for(request: HttpRequest, file_id: int, permission: rights.Permission) -> DeviceFile:
    file = found(rights.visible(request.user, DeviceFile.objects.select_related("device", "type")), id=file_id)
    rights.require(request.user, permission, file)
    return file


def version_for(request: HttpRequest, file_id: int, version_id: int, permission: rights.Permission) -> FileVersion:
    file = file_for(request, file_id, permission)
    version = found(file.versions.select_related("uploaded_by", "uploaded_from"), id=version_id)
    version.file = file
    return version


def shown(request: HttpRequest, file_id: int) -> DeviceFile:
    """One file with what a row shows."""
    file = found(files_of(request), id=file_id)
    _with_permissions(request, [file])
    return file


def _with_permissions(request: HttpRequest, files: list[DeviceFile]) -> None:
    for file in files:
        file.permissions = sorted(rights.permissions(request.user, file))  # type: ignore[attr-defined]  # read by FileOut


@router.get("/files", response=Listing[FileOut])
def files(request: HttpRequest, query: Annotated[FileQuery, Query()]) -> dict[str, Any]:
    """Files of a device, a device type or an organization, or all of the current organization."""
    rows = files_of(request).filter(name__icontains=query.search)
    if query.kind is not None:
        rows = rows.filter(kind=query.kind)
    if not query.node:
        rows = rows.filter(organization_id=organization_id(request))
        answer = cut(rows.order_by("name", "id"), query)
        _with_permissions(request, answer["items"])
        return answer
    place = places.place(query.node)
    rights.require(request.user, "read", place)
    if place.device is not None and query.inherited:
        rows = rows.filter(places.for_device(place.device))
    else:
        rows = rows.filter(**place.columns)
    answer = cut(rows.order_by("name", "id"), query)
    _with_permissions(request, answer["items"])
    if place.device is not None and query.inherited:
        holding = {version.file_id for version in selectors.effective(place.device)}
        for file in answer["items"]:
            file.is_hidden = bool(file.active_versions) and file.id not in holding
    return answer


@router.post("/files", response=FileOut, openapi_extra=UPLOAD)
def create_file(request: HttpRequest, query: Annotated[NewFileQuery, Query()]) -> DeviceFile:
    """A new file with its first version. The body is the file: its bytes, or a form with one file."""
    place = places.place(query.node)
    rights.require(request.user, "manage_templates_files", place)
    size = content.check_request(request)
    editing.check_new_file(
        place,
        name=query.name,
        kind=query.kind,
        version=query.version,
        size=size,
    )
    version = editing.create_file(
        place,
        name=query.name,
        kind=query.kind,
        description=query.description,
        version=query.version,
        note=query.note,
        is_active=query.activate,
        content=content.store(request),
        by=rights.person(request.user),
    )
    return shown(request, version.file_id)


@router.get("/files/store", response=FileStoreOut)
def file_store(request: HttpRequest) -> dict[str, Any]:
    """How large a file may be, and how much room the current organization has left."""
    return {
        "file_bytes": settings.FILE_BYTES,
        "quota_bytes": settings.FILES_QUOTA_BYTES,
        "used_bytes": selectors.used_bytes(organization_id(request)),
        "kinds": FileKind.values,
    }


@router.get("/files/{int:file_id}", response=FileOut)
def file(request: HttpRequest, file_id: int) -> DeviceFile:
    return shown(request, file_id)


@router.patch("/files/{int:file_id}", response=FileOut)
def change_file(request: HttpRequest, file_id: int, payload: FilePatch) -> DeviceFile:
    editing.change_file(file_for(request, file_id, "manage_templates_files"), **payload.dict(exclude_none=True))
    return shown(request, file_id)


@router.delete("/files/{int:file_id}", response=Deleted)
def delete_file(request: HttpRequest, file_id: int) -> dict[str, bool]:
    """Delete the file with all its versions."""
    editing.delete_file(file_for(request, file_id, "manage_templates_files"))
    return {"deleted": True}


@router.post("/files/{int:file_id}/deactivate", response=FileOut)
def deactivate_file(request: HttpRequest, file_id: int) -> DeviceFile:
    """Devices get this file no longer; its versions stay."""
    editing.deactivate(file_for(request, file_id, "manage_templates_files"))
    return shown(request, file_id)


@router.get("/files/{int:file_id}/versions", response=Listing[FileVersionOut])
def file_versions(request: HttpRequest, file_id: int, page: Annotated[Page, Query()]) -> dict[str, Any]:
    """All versions of the file, newest first."""
    rows = file_for(request, file_id, "read").versions.select_related("uploaded_by", "uploaded_from")
    return cut(rows.filter(version__icontains=page.search), page)


@router.post("/files/{int:file_id}/versions", response=FileVersionOut, openapi_extra=UPLOAD)
def add_file_version(request: HttpRequest, file_id: int, query: Annotated[NewVersionQuery, Query()]) -> FileVersion:
    """A new version. The body is the file: its bytes, or a form with one file."""
    file = file_for(request, file_id, "manage_templates_files")
    size = content.check_request(request)
    editing.check_new_version(file, version=query.version, size=size)
    return editing.add_version(
        file,
        content=content.store(request),
        version=query.version,
        note=query.note,
        is_active=query.activate,
        by=rights.person(request.user),
    )


@router.patch("/files/{int:file_id}/versions/{int:version_id}", response=FileVersionOut)
def change_file_version(request: HttpRequest, file_id: int, version_id: int, payload: FileVersionPatch) -> FileVersion:
    """Change a version's name, note and metadata; its content never changes."""
    version = version_for(request, file_id, version_id, "manage_templates_files")
    return editing.change_version(version, name=payload.version, note=payload.note, metadata=payload.metadata)


@router.delete("/files/{int:file_id}/versions/{int:version_id}", response=Deleted)
def delete_file_version(
    request: HttpRequest, file_id: int, version_id: int, query: Annotated[DeleteVersionQuery, Query()]
) -> dict[str, bool]:
    """Delete a version. An active one only with the choice of what follows it."""
    editing.delete_version(version_for(request, file_id, version_id, "manage_templates_files"), then=query.then)
    return {"deleted": True}


@router.post("/files/{int:file_id}/versions/{int:version_id}/activate", response=FileVersionOut)
def activate_file_version(request: HttpRequest, file_id: int, version_id: int) -> FileVersion:
    """Devices are told that this version holds. Asked again, those that have not applied it are told again."""
    return editing.activate(version_for(request, file_id, version_id, "manage_templates_files"))


@router.api_operation(
    ["GET", "HEAD"], "/files/{int:file_id}/versions/{int:version_id}/content", response={200: bytes, 206: bytes}
)
def file_content(request: HttpRequest, file_id: int, version_id: int) -> HttpResponse | StreamingHttpResponse:
    """Download a version, whole or in ranges. Its ETag is the SHA-256."""
    return content.response(request, version_for(request, file_id, version_id, "read"))


@router.get("/files/{int:file_id}/versions/{int:version_id}/roll-out", response=RollOutOut)
def file_roll_out(request: HttpRequest, file_id: int, version_id: int) -> dict[str, int]:
    """How many devices are how far with this version."""
    return selectors.roll_out(version_for(request, file_id, version_id, "read"))._asdict()


@router.get("/files/{int:file_id}/versions/{int:version_id}/deliveries", response=Listing[DeliveryOut])
def file_deliveries(
    request: HttpRequest, file_id: int, version_id: int, query: Annotated[DeliveryQuery, Query()]
) -> dict[str, Any]:
    """How far each device is with this version, latest news first."""
    version = version_for(request, file_id, version_id, "read")
    rows = rights.visible(request.user, FileDelivery.objects.filter(version=version), by="device").select_related("device")
    if query.status is not None:
        rows = rows.filter(status=query.status)
    if query.search:
        rows = rows.filter(device__name__icontains=query.search)
    return cut(rows, query)
