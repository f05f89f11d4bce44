"""What a query asks."""

from typing import Annotated, Any, Final, Literal, NamedTuple

from ninja import Field, Schema

from core.errors import Refused
from telemetry.exports.definition import Span
from telemetry.queries.functions import Function
from telemetry.selectors import MAX_CELLS, MAX_METRICS, MAX_POINTS
from telemetry.store import buckets
from telemetry.store.buckets import SECOND_US
from telemetry.zones import Period, moment_in, named_period, shifted_days, zone_of

MAX_FUNCTIONS: Final = 6
MAX_YEARS: Final = 30
Compare = Literal["none", "previous", "day", "week", "year"]


class QueryDefinition(Schema):
    """Which metrics, which time, and what of them."""

    metrics: list[Annotated[int, Field(ge=1, le=2**53)]] = Field(min_length=1, max_length=MAX_METRICS)
    period: Period | None = Field(None, description="By the calendar of the time zone; instead of `from` and `to`.")
    from_: str = Field("now-24h", alias="from", max_length=40)
    to: str = Field("now", max_length=40)
    time_zone: str = Field("UTC", max_length=60)
    is_raw: bool = Field(False, description="Samples as they came in, thinned out to what a chart can show; no functions.")
    width_s: int | None = Field(None, ge=1, le=366 * 86_400, description="Width of the buckets; none: what suits `points`.")
    points: int = Field(300, ge=2, le=MAX_POINTS)
    functions: Annotated[list[Function], Field(min_length=1, max_length=MAX_FUNCTIONS)] = ["avg"]
    percent: float = Field(95, ge=0, le=100, description="Of `percentile`.")
    window: int = Field(5, ge=2, le=1_000, description="How many buckets a moving average is made of.")
    compare: Compare = Field(
        "none", description="previous: the same length of time right before; else the same clock that much earlier."
    )

    def span(self, now_us: int) -> Span:
        zone = zone_of(self.time_zone)
        if self.period is not None:
            return Span(*named_period(self.period, zone=zone, now_us=now_us))
        start_us = moment_in(self.from_, zone=zone, now_us=now_us, field="from")
        end_us = moment_in(self.to, zone=zone, now_us=now_us, field="to")
        if start_us >= end_us:
            raise Refused(f"“{self.from_}” is not before “{self.to}”: exchange them, or widen the range.", field="from")
        if end_us - start_us > MAX_YEARS * 366 * buckets.DAY_US:
            raise Refused(f"From “{self.from_}” to “{self.to}” is more than {MAX_YEARS} years: narrow the range.", field="from")
        return Span(start_us, end_us)

    def before(self, span: Span) -> Span | None:
        """The time that it is compared with."""
        if self.compare == "none":
            return None
        if self.compare == "previous":
            return Span(2 * span.start_us - span.end_us, span.start_us)
        days = {"day": 1, "week": 7, "year": 364}[self.compare]  # 52 weeks: Mondays meet Mondays
        zone = zone_of(self.time_zone)
        return Span(shifted_days(span.start_us, -days, zone), shifted_days(span.end_us, -days, zone))

    def width_us(self, span: Span, metrics: int) -> int:
        """The width of the buckets; one that was not chosen keeps to all bounds."""
        if self.width_s is not None:
            return self.width_s * SECOND_US
        points = max(1, min(self.points, MAX_CELLS // max(1, metrics) - 2))
        return buckets.nice_width_us(span.end_us - span.start_us, points)

    def stored(self) -> dict[str, Any]:
        return self.model_dump(by_alias=True)


class Answer(NamedTuple):
    """A query's outcome. Times are milliseconds; those of the compared period are its own, `shift_ms` puts them over."""

    from_ms: float
    to_ms: float
    width_s: float | None
    shift_ms: float | None
    metrics: list[dict[str, Any]]
    series: list[dict[str, Any]]
    hidden: int
