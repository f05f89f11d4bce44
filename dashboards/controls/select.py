"""A choice: one of those that the designer offers."""

from typing import Any

from dashboards.controls import Asked, values


def checked(value: Any, asked: Asked) -> Any:
    choices = asked.options.get("choices", [])
    offered = [one["value"] for one in choices if isinstance(one, dict) and "value" in one] if isinstance(choices, list) else []
    return values.one_of(value, offered)
