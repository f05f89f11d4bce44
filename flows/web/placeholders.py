"""`#name` in a text stands for the input `name` of its block, `##` for a plain `#`, `#credential.password` for a part of the
chosen credential.

What is filled in is spelled for the place where it stands: percent-encoded in a URL, escaped inside a JSON string, and so on.
So no value can break out of its place.
"""

import functools
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal
from urllib.parse import quote
from xml.sax.saxutils import escape

import msgspec

from core.errors import Refused

Place = Literal["url", "query", "header", "json", "xml", "text"]

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_MARK = re.compile(r"##|#(credential\.[a-z_]{1,40}|[A-Za-z][A-Za-z0-9_]{0,39})")
CREDENTIAL = "credential."


def names_in(*texts: str) -> list[str]:
    """The inputs that the texts ask for, in their order."""
    found = [name for text in texts for name in _marks(text) if not name.startswith(CREDENTIAL)]
    return list(dict.fromkeys(found))


def parts_in(*texts: str) -> set[str]:
    """The parts of the credential that the texts name themselves."""
    return {name.removeprefix(CREDENTIAL) for text in texts for name in _marks(text) if name.startswith(CREDENTIAL)}


def _marks(text: str) -> Iterable[str]:
    return (found[1] for found in _MARK.finditer(text) if found[1])


def filled(text: str, values: Mapping[str, Any], *, place: Place) -> str:
    """`text` with the values in it."""
    spell = _SPELLINGS[place]
    is_whole_url = place == "url"

    def fill(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "#"
        if name not in values:
            raise Refused(f"There is no value for “#{name}”.")
        if is_whole_url and found.start() == 0:
            return plain(values[name])  # a URL as a whole, such as one that another call has answered
        if place == "json" and not _is_in_string(text, found.start()):
            return built(values[name])
        return spell(values[name])

    return _MARK.sub(fill, text)


def plain(value: Any) -> str:
    """A value as text: 21 and not 21.0, true and not True."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case dict() | list():
            return built(value)
    return str(value)


def built(value: Any) -> str:
    """A value as JSON."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _in_url(value: Any) -> str:
    text = plain(value)
    if text in (".", ".."):
        raise Refused(f"“{text}” cannot stand in a URL: it would lead to another address.")
    return quote(text, safe="")


def _in_json(value: Any) -> str:
    return json.dumps(plain(value), ensure_ascii=False)[1:-1]


def _in_xml(value: Any) -> str:
    return escape(plain(value), {'"': "&quot;", "'": "&apos;"})


_SPELLINGS: Mapping[Place, Callable[[Any], str]] = {
    "url": _in_url,
    "query": plain,  # encoded with its row
    "header": plain,  # line breaks are refused by whoever sends it
    "json": _in_json,
    "xml": _in_xml,
    "text": plain,
}


def _is_in_string(text: str, position: int) -> bool:
    """Whether a place of a JSON text is inside a string: `"#name"` and `"unit #name"` are, `{"value": #name}` is not."""
    return any(start < position < end for start, end in _strings(text))


@functools.lru_cache(maxsize=256)
def _strings(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(r'"(?:[^"\\]|\\.)*"', text, flags=re.DOTALL)]


def check_json(text: str) -> str:
    """Why a JSON payload could never be right, or nothing: tried with a number where a value stands alone."""
    values = dict.fromkeys([*names_in(text), *(CREDENTIAL + part for part in parts_in(text))], 0)
    try:
        msgspec.json.decode(filled(text, values, place="json").encode())
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        return f"The payload is no JSON: {error}"
    return ""
