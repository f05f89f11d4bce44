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
pictures:
  5a4f…: {name: plan.svg, data: PHN2Zy…}    # or `file: pictures/5a4f….svg`, beside the text
```
A widget's picture is named by its content: `picture: {$picture: 5a4f…}`. Everything that this Sluice does not know is kept as
it is.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any, Final

from core.errors import Refused, SluiceError
from dashboards import documents
from dashboards.comparing import mapping
from dashboards.models import Dashboard
from dashboards.pictures import carried
from dashboards.pictures.carried import Carried
from dashboards.pictures.services import PICTURES_BOUND
from dashboards.portable.references import Absent, Names, named, place_of, resolved, settled
from flows.portable.files import Format, as_text, as_values

MARK: Final = "sluice"
TEXT_BOUND: Final = 4_000_000
PICTURES: Final = "pictures"
_BESIDE: Final = re.compile(rf"{PICTURES}/[0-9a-f]{{64}}\.(png|jpg|gif|webp|svg)")
_ORDER: Final = ("schema", "timeRange", "flowId", "flow", "variables", "pages", "widgets", "layouts")
_WIDGET_ORDER: Final = ("type", "version", "title", "options", "bindings", "rules", "visibleWhen", "link", "look")


class NotADashboardFile(Refused):
    code = "no_dashboard_file"


@dataclass(frozen=True)
class Portable:
    """A dashboard outside of any organization."""

    name: str
    document: dict[str, Any]
    # By the SHA-256 of their content.
    pictures: dict[str, Carried] = field(default_factory=dict)
    # Names of those that were too large to travel inside.
    left_out: list[str] = field(default_factory=list)


def exported(dashboard: Dashboard, document: dict[str, Any], names: Names, *, are_beside: bool = False) -> Portable:
    """With its pictures inside, as far as there is room, or as files beside it."""
    document, rows = carried.named(document, dashboard)
    pictures: dict[str, Carried] = {}
    left_out: list[str] = []
    room = carried.INSIDE_BOUND
    for row in rows:
        if are_beside:
            pictures[row.sha256] = Carried(row.name, file=f"{PICTURES}/{row.sha256}.{carried.SUFFIXES[row.content_type]}")
            continue
        data = carried.as_text(row)
        if len(data) > room:
            left_out.append(row.name)
            data = ""
        room -= len(data)
        pictures[row.sha256] = Carried(row.name, data=data)
    return Portable(dashboard.name, named(document, names), pictures, left_out)


def imported(portable: Portable, names: Names) -> tuple[dict[str, Any], list[Absent]]:
    """The document as it is here, and what of it is not here. Its pictures are still to be kept (`carried.settled`)."""
    document, absent = resolved(portable.document, names)
    return settled(document), [*absent, *_absent_pictures(portable)]


def _absent_pictures(portable: Portable) -> list[Absent]:
    """Those that the document names and that did not travel along."""
    found = []
    for key, widget in mapping(portable.document.get("widgets")).items():
        sha = carried.sha_of(mapping(mapping(widget).get("options")).get(carried.OPTION))
        one = portable.pictures.get(sha) if sha else None
        if sha and not (one and (one.data or one.file)):
            found.append(Absent(place_of(key, widget), "picture", one.name if one else sha[:12]))
    return found


def written(portable: Portable, format_: Format = "yaml") -> str:
    document = portable.document
    whole: dict[str, Any] = {MARK: "dashboard", "name": portable.name}
    for key in (*_ORDER, *sorted(document.keys() - set(_ORDER))):
        if key in document and not (key in ("flowId", "variables") and not document[key]):
            whole[key] = _widgets(document[key]) if key == "widgets" else document[key]
    if portable.pictures:
        whole["pictures"] = {sha: _picture(one) for sha, one in portable.pictures.items()}
    return as_text(whole, format_)


def _picture(one: Carried) -> dict[str, str]:
    return {key: value for key, value in one._asdict().items() if value}


def _widgets(widgets: Any) -> Any:
    if not isinstance(widgets, dict):
        return widgets
    return {
        key: {field: widget[field] for field in (*_WIDGET_ORDER, *sorted(widget.keys() - set(_WIDGET_ORDER))) if field in widget}
        if isinstance(widget, dict)
        else widget
        for key, widget in sorted(widgets.items(), key=lambda item: _natural(item[0]))
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
    pictures = _pictures(whole.pop("pictures", None))
    named_ = str(name)[:100] if isinstance(name, str | int | float) else ""
    return Portable(named_, documents.empty() | {"flowId": None} | whole, pictures)


def without_files(portable: Portable) -> Portable:
    """For whoever has the text alone."""
    return replace(portable, pictures={sha: one._replace(file="") for sha, one in portable.pictures.items()})


def _pictures(raw: Any) -> dict[str, Carried]:
    """Those that are what they should be; how large they may be and what is in them is looked at when they are kept."""
    rows = mapping(raw)
    if len(rows) > PICTURES_BOUND:
        raise NotADashboardFile(f"The text holds {len(rows)} pictures; a dashboard keeps at most {PICTURES_BOUND}.")
    found: dict[str, Carried] = {}
    for sha, row in rows.items():
        given = {key: value for key, value in mapping(row).items() if key in Carried._fields and isinstance(value, str)}
        if "file" in given and not _BESIDE.fullmatch(given["file"]):
            raise NotADashboardFile(
                f"“{given['file'][:80]}” is no picture beside the text: they stand as {PICTURES}/<SHA-256>.png."
            )
        found[str(sha)] = Carried(**{"name": "picture", **given})
    return found


def file_name(name: str, format_: Format = "yaml") -> str:
    stem = re.sub(r"[^\w-]+", "-", name).strip("-").lower() or "dashboard"
    return f"{stem}.dashboard.{format_}"
