"""The platform's own payloads, from bytes to columns. Pure: the same bytes give the same columns, on any clock.

Two forms, told apart by the tail of the topic (or of the HTTP address):

`samples`         a JSON object of metric → value, or an array of those. The reserved key `time` gives their time
                  (milliseconds, or ISO 8601). A value may be an object `{"value": …, "time": …, "quality": …}`.
`samples/<path>`  one value of that metric: JSON, or plain text; or `{"value": …, "time": …, "quality": …}`.

What is wrong becomes a problem in words; all else of the message is kept.
"""

import datetime as dt
import math
import secrets
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

import msgspec

MAX_VALUES: Final = 1_000  # of one message
MAX_TEXT: Final = 10_000  # characters of one text, or of one JSON value
MAX_DEPTH: Final = 8  # levels of one JSON value
INT64: Final = 2**63
QUALITIES: Final = {"good": 0, "uncertain": 1, "bad": 2}
WHOLE: Final = "samples"
SINGLE: Final = "samples/"
NUMBERS: Final = frozenset({int, float})
_INFINITE: Final = frozenset({"nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})
# A day is enough for any time zone written wrongly; what lies further out overflows the calendar.
LATEST_MS: Final = dt.datetime(9999, 12, 30, tzinfo=dt.UTC).timestamp() * 1000

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class Columns(NamedTuple):
    """What a decoder finds in the messages of one entry. `rows` says which message a value or a problem came from."""

    rows: list[int]
    paths: list[str]
    values: list[Any]
    times_us: list[int | None]  # None: the message did not say
    qualities: list[int]
    problems: list[tuple[int, str]]
    # Position of a value without time -> its place in an array without times, so that two of one metric stay apart.
    places: dict[int, int]

    def add(self, row: int, path: str, value: Any, time_us: int | None, quality: int) -> None:
        self.rows.append(row)
        self.paths.append(path)
        self.values.append(value)
        self.times_us.append(time_us)
        self.qualities.append(quality)

    def problem(self, row: int, words: str) -> None:
        self.problems.append((row, words))


# (tails, payloads) of one entry -> what they say. Must be pure, for the same entry may be decoded many times.
Decoder = Callable[[Sequence[str], Sequence[bytes]], Columns]


class Unusable(ValueError):
    """A part of a message that cannot be used; the text says which and why."""


def empty() -> Columns:
    return Columns([], [], [], [], [], [], {})


def decode_sluice(tails: Sequence[str], payloads: Sequence[bytes]) -> Columns:
    """The decoder of the platform's own topics."""
    columns = empty()
    rows, paths, values, times, qualities, _, _ = columns
    items = decode_together(payloads)
    if items is None:
        _decode_one_by_one(tails, payloads, columns)
        return columns
    for row, (tail, item) in enumerate(zip(tails, items, strict=True)):
        kind = type(item)
        if tail != WHOLE:
            if kind is float:
                rows.append(row)
                paths.append(tail[len(SINGLE) :])
                values.append(item)
                times.append(None)
                qualities.append(0)
            else:
                read_value(columns, row, tail[len(SINGLE) :], item, None)
        elif kind is dict and len(item) <= MAX_VALUES:
            # The common case in few steps; whatever is unusual goes the long way, which says what is wrong.
            time_us = None
            if "time" in item:
                moment = item["time"]
                if type(moment) not in NUMBERS or not -LATEST_MS < moment < LATEST_MS:
                    read_message(columns, row, item)
                    continue
                time_us = round(moment * 1000)
                del item["time"]
            for path, value in item.items():
                if type(value) is float:
                    rows.append(row)
                    paths.append(path)
                    values.append(value)
                    times.append(time_us)
                    qualities.append(0)
                else:
                    read_value(columns, row, path, value, time_us)
        else:
            read_message(columns, row, item)
    return columns


def decode_together(payloads: Sequence[bytes]) -> list[Any] | None:
    """All payloads in one call of the JSON decoder, or None when they have to be taken one by one.

    Between them stands a number that nobody can know. Were the payloads only joined by commas, `1,2` from one device
    and `[3` and `4]` from another would move a third device's values to the wrong owner.
    """
    if not payloads:
        return []
    if len(payloads) == 1:
        try:
            return [_decode(payloads[0])]
        except (ValueError, RecursionError):
            return None
    mark = secrets.randbits(62)
    try:
        items: list[Any] = _decode(b"[" + (b",%d," % mark).join(payloads) + b"]")
    except (ValueError, RecursionError):
        return None
    count = len(payloads)
    if len(items) != 2 * count - 1 or items[1::2] != [mark] * (count - 1):
        return None
    return items[::2]


def _decode_one_by_one(tails: Sequence[str], payloads: Sequence[bytes], columns: Columns) -> None:
    for row, (tail, payload) in enumerate(zip(tails, payloads, strict=True)):
        try:
            if tail == WHOLE:
                read_message(columns, row, _json(payload))
            else:
                read_value(columns, row, tail[len(SINGLE) :], _json_or_text(payload), None)
        except Unusable as unusable:
            columns.problem(row, str(unusable))


def read_message(columns: Columns, row: int, item: Any) -> None:
    """An object of metric → value, or an array of those."""
    if isinstance(item, dict):
        _read_object(columns, row, item, MAX_VALUES)
    elif isinstance(item, list):
        room = MAX_VALUES
        for place, part in enumerate(item):
            if not isinstance(part, dict):
                columns.problem(row, f"{quote(part)} (at place {place + 1} of the array) is no object of metric and value.")
                continue
            if room <= 0:
                columns.problem(row, f"The message has more than {MAX_VALUES} values: the rest is left out. Send several.")
                return
            start = len(columns.rows)
            _read_object(columns, row, part, room)
            if place and "time" not in part:
                columns.places.update(dict.fromkeys(range(start, len(columns.rows)), place))
            room -= len(part)
    else:
        columns.problem(row, f'{quote(item)} is no object of metric and value, such as {{"temperature": 21.5}}.')


def _read_object(columns: Columns, row: int, item: dict[str, Any], room: int) -> None:
    time_us = None
    if "time" in item:
        try:
            time_us = read_time(item["time"])
        except Unusable as unusable:
            columns.problem(row, str(unusable))
            return
    for count, (path, value) in enumerate(item.items()):
        if count >= room + (time_us is not None):
            columns.problem(row, f"The message has more than {MAX_VALUES} values: the rest is left out. Send several.")
            return
        if path != "time":
            read_value(columns, row, path, value, time_us)


def read_value(columns: Columns, row: int, path: str, value: Any, time_us: int | None) -> None:
    """One value of a metric, plain or with time and quality."""
    quality = 0
    try:
        if isinstance(value, dict) and "value" in value:
            if "time" in value:
                time_us = read_time(value["time"])
            quality = read_quality(value.get("quality", 0))
            value = value["value"]
        check_value(value)
    except Unusable as unusable:
        columns.problem(row, f"{path[:200]}: {unusable}")
    else:
        columns.add(row, path, value, time_us, quality)


def check_value(value: Any) -> None:
    """Refuse what no metric can hold, whatever its type."""
    kind = type(value)
    if kind is float:
        if not math.isfinite(value):
            raise Unusable(f"{value} is no finite number.")
    elif kind is bool or kind is bytes:
        return
    elif kind is int:
        if not -INT64 <= value < INT64:
            raise Unusable(f"{quote(value)} does not fit into 64 bits.")
    elif kind is str:
        if len(value) > MAX_TEXT:
            raise Unusable(f"{quote(value)} is a text of {len(value)} characters; at most {MAX_TEXT} are kept.")
        if "\x00" in value:
            raise Unusable(f"{quote(value)} contains a zero character.")
    elif value is None:
        raise Unusable("null is no value: leave the metric out.")
    elif kind is dict or kind is list:
        if not _is_flat_enough(value, MAX_DEPTH):
            raise Unusable(f"{quote(value)} is nested deeper than {MAX_DEPTH} levels.")
        size = len(_encode(value))
        if size > MAX_TEXT:
            raise Unusable(f"{quote(value)} is a JSON value of {size} bytes; at most {MAX_TEXT} are kept.")
    else:
        raise Unusable(f"{quote(value)} is of no known type.")


def read_time(value: Any) -> int:
    """Microseconds since 1970 UTC, from milliseconds or ISO 8601. A time without zone is UTC."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if -LATEST_MS < value < LATEST_MS:
            return round(value * 1000)
    elif isinstance(value, str):
        try:
            moment = dt.datetime.fromisoformat(value)
            moment = moment.replace(tzinfo=dt.UTC) if moment.tzinfo is None else moment.astimezone(dt.UTC)
        except (ValueError, OverflowError):
            pass
        else:
            return (moment - _EPOCH) // dt.timedelta(microseconds=1)
    raise Unusable(f"{quote(value)} is no time: give milliseconds since 1970 or ISO 8601.")


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def read_quality(value: Any) -> int:
    if isinstance(value, str) and value in QUALITIES:
        return QUALITIES[value]
    if type(value) is int and 0 <= value <= 2:
        return value
    raise Unusable(f"{quote(value)} is no quality: give good, uncertain or bad.")


def quote(value: Any) -> str:
    """A value as it stands in a problem: short, and on one line."""
    text = value if isinstance(value, str) else _encode_safely(value)
    text = "".join(character if character.isprintable() else "·" for character in text[:60])
    return f"“{text}{'…' if len(text) >= 60 else ''}”"


def excerpt(payload: bytes) -> str:
    """The start of a payload for the device's log."""
    return "".join(c if c.isprintable() else "·" for c in payload[:200].decode("utf-8", "replace"))


def _encode_safely(value: Any) -> str:
    try:
        return _encode(value).decode()
    except (TypeError, ValueError, RecursionError, OverflowError):
        return str(value)[:61]


def _is_flat_enough(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return True
    if levels == 0:
        return False
    return all(_is_flat_enough(part, levels - 1) for part in (value.values() if isinstance(value, dict) else value))


def _json(payload: bytes) -> Any:
    try:
        return _decode(payload)
    except RecursionError:
        raise Unusable("The payload is nested too deeply.") from None
    except ValueError as error:
        words = str(error).removeprefix("JSON is malformed: ")
        raise Unusable(f"“{excerpt(payload)[:60]}” is no JSON: {words}.") from None


def _json_or_text(payload: bytes) -> Any:
    try:
        return _decode(payload)
    except (ValueError, RecursionError):
        pass
    try:
        text = payload.decode()
    except UnicodeDecodeError:
        raise Unusable(f"“{excerpt(payload)[:60]}” is neither JSON nor UTF-8 text.") from None
    if text.strip().lower() in _INFINITE:
        raise Unusable(f"{quote(text)} is no finite number.")
    if text.lstrip().startswith(("{", "[")):
        return _json(payload)
    return text
