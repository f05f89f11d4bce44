"""A colour: as text, as a list of red, green and blue, or as one whole number."""

import re
from typing import Any

from dashboards.controls import Asked, values
from dashboards.errors import BadControlValue

HEX = re.compile(r"#[0-9a-f]{6}")
WORDS = {"hex": "a text like #ff8000", "rgb": "a list like [255, 128, 0]", "number": "a whole number from 0 to 16777215"}


def checked(value: Any, asked: Asked) -> Any:
    sends = asked.options.get("sends", "hex")
    match sends:
        case "rgb":
            fits = isinstance(value, list) and len(value) == 3 and all(_is_whole(part, 255) for part in value)
        case "number":
            fits = _is_whole(value, 0xFFFFFF)
        case _:
            fits = isinstance(value, str) and HEX.fullmatch(value) is not None
    if not fits:
        raise BadControlValue(f"{values.shown(value)} is no colour as this control sends it: {WORDS.get(sends, WORDS['hex'])}.")
    return value


def _is_whole(value: Any, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= high
