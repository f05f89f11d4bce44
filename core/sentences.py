"""Sentences of the program in the language of whoever reads them.

The code says them in English, as f-strings where they arise: `Refused(f"“{name}” is taken.")`. They are translated at the doors,
where it is known who reads: a finished sentence is matched with the templates of the message files (`“{name}” is taken.`), and
what stands in the places is put into the German one. So the code that refuses, the hot lane and what is stored know nothing of
languages, and a sentence that was stored in English (why a call failed last week) is still read in German.

What stands in quotes “…” is a name that somebody gave, and stays; in other places may stand a part of a sentence, which is
translated too when it is known.
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from django.conf import settings
from pydantic import PlainSerializer

from core import languages

# Longer texts are no sentence of ours.
MAX_LENGTH: Final = 4_000
# A sentence may hold a sentence, which may hold one.
MAX_DEPTH: Final = 4

PLACE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Template:
    """A sentence with places, as a pattern that finds what stands in them."""

    german: str
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    # The longest fixed piece: a text without it cannot be this sentence, and that is seen fast.
    piece: str
    # How much of it is fixed: of two that fit, the one that says more is meant.
    weight: int
    # Places in quotes hold names.
    quoted: frozenset[str]


@dataclass(frozen=True)
class Sentences:
    """All that the program says in one language."""

    whole: Mapping[str, str]
    templates: tuple[Template, ...]

    def said(self, text: str, depth: int = 0) -> str:
        if not text or len(text) > MAX_LENGTH or depth > MAX_DEPTH:
            return text
        if text in self.whole:
            return self.whole[text]
        for template in self.templates:
            if template.piece in text and (found := template.pattern.fullmatch(text)):
                return self._filled(template, found.groups(), depth)
        return text

    def _filled(self, template: Template, values: tuple[str, ...], depth: int) -> str:
        of = {
            name: value if name in template.quoted else self.said(value, depth + 1)
            for name, value in zip(template.names, values, strict=True)
        }
        return PLACE.sub(lambda place: of[place[1]], template.german)


def said(text: str) -> str:
    """The text in the language of whoever asks just now; as it is when it is none of our sentences."""
    language = languages.current()
    return text if language == languages.ENGLISH else sentences(language).said(text)


# In a schema of the API: a text that the program says, not one that somebody wrote.
Said = Annotated[str, PlainSerializer(said, return_type=str)]


@functools.cache
def sentences(language: str) -> Sentences:
    whole: dict[str, str] = {}
    templates: list[Template] = []
    for folder in folders():
        for english, translated in languages.messages(folder, language).items():
            if PLACE.search(english):
                templates.append(template_of(english, translated))
            else:
                whole[english] = translated
    return Sentences(whole, tuple(sorted(templates, key=lambda template: -template.weight)))


def folders() -> list[Path]:
    """The folders of our apps, which have the message files."""
    base = Path(settings.BASE_DIR)
    return [
        base / name for name in ("core", "iotsite", *(app for app in settings.INSTALLED_APPS if "." not in app and app != "core"))
    ]


def template_of(english: str, translated: str) -> Template:
    parts = PLACE.split(english)  # fixed piece, name, fixed piece, name, …
    fixed, names = parts[::2], tuple(parts[1::2])
    pattern = re.escape(fixed[0]) + "".join(f"(.*?){re.escape(piece)}" for piece in fixed[1:])
    quoted = frozenset(
        name
        for name, before, after in zip(names, fixed, fixed[1:], strict=False)
        if before.endswith("“") and after.startswith("”")
    )
    return Template(
        german=translated,
        pattern=re.compile(pattern, re.DOTALL),
        names=names,
        piece=max(fixed, key=len),
        weight=sum(map(len, fixed)),
        quoted=quoted,
    )
