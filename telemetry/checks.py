"""Rules that every sample keeps, whatever door it came through."""

import datetime as dt
import re
from typing import Final

from devices.models import PATH_PATTERN
from telemetry.payloads import quote

EARLIEST_US: Final = 946_684_800_000_000  # 2000-01-01
LATEST_AFTER_US: Final = 3_600_000_000  # clocks of devices run ahead, but no more than an hour

_is_path = re.compile(PATH_PATTERN).fullmatch


def path_problem(path: str) -> str:
    """Why this cannot be a metric's path, or nothing."""
    if len(path) <= 200 and _is_path(path):
        return ""
    return (
        f"{quote(path)} cannot be a metric's path: give 1 to 200 characters, parts divided by one /, "
        "without + # and control characters."
    )


def is_sane_time(time_us: int, *, arrival_us: int) -> bool:
    return EARLIEST_US <= time_us <= arrival_us + LATEST_AFTER_US


def time_problem(time_us: int) -> str:
    """In words, for a time that is not sane."""
    try:
        written = (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=time_us)).isoformat(timespec="milliseconds")
    except OverflowError:
        written = f"{time_us / 1000:.0f} ms"
    rule = "the earliest is 2000-01-01" if time_us < EARLIEST_US else "more than an hour ahead of now"
    return f"the time {written} cannot be right: {rule}."
