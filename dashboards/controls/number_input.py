"""A number that is typed: within the limits of the designer or the metric, where there are any."""

from typing import Any

from dashboards.controls import Asked, values


def checked(value: Any, asked: Asked) -> float:
    number = values.number(value)
    low = values.first_number(asked.options.get("min"), asked.bounds[0])
    values.in_range(number, low, values.first_number(asked.options.get("max"), asked.bounds[1]))
    if asked.options.get("keepToStep", False) is True:
        values.on_step(number, values.first_number(asked.options.get("step"), 1) or 0.0, low or 0.0)
    return number
