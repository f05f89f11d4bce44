"""Traces and tests of flows over HTTP. Both run on copies: nothing outside is touched."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from core.api import Deleted
from core.clock import now_us
from core.errors import Missing, Refused
from core.sentences import Said
from devices.models import Device, Metric
from flows import history, shown, tracing
from flows.graphs import compiler, validation
from flows.graphs.graph import Graph
from flows.graphs.interpreter import Memory
from flows.models import Flow, FlowDraft
from flows.selectors import OrganizationFacts
from flows.testing import making
from flows.testing.document import as_json
from flows.testing.running import run_tests
from organizations import rights
from organizations.models import User
from telemetry.times import LATEST_US, read_moment

router = Router()

WARM_UP = 1_000
LONGEST_WARM_UP = 10_000


class SourceSampleOut(Schema):
    block: str
    port: str
    metric_id: int
    path: str
    device_id: int
    device: str
    at: float
    value: Any
    quality: int


class SourceSamplesOut(Schema):
    items: list[SourceSampleOut]
    # Where the next page begins: give it as `before`.
    before: float | None


class SampleQuery(Schema):
    device_id: int | None = None
    before: str = "now"
    limit: int = Field(50, ge=1, le=500)
    revision: int | None = None


class TraceIn(Schema):
    """A stored sample (`metric_id` and `at`), or an invented one (`value`), for a source block."""

    block: str = Field(max_length=60)
    port: str = Field("value", max_length=60)
    metric_id: int | None = None
    device_id: int | None = None
    at: float | None = Field(None, description="milliseconds since 1970")
    value: Any = None
    warm_up: int = Field(WARM_UP, ge=0, le=LONGEST_WARM_UP, description="samples before it that bring the flow into its state")
    revision: int | None = Field(None, description="a revision instead of the draft")
    document: dict[str, Any] | None = Field(None, description="a document that is not saved yet, instead of the draft")


class NextIn(Schema):
    device_id: int | None = None
    wait_s: int = Field(120, ge=1, le=tracing.LONGEST_WAIT_S)


class NextOut(Schema):
    id: str
    device_id: int | None
    until: float
    # After so long every lane has heard of the wish: from then on the next sample is surely the one.
    listens_in_s: float


class TraceSampleOut(Schema):
    block: str
    port: str
    at: float
    value: Any
    quality: int
    metric_id: int | None
    path: str
    device_id: int | None
    device: str


class EffectOut(Schema):
    does: str
    value: Any
    detail: str


class TimerOut(Schema):
    due: float | None


class StepOut(Schema):
    block: str
    title: str
    at: float
    cause: str
    inputs: dict[str, Any]
    fresh: list[str]
    is_timer: bool
    outputs: dict[str, Any]
    state_before: dict[str, Any] | None
    state_after: dict[str, Any] | None
    effects: list[EffectOut]
    timer: TimerOut | None
    error: Said | None
    waits_for: list[str]


class WarmUpOut(Schema):
    samples: int
    from_at: float | None
    is_all: bool


class TraceSummaryOut(Schema):
    id: str
    made_at: float
    origin: str
    revision: int | None
    sample: TraceSampleOut


class TraceOut(TraceSummaryOut):
    flow_id: int
    key: int
    warm_up: WarmUpOut | None
    steps: list[StepOut]


class RunTestsIn(Schema):
    document: dict[str, Any] | None = None
    names: list[str] | None = Field(None, max_length=100)


class FailureOut(Schema):
    kind: str
    block: str
    port: str
    does: str
    at_s: float
    message: Said
    expected: Any
    actual: Any


class TestResultOut(Schema):
    name: str
    is_ok: bool
    error: Said
    checked: int
    differences: list[FailureOut]


class TestResultsOut(Schema):
    items: list[TestResultOut]
    passed: int
    failed: int


class MakeTestIn(Schema):
    """Out of a trace, or out of the stored samples of a span."""

    name: str = Field("", max_length=100)
    trace_id: str | None = Field(None, max_length=40)
    device_id: int | None = None
    document: dict[str, Any] | None = Field(None, description="a document that is not saved yet, instead of the draft")
    from_: str | None = Field(None, alias="from", max_length=40)
    to: str = Field("now", max_length=40)


class MadeTestOut(Schema):
    test: dict[str, Any]
    note: Said


def _flow(request: HttpRequest, flow_id: int, permission: rights.Permission = "read") -> Flow:
    flow = rights.visible(request.user, Flow.objects.select_related("live", "draft")).filter(id=flow_id).first()
    if flow is None:
        raise Missing("There is no such flow, or it is not yours.")
    rights.require(request.user, permission, flow.organization_id)
    return flow


def _user(request: HttpRequest) -> User:
    return rights.person(request.user)


def _graph(flow: Flow, revision: int | None, user: User, document: dict[str, Any] | None = None) -> Graph:
    """What is traced: a revision, a document that is being drawn, or the draft."""
    if revision is None and document is not None:
        pass
    elif revision is None:
        document = FlowDraft.objects.get(flow=flow).document
    else:
        row = flow.revisions.filter(number=revision).first()
        if row is None:
            raise Missing(f"The flow has no revision {revision}.")
        document = row.document
    checked = validation.check(document, OrganizationFacts(flow.organization_id, user=user), is_deployed=revision is not None)
    if checked.graph is None:
        raise Refused(f"The flow has errors, so nothing can run through it: {checked.errors[0].message}")
    return checked.graph


def _sources(flow: Flow, graph: Graph, device_id: int | None, user: User) -> list[history.Heard]:
    """What the graph hears and the user may read."""
    history.require_device(graph, device_id)
    if device_id is not None:
        _require_device(flow, device_id, user)
    found = history.heard(graph, flow.organization_id, device_id)
    rows = Metric.objects.filter(id__in={one.metric.id for one in found})
    mine = set(rights.visible(user, rows).values_list("id", flat=True))
    return [one for one in found if one.metric.id in mine]


def _require_device(flow: Flow, device_id: int, user: User) -> None:
    rows = rights.visible(user, Device.objects.filter(id=device_id, organization_id=flow.organization_id))
    if not rows.exists():
        raise Missing(f"There is no device {device_id} here, or it is not yours.")


def _moment(text: str, field: str) -> int:
    return read_moment(text, now_us=now_us(), field=field)


# --- traces


@router.get("/flows/{flow_id}/samples", response=SourceSamplesOut)
def source_samples(request: HttpRequest, flow_id: int, query: Annotated[SampleQuery, Query()]) -> dict[str, Any]:
    """Stored samples that the flow hears, newest first: what can be traced. `before` takes a time or `now-1h`."""
    flow, user = _flow(request, flow_id), _user(request)
    graph = _graph(flow, query.revision, user)
    sources = _sources(flow, graph, query.device_id, user)
    by_entry = {(one.ear.entry, one.metric.id): one for one in sources}
    found = []
    for one in by_entry.values():
        found += [
            {
                "block": one.block_id,
                "port": one.ear.block_id.partition(".")[2] or "value",
                "metric_id": one.metric.id,
                "path": one.metric.path,
                "device_id": one.device.id,
                "device": one.device.name,
                "at": row[2] / 1000,
                "value": shown.value(row[3]),
                "quality": row[4],
            }
            for row in history.rows_before([one], _moment(query.before, "before"), query.limit + 1)
        ]
    found.sort(key=lambda item: item["at"], reverse=True)
    items = found[: query.limit]
    return {"items": items, "before": items[-1]["at"] if len(found) > query.limit else None}


@router.get("/flows/{flow_id}/traces", response=list[TraceSummaryOut])
def traces(request: HttpRequest, flow_id: int) -> list[dict[str, Any]]:
    """The traces that are kept, newest first."""
    flow, user = _flow(request, flow_id), _user(request)
    return [made for made in tracing.kept(flow.id) if _may_see(flow, made, user)]


@router.get("/flows/{flow_id}/traces/{trace_id}", response=TraceOut)
def trace(request: HttpRequest, flow_id: int, trace_id: str) -> dict[str, Any]:
    """Every step of a trace: inputs, outputs, state before and after, timers, effects."""
    return _kept(_flow(request, flow_id), trace_id, _user(request))


def _kept(flow: Flow, trace_id: str, user: User) -> dict[str, Any]:
    made = tracing.kept_one(flow.id, trace_id)
    if not _may_see(flow, made, user):
        raise Missing(f"There is no trace {trace_id[:20]}.")
    return made


def _may_see(flow: Flow, made: dict[str, Any], user: User) -> bool:
    """A trace shows values of a device, so it is for those who may see that device."""
    device_id = made["sample"]["device_id"]
    if device_id is None:
        return True
    return rights.visible(user, Device.objects.filter(id=device_id, organization_id=flow.organization_id)).exists()


@router.post("/flows/{flow_id}/traces", response=TraceOut)
def make_trace(request: HttpRequest, flow_id: int, payload: TraceIn) -> dict[str, Any]:
    """Send a stored or an invented sample through the draft or a revision. Nothing outside is touched."""
    flow, user = _flow(request, flow_id), _user(request)
    graph = _graph(flow, payload.revision, user, payload.document)
    sources = _sources(flow, graph, payload.device_id, user)
    way = compiler.way_of(payload.block, payload.port)
    key = payload.device_id or 0 if graph.scope.is_each_device else 0
    if payload.metric_id is None:
        row, device_id = _invented(graph, payload, way, key), payload.device_id
    else:
        row, device_id = _stored(sources, payload, way)
    before = history.rows_before(sources, row[2], payload.warm_up)
    made = tracing.trace(
        graph,
        Memory(),
        row,
        before=before,
        flow_id=flow.id,
        revision=payload.revision,
        origin="stored" if payload.metric_id is not None else "invented",
        key=key,
        sample=tracing.sample_json(way, row, device_id=device_id, metric_id=payload.metric_id),
        warm_up={
            "samples": len(before),
            "from_at": before[0][2] / 1000 if before else None,
            "is_all": len(before) < payload.warm_up,
        },
    )
    tracing.keep(flow.id, made)
    return made


def _stored(sources: list[history.Heard], payload: TraceIn, way: str) -> tuple[compiler.Row, int]:
    one = next((one for one in sources if one.metric.id == payload.metric_id and one.ear.block_id == way), None)
    if one is None:
        raise Refused(
            f"Block {payload.block} does not hear metric {payload.metric_id}, or you may not read it.", field="metric_id"
        )
    if payload.at is None:
        raise Refused("Say which sample: at, in milliseconds since 1970.", field="at")
    at = round(payload.at * 1000)
    if not abs(at) < LATEST_US:
        raise Refused(f"{payload.at:g} is no time of a sample.", field="at")
    rows = history.rows_between([one], at, at + 1, 1)
    if not rows:
        raise Missing(f"No sample of {one.metric.path} is stored at {payload.at:g}. Choose one from the list.")
    return rows[0], one.device.id


def _invented(graph: Graph, payload: TraceIn, way: str, key: int) -> compiler.Row:
    entry = history.ways_in(graph).get(way)
    placed = graph.blocks.get(payload.block)
    if entry is None or placed is None or not placed.block.is_source:
        raise Refused(f"Block {payload.block} is no source, so no sample comes in there.", field="block")
    at = now_us() if payload.at is None else round(payload.at * 1000)
    if not abs(at) < LATEST_US:
        raise Refused(f"{payload.at:g} is no time of a sample.", field="at")
    port = placed.output(payload.port)
    problem = tracing.misfit(port, payload.value)
    if problem:
        raise Refused(problem, field="value")
    return entry, key, at, payload.value, 0, 0


@router.post("/flows/{flow_id}/next-trace", response=NextOut)
def trace_next(request: HttpRequest, flow_id: int, payload: NextIn) -> dict[str, Any]:
    """Trace the next sample that comes to the running revision, of one device or of any.

    The trace is among the others as soon as it is there; the live topic `t:<flow>` tells.
    """
    flow, user = _flow(request, flow_id), _user(request)
    if flow.live is None or not flow.is_enabled:
        raise Refused("The flow does not run, so no sample comes. Deploy it, or switch it on.")
    if payload.device_id is not None:
        _require_device(flow, payload.device_id, user)
    return tracing.wish(flow.id, flow.organization_id, device_id=payload.device_id, wait_s=payload.wait_s)


@router.delete("/flows/{flow_id}/next-trace/{wish_id}", response=Deleted)
def stop_waiting(request: HttpRequest, flow_id: int, wish_id: str) -> Deleted:
    """Wait no longer for the next sample."""
    flow = _flow(request, flow_id)
    return Deleted(deleted=tracing.end_wish(flow.id, flow.organization_id, wish_id))


# --- tests


@router.post("/flows/{flow_id}/tests/run", response=TestResultsOut)
def run(request: HttpRequest, flow_id: int, payload: RunTestsIn) -> dict[str, Any]:
    """Run the tests of the draft, or of the given document; all, or those with these names."""
    flow, user = _flow(request, flow_id), _user(request)
    document = payload.document if payload.document is not None else FlowDraft.objects.get(flow=flow).document
    results = run_tests(document, OrganizationFacts(flow.organization_id, user=user), names=payload.names)
    passed = sum(result.is_ok for result in results)
    return {"items": [result.json() for result in results], "passed": passed, "failed": len(results) - passed}


@router.post("/flows/{flow_id}/tests/make", response=MadeTestOut)
def make_test(request: HttpRequest, flow_id: int, payload: MakeTestIn) -> dict[str, Any]:
    """A test out of a trace, or out of a span of stored samples. It is not saved: put it into the document's `tests`."""
    flow, user = _flow(request, flow_id), _user(request)
    if payload.trace_id is not None:
        made = _kept(flow, payload.trace_id, user)
        graph = _graph(flow, made["revision"], user, payload.document)
        sources = _sources(flow, graph, made["key"] or None, user)
        name = payload.name or making.name_of(graph, made)
        test, note = making.of_trace(graph, made, sources, name=name)
        return {"test": as_json(test), "note": note}
    if payload.from_ is None:
        raise Refused("Say what the test is made of: trace_id, or from and to.", field="trace_id")
    graph = _graph(flow, None, user, payload.document)
    sources = _sources(flow, graph, payload.device_id, user)
    from_us, to_us = _moment(payload.from_, "from"), _moment(payload.to, "to")
    if from_us >= to_us:
        raise Refused(f"“{payload.from_}” is not before “{payload.to}”: exchange them.", field="from")
    test = making.of_span(graph, sources, from_us=from_us, to_us=to_us, name=payload.name or "Span of samples")
    return {"test": as_json(test), "note": ""}
