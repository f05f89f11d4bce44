"""The typed parameters of commands: what a type may ask for, and whether what was given fits. Pure."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from core.errors import Refused
from devices.errors import BadParameter
from devices.models import DataType

PARAMETERS_BOUND: Final = 50
CHOICES_BOUND: Final = 200
TEXT_BOUND: Final = 10_000
JSON_BOUND_BYTES: Final = 64 * 1024
INT64: Final = 2**63
NUMBERS: Final = (DataType.LONG, DataType.DOUBLE)
FIELDS: Final = ("name", "title", "type", "unit", "required", "default", "low", "high", "choices")


def fits(value: Any, data_type: str) -> Any:
    """The value as the data type wants it. Raises ValueError."""
    match data_type:
        case DataType.BOOLEAN if isinstance(value, bool):
            return value
        case DataType.LONG if isinstance(value, int) and not isinstance(value, bool) and -INT64 <= value < INT64:
            return value
        case DataType.LONG if isinstance(value, float) and value.is_integer() and abs(value) < INT64:
            return int(value)
        case DataType.DOUBLE if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= 1.8e308:
            if math.isfinite(value):
                return float(value)
        case DataType.STRING | DataType.BINARY if isinstance(value, str) and len(value) <= TEXT_BOUND and can_be_kept(value):
            return value
        case DataType.JSON if can_be_kept(value):
            return value
    raise ValueError(value)


def can_be_kept(value: Any) -> bool:
    """JSON that every database takes: no NaN, no character zero, no half of a character; and of bounded size."""
    try:
        text = json.dumps(value, allow_nan=False, ensure_ascii=False)
        return len(text.encode()) <= JSON_BOUND_BYTES and "\\u0000" not in text
    except (ValueError, TypeError, RecursionError):
        return False


def checked_template(parameters: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The parameters of a command template, complete and consistent, or the refusal that names the first fault."""
    if len(parameters) > PARAMETERS_BOUND:
        raise Refused(f"A command has {PARAMETERS_BOUND} parameters at most, not {len(parameters)}.", field="parameters")
    checked: list[dict[str, Any]] = []
    seen: set[str] = set()
    for given in parameters:
        one = {field: given.get(field) for field in FIELDS}
        name = str(one["name"] or "").strip()
        if not 1 <= len(name) <= 100:
            raise Refused(f"“{name[:40]}” cannot be a parameter's name: give 1 to 100 characters.", field="parameters")
        if name in seen:
            raise Refused(f"The parameter “{name}” is there twice: keep one.", field="parameters")
        seen.add(name)
        if one["type"] not in DataType.values:
            raise BadParameter(name, f"“{one['type']}” is no data type: choose one of {', '.join(DataType.values)}")
        checked.append({**one, **_checked_bounds(name, one), "name": name, "required": bool(one["required"])})
    return checked


def _checked_bounds(name: str, one: Mapping[str, Any]) -> dict[str, Any]:
    """Limits, choices and default, each as the parameter's type wants it."""
    data_type, low, high, choices = one["type"], one["low"], one["high"], one["choices"] or []
    for limit in (low, high):
        if limit is not None and (data_type not in NUMBERS or not isinstance(limit, int | float) or not math.isfinite(limit)):
            raise BadParameter(name, "only numbers have limits, which are numbers too")
    if low is not None and high is not None and low > high:
        raise BadParameter(name, f"the lower limit {low:g} is above the upper limit {high:g}")
    if not isinstance(choices, Sequence) or isinstance(choices, str) or len(choices) > CHOICES_BOUND:
        raise BadParameter(name, f"give {CHOICES_BOUND} choices at most")
    bounds: dict[str, Any] = {
        "title": str(one["title"] or "")[:100],
        "unit": str(one["unit"] or "")[:30],
        "low": low,
        "high": high,
        "choices": [],
        "default": None,
    }
    bounds["choices"] = [_checked_one(value, {**one, "choices": [], "name": name}) for value in choices]
    if one["default"] is not None:
        bounds["default"] = _checked_one(one["default"], {**one, **bounds, "name": name})
    return bounds


def checked_parameters(template: Sequence[Mapping[str, Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    """What goes out: each value as its type wants it, defaults filled in; or the refusal that names value and way out."""
    known = {parameter["name"]: parameter for parameter in template}
    if unknown := [name for name in given if name not in known]:
        what = ", ".join(known) or "none"
        raise BadParameter(str(unknown[0])[:60], f"the command does not know it; it has: {what[:200]}")
    values: dict[str, Any] = {}
    for name, parameter in known.items():
        value = given.get(name)
        if value is None:
            value = parameter.get("default")
        if value is not None:
            values[name] = _checked_one(value, parameter)
        elif parameter.get("required"):
            raise BadParameter(name, "it must be given")
    return values


def _checked_one(value: Any, parameter: Mapping[str, Any]) -> Any:
    name, data_type, low, high = parameter["name"], parameter["type"], parameter.get("low"), parameter.get("high")
    try:
        value = fits(value, data_type)
    except ValueError:
        raise BadParameter(name, f"{str(value)[:60]!r} is no {data_type}") from None
    if low is not None and value < low:
        raise BadParameter(name, f"{value:g} is below the lower limit {low:g}")
    if high is not None and value > high:
        raise BadParameter(name, f"{value:g} is above the upper limit {high:g}")
    choices = parameter.get("choices") or []
    if choices and value not in choices:
        raise BadParameter(name, f"{str(value)[:60]!r} is not offered: choose {', '.join(map(str, choices))[:200]}")
    return value
