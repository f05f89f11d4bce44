"""Widgets of Ioto-style device managers as widgets of ours.

They name what they show by namespace, model, field, metric, statistic and dimensions; ours are bound to metrics. What does
not map is said in words and nothing is guessed: the widget comes without the part that could not be had.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from core.errors import Refused
from dashboards.foreign_names import Found

WIDGETS_BOUND: Final = 200
TYPES: Final = {"numeric": "value", "gauge": "gauge", "graph": "timeseries"}
STATISTICS: Final = {
    "avg": "avg",
    "average": "avg",
    "min": "min",
    "minimum": "min",
    "max": "max",
    "maximum": "max",
    "sum": "sum",
    "count": "count",
}
NEWEST: Final = ("", "current", "last", "latest")

# (name or id of a device, paths that would do) -> the metric, or what it may be. Reads what the asking user may see.
Find = Callable[[str, Sequence[str]], Found]


class Translated(NamedTuple):
    widgets: list[dict[str, Any]]
    # What did not map, a sentence each, with the widget it is about.
    problems: list[str]


def read(text: str) -> list[Mapping[str, Any]]:
    """Widgets in a text: one, a list of them, or a dashboard that holds `widgets`."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("This is no JSON: paste the widgets as the device manager stores them.", field="text") from None
    if isinstance(raw, dict) and isinstance(raw.get("widgets"), list | dict):
        raw = raw["widgets"]
        raw = list(raw.values()) if isinstance(raw, dict) else raw
    found = raw if isinstance(raw, list) else [raw]
    if not found or not all(isinstance(one, dict) for one in found):
        raise Refused("No widget stands in this text: each is an object with type, namespace and metric or field.", field="text")
    if len(found) > WIDGETS_BOUND:
        raise Refused(f"{len(found)} widgets are too many at once: import at most {WIDGETS_BOUND}.", field="text")
    return found


def translated(widgets: Sequence[Mapping[str, Any]], find: Find) -> Translated:
    made, problems = [], []
    for place, raw in enumerate(widgets, start=1):
        fields = {_plain(name): value for name, value in raw.items()}
        title = _text(fields, "title", "name", "label")
        about = f"“{title}”" if title else f"Widget {place}"
        widget, said = _widget(fields, title, find)
        problems += [f"{about}: {sentence}" for sentence in said]
        if widget is not None:
            made.append(widget)
    return Translated(made, problems)


def _widget(fields: Mapping[str, Any], title: str, find: Find) -> tuple[dict[str, Any] | None, list[str]]:
    said: list[str] = []
    named = _text(fields, "type", "widget")
    kind = TYPES.get(named.lower())
    if kind is None:
        return None, [f"its type “{named}” is not known; Numeric, Gauge and Graph are. It was left out."]
    bindings, problem = _bindings(fields, find)
    if problem:
        said.append(problem)
    options: dict[str, Any] = {}
    statistic = _text(fields, "statistic").lower()
    if statistic not in NEWEST:
        if statistic not in STATISTICS:
            said.append(f"its statistic “{statistic}” is not known; the newest value is shown.")
        elif kind == "value":
            kind, options["statistic"] = "delta", STATISTICS[statistic]
        elif kind == "gauge":
            said.append(f"a gauge shows the newest value and not the {STATISTICS[statistic]} of a period.")
        else:
            said.append(f"its graph draws the samples themselves and not their {STATISTICS[statistic]}.")
    for end in ("min", "max"):
        if kind == "gauge" and isinstance(fields.get(end), int | float) and not isinstance(fields.get(end), bool):
            options[end] = fields[end]
    widget = {"type": kind, "version": 1, "title": title[:200], "options": options, "bindings": bindings, "rules": []}
    return widget, said


def _bindings(fields: Mapping[str, Any], find: Find) -> tuple[list[dict[str, Any]], str | None]:
    namespace = _text(fields, "namespace") or "Embedthis/Device"
    device, problem = _device(fields)
    if problem:
        return [], problem
    match namespace.lower():
        case "database":
            name, problem = _item(fields)
        case "embedthis/device":
            name = _text(fields, "metric")
            problem = None if name else "it names no metric. Bind one by hand."
        case _:
            return [], f"its namespace “{namespace}” is not known; Database and Embedthis/Device are. Bind a metric by hand."
    if problem:
        return [], problem
    found = find(device, [name, name.lower(), f"{namespace}/{name}", f"{namespace}/{_text(fields, 'model') or 'Store'}/{name}"])
    if found.candidates:
        several = ", ".join(f"“{one}”" for one in found.candidates)
        return [], f"“{name}” of “{device}” may be any of {several}. Bind one by hand, or say which in the text."
    if found.metric is None:
        return [], f"there is no metric “{name}” of a device “{device}” that you may see. Bind one by hand."
    return [{"kind": "metric", "metric": found.metric}], None


def _device(fields: Mapping[str, Any]) -> tuple[str, str | None]:
    """The device of `Device=ID`, `{"Device": "ID"}` or `[{"Device": "ID"}]`."""
    raw = fields.get("resourcedimensions", fields.get("dimensions", ""))
    dimensions: dict[str, str] = {}
    for part in raw if isinstance(raw, list) else [raw]:
        if isinstance(part, dict):
            dimensions |= {str(name): str(value) for name, value in part.items()}
        else:
            pairs = (pair.partition("=") for pair in str(part or "").split(","))
            dimensions |= {name.strip(): value.strip() for name, equals, value in pairs if equals}
    devices = [value for name, value in dimensions.items() if name.lower() == "device" and value]
    others = [name for name in dimensions if name.lower() != "device"]
    if others:
        return "", f"its dimension “{others[0]}” is not known; Device is. Bind a metric by hand."
    if not devices or devices[0] in ("*", "${deviceId}"):
        return "", "it names no single device (Device=ID). Bind a metric by hand."
    return devices[0], None


def _item(fields: Mapping[str, Any]) -> tuple[str, str | None]:
    """What a field of a stored item is called here: `key=counter` of Store's `value` is the metric “counter”."""
    model, field = _text(fields, "model") or "Store", _text(fields, "field") or "value"
    if model.lower() != "store":
        return "", f"its model “{model}” has no metrics here; Store has. Bind a metric by hand."
    if field.lower() != "value":
        return "", f"its field “{field}” is no metric here; value is. Bind a metric by hand."
    chosen = fields.get("selectitem", fields.get("select", fields.get("item", "")))
    if isinstance(chosen, dict):
        chosen = ",".join(f"{name}={value}" for name, value in chosen.items())
    for pair in str(chosen or "").split(","):
        name, equals, value = pair.partition("=")
        if equals and name.strip().lower() == "key" and value.strip():
            return value.strip(), None
    return "", "its Select Item names no key (key=counter). Bind a metric by hand."


def _plain(name: Any) -> str:
    """Field names as `Select Item`, `selectItem` and `select_item` are one."""
    return "".join(letter for letter in str(name).lower() if letter.isalnum())


def _text(fields: Mapping[str, Any], *names: str) -> str:
    return next((str(fields[name]).strip() for name in names if isinstance(fields.get(name), str | int | float)), "")
