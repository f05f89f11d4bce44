"""A text: of the length that the designer allows."""

from typing import Any, Final

from dashboards.controls import Asked, values

LONGEST: Final = 2_000


def checked(value: Any, asked: Asked) -> str:
    options = asked.options
    return values.text(
        value,
        shortest=values.whole(options.get("minLength"), 0),
        longest=min(values.whole(options.get("maxLength"), 200), LONGEST),
        lines=options.get("isLong", False) is True,
    )
