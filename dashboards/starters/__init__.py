"""Ready dashboards to begin with: each file of this folder declares one `starter`. They bind through variables and roles."""

import importlib
import pkgutil
from dataclasses import replace
from functools import cache
from pathlib import Path

from core import languages
from dashboards.starters.sheet import Starter

HERE = Path(__file__).parent


def starters() -> tuple[Starter, ...]:
    """The words in them are in the reader's language."""
    return starters_in(languages.current())


@cache
def starters_in(language: str) -> tuple[Starter, ...]:
    words = languages.messages(HERE, language)
    names = [one.name for one in pkgutil.iter_modules(__path__) if one.name != "sheet"]
    found = [importlib.import_module(f"{__name__}.{name}").starter for name in names]
    told = (replace(one, document=languages.in_words_of(one.document, words)) for one in found)
    return tuple(sorted(told, key=lambda starter: starter.order))
