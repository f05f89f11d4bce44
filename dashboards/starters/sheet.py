"""What ready dashboards are written with: widgets row by row, on a phone below one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from dashboards import documents

Json = dict[str, Any]
MACHINE: Final[Json] = {"name": "machine", "kind": "device", "label": "Machine", "default": None}
SITE: Final[Json] = {"name": "site", "kind": "site", "label": "Site", "default": None}
FLEET: Final[Json] = {"name": "machines", "kind": "device", "label": "Machines", "default": ["*"], "isMulti": True}


@dataclass(frozen=True)
class Starter:
    """`name` and `description` are English; the pages have them in their own language under `starter.<key>`."""

    key: str
    order: int
    name: str
    description: str
    document: Json

    def __post_init__(self) -> None:
        for boxes in self.document["layouts"]["mobile"].values():
            _widen_lonely(boxes)


def role(name: str, of: str = "machine", label: str = "") -> Json:
    """What a metric is to the machine, whatever its path is called there."""
    binding: Json = {"kind": "path", "device": f"${of}", "path": "", "role": name}
    return binding | ({"label": label} if label else {})


def limit(when: str, value: float, level: str, text: str = "") -> Json:
    return {"when": when, "value": value, "level": level, "text": text}


class Sheet:
    """A document that grows page by page and row by row."""

    def __init__(self, title: str, variables: Sequence[Json], *, time_range: str = "now-1h") -> None:
        self.document = documents.empty()
        self.document["pages"] = []
        self.document["layouts"] = {"desktop": {}, "mobile": {}}
        self.document["variables"] = [dict(variable) for variable in variables]
        self.document["timeRange"] = {"from": time_range, "to": "now"}
        self.page(title)

    def page(self, title: str) -> None:
        name = f"p{len(self.document['pages']) + 1}"
        self.document["pages"].append({"id": name, "title": title})
        self._boxes: dict[str, list[Json]] = {}
        for layout in ("desktop", "mobile"):
            self._boxes[layout] = self.document["layouts"][layout][name] = []

    def add(
        self,
        kind: str,
        title: str,
        bindings: Sequence[Json] = (),
        *,
        w: int,
        h: int,
        options: Json | None = None,
        rules: Sequence[Json] = (),
    ) -> None:
        name = f"w{len(self.document['widgets']) + 1}"
        self.document["widgets"][name] = {
            "type": kind,
            "version": 1,
            "title": title,
            "options": options or {},
            "bindings": list(bindings),
            "rules": list(rules),
        }
        self._place("desktop", name, w, h)
        self._place("mobile", name, 3 if w <= 6 else 6, h if w > 4 else max(4, h))

    def _place(self, layout: str, name: str, width: int, height: int) -> None:
        """In the first free place: small widgets fill the gap beside a tall one."""
        boxes = self._boxes[layout]
        y = 0
        while True:
            for x in range(documents.COLUMNS[layout] - width + 1):
                if not any(_touch(box, x, y, width, height) for box in boxes):
                    boxes.append({"i": name, "x": x, "y": y, "w": width, "h": height})
                    return
            y += 1


def _widen_lonely(boxes: list[Json]) -> None:
    """A small widget with nothing beside it takes the whole row of a phone."""
    width = documents.COLUMNS["mobile"]
    for box in boxes:
        beside = (one for one in boxes if one is not box)
        if not any(_touch(one, 0, box["y"], width, box["h"]) for one in beside):
            box["x"], box["w"] = 0, width


def _touch(box: Json, x: int, y: int, width: int, height: int) -> bool:
    return bool(x < box["x"] + box["w"] and box["x"] < x + width and y < box["y"] + box["h"] and box["y"] < y + height)
