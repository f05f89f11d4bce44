"""One field of a form: of the type of what it is bound to, within the limits of that."""

import math
from typing import Any, Final

from dashboards.controls import Asked, values
from dashboards.errors import BadControlValue

LONGEST: Final = 2_000


def checked(value: Any, asked: Asked) -> Any:
    """`data_type` of the field's target stands in `asked.options`."""
    data_type = asked.options.get("data_type")
    match data_type:
        case "boolean":
            return values.one_of(value, [True, False])
        case "long" | "double":
            number = values.number(value)
            values.in_range(number, *asked.bounds)
            if data_type == "long" and not math.isclose(number, round(number)):
                raise BadControlValue(f"{number:g} is no whole number.")
            return number
        case "string":
            return values.text(value, longest=LONGEST)
    return value
