"""A device's journals over HTTP."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.api import Listing, PageQuery, cut
from core.errors import Missing
from core.sentences import Said
from devices.api.lookups import device_for
from devices.models import ConnectionLog, DeviceLog

router = Router()


class ConnectionLogOut(Schema):
    at: dt.datetime
    event: str
    client_id: str
    address: str
    protocol: str
    tls_version: str
    cipher: str
    reason: Said
    details: dict[str, Any] = Field(description="of a failed TLS handshake: sni, versions, ciphers, alert, certificate")


class StrangerOut(ConnectionLogOut):
    """An attempt at a door that could not be tied to a device."""


class DeviceLogOut(Schema):
    at: dt.datetime
    level: str
    kind: str
    message: Said
    payload: str
    count: int


@router.get("/devices/{int:device_id}/connection-log", response=Listing[ConnectionLogOut])
def connection_log(request: HttpRequest, device_id: int, page: PageQuery) -> dict[str, Any]:
    rows: QuerySet[ConnectionLog] = device_for(request, device_id, "read").connection_log.all()
    return cut(rows, page)


@router.get("/devices/{int:device_id}/log", response=Listing[DeviceLogOut])
def device_log(request: HttpRequest, device_id: int, page: PageQuery) -> dict[str, Any]:
    rows: QuerySet[DeviceLog] = device_for(request, device_id, "read").log.all()
    return cut(rows, page)


@router.get("/connection-log", response=Listing[StrangerOut])
def strangers(request: HttpRequest, page: PageQuery) -> dict[str, Any]:
    """Attempts at the doors that could not be tied to any device. For superusers: they belong to no organization."""
    if not request.user.is_superuser:
        raise Missing("There is no such thing, or it is not yours.")
    rows = ConnectionLog.objects.filter(device=None)
    if page.search:
        rows = rows.filter(
            Q(reason__icontains=page.search) | Q(address__icontains=page.search) | Q(client_id__icontains=page.search)
        )
    return cut(rows, page)
