"""Replays over HTTP. They belong to whoever asked for them: a result shows samples as far as that person's rights reach."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema

from core.api import Listing, PageQuery, cut, found
from core.errors import Refused
from core.sentences import Said
from flows.access import flow_for, user_of
from flows.models import Replay
from flows.replay import services
from flows.replay.definition import Against
from telemetry import jobs

router = Router()


class ReplayIn(Schema):
    start: str = Field(description="now-1d, milliseconds since 1970, or ISO 8601")
    end: str = "now"
    lead_s: float = Field(0, ge=0, le=31 * 86_400, description="Samples from so long before only fill the memories of blocks.")
    device_id: int | None = Field(None, description="One device; empty: all that the flow runs for.")
    against: Against = Field("deployed", description="The deployed revision, the alarms that were recorded, or nothing.")
    number: int | None = Field(None, description="A revision; empty: the draft as it was saved last.")


class ReplayCurveOut(Schema):
    block: str
    device_id: int | None
    count: int
    ts: list[float]
    value: list[float]
    reduced: bool


class ReplayCountOut(Schema):
    kind: str
    block: str
    count: int


class ReplayEffectOut(Schema):
    ts: float
    kind: str
    block: str
    device_id: int | None
    details: dict[str, Any]


class ReplayErrorOut(Schema):
    """How often a block failed; when, for which device, with which inputs and why it did so first."""

    block: str
    count: int
    ts: float
    device_id: int | None
    message: Said
    inputs: dict[str, Any]


class ReplaySideOut(Schema):
    alarms: int
    curves: list[ReplayCurveOut]
    has_more_curves: bool
    effects: list[ReplayCountOut]
    first_effects: list[ReplayEffectOut]
    errors: list[ReplayErrorOut]


class ReplayAlarmOut(Schema):
    raised_ts: float
    cleared_ts: float | None
    value: Any


class ReplayPairOut(Schema):
    kind: str
    block: str
    device_id: int | None
    here: ReplayAlarmOut | None
    there: ReplayAlarmOut | None


class ReplayAlarmsOut(Schema):
    same: int
    moved: int
    only_here: int
    only_there: int
    is_cut: bool
    items: list[ReplayPairOut]


class ReplayResultOut(Schema):
    """`here` is what was replayed, `there` what it is compared with; `titles` are those of blocks, `devices` names by id."""

    samples: int
    keys: int
    took_s: float
    computes_columns: bool
    titles: dict[str, str]
    devices: dict[str, str]
    here: ReplaySideOut
    there: ReplaySideOut | None
    alarms: ReplayAlarmsOut


class ReplayOut(Schema):
    id: int
    status: str
    progress: float
    notes: list[Said]
    error: Said
    created_at: dt.datetime
    finished_at: dt.datetime | None
    start_ms: float
    end_ms: float
    lead_s: float
    device_id: int | None
    against: str
    number: int | None
    draft_version: int | None
    against_number: int | None


class ReplayDetailOut(ReplayOut):
    result: ReplayResultOut | None


def _replays_of(request: HttpRequest, flow_id: int) -> "QuerySet[Replay]":
    return Replay.objects.filter(flow=flow_for(request, flow_id), user=user_of(request))


def _json(replay: Replay) -> dict[str, Any]:
    definition = replay.definition
    fields = ("id", "status", "progress", "notes", "error", "created_at", "finished_at")
    told = ("lead_s", "device_id", "against", "number", "draft_version", "against_number")
    return (
        {name: getattr(replay, name) for name in fields}
        | {name: definition[name] for name in told}
        | {"start_ms": definition["start_us"] / 1000, "end_ms": definition["end_us"] / 1000}
    )


@router.post("/flows/{flow_id}/replays", response=ReplayOut)
def start_replay(request: HttpRequest, flow_id: int, payload: ReplayIn) -> dict[str, Any]:
    """Run the draft, or a revision, over stored history in the background. Nothing outside is touched."""
    flow = flow_for(request, flow_id, "edit_flows")
    return _json(services.ask(flow, user_of(request), **payload.dict()))


@router.get("/flows/{flow_id}/replays", response=Listing[ReplayOut])
def replays(request: HttpRequest, flow_id: int, page: PageQuery) -> dict[str, Any]:
    """Your replays of the flow, newest first; the last ten are kept for a week."""
    listing = cut(_replays_of(request, flow_id).defer("documents", "result"), page)
    return {"items": [_json(row) for row in listing["items"]], "total": listing["total"]}


@router.get("/flows/{flow_id}/replays/{replay_id}", response=ReplayDetailOut)
def replay(request: HttpRequest, flow_id: int, replay_id: int) -> dict[str, Any]:
    """How far a replay is, and what came of it once it is done."""
    row = found(_replays_of(request, flow_id).defer("documents"), id=replay_id)
    return _json(row) | {"result": row.result}


@router.post("/flows/{flow_id}/replays/{replay_id}/cancel", response=ReplayOut)
def cancel_replay(request: HttpRequest, flow_id: int, replay_id: int) -> dict[str, Any]:
    row = found(_replays_of(request, flow_id).defer("documents", "result"), id=replay_id)
    if not jobs.cancel(row):
        raise Refused("This replay is over already.", code="over", status=409)
    row.refresh_from_db(fields=["status", "finished_at"])
    return _json(row)
