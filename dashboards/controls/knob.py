"""A knob: a number on its scale, which is the metric's unless the designer gave another."""

from typing import Any

from dashboards.controls import Asked, values


def checked(value: Any, asked: Asked) -> float:
    number = values.number(value)
    low = values.first_number(asked.options.get("min"), asked.bounds[0], 0) or 0.0
    high = values.first_number(asked.options.get("max"), asked.bounds[1], 100)
    values.in_range(number, low, high)
    values.on_step(number, values.first_number(asked.options.get("step"), 1) or 0.0, low)
    return number
