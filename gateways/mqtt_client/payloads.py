"""Foreign payloads in which one field is the value and another one its time: `{"v": 21.5, "ts": 1732000000000}`."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from telemetry.payloads import (
    LATEST_MS,
    NUMBERS,
    Columns,
    Unusable,
    check_value,
    decode_together,
    empty,
    quote,
    read_quality,
    read_time,
)

DECODER: Final = "fields"
_SEPARATOR: Final = "\t"  # stands in no metric's path


def tail(metric: str, value_field: str, time_field: str) -> str:
    """What the log keeps beside each payload, so that it can be read for ever without the connection's row."""
    return _SEPARATOR.join((metric, value_field, time_field))


def decode_fields(tails: Sequence[str], payloads: Sequence[bytes]) -> Columns:
    columns = empty()
    specs = {text: text.split(_SEPARATOR) for text in set(tails)}
    items = decode_together(payloads)
    if items is None:
        items = [_one(row, payload, columns) for row, payload in enumerate(payloads)]
    rows, paths, values, times_us, qualities, _, _ = columns
    last_text = metric = value_field = time_field = ""
    value: Any
    moment: Any
    for row, (text, item) in enumerate(zip(tails, items, strict=True)):
        if text != last_text:
            last_text, (metric, value_field, time_field) = text, specs[text]
        # The common case in few steps; whatever is unusual goes the long way, which says what is wrong.
        if type(item) is dict and "quality" not in item:
            value, moment = item.get(value_field), item.get(time_field)
            if type(value) is float and type(moment) in NUMBERS and -LATEST_MS < moment < LATEST_MS:
                rows.append(row)
                paths.append(metric)
                values.append(value)
                times_us.append(round(moment * 1000))
                qualities.append(0)
                continue
        _read_item(columns, row, item, metric, value_field, time_field)
    return columns


def _read_item(columns: Columns, row: int, item: Any, metric: str, value_field: str, time_field: str) -> None:
    if type(item) is not dict or value_field not in item:
        if item is not _BROKEN:
            columns.problem(row, f"{quote(item)} has no field “{value_field}”.")
        return
    try:
        value = item[value_field]
        if type(value) is not float:
            check_value(value)
        time_us = read_time(item[time_field]) if time_field in item else None
        columns.add(row, metric, value, time_us, read_quality(item.get("quality", 0)))
    except Unusable as unusable:
        columns.problem(row, f"{metric}: {unusable}")


_BROKEN: Final = object()


def _one(row: int, payload: bytes, columns: Columns) -> Any:
    try:
        return msgspec.json.decode(payload)
    except (ValueError, RecursionError):
        columns.problem(row, f"{quote(payload.decode(errors='replace'))} is no JSON.")
        return _BROKEN
