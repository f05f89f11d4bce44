"""What an export is: which metrics, which time, in which form."""

from typing import Annotated, Any, Final, Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from ninja import Field, Schema
from pydantic import StringConstraints

from core.errors import Refused
from telemetry.store import buckets
from telemetry.store.buckets import MINUTE_US, SECOND_US
from telemetry.zones import Period, moment_in, named_period, zone_of

MAX_METRICS: Final = 2_000
MAX_COLUMNS: Final = 10_000
MAX_BUCKETS: Final = 2_000_000  # of one export, in one series
MAX_YEARS: Final = 30
# Buckets that no rollup fits are counted sample by sample.
MAX_FINE_SPAN_US: Final = 31 * buckets.DAY_US

Function = Literal["avg", "min", "max", "sum", "count", "first", "last"]
FUNCTIONS: Final[tuple[str, ...]] = get_args(Function)
Node = Annotated[str, StringConstraints(min_length=3, max_length=250, pattern=r"^[^\x00]*$")]


class ExportDefinition(Schema):
    """Which metrics, which time, in which form.

    `nodes` may be metrics (`m:7`), folders (`f:3:motor`), devices (`d:3`), sites (`s:1`) and organizations (`o:abc123`).
    """

    nodes: list[Node] = Field(min_length=1, max_length=2_000)
    period: Period | None = Field(None, description="Whole days, weeks or months of the time zone; instead of `from` and `to`.")
    from_: str = Field("now-24h", alias="from", max_length=40)
    to: str = Field("now", max_length=40)
    shape: Literal["long", "wide"] = Field("wide", description="wide: a column for each metric; long: a row for each sample.")
    bucket_s: int | None = Field(None, ge=1, le=366 * 86_400, description="Width of the buckets; none: samples as they came in.")
    functions: Annotated[list[Function], Field(min_length=1, max_length=7)] = ["avg"]
    format: Literal["csv", "xlsx"] = "csv"
    time_zone: str = Field("UTC", max_length=60)
    time_format: Literal["local", "iso", "unix_ms"] = Field(
        "local", description="local: the wall clock, with the UTC offset in a column of its own where the zone is not UTC."
    )
    decimal: Literal[".", ","] = "."
    delimiter: Literal[",", ";", "tab"] = ","
    bom: bool = Field(False, description="Begin with a byte-order mark, by which spreadsheets know that it is UTF-8.")
    with_quality: bool = False

    def zone(self) -> ZoneInfo:
        return zone_of(self.time_zone)

    def span(self, now_us: int) -> "Span":
        """From when to when, as of now. Raises Refused."""
        zone = self.zone()
        if self.period is not None:
            return Span(*named_period(self.period, zone=zone, now_us=now_us))
        start_us = moment_in(self.from_, zone=zone, now_us=now_us, field="from")
        end_us = moment_in(self.to, zone=zone, now_us=now_us, field="to")
        if start_us >= end_us:
            raise Refused(f"“{self.from_}” is not before “{self.to}”: exchange them, or widen the range.", field="from")
        if end_us - start_us > MAX_YEARS * 366 * buckets.DAY_US:
            raise Refused(f"From “{self.from_}” to “{self.to}” is more than {MAX_YEARS} years: narrow the range.", field="from")
        return Span(start_us, end_us)

    def check(self, *, metrics: int, span: "Span") -> None:
        """Refuse what does not go together or would become too large."""
        if self.format == "csv" and self.delimiter == "," and self.decimal == ",":
            raise Refused("A decimal comma needs another delimiter than the comma: take ; or tab.", field="delimiter")
        functions = len(set(self.functions)) if self.bucket_s else 1
        columns = metrics * (functions if self.bucket_s else 1 + self.with_quality) if self.shape == "wide" else functions
        if columns > MAX_COLUMNS:
            raise Refused(
                f"{metrics} metrics side by side make {columns} columns; at most {MAX_COLUMNS} fit. Take the long form.",
                field="shape",
            )
        if self.bucket_s is None:
            return
        width_us = self.bucket_s * SECOND_US
        count = (span.end_us - span.start_us) // width_us + 1
        if count > MAX_BUCKETS:
            needed_s = buckets.nice_width_us(span.end_us - span.start_us, MAX_BUCKETS) // SECOND_US
            raise Refused(
                f"{count} buckets of {self.bucket_s} s are too many: take {needed_s} s or more, or a shorter range.",
                field="bucket_s",
            )
        if width_us % MINUTE_US and span.end_us - span.start_us > MAX_FINE_SPAN_US:
            raise Refused(
                f"Buckets of {self.bucket_s} s over more than 31 days would have to be counted sample by sample:"
                " take a multiple of 60 s.",
                field="bucket_s",
            )

    def stored(self) -> dict[str, Any]:
        return self.model_dump(by_alias=True)


class Span(NamedTuple):
    start_us: int
    end_us: int
