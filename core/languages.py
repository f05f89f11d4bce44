"""The language that people read, and the message files in it.

English stands in the code. What it is in another language stands in `messages/<language>.json` near the code that says it,
keyed by the English text: a sentence that changes is missing there until somebody translates it again, and a test tells.
"""

import contextlib
import functools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils import translation

ENGLISH: Final = "en"
LANGUAGES: Final = (ENGLISH, "de")

_PART = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]{1,40})?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")

# What the caller asked for, as it came; it is read only by who has something to say.
_wanted: ContextVar[str] = ContextVar("language", default=ENGLISH)


def current() -> str:
    """The language of whoever asks just now; English where nobody asks."""
    return best_of(_wanted.get())


@functools.lru_cache(maxsize=500)
def best_of(header: str) -> str:
    """The first language of an Accept-Language header that we have."""
    wanted = [found for part in header.split(",")[:20] if (found := _PART.fullmatch(part))]
    ranked = sorted(wanted, key=lambda part: -float(part[2] or 1))  # equal ones stay in their order
    return next((part[1].lower() for part in ranked if part[1].lower() in LANGUAGES and part[2] not in ("0", "0.0")), ENGLISH)


def of_person(preferences: Any, *, header: str = "") -> str:
    """What somebody has chosen in their account, else what their browser asks for."""
    chosen = preferences.get("language") if isinstance(preferences, dict) else None
    return chosen if chosen in LANGUAGES else best_of(header)


@contextlib.contextmanager
def reading(language: str) -> Iterator[None]:
    """All that is said inside is said in this language."""
    token = _wanted.set(language)
    try:
        yield
    finally:
        _wanted.reset(token)


class Reading:
    """Middleware: answers are said in the language that the request asks for. The pages of the program name the one they show."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        header = str(request.META.get("HTTP_ACCEPT_LANGUAGE") or ENGLISH)
        language = best_of(header)
        if language == ENGLISH:
            return self.get_response(request)
        # Django's own sentences, such as those about passwords, follow too.
        with reading(language), translation.override(language):
            return self.get_response(request)


@functools.cache
def messages(folder: Path, language: str) -> dict[str, Any]:
    """The message file of a folder, read once; nothing where it has none."""
    path = folder / "messages" / f"{language}.json"
    if not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


# What people read in a ready dashboard or flow; all else in it is for the program.
_READ = frozenset({"label", "title", "text", "subject", "onText", "offText"})


def in_words_of(document: Any, words: Mapping[str, str]) -> Any:
    """A copy of a ready document with what people read in it in other words, as far as there are such."""
    if isinstance(document, dict):
        return {
            key: words.get(value, value) if key in _READ and isinstance(value, str) else in_words_of(value, words)
            for key, value in document.items()
        }
    if isinstance(document, list):
        return [in_words_of(item, words) for item in document]
    return document
