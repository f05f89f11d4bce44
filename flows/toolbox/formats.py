"""Numbers and times as texts, and back."""

import math
import re
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from zoneinfo import ZoneInfo

SEPARATORS = {"none": "", "comma": ",", "dot": ".", "space": "\u00a0", "apostrophe": "’"}
MARKS = {"dot": ".", "comma": ","}

_DIGITS = Context(prec=400)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_TOKEN = re.compile(r"'(?:[^']|'')*'|y+|M+|d+|D+|E+|H+|h+|m+|s+|S+|a+|X+|x+|z+|w+|Q+|[A-Za-z]+|[^A-Za-z']+|'")
_KNOWN = {
    "yyyy", "yy", "M", "MM", "MMM", "MMMM", "d", "dd", "D", "DDD", "E", "EEE", "EEEE", "H", "HH", "h", "hh", "m", "mm", "s", "ss",
    "S", "SS", "SSS", "a", "X", "XXX", "z", "w", "ww", "Q",
}  # fmt: skip


def number_as_text(value: float, *, decimals: int, separator: str = "none", mark: str = "dot", sign: bool = False) -> str:
    """`value` with so many decimals, rounded half away from zero as people do."""
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be written as a number.")
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_DIGITS)
    if not rounded:
        rounded = abs(rounded)  # no minus before zero
    whole, _, rest = f"{rounded:,.{decimals}f}".partition(".")
    text = whole.replace(",", SEPARATORS[separator])
    text = text + MARKS[mark] + rest if rest else text
    return f"+{text}" if sign and value > 0 and rounded else text


def text_as_number(text: str, *, mark: str = "dot", separator: str = "none") -> float:
    """The number that a text is; a ValueError when it is none."""
    plain = text.strip().replace("\u2212", "-")
    if separator == "space":
        plain = re.sub(r"[\s\u00a0\u202f]", "", plain)
    elif SEPARATORS[separator]:
        plain = plain.replace(SEPARATORS[separator], "").replace("'", "" if separator == "apostrophe" else "'")
    if mark == "comma":
        plain = plain.replace(",", ".") if "." not in plain else "?"
    try:
        number = float(Decimal(plain)) if "_" not in plain else math.nan
    except (InvalidOperation, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"“{text[:60]}” is no number. Look at the decimal mark and the thousands separator.")
    return number


def check_pattern(pattern: str) -> None:
    """A ValueError that names what a time pattern cannot have."""
    for token in _TOKEN.findall(pattern):
        if token == "'":
            raise ValueError("A quote is not closed. Write '' for a quote itself")
        if token[0].isalpha() and token not in _KNOWN:
            raise ValueError(
                f"“{token}” is not known in a time pattern. Write for example yyyy-MM-dd HH:mm:ss, and words in 'quotes'"
            )


def time_as_text(time_us: int, pattern: str, zone: ZoneInfo) -> str:
    """A time in the clock of `zone`, by a pattern such as `yyyy-MM-dd HH:mm:ss`."""
    try:
        moment = datetime.fromtimestamp(time_us // 1_000_000, zone).replace(microsecond=time_us % 1_000_000)
    except (OverflowError, ValueError, OSError):
        raise ValueError(f"{time_us / 1e6:.6g} s after 1970 is no time between the years 1 and 9999.") from None
    return "".join(_written(token, moment) for token in _TOKEN.findall(pattern))


def _written(token: str, moment: datetime) -> str:  # one line for each kind of token
    number = {
        "y": moment.year, "M": moment.month, "d": moment.day, "D": moment.timetuple().tm_yday, "H": moment.hour,
        "h": moment.hour % 12 or 12, "m": moment.minute, "s": moment.second, "w": moment.isocalendar().week,
    }.get(token[0])  # fmt: skip
    if token == "yy":
        return f"{moment.year % 100:02d}"
    if token in ("MMM", "MMMM"):
        name = _MONTHS[moment.month - 1]
        return name if token == "MMMM" else name[:3]
    if number is not None:
        return f"{number:0{len(token)}d}"
    match token[0]:
        case "E":
            name = _DAYS[moment.weekday()]
            return name if token == "EEEE" else name[:3]
        case "S":
            return f"{moment.microsecond:06d}"[: len(token)]
        case "a":
            return "AM" if moment.hour < 12 else "PM"
        case "X":
            return _offset(moment)
        case "z":
            return moment.tzname() or ""
        case "Q":
            return str((moment.month + 2) // 3)
        case "'":
            return "'" if token == "''" else token[1:-1].replace("''", "'")
    return token


def _offset(moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta()
    if not offset:
        return "Z"
    minutes = round(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def text_as_time(text: str, zone: ZoneInfo) -> int:
    """Microseconds since 1970 of an ISO 8601 time; one without an offset is in the clock of `zone`."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"“{text[:60]}” is no time. Write it as 2026-03-29T12:00:00Z.") from None
    try:
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise ValueError(f"“{text[:60]}” is out of the years that can be reckoned with.") from None
    return round((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))
