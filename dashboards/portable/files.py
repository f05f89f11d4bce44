"""Dashboards as text that people read and Git compares: YAML or JSON, keys in the same order each time.

```yaml
sluice: dashboard
name: Boiler room
schema: 1
pages:
  - {id: p1, title: Overview}
widgets:
  w1:
    type: value
    version: 1
    title: Temperature
    bindings:
      - kind: metric
        metric: {$metric: {device: boiler, path: temp}}
layouts: …
```
Everything that this Sluice does not know is kept as it is.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from core.errors import Refused, SluiceError
from dashboards import documents
from dashboards.comparing import mapping
from dashboards.models import Dashboard
from dashboards.portable.references import Absent, Names, named, resolved, settled
from flows.portable.files import Format, as_text, as_values

MARK: Final = "sluice"
TEXT_BOUND: Final = 4_000_000
_ORDER: Final = ("schema", "timeRange", "flowId", "flow", "variables", "pages", "widgets", "layouts")
_WIDGET_ORDER: Final = ("type", "version", "title", "options", "bindings", "rules", "visibleWhen", "link", "look")


class NotADashboardFile(Refused):
    code = "no_dashboard_file"


@dataclass(frozen=True)
class Portable:
    """A dashboard outside of any organization."""

    name: str
    document: dict[str, Any]


def exported(dashboard: Dashboard, document: dict[str, Any], names: Names) -> Portable:
    return Portable(dashboard.name, named(document, names))


def imported(portable: Portable, names: Names) -> tuple[dict[str, Any], list[Absent]]:
    """The document as it is here, and what of it is not here."""
    document, absent = resolved(portable.document, names)
    return settled(document), absent


def written(portable: Portable, format_: Format = "yaml") -> str:
    document = portable.document
    whole: dict[str, Any] = {MARK: "dashboard", "name": portable.name}
    for key in (*_ORDER, *sorted(document.keys() - set(_ORDER))):
        if key in document and not (key in ("flowId", "variables") and not document[key]):
            whole[key] = _widgets(document[key]) if key == "widgets" else document[key]
    return as_text(whole, format_)


def _widgets(widgets: Any) -> Any:
    return {
        key: {field: widget[field] for field in (*_WIDGET_ORDER, *sorted(widget.keys() - set(_WIDGET_ORDER))) if field in widget}
        if isinstance(widget, dict)
        else widget
        for key, widget in sorted(mapping(widgets).items(), key=lambda item: _natural(item[0]))
    }


def _natural(key: str) -> tuple[Any, ...]:
    """w2 before w10."""
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.findall(r"\d+|\D+", key))


def read(text: str) -> Portable:
    """What a text says. Raises `NotADashboardFile` with a sentence when it is none."""
    if len(text) > TEXT_BOUND:
        raise NotADashboardFile(f"The text has {len(text):,} characters; a dashboard takes at most {TEXT_BOUND:,}.")
    try:
        whole = as_values(text)
    except SluiceError as error:
        raise NotADashboardFile(error.message) from None
    if not isinstance(whole, dict) or not isinstance(whole.get("widgets", {}), dict):
        raise NotADashboardFile("This is no dashboard: it holds no widgets. Choose a file that was exported from a dashboard.")
    kind = whole.pop(MARK, "dashboard")
    if kind != "dashboard":
        raise NotADashboardFile(f"The text says “{MARK}: {str(kind)[:60]}”; dashboards say “{MARK}: dashboard”.")
    if "pages" not in whole and "widgets" not in whole:
        raise NotADashboardFile("This is no dashboard: it holds no pages. Choose a file that was exported from a dashboard.")
    name = whole.pop("name", "")
    return Portable(str(name)[:100] if isinstance(name, str | int | float) else "", documents.empty() | {"flowId": None} | whole)


def file_name(name: str, format_: Format = "yaml") -> str:
    stem = re.sub(r"[^\w-]+", "-", name).strip("-").lower() or "dashboard"
    return f"{stem}.dashboard.{format_}"
