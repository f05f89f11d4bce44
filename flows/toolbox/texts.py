"""Texts with `{value}` and `{device}` in them. Not `str.format`: that would open objects, and make texts of any length."""

import re
import string
from collections.abc import Iterator
from typing import Any

FIELDS = ("value", "device")
_SPEC = re.compile(r"[<>^]?[+]?0?\d{0,2},?(\.\d{1,2})?[dfge%]?")
MAX_LENGTH = 2_000


def problems(template: str) -> Iterator[str]:
    """What is wrong with a template."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        yield f"The text cannot be filled in: {error}. Write {{{{ for a brace."
        return
    for _, name, spec, conversion in parts:
        if name is None:
            continue
        if name not in FIELDS or conversion:
            yield f"{{{name}}} is not known. There are {{value}} and {{device}}."
        elif spec and (name != "value" or not _SPEC.fullmatch(spec)):
            yield f"“{spec}” is no format for {{{name}}}. Write for example {{value:.1f}} for one decimal."


def fill_in(template: str, *, value: Any, device: str) -> str:
    """The text with its fields; what cannot be formatted stands as it is."""
    if any(problems(template)):
        return template[:MAX_LENGTH]
    written = []
    for literal, name, spec, _ in string.Formatter().parse(template):
        written.append(literal)
        if name == "device":
            written.append(device)
        elif name == "value":
            written.append(_written(value, spec or ""))
    return "".join(written)[:MAX_LENGTH]


def _written(value: Any, spec: str) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        try:
            return format(value, spec or (".6g" if isinstance(value, float) else ""))
        except ValueError:
            return str(value)
    return str(value)[:MAX_LENGTH]
