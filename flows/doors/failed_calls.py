"""Failed calls over HTTP: look, send again, forget. For those who may edit flows."""

import datetime as dt
import json
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.api import Deleted, Listing, PageQuery, cut, found, organization_id
from core.sentences import Said
from flows.cold import failed_calls, kinds
from flows.models import FailedCall
from flows.web.sealed import hidden
from organizations import rights

router = Router()


class FailedCallOut(Schema):
    id: int
    flow_id: int
    flow: str
    block: str = Field(alias="block_id")
    kind: str
    title: str
    error: Said
    tries: int
    failed_at: dt.datetime
    # The device for which the flow ran, when it runs for each.
    device_id: int | None
    # When what caused it happened.
    caused_at: dt.datetime

    @staticmethod
    def resolve_flow(row: FailedCall) -> str:
        return row.flow.name

    @staticmethod
    def resolve_title(row: FailedCall) -> str:
        return kinds.title_of(row.kind)

    @staticmethod
    def resolve_device_id(row: FailedCall) -> int | None:
        return row.effect.get("device_id") or None

    @staticmethod
    def resolve_caused_at(row: FailedCall) -> dt.datetime:
        return dt.datetime.fromtimestamp(row.effect["time_us"] / 1e6, dt.UTC)


class FailedCallDetailOut(FailedCallOut):
    effect_id: str
    request: dict[str, Any]
    block_label: str

    @staticmethod
    def resolve_block_label(row: FailedCall) -> str:
        document = row.flow.live.document if row.flow.live else row.flow.draft.document
        label: str = document.get("blocks", {}).get(row.block_id, {}).get("label", "")
        return label

    @staticmethod
    def resolve_request(row: FailedCall) -> dict[str, Any]:
        shown: dict[str, Any] = json.loads(hidden(json.dumps(kinds.plain(row.request))))
        return shown


class FailedCallsIn(Schema):
    ids: list[int] = Field(min_length=1, max_length=500)


class ResentOut(Schema):
    resent: list[int]
    # For these there was no room; they stay on the list.
    refused: list[int]


class RemovedOut(Schema):
    deleted: list[int]


def failed_calls_of(request: HttpRequest) -> "QuerySet[FailedCall]":
    return rights.visible(request.user, FailedCall.objects.select_related("flow"), "edit_flows").defer("request")


@router.get("/failed-calls", response=Listing[FailedCallOut])
def list_failed_calls(request: HttpRequest, page: PageQuery, flow: int | None = None) -> dict[str, Any]:
    """Calls of flows that could not be done, newest first; `flow` shows those of one flow."""
    rows = failed_calls_of(request).filter(organization_id=organization_id(request))
    if flow is not None:
        rows = rows.filter(flow_id=flow)
    if page.search:
        rows = rows.filter(Q(error__icontains=page.search) | Q(flow__name__icontains=page.search))
    return cut(rows, page)


@router.post("/failed-calls/resend", response=ResentOut)
def resend_failed_calls(request: HttpRequest, payload: FailedCallsIn) -> dict[str, Any]:
    """Have several done after all, oldest first. Those that are gone already are left out."""
    resent, refused = failed_calls.resend(_named(request, payload))
    return {"resent": resent, "refused": refused}


@router.post("/failed-calls/delete", response=RemovedOut)
def delete_failed_calls(request: HttpRequest, payload: FailedCallsIn) -> dict[str, Any]:
    return {"deleted": failed_calls.delete(_named(request, payload))}


@router.get("/failed-calls/{failed_call_id}", response=FailedCallDetailOut)
def failed_call(request: HttpRequest, failed_call_id: int) -> FailedCall:
    """What was asked for, and why it could not be done."""
    return found(failed_calls_of(request).select_related("flow__live", "flow__draft"), id=failed_call_id)


@router.post("/failed-calls/{failed_call_id}/resend", response=ResentOut)
def resend_failed_call(request: HttpRequest, failed_call_id: int) -> dict[str, Any]:
    """Have it done after all. It is gone from the list, and comes back when it fails again."""
    failed_calls.resend_one(found(failed_calls_of(request), id=failed_call_id))
    return {"resent": [failed_call_id], "refused": []}


@router.delete("/failed-calls/{failed_call_id}", response=Deleted)
def delete_failed_call(request: HttpRequest, failed_call_id: int) -> Deleted:
    failed_calls.delete([found(failed_calls_of(request), id=failed_call_id)])
    return Deleted()


def _named(request: HttpRequest, payload: FailedCallsIn) -> list[FailedCall]:
    return list(failed_calls_of(request).filter(id__in=payload.ids).order_by("failed_at", "id"))
