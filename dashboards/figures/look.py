"""How charts look: read from the file that the front end draws with."""

import functools
import json
from typing import Any, Final

from django.conf import settings

FILE: Final = "frontend/src/shared/charts/chartTemplate.json"


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


def layout(title: str) -> dict[str, Any]:
    """The template's layout on paper: with a title, a legend and room for the axes, which widgets have around them."""
    whole = template()
    base = dict(whole["layout"])
    axis = whole["axis"] | {"automargin": True, "fixedrange": False, "nticks": 8}
    base |= {
        "xaxis": axis | base["xaxis"],
        "yaxis": axis | base["yaxis"],
        "autosize": True,
        "showlegend": True,
        "paper_bgcolor": "$ground",
        "plot_bgcolor": "$ground",
        "title": {"text": title, "font": {"size": 16}},
        "margin": {"l": 56, "r": 24, "t": 56, "b": 40},
        "legend": {"orientation": "h", "y": -0.15},
    }
    filled: dict[str, Any] = _filled(base)
    return filled


def _filled(part: Any) -> Any:
    if isinstance(part, str) and part.startswith("$"):
        return template()["tokens"][part[1:]]
    if isinstance(part, dict):
        return {name: _filled(one) for name, one in part.items()}
    return part
