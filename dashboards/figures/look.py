"""How charts look: read from the file that the front end draws with."""

import functools
import json
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

FILE: Final = "frontend/src/shared/charts/chartTemplate.json"
TICKS: Final = 5


@functools.cache
def template() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((settings.BASE_DIR / FILE).read_text())
    return found


def color(place: int) -> str:
    series: list[str] = template()["series"]["light"]
    return series[place % len(series)]


def dash(place: int) -> str:
    dashes: list[str] = template()["dashes"]
    return dashes[place // len(template()["series"]["light"]) % len(dashes)]


def level(name: str) -> str:
    return str(template()["levels"][name])


def token(name: str) -> str:
    return str(template()["tokens"][name])


def off() -> str:
    return str(template()["off"]["light"])


def heat() -> list[list[Any]]:
    """One hue from the ground to the full colour."""
    colors: list[str] = template()["heat"]["light"]
    return [[place / (len(colors) - 1), color] for place, color in enumerate(colors)]


def layout(title: str, notes: str) -> dict[str, Any]:
    """The template's layout on paper: with a title, a legend and room for the axes, which widgets have around them."""
    whole = template()
    base = dict(whole["layout"])
    base |= {
        "xaxis": axis() | base["xaxis"],
        "yaxis": axis() | base["yaxis"],
        "autosize": True,
        "showlegend": True,
        "paper_bgcolor": "$ground",
        "plot_bgcolor": "$ground",
        "title": {"text": title, "font": {"size": 16}, **({"subtitle": {"text": notes}} if notes else {})},
        "margin": {"l": 56, "r": 24, "t": 72 if notes else 56, "b": 40},
        "legend": {"orientation": "h", "y": -0.15},
    }
    return filled(base)


def axis() -> dict[str, Any]:
    return dict(template()["axis"]) | {"automargin": True, "fixedrange": False, "nticks": 8}


def filled(part: Mapping[str, Any]) -> dict[str, Any]:
    """Texts like “$line” stand for what the theme says."""
    return {name: _filled(one) for name, one in part.items()}


def _filled(part: Any) -> Any:
    if isinstance(part, str) and part.startswith("$"):
        return token(part[1:])
    return filled(part) if isinstance(part, dict) else part
