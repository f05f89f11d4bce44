"""What a public link shows: the dashboard as its maker may see it now, without what leads further into the program."""

import hashlib
from typing import Any, Final

import msgspec

from core.redis import client
from dashboards import selectors
from dashboards.documents import Document
from dashboards.levels import Page
from dashboards.models import PublicLink

# Their markers are called after devices; on others a device's name is not to be seen.
NAMING_DEVICES: Final = ("map", "route")
# Many people look at one link: they share an answer for so long.
KEPT_MS: Final = 1500
INTERNAL: Final = ("flowId",)


def document(link: PublicLink) -> dict[str, Any]:
    """The document without links into the program, flows, and notes of those who made it."""
    whole: dict[str, Any] = selectors.newest_version(link.dashboard).document
    whole = {name: value for name, value in whole.items() if name not in INTERNAL}
    whole["widgets"] = {widget_id: _widget(widget) for widget_id, widget in whole["widgets"].items()}
    return whole


def _widget(widget: dict[str, Any]) -> dict[str, Any]:
    link = widget.get("link")
    leaves = isinstance(link, dict) and str(link.get("url") or "").startswith("https://")
    return widget if leaves or link is None else {name: value for name, value in widget.items() if name != "link"}


def data(link: PublicLink, page: Page, only: list[str] | None, asked: str) -> bytes:
    """Everything the widgets are drawn from, encoded. `asked` is the question in words, by which answers are shared."""
    key = f"public:data:{link.pk}:{link.dashboard.version}:{hashlib.sha256(asked.encode()).hexdigest()}"
    kept: Any = client().get(key)
    if kept is not None:
        return bytes(kept)
    # Variables stand for what the dashboard lays down: an address must not choose other devices.
    answer = selectors.dashboard_data(link.dashboard, link.created_by, page=page, only=only)
    kinds = {one: widget.type for one, widget in _parsed(link).widgets.items()}
    for widget_id, widget in answer["widgets"].items():
        for source in (*widget["sources"], *widget.get("conditions", ())):
            source["is_writable"] = False
            if kinds.get(widget_id) not in NAMING_DEVICES and "device" in source:
                source["device"] = ""
    answer["marks"] = {
        "alarms": [mark | {"device": ""} for mark in answer["marks"]["alarms"]],
        "annotations": [note | {"author": None, "changed_by": None, "is_mine": False} for note in answer["marks"]["annotations"]],
    }
    encoded = msgspec.json.encode(answer)
    client().set(key, encoded, px=KEPT_MS)
    return encoded


def latest(link: PublicLink) -> bytes:
    """The newest values of all that is shown: small, for asking every two seconds."""
    key = f"public:latest:{link.pk}:{link.dashboard.version}"
    kept: Any = client().get(key)
    if kept is not None:
        return bytes(kept)
    found = selectors.newest_values(link.dashboard, link.created_by)
    values = {topic: {"ts": ts / 1000, "value": value, "quality": quality} for topic, (ts, value, quality) in found.items()}
    encoded = msgspec.json.encode({"version": link.dashboard.version, "values": values})
    client().set(key, encoded, px=KEPT_MS)
    return encoded


def _parsed(link: PublicLink) -> Document:
    return Document.model_validate(selectors.newest_version(link.dashboard).document)
