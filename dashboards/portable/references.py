"""Names instead of ids, so that a dashboard means the same in another organization.

`12` becomes `{$metric: {device: boiler, path: temp}}`, and `{$device: boiler}`, `{$flow: …}`, `{$dashboard: …}` and so on for
what has one name. What is not here is told; the binding is kept with the name it had (`unresolved`) and goes out again as it
came.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from dashboards.models import Dashboard
from devices.models import Device, DeviceFile, DeviceType, Metric
from flows.models import Flow
from organizations import rights
from organizations.models import Site, User

_MODELS: Final[dict[str, Any]] = {
    "device": Device,
    "file": DeviceFile,
    "device_type": DeviceType,
    "site": Site,
    "flow": Flow,
    "dashboard": Dashboard,
}
# Seen by whoever may see the organization.
_OPEN: Final = ("device_type", "flow", "dashboard")
Name = str | dict[str, str]


class Absent(NamedTuple):
    """Something that a text names and that is not here."""

    place: str
    kind: str
    name: str

    def sentence(self) -> str:
        return f"{self.place}: there is no {self.kind.replace('_', ' ')} “{self.name}” here. Choose another one."

    def json(self) -> dict[str, str]:
        return {"place": self.place, "kind": self.kind, "name": self.name, "message": self.sentence()}


class Names:
    """Ids to names, names to ids, within one organization, each asked for once. With `user`, what that person may not see has
    none."""

    def __init__(self, organization_id: str, *, user: User | None = None) -> None:
        self._organization_id = organization_id
        self._user = user
        self.name_of: Callable[[str, int], Name | None] = cache(self._name_of)
        self._ids: dict[tuple[str, str], int | None] = {}

    def _rows(self, kind: str) -> Any:
        if kind == "metric":
            rows: Any = Metric.objects.filter(device__organization_id=self._organization_id)
        else:
            rows = _MODELS[kind].objects.filter(organization_id=self._organization_id)
        return rows if self._user is None or kind in _OPEN else rights.visible(self._user, rows)

    def _name_of(self, kind: str, id_: int) -> Name | None:
        if kind == "metric":
            row = self._rows(kind).filter(id=id_).values_list("device__name", "path").first()
            return {"device": row[0], "path": row[1]} if row else None
        if kind == "file":
            row = self._rows(kind).filter(id=id_).values("device__name", "type__name", "name").first()
            return {key.removesuffix("__name"): value for key, value in row.items() if value is not None} if row else None
        return self._rows(kind).filter(id=id_).values_list("name", flat=True).first()  # type: ignore[no-any-return]  # a text

    def id_of(self, kind: str, name: Any) -> int | None:
        key = (kind, repr(name))
        if key not in self._ids:
            self._ids[key] = self._id_of(kind, name)
        return self._ids[key]

    def _id_of(self, kind: str, name: Any) -> int | None:
        if kind in ("metric", "file") and not isinstance(name, Mapping):
            return None
        if kind == "file":
            # Of one device, of a type, or of the whole organization.
            found = self._rows(kind).filter(
                device__name=name.get("device"), type__name=name.get("type"), name=str(name.get("name"))
            )
        elif kind == "metric":
            found = self._rows(kind).filter(device__name=str(name.get("device")), path=str(name.get("path")))
        else:
            found = self._rows(kind).filter(name=str(name))
        return found.values_list("id", flat=True).first()  # type: ignore[no-any-return]  # an id


Put = Callable[[str, Any, str], Any]


def named(document: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The document with names in place of ids. An id that leads nowhere stays."""

    def put(kind: str, value: Any, place: str) -> Any:
        name = names.name_of(kind, value) if isinstance(value, int) and not isinstance(value, bool) else None
        return value if name is None else {f"${kind}": name}

    return _walk(document, put, _saved)


def resolved(document: Mapping[str, Any], names: Names) -> tuple[dict[str, Any], list[Absent]]:
    """The document with the ids of what has these names here, and what has none."""
    absent: list[Absent] = []

    def put(kind: str, value: Any, place: str) -> Any:
        if not isinstance(value, dict) or value.keys() != {f"${kind}"}:
            return value
        name = value[f"${kind}"]
        found = names.id_of(kind, name)
        if found is None:
            absent.append(Absent(place, kind, _said(name)))
            return value
        return found

    return _walk(document, put, _unresolved), absent


def _said(name: Any) -> str:
    return f"{name.get('device')} {name.get('path') or name.get('name')}" if isinstance(name, Mapping) else str(name)[:200]


def _saved(binding: dict[str, Any]) -> dict[str, Any]:
    """What could not be resolved goes out as it came in."""
    saved = binding.get("saved")
    return saved if binding.get("kind") == "unresolved" and isinstance(saved, dict) else binding


def _unresolved(binding: dict[str, Any]) -> dict[str, Any]:
    """A binding that still holds a name is kept with it."""
    for value in binding.values():
        if isinstance(value, dict) and len(value) == 1 and (key := next(iter(value))).startswith("$"):
            label = {"label": binding["label"]} if "label" in binding else {}
            return {"kind": "unresolved", "wanted": {key[1:]: value[key]}, "saved": binding, **label}
    return binding


def _walk(document: Mapping[str, Any], put: Put, finish: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    """Every part of a document that names something through `put`, every binding through `finish` besides."""
    result = dict(document)
    if isinstance(document.get("widgets"), dict):
        result["widgets"] = {key: _widget(key, widget, put, finish) for key, widget in document["widgets"].items()}
    if isinstance(document.get("variables"), list):
        result["variables"] = [_variable(one, put) for one in document["variables"]]
    flow = put("flow", document.get("flow") or document.get("flowId"), "data flow")
    result.pop("flow", None)
    if isinstance(flow, dict):
        # The document itself holds an id or nothing; a name that leads nowhere stands beside it.
        result["flow"], result["flowId"] = flow, None
    else:
        result["flowId"] = flow
    return result


def place_of(key: str, widget: Mapping[str, Any]) -> str:
    return f"widget “{widget.get('title') or widget.get('type') or key}”"


def _widget(key: str, widget: Any, put: Put, finish: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    if not isinstance(widget, dict):
        return widget
    place = place_of(key, widget)
    result = dict(widget)
    options = widget.get("options")
    if isinstance(options, dict) and options.get("file") is not None:
        result["options"] = options | {"file": put("file", options["file"], place)}
    if isinstance(widget.get("bindings"), list):
        result["bindings"] = [_binding(one, put, finish, place) for one in widget["bindings"]]
    if isinstance(widget.get("look"), dict):
        result["look"] = _binding(widget["look"], put, finish, place)
    if isinstance(widget.get("link"), dict):
        link = widget["link"]
        result["link"] = link | {kind: put(kind, link[kind], place) for kind in ("dashboard", "device") if kind in link}
    when = widget.get("visibleWhen")
    if isinstance(when, dict) and isinstance(when.get("conditions"), list):
        conditions = [
            one | {"binding": _binding(one["binding"], put, finish, place)}
            if isinstance(one, dict) and isinstance(one.get("binding"), dict)
            else one
            for one in when["conditions"]
        ]
        result["visibleWhen"] = when | {"conditions": conditions}
    return result


_IN_BINDING: Final = {"metric": "metric", "flow": "flow", "device": "device", "deviceType": "device_type"}


def _binding(binding: Any, put: Put, finish: Callable[[dict[str, Any]], dict[str, Any]], place: str) -> Any:
    if not isinstance(binding, dict):
        return binding
    # Tried again: it may be here by now.
    binding = _saved(binding)
    result = {key: put(_IN_BINDING[key], value, place) if key in _IN_BINDING else value for key, value in binding.items()}
    if isinstance(key := binding.get("key"), str) and key.isdecimal():
        found = put("device", int(key), place)
        result["key"] = key if isinstance(found, int) else found
    elif isinstance(binding.get("key"), dict):
        found = put("device", binding["key"], place)
        result["key"] = str(found) if isinstance(found, int) else found
    return finish(result)


def _variable(variable: Any, put: Put) -> Any:
    if not isinstance(variable, dict):
        return variable
    place = f"variable “{variable.get('name')}”"
    kept = variable.get("unresolved")
    result = {key: value for key, value in variable.items() if key != "unresolved"}
    result |= kept if isinstance(kept, dict) else {}
    fields = {"deviceType": "device_type", "site": "site", "device": "device"}
    if variable.get("kind") in ("device", "site"):
        fields["default"] = str(variable["kind"])
    for key, kind in fields.items():
        if isinstance(result.get(key), list):
            result[key] = [put(kind, one, place) for one in result[key]]
        elif key in result:
            result[key] = put(kind, result[key], place)
    return result


def settled(document: dict[str, Any]) -> dict[str, Any]:
    """Names that lead nowhere put aside where the document holds ids: what is stored can be read."""
    variables = []
    for variable in document.get("variables") or []:
        if isinstance(variable, dict):
            lost = {key: value for key, value in variable.items() if _is_name(value)}
            if lost:
                variable = {**variable, **dict.fromkeys(lost), "unresolved": lost}
        variables.append(variable)
    return document | {"variables": variables}


def _is_name(value: Any) -> bool:
    if isinstance(value, list):
        return any(_is_name(one) for one in value)
    return isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith("$")
