"""Bring together what two people made of one dashboard: page by page, widget by widget, field by field.

Where both changed the same, a choice decides: mine, as long as none is made.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

from dashboards.comparing import PARTS, by_key, changed_fields, is_rearranged, mapping, title_of

Side = Literal["mine", "theirs"]
Choices = Mapping[str, str]
_GONE: Final = object()


class MergeConflict(NamedTuple):
    """What both have changed, and differently. `key` names the choice."""

    key: str
    what: str
    id: str
    title: str
    fields: tuple[str, ...] = ()

    def json(self) -> dict[str, Any]:
        return self._asdict() | {"fields": list(self.fields)}


class Merged(NamedTuple):
    document: dict[str, Any]
    conflicts: list[MergeConflict]


def merge(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], choices: Choices | None = None) -> Merged:
    return _Merge(base, _without_clashes(base, mine, theirs), theirs, choices or {}).done()


def _without_clashes(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Two people who each add a widget give it the same id. Mine steps aside."""
    old, own, other = (mapping(one.get("widgets")) for one in (base, mine, theirs))
    clashes = [key for key in own if key not in old and key in other and own[key] != other[key]]
    if not clashes:
        return mine
    taken = {*own, *other, *old}
    names: dict[str, str] = {}
    for key in clashes:
        number = len(taken) + 1
        while f"w{number}" in taken:
            number += 1
        names[key] = f"w{number}"
        taken.add(names[key])
    layouts = {
        layout: {
            page: [box | {"i": names.get(str(box.get("i")), box.get("i"))} for box in boxes]
            for page, boxes in mapping(pages).items()
        }
        for layout, pages in mapping(mine.get("layouts")).items()
    }
    return {**mine, "widgets": {names.get(key, key): widget for key, widget in own.items()}, "layouts": layouts}


class _Merge:
    def __init__(self, base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], choices: Choices) -> None:
        self._base, self._mine, self._theirs, self._choices = base, mine, theirs, choices
        self._conflicts: list[MergeConflict] = []

    def done(self) -> Merged:
        document = {
            key: value for key in {**self._theirs, **self._mine} if key not in PARTS and (value := self._field(key)) is not _GONE
        }
        document["schema"] = max(self._mine.get("schema", 1), self._theirs.get("schema", 1))
        document["pages"] = self._rows("pages", "id", "page", lambda row: str(row.get("title", "")))
        document["variables"] = self._rows("variables", "name", "variable", lambda row: str(row.get("name", "")))
        sides = [mapping(one.get("widgets")) for one in (self._base, self._mine, self._theirs)]
        document["widgets"] = self._things(sides, "widget", title_of)
        pages = [str(page.get("id")) for page in document["pages"]]
        document["layouts"] = self._layouts(pages, document["widgets"])
        return Merged(document, self._conflicts)

    def _side(self, key: str) -> str:
        return "theirs" if self._choices.get(key) == "theirs" else "mine"

    def _field(self, key: str) -> Any:
        base, mine, theirs = (one.get(key, _GONE) for one in (self._base, self._mine, self._theirs))
        if mine == theirs or theirs == base:
            return mine
        if mine == base:
            return theirs
        self._conflicts.append(MergeConflict(f"field:{key}", "field", key, key))
        return mine if self._side(f"field:{key}") == "mine" else theirs

    def _rows(self, part: str, key: str, what: str, title: Callable[[Mapping[str, Any]], str]) -> list[Any]:
        """A list whose rows have names: merged like a mapping, in the order of whoever changed it."""
        sides = [by_key(one.get(part), key) for one in (self._base, self._mine, self._theirs)]
        rows = self._things(sides, what, title)
        base, mine, theirs = (list(side) for side in sides)
        is_moved = [name for name in mine if name in base] != [name for name in base if name in mine]
        first, second = (mine, theirs) if is_moved else (theirs, mine)
        order = [*first, *(name for name in second if name not in first)]
        return [rows[name] for name in order if name in rows]

    def _things(self, sides: list[dict[str, Any]], what: str, title: Callable[[Mapping[str, Any]], str]) -> dict[str, Any]:
        base, mine, theirs = sides
        found = {}
        for name in {**theirs, **mine}:
            thing = self._thing(base.get(name), mine.get(name), theirs.get(name), what, name, title)
            if thing is not None:
                found[name] = thing
        return found

    def _thing(self, base: Any, mine: Any, theirs: Any, what: str, name: str, title: Callable[[Mapping[str, Any]], str]) -> Any:
        if mine == theirs or theirs == base:
            return mine
        if mine == base:
            return theirs
        key = f"{what}:{name}"
        if mine is None or theirs is None:
            how = f"{what}_deleted_by_{'me' if mine is None else 'them'}"
            self._conflicts.append(MergeConflict(key, how, name, title(theirs if mine is None else mine)))
            return mine if self._side(key) == "mine" else theirs
        base = base or {}
        clash = {
            field
            for field in changed_fields(base, mine)
            if field in changed_fields(base, theirs) and _at(mine, field) != _at(theirs, field)
        }
        if clash:
            self._conflicts.append(MergeConflict(key, what, name, title(mine), tuple(sorted(clash))))
        return _joined(base, mine, theirs, prefers_mine=self._side(key) == "mine")

    def _layouts(self, pages: list[str], widgets: Mapping[str, Any]) -> dict[str, Any]:
        names = {**mapping(self._theirs.get("layouts")), **mapping(self._mine.get("layouts"))}
        titles = {**by_key(self._theirs.get("pages"), "id"), **by_key(self._mine.get("pages"), "id")}
        found: dict[str, Any] = {}
        for layout in names:
            placed: set[str] = set()
            found[layout] = {}
            for page in pages:
                base, mine, theirs = (
                    by_key(mapping(mapping(one.get("layouts")).get(layout)).get(page), "i")
                    for one in (self._base, self._mine, self._theirs)
                )
                boxes = self._boxes(layout, page, (base, mine, theirs), str(titles.get(page, {}).get("title", "")))
                found[layout][page] = [box for name, box in boxes.items() if name in widgets and name not in placed]
                placed |= set(boxes)
            self._place_the_rest(found[layout], layout, widgets)
        return found

    def _place_the_rest(self, pages: dict[str, list[Any]], layout: str, widgets: Mapping[str, Any]) -> None:
        """A widget that was kept against its deletion stands where it stood, below the others."""
        there = {box["i"] for boxes in pages.values() for box in boxes}
        for side in (self._mine, self._theirs):
            for page, boxes in mapping(mapping(side.get("layouts")).get(layout)).items():
                for name, box in by_key(boxes, "i").items():
                    if name in widgets and name not in there and page in pages:
                        bottom = max((one.get("y", 0) + one.get("h", 1) for one in pages[page]), default=0)
                        pages[page].append({**box, "y": bottom})
                        there.add(name)

    def _boxes(
        self, layout: str, page: str, sides: tuple[dict[str, Any], dict[str, Any], dict[str, Any]], title: str
    ) -> dict[str, Any]:
        """One page's arrangement is one thing: where both moved widgets, one of the two is taken whole."""
        base, mine, theirs = sides
        by_me, by_them = (is_rearranged(list(base.values()), list(side.values())) for side in (mine, theirs))
        key = f"layout:{layout}:{page}"
        if by_me and by_them and is_rearranged(list(mine.values()), list(theirs.values())):
            self._conflicts.append(MergeConflict(key, f"layout_{layout}", page, title))
            by_me = self._side(key) == "mine"
        first, second = (mine, theirs) if by_me else (theirs, mine)
        # Coming and going on either side holds on both; what comes from the other side stands below.
        kept = {name: box for name, box in first.items() if name in second or name not in base}
        bottom = max((box.get("y", 0) + box.get("h", 1) for box in kept.values()), default=0)
        for name, box in second.items():
            if name not in first and name not in base:
                kept[name] = box if _is_free(box, kept.values()) else {**box, "y": bottom}
                bottom = max(bottom, kept[name].get("y", 0) + box.get("h", 1))
        return kept


def _is_free(box: Mapping[str, Any], others: Any) -> bool:
    return not any(
        box["x"] < one["x"] + one["w"]
        and one["x"] < box["x"] + box["w"]
        and box["y"] < one["y"] + one["h"]
        and one["y"] < box["y"] + box["h"]
        for one in others
    )


def _at(thing: Mapping[str, Any], field: str) -> Any:
    if field.startswith("options."):
        return mapping(thing.get("options")).get(field.removeprefix("options."), _GONE)
    return thing.get(field, _GONE)


def _joined(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], *, prefers_mine: bool) -> Any:
    """Each field from whoever changed it."""
    found = {}
    for key in {**theirs, **mine}:
        old, own, other = base.get(key, _GONE), mine.get(key, _GONE), theirs.get(key, _GONE)
        if key == "options" and all(isinstance(side, dict) for side in (own, other)):
            found[key] = _joined(mapping(old), own, other, prefers_mine=prefers_mine)
            continue
        value = own if own == other or other == old else other if own == old else own if prefers_mine else other
        if value is not _GONE:
            found[key] = value
    return found
