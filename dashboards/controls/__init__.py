"""What controls may send: each type's file checks a value against what the designer laid down, since a page can be forged.

A file per type with `def checked(value, asked) -> value`: the value as it leaves, or a refusal that names it. All pure but
for the clock, which is handed in.
"""

import datetime as dt
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboards.widgets import KINDS


@dataclass(frozen=True, slots=True)
class Asked:
    """What a value must fit."""

    options: Mapping[str, Any]
    # The lowest and highest value of what the control is bound to.
    bounds: tuple[float | None, float | None]
    at: dt.datetime


def checked(widget_type: str, value: Any, asked: Asked) -> Any:
    """The value that the control sends, or BadControlValue."""
    return _MODULES[widget_type].checked(value, asked)


_MODULES = {name: importlib.import_module(f"dashboards.controls.{name}") for name, kind in KINDS.items() if kind.is_control}
