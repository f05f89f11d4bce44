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
from collections.abc import Iterator, Mapping
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

CORE: Final = Path(__file__).parent
# A place, or a brace that is one: it is written twice, as in f-strings.
_TOKEN: Final = re.compile(r"\{\{|\}\}|\{(\w+)\}")
# Names in lists, such as “pump 1”, “pump 2”.
_QUOTED: Final = re.compile("“([^“”]*)”")


@dataclass(frozen=True)
class Template:
    """A sentence with places, as a pattern that finds what stands in them."""

    translated: str
    # The pieces that are fixed; between them the places, which have names.
    fixed: tuple[str, ...]
    names: tuple[str, ...]
    # The longest fixed piece: a text without it cannot be this sentence, and that is seen fast.
    piece: str
    # How much of it is fixed: of two that fit, the one that says more is meant.
    weight: int
    # Places in quotes hold names.
    quoted: frozenset[str]

    @functools.cached_property
    def pattern(self) -> re.Pattern[str]:
        """Made when a text may be this sentence: most never are."""
        return re.compile("(.*?)".join(map(re.escape, self.fixed)), re.DOTALL)


@dataclass(frozen=True)
class Sentences:
    """All that the program says in one language."""

    whole: Mapping[str, str]
    templates: tuple[Template, ...]

    def said(self, text: str, depth: int = 0) -> str:
        if not text or len(text) > MAX_LENGTH or depth > MAX_DEPTH:
            return text
        for start, asked, end in _alike(text):
            known = self._known(asked, depth)
            if known is not None:
                return start + known + end
        return text

    def _known(self, text: str, depth: int) -> str | None:
        if text in self.whole:
            return self.whole[text]
        for template in self.templates:
            if template.piece in text and (found := template.pattern.fullmatch(text)):
                return self._filled(template, found.groups(), depth)
        return None

    def _filled(self, template: Template, values: tuple[str, ...], depth: int) -> str:
        of = {
            name: value if name in template.quoted else _QUOTED.sub(r"„\1“", self.said(value, depth + 1))
            for name, value in zip(template.names, values, strict=True)
        }
        return _TOKEN.sub(lambda token: of[token[1]] if token[1] else token[0][0], template.translated)


def _alike(text: str) -> Iterator[tuple[str, str, str]]:
    """The text, and as it may have stood before it became part of another: without spaces, full stop, or with a capital."""
    bare = text.strip()
    start, _, end = text.partition(bare)
    for asked in dict.fromkeys((bare, bare[:1].upper() + bare[1:])):
        yield start, asked, end
        if asked.endswith("."):
            yield start, asked[:-1], f".{end}"


def said(text: str) -> str:
    """The text in the language of whoever asks just now; as it is when it is none of our sentences."""
    language = languages.current()
    return text if language == languages.ENGLISH else sentences(language).said(text)


# In a schema of the API: a text that the program says, not one that somebody wrote.
Said = Annotated[str, PlainSerializer(said, return_type=str)]


def in_other_languages(text: str) -> dict[str, str]:
    """What one text is in each of them, for news that go to many readers at once."""
    return {language: sentences(language).said(text) for language in languages.LANGUAGES if language != languages.ENGLISH}


@functools.cache
def sentences(language: str) -> Sentences:
    whole: dict[str, str] = {}
    templates: list[Template] = []
    files = [languages.messages(folder, language) for folder in folders()]
    for file in (*files, languages.messages(CORE, f"pydantic.{language}")):
        for english, translated in file.items():
            template = template_of(english, translated)
            if template.names:
                templates.append(template)
            else:
                whole[template.piece] = _TOKEN.sub(lambda brace: brace[0][0], translated)
    return Sentences(whole, tuple(sorted(templates, key=lambda template: -template.weight)))


def folders() -> list[Path]:
    """The folders of our apps, which have the message files."""
    base = Path(settings.BASE_DIR)
    return [
        base / name for name in ("core", "iotsite", *(app for app in settings.INSTALLED_APPS if "." not in app and app != "core"))
    ]


def template_of(english: str, translated: str) -> Template:
    fixed, names = parts_of(english)
    around = zip(names, fixed, fixed[1:], strict=False)
    quoted = frozenset(name for name, before, after in around if before.endswith("“") and after.startswith("”"))
    return Template(
        translated=translated,
        fixed=tuple(fixed),
        names=tuple(names),
        piece=max(fixed, key=len),
        weight=sum(map(len, fixed)),
        quoted=quoted,
    )


def parts_of(template: str) -> tuple[list[str], list[str]]:
    """The fixed pieces of a template, and the names of the places between them."""
    fixed, names, done = [""], [], 0
    for token in _TOKEN.finditer(template):
        fixed[-1] += template[done : token.start()]
        done = token.end()
        if token[1]:
            names.append(token[1])
            fixed.append("")
        else:
            fixed[-1] += token[0][0]
    fixed[-1] += template[done:]
    return fixed, names
