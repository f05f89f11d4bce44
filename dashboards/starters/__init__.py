"""Ready dashboards to begin with: each file of this folder declares one `starter`. They bind through variables and roles."""

import importlib
import pkgutil
from functools import cache

from dashboards.starters.sheet import Starter


@cache
def starters() -> tuple[Starter, ...]:
    names = [one.name for one in pkgutil.iter_modules(__path__) if one.name != "sheet"]
    found = [importlib.import_module(f"{__name__}.{name}").starter for name in names]
    return tuple(sorted(found, key=lambda starter: starter.order))
