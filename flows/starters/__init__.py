"""Flows to begin with: each `.flow.yaml` of this folder is one, in the form that flows travel in (`flows/portable/files.py`)."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core import languages
from flows import catalogue
from flows.portable import files

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Starter:
    """One flow to begin with. `name` and `description` are English; the pages have them in their own language."""

    key: str
    name: str
    description: str
    document: dict[str, Any]


def starters() -> Sequence[Starter]:
    """All of them whose blocks this Sluice has, in the order of their file names; the words in them in the reader's language."""
    return starters_in(languages.current())


@functools.cache
def starters_in(language: str) -> Sequence[Starter]:
    found = []
    words = languages.messages(HERE, language)
    for path in sorted(HERE.glob("*.flow.yaml")):
        portable = files.read(path.read_text(encoding="utf-8"))
        if all(item["type"] in catalogue.blocks() for item in portable.document["blocks"].values()):
            key = path.name.removesuffix(".flow.yaml").partition("-")[2]
            document = languages.in_words_of(portable.document, words)
            found.append(Starter(key, portable.name, portable.head.get("description", ""), document))
    return tuple(found)
