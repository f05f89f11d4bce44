"""What differs between two documents of a dashboard: as facts for the pages, as sentences for the command line."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

# Compared part by part; everything else in a document is one field each.
PARTS: Final = ("schema", "pages", "layouts", "widgets", "variables")
DocumentJson = Mapping[str, Any]


class Change(NamedTuple):
    """One difference. `what` is a key of the pages' messages under `change`."""

    what: str
    id: str = ""
    title: str = ""
    fields: tuple[str, ...] = ()
    before: str = ""

    def json(self) -> dict[str, Any]:
        return self._asdict() | {"fields": list(self.fields)}


def changes(before: DocumentJson, after: DocumentJson) -> list[Change]:
    """All that differs, in the order people look at a dashboard: pages, widgets, their places, variables, the rest."""
    return [
        *_pages(before, after),
        *_widgets(before, after),
        *_arrangements(before, after),
        *_variables(before, after),
        *(Change("field", key) for key in sorted({*before, *after} - set(PARTS)) if before.get(key) != after.get(key)),
    ]


def _pages(before: DocumentJson, after: DocumentJson) -> list[Change]:
    old, new = by_key(before.get("pages"), "id"), by_key(after.get("pages"), "id")
    found = [Change("page_added", key, _text(new[key].get("title"))) for key in new if key not in old]
    found += [Change("page_removed", key, _text(old[key].get("title"))) for key in old if key not in new]
    for key in new:
        if key in old and old[key] != new[key]:
            renamed = old[key].get("title") != new[key].get("title")
            what = "page_renamed" if renamed else "page_changed"
            found.append(Change(what, key, _text(new[key].get("title")), before=_text(old[key].get("title"))))
    if [key for key in old if key in new] != [key for key in new if key in old]:
        found.append(Change("pages_reordered"))
    return found


def _widgets(before: DocumentJson, after: DocumentJson) -> list[Change]:
    old, new = mapping(before.get("widgets")), mapping(after.get("widgets"))
    found = [Change("widget_added", key, title_of(new[key])) for key in new if key not in old]
    found += [Change("widget_removed", key, title_of(old[key])) for key in old if key not in new]
    for key in new:
        if key in old and (fields := changed_fields(old[key], new[key])):
            found.append(Change("widget_changed", key, title_of(new[key]), tuple(fields), title_of(old[key])))
    return found


def _arrangements(before: DocumentJson, after: DocumentJson) -> list[Change]:
    pages = by_key(after.get("pages"), "id")
    found = []
    for layout in sorted({*mapping(before.get("layouts")), *mapping(after.get("layouts"))}):
        old, new = mapping(before.get("layouts", {}).get(layout)), mapping(after.get("layouts", {}).get(layout))
        for page_id, page in pages.items():
            if is_rearranged(old.get(page_id), new.get(page_id)):
                found.append(Change(f"arranged_{layout}", page_id, _text(page.get("title"))))
    return found


def _variables(before: DocumentJson, after: DocumentJson) -> list[Change]:
    old, new = by_key(before.get("variables"), "name"), by_key(after.get("variables"), "name")
    found = [Change("variable_added", key, key) for key in new if key not in old]
    found += [Change("variable_removed", key, key) for key in old if key not in new]
    found += [
        Change("variable_changed", key, key, tuple(changed_fields(old[key], new[key])))
        for key in new
        if key in old and old[key] != new[key]
    ]
    return found


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names of what differs, options one by one."""
    found = []
    for key in sorted({*before, *after}):
        if before.get(key) == after.get(key):
            continue
        if key == "options":
            old, new = mapping(before.get(key)), mapping(after.get(key))
            found += [f"options.{name}" for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
        else:
            found.append(key)
    return found


def is_rearranged(before: Any, after: Any) -> bool:
    """Whether widgets that stand in both have moved; coming and going is told elsewhere."""
    old, new = by_key(before, "i"), by_key(after, "i")
    return any(old[key] != new[key] for key in old if key in new)


def by_key(rows: Any, key: str) -> dict[str, Mapping[str, Any]]:
    """The rows of a list by their names; what has none is left out."""
    return {str(row[key]): row for row in rows if isinstance(row, Mapping) and key in row} if isinstance(rows, list) else {}


def mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def title_of(widget: Mapping[str, Any]) -> str:
    """What people call the widget: its title, else its type."""
    return _text(widget.get("title")) or _text(widget.get("type"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


_SENTENCES: Final = {
    "page_added": "page “{title}” added",
    "page_removed": "page “{title}” deleted",
    "page_renamed": "page “{before}” renamed to “{title}”",
    "page_changed": "page “{title}” changed",
    "pages_reordered": "pages in another order",
    "widget_added": "widget “{title}” added",
    "widget_removed": "widget “{title}” deleted",
    "widget_changed": "widget “{title}”: {fields}",
    "arranged_desktop": "page “{title}”: widgets moved or resized",
    "arranged_mobile": "page “{title}”: phone layout changed",
    "variable_added": "variable “{title}” added",
    "variable_removed": "variable “{title}” deleted",
    "variable_changed": "variable “{title}”: {fields}",
    "field": "“{id}” changed",
}


def sentence(change: Change) -> str:
    words = _SENTENCES.get(change.what, "{what} {title}")
    return words.format(**change._asdict() | {"fields": ", ".join(change.fields)})
