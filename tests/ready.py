"""Ready documents as their readers see them."""

import re
from collections.abc import Iterable
from typing import Any, Protocol

from core import languages


class Ready(Protocol):
    @property
    def document(self) -> dict[str, Any]: ...


class _Asked(dict[str, str]):
    """Words that remember which were asked for."""

    def get(self, text: str, default: Any = None) -> Any:
        self[text] = text
        return default


def read_in(ready: Iterable[Ready]) -> set[str]:
    """All texts in them that are for people, but those that are only a place for a name."""
    asked = _Asked()
    for one in ready:
        languages.in_words_of(one.document, asked)
    return {text for text in asked if text and not re.fullmatch(r"\{\{\w+\}\}", text)}
