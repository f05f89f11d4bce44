"""Samples over HTTP: devices bring them with their token, people and programs read them with their rights."""

from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from core.errors import Missing, Refused
from devices.bearer import DeviceBearer
from devices.models import Device, Metric
from organizations import rights
from telemetry import selectors, services
from telemetry.answers import answer
from telemetry.exports.api import router as exports_api
from telemetry.exports.schedules_api import router as schedules_api
from telemetry.imports.api import router as imports_api
from telemetry.queries.api import router as queries_api
from telemetry.selectors import MAX_METRICS, MAX_POINTS
from telemetry.store.buckets import SECOND_US, Fill, nice_width_us
from telemetry.times import ms

router = Router()
for _part in (exports_api, schedules_api, imports_api, queries_api):
    router.add_router("", _part)

MAX_LATEST = 1_000
FUNCTIONS = ("avg", "min", "max", "count", "sum", "first", "last")


class RefusalOut(Schema):
    path: str
    reason: str


class AcceptedOut(Schema):
    accepted: int
    refused: list[RefusalOut]


@router.post("/devices/{int:device_id}/samples", auth=DeviceBearer(), response=AcceptedOut)
def accept(request: HttpRequest, device_id: int) -> dict[str, Any]:
    """Take samples: an object of metric → value with an optional `time`, or an array of those.

    Whatever is wrong is named in `refused` and in the device's log; everything else is in the telemetry log when the
    answer arrives. 503 means: nothing was taken, try again.
    """
    device: Device = request.auth  # type: ignore[attr-defined]  # what DeviceBearer found
    if device.id != device_id:
        # A gateway speaks for its whole organization.
        other = Device.objects.filter(id=device_id, organization_id=device.organization_id).first() if device.is_gateway else None
        if other is None:
            raise Missing("There is no such device, or this token is not its own.")
        device = other
    if int(request.headers.get("Content-Length") or 0) > services.MAX_BODY_BYTES:
        raise Refused(f"At most {services.MAX_BODY_BYTES} bytes are taken at once: send several messages.", status=413)
    result = services.accept_payload(device, request.body)
    return {"accepted": result.accepted, "refused": [refusal._asdict() for refusal in result.refused]}


class SampleOut(Schema):
    ts: float
    value: Any
    quality: int


class LatestOut(Schema):
    values: dict[str, SampleOut | None]


class RawOut(Schema):
    ts: list[float]
    value: list[Any]
    quality: list[int]
    next_cursor: str | None


class BucketsOfMetricOut(Schema):
    metric: int
    ts: list[float]
    avg: list[float | None] | None = None
    min: list[float | None] | None = None
    max: list[float | None] | None = None
    sum: list[float | None] | None = None
    first: list[float | None] | None = None
    last: list[float | None] | None = None
    count: list[int] | None = None


class BucketsOut(Schema):
    width_s: float
    series: list[BucketsOfMetricOut]


class SeriesOfMetricOut(Schema):
    metric: int
    ts: list[float]
    value: list[Any]
    reduced: bool


class SeriesOut(Schema):
    series: list[SeriesOfMetricOut]


class Metrics(Schema):
    metric: list[int] = Field(min_length=1, max_length=MAX_LATEST)


class Range(Schema):
    from_: str = Field("now-1h", alias="from", max_length=40)
    to: str = Field("now", max_length=40)


class RawQuery(Range):
    limit: int = Field(1_000, ge=1, le=10_000)
    cursor: str | None = Field(None, max_length=40)
    order: Literal["asc", "desc"] = "asc"


class RowsOut(Schema):
    ts: list[float]
    # For each time a value of each metric, in the order in which they were asked for.
    values: list[list[Any]]
    next_cursor: str | None


class RowsQuery(Range):
    metric: list[int] = Field(min_length=1, max_length=MAX_METRICS)
    limit: int = Field(100, ge=1, le=500)
    cursor: str | None = Field(None, max_length=40)


class SeriesQuery(Range):
    metric: list[int] = Field(min_length=1, max_length=MAX_METRICS)
    points: int = Field(800, ge=2, le=MAX_POINTS)


class BucketsQuery(Range):
    metric: list[int] = Field(min_length=1, max_length=MAX_METRICS)
    points: int | None = Field(None, ge=1, le=MAX_POINTS)
    width_s: int | None = Field(None, ge=1, le=366 * 86_400)
    fn: str = Field("avg,min,max,count", max_length=100)
    zone: str = Field("UTC", max_length=60)
    fill: Fill = "none"


def readable(request: HttpRequest, metric_ids: list[int]) -> list[int]:
    """The ids, each once, when all of them may be read; else as if the others did not exist."""
    wanted = list(dict.fromkeys(metric_ids))
    rows = rights.visible(request.user, Metric.objects.filter(id__in=wanted))
    missing = set(wanted) - set(rows.values_list("id", flat=True))
    if missing:
        raise Missing(f"There is no metric {min(missing)}, or it is not yours.")
    return wanted


@router.get("/samples/latest", response=LatestOut)
def latest(request: HttpRequest, query: Annotated[Metrics, Query()]) -> HttpResponse:
    """The newest sample of each metric; null where there is none yet."""
    wanted = readable(request, query.metric)
    found = selectors.latest(wanted)
    return answer(
        {
            "values": {
                str(metric_id): {"ts": ms(newest.time_us), "value": newest.value, "quality": newest.quality}
                if (newest := found.get(metric_id))
                else None
                for metric_id in wanted
            }
        }
    )


@router.get("/metrics/{int:metric_id}/samples", response=RawOut)
def raw(request: HttpRequest, metric_id: int, query: Annotated[RawQuery, Query()]) -> HttpResponse:
    """Samples as they came in, page by page."""
    readable(request, [metric_id])
    from_us, to_us = selectors.period(query.from_, query.to)
    page = selectors.raw(
        metric_id, from_us=from_us, to_us=to_us, limit=query.limit, is_descending=query.order == "desc", cursor=query.cursor
    )
    return answer(page._asdict())


@router.get("/samples/rows", response=RowsOut)
def rows(request: HttpRequest, query: Annotated[RowsQuery, Query()]) -> HttpResponse:
    """Samples of several metrics side by side, newest first, page by page: one row for each time."""
    wanted = readable(request, query.metric)
    from_us, to_us = selectors.period(query.from_, query.to)
    page = selectors.rows(wanted, from_us=from_us, to_us=to_us, limit=query.limit, cursor=query.cursor)
    return answer(page._asdict())


@router.get("/samples/buckets", response=BucketsOut)
def bucketed(request: HttpRequest, query: Annotated[BucketsQuery, Query()]) -> HttpResponse:
    """Average, minimum, maximum … per bucket of time; in a zone, days are its calendar days."""
    wanted = readable(request, query.metric)
    from_us, to_us = selectors.period(query.from_, query.to)
    functions = [name.strip() for name in query.fn.split(",")]
    for name in functions:
        if name not in FUNCTIONS:
            raise Refused(f"“{name[:30]}” is no function: choose from {', '.join(FUNCTIONS)}.", field="fn")
    try:
        ZoneInfo(query.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"“{query.zone}” is no time zone: give a name such as Europe/Helsinki.", field="zone") from None
    width_us = query.width_s * SECOND_US if query.width_s else nice_width_us(to_us - from_us, query.points or 300)
    figures = selectors.bucketed(wanted, from_us=from_us, to_us=to_us, width_us=width_us, zone=query.zone)
    row_of = {metric_id: row for row, metric_id in enumerate(figures.series.tolist())}
    return answer(
        {
            "width_s": width_us / SECOND_US,
            "series": [
                {"metric": metric_id} | selectors.columns(figures, row_of[metric_id], functions, query.fill)
                for metric_id in wanted
            ],
        }
    )


@router.get("/samples/series", response=SeriesOut)
def series(request: HttpRequest, query: Annotated[SeriesQuery, Query()]) -> HttpResponse:
    """What a chart draws: every sample when there are few, else the extremes of each slice."""
    wanted = readable(request, query.metric)
    from_us, to_us = selectors.period(query.from_, query.to)
    found = selectors.series(wanted, from_us=from_us, to_us=to_us, points=query.points)
    return answer({"series": [{"metric": metric_id} | found[metric_id] for metric_id in wanted]})
