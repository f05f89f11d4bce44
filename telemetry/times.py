"""Moments as people and programs write them in queries."""

import datetime as dt
import re
from typing import Final

from core.errors import Refused
from telemetry.payloads import Unusable, read_time

UNITS_S: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_RELATIVE = re.compile(r"now(?:([+-])(\d{1,9})([smhdw]))?").fullmatch
EARLIEST_US: Final = -(2**60)
LATEST_US: Final = 2**60


def read_moment(text: str, *, now_us: int, field: str) -> int:
    """µs from `now`, `now-90m`, a number of milliseconds, or ISO 8601 (without zone: UTC)."""
    relative = _RELATIVE(text.strip())
    if relative:
        sign, count, unit = relative.groups()
        shift_us = int(count) * UNITS_S[unit] * 1_000_000 if count else 0
        return max(EARLIEST_US, min(LATEST_US, now_us - shift_us if sign == "-" else now_us + shift_us))
    try:
        try:
            return read_time(float(text))
        except ValueError:
            return read_time(text)
    except Unusable:
        raise Refused(
            f"“{text[:40]}” is no moment: give milliseconds since 1970, ISO 8601, or now, now-15m, now-6h, now-7d.", field=field
        ) from None


def ms(time_us: int) -> float:
    """Milliseconds with three decimals, as JSON carries them."""
    return time_us / 1000


def iso(time_us: int) -> str:
    return (dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=time_us)).isoformat()
