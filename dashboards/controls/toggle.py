"""A switch: its value for on or its value for off."""

from typing import Any

from dashboards.controls import Asked, values


def checked(value: Any, asked: Asked) -> Any:
    return values.one_of(value, [asked.options.get("onValue", True), asked.options.get("offValue", False)])
