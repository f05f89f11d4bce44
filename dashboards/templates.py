"""What a new dashboard begins with."""

import copy
import math
from collections.abc import Sequence
from typing import Any, Final

from dashboards import documents
from dashboards.errors import BadTemplate
from dashboards.starters import starters
from devices.models import DataType, Device, DeviceType, Metric

NUMBERS: Final = (DataType.LONG, DataType.DOUBLE)
VARIABLE: Final = "device"
CARDS_BOUND: Final = 24
CHART_LINES_BOUND: Final = 6
# A slider has at least so many.
STEPS: Final = 50


def device_document(device: Device) -> dict[str, Any]:
    """Everything a device says: a card for each metric, one chart of its numbers, the rest in a table, its alarms.

    Of a device that has a type it is made with a variable, so that it serves every device of that type.
    """
    metrics = list(device.metrics.order_by("path")[:CARDS_BOUND])
    document = documents.empty()
    document["pages"][0]["title"] = device.name[:100]
    if device.type is not None:
        document["pages"][0]["title"] = f"{{{{{VARIABLE}}}}}"
        document["variables"] = [
            {
                "name": VARIABLE,
                "kind": "device",
                "label": device.type.name,
                "default": device.id,
                "deviceType": device.type.id,
            }
        ]
    title = f"{{{{{VARIABLE}}}}}" if device.type else device.name
    _fill(_Page(document, has_variable=device.type is not None), metrics, title)
    return document


def _fill(page: "_Page", metrics: Sequence[Any], title: str) -> None:
    """Cards, a chart of the numbers, a table, the alarms; `metrics` are metrics or templates of some."""
    for metric in metrics:
        kind = _card_type(metric)
        page.add(kind, metric.path, [metric], width=6, height=4, options=_steps(metric) if kind == "slider" else {})
    numbers = [metric for metric in metrics if metric.data_type in NUMBERS and not metric.is_writable]
    if numbers:
        page.add("timeseries", title, numbers[:CHART_LINES_BOUND], width=24, height=10)
    if metrics:
        page.add("latest_table", "Latest values", metrics, width=12, height=9)
    page.add("alarm_table", "Alarms", [], width=12, height=9)


def _card_type(metric: Metric) -> str:
    if metric.data_type == DataType.BOOLEAN:
        return "toggle" if metric.is_writable else "lamp"
    if metric.data_type in NUMBERS:
        return "slider" if metric.is_writable and metric.low is not None and metric.high is not None else "sparkline"
    return "value"


def _steps(metric: Metric) -> dict[str, Any]:
    """A setpoint from 0 to 10 bar is set in tenths; whole numbers stay whole."""
    span = (metric.high or 0) - (metric.low or 0)
    if metric.data_type != DataType.DOUBLE or not 0 < span < STEPS:
        return {}
    return {"step": 10.0 ** math.floor(math.log10(span / STEPS) + 1e-9)}


class _Page:
    """Puts widgets one after the other into rows, on a phone below one another, cards in pairs."""

    def __init__(self, document: dict[str, Any], *, has_variable: bool) -> None:
        self._document = document
        self._has_variable = has_variable
        self._next = {"desktop": (0, 0, 0), "mobile": (0, 0, 0)}  # x, y, height of the row

    def add(
        self,
        kind: str,
        title: str,
        metrics: Sequence[Metric],
        *,
        width: int,
        height: int,
        options: dict[str, Any] | None = None,
    ) -> None:
        widget_id = f"w{len(self._document['widgets']) + 1}"
        self._document["widgets"][widget_id] = {
            "type": kind,
            "version": 1,
            "title": title[:200],
            "options": options or {},
            "bindings": [self._binding(metric) for metric in metrics],
            "rules": [],
        }
        self._place("desktop", widget_id, width, height)
        self._place("mobile", widget_id, 3 if width <= 6 else 6, height)

    def _binding(self, metric: Metric) -> dict[str, Any]:
        if self._has_variable:
            return {"kind": "path", "device": f"${VARIABLE}", "path": metric.path}
        return {"kind": "metric", "metric": metric.id}

    def _place(self, layout: str, widget_id: str, width: int, height: int) -> None:
        x, y, row = self._next[layout]
        if x + width > documents.COLUMNS[layout]:
            x, y, row = 0, y + row, 0
        self._document["layouts"][layout]["p1"].append({"i": widget_id, "x": x, "y": y, "w": width, "h": height})
        self._next[layout] = (x + width, y, max(row, height))


def type_document(kind: DeviceType) -> dict[str, Any]:
    """The dashboard of a whole device type, after what its devices are made with, or what the first of them says."""
    templates: list[Any] = list(kind.metrics.order_by("path")[:CARDS_BOUND])
    first = Device.objects.filter(type=kind).order_by("id").first()
    if not templates and first is not None:
        templates = list(first.metrics.order_by("path")[:CARDS_BOUND])
    document = documents.empty()
    document["pages"][0]["title"] = f"{{{{{VARIABLE}}}}}"
    document["variables"] = [{"name": VARIABLE, "kind": "device", "label": kind.name, "default": None, "deviceType": kind.id}]
    _fill(_Page(document, has_variable=True), templates, f"{{{{{VARIABLE}}}}}")
    return document


def starter_document(key: str, kind: DeviceType | None) -> dict[str, Any]:
    """A ready dashboard; with a type its machines are those of that type."""
    starter = next((one for one in starters() if one.key == key), None)
    if starter is None:
        raise BadTemplate(key)
    document = copy.deepcopy(starter.document)
    for variable in document["variables"]:
        if kind is not None and variable["kind"] == "device":
            variable["deviceType"] = kind.id
    return document
