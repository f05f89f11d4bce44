"""A device's journals over HTTP."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router, Schema

from core.api import Listing, PageQuery, cut
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
    reason: str


class DeviceLogOut(Schema):
    at: dt.datetime
    level: str
    kind: str
    message: str
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
