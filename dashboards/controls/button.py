"""A button: its one value."""

from typing import Any

from dashboards.controls import Asked, values


def checked(value: Any, asked: Asked) -> Any:
    return values.one_of(value, [asked.options.get("value", True)])
