"""What somebody wants replayed."""

from typing import Literal

from pydantic import BaseModel, Field

from core.clock import now_us
from core.errors import Refused
from telemetry.selectors import MAX_YEARS
from telemetry.store.buckets import DAY_US
from telemetry.times import read_moment

Against = Literal["deployed", "recorded", "none"]


class ReplayDefinition(BaseModel):
    """As it is stored with the job; moments in microseconds since 1970 UTC, `end_us` is not part of the range."""

    start_us: int
    end_us: int
    # Samples before the range that only fill memories: moving averages, thresholds, timers.
    lead_s: float = Field(0, ge=0, le=31 * 86_400)
    device_id: int | None = None
    against: Against = "deployed"
    # The revisions; none for the draft, none where nothing is run beside it.
    number: int | None = None
    draft_version: int | None = None
    against_number: int | None = None


def range_of(start: str, end: str) -> tuple[int, int]:
    moment = now_us()
    start_us, end_us = read_moment(start, now_us=moment, field="start"), read_moment(end, now_us=moment, field="end")
    if start_us >= end_us:
        raise Refused(f"“{start}” is not before “{end}”: exchange them, or widen the range.", field="start")
    if end_us - start_us > MAX_YEARS * 366 * DAY_US:
        raise Refused(f"From “{start}” to “{end}” is more than {MAX_YEARS} years: narrow the range.", field="start")
    return start_us, end_us
