"""One field of a form: of the type of what it is bound to, within the limits of that and of what the designer laid down.

The designer's part is the binding's `field`: `{"required", "low", "high", "pattern", "hint", "choices": [{"value", "label"}]}`.
"""

import math
from collections.abc import Mapping
from typing import Any, Final

from dashboards.controls import Asked, values
from dashboards.errors import BadControlValue
from flows.toolbox import patterns

LONGEST: Final = 2_000


def checked(value: Any, asked: Asked) -> Any:
    """`data_type` of the field's target stands in `asked.options`, and `field` as the binding has it."""
    field = asked.options.get("field")
    field = field if isinstance(field, dict) else {}
    value = _typed(value, asked, field)
    choices = field.get("choices")
    if isinstance(choices, list) and choices:
        values.one_of(value, [one["value"] for one in choices if isinstance(one, dict) and "value" in one])
    if is_required(field) and value == "":
        raise BadControlValue("It must be filled in.")
    if isinstance(value, str) and value != "":
        _matching(value, field)
    return value


def is_required(field: Any) -> bool:
    return isinstance(field, dict) and field.get("required") is True


def _typed(value: Any, asked: Asked, field: Mapping[str, Any]) -> Any:
    data_type = asked.options.get("data_type")
    match data_type:
        case "boolean":
            return values.one_of(value, [True, False])
        case "long" | "double":
            number = values.number(value)
            values.in_range(number, *asked.bounds)
            values.in_range(number, values.first_number(field.get("low")), values.first_number(field.get("high")))
            if data_type == "long" and not math.isclose(number, round(number)):
                raise BadControlValue(f"{number:g} is no whole number.")
            return number
        case "string":
            return values.text(value, longest=LONGEST)
    return value


def _matching(text: str, field: Mapping[str, Any]) -> None:
    pattern, hint = field.get("pattern"), field.get("hint")
    if not isinstance(pattern, str) or pattern == "":
        return
    try:
        found = patterns.compiled(pattern).fullmatch(text)
    except ValueError:
        raise BadControlValue("The form's own pattern cannot be read, so nothing fits it. Mend it in the designer.") from None
    if found is None:
        said = hint if isinstance(hint, str) and hint.strip() else f"it does not have the form {pattern[:60]}"
        raise BadControlValue(f"{values.shown(text)}: {said.rstrip('.')}.")
